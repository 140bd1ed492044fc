package payments_test

import (
	"sync"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/payments"
)

func TestVerify_byTwoAtOnceIsDoneOnce(t *testing.T) {
	b := open(t)
	doc := b.invoice(b.job.ID)
	owner := apptest.As(t, b.App, act.Owner)
	for i, n := range []string{"632012345678", "632012345679", "632012345680"} {
		p := b.record(b.upi(100*money.Rupee, n))
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { _, errs[0] = b.Payments.Verify(b.money, p.ID, p.Rev) })
		wg.Go(func() { _, errs[1] = b.Payments.Verify(owner, p.ID, p.Rev) })
		wg.Wait()
		failed := errs[0]
		if failed == nil {
			failed = errs[1]
		}
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both: %v, %v", errs[0], errs[1])
		}
		want(t, failed, "payment_state")
		if left := b.doc(doc.ID).Balance; left != doc.Total-money.Paise(i+1)*100*money.Rupee {
			t.Errorf("after %d the invoice owes %s", i+1, left)
		}
	}
}

func TestVerify_settlesTheInvoicesOfTheJobTheOldestFirstAndKeepsTheRest(t *testing.T) {
	b := open(t)
	first, second := b.invoice(b.job.ID), b.invoice(b.job.ID)
	p := b.record(b.upi(800*money.Rupee, rrn))
	if b.doc(first.ID).Balance != first.Total || b.paid() != "part" {
		t.Errorf("a claim settled something: %s, %s", b.doc(first.ID).Balance, b.paid())
	}
	b.verify(p.ID)
	if x, y := b.doc(first.ID).Balance, b.doc(second.ID).Balance; x != 0 || y != second.Total-269*money.Rupee || b.paid() != "part" {
		t.Errorf("they owe %s and %s, the job is %s", x, y, b.paid())
	}
	q := b.verify(b.record(b.cash(300*money.Rupee, "cash-0001")).ID)
	if b.doc(second.ID).Balance != 0 || q.Left() != 38*money.Rupee || b.paid() != "verified" {
		t.Errorf("it owes %s, %s is left, the job is %s", b.doc(second.ID).Balance, q.Left(), b.paid())
	}
	all, err := b.Payments.UnappliedOf(b.money, b.job.Customer)
	if err != nil || len(all) != 1 || all[0].ID != q.ID {
		t.Errorf("on account: %v %v", all, err)
	}
}

func TestApply_settlesAnInvoiceWithWhatWasPaidAhead(t *testing.T) {
	b := open(t)
	p := b.verify(b.record(b.upi(200*money.Rupee, rrn)).ID)
	if p.Left() != 200*money.Rupee || p.Voucher == "" || b.doc(p.Voucher).Total != 200*money.Rupee {
		t.Fatalf("an advance of a regular company without voucher: %+v", p)
	}
	doc := b.invoice(b.job.ID)
	if doc.Balance != doc.Total-200*money.Rupee || b.payment(p.ID).Left() != 0 {
		t.Errorf("it owes %s, %s is on account", doc.Balance, b.payment(p.ID).Left())
	}
	elsewhere := b.invoice()
	if elsewhere.Balance != elsewhere.Total {
		t.Error("an invoice without the job took the job's money")
	}
	if _, err := b.Payments.Reverse(b.money, p.ID, 0, "wrong person"); err != nil {
		t.Fatal(err)
	}
	if b.doc(doc.ID).Balance != doc.Total {
		t.Errorf("after the reversal it owes %s", b.doc(doc.ID).Balance)
	}
}

func TestReverse_ofABouncedChequeIsOwedOnceMore(t *testing.T) {
	b := open(t)
	doc := b.invoice(b.job.ID)
	p, err := b.Payments.Record(b.money, payments.Claim{Mode: payments.Cheque, Amount: doc.Total, Ref: "000123", Invoice: doc.ID})
	if err != nil {
		t.Fatal(err)
	}
	if p = b.verify(p.ID); b.doc(doc.ID).Balance != 0 || b.paid() != "verified" {
		t.Fatalf("it owes %s, the job is %s", b.doc(doc.ID).Balance, b.paid())
	}
	_, err = b.Payments.Reverse(b.money, p.ID, p.Rev, " ")
	want(t, err, "required")
	if p, err = b.Payments.Reverse(b.money, p.ID, p.Rev, "bounced: funds insufficient"); err != nil {
		t.Fatal(err)
	}
	if p.State != payments.Reversed || p.Applied != 0 || b.doc(doc.ID).Balance != doc.Total || b.paid() != "pending" {
		t.Errorf("%+v, owes %s, job %s", p, b.doc(doc.ID).Balance, b.paid())
	}
	_, err = b.Payments.Reverse(b.money, p.ID, 0, "again")
	want(t, err, "payment_state")
}

