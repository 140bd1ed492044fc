package paper_test

import (
	"bytes"
	"fmt"
	"testing"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/paper"
)

// account is a ledger of n invoices of ₹100 and its right closing balance.
func account(n int) paper.Ledger {
	l := paper.Ledger{Opening: -5000}
	l.Title, l.Number, l.Date = "STATEMENT OF ACCOUNT", "1 Apr 2026 – 16 Nov 2026", "2026-11-16"
	l.Seller, l.Buyer, l.ComputerGenerated = paper.Party{Name: "Fixwell Services"}, paper.Party{Name: "मीरा देशपांडे"}, true
	balance := l.Opening
	for i := range n {
		balance += 100 * money.Rupee
		l.Debits += 100 * money.Rupee
		l.Entries = append(l.Entries, paper.Entry{
			Date: clock.Date("2026-04-01").AddDays(i), What: fmt.Sprintf("Invoice FW/26-27/%05d", i+1), Detail: "a reason that is rather long, so that it does not fit on one line of the paper at all",
			Debit: 100 * money.Rupee, Balance: balance,
		})
	}
	l.Closing = balance
	return l
}

func TestStatement_goesOverAsManyPagesAsItNeedsAndIsTheSameEachTime(t *testing.T) {
	for n, pages := range map[int]int{0: 1, 3: 1, 120: 7} {
		pdf, err := paper.Statement(account(n))
		if err != nil {
			t.Fatal(err)
		}
		if got := bytes.Count(pdf, []byte("/Type/Page/")); got != pages {
			t.Errorf("%d entries take %d pages, want %d", n, got, pages)
		}
		again, err := paper.Statement(account(n))
		if err != nil || !bytes.Equal(pdf, again) {
			t.Errorf("%d entries: another paper the second time", n)
		}
	}
}
