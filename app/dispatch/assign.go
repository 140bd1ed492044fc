package dispatch

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
	"doorstep/app/txn"
)

// Assignment is a person's decision who goes when.
type Assignment struct {
	Job        string
	Visit      string // empty: a new visit; otherwise this one is moved
	Rev        int    // of the visit if one is named, otherwise of the job
	Technician string
	Helpers    []string // who go along; nil keeps those of a visit that is moved
	Start      time.Time
	Minutes    int    // 0 takes the job's duration
	Tell       bool   // the technician is told at once
	Reason     string // why it is planned so; goes to the history, and is stored with the rules it sets aside
	Insist     bool   // broken rules are set aside, for the reason
	Lock       string
}

// Assign plans or moves a visit. Broken rules are faults of kind Confirm with code "rule_NAME" and stop it, unless the
// person has seen them and insists for a reason; then they are stored with the visit. What settings forbid cannot be set aside.
// Whoever goes along is held to the rules but for skills and parts, which are the lead's.
// Errors: Forbidden; NotFound; faults beside technician, helpers, start, minutes, reason; Confirm rule_*; Conflict rule_forbidden,
// and those of jobs.SetPlan; Stale.
func (s *Service) Assign(ctx context.Context, in Assignment) (jobs.Visit, error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return jobs.Visit{}, err
	}
	var check fault.Check
	check.Need(in.Technician != "", "technician")
	check.Need(!in.Start.IsZero(), "start")
	check.Need(!in.Insist || strings.TrimSpace(in.Reason) != "", "reason")
	check.That(in.Minutes == 0 || in.Minutes >= catalog.DurationLeast && in.Minutes <= catalog.DurationMost, fault.Field("minutes", "duration_bad"))
	if err := check.Err(); err != nil {
		return jobs.Visit{}, err
	}
	verb := "visits.assign"
	if in.Visit != "" {
		verb = "visits.move"
	}
	ctx = act.Begin(ctx, verb, strings.TrimSpace(in.Reason))
	var v jobs.Visit
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		v, err = s.In(tx).assign(ctx, in)
		return err
	})
	return v, err
}

func (s *Service) assign(ctx context.Context, in Assignment) (jobs.Visit, error) {
	j, err := s.jobs.Get(ctx, in.Job)
	if err != nil {
		return jobs.Visit{}, err
	}
	was, err := s.fresh(ctx, in, j)
	if err != nil {
		return jobs.Visit{}, err
	}
	in.Minutes = jobMinutes(j, in.Minutes)
	j.DurationMin = in.Minutes
	if in.Helpers == nil {
		in.Helpers = was.Helpers
	}
	in.Helpers = goAlong(in.Technician, in.Helpers)
	whose := in.Technician
	if len(in.Helpers) > 0 {
		whose = "" // the days of several count
	}
	workers, ask, err := s.around(ctx, j, in.Start, whose)
	if err != nil {
		return jobs.Visit{}, err
	}
	ask.Visit = in.Visit
	at := placeOf(workers, in.Technician)
	if at < 0 {
		return jobs.Visit{}, fault.Field("technician", "technician_gone")
	}
	mates, err := along(workers, ask, in.Helpers, in.Start)
	if err != nil {
		return jobs.Visit{}, err
	}
	broken := slices.Concat(Unfit(workers[at], ask), Untimely(workers[at], ask, in.Start), mates)
	overrides, err := s.judge(ctx, broken, in.Insist)
	if err != nil {
		return jobs.Visit{}, err
	}
	before, _ := neighbours(workers[at], ask, in.Start)
	plan := jobs.Plan{
		Job: in.Job, Visit: in.Visit, Rev: in.Rev, Technician: in.Technician, Start: in.Start, Minutes: in.Minutes, Lock: in.Lock,
		TravelMin: travelMin(workers[at], before, ask, in.Start), Chosen: "person", Overrides: overrides, Tell: in.Tell,
		Helpers: in.Helpers,
	}
	if len(overrides) > 0 {
		plan.OverrideReason = strings.TrimSpace(in.Reason)
	}
	return s.jobs.SetPlan(ctx, plan)
}

