package dispatch

import (
	"time"

	"doorstep/app/kernel/clock"
)

// ProposalKind is what a proposal plans.
type ProposalKind string

const (
	DayPlan   ProposalKind = "day"       // a whole day
	Emergency ProposalKind = "emergency" // who goes to a P1 job, and who gives way
	Repair    ProposalKind = "repair"    // a day on which something went wrong
)

// Cause is why a proposal was made.
type Cause string

const (
	Asked          Cause = "asked"     // a person pressed for it
	ByClock        Cause = "clock"     // the hour set for it came
	CauseEmergency Cause = "emergency" // a P1 job was taken in
	CauseOverrun   Cause = "overrun"   // a visit takes longer than planned
	CauseLate      Cause = "late"      // a technician has not come (no-show)
	CauseCancelled Cause = "cancelled" // a visit fell out
	CauseAbsent    Cause = "absent"    // a technician fell ill or took leave
	CauseRejected  Cause = "rejected"  // a technician said no
)

// ProposalState is how a proposal stands.
type ProposalState string

const (
	Open      ProposalState = "open"
	Applied   ProposalState = "applied"
	Part      ProposalState = "part" // some of it was applied
	Discarded ProposalState = "discarded"
	Outdated  ProposalState = "outdated" // a later proposal or the day itself overtook it
)

// Proposal is a plan that waits for a yes. It changes no visit until it is applied.
type Proposal struct {
	ID                     string
	Rev                    int
	Day                    clock.Date
	Kind                   ProposalKind
	Cause                  Cause
	State                  ProposalState
	Job, Visit, Technician string // of the cause, where there is one
	Title                  string // in words: "P1 J-00412 at Kothrud: Ravi goes, 2 visits move"
	Moves                  []Move
	Unserved               []Unserved
	Before, After          Measure
	Ways                   string // how travel was reckoned: by distance, learnt speeds, a routing server, and what fell back
	ByRule                 bool   // it was applied by a rule of the company, not by a person
	MadeBy, DecidedBy      string // names of people, or of the schedule
	Made, DecidedAt        time.Time
	Reason                 string // of the decision
}

// Move is one visit that a proposal plans or moves. Key names it within the proposal.
type Move struct {
	Key           string    `json:"key"` // the visit's id, or the job's where it has no visit yet
	Job           string    `json:"job"`
	No            string    `json:"no"`
	Visit         string    `json:"visit,omitempty"`
	Rev           int       `json:"rev"` // of the visit, or of the job where it has none: what was planned on
	Priority      int       `json:"priority"`
	Customer      string    `json:"customer"`
	Place         string    `json:"place"`
	Promised      [2]string `json:"promised"` // RFC 3339, UTC; empty where nothing was promised
	From          Slot      `json:"from"`     // zero for a visit that is new
	To            Slot      `json:"to"`       // zero where the visit is taken off the plan
	BreaksPromise bool      `json:"breaks_promise,omitempty"`
	Displaced     bool      `json:"displaced,omitempty"` // it gave way: another technician, or more than half an hour
	Why           string    `json:"why"`                 // in words
	Message       string    `json:"message,omitempty"`   // drafted for the customer, in his language; empty where he need not know
	State         string    `json:"state,omitempty"`     // "", applied, or refused
	Problem       string    `json:"problem,omitempty"`   // why it was refused, in words
}

// Slot is a place in somebody's day.
type Slot struct {
	Technician string    `json:"technician,omitempty"`
	Name       string    `json:"name,omitempty"`
	Helpers    []string  `json:"helpers,omitempty"` // ids
	Start      time.Time `json:"start"`
	End        time.Time `json:"end"`
	TravelMin  int       `json:"travel_min,omitempty"`
}

// Zero reports whether it is no place at all.
func (s Slot) Zero() bool { return s.Technician == "" }

// Unserved is a job that the plan leaves without a visit, and why.
type Unserved struct {
	Job      string   `json:"job"`
	No       string   `json:"no"`
	Customer string   `json:"customer"`
	Priority int      `json:"priority"`
	Why      []string `json:"why"` // in words, by what excludes most technicians first
}

// Measure sums up a day as planned. Travel, overtime and lateness are minutes.
type Measure struct {
	Visits        int `json:"visits"`
	Unserved      int `json:"unserved"`
	TravelMin     int `json:"travel_min"`
	OvertimeMin   int `json:"overtime_min"`
	LateMin       int `json:"late_min"`
	PromisesMoved int `json:"promises_moved"`
	Technicians   int `json:"technicians"` // visits that change technician
}
