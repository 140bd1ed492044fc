package paper_test

import (
	"bytes"
	"fmt"
	"testing"

	"doorstep/app/kernel/paper"
)

// agreement is a contract over n machines.
func agreement(n int) paper.Agreement {
	g := paper.Grid{Columns: []paper.Column{{Head: "#", Share: 1}, {Head: "Machine", Share: 6}, {Head: "Share (₹)", Share: 2, Right: true}}, Total: []string{"", "Together", "1,00,000.00"}}
	for i := range n {
		g.Rows = append(g.Rows, []string{fmt.Sprint(i + 1), "स्प्लिट एसी, a machine whose description is rather long and does not fit on one line of its column at all, so it is wrapped", "5,000.00"})
	}
	return paper.Agreement{
		Doc: paper.Doc{Title: "ANNUAL MAINTENANCE CONTRACT", Number: "FWA/26-27/00001", Date: "2026-11-16", Seller: seller, Buyer: buyer, Terms: "1. One\n2. Two"},
		Sections: []paper.Section{
			{Title: "Value", Lead: "₹1,00,000.00 before GST", Text: "Rupees One Lakh Only.", Points: []string{"A point", "Another"}},
			{Title: "Machines", Grid: &g},
		},
		Signers: [2]paper.Signer{{Party: seller.Name, Name: "A. Kulkarni"}, {Party: buyer.Name}},
	}
}

func TestContract_takesAsManyPagesAsItNeedsAndIsTheSameEachTime(t *testing.T) {
	for n, pages := range map[int]int{0: 1, 1: 1, 60: 4} {
		pdf := paper.Contract(agreement(n))
		if got := bytes.Count(pdf, []byte("/Type/Page/")); got != pages {
			t.Errorf("%d rows take %d pages, want %d", n, got, pages)
		}
		if !bytes.Equal(pdf, paper.Contract(agreement(n))) {
			t.Errorf("%d rows: another paper the second time", n)
		}
	}
}

func TestContract_withoutNumberIsADraft(t *testing.T) {
	a := agreement(1)
	signed := paper.Contract(a)
	a.Number = ""
	if draft := paper.Contract(a); bytes.Contains(draft, []byte("00460057")) || len(draft) == len(signed) {
		t.Error("a draft looks like what it is not")
	}
}
