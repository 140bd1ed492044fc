package payments_test

import (
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/payments"
)

// holds is what the books say that the technician and the till hold.
func (b *books) holds(tech, till money.Paise) {
	b.t.Helper()
	h, err := b.Payments.CashOf(b.money, b.visit.Technician)
	if err != nil || h.Paise != tech {
		b.t.Errorf("he holds %s, want %s (%v)", h.Paise, tech, err)
	}
	if got, err := b.Payments.Till(b.money); err != nil || got != till {
		b.t.Errorf("the till holds %s, want %s (%v)", got, till, err)
	}
}

func TestHandOver_verifiesTheCashThatItCovers(t *testing.T) {
	b := open(t)
	doc := b.invoice(b.job.ID)
	first, second := b.record(b.cash(500*money.Rupee, "cash-0001")), b.record(b.cash(300*money.Rupee, "cash-0002"))
	b.holds(800*money.Rupee, 0)
	h, err := b.Payments.HandOver(b.desk, payments.NewHandOver{
		Technician: b.visit.Technician, Counted: "600", Keeps: "200", Expected: "800", Notes: map[int]int{500: 1, 100: 1},
	})
	if err != nil || h.Verified != 1 || h.Short != 0 {
		t.Fatalf("%+v %v", h, err)
	}
	b.holds(200*money.Rupee, 600*money.Rupee)
	if p := b.payment(first.ID); p.State != payments.Verified || p.VerifiedHow != payments.ByHandOver || p.HandOver != h.ID {
		t.Errorf("the first is %+v", p)
	}
	if b.payment(second.ID).State != payments.Claimed || b.doc(doc.ID).Balance != doc.Total-500*money.Rupee {
		t.Errorf("the second is %s, %s is owed", b.payment(second.ID).State, b.doc(doc.ID).Balance)
	}
	if h, err = b.Payments.HandOver(b.desk, payments.NewHandOver{Technician: b.visit.Technician, Counted: "200"}); err != nil || h.Verified != 1 {
		t.Fatalf("%+v %v", h, err)
	}
	b.holds(0, 800*money.Rupee)
	if b.payment(second.ID).State != payments.Verified {
		t.Error("the second is not verified")
	}
}

func TestHandOver_chargesWhatIsShortToTheTechnicianNotToTheCustomer(t *testing.T) {
	b := open(t)
	p := b.record(b.cash(531*money.Rupee, "cash-0001"))
	in := payments.NewHandOver{Technician: b.visit.Technician, Counted: "500"}
	_, err := b.Payments.HandOver(b.desk, in)
	want(t, err, "handover_short")
	in.Reason = "lost a note"
	h, err := b.Payments.HandOver(b.desk, in)
	if err != nil || h.Short != 31*money.Rupee || b.payment(p.ID).State != payments.Verified {
		t.Fatalf("%+v %v, the payment is %s", h, err, b.payment(p.ID).State)
	}
	b.holds(0, 500*money.Rupee)
	hands, err := b.Payments.InHand(b.money)
	if err != nil || len(hands) != 1 || hands[0].Short != 31*money.Rupee || hands[0].Paise != 0 {
		t.Errorf("%+v %v", hands, err)
	}
}

func TestHandOver_isCountedByASecondPerson(t *testing.T) {
	b := open(t)
	b.record(b.cash(500*money.Rupee, "cash-0001"))
	in := payments.NewHandOver{Technician: b.visit.Technician, Counted: "500"}
	for _, ctx := range []act.Role{act.Technician, act.Storekeeper} {
		if _, err := b.Payments.HandOver(apptest.As(t, b.App, ctx), in); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s counted: %v", ctx, err)
		}
	}
	by := act.From(b.tech) // who became a dispatcher in the meantime and still has the cash
	by.Role = act.Dispatcher
	_, err := b.Payments.HandOver(act.In(t.Context(), by), in)
	want(t, err, "count_self")
	by.Technician = ""
	_, err = b.Payments.HandOver(act.In(t.Context(), by), in)
	want(t, err, "count_self")
	b.holds(500*money.Rupee, 0)
}

