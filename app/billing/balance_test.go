package billing

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"doorstep/app/kernel/money"
)

var kindsOfSettling = []SettlementKind{ByPayment, ByAdvance, ByCreditNote, ByTDS, ByGSTTDS, ByWriteOff}

// TestAccount_balanceIsAlwaysWhatTheSettlementsComeTo plays 100,000 random histories.
func TestAccount_balanceIsAlwaysWhatTheSettlementsComeTo(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 11))
	refused, accepted := 0, 0
	for history := range 100_000 {
		a := account{Kind: []Kind{KindInvoice, KindDebitNote, KindCreditNote}[rng.IntN(3)], Total: money.Paise(rng.Int64N(5_000_00))}
		for range 1 + rng.IntN(12) {
			s := Settlement{ID: fmt.Sprint(len(a.Rows)), Kind: kindsOfSettling[rng.IntN(len(kindsOfSettling))], Paise: money.Paise(rng.Int64N(2_500_00) - 100)}
			if rng.IntN(3) == 0 && len(a.Rows) > 0 {
				s.Kind, s.Reverses = ByReversal, a.Rows[rng.IntN(len(a.Rows))].ID
				if rng.IntN(2) == 0 {
					s.Paise = 0
				}
			}
			before := a
			after, row, err := a.add(s)
			if err != nil {
				refused++
				if after.Settled != before.Settled || len(after.Rows) != len(before.Rows) {
					t.Fatalf("history %d: a refused settlement changed the account", history)
				}
				continue
			}
			accepted++
			if a = after; row.Kind == ByReversal == (row.Paise > 0) {
				t.Fatalf("history %d: %+v is stored with the wrong sign", history, row)
			}
		}
		if got := derived(a.Rows); got != a.Settled {
			t.Fatalf("history %d: stored %d, derived %d", history, a.Settled, got)
		}
		if a.Settled < 0 || a.Settled > a.Total {
			t.Fatalf("history %d: %d settled of %d", history, a.Settled, a.Total)
		}
		if want := a.Total - derived(a.Rows); a.Kind.Owed() && a.balance() != want || !a.Kind.Owed() && a.balance() != 0 {
			t.Fatalf("history %d: balance %d of a %s, want %d", history, a.balance(), a.Kind, want)
		}
	}
	if refused < 10_000 || accepted < 100_000 {
		t.Errorf("%d refused and %d accepted: the histories try too little", refused, accepted)
	}
}

// TestCredits_partsOfAnInvoiceComeToTheInvoice takes 20,000 random invoices back in random parts.
func TestCredits_partsOfAnInvoiceComeToTheInvoice(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	p := parties{}
	p.company.StateCode, p.customer.StateCode = "27", []string{"27", "29"}[rng.IntN(2)]
	for n := range 20_000 {
		i := Invoice{Kind: KindInvoice, GSTMode: "regular", DiscountBps: rng.IntN(2) * 500}
		for l := range 1 + rng.IntN(4) {
			i.Lines = append(i.Lines, Line{
				ID: fmt.Sprint("l", l), Kind: LineService, QtyMilli: int64(1+rng.IntN(5)) * 500, Rate: money.Paise(rng.Int64N(99_999) + 1),
				GSTBps: []int{0, 500, 1800}[rng.IntN(3)],
			})
		}
		i, err := p.compute(i)
		if err != nil {
			t.Fatal(err)
		}
		var credited []Line
		leftTotal := i.Total
		for try := 0; ; try++ {
			left := rests(i.Lines, credited)
			var in []NoteLine
			if try < 6 {
				in = append(in, part(rng, left[rng.IntN(len(left))]))
			}
			lines, err := credits(left, in)
			if err != nil {
				if try >= 6 {
					break
				}
				continue
			}
			note := creditSums(Invoice{Lines: lines}, left, leftTotal)
			if note.Total > leftTotal || note.Total < 0 || note.Total != note.Taxable+note.Tax()+note.Round {
				t.Fatalf("invoice %d: a note of %d over the %d that is left: %+v", n, note.Total, leftTotal, note)
			}
			leftTotal -= note.Total
			credited = append(credited, lines...)
		}
		for _, r := range rests(i.Lines, credited) {
			if r.Taxable != 0 || r.CGST != 0 || r.SGST != 0 || r.IGST != 0 || r.Total != 0 {
				t.Fatalf("invoice %d: of line %s is left %+v", n, r.ID, r.Line)
			}
		}
		if leftTotal != 0 {
			t.Fatalf("invoice %d of %d: %d is left when all was taken back", n, i.Total, leftTotal)
		}
	}
}

func part(rng *rand.Rand, r rest) NoteLine {
	if rng.IntN(2) == 0 && r.QtyMilli > 0 {
		return NoteLine{Line: r.ID, Qty: fmt.Sprintf("%d.%03d", r.QtyMilli/2/1000, r.QtyMilli/2%1000)}
	}
	if r.Taxable > 0 {
		return NoteLine{Line: r.ID, Amount: money.Paise(rng.Int64N(int64(r.Taxable)) + 1).Plain()}
	}
	return NoteLine{Line: r.ID}
}
