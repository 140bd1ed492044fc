package office

import (
	"slices"
	"strings"

	"doorstep/app/billing"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/views/ui"
)

// documentKinds are the kinds of document in words.
var documentKinds = map[billing.Kind]string{
	billing.KindInvoice: "Invoice", billing.KindCreditNote: "Credit note", billing.KindDebitNote: "Debit note",
	billing.KindReceiptVoucher: "Receipt voucher", billing.KindRefundVoucher: "Refund voucher",
}

// documentName is what the document is called: its kind with its number, once it has one.
func documentName(i billing.Invoice) string {
	if i.State == billing.Draft {
		return "Draft " + strings.ToLower(documentKinds[i.Kind])
	}
	return documentKinds[i.Kind] + " " + i.No
}

// standingOf says in a word how a document stands, and in which tone.
func standingOf(i billing.Invoice, today clock.Date) (tone, words string) {
	switch {
	case i.State == billing.Draft && len(i.Missing) > 0:
		return "warn", "To review"
	case i.State == billing.Draft:
		return "info", "Draft"
	case i.Kind == billing.KindCreditNote && i.Credit() > 0:
		return "info", "Credit left"
	case i.Kind == billing.KindCreditNote:
		return "", "Used"
	case !i.Kind.Owed():
		return "", "Issued"
	case i.Overdue(today):
		return "bad", "Overdue"
	case i.Balance == 0:
		return "good", "Paid"
	case i.Settled > 0:
		return "warn", "Part paid"
	}
	return "", "Open"
}

// missingFlag is something that a draft lacks: what it is, what to do about it, and where.
type missingFlag struct{ Flag, What, Mend, Href string }

// missingWords are the flags in words and what to do about them. billing.missing_… of the catalogs, which a refusal to issue lists,
// are shorter.
var missingWords = map[string][2]string{
	billing.LacksProof:   {"Proof of the work is not complete", "Look at the visit"},
	billing.LacksPrice:   {"A line has no price, or there is no line", "Enter the price"},
	billing.LacksPart:    {"A part that was used is not on the invoice", "Compare with the job"},
	billing.LacksGSTIN:   {"The customer is a business without GSTIN", "Enter the GSTIN"},
	billing.LacksPlace:   {"The place of supply is not known", "Choose the State"},
	billing.LacksAddress: {"The customer’s address is not known", "Enter the address"},
	billing.LacksHSN:     {"A line has no HSN or SAC", "Enter the code"},
	billing.LacksTwice:   {"A planned visit is billed by its contract and by itself", "Compare the two"},
}

// missingFlags are what is lacking, each with a link to the place where it is mended. job may be empty.
func missingFlags(flags []string, draft, customer, job string) []missingFlag {
	editor := "/office/invoices/" + draft
	if draft == "" {
		editor = "/office/jobs/" + job
	}
	places := map[string]string{
		billing.LacksProof: "/office/jobs/" + job + "#job-side", billing.LacksPart: "/office/jobs/" + job + "#job-side",
		billing.LacksPrice: editor + "#lines", billing.LacksHSN: editor + "#lines", billing.LacksPlace: editor + "#place", billing.LacksTwice: editor + "#lines",
		billing.LacksGSTIN:   "/office/customers/" + customer + "/edit#f-gstin",
		billing.LacksAddress: "/office/customers/" + customer + "/edit#f-address",
	}
	out := make([]missingFlag, 0, len(flags))
	for _, flag := range flags {
		m := missingFlag{Flag: flag, What: missingWords[flag][0], Mend: missingWords[flag][1], Href: places[flag]}
		if job == "" && (flag == billing.LacksProof || flag == billing.LacksPart) {
			m.Href = editor + "#jobs"
		}
		out = append(out, m)
	}
	return out
}

// mayAccept reports whether a person may say that nothing is missing there.
func mayAccept(flag string) bool { return slices.Contains(billing.MayAccept, flag) }

// whyPrice says where the price of a line comes from.
func whyPrice(why string) string {
	code, of, _ := strings.Cut(why, ":")
	switch code {
	case billing.WhyStandard:
		return "Price list"
	case billing.WhyList:
		return "Customer’s price list " + of
	case billing.WhyListBps:
		return "Discount of price list " + of
	case billing.WhyCustomer:
		return "Customer’s discount"
	case billing.WhyEstimate:
		return "Approved estimate"
	case billing.WhyMinimum:
		return "Up to the minimum visit charge"
	case billing.WhyTyped:
		return "Typed by hand"
	case billing.WhyCover:
		if whom := coverWords(of); whom != "" {
			return "Paid by " + whom
		}
		return "Covered by " + of
	case billing.WhyContract:
		return "The contract’s schedule of bills"
	case billing.WhyReference:
		return "As on the invoice"
	}
	return ""
}

func coverWords(cover string) string {
	return map[string]string{billing.CoverAMC: "AMC", billing.CoverWarranty: "warranty", billing.CoverGoodwill: "goodwill"}[cover]
}

func coverOptions() []ui.Option {
	return ui.Options("", "Customer pays", billing.CoverAMC, "AMC", billing.CoverWarranty, "Warranty", billing.CoverGoodwill, "Goodwill")
}

// placeWhy says by which rule a place of supply was found; a person's reason stands as it is.
func placeWhy(reason string) string {
	rule, ok := strings.CutPrefix(reason, "rule:")
	if !ok {
		return reason
	}
	return map[string]string{
		gst.PlaceSEZ: "the customer’s special economic zone", gst.PlaceProperty: "where the immovable property is",
		gst.PlaceSite: "where the goods are installed", gst.PlaceDelivery: "where the goods are delivered",
		gst.PlaceRegistered: "where the customer is registered", gst.PlaceAddress: "the address on record",
		gst.PlaceSupplier: "no address on record, so our own State",
	}[rule]
}

// settlementWords are the kinds of settlement in words.
var settlementWords = map[billing.SettlementKind]string{
	billing.ByPayment: "Payment", billing.ByAdvance: "Advance", billing.ByCreditNote: "Credit note", billing.ByTDS: "Income tax held back (TDS)",
	billing.ByGSTTDS: "GST held back (GST-TDS)", billing.ByWriteOff: "Written off", billing.ByReversal: "Taken back",
}

// stateTax is what the State's half of the tax is called where the supply takes place.
func stateTax(place string) string {
	if s, ok := gst.StateByCode(place); ok && s.Label != "" {
		return s.Label
	}
	return "SGST"
}

// taxHead is one head of a document's tax, or its rounding.
type taxHead struct {
	Label string
	Sum   money.Paise
}

// taxHeads are the heads that the document has, in the order in which they stand on paper.
func taxHeads(i billing.Invoice) []taxHead {
	var out []taxHead
	for _, h := range []taxHead{{"CGST", i.CGST}, {stateTax(i.Place), i.SGST}, {"IGST", i.IGST}, {"Rounded", i.Round}} {
		if h.Sum != 0 {
			out = append(out, h)
		}
	}
	return out
}
