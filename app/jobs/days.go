package jobs

import (
	"context"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Stance is as much of a visit as the status of its job follows from.
type Stance struct {
	Status VisitStatus    `db:"status"`
	Day    bool           `db:"part_day"`
	Start  types.DateTime `db:"start"`
}

// StatusOfDays is StatusOf for a job whose work may take several days, given its visits in the order in which they were planned. One
// day that is done does not complete the job: the last of them does. If the last ended otherwise, was rejected or was taken off the
// plan with nothing planned since, the job wants to be planned again, until a visit after it is done.
func StatusOfDays(visits []Stance) Status {
	states := make([]VisitStatus, len(visits))
	last := -1
	for i, v := range visits {
		states[i] = v.Status
		replaced := v.Status == VisitCancelled && i < len(visits)-1
		if v.Day && !replaced && (last < 0 || v.Start.Time().After(visits[last].Start.Time())) {
			last = i
		}
	}
	status := StatusOf(states)
	if status != Completed || last < 0 || visits[last].Status == Done {
		return status
	}
	for _, v := range visits {
		if v.Status == Done && v.Start.Time().After(visits[last].Start.Time()) {
			return status
		}
	}
	return Unscheduled
}

// Days is the work of a job spread over several days, as dispatch decided it: one visit each, with the same people.
type Days struct {
	Job     string
	Rev     int // of the job
	Helpers []string
	Plans   []Plan // by start; job, helpers and revision are filled in here
}

// SetDays plans one visit for each day in one transaction. Days that were planned before and have not begun give way to them; those
// that have begun or are over stay. It belongs to dispatch, which holds the permission.
// Errors: NotFound; Stale; Conflict job_ended and those of SetPlan.
func (s *Service) SetDays(ctx context.Context, in Days) ([]Visit, error) {
	var planned []Visit
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		_, job, err := findJob(tx, in.Job)
		switch {
		case err != nil:
			return err
		case in.Rev > 0 && job.Rev != in.Rev:
			return fault.New(fault.Stale, "stale")
		case job.Status.Ended():
			return fault.New(fault.Conflict, "job_ended", "no", job.No)
		}
		old, err := s.waitingDays(ctx, in.Job)
		if err != nil {
			return err
		}
		for _, p := range in.Plans {
			p.Job, p.Helpers, p.Day, p.Visit, p.Rev = in.Job, in.Helpers, true, "", 0
			v, err := s.SetPlan(ctx, p)
			if err != nil {
				return err
			}
			planned = append(planned, v)
		}
		return s.dropDays(ctx, tx, old, "Planned anew")
	})
	return planned, err
}

// EndDays says that the work was finished early: the days that have not begun come off the plan, and the job is completed if the last
// day before them is done. Errors: Forbidden; NotFound; Invalid reason required; Stale; Conflict days_none where no day is done, or
// none is left.
func (s *Service) EndDays(ctx context.Context, job string, rev int, reason string) (Job, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Job{}, err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return Job{}, fault.Field("reason", "required")
	}
	ctx = act.Begin(ctx, "jobs.end_days", reason)
	var after Job
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		_, j, err := findJob(tx, job)
		if err != nil {
			return err
		}
		if rev > 0 && j.Rev != rev {
			return fault.New(fault.Stale, "stale")
		}
		visits, err := s.Visits(ctx, job)
		if err != nil {
			return err
		}
		left, done := []string{}, false
		for _, v := range visits {
			done = done || v.PartDay && v.Status == Done
			if v.PartDay && v.Status.Waiting() {
				left = append(left, v.ID)
			}
		}
		if len(left) == 0 || !done {
			return fault.New(fault.Conflict, "days_none")
		}
		if err := s.dropDays(ctx, tx, left, reason); err != nil {
			return err
		}
		after, err = s.Get(ctx, job)
		return err
	})
	return after, err
}

// waitingDays are the job's days that have not begun.
func (s *Service) waitingDays(ctx context.Context, job string) ([]string, error) {
	visits, err := s.Visits(ctx, job)
	var ids []string
	for _, v := range visits {
		if v.PartDay && v.Status.Waiting() {
			ids = append(ids, v.ID)
		}
	}
	return ids, err
}

// dropDays takes days off the plan; they count as days of the job no more.
func (s *Service) dropDays(ctx context.Context, tx core.App, visits []string, reason string) error {
	for _, id := range visits {
		r, v, err := findVisit(tx, id)
		if err != nil {
			return err
		}
		from := v.Status
		v.Status, v.Reason, v.Day = VisitCancelled, reason, false
		if v, err = saveVisit(ctx, tx, r, v, 0); err != nil {
			return err
		}
		if err := s.moved(ctx, tx, v, from, 0, Mark{}); err != nil {
			return err
		}
	}
	return nil
}

// DayOf says which day of how many a visit of the cards is, by start; cancelled days are not counted. of is 0 for a visit that is none.
func DayOf(cards []Card, visit string) (n, of int) {
	var start time.Time
	for _, c := range cards {
		if c.ID == visit && c.PartDay && c.Status != VisitCancelled {
			start = c.Start.Time()
		}
	}
	if start.IsZero() {
		return 0, 0
	}
	for _, c := range cards {
		if !c.PartDay || c.Status == VisitCancelled {
			continue
		}
		of++
		if !c.Start.Time().After(start) {
			n++
		}
	}
	return n, of
}

// goesOn reports whether other days of the visit's job stand after it: what shows that the work was done is asked for on the last.
func (s *Service) goesOn(ctx context.Context, v Visit) (bool, error) {
	if !v.Day {
		return false, nil
	}
	visits, err := s.Visits(ctx, v.Job)
	for _, c := range visits {
		if c.PartDay && !c.Status.Ended() && c.Start.Time().After(v.Start) {
			return true, err
		}
	}
	return false, err
}
