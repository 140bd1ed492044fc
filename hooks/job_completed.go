package hooks

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/jobs"
)

// bindJobCompleted: when a job is completed its invoice is drafted in the same transaction, and what it uses up of its contract is
// kept; what is entered as used afterwards comes onto the draft as long as no person changed it. When it is not done after all, what it
// used up is given back.
func bindJobCompleted(a *app.App) {
	a.Jobs.Events.Moved.BindFunc(func(e *jobs.Moved) error {
		if err := draftIfCompleted(e.Ctx, e.Tx, a, e.Visit.Job); err != nil {
			return err
		}
		return e.Next()
	})
	entered := func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		return draftIfCompleted(e.Context, e.App, a, e.Record.GetString("job"))
	}
	a.Core.OnRecordCreateExecute("job_lines").BindFunc(entered)
	a.Core.OnRecordUpdateExecute("job_lines").BindFunc(entered)
	a.Core.OnRecordDeleteExecute("job_lines").BindFunc(entered)
}

func draftIfCompleted(ctx context.Context, tx core.App, a *app.App, job string) error {
	j, err := a.Jobs.In(tx).Get(ctx, job)
	switch {
	case err != nil:
		return err
	case j.Status == jobs.Completed:
		_, err = a.Billing.In(tx).DraftFor(ctx, job)
	case j.Contract != "" && j.Status != jobs.Closed:
		err = a.Billing.In(tx).Reopened(ctx, j)
	}
	return err
}
