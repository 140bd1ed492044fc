package billing_test

import (
	"context"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// desk is an appliance with its people at work.
type desk struct {
	*app.App
	t                                    testing.TB
	owner, dispatcher, accountant, phone context.Context
}

func open(t testing.TB) *desk {
	t.Helper()
	a := apptest.NewApp(t)
	return &desk{
		App: a, t: t, owner: apptest.As(t, a, act.Owner), dispatcher: apptest.As(t, a, act.Dispatcher),
		accountant: apptest.As(t, a, act.Accountant), phone: apptest.AsTechnician(t, a, "Ravi Pawar"),
	}
}

// item is the price list's item with the code.
func (d *desk) item(code string) catalog.Item {
	d.t.Helper()
	found, err := d.Catalog.Items(d.owner, clock.Today(), catalog.ItemFilter{Query: code}, pageStart)
	if err != nil || len(found.Rows) == 0 {
		d.t.Fatalf("no item %s (%v)", code, err)
	}
	return found.Rows[0]
}

// sent books a job and sends Ravi.
func (d *desk) sent(change func(*jobs.Booking)) (jobs.Job, jobs.Visit) {
	d.t.Helper()
	j := apptest.Job(d.t, d.App, change)
	v, err := d.Dispatch.AssignBest(d.dispatcher, j.ID, j.Rev, "", true)
	if err != nil {
		d.t.Fatal(err)
	}
	return j, v
}

// use enters items at the visit as its technician does.
func (d *desk) use(visit string, codes ...string) {
	d.t.Helper()
	for _, code := range codes {
		if _, err := d.Jobs.UseItem(d.phone, jobs.Use{Visit: visit, Key: visit[:8] + code, Item: d.item(code).ID, Qty: "1"}); err != nil {
			d.t.Fatal(err)
		}
	}
}

// finish brings the visit to done.
func (d *desk) finish(visit string) {
	d.t.Helper()
	if err := d.tryFinish(visit); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) tryFinish(visit string) error {
	if err := d.Jobs.ChoosePays(d.phone, visit, "pending", "", jobs.Mark{}); err != nil {
		return err
	}
	for _, to := range []jobs.VisitStatus{jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Done} {
		if _, err := d.Jobs.Advance(d.phone, jobs.Progress{Visit: visit, To: to}); err != nil {
			return err
		}
	}
	return nil
}

// completed is a job that was done with what was used.
func (d *desk) completed(change func(*jobs.Booking), codes ...string) jobs.Job {
	d.t.Helper()
	j, v := d.sent(change)
	d.use(v.ID, codes...)
	d.finish(v.ID)
	return d.job(j.ID)
}

func (d *desk) job(id string) jobs.Job {
	d.t.Helper()
	j, err := d.Jobs.Get(d.owner, id)
	if err != nil {
		d.t.Fatal(err)
	}
	return j
}

// draft is the job's only document.
func (d *desk) draft(job string) billing.Invoice {
	d.t.Helper()
	all, err := d.Billing.OfJob(d.owner, job)
	if err != nil || len(all) != 1 {
		d.t.Fatalf("%d documents (%v)", len(all), err)
	}
	return d.doc(all[0].ID)
}

func (d *desk) doc(id string) billing.Invoice {
	d.t.Helper()
	i, err := d.Billing.Invoice(d.owner, id)
	if err != nil {
		d.t.Fatal(err)
	}
	return i
}

func (d *desk) customer() string { return apptest.Booking(d.t, d.App).Customer }

// standalone is an invoice of one line at the rate, tax of 18 % on top.
func (d *desk) standalone(rate string) billing.Invoice {
	d.t.Helper()
	i, err := d.Billing.Draft(d.accountant, billing.NewInvoice{
		Customer: d.customer(), Lines: []billing.LineInput{{Name: "Annual service", HSN: "998715", Rate: rate, GST: "18"}},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return i
}

func (d *desk) issued(rate string) billing.Invoice {
	d.t.Helper()
	i := d.standalone(rate)
	out, err := d.Billing.Issue(d.accountant, i.ID, i.Rev)
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// settle pays so much of the document, as payments does.
func (d *desk) settle(id string, amount money.Paise) (billing.Invoice, error) {
	return d.Billing.Settle(d.accountant, billing.Settlement{Invoice: id, Kind: billing.ByPayment, Paise: amount})
}

// change writes fields of a record as the appliance itself does.
func (d *desk) change(collection, id string, values map[string]any) {
	d.t.Helper()
	r, err := txn.Find(d.Core, collection, id)
	if err != nil {
		d.t.Fatal(err)
	}
	for k, v := range values {
		r.Set(k, v)
	}
	if err := txn.Save(d.owner, d.Core, r, 0); err != nil {
		d.t.Fatal(err)
	}
}

// add makes a record.
func (d *desk) add(collection string, values map[string]any) string {
	d.t.Helper()
	r, err := txn.New(d.Core, collection)
	if err != nil {
		d.t.Fatal(err)
	}
	for k, v := range values {
		r.Set(k, v)
	}
	if err := txn.Save(d.owner, d.Core, r, 0); err != nil {
		d.t.Fatal(err)
	}
	return r.Id
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// is fails unless the first fault of err has the code.
func is(t testing.TB, what string, err error, code string) {
	t.Helper()
	all := fault.All(err)
	if len(all) == 0 || all[0].Code != code {
		t.Errorf("%s: got %v, want %s", what, err, code)
	}
}
