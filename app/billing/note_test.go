package billing_test

import (
	"slices"
	"testing"

	"doorstep/app/billing"
)

func TestCreditNote_takesAnInvoiceBackInParts(t *testing.T) {
	d := open(t)
	i := d.issued("1000.30") // 1180.35, to the rupee 1180
	line := i.Lines[0].ID
	in := billing.NewNote{Against: i.ID, Rev: i.Rev, Lines: []billing.NoteLine{{Line: line, Amount: "300.10"}}, Reason: "Charged too much"}
	_, err := d.Billing.CreditNote(d.dispatcher, in)
	is(t, "a dispatcher", err, "not_allowed")
	first := must[billing.Invoice](t)(d.Billing.CreditNote(d.accountant, in))
	if first.No != "FSAC/26-27/00001" || first.Taxable != 300_10 || first.Total != 354_00 || first.Against != i.ID || first.Place != i.Place || first.Credit() != 0 || first.PDF == "" {
		t.Errorf("%+v", first)
	}
	_, err = d.Billing.CreditNote(d.accountant, in)
	is(t, "an older page", err, "stale")
	in.Rev = 0
	in.Lines[0].Amount = "700.21"
	_, err = d.Billing.CreditNote(d.accountant, in)
	is(t, "a paisa over", err, "note_over")
	in.Lines = nil
	rest := must[billing.Invoice](t)(d.Billing.CreditNote(d.accountant, in))
	if rest.Total != 826_00 || rest.Taxable != 700_20 {
		t.Errorf("%+v", rest)
	}
	if after := d.derives(i.ID); after.Balance != 0 {
		t.Errorf("%d is still owed", after.Balance)
	}
	_, err = d.Billing.CreditNote(d.accountant, in)
	is(t, "nothing is left", err, "note_nothing")
	_, err = d.Billing.CreditNote(d.accountant, billing.NewNote{Against: rest.ID, Reason: "x"})
	is(t, "a note against a note", err, "note_kind")
	in.Reason = ""
	_, err = d.Billing.CreditNote(d.accountant, in)
	is(t, "no reason", err, "required")
}

func TestCreditNote_goesBeyondWhatIsOwedAsCredit(t *testing.T) {
	d := open(t)
	i, other := d.issued("1000"), d.issued("100") // 1180 and 118
	must[billing.Invoice](t)(d.settle(i.ID, 1000_00))
	note := must[billing.Invoice](t)(d.Billing.CreditNote(d.accountant, billing.NewNote{Against: i.ID, Reason: "Not done"}))
	if after := d.derives(i.ID); after.Balance != 0 || note.Credit() != 1000_00 {
		t.Fatalf("owed %d, credit %d", after.Balance, note.Credit())
	}
	in := billing.Settlement{Invoice: other.ID, Kind: billing.ByCreditNote, Document: note.ID, Paise: 118_00}
	if after := must[billing.Invoice](t)(d.Billing.Settle(d.accountant, in)); after.Balance != 0 {
		t.Errorf("%+v", after)
	}
	if left := must[[]billing.Invoice](t)(d.Billing.CreditsOf(d.owner, i.Customer)); len(left) != 1 || left[0].Credit() != 882_00 {
		t.Fatalf("%+v", left)
	}
	must[billing.Invoice](t)(d.settle(note.ID, 882_00)) // paid back
	_, err := d.settle(note.ID, 1)
	is(t, "more than its rest", err, "over_settled")
	rows := must[[]billing.Settlement](t)(d.Billing.Settlements(d.owner, other.ID))
	must[billing.Invoice](t)(d.Billing.Settle(d.accountant, billing.Settlement{Invoice: other.ID, Kind: billing.ByReversal, Reverses: rows[0].ID}))
	if got := d.doc(note.ID).Credit(); got != 118_00 {
		t.Errorf("%d of the note is left after the reversal", got)
	}
	d.derives(other.ID)
}

func TestCreditNote_ofTheWholeSendsTheJobBackToBeInvoiced(t *testing.T) {
	d := open(t)
	j := d.completed(nil, "AC-VISIT", "CAP-35")
	i := d.draft(j.ID)
	i = must[billing.Invoice](t)(d.Billing.Issue(d.accountant, i.ID, i.Rev))
	at := slices.IndexFunc(i.Lines, func(l billing.Line) bool { return l.Kind == billing.LinePart })
	must[billing.Invoice](t)(d.Billing.CreditNote(d.accountant, billing.NewNote{Against: i.ID, Reason: "Returned", Lines: []billing.NoteLine{{Line: i.Lines[at].ID, Qty: "1"}}}))
	if d.job(j.ID).Billing != billing.BillingInvoiced {
		t.Errorf("after a part the job is %s", d.job(j.ID).Billing)
	}
	must[billing.Invoice](t)(d.Billing.CreditNote(d.accountant, billing.NewNote{Against: i.ID, Reason: "Wrong customer"}))
	if d.job(j.ID).Billing != billing.BillingToInvoice {
		t.Errorf("after the whole the job is %s", d.job(j.ID).Billing)
	}
	again := must[billing.Invoice](t)(d.Billing.DraftFor(d.owner, j.ID))
	if len(again.Lines) != 2 || again.Total != i.Total {
		t.Errorf("what was taken back is drafted as %+v", again)
	}
}

func TestDebitNote_isOwedByItself(t *testing.T) {
	d := open(t)
	i := d.issued("1000")
	n := must[billing.Invoice](t)(d.Billing.DebitNote(d.accountant, billing.NewNote{
		Against: i.ID, Rev: i.Rev, Reason: "Ladder hire", Lines: []billing.NoteLine{{Line: i.Lines[0].ID, Amount: "200"}},
	}))
	if n.No != "FSAD/26-27/00001" || n.Total != 236_00 || n.Balance != 236_00 || d.doc(i.ID).Balance != 1180_00 {
		t.Errorf("%+v", n)
	}
	open := must[[]billing.Invoice](t)(d.Billing.OpenOf(d.owner, i.Customer))
	if len(open) != 2 {
		t.Errorf("%d documents are open", len(open))
	}
	_, err := d.Billing.DebitNote(d.accountant, billing.NewNote{Against: i.ID, Reason: "x", Lines: []billing.NoteLine{{Line: "other", Amount: "1"}}})
	is(t, "a line of another", err, "not_found")
}
