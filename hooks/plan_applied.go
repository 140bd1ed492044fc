package hooks

import (
	"doorstep/app"
	"doorstep/app/dispatch"
	"doorstep/app/notify"
)

// bindPlanApplied: when a proposal that breaks a promise is applied, the customer's message with the new time is written; it waits
// until somebody chooses how it goes out.
func bindPlanApplied(a *app.App) {
	a.Dispatch.Events.Applied.BindFunc(func(e *dispatch.PlanApplied) error {
		for _, m := range e.Proposal.Moves {
			if m.Applied() && m.Message != "" {
				if err := tellMoved(a, e, m); err != nil {
					return err
				}
			}
		}
		return e.Next()
	})
}

// tellMoved also tells those who want no reminders and offers: this is neither.
func tellMoved(a *app.App, e *dispatch.PlanApplied, m dispatch.Move) error {
	j, err := a.Jobs.In(e.Tx).Get(e.Ctx, m.Job)
	if err != nil {
		return err
	}
	who, err := a.Customers.In(e.Tx).Contact(e.Ctx, j.Customer)
	if err != nil {
		return err
	}
	return a.Notify.In(e.Tx).TellCustomer(e.Ctx, notify.CustomerNote{
		Customer: j.Customer, Kind: "visit_moved", Key: "visit_moved:" + e.Proposal.ID + ":" + m.Key, To: who.Phone, Lang: who.Lang, Text: m.Message, Job: j.ID,
	})
}
