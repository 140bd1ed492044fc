package billing_test

import (
	"errors"
	"slices"
	"testing"

	"doorstep/app/billing"
	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
	"doorstep/app/settings"
)

var pageStart page.Cursor

func TestDraftFor_isThereWhenTheJobIsCompleted(t *testing.T) {
	d := open(t)
	j := d.completed(nil, "AC-VISIT", "CAP-35")
	i := d.draft(j.ID)
	if i.State != billing.Draft || i.Job != j.ID || i.Customer != j.Customer || i.Site != j.Site || i.TechnicianName != "Ravi Pawar" || i.Area == "" {
		t.Errorf("%+v", i)
	}
	if len(i.Lines) != 2 || i.Taxable != 830_00 || i.CGST != 74_70 || i.SGST != 74_70 || i.Round != -40 || i.Total != 979_00 {
		t.Errorf("%d lines, %d taxable, %d + %d, round %d, total %d", len(i.Lines), i.Taxable, i.CGST, i.SGST, i.Round, i.Total)
	}
	if i.Place != "27" || i.PlaceReason != "rule:address" || len(i.Missing) != 0 || j.Billing != billing.BillingToInvoice {
		t.Errorf("place %s (%s), lacks %v, billing %s", i.Place, i.PlaceReason, i.Missing, j.Billing)
	}
	again := must[billing.Invoice](t)(d.Billing.DraftFor(d.owner, j.ID))
	if again.ID != i.ID {
		t.Error("a second draft was made")
	}
}

func TestDraftFor_isUndoneWithTheCompletion(t *testing.T) {
	d := open(t)
	d.Billing.Events.Drafted.BindFunc(func(*billing.DraftedEvent) error { return errors.New("no") })
	j, v := d.sent(nil)
	if err := d.tryFinish(v.ID); err == nil {
		t.Fatal("the error of the draft was lost")
	}
	if got := d.job(j.ID); got.Status == jobs.Completed || got.Billing == billing.BillingToInvoice {
		t.Errorf("the job is %s, %s", got.Status, got.Billing)
	}
	if all, _ := d.Billing.OfJob(d.owner, j.ID); len(all) != 0 {
		t.Error("there is a draft of a job that is not completed")
	}
}

