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
	a.Core.OnModelUpdateExecute((&core.Settings{}).TableName()).BindFunc(auditPlatform)
}

// auditPlatform writes the event of PocketBase's own settings, which are no record.
func auditPlatform(e *core.ModelEvent) error {
	after, ok := e.Model.(*core.Settings)
	if !ok {
		return e.Next()
	}
	write := func(tx core.App) error {
		outer := e.App
		e.App = tx
		defer func() { e.App = outer }()
		if err := e.Next(); err != nil {
			return err
		}
		return audit.RecordPlatform(e.Context, tx, outer.Settings(), after)
	}
	if e.App.IsTransactional() {
		return write(e.App)
	}
	return e.App.RunInTransaction(write)
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
