package settings

import (
	"context"
	"regexp"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/upi"
	"doorstep/app/txn"
)

// InvoicingInput is what stands on papers about numbers and money, as typed. UPI, the bank and the least of a visit may be empty.
type InvoicingInput struct {
	Rev                             int
	Prefix, UPI                     string
	BankName, BankAccount, BankIFSC string
	Terms                           string
	Signatory                       string
	MinVisit, VisitItem             string // the least that a visit comes to, in rupees, and the item as which it is charged
	Thermal                         bool
}

var (
	// A number is prefix + "/26-27/" + five digits and has at most 16 characters, of which the first is not 0.
	prefixForm  = regexp.MustCompile(`^[A-Z1-9][A-Z0-9]{0,3}$`)
	accountForm = regexp.MustCompile(`^[0-9A-Z]{6,20}$`)
	ifscForm    = regexp.MustCompile(`^[A-Z]{4}0[A-Z0-9]{6}$`)
)

// UpdateInvoicing changes the invoice series, UPI ID, bank and terms. Faults prefix_form, prefix_taken {prefix}, vpa_form, account_form, ifsc_form,
// bank_part, too_long; money_bad beside min_visit, required and not_found beside visit_item; Stale.
func (s *Service) UpdateInvoicing(ctx context.Context, in InvoicingInput) (Company, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return Company{}, err
	}
	ctx = act.Begin(ctx, "settings.invoicing", "")
	set, err := in.parse()
	if err != nil {
		return Company{}, err
	}
	taken, err := s.prefixTaken(ctx, strings.ToUpper(strings.TrimSpace(in.Prefix)), "")
	if err == nil && taken != "" {
		err = fault.Field("invoice_prefix", "prefix_taken", "prefix", taken)
	}
	if err != nil {
		return Company{}, err
	}
	if in.VisitItem != "" {
		if _, err := txn.Find(s.app, "items", in.VisitItem); err != nil {
			return Company{}, fault.Field("visit_item", "not_found").Wrap(err)
		}
	}
	return s.change(ctx, in.Rev, set)
}

func (in InvoicingInput) parse() (func(*Company), error) {
	var check fault.Check
	prefix := strings.ToUpper(strings.TrimSpace(in.Prefix))
	check.That(prefixForm.MatchString(prefix), fault.Field("invoice_prefix", "prefix_form"))
	vpa := ""
	if strings.TrimSpace(in.UPI) != "" {
		var err error
		vpa, err = upi.ParseVPA(in.UPI)
		check.Add(fault.At("upi", err))
		check.That(len(vpa) <= 120, fault.Field("upi", "too_long"))
	}
	bank := strings.TrimSpace(in.BankName)
	account, ifsc := bare(in.BankAccount), bare(in.BankIFSC)
	check.That(len([]rune(bank)) <= 80, fault.Field("bank_name", "too_long"))
	check.That(account == "" || accountForm.MatchString(account), fault.Field("bank_account", "account_form"))
	check.That(ifsc == "" || ifscForm.MatchString(ifsc), fault.Field("bank_ifsc", "ifsc_form"))
	check.That((account == "") == (ifsc == ""), fault.Field("bank_account", "bank_part"))
	terms := strings.TrimSpace(in.Terms)
	check.That(len([]rune(terms)) <= 2000, fault.Field("terms", "too_long"))
	signatory := strings.TrimSpace(in.Signatory)
	check.That(len([]rune(signatory)) <= 80, fault.Field("signatory", "too_long"))
	var least money.Paise
	if strings.TrimSpace(in.MinVisit) != "" {
		var err error
		least, err = money.Parse(in.MinVisit)
		check.Add(fault.At("min_visit", err))
		check.Need(least == 0 || in.VisitItem != "", "visit_item")
	}
	return func(c *Company) {
		c.Signatory, c.MinVisit, c.VisitItem, c.Thermal = signatory, least, in.VisitItem, in.Thermal
		c.InvoicePrefix, c.UPI, c.Terms = prefix, vpa, terms
		c.BankName, c.BankAccount, c.BankIFSC = bank, account, ifsc
	}, check.Err()
}

// bare is a code without the spaces and hyphens people group it by, in capitals.
func bare(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(strings.TrimSpace(s)))
}
