package jobs

import (
	"context"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Plan is a visit as dispatch decided it. Rules were checked there; Overrides names those that were set aside.
type Plan struct {
	Job            string
	Visit          string // empty: a new visit
	Rev            int    // of the visit if one is named, otherwise of the job; 0 does not ask
	Technician     string
	Helpers        []string // who go along; the technician is none of them
	Day            bool     // one day of work that takes several; a visit that is moved keeps what it is
	Start          time.Time
	Minutes        int
	TravelMin      int
	Score          int
	Chosen         string // "person", "best" or "plan"
	Proposal       string // which plan; empty unless Chosen is "plan"
	Lock           string
	Overrides      []Override
	OverrideReason string
	Tell           bool // the technician is told at once
}

// SetPlan stores a new visit or moves one that has not begun. Moving to another technician takes back that the first was
// told; another hour takes back that the same one accepted. Raises Moved if the status changes or somebody else is told, and by a
// plan also if somebody is told of another hour.
// It belongs to dispatch, which holds the permission.
// Errors: NotFound; Stale; Conflict job_ended, visit_begun, visit_ended.
func (s *Service) SetPlan(ctx context.Context, in Plan) (Visit, error) {
	var planned Visit
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		_, job, err := findJob(tx, in.Job)
		if err != nil {
			return err
		}
		if job.Status.Ended() {
			return fault.New(fault.Conflict, "job_ended", "no", job.No)
		}
		if in.Visit == "" {
			planned, err = s.add(ctx, tx, in)
			return err
		}
		planned, err = s.move(ctx, tx, in)
		return err
	})
	return planned, err
}

func (s *Service) add(ctx context.Context, tx core.App, in Plan) (Visit, error) {
	v := in.apply(Visit{Job: in.Job})
	v.Status = Planned
	if in.Tell {
		v.Status = Dispatched
	}
	r, err := create(ctx, tx, "visits", v.write)
	if err != nil {
		return Visit{}, err
	}
	if v, err = readVisit(r); err != nil {
		return Visit{}, err
	}
	return v, s.moved(ctx, tx, v, "", in.Rev, Mark{})
}

func (s *Service) move(ctx context.Context, tx core.App, in Plan) (Visit, error) {
	r, v, err := findVisit(tx, in.Visit)
	if err != nil {
		return Visit{}, err
	}
	switch {
	case v.Job != in.Job:
		return Visit{}, fault.New(fault.NotFound, "not_found")
	case v.Status.Begun():
		return Visit{}, fault.New(fault.Conflict, "visit_begun")
	case v.Status.Ended():
		return Visit{}, fault.New(fault.Conflict, "visit_ended")
	}
	from, other, before := v.Status, v.Technician != in.Technician, v.Helpers
	anew := other || in.Proposal != "" && !v.Start.Equal(in.Start)
	switch {
	case other:
		v.Status = Planned
	case v.Status == Accepted && !v.Start.Equal(in.Start):
		v.Status = Dispatched
	}
	v = in.apply(v)
	if in.Tell && v.Status == Planned {
		v.Status = Dispatched
	}
	if v, err = saveVisit(ctx, tx, r, v, in.Rev); err != nil {
		return Visit{}, err
	}
	if v.Status == from && !(anew && in.Tell) {
		return v, s.crewed(ctx, tx, v, added(before, v.Helpers))
	}
	return v, s.moved(ctx, tx, v, from, 0, Mark{})
}

func (in Plan) apply(v Visit) Visit {
	v.Technician, v.Helpers, v.Start = in.Technician, in.helpers(), in.Start
	v.Day = v.Day || in.Day
	v.End = in.Start.Add(time.Duration(in.Minutes) * time.Minute)
	v.TravelMin, v.Score, v.Chosen, v.Proposal, v.Lock = in.TravelMin, in.Score, in.Chosen, in.Proposal, in.Lock
	v.Overrides, v.OverrideReason = in.Overrides, in.OverrideReason
	v.Wish, v.Reason = time.Time{}, "" // whoever plans has weighed what was wished, and why
	return v
}

// moved stamps a visit's change of status, brings the job's status after it, and raises Moved.
// rev is the job's revision as the person saw it; 0 does not ask.
func (s *Service) moved(ctx context.Context, tx core.App, v Visit, from VisitStatus, rev int, m Mark) error {
	if err := stamp(ctx, tx, v, from, m); err != nil {
		return err
	}
	if err := s.settle(ctx, tx, v.Job, rev, m); err != nil {
		return err
	}
	return s.Events.Moved.Trigger(&Moved{Ctx: ctx, Tx: tx, Visit: v, From: from})
}

// stamp keeps who changed a visit's status, and when by the phone's clock and by ours.
func stamp(ctx context.Context, tx core.App, v Visit, from VisitStatus, m Mark) error {
	by := act.From(ctx)
	st := Stamp{
		Visit: v.ID, Job: v.Job, From: from, To: v.Status, AtDevice: m.shown(), AtServer: clock.Now(), SkewMS: m.SkewMS, Device: m.Device,
		Source: string(by.Source), By: by.User, ByName: by.Name, Reason: v.Reason,
	}
	_, err := create(ctx, tx, "stamps", st.write)
	return err
}

// settle brings the job's status and times after its visits.
func (s *Service) settle(ctx context.Context, tx core.App, id string, rev int, m Mark) error {
	r, job, err := findJob(tx, id)
	if err != nil {
		return err
	}
	visits, err := standingOf(tx, id)
	if err != nil {
		return err
	}
	was := job
	if !job.Status.Ended() {
		job.Status = StatusOfDays(visits)
	}
	if job.Status == Scheduled && job.RespondedAt.IsZero() {
		job.RespondedAt = m.moment()
	}
	if job.ArrivedAt.IsZero() && slices.ContainsFunc(visits, func(v Stance) bool { return v.Status.there() }) {
		job.ArrivedAt = m.moment()
	}
	switch {
	case job.Status == Completed && was.Status != Completed:
		job.CompletedAt = m.moment()
		if job.Waiting != "" && len(job.Pauses) > 0 { // what is done waits for nothing
			if err := s.resume(ctx, &job); err != nil {
				return err
			}
		}
	case job.Open(): // there is more to do after all
		job.CompletedAt = time.Time{}
	}
	if rev == 0 && job.Status == was.Status && job.RespondedAt.Equal(was.RespondedAt) && job.ArrivedAt.Equal(was.ArrivedAt) && job.CompletedAt.Equal(was.CompletedAt) {
		return nil
	}
	_, err = saveJob(ctx, tx, r, job, rev)
	return err
}
