package contracts

import (
	"context"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"doorstep/app/jobs"
)

// Activated is raised in the transaction that puts a contract in force, after its dates and bills were made. A subscriber's error
// undoes it.
type Activated struct {
	hook.Event
	Ctx      context.Context
	Tx       core.App
	Contract Contract
}

// Made is raised in the transaction in which a date of a plan became a job. A subscriber's error undoes that date's job.
type Made struct {
	hook.Event
	Ctx      context.Context
	Tx       core.App
	Contract Contract
	Plan     Plan
	Date     PlanDate
	Job      jobs.Job
}

// BillDue is raised in the transaction in which a bill is to become a draft. The subscriber sets Invoice to the draft's id; a bill
// for which none was made stays open.
type BillDue struct {
	hook.Event
	Ctx      context.Context
	Tx       core.App
	Contract Contract
	Bill     Bill
	Invoice  string
}

// RenewalDue is raised when a contract in force comes to one of the days before its end on which it is to be renewed; Days is how
// many are left.
type RenewalDue struct {
	hook.Event
	Ctx      context.Context
	Tx       core.App
	Contract Contract
	Days     int
}

// Events is what others may react to. Bind subscribers in hooks/ only.
type Events struct {
	Activated  hook.Hook[*Activated]
	Made       hook.Hook[*Made]
	BillDue    hook.Hook[*BillDue]
	RenewalDue hook.Hook[*RenewalDue]
}
