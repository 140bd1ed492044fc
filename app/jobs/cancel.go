package jobs

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Cancel ends a job for a reason, and its planned visits and waiting with it. Raises CalledOff.
// Errors: Forbidden; NotFound; Invalid reason required; Stale; Conflict job_ended, job_begun.
func (s *Service) Cancel(ctx context.Context, id string, rev int, reason string) (Job, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Job{}, err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return Job{}, fault.Field("reason", "required")
	}
	ctx = act.Begin(ctx, "jobs.cancel", reason)
	var cancelled Job
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		if cancelled, err = s.In(tx).cancel(ctx, id, rev, reason); err != nil {
			return err
		}
		return s.Events.CalledOff.Trigger(&CalledOff{Ctx: ctx, Tx: tx, Job: cancelled})
	})
	return cancelled, err
}

func (s *Service) cancel(ctx context.Context, id string, rev int, reason string) (Job, error) {
	return s.change(ctx, id, rev, func(tx core.App, j *Job) error {
		switch {
		case j.Status.Ended():
			return fault.New(fault.Conflict, "job_ended", "no", j.No)
		case j.Status == InProgress || j.Status == Completed:
			return fault.New(fault.Conflict, "job_begun", "no", j.No)
		}
		j.Status, j.Reason, j.ClosedAt = Cancelled, reason, clock.Now()
		j.wake()
		return s.cancelVisits(ctx, tx, j.ID, reason)
	})
}

// cancelVisits takes what is planned of a job off the plan. The job's own status is the caller's to set.
func (s *Service) cancelVisits(ctx context.Context, tx core.App, job, reason string) error {
	var ids []string
	err := tx.DB().NewQuery("SELECT id FROM visits WHERE job = {:job} AND status IN ('planned', 'dispatched', 'accepted')").
		Bind(dbx.Params{"job": job}).Column(&ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		r, v, err := findVisit(tx, id)
		if err != nil {
			return err
		}
		from := v.Status
		v.Status, v.Reason = VisitCancelled, reason
		if v, err = saveVisit(ctx, tx, r, v, 0); err != nil {
			return err
		}
		if err := stamp(ctx, tx, v, from, Mark{}); err != nil {
			return err
		}
		if err := s.Events.Moved.Trigger(&Moved{Ctx: ctx, Tx: tx, Visit: v, From: from}); err != nil {
			return err
		}
	}
	return nil
}

// change loads a job, lets apply change the value or refuse, and saves it, all in one transaction.
func (s *Service) change(ctx context.Context, id string, rev int, apply func(tx core.App, j *Job) error) (Job, error) {
	var after Job
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		_, j, err := findJob(tx, id)
		if err != nil {
			return err
		}
		if rev > 0 && j.Rev != rev {
			return fault.New(fault.Stale, "stale")
		}
		if err := apply(tx, &j); err != nil {
			return err
		}
		r, _, err := findJob(tx, id) // apply may have saved it
		if err != nil {
			return err
		}
		after, err = saveJob(ctx, tx, r, j, 0)
		return err
	})
	return after, err
}
