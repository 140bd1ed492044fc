package customers

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Create enters a customer. The State comes from the GSTIN, else from the PIN code.
// Errors: Forbidden; Invalid beside the fields; Confirm duplicate_phone, duplicate_gstin {name, id} and pin_unknown {pin}
// unless in.Confirm; taken [external_id].
func (s *Service) Create(ctx context.Context, in CustomerInput) (Customer, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Customer{}, err
	}
	ctx = act.Begin(ctx, "customers.create", "")
	var r reader
	c := in.read(&r)
	keepPrices(ctx, &c, Customer{})
	if err := r.check.Err(); err != nil {
		return Customer{}, err
	}
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		if err := r.twins(ctx, tx, c, Customer{}); err != nil {
			return err
		}
		if err := r.insist(in.Confirm); err != nil {
			return err
		}
		rec, err := newCustomer(tx)
		if err != nil {
			return err
		}
		c, err = saveCustomer(ctx, tx, rec, c, 0)
		return err
	})
	return c, err
}

// openCustomer loads a customer that may still be changed: Conflict customer_merged if another took it over.
func openCustomer(ctx context.Context, tx core.App, id string) (Customer, *core.Record, error) {
	c, rec, err := loadCustomer(ctx, tx, id)
	if err == nil && c.MergedInto != "" {
		err = fault.New(fault.Conflict, "customer_merged", "name", c.Name, "id", c.MergedInto)
	}
	return c, rec, err
}

func saveCustomer(ctx context.Context, tx core.App, rec *core.Record, c Customer, rev int) (Customer, error) {
	c.write(rec)
	if err := txn.Save(ctx, tx, rec, rev); err != nil {
		return Customer{}, err
	}
	if err := savePhones(ctx, tx, rec.Id, c.Phones); err != nil {
		return Customer{}, err
	}
	phones := c.Phones
	c = readCustomer(rec)
	c.Phones = phones
	return c, nil
}
