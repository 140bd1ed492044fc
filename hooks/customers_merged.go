package hooks

import (
	"doorstep/app"
	"doorstep/app/customers"
)

// bindCustomersMerged: when two customers become one, the work and notes of the second follow.
func bindCustomersMerged(a *app.App) {
	a.Customers.Merged.BindFunc(func(e *customers.Merged) error {
		if err := a.Jobs.Rehome(e.Ctx, e.Tx, e.Keep, e.Drop); err != nil {
			return err
		}
		return e.Next()
	})
}
