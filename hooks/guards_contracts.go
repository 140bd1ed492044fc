package hooks

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
)

// bindContractGuards: contracts are ended, never deleted, keep their number, and change state only along its table; a date of a plan
// stays the date that it is, and stays once it is a job or was left out; a bill stays once it is a draft; what was granted is written
// by the pages only.
func bindContractGuards(a *app.App) {
	refuse := func(*core.RecordEvent) error { return errKept }
	a.Core.OnRecordDelete("contracts").BindFunc(refuse)
	a.Core.OnRecordUpdate("contracts").BindFunc(contractKept)
	a.Core.OnRecordUpdate("plan_dates").BindFunc(stays("plan", "contract", "due_on"))
	a.Core.OnRecordDelete("plan_dates").BindFunc(onlyIn(string(contracts.Pending)))
	a.Core.OnRecordUpdate("contract_bills").BindFunc(stays("contract", "key"))
	a.Core.OnRecordDelete("contract_bills").BindFunc(onlyIn(string(contracts.BillOpen)))
	a.Core.OnRecordCreate("cover_uses").BindFunc(byPages)
	a.Core.OnRecordUpdate("cover_uses").BindFunc(byPages)
	a.Core.OnRecordDelete("cover_uses").BindFunc(byPages)
}

// contractKept refuses another number, and a state to which no contract goes.
func contractKept(e *core.RecordEvent) error {
	was, is := e.Record.Original(), e.Record
	if was.GetString("no") != is.GetString("no") {
		return errKept
	}
	from, to := contracts.State(was.GetString("state")), contracts.State(is.GetString("state"))
	if from != to && !from.May(to) {
		return errors.New("a contract cannot go from " + string(from) + " to " + string(to))
	}
	return e.Next()
}

// stays refuses a change of the fields that say what a record is.
func stays(fields ...string) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		for _, field := range fields {
			if e.Record.Original().GetString(field) != e.Record.GetString(field) {
				return errKept
			}
		}
		return e.Next()
	}
}

// onlyIn lets records be deleted in the state only.
func onlyIn(state string) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		if e.Record.Original().GetString("state") != state || e.Record.GetString("state") != state {
			return errKept
		}
		return e.Next()
	}
}

// byPages refuses whoever comes through the console or API.
func byPages(e *core.RecordEvent) error {
	if act.From(e.Context).Source == "" {
		return errKept
	}
	return e.Next()
}
