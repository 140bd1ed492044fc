package settings

import (
	"context"
	"regexp"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/upi"
)

// InvoicingInput is what stands on papers about numbers and money, as typed. UPI and the bank may be empty.
type InvoicingInput struct {
	Rev                             int
	Prefix, UPI                     string
	BankName, BankAccount, BankIFSC string
	Terms                           string
}

var (
	// A number is prefix + "/26-27/" + five digits and has at most 16 characters, of which the first is not 0.
	prefixForm  = regexp.MustCompile(`^[A-Z1-9][A-Z0-9]{0,3}$`)
	accountForm = regexp.MustCompile(`^[0-9A-Z]{6,20}$`)
	ifscForm    = regexp.MustCompile(`^[A-Z]{4}0[A-Z0-9]{6}$`)
)

// UpdateInvoicing changes the invoice series, UPI ID, bank and terms. Faults prefix_form, vpa_form, account_form, ifsc_form,
// bank_part, too_long; Stale.
func (s *Service) UpdateInvoicing(ctx context.Context, in InvoicingInput) (Company, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return Company{}, err
	}
	ctx = act.Begin(ctx, "settings.invoicing", "")
	set, err := in.parse()
	if err != nil {
		return Company{}, err
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
	return func(c *Company) {
		c.InvoicePrefix, c.UPI, c.Terms = prefix, vpa, terms
		c.BankName, c.BankAccount, c.BankIFSC = bank, account, ifsc
	}, check.Err()
}

// bare is a code without the spaces and hyphens people group it by, in capitals.
func bare(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(strings.TrimSpace(s)))
}
