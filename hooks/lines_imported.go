package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/audit"
	"doorstep/app/kernel/clock"
	"doorstep/app/payments"
	"doorstep/app/txn"
)

// bindLinesImported writes the audit events of a statement's lines, which are stored many at once and so pass no record hook.
func bindLinesImported(a *app.App) {
	a.Payments.Events.Imported.BindFunc(func(e *payments.LinesImported) error {
		var log audit.Bulk
		now := clock.Now()
		if err := e.Each(func(r *core.Record) error { return log.Note(e.Ctx, r, now) }); err != nil {
			return err
		}
		rows := txn.NewRows(e.Ctx, e.Tx, "audit_log", audit.Columns())
		if _, err := log.Append(e.Tx, now, rows.Add); err != nil {
			return err
		}
		if err := rows.Close(); err != nil {
			return err
		}
		return e.Next()
	})
}
