package payments

import (
	"net/http"
	"time"

	"doorstep/app/kernel/money"
	"doorstep/app/payments/razorpay"
)

// GatewayInfo is what may be seen of the gateway: its secrets never are. Stale says that they cannot be read on this machine, as
// after its key file was lost: they have to be entered again. Error is why it last could not be asked.
type GatewayInfo struct {
	ID, KeyID       string
	Rev             int
	Active, Test    bool // Test: keys of the gateway's test mode, which moves no money
	Secret, Hook    bool // whether each is there
	Stale           bool
	Error           string
	PolledAt        time.Time
	Open, Unmatched int
}

// GatewayKeys are the keys as typed. An empty secret leaves what is there.
type GatewayKeys struct {
	Rev                 int
	KeyID, Secret, Hook string
	Active              bool
}

// Kinds of a request.
const (
	AskQR   = "qr"   // a UPI QR code for one payment of this amount, for at most two hours
	AskLink = "link" // a page on which the customer pays
)

// States of a request.
const (
	AskOpen   = "open"
	AskPaid   = "paid"
	AskClosed = "closed"
)

// Ask is one QR code or link asked of the gateway. URL is the link's page, Image the picture of a QR code at the gateway.
type Ask struct {
	ID, Kind, State, Remote, URL, Image, TR string
	Amount                                  money.Paise
	Customer, Job, Invoice, Estimate        string
	CloseBy, PolledAt, Created              time.Time
	By, ByName                              string
	CustomerName, About                     string // of reads only; About is the invoice's, job's or estimate's number
}

// NewAsk is what to ask for. One of Invoice, Job and Estimate is given. A zero Amount is all that is owed.
type NewAsk struct {
	Kind                   string
	Invoice, Job, Estimate string
	Amount                 money.Paise
}

// EventState is what became of an event.
type EventState string

// States of an event.
const (
	EventDone      EventState = "done"
	EventIgnored   EventState = "ignored"
	EventUnmatched EventState = "unmatched" // money of which nobody knows whose it is
)

// Event is what the gateway told, or what was found by asking. Remote is its payment.
type Event struct {
	ID, Event, Name, Remote, Payment string
	State                            EventState
	Amount                           money.Paise
	Reason                           string
	At                               time.Time
	PaymentNo                        string            // of reads only
	Detail                           *razorpay.Payment // of one event only
}

// How long what is asked for can be paid.
const (
	qrLife   = 110 * time.Minute
	linkLife = 15 * 24 * time.Hour
	// grace is how much longer it is asked about: a payment in the last second is told later.
	grace = 10 * time.Minute
	// pollEvery and rest are how often the gateway is asked, and after a failure.
	pollEvery = 50 * time.Second
	rest      = 5 * time.Minute
)

// wire says where the gateway is and how it is asked; zero is the gateway itself. Tests answer in its stead.
var wire struct {
	base string
	http *http.Client
}
