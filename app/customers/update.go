package customers

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Update changes a customer; in.Phones replace all numbers. Only numbers and a GSTIN that are new to the customer are warned about.
// Errors: as Create; NotFound; Stale; Conflict customer_merged.
func (s *Service) Update(ctx context.Context, id string, in CustomerInput) (Customer, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Customer{}, err
	}
	ctx = act.Begin(ctx, "customers.update", "")
	var r reader
	c := in.read(&r)
	if err := r.check.Err(); err != nil {
		return Customer{}, err
	}
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		old, rec, err := openCustomer(ctx, tx, id)
		if err != nil {
			return err
		}
		if in.Rev > 0 && in.Rev != old.Rev {
			return fault.New(fault.Stale, "stale")
		}
		if err := r.twins(ctx, tx, c, old); err != nil {
			return err
		}
		if err := r.insist(in.Confirm); err != nil {
			return err
		}
		c.ExternalID = old.ExternalID
		keepPrices(ctx, &c, old)
		c, err = saveCustomer(ctx, tx, rec, c, in.Rev)
		return err
	})
	return c, err
}
