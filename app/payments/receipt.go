package payments

import (
	"context"
	"strings"

	"doorstep/app/billing"
	"doorstep/app/customers"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/i18n"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/paper"
	"doorstep/app/kernel/phone"
	"doorstep/app/settings"
)

// slip is all that a receipt says.
type slip struct {
	p         Payment
	company   settings.Company
	customer  customers.Customer
	invoice   string      // number of the invoice it is for
	balance   money.Paise // what is still to be paid for its job or invoice
	balanceOf bool        // there is such a thing
}

// slip reads what a receipt says. A technician gets those of what he took. Errors: Forbidden; NotFound.
func (s *Service) slip(ctx context.Context, id string) (slip, error) {
	var sl slip
	var err error
	if sl.p, err = s.Payment(ctx, id); err != nil {
		return sl, err
	}
	if sl.company, err = s.settings.Company(ctx); err != nil {
		return sl, err
	}
	if sl.customer, err = s.customers.Get(ctx, sl.p.Customer); err != nil {
		return sl, err
	}
	var doc billing.Invoice
	if sl.p.Invoice != "" {
		if doc, err = s.billing.Invoice(trusted(ctx), sl.p.Invoice); err != nil {
			return sl, err
		}
		sl.invoice = doc.No
	}
	switch {
	case sl.p.Kind != In:
	case sl.p.Job != "":
		due, err := s.DueAt(trusted(ctx), sl.p.Job)
		if err != nil {
			return sl, err
		}
		sl.balance, sl.balanceOf = due.Left, true
	case doc.ID != "":
		sl.balance, sl.balanceOf = doc.Balance, true
		if sl.p.State == Claimed {
			sl.balance = max(0, doc.Balance-sl.p.Amount)
		}
	}
	return sl, nil
}

// void reports whether the money is not there: what is rejected or reversed is no receipt any more.
func (p Payment) void() bool { return p.State == Rejected || p.State == Reversed }

// Receipt draws the receipt of a payment, or the voucher of a refund: A4, or for a roll of 80 mm. One that is not verified yet says
// so. A technician gets those of what he took. Errors: Forbidden; NotFound.
func (s *Service) Receipt(ctx context.Context, id string, thermal bool) ([]byte, error) {
	sl, err := s.slip(ctx, id)
	if err != nil {
		return nil, err
	}
	if thermal {
		return paper.Thermal(sl.doc())
	}
	return paper.PDF(sl.doc())
}

func (sl slip) doc() paper.Doc {
	p := sl.p
	d := paper.Doc{
		Title: i18n.T("en", "receipt.title"), Number: p.No, Date: p.Date, Seller: seller(sl.company),
		Buyer:             paper.Party{Name: sl.customer.Name, Phone: phone.Format(sl.customer.Phone()), GSTIN: sl.customer.GSTIN},
		Words:             money.Words(p.Amount),
		Totals:            paper.Totals{Total: p.Amount},
		ComputerGenerated: true,
		Cancelled:         p.void(),
	}
	text := "Payment received with thanks"
	if p.Kind == Out {
		d.Title, text = i18n.T("en", "receipt.refund_title"), "Paid back"
	}
	switch {
	case p.State == Claimed:
		d.Mark = i18n.T("en", "receipt.mark_claimed")
	case p.void():
		d.Mark = i18n.T("en", "receipt.mark_void")
	}
	d.Lines = []paper.Line{{Text: text, Detail: sl.about(), QtyMilli: 1000, Rate: p.Amount, Taxable: p.Amount, Total: p.Amount}}
	d.Meta = sl.meta()
	return d
}

// about says what the money is for, and what of it is on account.
func (sl slip) about() string {
	var parts []string
	if sl.p.JobNo != "" {
		parts = append(parts, "Job "+sl.p.JobNo)
	}
	if sl.invoice != "" {
		parts = append(parts, "Invoice "+sl.invoice)
	}
	if n := sl.p.Left(); n > 0 {
		parts = append(parts, n.Rupees()+" on account")
	}
	if sl.p.Kind == Out && sl.p.Reason != "" {
		parts = append(parts, sl.p.Reason)
	}
	return strings.Join(parts, " · ")
}

func (sl slip) meta() []paper.Field {
	p := sl.p
	who := p.TechnicianName
	if who == "" {
		who = p.ByName
	}
	all := []paper.Field{
		{Label: "Paid by", Value: i18n.T("en", "payment.mode_"+string(p.Mode))},
		{Label: "UPI reference", Value: p.RRN + p.WasRRN},
		{Label: "Reference", Value: p.Ref},
		{Label: "Job", Value: p.JobNo},
		{Label: "Invoice", Value: sl.invoice},
		{Label: "Received by", Value: who},
		{Label: "Status", Value: i18n.T("en", "payment.state_"+string(p.State))},
	}
	if sl.balanceOf {
		all = append(all, paper.Field{Label: "Balance to pay", Value: sl.balance.Rupees()})
	}
	said := all[:0]
	for _, f := range all {
		if f.Value != "" {
			said = append(said, f)
		}
	}
	return said
}

// seller is the company as it stands on papers.
func seller(c settings.Company) paper.Party {
	name := c.LegalName
	if name == "" {
		name = c.Name
	}
	state, _ := gst.StateByCode(c.StateCode)
	return paper.Party{
		State: state.Name, Name: name, Lines: []string{c.Address, strings.TrimSpace(c.District + " " + c.Pin)}, StateCode: c.StateCode,
		GSTIN: c.GSTIN, Phone: phone.Format(c.Phone), Email: c.Email,
	}
}

// ReceiptText is the receipt in a few words, to be sent to the customer in English or Hindi. Errors as of Receipt.
func (s *Service) ReceiptText(ctx context.Context, id, lang string) (string, error) {
	sl, err := s.slip(ctx, id)
	if err != nil {
		return "", err
	}
	return sl.text(lang), nil
}

func (sl slip) text(lang string) string {
	p := sl.p
	say := func(key string, pairs ...any) string { return i18n.T(lang, key, pairs...) }
	key := "receipt.text"
	switch {
	case p.void():
		key = "receipt.text_void"
	case p.Kind == Out:
		key = "receipt.text_refund"
	}
	said := []string{say(
		key, "company", sl.company.Name, "amount", p.Amount.Rupees(), "mode", say("payment.mode_"+string(p.Mode)),
		"customer", sl.customer.Name, "date", p.Date.Short(), "no", p.No,
	)}
	if p.RRN != "" {
		said = append(said, say("receipt.text_rrn", "rrn", p.RRN))
	} else if p.Ref != "" {
		said = append(said, say("receipt.text_ref", "ref", p.Ref))
	}
	if p.JobNo != "" {
		said = append(said, say("receipt.text_job", "job", p.JobNo))
	}
	if sl.invoice != "" {
		said = append(said, say("receipt.text_invoice", "invoice", sl.invoice))
	}
	if p.State == Claimed {
		said = append(said, say("receipt.text_claimed"))
	}
	if sl.balanceOf && !p.void() {
		if sl.balance > 0 {
			said = append(said, say("receipt.text_balance", "balance", sl.balance.Rupees()))
		} else {
			said = append(said, say("receipt.text_clear"))
		}
	}
	return strings.Join(said, " ")
}
