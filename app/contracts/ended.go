package contracts

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// Ended brings the date of a visit plan after its job, in the transaction that changes the job: done on the day on which it was
// completed, not done any more when there is more to do after all, cancelled with it. A plan that follows the last visit then has its
// next date, and a contract that is billed by visit its bill. A job of no plan changes nothing, and the same again changes nothing.
// It asks for no permission: whoever may end the job may this.
func (s *Service) Ended(ctx context.Context, job jobs.Job) error {
	if job.PlanDate == "" {
		return nil
	}
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, d, err := findDate(tx, job.PlanDate)
		if err != nil {
			return err
		}
		was := d
		d = d.after(job)
		if d == was {
			return nil
		}
		ctx := act.Begin(ctx, "contracts.visit_ended", "")
		if d, err = saveDate(ctx, tx, r, d, 0); err != nil {
			return err
		}
		_, c, err := findContract(tx, d.Contract)
		if err != nil {
			return err
		}
		_, p, err := findPlan(tx, d.Plan)
		if err != nil {
			return err
		}
		s := s.In(tx)
		if err := s.onward(ctx, tx, c, p, d); err != nil {
			return err
		}
		return s.billVisit(ctx, tx, c, d)
	})
}

// after is the date as its job stands.
func (d PlanDate) after(job jobs.Job) PlanDate {
	done := clock.Date("")
	if !job.CompletedAt.IsZero() && job.Status != jobs.Cancelled {
		done = clock.DateOf(job.CompletedAt)
	}
	d.DoneOn = done
	if job.Status == jobs.Cancelled {
		d.State, d.Reason = Cancelled, job.Reason
	}
	if (done != "" || d.State == Cancelled) && d.Assigning != "" {
		d.Assigning, d.Alert = AssignDone, "" // nobody has to be found any more
	}
	return d
}

// onward brings the next date of a plan that follows the last visit after what became of this one.
func (s *Service) onward(ctx context.Context, tx core.App, c Contract, p Plan, d PlanDate) error {
	switch {
	case p.Anchor != ByLastVisit:
		return nil
	case d.open(): // opened again: the next is counted when it is done
		return dropOpen(ctx, tx, p, d.ID)
	case d.State == Cancelled:
		return s.goOn(ctx, tx, c, p, d.PlannedOn)
	}
	if err := dropLater(ctx, tx, p, d); err != nil {
		return err
	}
	return s.goOn(ctx, tx, c, p, d.DoneOn)
}

// dropLater takes back what was counted from another day on which the date was thought to be done.
func dropLater(ctx context.Context, tx core.App, p Plan, d PlanDate) error {
	records, err := dateRecords(ctx, tx, dbx.HashExp{"plan": p.ID, "state": string(Pending)}, dbx.NewExp("due_on > {:day}", dbx.Params{"day": string(d.DueOn)}))
	if err != nil {
		return err
	}
	for _, r := range records {
		if readDate(r).Touched() {
			continue
		}
		if err := txn.Delete(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}
