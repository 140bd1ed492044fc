package payments

import (
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// Mode is how money was given.
type Mode string

const (
	UPI      Mode = "upi"
	Cash     Mode = "cash"
	Transfer Mode = "bank" // NEFT, IMPS, RTGS
	Cheque   Mode = "cheque"
	Card     Mode = "card"
	Gateway  Mode = "gateway"
)

// Modes lists what a person may record, in the order in which they are shown. Gateway is recorded by the gateway alone.
var Modes = []Mode{UPI, Cash, Transfer, Cheque, Card}

// State is how sure the business is of the money.
type State string

const (
	Claimed  State = "claimed"  // somebody said so
	Verified State = "verified" // the business saw it
	Rejected State = "rejected" // it never came
	Reversed State = "reversed" // it came and went again: a bounced cheque
)

// States lists them in the order in which they are shown.
var States = []State{Claimed, Verified, Rejected, Reversed}

// Kind is which way the money went.
type Kind string

const (
	In  Kind = "receipt" // from the customer
	Out Kind = "refund"  // back to the customer
)

// How is what made a claim verified.
type How string

const (
	ByAccountant How = "accountant"
	ByStatement  How = "statement"
	ByGateway    How = "gateway"
	ByHandOver   How = "handover"
)

// OverdueAfter is how long a claim may wait before it is red.
const OverdueAfter = 48 * time.Hour

// Payment is money from or to a customer. Applied is what of it settled invoices, Refunded what was given back; both count only
// what is verified. RRN is the 12-digit reference of UPI, WasRRN what a rejected claim had; Ref the number of a cheque, transfer
// or card slip; TR what our QR code carried. Technician is who took the money, empty where the office did.
type Payment struct {
	ID                           string
	Rev                          int
	No                           string
	Kind                         Kind
	Mode                         Mode
	State                        State
	Key                          string
	Amount, Applied, Refunded    money.Paise
	RRN, WasRRN, TR, VPA, Ref    string
	Date                         clock.Date // on which the money was given
	Customer, Job, Visit         string
	Invoice, Estimate            string
	Technician                   string
	HandOver, BankLine           string
	GatewayID, Capture           string
	Refunds, Voucher             string // payment that is refunded; receipt voucher of an advance
	Note, Reason, Device         string
	VerifiedHow                  How
	VerifiedAt                   time.Time
	VerifiedBy, VerifiedName     string
	AtDevice, AtServer           time.Time
	Source, By, ByName           string
	CustomerName, TechnicianName string // of reads only
	JobNo                        string
}

// Left is what of a verified payment is still to be put to an invoice or given back.
func (p Payment) Left() money.Paise {
	if p.Kind != In || p.State != Verified {
		return 0
	}
	return p.Amount - p.Applied - p.Refunded
}

// Overdue reports whether a claim has waited too long to be verified.
func (p Payment) Overdue() bool {
	return p.State == Claimed && clock.Now().Sub(p.AtServer) > OverdueAfter
}

// Claim is money that somebody says was given. Empty Date is the day of the mark. What belongs together is filled in: a visit
// names its job, a job or invoice its customer. Key is the phone's own; the office may leave it empty.
type Claim struct {
	Key                     string
	Mode                    Mode
	Amount                  money.Paise
	RRN, TR, VPA, Ref       string
	Customer, Job, Visit    string
	Invoice, Estimate       string
	Technician              string // who holds the cash, as the office knows it; a technician always means himself
	Date                    clock.Date
	Note, Capture           string // Capture is the key of an announced photo
	GatewayID, Line, Device string // of the gateway and of bank lines; people leave them empty
	Mark                    jobs.Mark
}

// Filter narrows the list of payments. Zero fields do not narrow.
type Filter struct {
	Kind       Kind
	State      State
	Mode       Mode
	Technician string
	Customer   string
	Overdue    bool // claims that waited too long
	Unapplied  bool // verified money that is not put to any invoice
	From, To   clock.Date
	Text       string // receipt number, reference or customer's name
	Oldest     bool   // the oldest first; otherwise the newest
	Cursor     string
	Limit      int // 50 if 0, at most 200
}

// Allocation is what of a payment was put to an invoice; one that was taken back is followed by a negative one.
type Allocation struct {
	ID, Payment, Invoice, Settlement string
	Amount                           money.Paise
	At                               time.Time
	By, ByName, Reason               string
}
