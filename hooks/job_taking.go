package hooks

import (
	"doorstep/app"
	"doorstep/app/jobs"
)

// bindJobTaking: a job that is taken in is put under the contract that holds for it, before it is stored.
func bindJobTaking(a *app.App) {
	a.Jobs.Events.Taking.BindFunc(func(e *jobs.Taking) error {
		if err := a.Contracts.In(e.Tx).Attach(e.Ctx, e.In, e.Job); err != nil {
			return err
		}
		return e.Next()
	})
}