func TestReject_freesTheReferenceForTheTruePayment(t *testing.T) {
	b := open(t)
	p := b.record(b.upi(531*money.Rupee, rrn))
	p, err := b.Payments.Reject(b.money, p.ID, p.Rev, "not in the bank")
	if err != nil || p.State != payments.Rejected || p.RRN != "" || p.WasRRN != rrn {
		t.Fatalf("%+v %v", p, err)
	}
	in := b.upi(531*money.Rupee, rrn)
	in.Key = "the-true-one"
	b.record(in)
	_, err = b.Payments.Verify(b.money, p.ID, 0)
	want(t, err, "payment_state")
}

func TestRefund_paysBackWhatIsLeftAndNoMore(t *testing.T) {
	b := open(t)
	p := b.verify(b.record(b.upi(200*money.Rupee, rrn)).ID)
	in := payments.NewRefund{Payment: p.ID, Rev: p.Rev, Key: "refund-01", Mode: payments.Transfer, Amount: 250 * money.Rupee, Ref: "N1", Reason: "job called off"}
	_, err := b.Payments.Refund(b.money, in)
	want(t, err, "payment_left")
	in.Amount, in.Mode = 150*money.Rupee, payments.Cash
	_, err = b.Payments.Refund(b.money, in)
	want(t, err, "till_short")
	in.Mode = payments.Transfer
	back, err := b.Payments.Refund(b.money, in)
	if err != nil || back.Kind != payments.Out || back.No != "FSAP/26-27/00001" || b.payment(p.ID).Left() != 50*money.Rupee {
		t.Fatalf("%+v %v, %s left", back, err, b.payment(p.ID).Left())
	}
	if again, err := b.Payments.Refund(b.money, in); err != nil || again.ID != back.ID || b.payment(p.ID).Left() != 50*money.Rupee {
		t.Errorf("the same key paid back twice: %v", err)
	}
	_, err = b.Payments.Reverse(b.money, p.ID, 0, "bounced")
	want(t, err, "reverse_refunded")
}

func TestAllocate_andReleaseMoveMoneyBetweenInvoices(t *testing.T) {
	b := open(t)
	first, second := b.invoice(), b.invoice()
	p, err := b.Payments.Record(b.money, payments.Claim{Mode: payments.UPI, Amount: 600 * money.Rupee, RRN: rrn, Customer: b.job.Customer})
	if err != nil {
		t.Fatal(err)
	}
	p = b.verify(p.ID)
	if p.Applied != 0 {
		t.Fatal("money for nothing in particular settled something")
	}
	if p, err = b.Payments.Allocate(b.money, p.ID, p.Rev, first.ID, 0); err != nil || p.Left() != 600*money.Rupee-first.Total {
		t.Fatalf("%s left, %v", p.Left(), err)
	}
	_, err = b.Payments.Allocate(b.money, p.ID, p.Rev, second.ID, 100*money.Rupee)
	want(t, err, "payment_left")
	_, err = b.Payments.Allocate(b.money, p.ID, p.Rev, first.ID, 1)
	want(t, err, "invoice_paid")
	_, err = b.Payments.Allocate(b.money, p.ID, p.Rev+7, second.ID, 1)
	want(t, err, "stale")
	if p, err = b.Payments.Release(b.money, p.ID, p.Rev, first.ID, 31*money.Rupee, "agreed with the customer"); err != nil {
		t.Fatal(err)
	}
	if p, err = b.Payments.Allocate(b.money, p.ID, p.Rev, second.ID, 0); err != nil || p.Left() != 0 {
		t.Fatalf("%s left, %v", p.Left(), err)
	}
	if x, y := b.doc(first.ID).Balance, b.doc(second.ID).Balance; x != 31*money.Rupee || y != second.Total-100*money.Rupee {
		t.Errorf("they owe %s and %s", x, y)
	}
	all, err := b.Payments.Allocations(b.money, p.ID)
	var sum money.Paise
	for _, a := range all {
		sum += a.Amount
	}
	if err != nil || len(all) != 3 || sum != p.Applied {
		t.Errorf("%d allocations over %s, stored %s, %v", len(all), sum, p.Applied, err)
	}
}