// around is everybody on the day of the instant with the stops of the technician, of all if none is named, and what the job asks.
func (s *Service) around(ctx context.Context, j jobs.Job, start time.Time, technician string) ([]Worker, Ask, error) {
	day, end := clock.DateOf(start), start.Add(time.Duration(j.DurationMin)*time.Minute)
	workers, err := s.load(ctx, day, end, j, technician)
	if err != nil {
		return nil, Ask{}, err
	}
	ask, err := s.ask(ctx, j, day, workers)
	return workers, ask, err
}

// fresh is the visit that is moved, the zero Visit where there is none. It refuses what was decided on a page that is out of date,
// before rules are weighed on it.
func (s *Service) fresh(ctx context.Context, in Assignment, j jobs.Job) (v jobs.Visit, err error) {
	now := j.Rev
	if in.Visit != "" {
		if v, err = s.jobs.Visit(ctx, in.Visit); err != nil {
			return v, err
		}
		now = v.Rev
	}
	if in.Rev > 0 && in.Rev != now {
		return v, fault.New(fault.Stale, "stale")
	}
	return v, nil
}

// judge lets broken rules pass that settings allow, and those that somebody insists on setting aside.
func (s *Service) judge(ctx context.Context, broken []Violation, insist bool) ([]jobs.Override, error) {
	c, err := s.settings.Company(ctx)
	if err != nil {
		return nil, err
	}
	var warn, forbid fault.Check
	var overrides []jobs.Override
	for _, v := range broken {
		switch mode(c.Policies, v.Rule) {
		case settings.Forbid:
			forbid.Add(fault.New(fault.Conflict, "rule_forbidden", "what", v.Text))
		case settings.Warn:
			warn.Add(fault.Warn("", "rule_"+v.Rule, "what", v.Text))
			overrides = append(overrides, jobs.Override{Rule: v.Rule, Text: v.Text})
		}
	}
	if err := forbid.Err(); err != nil {
		return nil, err
	}
	if !insist {
		return nil, warn.Err()
	}
	return overrides, nil
}

func mode(p settings.Policies, rule string) string {
	switch rule {
	case RuleOverlap:
		return p.Overlap
	case RuleShift:
		return p.OutOfHours
	}
	return settings.Warn
}

func travelMin(w Worker, before *Stop, ask Ask, start time.Time) int {
	from := w.Technician.Home
	if before != nil {
		from = before.At
	}
	return int(w.Ways.Minutes(from, ask.At, start).Minutes())
}

// AssignBest plans the job with the best candidate of the day; an empty day is BestDay.
// Errors: Forbidden; NotFound; Conflict nobody_fits; those of jobs.SetPlan; Stale.
func (s *Service) AssignBest(ctx context.Context, job string, rev int, day clock.Date, tell bool) (jobs.Visit, error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return jobs.Visit{}, err
	}
	ctx = act.Begin(ctx, "visits.assign_best", "")
	var v jobs.Visit
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		ranking, err := s.RankFor(ctx, job, "", day)
		if err != nil {
			return err
		}
		if len(ranking.Candidates) == 0 {
			return fault.New(fault.Conflict, "nobody_fits", "day", ranking.Day.Short())
		}
		best := ranking.Candidates[0]
		v, err = s.jobs.SetPlan(ctx, jobs.Plan{
			Job: job, Rev: rev, Technician: best.Technician, Start: best.Start, Minutes: int(best.End.Sub(best.Start).Minutes()),
			Helpers: best.Helpers, TravelMin: best.TravelMin, Score: best.Score, Chosen: "best", Tell: tell,
		})
		return err
	})
	return v, err
}

// Tell sends a planned visit to its technician. Where nobody is to be sent without the parts it wants them on his van, unless the
// visit was planned so for a reason.
// Errors: Forbidden; Conflict parts_missing {what}; those of jobs.Tell.
func (s *Service) Tell(ctx context.Context, visit string, rev int) (jobs.Visit, error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return jobs.Visit{}, err
	}
	var told jobs.Visit
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		if err := s.equipped(ctx, visit); err != nil {
			return err
		}
		var err error
		told, err = s.jobs.Tell(ctx, visit, rev)
		return err
	})
	return told, err
}
