package gst

// Kind is a sort of document.
type Kind string

// The kinds of documents for which GST has rules.
const (
	Invoice Kind = "invoice"
	Credit  Kind = "credit_note"
	Debit   Kind = "debit_note"
	Advance Kind = "receipt_voucher"
	Refund  Kind = "refund_voucher"
	Challan Kind = "delivery_challan"
)

// Title is what a document is called. The words on paper are those of the rules, in English whatever the reader's language.
type Title string

// The titles.
const (
	TitleTaxInvoice  Title = "tax_invoice"
	TitleBill        Title = "bill_of_supply"         // Rule 49: composition, or no line bears tax
	TitleInvoiceBill Title = "invoice_bill_of_supply" // Rule 46A: both sorts of lines, buyer not registered
	TitleInvoice     Title = "invoice"                // a seller who is not registered
	TitleJobSheet    Title = "job_sheet"              // nothing is charged: free under warranty or contract
	TitleCredit      Title = "credit_note"
	TitleDebit       Title = "debit_note"
	TitleAdvance     Title = "receipt_voucher" // Rule 50
	TitleReceipt     Title = "receipt"         // money on account of which no tax is due yet
	TitleRefund      Title = "refund_voucher"
	TitleChallan     Title = "delivery_challan"
)

var onPaper = map[Title]string{
	TitleTaxInvoice: "TAX INVOICE", TitleBill: "BILL OF SUPPLY", TitleInvoiceBill: "INVOICE-CUM-BILL OF SUPPLY", TitleInvoice: "INVOICE",
	TitleJobSheet: "JOB SHEET", TitleCredit: "CREDIT NOTE", TitleDebit: "DEBIT NOTE", TitleAdvance: "RECEIPT VOUCHER",
	TitleReceipt: "RECEIPT", TitleRefund: "REFUND VOUCHER", TitleChallan: "DELIVERY CHALLAN",
}

// Paper is the title as printed: "TAX INVOICE".
func (t Title) Paper() string { return onPaper[t] }

// TitleOf names a document of the kind for the supply s, which Compute turned into c.
func TitleOf(kind Kind, s Supply, c Computed) Title {
	switch kind {
	case Credit:
		return TitleCredit
	case Debit:
		return TitleDebit
	case Refund:
		return TitleRefund
	case Challan:
		return TitleChallan
	case Advance:
		if c.Tax() > 0 || c.Heads == HeadsZero {
			return TitleAdvance
		}
		return TitleReceipt
	}
	return invoiceTitle(s, c)
}

func invoiceTitle(s Supply, c Computed) Title {
	taxed, free := false, false
	for _, l := range c.Lines {
		taxed = taxed || l.GSTBps > 0
		free = free || l.GSTBps == 0
	}
	switch {
	case len(c.Lines) > 0 && c.Taxable == 0:
		return TitleJobSheet
	case s.Seller.Mode == ModeUnregistered:
		return TitleInvoice
	case s.Seller.Mode == ModeComposition || free && !taxed:
		return TitleBill
	case free && s.Buyer.registered() == "":
		return TitleInvoiceBill
	}
	return TitleTaxInvoice
}

// Statement is the sentence that the rules want on a document of the supply, empty where they want none.
func Statement(s Supply) string {
	switch {
	case s.Seller.Mode == ModeComposition:
		return "Composition taxable person, not eligible to collect tax on supplies"
	case s.Seller.Mode != ModeRegular:
		return ""
	case s.Buyer.SEZ == SEZWithPayment:
		return "Supply meant for SEZ unit or SEZ developer for authorised operations on payment of integrated tax"
	case s.Buyer.SEZ == SEZUnderLUT:
		return "Supply meant for SEZ unit or SEZ developer for authorised operations under bond or letter of undertaking without payment of integrated tax"
	}
	return ""
}

// Copies are the marks of the copies of an invoice, Rule 48: two of services, three where goods move.
func Copies(goods bool) []string {
	if goods {
		return []string{"ORIGINAL FOR RECIPIENT", "DUPLICATE FOR TRANSPORTER", "TRIPLICATE FOR SUPPLIER"}
	}
	return []string{"ORIGINAL FOR RECIPIENT", "DUPLICATE FOR SUPPLIER"}
}
