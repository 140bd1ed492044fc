package hooks

import (
	"errors"

	"doorstep/app"
	"doorstep/app/customers"
)

// bindCustomersMerged: when two customers become one, the work, notes, contracts, documents, payments, disputes and messages
// of the second follow.
func bindCustomersMerged(a *app.App) {
	a.Customers.Merged.BindFunc(func(e *customers.Merged) error {
		if err := errors.Join(
			a.Jobs.Rehome(e.Ctx, e.Tx, e.Keep, e.Drop),
			a.Contracts.Rehome(e.Ctx, e.Tx, e.Keep, e.Drop),
			a.Billing.Rehome(e.Ctx, e.Tx, e.Keep, e.Drop),
			a.Payments.Rehome(e.Ctx, e.Tx, e.Keep, e.Drop),
			a.Receivables.Rehome(e.Ctx, e.Tx, e.Keep, e.Drop),
			a.Notify.Rehome(e.Ctx, e.Tx, e.Keep, e.Drop),
		); err != nil {
			return err
		}
		return e.Next()
	})
}
