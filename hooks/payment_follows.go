package hooks

import (
	"doorstep/app"
	"doorstep/app/billing"
)

// bindPayments: what follows in payments from what billing does.
//
//	a document is issued   what was paid ahead settles it; of a credit note, what is over is money on account
//	a draft, a settlement  what the money of its jobs comes to is worked out anew
func bindPayments(a *app.App) {
	a.Billing.Events.Issued.BindFunc(func(e *billing.IssuedEvent) error {
		p := a.Payments.In(e.Tx)
		if err := p.Apply(e.Ctx, e.Invoice); err != nil {
			return err
		}
		if err := p.FreeCredit(e.Ctx, e.Invoice); err != nil {
			return err
		}
		return e.Next()
	})
	a.Billing.Events.Drafted.BindFunc(func(e *billing.DraftedEvent) error {
		if err := a.Payments.In(e.Tx).RefreshFor(e.Ctx, e.Invoice); err != nil {
			return err
		}
		return e.Next()
	})
	a.Billing.Events.Settled.BindFunc(func(e *billing.SettledEvent) error {
		if e.Settlement.Payment == "" { // payments refreshes what a payment settles itself
			if err := a.Payments.In(e.Tx).RefreshFor(e.Ctx, e.Invoice); err != nil {
				return err
			}
		}
		return e.Next()
	})
}
