package dispatch

import (
	"context"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// Drop puts a visit, or a job that has none, on a place of the board.
type Drop struct {
	Job, Visit string // the visit that is moved; otherwise the job
	Rev        int    // of what is named, as the board showed it; 0 does not ask
	Technician string
	Start      time.Time
	Day        clock.Date // where Start is zero: his best start on this day
	Reason     string
	Insist     bool // broken rules are set aside, for the reason
}

// droppedJob completes a drop by its job, which then lasts as long as the visit does.
func (s *Service) droppedJob(ctx context.Context, in Drop) (Drop, jobs.Job, error) {
	v := jobs.Visit{}
	if in.Visit != "" {
		var err error
		if v, err = s.jobs.Visit(ctx, in.Visit); err != nil {
			return in, jobs.Job{}, err
		}
		in.Job = v.Job
	}
	var check fault.Check
	check.Need(in.Technician != "", "technician")
	check.Need(!in.Start.IsZero() || in.Day != "", "start")
	if err := check.Err(); err != nil {
		return in, jobs.Job{}, err
	}
	j, err := s.jobs.Get(ctx, in.Job)
	if in.Visit != "" {
		j.DurationMin = v.Minutes()
	}
	return in, j, err
}

// Drop plans as Assign does and keeps what the drop does not speak of: length, helpers, lock, and that the technician was told. A
// moment later Undo takes it back. Errors: those of Assign and FitOf; Conflict visit_locked against a lock.
func (s *Service) Drop(ctx context.Context, in Drop) (jobs.Visit, error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return jobs.Visit{}, err
	}
	in, j, err := s.droppedJob(ctx, in)
	if err != nil {
		return jobs.Visit{}, err
	}
	to := Assignment{Job: in.Job, Visit: in.Visit, Rev: in.Rev, Technician: in.Technician, Minutes: j.DurationMin, Reason: in.Reason, Insist: in.Insist}
	var before jobs.Visit
	if in.Visit != "" {
		if before, err = s.jobs.Visit(ctx, in.Visit); err != nil {
			return jobs.Visit{}, err
		}
		if in.Rev > 0 && in.Rev != before.Rev {
			return jobs.Visit{}, fault.New(fault.Stale, "stale")
		}
		to.Rev, to.Lock, to.Tell, to.Helpers = before.Rev, before.Lock, before.Status != jobs.Planned, before.Helpers
	}
	if in.Start.IsZero() {
		f, err := s.FitOf(ctx, in)
		if err != nil {
			return jobs.Visit{}, err
		}
		in.Start = f.Start
	}
	to.Start = in.Start
	if locked(before, to) {
		return jobs.Visit{}, fault.New(fault.Conflict, "visit_locked", "what", before.Lock)
	}
	v, err := s.Assign(ctx, to)
	if err == nil {
		s.undo.keep(before, v)
	}
	return v, err
}

// locked reports whether the visit is kept fixed against the move.
func locked(v jobs.Visit, to Assignment) bool {
	byTime, byTechnician := v.Lock == "time" || v.Lock == "both", v.Lock == "technician" || v.Lock == "both"
	return byTime && !v.Start.Equal(to.Start) || byTechnician && v.Technician != to.Technician
}
