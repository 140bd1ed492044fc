package hooks

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/jobs"
)

// bindContractVisits: when the job of a visit plan is done, opened again or cancelled, its date follows in the same transaction, and
// with it the next date of a plan that follows the last visit and the bill of a contract that is billed by visit.
func bindContractVisits(a *app.App) {
	a.Jobs.Events.Moved.BindFunc(func(e *jobs.Moved) error {
		if err := dateFollows(e.Ctx, e.Tx, a, e.Visit.Job); err != nil {
			return err
		}
		return e.Next()
	})
	a.Jobs.Events.CalledOff.BindFunc(func(e *jobs.CalledOff) error {
		if err := a.Contracts.In(e.Tx).Ended(e.Ctx, e.Job); err != nil {
			return err
		}
		return e.Next()
	})
}

func dateFollows(ctx context.Context, tx core.App, a *app.App, job string) error {
	j, err := a.Jobs.In(tx).Get(ctx, job)
	if err != nil {
		return err
	}
	return a.Contracts.In(tx).Ended(ctx, j)
}
