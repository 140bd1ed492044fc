package jobs

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// AddExpected gives the job the lines of an approved estimate, as lines that it is expected to take. The same estimate again
// changes nothing. It asks for no permission: billing calls it within the customer's approval.
// Errors: NotFound; Conflict job_over for a job that wants no more work.
func (s *Service) AddExpected(ctx context.Context, job string, lines []Line, estimate string) error {
	ctx = act.Begin(ctx, "jobs.expect", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		_, j, err := findJob(tx, job)
		if err != nil {
			return err
		}
		before, err := tx.FindAllRecords("job_lines", dbx.HashExp{"job": job, "estimate": estimate})
		if err != nil || len(before) > 0 {
			return err
		}
		if !j.Open() {
			return fault.New(fault.Conflict, "job_over", "no", j.No)
		}
		for _, l := range lines {
			l.ID, l.State, l.Visit, l.Key = "", "estimated", "", ""
			_, err := create(ctx, tx, "job_lines", func(r *core.Record) {
				l.write(r, job)
				r.Set("estimate", estimate)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// AtVisit is the visit at which something is put to the customer, its job, and when that was. A technician finds only his own.
// Errors: Forbidden; NotFound; Invalid time_future, position_bad; Conflict visit_unsent, visit_ended.
func (s *Service) AtVisit(ctx context.Context, visit string, m Mark) (Visit, Job, time.Time, error) {
	v, j, err := s.atVisit(ctx, visit, &m)
	return v, j, m.moment(), err
}
