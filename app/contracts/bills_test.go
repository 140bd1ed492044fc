package contracts_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/contracts"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// quarterly is a contract in force from 16 November 2026 for a year, ₹12,000 in four bills drafted ten days ahead.
func (o *office) quarterly(change func(*contracts.ContractInput)) contracts.Contract {
	o.t.Helper()
	return apptest.Contract(o.t, o.App, func(in *contracts.ContractInput) {
		in.Cycle, in.Timing, in.AheadDays = string(contracts.Quarterly), contracts.Before, "10"
		if change != nil {
			change(in)
		}
	})
}

// draft runs the night's drafting and holds it to draft so many.
func (o *office) draft(want int) {
	o.t.Helper()
	n, err := o.Contracts.DraftBills(o.owner)
	if o.ok(err); n != want {
		o.t.Fatalf("%d were drafted, want %d", n, want)
	}
}

func (o *office) bills(contract string) []contracts.Bill {
	o.t.Helper()
	all, err := o.Contracts.Bills(o.owner, contract)
	o.ok(err)
	return all
}

// said is the bills in a line each: state, amount and day.
func (o *office) said(contract string) string {
	var out []string
	for _, b := range o.bills(contract) {
		out = append(out, fmt.Sprintf("%s %s %s", b.State, b.Amount.Plain(), b.DueOn))
	}
	return strings.Join(out, ", ")
}

func (o *office) is(got, want string) {
	o.t.Helper()
	if got != want {
		o.t.Errorf("got  %s\nwant %s", got, want)
	}
}

// on moves the clock to ten o'clock of the day until the test ends.
func (o *office) day(d clock.Date) {
	o.t.Helper()
	o.t.Cleanup(clock.Freeze(d.At(600)))
}

func (o *office) issue(invoice string) billing.Invoice {
	o.t.Helper()
	i, err := o.Billing.Invoice(o.accountant, invoice)
	o.ok(err)
	i, err = o.Billing.Issue(o.accountant, i.ID, i.Rev)
	o.ok(err)
	return i
}

// set writes fields of a record as the appliance itself does.
func (o *office) set(collection, id string, values map[string]any) {
	o.t.Helper()
	r, err := txn.Find(o.Core, collection, id)
	o.ok(err)
	r.Load(values)
	o.ok(txn.Save(o.owner, o.Core, r, 0))
}

func TestDraftBills_draftsEachBillOnceWhenItsDayComes(t *testing.T) {
	o := openOffice(t)
	o.set("customers", o.Customer, map[string]any{"discount_bps": 1000}) // what a customer gets off is not got off a contract
	c := o.quarterly(nil)
	o.draft(1)
	o.draft(0)
	o.day("2027-02-05")
	o.draft(0)
	o.day("2027-02-06")
	o.draft(1)
	o.is(o.said(c.ID), "drafted 3000.00 2026-11-16, drafted 3000.00 2027-02-16, open 3000.00 2027-05-16, open 3000.00 2027-08-16")
	b := o.bills(c.ID)[1]
	i, err := o.Billing.Invoice(o.accountant, b.Invoice)
	o.ok(err)
	if i.Contract != c.ID || i.State != billing.Draft || i.Due != "2027-02-16" || len(i.Jobs) > 0 || i.Customer != o.Customer || i.Site != o.Site || len(i.Missing) > 0 {
		t.Errorf("the draft is %+v", i)
	}
	want := billing.Line{
		Kind: billing.LineService, Name: "AMC " + c.No + " (comprehensive), 16 Feb 2027 to 15 May 2027", HSN: "998715", UOM: "NOS", QtyMilli: 1000,
		Item: c.Item, List: 300_000, Rate: 300_000, GSTBps: 1800, Why: billing.WhyContract,
		Gross: 300_000, Taxable: 300_000, CGST: 27_000, SGST: 27_000, Total: 354_000,
	}
	want.ID = i.Lines[0].ID
	if len(i.Lines) != 1 || i.Lines[0] != want {
		t.Errorf("its line is %+v, want %+v", i.Lines, want)
	}
	if of, ok, err := o.Contracts.BillOf(o.owner, i.ID); err != nil || !ok || of.ID != b.ID {
		t.Errorf("the invoice's bill is %+v (%v)", of, err)
	}
	if i = o.issue(i.ID); o.bills(c.ID)[1].InvoiceNo != i.No || o.bills(c.ID)[1].InvoiceState != string(billing.Issued) || i.Contract != c.ID {
		t.Errorf("issued as %s the bill says %+v", i.No, o.bills(c.ID)[1])
	}
}

