package receivables

import (
	"context"
	"strings"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/paper"
	"doorstep/app/kernel/phone"
)

// EntryWords are the entries of a statement as they are printed; the number of the document follows.
var EntryWords = map[string]string{
	EntryInvoice: "Invoice", EntryDebitNote: "Debit note", EntryCreditNote: "Credit note", EntryPayment: "Payment", EntryBounce: "Payment returned",
	EntryRefund: "Refund", EntryTDS: "Income tax (TDS) held back on", EntryGSTTDS: "GST TDS held back on", EntryWriteOff: "Written off",
	EntryUndone: "Deduction taken back on",
}

// modeWords are modes of payment as they are printed.
var modeWords = map[string]string{"upi": "UPI", "cash": "Cash", "bank": "Bank transfer", "cheque": "Cheque", "card": "Card", "gateway": "Online"}

// DetailWords is the detail of an entry as it is printed.
func (e Entry) DetailWords() string {
	mode, rest, _ := strings.Cut(e.Detail, " ")
	if words := modeWords[mode]; words != "" && (e.Kind == EntryPayment || e.Kind == EntryRefund) {
		return strings.TrimSpace(words + " " + rest)
	}
	return e.Detail
}

// StatementPDF draws the statement as a PDF. Errors: those of settings.
func (s *Service) StatementPDF(ctx context.Context, st Statement) ([]byte, error) {
	company, err := s.settings.Company(ctx)
	if err != nil {
		return nil, err
	}
	seller := paper.Party{
		Name: company.Name, Lines: lines(company.Address, company.District, company.Pin), StateCode: company.StateCode, GSTIN: company.GSTIN,
		Phone: phone.Format(company.Phone), Email: company.Email,
	}
	if company.LegalName != "" {
		seller.Name = company.LegalName
	}
	c := st.Customer
	buyer := paper.Party{
		Name: c.Name, Lines: lines(c.Address, c.District, c.Pin), StateCode: c.StateCode, GSTIN: c.GSTIN, Phone: phone.Format(c.Phone()), Email: c.Email,
	}
	for _, p := range []*paper.Party{&seller, &buyer} {
		if state, ok := gst.StateByCode(p.StateCode); ok {
			p.State = state.Name
		}
	}
	l := paper.Ledger{Opening: st.Opening, Debits: st.Debits, Credits: st.Credits, Closing: st.Closing}
	l.Title, l.Number, l.Date = "STATEMENT OF ACCOUNT", st.From.Short()+" – "+st.To.Short(), clock.Today()
	l.Seller, l.Buyer, l.ComputerGenerated = seller, buyer, true
	if st.Closing > 0 {
		l.VPA, l.BankName, l.BankAccount, l.BankIFSC = company.UPI, company.BankName, company.BankAccount, company.BankIFSC
	}
	for _, e := range st.Entries {
		l.Entries = append(l.Entries, paper.Entry{
			Date: e.Date, What: strings.TrimSpace(EntryWords[e.Kind] + " " + e.No), Detail: e.DetailWords(), Debit: e.Debit, Credit: e.Credit, Balance: e.Balance,
		})
	}
	return paper.Statement(l)
}

// lines is an address with its district and PIN code.
func lines(address, district, pin string) []string {
	all := []string{}
	for line := range strings.SplitSeq(address, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	if place := strings.TrimSpace(district + " " + pin); place != "" {
		all = append(all, place)
	}
	return all
}
