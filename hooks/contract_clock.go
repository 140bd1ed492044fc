package hooks

import (
	"context"
	"slices"
	"strings"
	"time"

	"doorstep/app"
)

// contractSchedules are what contracts do at night, each after what it builds on.
func contractSchedules(a *app.App) []schedule {
	assign := func(ctx context.Context) (string, error) { return assignPlanned(ctx, a) }
	return []schedule{
		{"expire contracts", daily(0, 10), counting("contract expired", "contracts expired", a.Contracts.ExpireDue)},
		{"make visits of plans", daily(0, 20), func(ctx context.Context) (string, error) { return makeVisits(ctx, a) }},
		{"assign planned visits", daily(0, 40).and(30 * time.Minute), assign},
		{"draft contracts' invoices", daily(1, 0), counting("invoice drafted", "invoices drafted", a.Contracts.DraftBills)},
		{"remind of renewals", daily(1, 10), counting("contract ends soon", "contracts end soon", a.Contracts.RemindRenewals)},
	}
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
