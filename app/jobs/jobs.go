// Package jobs is the work: the job a customer asked for and the visits that do it.
//
// Owns: jobs, visits, the stamps of their changes, expected lines, notes, proof (photos and voice notes, answers to checks, lines
// used, expenses, serial swaps, sign-offs, check-ins); the job's status from its visits; what their time went into; its service level
// clock. Does not own: who should go (dispatch), who pays what (billing, payments), the customer (customers), how a phone sends it
// (sync).
//
// Times of a job: Created, when it was booked; PromisedFrom and PromisedTo, the window told to the customer; RespondBy,
// ArriveBy and ResolveBy, what the service level demands, moved on by pauses; RespondedAt, the first assignment;
// ArrivedAt, the first arrival; CompletedAt, when its last visit was done. Times of a visit: Start and End, the plan;
// ActualStart and ActualEnd, what happened. Do not use one as a substitute for another.
package jobs

import (
	"time"

	"doorstep/app/catalog"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/sla"
)

// Payment is what the office expects: who pays for the work.
type Payment string

const (
	Chargeable Payment = "chargeable"
	AMC        Payment = "amc"
	Warranty   Payment = "warranty"
)

// Payments lists them in the order in which they are shown.
var Payments = []Payment{Chargeable, AMC, Warranty}

// Waiting is what stops the service level clock.
type Waiting string

const (
	WaitingCustomer Waiting = "customer"
	WaitingParts    Waiting = "parts"
)

// Need and Check are what the job took over from its type: skills, and the items of its checklist.
type (
	Need  = catalog.Need
	Check = catalog.Check
	Asks  = catalog.Asks
)

// Line is one service or part that the job is expected to take, or that was used at a visit. QtyMilli is thousandths of the
// item's unit. Visit, Key, Serial, By and ByName are those of a used line; Key is the phone's own name of it.
type Line struct {
	ID       string
	Kind     string
	Item     string
	Name     string
	QtyMilli int
	Rate     money.Paise
	GSTBps   int
	State    string // estimated, used

	Visit, Key, Serial string
	By, ByName         string
}

// Job is one piece of work for one customer at one site.
type Job struct {
	ID, No                         string
	Rev                            int
	Customer, Site, Type           string
	Assets                         []string
	Priority                       int // 1 emergency, 2 urgent, 3 normal
	Issue                          string
	Source                         string
	BookedBy, Parent               string
	Contract                       string // under which it is done; empty for none
	PlanDate                       string // the date of a visit plan that made it; empty for none
	Terms                          Terms  // what the contract promises
	ContactName, ContactPhone      string
	PromisedFrom, PromisedTo       time.Time
	Payment                        Payment
	DurationMin                    int
	Crew                           int  // how many technicians go together, at least 1
	PartsFirst                     bool // nobody is sent without the parts
	Needs                          []Need
	Checklist                      []Check
	Asks                           Asks
	Status                         Status
	Billing, Paid                  string
	SLAFrom                        time.Time
	RespondBy, ArriveBy, ResolveBy time.Time
	Waiting                        Waiting
	Pauses                         []sla.Pause
	RespondedAt, ArrivedAt         time.Time
	CompletedAt, ClosedAt          time.Time
	Reason                         string // why it was cancelled
	Created                        time.Time
}

// Terms are what a contract promises other than the company's service level, in minutes of working time, or of the clock if
// RoundClock; 0 keeps the company's.
type Terms struct {
	RespondMin int  `json:"respond_min"`
	ResolveMin int  `json:"resolve_min"`
	RoundClock bool `json:"round_clock"`
}

// DueAt is the end of the promised window, for that is what the customer agreed to; where nothing was promised, the
// arrival that the service level demands. By it lists put the urgent first.
func (j Job) DueAt() time.Time {
	if !j.PromisedTo.IsZero() {
		return j.PromisedTo
	}
	return j.ArriveBy
}

// Open reports whether the job still wants work or planning.
func (j Job) Open() bool { return !j.Status.Ended() && j.Status != Completed }

// Override is one rule that somebody set aside for a visit.
type Override struct {
	Rule string `json:"rule"`
	Text string `json:"text"`
}

// Visit is one technician's going to the site of a job.
type Visit struct {
	ID                     string
	Rev                    int
	Job, Technician        string
	Helpers                []string // technicians who go along; Technician leads and answers for the visit
	Day                    bool     // it is one day of work that takes several: its end does not end the job while others stand
	Start, End             time.Time
	Status                 VisitStatus
	Lock                   string
	TravelMin              int
	Score                  int
	Chosen                 string // "person", "best" or "plan"
	Proposal               string // the plan that chose it; empty for none
	Overrides              []Override
	OverrideReason         string
	Reason                 string    // of a rejection, cancellation or end without success
	Wish                   time.Time // when the customer would rather have it, until it is planned anew
	ActualStart, ActualEnd time.Time
	Correction             Correction // of the two before; zero where they are as phones said
	Created                time.Time
}

// Stamp is one change of a visit's status; stamps are never edited. AtDevice is what the clock of the phone showed; with SkewMS
// it is brought to ours. At a desk both times are one.
type Stamp struct {
	Visit, Job         string
	From, To           VisitStatus
	AtDevice, AtServer time.Time
	SkewMS             int64
	Device             string
	Source, By, ByName string
	Reason             string
}