func TestFreeCredit_putsWhatWasPaidForCreditedWorkOnAccount(t *testing.T) {
	b := open(t)
	doc := b.invoice(b.job.ID)
	p := b.verify(b.record(b.upi(500*money.Rupee, rrn)).ID)
	lines := b.doc(doc.ID).Lines
	note, err := b.Billing.CreditNote(b.money, billing.NewNote{
		Against: doc.ID, Rev: b.doc(doc.ID).Rev, Reason: "charged too much", Lines: []billing.NoteLine{{Line: lines[0].ID, Amount: "100"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := b.payment(p.ID); note.Total != 118*money.Rupee || got.Left() != 87*money.Rupee || b.doc(doc.ID).Balance != 0 || b.doc(note.ID).Credit() != 0 {
		t.Errorf("note of %s: %s on account, %s owed, credit %s", note.Total, got.Left(), b.doc(doc.ID).Balance, b.doc(note.ID).Credit())
	}
	if b.paid() != "verified" {
		t.Errorf("the job is %s", b.paid())
	}
	in := payments.NewRefund{Payment: p.ID, Mode: payments.UPI, RRN: "632012345699", Amount: 87 * money.Rupee, Reason: "credit note " + note.No}
	if _, err := b.Payments.Refund(b.money, in); err != nil || b.payment(p.ID).Left() != 0 {
		t.Errorf("%v, %s left", err, b.payment(p.ID).Left())
	}
}

func TestDueAt_takesOffWhatIsClaimedAndPaid(t *testing.T) {
	b := open(t)
	b.invoice(b.job.ID)
	before, err := b.Payments.DueAt(b.tech, b.job.ID)
	if err != nil || before.VPA != "fixwell.pune@examplebank" || before.Left < 531*money.Rupee {
		t.Fatalf("%+v %v", before, err)
	}
	b.verify(b.record(b.upi(200*money.Rupee, rrn)).ID)
	b.record(b.cash(100*money.Rupee, "cash-0001"))
	after, err := b.Payments.DueAt(b.tech, b.job.ID)
	if err != nil || after.Left != before.Left-300*money.Rupee || after.Claimed != 100*money.Rupee || after.Verified != 200*money.Rupee {
		t.Errorf("%+v %v", after, err)
	}
	_, err = b.Payments.DueAt(b.other, b.job.ID)
	want(t, err, "not_found")
}

func TestPayments_listsWhatWaitedTooLongFirst(t *testing.T) {
	b := open(t)
	old := b.record(b.upi(100*money.Rupee, rrn))
	defer clock.Freeze(apptest.Now.Add(payments.OverdueAfter + 1e9))()
	b.record(b.upi(50*money.Rupee, "632012345679"))
	all, err := b.Payments.Payments(b.money, payments.Filter{Overdue: true})
	if err != nil || len(all.Rows) != 1 || all.Rows[0].ID != old.ID || !all.Rows[0].Overdue() || all.Rows[0].JobNo != b.job.No {
		t.Errorf("%+v %v", all.Rows, err)
	}
	w, err := b.Payments.Waiting(b.money)
	if err != nil || w.Claims != 2 || w.Overdue != 1 || w.Paise != 150*money.Rupee || w.LatePaise != 100*money.Rupee {
		t.Errorf("%+v %v", w, err)
	}
	for _, f := range []payments.Filter{{Text: rrn}, {Text: "FSAR/26-27/00001"}, {Mode: payments.UPI, To: clock.Today().AddDays(-1)}} {
		if all, err := b.Payments.Payments(b.desk, f); err != nil || len(all.Rows) != 1 || all.Rows[0].ID != old.ID {
			t.Errorf("%+v: %d rows, %v", f, len(all.Rows), err)
		}
	}
	first, err := b.Payments.Payments(b.money, payments.Filter{Limit: 1})
	if err != nil || first.Next == "" {
		t.Fatalf("no second page: %v", err)
	}
	next, err := b.Payments.Payments(b.money, payments.Filter{Limit: 1, Cursor: first.Next})
	if err != nil || len(next.Rows) != 1 || next.Rows[0].ID != old.ID {
		t.Errorf("%+v %v", next.Rows, err)
	}
	if _, err := b.Payments.Payments(b.tech, payments.Filter{}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the technician sees the list: %v", err)
	}
}

func BenchmarkVerify(b *testing.B) {
	bk := open(b)
	for b.Loop() {
		b.StopTimer()
		doc := bk.invoice()
		p, err := bk.Payments.Record(bk.money, payments.Claim{Mode: payments.Cheque, Amount: doc.Total, Ref: "1", Invoice: doc.ID})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if _, err := bk.Payments.Verify(bk.money, p.ID, p.Rev); err != nil {
			b.Fatal(err)
		}
	}
}
