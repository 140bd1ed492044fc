package billing

import (
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// Kind is a sort of document.
type Kind string

// The kinds of documents.
const (
	KindInvoice        Kind = "invoice"
	KindCreditNote     Kind = "credit_note"
	KindDebitNote      Kind = "debit_note"
	KindReceiptVoucher Kind = "receipt_voucher"
	KindRefundVoucher  Kind = "refund_voucher"
)

// Kinds lists them in the order in which they are shown.
var Kinds = []Kind{KindInvoice, KindCreditNote, KindDebitNote, KindReceiptVoucher, KindRefundVoucher}

// letters stand behind the prefix of a series; invoices have none.
var letters = map[Kind]string{KindInvoice: "", KindCreditNote: "C", KindDebitNote: "D", KindReceiptVoucher: "V", KindRefundVoucher: "X"}

// Owed reports whether documents of the kind have a balance that the customer owes.
func (k Kind) Owed() bool { return k == KindInvoice || k == KindDebitNote }

// State is draft until the document has its number.
type State string

// The states.
const (
	Draft  State = "draft"
	Issued State = "issued"
)

// What a job's billing comes to, as jobs keep it.
const (
	BillingCovered    = "covered"
	BillingToInvoice  = "to_invoice"
	BillingInvoiced   = "invoiced"
	BillingWrittenOff = "written_off"
)

// Kinds of line.
const (
	LineService = "service"
	LinePart    = "part"
	LineCharge  = "charge"
)

// Who bears a line that the customer does not pay.
const (
	CoverAMC      = "amc"
	CoverWarranty = "warranty"
	CoverGoodwill = "goodwill"
)

// Flags of what a draft lacks; each is a word billing.missing_<flag>.
const (
	LacksProof   = "proof"
	LacksPrice   = "price"
	LacksPart    = "part"
	LacksGSTIN   = "gstin"
	LacksPlace   = "place"
	LacksAddress = "address"
	LacksHSN     = "hsn"
	LacksTwice   = "twice" // a visit's services are billed on another document too
)

// MayAccept are the flags that a person may set aside, because he knows that nothing is missing. The others must be mended.
var MayAccept = []string{LacksProof, LacksPart, LacksGSTIN, LacksHSN, LacksTwice}

// Line is one line of a document. List is the standard price of the day, Rate what this customer pays before DiscountBps and
// Discount; Why says where Rate comes from, see WhyKey. A covered line has Cover set and comes to nothing. QtyMilli is
// thousandths of UOM. Gross to Total are computed.
type Line struct {
	ID, Job, Visit, JobLine, Item           string
	Kind, Name, Detail, HSN, UOM            string
	QtyMilli                                int64
	List, Rate                              money.Paise
	DiscountBps                             int
	Discount                                money.Paise
	GSTBps                                  int
	Cover, Why                              string
	Gross, Taxable, CGST, SGST, IGST, Total money.Paise
}

// Invoice is a document of any kind, drafted or issued. Taxable to Total are its sums; Balance is what is still owed, 0 for kinds
// that are not owed; Settled of a credit note is how much of it was used. PlaceReason begins with "rule:" where the place of supply
// was derived, and is the person's reason where it was chosen. Missing are the flags that keep a draft from being issued, without
// the Accepted ones. Date of a draft is empty where it is to bear the day of its issue. CustomerName, JobNo and TechnicianName are
// filled for reading, Lines by Invoice only.
type Invoice struct {
	ID                                  string
	Rev                                 int
	Kind                                Kind
	State                               State
	No, FY, Series, Branch              string
	Date, Due                           clock.Date
	Customer, Site, Job                 string
	Technician, Area                    string
	Jobs                                []string
	Against, Estimate, Payment          string
	Contract                            string // whose bill it is; the jobs under a contract have it themselves
	Place, PlaceReason                  string
	GSTMode, BuyerGSTIN, SEZ, Property  string
	DiscountBps                         int
	Taxable, CGST, SGST, IGST, Round    money.Paise
	Total, Settled, Balance             money.Paise
	Reason, Note, PO                    string
	Missing, Accepted                   []string
	Edited                              bool // a person changed the draft: completion leaves it alone
	IssuedAt                            time.Time
	IssuedBy, IssuedName                string
	PDF                                 string // name of the stored file; empty until it is drawn
	Created                             time.Time
	CustomerName, JobNo, TechnicianName string
	Lines                               []Line
}

// Tax is all heads together.
func (i Invoice) Tax() money.Paise { return i.CGST + i.SGST + i.IGST }

// Credit is what is left of a credit note to put to other invoices or to pay back; 0 for other kinds.
func (i Invoice) Credit() money.Paise {
	if i.Kind != KindCreditNote || i.State != Issued {
		return 0
	}
	return i.Total - i.Settled
}

// Overdue reports whether money is owed past its day.
func (i Invoice) Overdue(today clock.Date) bool { return i.Balance > 0 && i.Due != "" && i.Due < today }

// LineInput is a line as typed. An Item fills what is empty: name, HSN, unit, GST, and the price that this customer pays. ID keeps
// an existing line, which keeps its job, visit and used line. Discount is rupees ("50") or percent ("10%").
type LineInput struct {
	ID, Item, Kind, Name, Detail, HSN, UOM string
	Qty, Rate, Discount, GST, Cover        string
}

// NewInvoice is a draft as typed. Empty Lines with Jobs takes over what those jobs come to. Branch is empty for the company itself.
// Place overrides the place of supply and needs PlaceReason; Property is the State of the immovable property that the work is
// directly about, empty for all other work. Discount is percent of the whole document. Accept are flags that a person sets aside.
type NewInvoice struct {
	Customer, Site, Branch string
	Date, Due              string
	Jobs                   []string
	Lines                  []LineInput
	Note, PO               string
	Place, PlaceReason     string
	SEZ, Property          string
	Discount               string
	Accept                 []string
}

// NoteLine is a part of an invoice's line: so many of it, or an amount before tax. Both empty: all that is left of it.
type NoteLine struct{ Line, Qty, Amount string }

// NewNote is a credit or debit note as typed. Rev is that of the invoice as the person saw it. No Lines in a credit note: all that
// is left of the invoice. Date is empty for today.
type NewNote struct {
	Against string
	Rev     int
	Lines   []NoteLine
	Reason  string
	Date    string
}

// Advance is verified money on account, tax included. Rate is the GST rate of what it is for, in basis points; below 0 it is not
// known, for which the rules want 18 %.
type Advance struct {
	Customer, Site, Job, Estimate, Payment string
	Paise                                  money.Paise
	Rate                                   int
}

// NewRefund pays an advance back, tax included. Against is its receipt voucher.
type NewRefund struct {
	Against, Payment, Reason string
	Paise                    money.Paise
}

// SettlementKind is what lowers a balance.
type SettlementKind string

// The kinds of settlement.
const (
	ByPayment    SettlementKind = "payment"
	ByAdvance    SettlementKind = "advance"
	ByCreditNote SettlementKind = "credit_note"
	ByTDS        SettlementKind = "tds"
	ByGSTTDS     SettlementKind = "gst_tds"
	ByWriteOff   SettlementKind = "write_off"
	ByReversal   SettlementKind = "reversal"
)

// Settlement lowers the balance of Invoice by Paise. One of kind ByReversal names in Reverses the one whose Paise it takes back,
// all of it if Paise is 0; stored it is negative. Document is the credit note of ByCreditNote. ID, At, By and ByName are stored ones'.
type Settlement struct {
	ID, Invoice       string
	Kind              SettlementKind
	Paise             money.Paise
	Payment, Document string
	Reverses          string
	Ref, Reason       string
	At                time.Time
	By, ByName        string
}

// TDSInput is tax that the customer held back, as typed. Amount is rupees; where it is empty, Percent of the taxable value is taken.
// Kind is ByTDS (income tax) or ByGSTTDS.
type TDSInput struct {
	Invoice         string
	Rev             int
	Kind            SettlementKind
	Amount, Percent string
	Ref             string
}

// Due is what the customer pays for a job as it stands. Lines, Taxable, Tax and Round are those of what is not on an issued invoice
// yet; Total is that and what is issued; Settled is what was settled of it. Limit is up to where the customer approved, 0 none.
type Due struct {
	Job, Customer       string
	Lines               []Line
	Taxable, Tax, Round money.Paise
	Total, Settled      money.Paise
	Limit               money.Paise
	Invoices            []string // issued ones of the job alone
	Missing             []string
}

// Left is what is still to pay.
func (d Due) Left() money.Paise { return max(0, d.Total-d.Settled) }

// Filter narrows the list of documents; empty fields do not. Query is a number ("FW/26-27/00123"), its beginning, or its running
// digits with or without noughts and what stands before them ("123", "27/00123"), or words that begin words of the customer's name.
type Filter struct {
	Kind          Kind
	State         State // empty means issued
	Customer      string
	Query         string
	From, To      clock.Date
	Open, Overdue bool
	Settled       bool // nothing is owed of it any more
}

// Queued is work that is done and not invoiced: a draft to review, or a completed job without one. Since is when the job was
// completed, or the draft made where it has no job; Days is its age.
type Queued struct {
	Draft                      string // id of the draft; empty where there is none
	Rev                        int
	Job, JobNo                 string
	Jobs                       int
	Customer, CustomerName     string
	Technician, TechnicianName string
	Total                      money.Paise
	Missing                    []string
	Since                      time.Time
	Days                       int
}
