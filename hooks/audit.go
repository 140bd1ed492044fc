package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/audit"
)

// bindAudit writes the event around the statement itself: the row and its event are durable together.
func bindAudit(a *app.App) {
	a.Core.OnRecordCreateExecute().BindFunc(audited(audit.Create))
	a.Core.OnRecordUpdateExecute().BindFunc(audited(audit.Update))
	a.Core.OnRecordDeleteExecute().BindFunc(audited(audit.Delete))
}

func audited(what string) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		write := func(tx core.App) error {
			outer := e.App
			e.App = tx
			defer func() { e.App = outer }()
			if err := e.Next(); err != nil {
				return err
			}
			return audit.Record(e.Context, tx, e.Record, what)
		}
		if e.App.IsTransactional() {
			return write(e.App)
		}
		return e.App.RunInTransaction(write)
	}
}
