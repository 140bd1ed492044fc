package jobs

import (
	"context"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// Repromise changes the window that the customer was promised, because a plan cannot keep it; the service level's clock goes on as
// it was. It belongs to dispatch, which holds the permission.
// Errors: NotFound; faults beside promised_to as of booking; Conflict job_ended.
func (s *Service) Repromise(ctx context.Context, job string, from, to time.Time) (Job, error) {
	if err := checkWindow(from, to); err != nil {
		return Job{}, err
	}
	return s.change(act.Begin(ctx, "jobs.repromise", ""), job, 0, func(_ core.App, j *Job) error {
		if j.Status.Ended() {
			return fault.New(fault.Conflict, "job_ended", "no", j.No)
		}
		j.PromisedFrom, j.PromisedTo = from, to
		return nil
	})
}
