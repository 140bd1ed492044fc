package hooks

import (
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/contracts"
)

// contractSchedules are what contracts do at night, each after what it builds on; technicians are not told before the morning.
func contractSchedules(a *app.App) []schedule {
	assign := func(ctx context.Context) (string, error) { return assignPlanned(ctx, a) }
	return []schedule{
		{name: "expire contracts", when: daily(0, 10), verb: counting("contract expired", "contracts expired", a.Contracts.ExpireDue)},
		{name: "make visits of plans", when: daily(0, 20), prompt: true, verb: func(ctx context.Context) (string, error) { return makeVisits(ctx, a) }},
		{name: "assign planned visits", when: daily(7, 0), prompt: true, verb: assign},
		{name: "draft contracts' invoices", when: daily(1, 0), prompt: true, verb: counting("invoice drafted", "invoices drafted", a.Contracts.DraftBills)},
		{name: "remind of renewals", when: daily(1, 10), verb: counting("contract ends soon", "contracts end soon", a.Contracts.RemindRenewals)},
	}
}

// bindContractClock: what a contract that comes into force, or a plan that is saved, brings for today does not wait for the night.
func bindContractClock(a *app.App) {
	a.Core.OnRecordAfterUpdateSuccess("contracts").BindFunc(func(e *core.RecordEvent) error {
		if e.Record.GetString("state") == string(contracts.Active) {
			a.Clock.Wake()
		}
		return e.Next()
	})
	wake := func(e *core.RecordEvent) error {
		a.Clock.Wake()
		return e.Next()
	}
	a.Core.OnRecordAfterCreateSuccess("visit_plans").BindFunc(wake)
	a.Core.OnRecordAfterUpdateSuccess("visit_plans").BindFunc(wake)
}

// makeVisits makes jobs of all plan dates that are near.
func makeVisits(ctx context.Context, a *app.App) (did string, err error) {
	made, err := a.Contracts.Generate(ctx, "")
	return told(counted(made.Jobs, "job", "jobs"), counted(made.CaughtUp, "caught up", "caught up"), counted(made.Failed, "failed", "failed")), err
}

// told are the parts that say something, as one text.
func told(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ", ")
}
