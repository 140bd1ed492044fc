package jobs

import (
	"context"

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

// Resume lets the clock run on; the due times move by the working time of the pause.
// Errors: Forbidden; NotFound; Stale; Conflict not_waiting.
func (s *Service) Resume(ctx context.Context, id string, rev int) (Job, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Job{}, err
	}
	return s.change(act.Begin(ctx, "jobs.resume", ""), id, rev, func(tx core.App, j *Job) error {
		if j.Waiting == "" || len(j.Pauses) == 0 {
			return fault.New(fault.Conflict, "not_waiting")
		}
		j.Waiting = ""
		j.Pauses[len(j.Pauses)-1].To = clock.Now()
		moved, err := s.In(tx).clocked(ctx, *j)
		*j = moved
		return err
	})
}