func TestDraftBills_twoRunsAtOnceDraftEachBillOnce(t *testing.T) {
	o := openOffice(t)
	for range 6 {
		o.quarterly(func(in *contracts.ContractInput) { in.Cycle = string(contracts.Monthly) })
	}
	o.day("2027-01-10") // due on 16 Nov, 16 Dec and, ahead, 16 Jan
	type outcome struct {
		n   int
		err error
	}
	done := make(chan outcome)
	for range 2 {
		go func() {
			n, err := o.Contracts.DraftBills(o.owner)
			done <- outcome{n, err}
		}()
	}
	sum := 0
	for range 2 {
		got := <-done
		o.ok(got.err)
		sum += got.n
	}
	var drafts, marked int
	o.ok(o.Core.DB().NewQuery("SELECT COUNT(*) FROM invoices WHERE contract != ''").Row(&drafts))
	o.ok(o.Core.DB().NewQuery("SELECT COUNT(DISTINCT invoice) FROM contract_bills WHERE state = 'drafted'").Row(&marked))
	if sum != 18 || drafts != 18 || marked != 18 {
		t.Errorf("%d were counted, %d drafts and %d bills are there, want 18", sum, drafts, marked)
	}
}

func TestDraftBills_goesOnWhereOneFails(t *testing.T) {
	o := openOffice(t)
	bad, good := o.quarterly(nil), o.quarterly(nil)
	broken := errors.New("broken")
	fails := true
	o.Contracts.Events.BillDue.BindFunc(func(e *contracts.BillDue) error {
		if fails && e.Contract.ID == bad.ID {
			return broken
		}
		return e.Next()
	})
	n, err := o.Contracts.DraftBills(o.owner)
	if n != 1 || !errors.Is(err, broken) || o.bills(bad.ID)[0].State != contracts.BillOpen || o.bills(good.ID)[0].State != contracts.BillDrafted {
		t.Errorf("%d were drafted (%v)", n, err)
	}
	var drafts int
	o.ok(o.Core.DB().NewQuery("SELECT COUNT(*) FROM invoices").Row(&drafts))
	if drafts != 1 {
		t.Errorf("%d drafts are there, want that of the other contract", drafts)
	}
	fails = false
	o.draft(1)
}

func TestDraftBills_waitsWhileTheContractIsSuspended(t *testing.T) {
	o := openOffice(t)
	c := o.quarterly(nil)
	c, err := o.Contracts.Suspend(o.owner, c.ID, c.Rev, "Has not paid")
	o.ok(err)
	o.draft(0)
	_, err = o.Contracts.Resume(o.owner, c.ID, c.Rev, "")
	o.ok(err)
	o.draft(1)
}

func TestDraftBills_billsAnExpiredContractAfterItsPeriod(t *testing.T) {
	o := openOffice(t)
	c := o.quarterly(func(in *contracts.ContractInput) {
		in.Cycle, in.Timing, in.AheadDays = string(contracts.Yearly), contracts.After, "0"
	})
	o.draft(0)
	o.day("2027-11-20")
	_, err := o.Contracts.ExpireDue(o.owner)
	o.ok(err)
	o.draft(1)
	o.is(o.said(c.ID), "drafted 12000.00 2027-11-15")
}

func TestDiscard_skipsTheBillUntilItIsOpenedAgain(t *testing.T) {
	o := openOffice(t)
	c := o.quarterly(nil)
	o.draft(1)
	b := o.bills(c.ID)[0]
	_, err := o.Contracts.ReopenBill(o.owner, b.ID, b.Rev)
	o.refused("a bill that is drafted", err, "bill_state", "")
	o.ok(o.Billing.Discard(o.accountant, b.Invoice, 0))
	if b = o.bills(c.ID)[0]; b.State != contracts.BillSkipped || b.Invoice != "" || b.Reason == "" {
		t.Fatalf("after its draft was discarded: %+v", b)
	}
	o.draft(0)
	_, err = o.Contracts.ReopenBill(o.dispatcher, b.ID, b.Rev)
	o.refused("a dispatcher", err, "not_allowed", "")
	_, err = o.Contracts.ReopenBill(o.accountant, b.ID, b.Rev-1)
	o.refused("an old page", err, "stale", "")
	b, err = o.Contracts.ReopenBill(o.accountant, b.ID, b.Rev)
	o.ok(err)
	_, err = o.Contracts.SkipBill(o.accountant, b.ID, b.Rev, " ")
	o.refused("without a reason", err, "required", "reason")
	b, err = o.Contracts.SkipBill(o.accountant, b.ID, b.Rev, "Paid in the old system")
	o.ok(err)
	o.draft(0)
	_, err = o.Contracts.ReopenBill(o.accountant, b.ID, b.Rev)
	o.ok(err)
	o.draft(1)
	v := o.verbs()
	if !v["contracts.reopen_bill"] || !v["contracts.skip_bill"] || !v["contracts.draft_bills"] {
		t.Errorf("the audit log knows %v", v)
	}
}

