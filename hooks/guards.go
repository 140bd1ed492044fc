package hooks

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
)

// errKept answers whoever tries to change or remove what is a record of the past, also from the console or API.
var errKept = errors.New("this is a record of what happened: it can be added to, not changed or removed")

// bindGuards holds invariants that no way in may break: stamps are append-only; jobs, visits and customers are ended or
// merged, never deleted; a visit's status moves only along the transition table; a technician with visits does not leave.
func bindGuards(a *app.App) {
	refuse := func(*core.RecordEvent) error { return errKept }
	a.Core.OnRecordUpdate("stamps").BindFunc(refuse)
	a.Core.OnRecordDelete("stamps", "jobs", "visits", "customers", "users", "technicians", "company").BindFunc(refuse)
	a.Core.OnRecordUpdate("visits").BindFunc(func(e *core.RecordEvent) error {
		from := jobs.VisitStatus(e.Record.Original().GetString("status"))
		to := jobs.VisitStatus(e.Record.GetString("status"))
		if from != to && !from.May(to) {
			return errors.New("a visit cannot go from " + string(from) + " to " + string(to))
		}
		return e.Next()
	})
	a.Core.OnRecordUpdate("technicians").BindFunc(func(e *core.RecordEvent) error {
		if e.Record.GetBool("active") || !e.Record.Original().GetBool("active") {
			return e.Next()
		}
		n, err := a.Jobs.In(e.App).OpenOf(e.Context, e.Record.Id)
		if err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "technician_has_visits", "n", n)
		}
		return e.Next()
	})
}
