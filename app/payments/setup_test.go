package payments_test

import (
	"context"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/payments"
)

const rrn = "632012345678"

// books is an appliance with one visit to which the best technician was sent.
type books struct {
	*app.App
	t                 testing.TB
	job               jobs.Job
	visit             jobs.Visit
	tech, desk, money context.Context // the visit's technician, the dispatcher, the accountant
	other             context.Context // a technician who was not sent
}

func open(t testing.TB) *books {
	t.Helper()
	a := apptest.NewApp(t)
	b := &books{App: a, t: t, job: apptest.Job(t, a, nil), desk: apptest.As(t, a, act.Dispatcher), money: apptest.As(t, a, act.Accountant)}
	var err error
	if b.visit, err = a.Dispatch.AssignBest(b.desk, b.job.ID, b.job.Rev, "", true); err != nil {
		t.Fatal(err)
	}
	b.tech, b.other = apptest.AsTechnician(t, a, "Ravi Pawar"), apptest.AsTechnician(t, a, "Sunil More")
	if b.visit.Technician != act.From(b.tech).Technician {
		b.tech, b.other = b.other, b.tech
	}
	return b
}

func (b *books) upi(amount money.Paise, rrn string) payments.Claim {
	return payments.Claim{Mode: payments.UPI, Amount: amount, RRN: rrn, Visit: b.visit.ID, Key: "upi-" + rrn}
}

func (b *books) cash(amount money.Paise, key string) payments.Claim {
	return payments.Claim{Mode: payments.Cash, Amount: amount, Visit: b.visit.ID, Key: key}
}

// record records as the technician.
func (b *books) record(in payments.Claim) payments.Payment {
	b.t.Helper()
	p, err := b.Payments.Record(b.tech, in)
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

func (b *books) verify(id string) payments.Payment {
	b.t.Helper()
	p, err := b.Payments.Verify(b.money, id, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

// invoice is an issued invoice of the job's customer over one AC visit, 450 and 18 % tax: 531 rupees.
func (b *books) invoice(jobs ...string) billing.Invoice {
	b.t.Helper()
	draft, err := b.Billing.Draft(b.money, billing.NewInvoice{
		Customer: b.job.Customer, Jobs: jobs, Lines: []billing.LineInput{{Name: "AC visit", HSN: "998715", Kind: "service", UOM: "NOS", Qty: "1", Rate: "450", GST: "18"}},
		Accept: billing.MayAccept,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	doc, err := b.Billing.Issue(b.money, draft.ID, draft.Rev)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.doc(doc.ID)
}

func (b *books) doc(id string) billing.Invoice {
	b.t.Helper()
	doc, err := b.Billing.Invoice(b.money, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return doc
}

func (b *books) paid() string {
	b.t.Helper()
	j, err := b.Jobs.Get(b.money, b.job.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return j.Paid
}

func (b *books) payment(id string) payments.Payment {
	b.t.Helper()
	p, err := b.Payments.Payment(b.money, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

// want fails unless the first fault of err has the code.
func want(t testing.TB, err error, code string) {
	t.Helper()
	all := fault.All(err)
	if len(all) == 0 || all[0].Code != code {
		t.Errorf("got %v, want %s", err, code)
	}
}
