package billing_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

func TestCover_isGivenBackWhenAJobIsNotDoneAfterAll(t *testing.T) {
	d := open(t)
	d.least("600")
	c := d.under(nil, rule(contracts.CoverVisits, "Free visits", "most", 1))
	first := d.completed(nil)
	d.again(first)
	if d.used(c.ID, "Free visits") != 0 {
		t.Fatal("a job that goes on holds its visit")
	}
	second := d.completed(nil)
	if second.Billing != billing.BillingCovered || d.used(c.ID, "Free visits") != 1 {
		t.Fatalf("billing %s, used %d", second.Billing, d.used(c.ID, "Free visits"))
	}
	var v string
	if err := d.Core.DB().NewQuery("SELECT id FROM visits WHERE job = '" + first.ID + "' AND status = 'dispatched'").Row(&v); err != nil {
		t.Fatal(err)
	}
	d.finish(v)
	if i := d.draft(first.ID); i.Taxable != 600_00 || d.used(c.ID, "Free visits") != 1 {
		t.Errorf("it is free again: %+v", i.Lines)
	}
}

// again sends Ravi once more to a job that was done.
func (d *desk) again(j jobs.Job) {
	d.t.Helper()
	_, err := d.Jobs.SetPlan(d.dispatcher, jobs.Plan{
		Job: j.ID, Technician: act.From(d.phone).Technician, Start: clock.Now().Add(24 * time.Hour), Minutes: 30, Chosen: "person", Tell: true,
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestCover_staysUsedWhenADraftIsDiscardedOrIssued(t *testing.T) {
	d := open(t)
	c := d.under(nil, rule(contracts.CoverVisits, "Free visits", "most", 1))
	j := d.completed(nil, "AC-VISIT", "CAP-35")
	i := d.draft(j.ID)
	if err := d.Billing.Discard(d.dispatcher, i.ID, i.Rev); err != nil {
		t.Fatal(err)
	}
	if d.used(c.ID, "Free visits") != 1 {
		t.Fatal("a discarded draft gave the visit back")
	}
	i = must[billing.Invoice](t)(d.Billing.Draft(d.dispatcher, billing.NewInvoice{Customer: j.Customer, Jobs: []string{j.ID}}))
	if i.Lines[0].Cover != billing.CoverAMC || i.Lines[1].Cover != "" || d.used(c.ID, "Free visits") != 1 {
		t.Errorf("%+v", i.Lines)
	}
	must[billing.Invoice](t)(d.Billing.Issue(d.accountant, i.ID, i.Rev))
	d.again(d.job(j.ID))
	if d.used(c.ID, "Free visits") != 1 {
		t.Error("what stands on paper was given back")
	}
}

func TestCover_ofAChangedDraftStaysAsItWasTyped(t *testing.T) {
	d := open(t)
	c := d.under(nil, rule(contracts.CoverLabour, "Labour"))
	j, v := d.sent(nil)
	d.use(v.ID, "AC-VISIT", "CAP-35")
	d.finish(v.ID)
	i := d.draft(j.ID)
	i = must[billing.Invoice](t)(d.Billing.Edit(d.dispatcher, i.ID, i.Rev, billing.NewInvoice{Site: i.Site, Lines: []billing.LineInput{
		{ID: i.Lines[0].ID, Cover: ""}, {ID: i.Lines[1].ID, Cover: billing.CoverGoodwill},
	}}))
	must[billing.Invoice](t)(d.Billing.DraftFor(d.owner, j.ID))
	after := d.doc(i.ID)
	if after.Lines[0].Cover != "" || after.Lines[0].Taxable != 450_00 || after.Lines[1].Cover != billing.CoverGoodwill || d.used(c.ID, "Labour") != 1 {
		t.Errorf("%+v", after.Lines)
	}
	kept := must[billing.Invoice](t)(d.Billing.Edit(d.dispatcher, after.ID, after.Rev, billing.NewInvoice{Site: i.Site, Lines: []billing.LineInput{
		{ID: i.Lines[0].ID, Cover: billing.CoverAMC}, {ID: i.Lines[1].ID, Cover: billing.CoverGoodwill},
	}}))
	if kept.Lines[0].Why != "cover:amc" {
		t.Errorf("%+v", kept.Lines[0])
	}
}

func TestCover_byBillsPaysPlannedVisits(t *testing.T) {
	d := open(t)
	d.least("600")
	c := d.under(func(in *contracts.ContractInput) { in.Cycle = string(contracts.PerVisit) })
	j, v := d.sent(nil)
	d.change("jobs", j.ID, map[string]any{"plan_date": "aplandate000000"})
	d.use(v.ID, "AC-VISIT")
	due := must[billing.Due](t)(d.Billing.Preview(d.phone, j.ID))
	if due.Total != 0 || due.Lines[0].Why != "cover:"+c.No+" · billed by the contract" {
		t.Errorf("%+v", due.Lines)
	}
	d.change("jobs", j.ID, map[string]any{"plan_date": ""})
	if due := must[billing.Due](t)(d.Billing.Preview(d.phone, j.ID)); due.Taxable != 600_00 {
		t.Errorf("a breakdown comes to %d", due.Taxable)
	}
}

func TestCover_ofTwoJobsThatEndAtOnceIsGrantedOnce(t *testing.T) {
	d := open(t)
	d.least("600")
	c := d.under(nil, rule(contracts.CoverVisits, "Free visits", "most", 1))
	const many = 4
	var all []jobs.Job
	for range many {
		j := apptest.Job(t, d.App, nil)
		v := must[jobs.Visit](t)(d.Jobs.SetPlan(d.dispatcher, jobs.Plan{
			Job: j.ID, Technician: act.From(d.phone).Technician, Start: clock.Now().Add(time.Duration(len(all)+1) * time.Hour), Minutes: 30, Chosen: "person", Tell: true,
		}))
		all = append(all, j)
		if err := d.Jobs.ChoosePays(d.phone, v.ID, "pending", "", jobs.Mark{}); err != nil {
			t.Fatal(err)
		}
	}
	var wait sync.WaitGroup
	for _, j := range all {
		wait.Go(func() {
			var v string
			if err := d.Core.DB().NewQuery("SELECT id FROM visits WHERE job = '" + j.ID + "'").Row(&v); err != nil {
				t.Error(err)
				return
			}
			for _, to := range []jobs.VisitStatus{jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Done} {
				if _, err := d.Jobs.Advance(d.phone, jobs.Progress{Visit: v, To: to}); err != nil {
					t.Errorf("%s: %v", to, err)
					return
				}
			}
		})
	}
	wait.Wait()
	if covered := slices.DeleteFunc(all, func(j jobs.Job) bool { return d.job(j.ID).Billing != billing.BillingCovered }); len(covered) != 1 {
		t.Errorf("%d of %d jobs had the one visit", len(covered), many)
	}
	if d.used(c.ID, "Free visits") != 1 {
		t.Errorf("used %d of one", d.used(c.ID, "Free visits"))
	}
}

func TestCover_withoutContractStaysAsTheJobIsMarked(t *testing.T) {
	d := open(t)
	j := d.completed(func(b *jobs.Booking) { b.Payment = jobs.Warranty }, "AC-VISIT")
	due := must[billing.Due](t)(d.Billing.Preview(d.phone, j.ID))
	if j.Billing != billing.BillingCovered || due.Lines[0].Why != "cover:warranty" || strings.Contains(due.Lines[0].Detail, "not covered") {
		t.Errorf("billing %s: %+v", j.Billing, due.Lines)
	}
}
