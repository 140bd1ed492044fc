package dispatch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/workcal"
	"doorstep/app/txn"
)

// DaysMost is how many days one job is planned over at most; daysAhead how far the first free ones are looked for.
const (
	DaysMost  = 10
	daysAhead = 42
)

// dayLeast is the shortest stretch, in minutes, that is worth a day.
const dayLeast = 60

// WorkDay is one day of a job that takes several. Minutes is how long the visit lasts, breaks included; Work is the time within the
// shift, filled where a day is proposed.
type WorkDay struct {
	Start         time.Time
	Minutes, Work int
}

// SeveralDays is a person's decision who does a job over several days.
type SeveralDays struct {
	Job        string
	Rev        int // of the job
	Technician string
	Helpers    []string
	Days       []WorkDay
	Tell       bool
	Reason     string
	Insist     bool
}

// LeftToPlan is how many minutes of the job's duration its days, that are done or under way, leave.
func (s *Service) LeftToPlan(ctx context.Context, j jobs.Job) (int, error) {
	visits, err := s.jobs.Visits(ctx, j.ID)
	left := j.DurationMin
	for _, v := range visits {
		if v.PartDay && (v.Status.Begun() || v.Status == jobs.Done || v.Status == jobs.Partial) {
			left -= int(v.End.Time().Sub(v.Start.Time()) / time.Minute)
		}
	}
	return max(left, 0), err
}

// ProposeDays spreads what is left of the job over the technician's next days from the first on: as much as each shift gives after
// what he has to do already; holidays, days off and leave are passed over. Fewer minutes than the job takes come where DaysMost or six
// weeks do not hold it. Errors: NotFound; Invalid technician technician_gone.
func (s *Service) ProposeDays(ctx context.Context, job, technician string, first clock.Date) ([]WorkDay, error) {
	j, err := s.jobs.Get(ctx, job)
	if err != nil {
		return nil, err
	}
	left, err := s.LeftToPlan(ctx, j)
	if err != nil {
		return nil, err
	}
	if left == 0 {
		left = j.DurationMin
	}
	replaced, err := s.replaced(ctx, job)
	if err != nil {
		return nil, err
	}
	var days []WorkDay
	for n := 0; n < daysAhead && left > 0 && len(days) < DaysMost; n++ {
		day := first.AddDays(n)
		workers, err := s.load(ctx, day, day.Start(), j, technician)
		if err != nil {
			return nil, err
		}
		at := placeOf(workers, technician)
		if at < 0 {
			return nil, fault.Field("technician", "technician_gone")
		}
		if d, ok := stretch(without(workers[at], replaced), day, left); ok {
			days = append(days, d)
			left -= d.Work
		}
	}
	return days, nil
}

// stretch is the day's work for somebody: from the end of what he has to do already until the shift ends or nothing is left.
func stretch(w Worker, day clock.Date, left int) (WorkDay, bool) {
	if w.OnLeave || len(w.Spans) == 0 {
		return WorkDay{}, false
	}
	start, end := day.At(w.Spans[0].From), day.At(w.Spans[len(w.Spans)-1].To)
	for _, s := range w.Stops {
		start = latest(start, s.End)
	}
	start = latest(start, clock.Now()).Add(5*time.Minute - time.Nanosecond).Truncate(5 * time.Minute)
	for _, s := range w.Spans { // nobody begins in a break
		if from := day.At(s.From); start.Before(day.At(s.To)) {
			start = latest(start, from)
			break
		}
	}
	d := WorkDay{Start: start}
	for t := start; t.Before(end) && d.Work < left; t = t.Add(5 * time.Minute) {
		d.Minutes += 5
		if within(w.Spans, day, t, t.Add(5*time.Minute)) {
			d.Work += 5
		}
	}
	return d, d.Work >= min(dayLeast, left)
}

// WorkIn is how much of the stretch lies within the technician's shifts of that day, in minutes.
func WorkIn(spans []workcal.Span, start time.Time, minutes int) int {
	day, end, sum := clock.DateOf(start), start.Add(time.Duration(minutes)*time.Minute), 0
	for _, s := range spans {
		from, to := latest(day.At(s.From), start), day.At(s.To)
		if to.After(end) {
			to = end
		}
		sum += max(int(to.Sub(from)/time.Minute), 0)
	}
	return sum
}

// replaced are the job's days that have not begun: those planned anew stand in their place.
func (s *Service) replaced(ctx context.Context, job string) ([]string, error) {
	visits, err := s.jobs.Visits(ctx, job)
	var ids []string
	for _, v := range visits {
		if v.PartDay && v.Status.Waiting() {
			ids = append(ids, v.ID)
		}
	}
	return ids, err
}

func without(w Worker, visits []string) Worker {
	w.Stops = slices.DeleteFunc(slices.Clone(w.Stops), func(s Stop) bool { return slices.Contains(visits, s.Visit) })
	return w
}

