package billing

import (
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// EstimateState is what became of an estimate. That it ran out is derived, see Estimate.Expired.
type EstimateState string

// The states of an estimate.
const (
	EstimateDraft    EstimateState = "draft"
	EstimateSent     EstimateState = "sent"
	EstimateApproved EstimateState = "approved"
	EstimateDeclined EstimateState = "declined"
)

// EstimateStates lists them in the order in which they are shown.
var EstimateStates = []EstimateState{EstimateDraft, EstimateSent, EstimateApproved, EstimateDeclined}

// How a customer decided.
const (
	ByLink      = "link"      // on the page of his link
	BySignature = "signature" // with his finger, on the technician's phone
	ByOffice    = "office"    // he told the office, which says how in a reason
)

// Estimate is what work is to cost, before it is done. Extra is work found at a visit; Limit is the most that it may come to, 0 where
// none was set. Deposit is what is wanted before work begins. The last day on which it may be approved is ValidUntil, empty for no
// end. Place is the State it was computed for, GSTMode the company's standing then. Placed says that its lines became lines of Job;
// Invoice is the one drafted from it without a job.
// SentAt is when it was frozen, DecidedAt when the customer decided. CustomerName, SiteName and JobNo are filled for reading.
type Estimate struct {
	ID                            string
	Rev                           int
	No                            string
	State                         EstimateState
	Customer, Site, Job, Visit    string
	Key                           string // the phone's own name of it
	Contract                      string // whose renewal it quotes; empty for work
	Extra                         bool
	Title, Terms                  string
	Lines                         []Line
	Place, GSTMode                string
	Placed                        bool // its lines stand in Job
	Taxable, Tax, Round, Total    money.Paise
	Deposit, Limit                money.Paise
	ValidUntil                    clock.Date
	Invoice                       string
	SentAt, DecidedAt             time.Time
	DecidedName, DecidedHow       string
	Reason                        string // of a decline, or of what the office entered for the customer
	Signed                        bool   // a signature is stored
	By, ByName                    string
	Created                       time.Time
	CustomerName, SiteName, JobNo string
}

// Expired reports whether it may no longer be approved because its last day is over.
func (e Estimate) Expired(today clock.Date) bool {
	return e.State == EstimateSent && e.ValidUntil != "" && e.ValidUntil < today
}

// Waits reports whether it was approved and nothing came of it yet: no job took its lines, and no invoice was drafted. Of a renewal
// the next contract came, which is billed by its own schedule.
func (e Estimate) Waits() bool {
	return e.State == EstimateApproved && !e.Placed && e.Invoice == "" && e.Contract == ""
}

// Open reports whether the customer may still approve or decline it.
func (e Estimate) Open(today clock.Date) bool { return e.State == EstimateSent && !e.Expired(today) }

// NewEstimate is an estimate as typed. With a Job, customer and site are those of the job and may be empty. A technician names his
// own Visit, whose job it is for, and a Key: the same Key again answers as before. Lines are as in an invoice: an Item fills what is
// empty. Deposit and Limit are rupees, ValidUntil a day; empty means none. Extra wants a Job or a Visit.
type NewEstimate struct {
	Customer, Site, Job, Visit string
	Key                        string
	Extra                      bool
	Title                      string
	Lines                      []LineInput
	Deposit, Limit             string
	ValidUntil                 string
	Terms                      string
	Mark                       jobs.Mark
}

// Decision is what the customer said. How is ByLink, BySignature or ByOffice; Name is who said it. Signature is a PNG, wanted for
// BySignature; Reason is wanted for ByOffice, and for every decline.
type Decision struct {
	ID        string // or Key: the phone's own name of the estimate, where it does not know the id yet
	Key       string
	Rev       int
	How       string
	Name      string
	Signature []byte
	Reason    string
}

// EstimateFilter narrows the list; empty fields do not. Query is part of a number, of the title or of the customer's name. Expired
// keeps those of State sent whose last day is over; without it State sent keeps all of them.
type EstimateFilter struct {
	State    EstimateState
	Expired  bool
	Customer string
	Query    string
}