func TestCombine_leavesTheBillsOfContractsAlone(t *testing.T) {
	o := openOffice(t)
	o.quarterly(nil)
	c := o.quarterly(nil)
	o.draft(2)
	var ids []string
	o.ok(o.Core.DB().NewQuery("SELECT id FROM invoices").Column(&ids))
	_, err := o.Billing.Combine(o.accountant, o.Customer, ids)
	o.refused("two bills", err, "combine_contract", "")
	if o.bills(c.ID)[0].State != contracts.BillDrafted {
		t.Errorf("the bill is %s", o.bills(c.ID)[0].State)
	}
}

func TestAddMachine_billsWhatIsLeftOfTheTermWithTheOpenBills(t *testing.T) {
	o := openOffice(t)
	c := o.quarterly(nil)
	o.draft(1)
	o.day("2027-05-16") // 184 of 365 days are left
	c = o.read(c.ID)
	c, err := o.Contracts.AddMachine(o.owner, contracts.MachineInput{Contract: c.ID, Rev: c.Rev, Asset: o.second, Share: "3650", Insist: true})
	o.ok(err)
	o.is(o.said(c.ID), "drafted 3000.00 2026-11-16, open 3613.34 2027-02-16, open 3613.33 2027-05-16, open 3613.33 2027-08-16")
	o.billed(c)
}

func TestRemoveMachine_creditsWhatNoOpenBillCanTake(t *testing.T) {
	o := openOffice(t)
	c := apptest.Contract(t, o.App, func(in *contracts.ContractInput) {
		in.Assets = []contracts.AssetLine{{Asset: o.Booking.Assets[0], Share: "8350"}, {Asset: o.second, Share: "3650"}}
	})
	o.draft(1)
	no := o.issue(o.bills(c.ID)[0].Invoice).No
	o.day("2027-05-16")
	c, err := o.Contracts.RemoveMachine(o.owner, c.ID, c.Rev, o.second, "", "Sold")
	o.ok(err)
	o.is(o.said(c.ID), "drafted 12000.00 2026-11-16, credit 1840.00 2027-05-16")
	b := o.bills(c.ID)[1]
	if !strings.Contains(b.Text, "₹1,840.00 by a note against "+no) || b.Invoice == "" {
		t.Errorf("the credit says %q", b.Text)
	}
	o.draft(0)
	o.billed(c)
	b, err = o.Contracts.SkipBill(o.accountant, b.ID, b.Rev, "Credited by FWC/26-27/00001")
	o.ok(err)
	b, err = o.Contracts.ReopenBill(o.accountant, b.ID, b.Rev)
	if o.ok(err); b.State != contracts.BillCredit {
		t.Errorf("a credit that is opened again is %s", b.State)
	}
	c, err = o.Contracts.AddMachine(o.owner, contracts.MachineInput{Contract: c.ID, Rev: c.Rev, Asset: o.second, Share: "3650", Insist: true})
	o.ok(err)
	o.draft(1)
	o.is(o.said(c.ID), "drafted 12000.00 2026-11-16, credit 1840.00 2027-05-16, drafted 1840.00 2027-05-16")
	o.billed(c)
}

func TestDeferred_isWhatIsBilledAndNotEarnedByDays(t *testing.T) {
	o := openOffice(t)
	c := o.quarterly(nil)
	o.draft(1)
	i := o.issue(o.bills(c.ID)[0].Invoice)
	for _, at := range []struct {
		on                       clock.Date
		billed, earned, deferred money.Paise
	}{
		{"2026-11-15", 0, 0, 0}, {"2026-11-16", 300_000, 3_261, 296_739}, {"2026-12-31", 300_000, 150_000, 150_000}, {"2027-02-15", 300_000, 300_000, 0},
	} {
		d, err := o.Contracts.Deferred(o.accountant, c.ID, at.on)
		if o.ok(err); d != (contracts.Deferral{Billed: at.billed, Earned: at.earned, Deferred: at.deferred}) {
			t.Errorf("on %s: %+v", at.on, d)
		}
	}
	o.day("2026-12-01")
	_, err := o.Billing.CreditNote(o.accountant, billing.NewNote{
		Against: i.ID, Rev: i.Rev, Reason: "A month free", Lines: []billing.NoteLine{{Line: i.Lines[0].ID, Amount: "1000"}},
	})
	o.ok(err)
	d, err := o.Contracts.Deferred(o.accountant, c.ID, "2026-12-31")
	if o.ok(err); d != (contracts.Deferral{Billed: 200_000, Earned: 100_000, Deferred: 100_000}) {
		t.Errorf("after the credit: %+v", d)
	}
	_, err = o.Contracts.Deferred(o.phone, c.ID, "2026-12-31")
	o.refused("a technician", err, "not_allowed", "")
}
