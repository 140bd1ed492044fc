package hooks

import (
	"context"
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// assignAtOnce is how many planned visits are looked up together.
const assignAtOnce = 200

// assigned counts what became of planned visits.
type assigned struct{ went, other, nobody int }

func (n assigned) String() string {
	return told(counted(n.went, "assigned", "assigned"), counted(n.other, "to another than preferred", "to others than preferred"),
		counted(n.nobody, "nobody can take", "nobody can take"))
}

// assignPlanned gives the visits of plans that are near a technician, each in a transaction of its own: one that fails keeps no other
// from its own. What nobody can take is left to a person, with why.
func assignPlanned(ctx context.Context, a *app.App) (did string, err error) {
	var n assigned
	var failed []error
	for len(failed) == 0 { // what failed would come again with the next batch
		wanted, err := a.Contracts.ToAssign(ctx, assignAtOnce)
		if err != nil || len(wanted) == 0 {
			return n.String(), err
		}
		for _, w := range wanted {
			if err := ctx.Err(); err != nil {
				return n.String(), err
			}
			if err := assignOne(ctx, a, w, &n); err != nil {
				failed = append(failed, fmt.Errorf("job %s: %w", w.Job, err))
			}
		}
	}
	return n.String(), errors.Join(failed...)
}

func assignOne(ctx context.Context, a *app.App, w contracts.Wanted, n *assigned) error {
	ctx = act.Begin(ctx, "visits.assign_planned", "")
	var alert string
	err := txn.Run(ctx, a.Core, func(tx core.App) error {
		var err error
		if _, alert, err = a.Dispatch.In(tx).AssignPlanned(ctx, w.Job, w.Date.PlannedOn, w.Plan.Technician); err != nil {
			return err
		}
		return a.Contracts.In(tx).SetAssignedInstead(ctx, w.Date.ID, alert)
	})
	switch {
	case err == nil && alert == "":
		n.went++
	case err == nil:
		n.went, n.other = n.went+1, n.other+1
	case fault.KindOf(err) != fault.Internal:
		n.nobody++
		return a.Contracts.SetAssigned(ctx, w.Date.ID, why(err))
	}
	return err
}
