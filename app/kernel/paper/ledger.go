package paper

import (
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// Entry is one line of an account; Detail stands smaller below What.
type Entry struct {
	Date                   clock.Date
	What, Detail           string
	Debit, Credit, Balance money.Paise
}

// Ledger is a statement of account. Of Doc its Title, Number (here the time it covers, which must not be empty), Date, parties,
// Meta, bank, VPA, terms and signatory are printed; it has no lines. A balance below 0 is printed as money on account.
type Ledger struct {
	Doc
	Opening, Debits, Credits, Closing money.Paise
	Entries                           []Entry
}

// Where the columns of a ledger are: dates and what happened begin there, amounts end there.
const (
	ledgerWhat    = leftEdge + 22*mm
	ledgerDebit   = rightEdge - 58*mm
	ledgerCredit  = rightEdge - 30*mm
	ledgerBalance = rightEdge
)

// Statement draws an account on as many A4 pages as it needs. It errs only when a payment link is too long for a QR code.
func Statement(l Ledger) ([]byte, error) {
	l.Totals = Totals{Total: l.Closing, Balance: l.Closing}
	s := &sheet{canvas: newCanvas(210*mm, 297*mm), d: &l.Doc}
	s.page()
	s.heading()
	s.account(l)
	s.ledger(l)
	if err := s.payment(); err != nil {
		return nil, err
	}
	s.closing()
	s.footers()
	return s.bytes(l.Doc), nil
}

// account is whose account it is, and beside it what it comes to.
func (s *sheet) account(l Ledger) {
	const facts = 118 * mm
	left := s.party(leftEdge, s.y, facts-leftEdge-14, "ACCOUNT OF", s.d.Buyer, partyStyle)
	y := s.y
	put := func(label, value string, st style) {
		if value == "" {
			return
		}
		y += st.lead(false) + 1.5
		s.text(facts, y, label, smallStyle)
		s.right(rightEdge, y, value, s.fit(value, st, rightEdge-facts-30*mm))
	}
	put("Period", l.Number, boldStyle)
	put("Drawn up on", l.Date.Short(), bodyStyle)
	for _, f := range l.Meta {
		put(f.Label, f.Value, bodyStyle)
	}
	put("Balance before", inRupees(l.Opening), bodyStyle)
	put("Invoiced and charged", l.Debits.Rupees(), bodyStyle)
	put("Paid and credited", l.Credits.Rupees(), bodyStyle)
	label := "Balance due"
	if l.Closing < 0 {
		label = "On account with us"
	}
	y += 3
	s.rule(facts, rightEdge, y, 0.3, 0.6)
	y += 2
	put(label, max(l.Closing, -l.Closing).Rupees(), style{size: 11, bold: true})
	s.y = max(left, y) + 12
}

// inRupees prints a balance; one below 0 is the customer's money.
func inRupees(p money.Paise) string {
	if p < 0 {
		return (-p).Rupees() + " Cr"
	}
	return p.Rupees()
}

func (s *sheet) ledger(l Ledger) {
	head := func() {
		st := style{size: 7.5, bold: true, grey: 0.2}
		s.rule(leftEdge, rightEdge, s.y, 0.9, 0)
		s.y += st.size + 4
		s.text(leftEdge, s.y, "Date", st)
		s.text(ledgerWhat, s.y, "Particulars", st)
		s.right(ledgerDebit, s.y, "Debit (₹)", st)
		s.right(ledgerCredit, s.y, "Credit (₹)", st)
		s.right(ledgerBalance, s.y, "Balance (₹)", st)
		s.y += 4.5
		s.rule(leftEdge, rightEdge, s.y, 0.5, 0)
	}
	balance := l.Opening
	carry := func(words string) func() {
		return func() {
			s.y += 12
			st := style{size: 8, bold: true}
			s.text(ledgerWhat, s.y, words, st)
			s.right(ledgerBalance, s.y, standing(balance), st)
			s.y += 4
		}
	}
	head()
	carry("Balance before")()
	s.rule(leftEdge, rightEdge, s.y, 0.3, 0.7)
	s.cut = carry("Carried forward")
	s.on = func() { head(); carry("Brought forward")() }
	for _, e := range l.Entries {
		s.entry(e)
		balance = e.Balance
	}
	s.cut, s.on = nil, nil
	s.need(20)
	s.rule(leftEdge, rightEdge, s.y, 0.9, 0)
	s.y += 12
	st := style{size: 8.25, bold: true}
	s.text(ledgerWhat, s.y, "Closing balance", st)
	s.right(ledgerDebit, s.y, l.Debits.String(), st)
	s.right(ledgerCredit, s.y, l.Credits.String(), st)
	s.right(ledgerBalance, s.y, standing(l.Closing), st)
	s.y += 5
	s.rule(leftEdge, rightEdge, s.y, 0.9, 0)
	s.y += 8
}

func standing(p money.Paise) string {
	if p < 0 {
		return (-p).String() + " Cr"
	}
	return p.String()
}

// entry draws one line; its texts are cut where they would not fit, so that a line never breaks over pages.
func (s *sheet) entry(e Entry) {
	main, small := style{size: 8.25}, style{size: 7.25, grey: 0.3}
	width := ledgerDebit - 24*mm - ledgerWhat
	texts, details := s.wrap(e.What, main, width), s.wrap(e.Detail, small, width)
	height := 8.0
	for i := range min(len(texts), 2) {
		height += main.lead(texts[i].tall)
	}
	for i := range min(len(details), 2) {
		height += small.lead(details[i].tall)
	}
	s.need(height + 16) // with room for the line that carries the balance forward
	y := s.y + 2.5 + main.lead(len(texts) > 0 && texts[0].tall)
	s.text(leftEdge, y, e.Date.Short(), main)
	amount := func(x float64, p money.Paise) {
		if p != 0 {
			s.right(x, y, p.String(), s.fit(p.String(), main, 26*mm))
		}
	}
	amount(ledgerDebit, e.Debit)
	amount(ledgerCredit, e.Credit)
	s.right(ledgerBalance, y, standing(e.Balance), main)
	foot := s.some(ledgerWhat, y, e.What, main, width, 2)
	if len(details) > 0 {
		s.some(ledgerWhat, foot+small.lead(details[0].tall), e.Detail, small, width, 2)
	}
	s.y += height
	s.rule(leftEdge, rightEdge, s.y, 0.3, 0.85)
}
