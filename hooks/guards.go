package hooks

import (
	"errors"
	"reflect"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
)

// errKept answers whoever tries to change or remove what is a record of the past, also from the console or API.
var errKept = errors.New("this is a record of what happened: it can be added to, not changed or removed")

// bindGuards holds invariants that no way in may break: stamps, sign-offs and serial swaps are append-only; a photo, once it is
// stored, stays as it is; what a phone sent is settled once and otherwise stays; jobs, visits and customers are ended or merged,
// never deleted; a visit's status moves only along the transition table; a technician with visits does not leave.
func bindGuards(a *app.App) {
	bindBillingGuards(a)
	bindContractGuards(a)
	refuse := func(*core.RecordEvent) error { return errKept }
	a.Core.OnRecordUpdate("stamps").BindFunc(refuse)
	a.Core.OnRecordUpdate("swaps", "signoffs").BindFunc(refuse)
	a.Core.OnRecordDelete("captures", "signoffs", "swaps").BindFunc(refuse)
	a.Core.OnRecordUpdate("captures").BindFunc(func(e *core.RecordEvent) error {
		if e.Record.Original().GetString("state") == jobs.Stored {
			return errKept
		}
		return e.Next()
	})
	a.Core.OnRecordUpdate("consents").BindFunc(refuse)
	a.Core.OnRecordDelete("attendance", "checkins", "consents").BindFunc(refuse)
	a.Core.OnRecordUpdate("checkins").BindFunc(verdictOnly)
	a.Core.OnRecordDelete("inbox").BindFunc(refuse)
	a.Core.OnRecordUpdate("inbox").BindFunc(settledOnce)
	a.Core.OnRecordDelete("stamps", "jobs", "visits", "customers", "users", "technicians", "company", "disputes", "links").BindFunc(refuse)
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

// verdictOnly lets nothing of a check-in be changed but what a person makes of it.
func verdictOnly(e *core.RecordEvent) error {
	may := []string{"verdict", "verdict_note", "verdict_by", "verdict_at", "rev", "updated"}
	before := e.Record.Original().FieldsData()
	for field, is := range e.Record.FieldsData() {
		if !slices.Contains(may, field) && !reflect.DeepEqual(is, before[field]) {
			return errKept
		}
	}
	return e.Next()
}

// settledOnce lets what a phone sent be changed by being settled only, and only once.
func settledOnce(e *core.RecordEvent) error {
	was, is := e.Record.Original(), e.Record
	to := is.GetString("state")
	if was.GetString("state") != "conflict" || to != "accepted" && to != "set_aside" {
		return errKept
	}
	for _, field := range []string{"user", "technician", "device", "key", "seq", "hash", "kind", "visit", "job", "at_device", "at_server", "skew_ms", "code", "params", "body"} {
		if was.GetString(field) != is.GetString(field) {
			return errKept
		}
	}
	return e.Next()
}
