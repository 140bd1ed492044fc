package jobs

import (
	"context"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/sla"
)

// Hold stops the job's service level clock while it waits for the customer or for parts.
// Errors: Forbidden; NotFound; Stale; Invalid waiting_bad; Conflict job_ended, already_waiting.
func (s *Service) Hold(ctx context.Context, id string, rev int, on Waiting) (Job, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Job{}, err
	}
	if on != WaitingCustomer && on != WaitingParts {
		return Job{}, fault.Field("waiting", "waiting_bad")
	}
	return s.change(act.Begin(ctx, "jobs.hold", string(on)), id, rev, func(_ core.App, j *Job) error {
		switch {
		case !j.Open():
			return fault.New(fault.Conflict, "job_ended", "no", j.No)
		case j.Waiting != "":
			return fault.New(fault.Conflict, "already_waiting")
		}
		j.Waiting = on
		j.Pauses = append(j.Pauses, sla.Pause{From: clock.Now()})
		return nil
	})
}

// Resume lets the clock run on; the due times move by the working time of the pause, whatever jobs are promised by now.
// Errors: Forbidden; NotFound; Stale; Conflict not_waiting.
func (s *Service) Resume(ctx context.Context, id string, rev int) (Job, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Job{}, err
	}
	return s.change(act.Begin(ctx, "jobs.resume", ""), id, rev, func(tx core.App, j *Job) error {
		if j.Waiting == "" || len(j.Pauses) == 0 {
			return fault.New(fault.Conflict, "not_waiting")
		}
		return s.In(tx).resume(ctx, j)
	})
}

// resume ends the job's waiting, of which there is one, and moves what it was promised by the pause.
func (s *Service) resume(ctx context.Context, j *Job) error {
	j.wake()
	cal, _, err := s.measure(ctx, *j)
	if err != nil {
		return err
	}
	for _, due := range []*time.Time{&j.RespondBy, &j.ArriveBy, &j.ResolveBy} {
		*due = sla.Moved(cal, *due, j.Pauses[len(j.Pauses)-1])
	}
	return nil
}

// wake ends the waiting, if there is any, and its pause. The due times are the caller's to move.
func (j *Job) wake() {
	if j.Waiting != "" && len(j.Pauses) > 0 {
		j.Pauses[len(j.Pauses)-1].To = clock.Now()
	}
	j.Waiting = ""
}
