package office

import "maps"

// verbNames are the acts of the audit log as a person would say them after a name.
var verbNames = func() map[string]string {
	all := maps.Clone(workVerbs)
	maps.Copy(all, moneyVerbs)
	maps.Copy(all, contractVerbs)
	maps.Copy(all, planningVerbs)
	return all
}()

// moneyVerbs are the acts of the audit log that are about money.
var moneyVerbs = map[string]string{
	"bank.account":             "changed a bank account",
	"bank.ignore":              "set a bank line aside",
	"bank.import":              "brought in a bank statement",
	"bank.match":               "matched with the bank",
	"bank.receive":             "recorded a payment from a bank line",
	"bank.restore":             "let a bank line wait again",
	"bank.unmatch":             "took a bank match apart",
	"cash.count":               "counted a hand-over",
	"cash.deposit":             "took cash to the bank",
	"catalog.drop_own_price":   "took a price off a price list",
	"catalog.save_price_list":  "saved a price list",
	"catalog.set_own_price":    "set a price on a price list",
	"customers.make_link":      "made a link for the customer",
	"customers.open_link":      "opened the link",
	"customers.revoke_link":    "took the customer's link back",
	"disputes.assign":          "said who looks after the dispute",
	"disputes.raise":           "raised a dispute",
	"disputes.resolve":         "ended the dispute",
	"estimates.add":            "made an estimate",
	"estimates.approve":        "entered the customer’s approval",
	"estimates.book":           "booked a job for an estimate",
	"estimates.decline":        "entered that the customer declined",
	"estimates.discard":        "threw an estimate away",
	"estimates.edit":           "changed the estimate",
	"estimates.invoice":        "drafted an invoice of an estimate",
	"estimates.send":           "sent the estimate",
	"gateway.adopt":            "said whose online payment it is",
	"gateway.poll":             "asked the gateway what was paid",
	"gateway.request":          "asked the gateway for a payment",
	"gateway.save":             "changed the payment gateway",
	"gateway.set_aside":        "set an online payment aside",
	"gateway.webhook":          "was told by the gateway",
	"invoices.combine":         "combined drafts",
	"invoices.credit_note":     "issued a credit note",
	"invoices.debit_note":      "issued a debit note",
	"invoices.discard":         "threw a draft away",
	"invoices.draft":           "drafted an invoice",
	"invoices.draw":            "drew the PDF",
	"invoices.edit":            "changed a draft",
	"invoices.issue":           "issued the invoice",
	"invoices.receipt_voucher": "issued a receipt voucher",
	"invoices.refund_voucher":  "issued a refund voucher",
	"invoices.settle":          "settled an invoice",
	"invoices.undo":            "took a settlement back",
	"invoices.withhold":        "entered tax that the customer held back",
	"invoices.write_off":       "wrote off what was owed",
	"jobs.billing":             "noted where the billing stands",
	"jobs.expect":              "added expected lines",
	"payments.allocate":        "put a payment to an invoice",
	"payments.apply":           "settled with money paid ahead",
	"payments.record":          "recorded a payment",
	"payments.refund":          "paid money back",
	"payments.reject":          "rejected a payment",
	"payments.release":         "took a payment back from an invoice",
	"payments.reverse":         "reversed a payment",
	"payments.verify":          "verified a payment",
	"settings.branch":          "saved a branch",
}
