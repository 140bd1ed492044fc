package hooks

import (
	"context"
	"strconv"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/contracts"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/i18n"
	"doorstep/app/kernel/phone"
	"doorstep/app/notify"
)

// bindContractMade: when a visit plan makes a job, its customer is told the day if the plan says so; before a contract ends, its
// customer is reminded. Both in his language, and never whoever asked not to be contacted.
func bindContractMade(a *app.App) {
	a.Contracts.Events.Made.BindFunc(func(e *contracts.Made) error {
		if e.Plan.Tell {
			if err := tellPlanned(a, e); err != nil {
				return err
			}
		}
		return e.Next()
	})
	a.Contracts.Events.RenewalDue.BindFunc(func(e *contracts.RenewalDue) error {
		if err := tellRenewal(a, e); err != nil {
			return err
		}
		return e.Next()
	})
}

func tellPlanned(a *app.App, e *contracts.Made) error {
	key, day := "message.visit_planned", e.Date.PlannedOn
	if e.Job.PromisedFrom.IsZero() {
		key = "message.visit_planned_day"
	} else {
		day = clock.DateOf(e.Job.PromisedFrom)
	}
	note := notify.CustomerNote{
		Customer: e.Job.Customer, Kind: "visit_planned", Key: "visit_planned:" + e.Date.ID, Job: e.Job.ID, Contract: e.Contract.ID,
	}
	return tellCustomer(e.Ctx, a, e.Tx, note, key, "message.call_to_change", "plan", e.Plan.Name, "day", day, "from", clock.HM(e.Job.PromisedFrom),
		"to", clock.HM(e.Job.PromisedTo), "no", e.Job.No)
}

func tellRenewal(a *app.App, e *contracts.RenewalDue) error {
	note := notify.CustomerNote{
		Customer: e.Contract.Customer, Kind: "renewal_due", Key: "renewal:" + e.Contract.ID + ":" + strconv.Itoa(e.Days), Contract: e.Contract.ID,
	}
	return tellCustomer(e.Ctx, a, e.Tx, note, "message.renewal_due", "message.call_to_renew", "no", e.Contract.No, "day", e.Contract.Ends)
}

// tellCustomer writes the note with the words of the key, in the customer's language, to his first number. callKey says why to call
// the company, if it has a number.
func tellCustomer(ctx context.Context, a *app.App, tx core.App, note notify.CustomerNote, key, callKey string, params ...any) error {
	who, err := a.Customers.In(tx).Contact(ctx, note.Customer)
	if err != nil || who.DNC || who.Phone == "" {
		return err
	}
	company, err := a.Settings.In(tx).Company(ctx)
	if err != nil {
		return err
	}
	call := ""
	if company.Phone != "" {
		call = " " + i18n.T(who.Lang, callKey, "phone", phone.Format(company.Phone))
	}
	params = append(params, "company", company.Name, "call", call)
	note.To, note.Lang, note.Text = who.Phone, who.Lang, i18n.T(who.Lang, key, params...)
	return a.Notify.In(tx).TellCustomer(ctx, note)
}
