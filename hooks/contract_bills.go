package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/billing"
	"doorstep/app/contracts"
)

// bindContractBills: what contracts and billing do for each other.
//
//	a bill falls due             its invoice is drafted
//	that draft is thrown away    the bill is skipped until somebody opens it again
//	a renewal is approved        the next contract is drafted
func bindContractBills(a *app.App) {
	a.Contracts.Events.BillDue.BindFunc(func(e *contracts.BillDue) error {
		draft, err := a.Billing.In(e.Tx).DraftContract(e.Ctx, e.Contract, e.Bill)
		if err != nil {
			return err
		}
		e.Invoice = draft.ID
		return e.Next()
	})
	a.Core.OnRecordDeleteExecute("invoices").BindFunc(func(e *core.RecordEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		if e.Record.GetString("contract") == "" {
			return nil
		}
		return a.Contracts.In(e.App).Discarded(e.Context, e.Record.Id)
	})
	a.Billing.Events.Approved.BindFunc(func(e *billing.ApprovedEvent) error {
		if e.Estimate.Contract != "" {
			if _, err := a.Contracts.In(e.Tx).Successor(e.Ctx, e.Estimate.Contract, e.Estimate.Taxable); err != nil {
				return err
			}
		}
		return e.Next()
	})
}
