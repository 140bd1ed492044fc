package contracts

import (
	"time"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/recur"
)

// Anchors of a plan.
const (
	ByTerms     = "terms"      // counted from First: a visit that moves does not move the next
	ByLastVisit = "last_visit" // the next is counted from the day on which the last was done
)

// What becomes of a date on a day on which the company does not work.
const (
	KeepDay     = "keep"
	NextDay     = "next"
	PreviousDay = "previous"
)

// Template is what every job of a plan has. Every field of it reaches the job that is made; empty ones take the job type's.
type Template struct {
	Type         string          `json:"type"`
	Priority     int             `json:"priority"`
	Issue        string          `json:"issue"`
	DurationMin  int             `json:"duration_min"`
	ContactName  string          `json:"contact_name"`
	ContactPhone string          `json:"contact_phone"`
	Asks         catalog.Asks    `json:"asks"`      // what shows that it was done, besides what the type asks for
	Checklist    []catalog.Check `json:"checklist"` // besides the type's
	Parts        []catalog.Part  `json:"parts"`     // likely to be used, besides the type's
	Needs        []catalog.Need  `json:"needs"`     // skills besides the type's
}

// Plan says when a contract brings a visit, and what job that is. Its dates are made HorizonDays ahead into jobs, and the job's visit
// is assigned AssignDays ahead if Assign is set. A date may be done FlexBefore days earlier and FlexAfter days later. FromMin and
// ToMin are the promised window as minutes of the day; both 0 promise the working day. Tell writes the customer a message.
type Plan struct {
	ID, Contract string
	Rev          int
	Site         string
	Assets       []string
	Name         string
	Rule         recur.Rule
	Template     Template
	Anchor       string
	First        clock.Date
	HorizonDays  int
	AssignDays   int
	FlexBefore   int
	FlexAfter    int
	FromMin      int
	ToMin        int
	Technician   string // preferred
	Holidays     string
	Assign, Tell bool
	Ended        bool
}

// DateState is what became of a plan's date.
type DateState string

// The states of a date.
const (
	Pending   DateState = "pending"
	Generated DateState = "generated"
	Skipped   DateState = "skipped"
	Cancelled DateState = "cancelled"
)

// Assigning of a generated date.
const (
	AssignWanted = "wanted"
	AssignDone   = "done"
	AssignFailed = "failed"
)

// PlanDate is one date of a plan, once and for ever: DueOn is what the rule says. Moved says that a person chose another PlannedOn.
// CaughtUp says that it was made after its day, because the appliance stood still. DoneOn is the day on which its job was completed.
// Alert is what somebody should look at: the preferred technician is on leave, nobody could be assigned.
type PlanDate struct {
	ID, Plan, Contract string
	Rev                int
	DueOn, PlannedOn   clock.Date
	State              DateState
	Job                string
	Reason             string
	Moved, CaughtUp    bool
	MadeAt             time.Time
	DoneOn             clock.Date
	Assigning, Alert   string
	PlanName, JobNo    string // filled for reading
}

// Touched reports whether a person or the work itself has had to do with the date: an edit of the plan leaves it alone.
func (d PlanDate) Touched() bool { return d.State != Pending || d.Moved }