// PlanDays plans a job over several days in one transaction, one visit each; days planned before that have not begun give way. The
// rules are those of Assign, but a day may run over a break, the promise binds the first day only, and so do the parts.
// Errors: Forbidden; NotFound; Stale; Invalid technician required, technician_gone; reason required; helpers as Assign; start_N
// required, days_order; minutes_N duration_bad; days days_few, days_many {most}; Confirm rule_*; Conflict rule_forbidden, job_ended.
func (s *Service) PlanDays(ctx context.Context, in SeveralDays) ([]jobs.Visit, error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return nil, err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	if err := in.check(); err != nil {
		return nil, err
	}
	ctx = act.Begin(ctx, "visits.plan_days", in.Reason)
	var planned []jobs.Visit
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		planned, err = s.In(tx).planDays(ctx, in)
		return err
	})
	return planned, err
}

func (in SeveralDays) check() error {
	var check fault.Check
	check.Need(in.Technician != "", "technician")
	check.Need(!in.Insist || in.Reason != "", "reason")
	check.That(len(in.Days) > 0, fault.Field("days", "days_few"))
	check.That(len(in.Days) <= DaysMost, fault.Field("days", "days_many", "most", DaysMost))
	for i, d := range in.Days {
		start := fmt.Sprintf("start_%d", i)
		check.Need(!d.Start.IsZero(), start)
		check.That(d.Minutes >= catalog.DurationLeast && d.Minutes <= 24*60, fault.Field(fmt.Sprintf("minutes_%d", i), "day_long"))
		if i > 0 && !d.Start.IsZero() {
			before := in.Days[i-1]
			check.That(!d.Start.Before(before.Start.Add(time.Duration(before.Minutes)*time.Minute)), fault.Field(start, "days_order"))
		}
	}
	return check.Err()
}

func (s *Service) planDays(ctx context.Context, in SeveralDays) ([]jobs.Visit, error) {
	j, err := s.jobs.Get(ctx, in.Job)
	if err != nil {
		return nil, err
	}
	if in.Rev > 0 && in.Rev != j.Rev {
		return nil, fault.New(fault.Stale, "stale")
	}
	in.Helpers = goAlong(in.Technician, in.Helpers)
	replaced, err := s.replaced(ctx, in.Job)
	if err != nil {
		return nil, err
	}
	plan := jobs.Days{Job: in.Job, Rev: in.Rev, Helpers: in.Helpers}
	var broken []Violation
	byDay := make([][]Violation, len(in.Days))
	for i, d := range in.Days {
		p := jobs.Plan{Technician: in.Technician, Start: d.Start, Minutes: d.Minutes, Chosen: "person", Tell: in.Tell}
		if p.TravelMin, byDay[i], err = s.judgeDay(ctx, in, j, i, replaced); err != nil {
			return nil, err
		}
		broken = append(broken, byDay[i]...)
		plan.Plans = append(plan.Plans, p)
	}
	overrides, err := s.judge(ctx, broken, in.Insist)
	if err != nil {
		return nil, err
	}
	for i := range plan.Plans {
		for _, o := range overrides {
			if slices.Contains(byDay[i], Violation{o.Rule, o.Text}) {
				plan.Plans[i].Overrides, plan.Plans[i].OverrideReason = append(plan.Plans[i].Overrides, o), in.Reason
			}
		}
	}
	return s.jobs.SetDays(ctx, plan)
}

// judgeDay lists the rules that one of the days breaks, each with its day in front, and how long the way there is.
func (s *Service) judgeDay(ctx context.Context, in SeveralDays, j jobs.Job, n int, replaced []string) (int, []Violation, error) {
	d := in.Days[n]
	j.DurationMin = d.Minutes
	whose := in.Technician
	if len(in.Helpers) > 0 {
		whose = ""
	}
	workers, ask, err := s.around(ctx, j, d.Start, whose)
	if err != nil {
		return 0, nil, err
	}
	for i := range workers {
		workers[i] = overBreaks(without(workers[i], replaced))
	}
	if n > 0 {
		ask.From, ask.To, ask.PartsFirst, ask.Crew = time.Time{}, time.Time{}, false, 0
	}
	at := placeOf(workers, in.Technician)
	if at < 0 {
		return 0, nil, fault.Field("technician", "technician_gone")
	}
	mates, err := along(workers, ask, in.Helpers, d.Start)
	if err != nil {
		return 0, nil, err
	}
	broken := slices.Concat(Unfit(workers[at], ask), Untimely(workers[at], ask, d.Start), mates)
	for i := range broken {
		broken[i].Text = clock.DateOf(d.Start).Short() + ": " + broken[i].Text
	}
	before, _ := neighbours(workers[at], ask, d.Start)
	return travelMin(workers[at], before, ask, d.Start), broken, nil
}

// overBreaks is a worker whose shift is one stretch: a day of work runs over its breaks, and the visit lasts as long as both.
func overBreaks(w Worker) Worker {
	if n := len(w.Spans); n > 1 {
		w.Spans = []workcal.Span{{From: w.Spans[0].From, To: w.Spans[n-1].To}}
	}
	return w
}