func TestDraftFor_refreshesWhatNobodyChanged(t *testing.T) {
	d := open(t)
	j, v := d.sent(nil)
	d.use(v.ID, "AC-VISIT")
	d.finish(v.ID)
	before := d.draft(j.ID)
	d.use(v.ID, "CAP-35") // entered late
	if i := d.draft(j.ID); i.ID != before.ID || len(i.Lines) != 2 || i.Lines[0].ID != before.Lines[0].ID || i.Taxable != 830_00 {
		t.Errorf("%+v", i)
	}
	i := d.draft(j.ID)
	must[billing.Invoice](t)(d.Billing.Edit(d.dispatcher, i.ID, i.Rev, billing.NewInvoice{
		Site: i.Site, Lines: []billing.LineInput{{ID: i.Lines[0].ID, Rate: "400"}, {ID: i.Lines[1].ID}},
	}))
	if err := d.Jobs.DropLine(d.phone, v.ID, v.ID[:8]+"CAP-35"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Jobs.UseItem(d.phone, jobs.Use{Visit: v.ID, Key: "more-capacitors", Item: d.item("CAP-35").ID, Qty: "2"}); err != nil {
		t.Fatal(err)
	}
	i = d.draft(j.ID)
	if i.Lines[0].Rate != 400_00 || i.Lines[0].Why != billing.WhyTyped || !i.Edited || !slices.Equal(i.Missing, []string{billing.LacksPart}) {
		t.Errorf("a changed draft became %+v", i)
	}
}

func TestDraftFor_coveredJobsHaveNone(t *testing.T) {
	d := open(t)
	j := d.completed(func(b *jobs.Booking) { b.Payment = "amc" }, "AC-VISIT", "CAP-35")
	if all, err := d.Billing.OfJob(d.owner, j.ID); err != nil || len(all) != 0 || j.Billing != billing.BillingCovered {
		t.Errorf("%d documents, billing %s (%v)", len(all), j.Billing, err)
	}
	due := must[billing.Due](t)(d.Billing.Preview(d.phone, j.ID))
	if due.Total != 0 || len(due.Lines) != 2 || due.Lines[0].Why != "cover:amc" || due.Lines[0].Cover != billing.CoverAMC {
		t.Errorf("%+v", due)
	}
}

func TestDraftFor_saysWhatIsMissing(t *testing.T) {
	d := open(t)
	i := d.draft(d.completed(nil).ID) // an AC repair expects a capacitor, nothing was entered
	if !slices.Equal(i.Missing, []string{billing.LacksPrice, billing.LacksPart}) || len(i.Lines) != 0 {
		t.Errorf("lacks %v with %d lines", i.Missing, len(i.Lines))
	}
	_, err := d.Billing.Issue(d.accountant, i.ID, i.Rev)
	is(t, "a draft that lacks a price", err, "issue_missing")
	if _, err := d.Billing.Edit(d.accountant, i.ID, i.Rev, billing.NewInvoice{
		Site: i.Site, Lines: []billing.LineInput{{Item: d.item("AC-VISIT").ID}}, Accept: []string{billing.LacksPart},
	}); err != nil {
		t.Fatal(err)
	}
	if i = d.doc(i.ID); len(i.Missing) != 0 || i.Lines[0].Rate != 450_00 || i.Lines[0].HSN != "998715" {
		t.Errorf("%+v", i)
	}
	must[billing.Invoice](t)(d.Billing.Issue(d.accountant, i.ID, i.Rev))
	_, err = d.Billing.Draft(d.accountant, billing.NewInvoice{Customer: i.Customer, Accept: []string{billing.LacksPrice}})
	is(t, "accepting that there is no price", err, "invalid")
}

func TestDraft_asksABusinessForItsGSTINOrAWordThatItHasNone(t *testing.T) {
	d := open(t)
	d.change("customers", d.customer(), map[string]any{"kind": "business"})
	i := d.standalone("1000")
	if !slices.Equal(i.Missing, []string{billing.LacksGSTIN}) {
		t.Fatalf("lacks %v", i.Missing)
	}
	line := billing.LineInput{ID: i.Lines[0].ID}
	i = must[billing.Invoice](t)(d.Billing.Edit(d.accountant, i.ID, i.Rev, billing.NewInvoice{Lines: []billing.LineInput{line}, Accept: []string{billing.LacksGSTIN}}))
	must[billing.Invoice](t)(d.Billing.Issue(d.accountant, i.ID, i.Rev))
}

func TestDraft_wantsTheAddressOfLargeInvoicesAndTheCodeOfEveryLine(t *testing.T) {
	d := open(t)
	d.change("customers", d.customer(), map[string]any{"address": ""})
	i := must[billing.Invoice](t)(d.Billing.Draft(d.accountant, billing.NewInvoice{
		Customer: d.customer(), Lines: []billing.LineInput{{Name: "Chiller overhaul", Rate: "50,000", GST: "18"}},
	}))
	if !slices.Equal(i.Missing, []string{billing.LacksAddress, billing.LacksHSN}) {
		t.Errorf("lacks %v", i.Missing)
	}
}

func TestPreview_addsTheLeastOfAVisit(t *testing.T) {
	d := open(t)
	c := must[settings.Company](t)(d.Settings.Company(d.owner))
	in := settings.InvoicingInput{Rev: c.Rev, Prefix: "FSA", MinVisit: "600"}
	_, err := d.Settings.UpdateInvoicing(d.owner, in)
	is(t, "a least without an item", err, "required")
	in.VisitItem = d.item("AC-VISIT").ID
	must[settings.Company](t)(d.Settings.UpdateInvoicing(d.owner, in))
	j, v := d.sent(nil)
	if due := must[billing.Due](t)(d.Billing.Preview(d.phone, j.ID)); due.Taxable != 600_00 || due.Total != 708_00 {
		t.Errorf("before anything: %+v", due)
	}
	d.use(v.ID, "AC-VISIT", "CAP-35")
	due := must[billing.Due](t)(d.Billing.Preview(d.phone, j.ID))
	if last := due.Lines[len(due.Lines)-1]; due.Taxable != 980_00 || last.Why != billing.WhyMinimum || last.Rate != 150_00 {
		t.Errorf("%+v", due)
	}
	d.finish(v.ID)
	if i := d.draft(j.ID); i.Total != due.Total || len(i.Missing) != 0 {
		t.Errorf("the draft comes to %d, on the phone it was %d; lacks %v", i.Total, due.Total, i.Missing)
	}
}

func TestDraft_chargesWhatTheCustomersPriceListSays(t *testing.T) {
	d := open(t)
	list := d.add("price_lists", map[string]any{"name": "Corporates", "discount_bps": 1000, "active": true})
	d.add("price_list_items", map[string]any{"list": list, "item": d.item("AC-VISIT").ID, "price_paise": 350_00})
	d.change("customers", d.customer(), map[string]any{"price_list": list, "discount_bps": 500})
	i := d.draft(d.completed(nil, "AC-VISIT", "CAP-35").ID)
	if i.Lines[0].Rate != 350_00 || i.Lines[0].List != 450_00 || i.Lines[0].Why != "list:Corporates" {
		t.Errorf("%+v", i.Lines[0])
	}
	if i.Lines[1].Rate != 380_00 || i.Lines[1].DiscountBps != 1000 || i.Lines[1].Taxable != 342_00 || i.Lines[1].Why != "list_bps:Corporates" {
		t.Errorf("%+v", i.Lines[1])
	}
}

func TestDraft_ofLinesBooksNoJobAndNoVisit(t *testing.T) {
	d := open(t)
	count := func() (n int) {
		if err := d.Core.DB().NewQuery("SELECT (SELECT COUNT(*) FROM jobs) + (SELECT COUNT(*) FROM visits)").Row(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	d.issued("1200")
	if count() != before {
		t.Error("a standalone invoice booked work")
	}
}

func TestDraft_refusesWhatCannotStandOnPaper(t *testing.T) {
	d := open(t)
	c := d.customer()
	for name, in := range map[string]struct {
		in   billing.NewInvoice
		code string
	}{
		"no customer":            {billing.NewInvoice{}, "required"},
		"unknown customer":       {billing.NewInvoice{Customer: "nobody000000000"}, "not_found"},
		"a quantity of nothing":  {billing.NewInvoice{Customer: c, Lines: []billing.LineInput{{Name: "x", Qty: "0", Rate: "1"}}}, "qty_form"},
		"a negative rate":        {billing.NewInvoice{Customer: c, Lines: []billing.LineInput{{Name: "x", Rate: "-1"}}}, "money_bad"},
		"a discount too large":   {billing.NewInvoice{Customer: c, Lines: []billing.LineInput{{Name: "x", Rate: "1", Discount: "2"}}}, "discount_large"},
		"a rate GST knows not":   {billing.NewInvoice{Customer: c, Lines: []billing.LineInput{{Name: "x", Rate: "1", GST: "17"}}}, "gst_rate"},
		"a code too short":       {billing.NewInvoice{Customer: c, Lines: []billing.LineInput{{Name: "x", Rate: "1", HSN: "12"}}}, "hsn_form"},
		"a place without reason": {billing.NewInvoice{Customer: c, Place: "29", Lines: []billing.LineInput{{Name: "x", Rate: "1"}}}, "required"},
		"a place that is none":   {billing.NewInvoice{Customer: c, Place: "98", PlaceReason: "moved", Lines: []billing.LineInput{{Name: "x", Rate: "1"}}}, "place_state"},
		"due before its date":    {billing.NewInvoice{Customer: c, Date: "2026-11-16", Due: "2026-11-15"}, "due_before"},
		"a line of another":      {billing.NewInvoice{Customer: c, Lines: []billing.LineInput{{ID: "other0000000000", Name: "x", Rate: "1"}}}, "not_found"},
	} {
		_, err := d.Billing.Draft(d.accountant, in.in)
		is(t, name, err, in.code)
	}
	i := must[billing.Invoice](t)(d.Billing.Draft(d.accountant, billing.NewInvoice{
		Customer: c, Place: "29", PlaceReason: "Work in Bengaluru", Lines: []billing.LineInput{{Name: "x", Rate: "100", GST: "18", HSN: "9987"}},
	}))
	if i.IGST != 18_00 || i.CGST != 0 || i.PlaceReason != "Work in Bengaluru" {
		t.Errorf("%+v", i)
	}
}

func TestDraft_isForTheOfficeOnly(t *testing.T) {
	d := open(t)
	i := d.standalone("100")
	_, err := d.Billing.Draft(d.phone, billing.NewInvoice{Customer: i.Customer})
	is(t, "a technician drafts", err, "not_allowed")
	_, err = d.Billing.Edit(d.phone, i.ID, i.Rev, billing.NewInvoice{})
	is(t, "a technician edits", err, "not_allowed")
	is(t, "a technician discards", d.Billing.Discard(d.phone, i.ID, i.Rev), "not_allowed")
	_, err = d.Billing.Issue(d.dispatcher, i.ID, i.Rev)
	is(t, "a dispatcher issues", err, "not_allowed")
	_, err = d.Billing.Edit(d.dispatcher, i.ID, i.Rev+1, billing.NewInvoice{})
	is(t, "an older page", err, "stale")
	if err := d.Billing.Discard(d.dispatcher, i.ID, i.Rev); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Billing.Invoice(d.owner, i.ID); fault.KindOf(err) != fault.NotFound {
		t.Error("the draft is still there")
	}
}

func TestCombine_putsManyJobsOnOneInvoice(t *testing.T) {
	d := open(t)
	first, second := d.completed(nil, "AC-VISIT"), d.completed(nil, "CAP-35")
	a, b := d.draft(first.ID), d.draft(second.ID)
	_, err := d.Billing.Combine(d.dispatcher, a.Customer, []string{a.ID})
	is(t, "one draft", err, "combine_few")
	one := must[billing.Invoice](t)(d.Billing.Combine(d.dispatcher, a.Customer, []string{a.ID, b.ID}))
	if len(one.Jobs) != 2 || one.Job != "" || len(one.Lines) != 2 || one.Taxable != a.Taxable+b.Taxable {
		t.Errorf("%+v", one)
	}
	must[billing.Invoice](t)(d.Billing.Issue(d.accountant, one.ID, one.Rev))
	for _, j := range []string{first.ID, second.ID} {
		if d.job(j).Billing != billing.BillingInvoiced || d.draft(j).ID != one.ID {
			t.Errorf("job %s is %s", j, d.job(j).Billing)
		}
	}
	if due := must[billing.Due](t)(d.Billing.Preview(d.phone, first.ID)); due.Total != 0 {
		t.Errorf("%d is due at the door for what stands on a monthly invoice", due.Total)
	}
	_, err = d.Billing.Draft(d.accountant, billing.NewInvoice{Customer: a.Customer, Jobs: []string{first.ID}})
	if err != nil {
		t.Errorf("a further invoice of the job: %v", err)
	}
}

func TestQueue_holdsDraftsAndCompletedJobsWithoutOne(t *testing.T) {
	d := open(t)
	j := d.completed(nil, "AC-VISIT")
	i := d.draft(j.ID)
	q := must[page.Of[billing.Queued]](t)(d.Billing.Queue(d.owner, pageStart))
	if len(q.Rows) != 1 || q.Rows[0].Draft != i.ID || q.Rows[0].JobNo != j.No || q.Rows[0].Total != i.Total || q.Rows[0].TechnicianName != "Ravi Pawar" {
		t.Fatalf("%+v", q.Rows)
	}
	if err := d.Billing.Discard(d.dispatcher, i.ID, i.Rev); err != nil {
		t.Fatal(err)
	}
	q = must[page.Of[billing.Queued]](t)(d.Billing.Queue(d.owner, pageStart))
	if len(q.Rows) != 1 || q.Rows[0].Draft != "" || q.Rows[0].Job != j.ID || q.Rows[0].TechnicianName != "Ravi Pawar" {
		t.Fatalf("%+v", q.Rows)
	}
	i = must[billing.Invoice](t)(d.Billing.Draft(d.dispatcher, billing.NewInvoice{Customer: j.Customer, Jobs: []string{j.ID}}))
	_, err := d.Billing.Draft(d.dispatcher, billing.NewInvoice{Customer: j.Customer, Jobs: []string{j.ID}})
	is(t, "the job's lines twice", err, "job_drafted")
	must[billing.Invoice](t)(d.Billing.Issue(d.accountant, i.ID, i.Rev))
	if q = must[page.Of[billing.Queued]](t)(d.Billing.Queue(d.owner, pageStart)); len(q.Rows) != 0 {
		t.Errorf("%+v", q.Rows)
	}
}
