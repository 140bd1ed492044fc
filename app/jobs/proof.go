package jobs

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/money"
)

// Kinds, slots and states of a capture. The slot of a check's photo is "check:" and the id of the check.
const (
	Photo = "photo"
	Voice = "voice"

	SlotBefore = "before"
	SlotAfter  = "after"
	SlotBill   = "bill"
	SlotOther  = "other"
	SlotNote   = "note"
	SlotPay    = "payment" // the customer's screen, with the reference of his payment
	checkSlot  = "check:"

	signOffToken = "signoff"
	payToken     = "payment"

	Awaited = "awaited"
	Stored  = "stored"
	Refused = "refused"
)

// Proof is everything that shows what was done at a visit. In all of it AtDevice is when it was done, brought to the server's
// clock, and AtServer when it came in.
type Proof struct {
	Captures []Capture
	Answers  []Given
	Used     []Line // parts and services used at this visit
	Expenses []Expense
	Swaps    []Swap
	SignOff  *SignOff // the newest; nil without one
	CheckIns []CheckIn
}

// Capture is a photo or voice note of a visit. It is announced first, which is what counts for completeness, and stored when
// its bytes have come. Twin is the earlier capture with the same bytes ("same") or nearly the same picture ("alike").
type Capture struct {
	ID, Job, Visit, Key string
	Kind                string // photo or voice
	Slot                string // before, after, bill, payment, other, note, or check:<id of the check>
	Origin              string // camera, gallery, recorder, office
	SHA256, Mime        string
	Size, Width, Height int
	State               string // awaited, stored, refused
	Why                 string // fault code of a refusal
	Twin, Likeness      string
	AtDevice, AtServer  time.Time
	Lat, Lng            float64
	ByName              string
}

// Given is the answer to a check. Milli is a number or reading in thousandths; Before the machine's last reading, -1 if none.
type Given struct {
	ID, Visit, Check, Asset string
	Text, Kind, Value       string
	Milli, Before           int64
	Result                  string // pass, fail, na; empty for other kinds
	Lower                   bool   // a reading below the last one, confirmed
	FollowUp                string // job made of a failure
	AtDevice, AtServer      time.Time
	Source, ByName          string
}

// answers reports whether the check is done with: a tick taken away again is not.
func (g Given) answers() bool { return g.Kind != "tick" || g.Value == "yes" }

// Expense is money a technician laid out for a job. Bill is the key of the photo of its bill.
type Expense struct {
	ID, Job, No, Visit, Technician, TechName, Key string
	Kind                                          string // fuel, parking, purchase, courier, other
	Amount                                        money.Paise
	Note, Bill, BillID                            string // BillID is the capture's id, empty until the photo came
	State                                         string // claimed, approved, rejected
	DecidedBy, Reason                             string
	AtDevice                                      time.Time
}

// Swap is a machine's old serial number out and its new one in.
type Swap struct {
	ID, Visit, Asset     string
	OldSerial, NewSerial string
	Reason, ByName       string
	AtDevice             time.Time
}

// SignOff is the customer's word that the visit took place.
type SignOff struct {
	ID, Visit          string
	How                string // signature, code, refused
	Name, Reason       string
	Signed             bool // a picture of the signature is there
	AtDevice, AtServer time.Time
	Source, ByName     string
}

// Demand is one thing that a job wants of a visit before it is completed. Token is what forms on the phone give: "before",
// "after", "signoff", "payment", "check:<id>" (with several machines the same check is asked once). Text is the check's own;
// empty for the others.
type Demand struct {
	Token, Text string
	Met         bool
}

// Proof returns everything that shows what was done at the visit. Errors: NotFound, also for another's.
func (s *Service) Proof(ctx context.Context, visit string) (Proof, error) {
	if _, err := s.Visit(ctx, visit); err != nil {
		return Proof{}, err
	}
	return s.proofBy(ctx, "visit", visit)
}

// JobProof is Proof of all visits of the job, each list in the order in which it came in; SignOff is the newest.
// Errors: Forbidden without See; NotFound.
func (s *Service) JobProof(ctx context.Context, job string) (Proof, error) {
	if err := act.Require(ctx, See); err != nil {
		return Proof{}, err
	}
	if _, err := s.Get(ctx, job); err != nil {
		return Proof{}, err
	}
	return s.proofBy(ctx, "job", job)
}

// Missing are the demands on the visit that are not met. Errors: NotFound, also for another's.
func (s *Service) Missing(ctx context.Context, visit string) ([]Demand, error) {
	all, err := s.Demands(ctx, visit)
	return slices.DeleteFunc(all, func(d Demand) bool { return d.Met }), err
}

// Demands lists what the job's checklist and proof rules want of the visit, in their order, and last what every visit wants: that
// somebody says how the customer pays. Announced photos count, those refused do not. Checks that an earlier visit of the job
// answered stay answered. A day of work that goes on tomorrow wants no more than the photo before it.
// Errors: NotFound, also for another's.
func (s *Service) Demands(ctx context.Context, visit string) ([]Demand, error) {
	v, err := s.Visit(ctx, visit)
	if err != nil {
		return nil, err
	}
	job, err := s.Get(ctx, v.Job)
	if err != nil {
		return nil, err
	}
	captures, err := capturesOf(ctx, s.app, dbx.HashExp{"job": v.Job})
	if err != nil {
		return nil, err
	}
	answers, err := rowsOf(ctx, s.app, "answers", dbx.HashExp{"job": v.Job}, readGiven)
	if err != nil {
		return nil, err
	}
	signed, err := rowsOf(ctx, s.app, "signoffs", dbx.HashExp{"visit": visit}, readSignOff)
	if err != nil {
		return nil, err
	}
	on, err := s.goesOn(ctx, v)
	if err != nil {
		return nil, err
	}
	if on {
		before := Job{Asks: Asks{Before: job.Asks.Before}}
		return demands(before, visit, captures, nil, false), nil
	}
	pays, _, err := s.Pays(ctx, visit)
	return append(demands(job, visit, captures, answers, len(signed) > 0), Demand{Token: payToken, Met: pays != ""}), err
}

// demands are what the job itself asks for, given what came in for it.
func demands(job Job, visit string, captures []Capture, answers []Given, signed bool) []Demand {
	there := map[string]bool{signOffToken: signed}
	for _, c := range captures {
		if c.State == Refused || c.Kind != Photo {
			continue
		}
		if c.Visit == visit || strings.HasPrefix(c.Slot, checkSlot) {
			there[c.Slot] = true
		}
	}
	for _, a := range answers {
		there[checkSlot+a.Check] = there[checkSlot+a.Check] || a.answers()
	}
	var all []Demand
	ask := func(wanted bool, token, text string) {
		if wanted {
			all = append(all, Demand{token, text, there[token]})
		}
	}
	ask(job.Asks.Before, SlotBefore, "")
	for _, c := range job.Checklist {
		ask(c.Required, checkSlot+c.ID, c.Text)
	}
	ask(job.Asks.After, SlotAfter, "")
	ask(job.Asks.SignOff, signOffToken, "")
	return all
}
