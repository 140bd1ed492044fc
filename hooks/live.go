package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/kernel/live"
)

// watched are the collections that open pages show.
var watched = []string{
	"jobs", "visits", "customers", "sites", "assets", "notes", "technicians", "leaves", "users", "company",
	"attendance", "checkins", "captures", "answers", "job_lines", "expenses", "swaps", "signoffs", "devices", "inbox",
	"invoices", "estimates", "payments", "cash_moves", "bank_lines", "disputes", "links", "gateway_requests", "gateway_events",
	"proposals", "boards", "van_moves", "messages", "helper_marks",
}

// bindLive tells open pages of changes once they are durable. It never fails a write: the pages can always fetch again.
func bindLive(a *app.App) {
	tell := func(e *core.RecordEvent) error {
		c := live.Change{Topic: e.Record.Collection().Name, ID: e.Record.Id}
		if c.Topic != "jobs" {
			c.Root = e.Record.GetString("job")
		}
		a.Live.Publish(c)
		return e.Next()
	}
	a.Core.OnRecordAfterCreateSuccess(watched...).BindFunc(tell)
	a.Core.OnRecordAfterUpdateSuccess(watched...).BindFunc(tell)
	a.Core.OnRecordAfterDeleteSuccess(watched...).BindFunc(tell)
}
