package customers

import (
	"context"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// PreferenceInput is how a technician and a customer are to go together, and why.
type PreferenceInput struct{ Customer, Technician, Strength, Reason string }

// SetPreference notes or changes how a technician and a customer go together; there is one per pair.
// Errors: Forbidden; Invalid invalid [strength]; NotFound for the customer or the technician; Conflict customer_merged.
func (s *Service) SetPreference(ctx context.Context, in PreferenceInput) (Preference, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Preference{}, err
	}
	ctx = act.Begin(ctx, "customers.set_preference", "")
	if !slices.Contains(Strengths, in.Strength) {
		return Preference{}, fault.Field("strength", "invalid")
	}
	p := Preference{Customer: in.Customer, Technician: in.Technician, Strength: in.Strength, Reason: line(in.Reason)}
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		if _, _, err := openCustomer(ctx, tx, in.Customer); err != nil {
			return err
		}
		rec, err := openPreference(tx, in.Customer, in.Technician)
		if err != nil {
			return err
		}
		p.write(rec)
		if err := txn.Save(ctx, tx, rec, 0); err != nil {
			return err
		}
		p = readPreference(rec)
		return nil
	})
	return p, err
}

// RemovePreference forgets how a technician and a customer go together; nothing happens if nothing was noted. Errors: Forbidden.
func (s *Service) RemovePreference(ctx context.Context, customer, technician string) error {
	if err := act.Require(ctx, Edit); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "customers.remove_preference", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		rec, err := preferenceRecord(tx, customer, technician)
		if err != nil || rec == nil {
			return err
		}
		return txn.Delete(ctx, tx, rec)
	})
}
