package jobs

import (
	"context"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// Change is what the office may change of a job that has not ended. Customer, site and type stay: another job is another job.
type Change struct {
	ID                       string
	Rev                      int
	Priority                 int
	Issue                    string
	PromisedFrom, PromisedTo time.Time
	Payment                  Payment
	DurationMin              int
	Crew                     int // 0 leaves it
	PartsFirst               bool
	ContactName              string
	ContactPhone             string
}

// Edit changes a job's details. Another priority or payer swaps the service level; the elapsed clock keeps running. Otherwise
// the job keeps what it was promised, also where the service levels were changed since.
// Errors: Forbidden; NotFound; Stale; faults beside their fields; Conflict job_ended.
func (s *Service) Edit(ctx context.Context, in Change) (Job, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Job{}, err
	}
	var check fault.Check
	check.Need(strings.TrimSpace(in.Issue) != "", "issue")
	check.Need(in.Payment == Chargeable || in.Payment == AMC || in.Payment == Warranty, "payment")
	check.Add(checkPriority(in.Priority, false))
	check.Add(checkDuration(in.DurationMin, false))
	check.Add(checkCrew(in.Crew, true))
	check.Add(checkWindow(in.PromisedFrom, in.PromisedTo))
	number, err := contactPhone(in.ContactPhone)
	check.Add(err)
	if err := check.Err(); err != nil {
		return Job{}, err
	}
	return s.change(act.Begin(ctx, "jobs.edit", ""), in.ID, in.Rev, func(tx core.App, j *Job) error {
		if j.Status.Ended() {
			return fault.New(fault.Conflict, "job_ended", "no", j.No)
		}
		promised := j.Priority == in.Priority && j.Payment == in.Payment
		j.Priority, j.Issue, j.Payment, j.DurationMin = in.Priority, strings.TrimSpace(in.Issue), in.Payment, in.DurationMin
		j.PartsFirst = in.PartsFirst
		if in.Crew > 0 {
			j.Crew = in.Crew
		}
		j.PromisedFrom, j.PromisedTo = in.PromisedFrom, in.PromisedTo
		j.ContactName, j.ContactPhone = strings.TrimSpace(in.ContactName), number
		if promised {
			return nil
		}
		if j.Contract == "" {
			if err := s.Events.Taking.Trigger(&Taking{Ctx: ctx, Tx: tx, In: Booking{Payment: in.Payment}, Job: j}); err != nil {
				return err
			}
		}
		clocked, err := s.In(tx).clocked(ctx, *j)
		*j = clocked
		return err
	})
}