func TestReject_takesCashThatNeverWasOutOfHisHands(t *testing.T) {
	b := open(t)
	p, q := b.record(b.cash(500*money.Rupee, "cash-0001")), b.record(b.cash(300*money.Rupee, "cash-0002"))
	if _, err := b.Payments.HandOver(b.desk, payments.NewHandOver{Technician: b.visit.Technician, Counted: "600", Keeps: "200"}); err != nil {
		t.Fatal(err)
	}
	_, err := b.Payments.Reject(b.money, q.ID, 0, "typed twice")
	want(t, err, "cash_gone")
	_, err = b.Payments.Reject(b.money, p.ID, 0, "typed twice")
	want(t, err, "payment_state")
	r := b.record(b.cash(150*money.Rupee, "cash-0003"))
	if _, err := b.Payments.Reject(b.money, r.ID, 0, "typed twice"); err != nil {
		t.Fatal(err)
	}
	b.holds(200*money.Rupee, 600*money.Rupee)
}

func TestDeposit_takesWhatTheTillHolds(t *testing.T) {
	b := open(t)
	if _, err := b.Payments.Record(b.money, payments.Claim{Mode: payments.Cash, Amount: 400 * money.Rupee, Customer: b.job.Customer}); err != nil {
		t.Fatal(err)
	}
	b.holds(0, 400*money.Rupee)
	defer clock.Freeze(clock.Now().Add(time.Minute))()
	_, err := b.Payments.Deposit(b.money, payments.NewDeposit{Amount: "401"})
	want(t, err, "till_short")
	_, err = b.Payments.Deposit(b.desk, payments.NewDeposit{Amount: "100"})
	want(t, err, "not_allowed")
	d, err := b.Payments.Deposit(b.money, payments.NewDeposit{Amount: "300", Slip: "S1", Bank: "Example Bank"})
	if err != nil || d.Amount != 300*money.Rupee {
		t.Fatalf("%+v %v", d, err)
	}
	b.holds(0, 100*money.Rupee)
	moves, err := b.Payments.Moves(b.money, payments.MoveFilter{Till: true})
	if err != nil || len(moves.Rows) != 2 || moves.Rows[0].Kind != payments.MoveDeposited {
		t.Errorf("%+v %v", moves, err)
	}
}

func TestMoves_arePagedToTheFirst(t *testing.T) {
	b := open(t)
	const n = 120
	for range n {
		b.record(b.cash(money.Rupee, ""))
	}
	var all []payments.Move
	f := payments.MoveFilter{Technician: b.visit.Technician}
	for {
		found, err := b.Payments.Moves(b.money, f)
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, found.Rows...); found.Next == "" {
			f.Cursor = found.Prev
			break
		}
		f.Cursor = found.Next
	}
	seen := map[string]bool{}
	for i, m := range all {
		if seen[m.ID] || i > 0 && m.At.After(all[i-1].At) {
			t.Fatalf("row %d is out of order or stands twice", i)
		}
		seen[m.ID] = true
	}
	before, err := b.Payments.Moves(b.money, f)
	if err != nil || len(all) != n || len(before.Rows) != 50 || before.Rows[0].ID != all[50].ID {
		t.Errorf("%d moves, and %d before the last page, %v", len(all), len(before.Rows), err)
	}
	f.Cursor = "nonsense"
	_, err = b.Payments.Moves(b.money, f)
	want(t, err, "page_bad")
}

func TestBooks_areAddedToAndNeverChanged(t *testing.T) {
	b := open(t)
	p := b.record(b.cash(500*money.Rupee, "cash-0001"))
	if _, err := b.Payments.HandOver(b.desk, payments.NewHandOver{Technician: b.visit.Technician, Counted: "500"}); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"payments", "cash_moves", "handovers"} {
		all, err := b.Core.FindAllRecords(table)
		if err != nil || len(all) == 0 {
			t.Fatal(table, err)
		}
		if err := b.Core.Delete(all[0]); err == nil {
			t.Errorf("%s can be deleted", table)
		}
		if table == "payments" {
			continue
		}
		all[0].Set("reason", "something else")
		if err := b.Core.Save(all[0]); err == nil {
			t.Errorf("%s can be changed", table)
		}
	}
	for field, value := range map[string]any{"paise": 1, "no": "X", "state": "claimed", "applied_paise": 60_000, "mode": "upi", "technician": ""} {
		r, err := b.Core.FindRecordById("payments", p.ID)
		if err != nil {
			t.Fatal(err)
		}
		r.Set(field, value)
		if err := b.Core.Save(r); err == nil {
			t.Errorf("%s of a payment can be changed", field)
		}
	}
}
