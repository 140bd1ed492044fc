// Package contracts is what a customer bought for a time: AMC and warranty, what they cover, when they bring a visit and a bill.
//
// Owns: contracts, the machines under them, cover and what is used up of it, visit plans and their dates, the schedule of bills,
// renewals. Does not own: the jobs that are made (jobs), who goes (dispatch), invoices and estimates (billing), when a schedule runs
// (hooks). Days are days in IST: Starts and Ends are the first and the last day of a contract; DueOn is the day that the terms ask
// for and never moves, PlannedOn the day that is meant; a bill's DraftOn is when its invoice is drafted, DueOn when it is to be paid.
package contracts

import (
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// Type is what sort of contract it is. It fills the cover of a new contract and says who bears covered lines.
type Type string

// The types.
const (
	Comprehensive    Type = "comprehensive"     // labour and parts
	NonComprehensive Type = "non_comprehensive" // labour and planned visits; parts are charged
	Labour           Type = "labour"            // labour alone
	Warranty         Type = "warranty"          // labour and parts, borne by maker or seller
)

// Types lists them in the order in which they are shown.
var Types = []Type{Comprehensive, NonComprehensive, Labour, Warranty}

// Payment is how a job under a contract of the type is marked, and who bears its covered lines.
func (t Type) Payment() jobs.Payment {
	if t == Warranty {
		return jobs.Warranty
	}
	return jobs.AMC
}

// State is where a contract stands.
type State string

// The states.
const (
	Draft     State = "draft"
	Active    State = "active"
	Suspended State = "suspended"
	Expired   State = "expired"
	Closed    State = "closed"
)

// States lists them in the order in which they are shown.
var States = []State{Draft, Active, Suspended, Expired, Closed}

// lives is where a state may go.
var lives = map[State][]State{
	Draft: {Active, Closed}, Active: {Suspended, Expired, Closed}, Suspended: {Active, Expired, Closed},
}

// Cycle is how often a contract is billed. NoBills is for a warranty, or what is billed elsewhere.
type Cycle string

// The cycles.
const (
	NoBills    Cycle = "none"
	Upfront    Cycle = "upfront"
	Monthly    Cycle = "monthly"
	Quarterly  Cycle = "quarterly"
	HalfYearly Cycle = "half_yearly"
	Yearly     Cycle = "yearly"
	PerVisit   Cycle = "per_visit" // a share of the value for each planned visit
)

// Cycles lists them in the order in which they are shown.
var Cycles = []Cycle{Upfront, Monthly, Quarterly, HalfYearly, Yearly, PerVisit, NoBills}

// Before and After say whether a period is billed on its first day or after its last.
const (
	Before = "before"
	After  = "after"
)

// Contract is one agreement. Value is before tax, for the whole term, with all its machines as they now are. Draft invoices are
// made AheadDays before they are due; Item is the service of the price list as which they are billed. RespondMin and ResolveMin are
// promised working minutes, 0 where the company's service level holds. Sites are where it holds; Assets are the machines under it,
// none for all machines at its sites. CustomerName is filled for reading, Assets by Contract only.
type Contract struct {
	ID, No               string
	Rev                  int
	Customer             string
	Sites                []string
	Type                 Type
	State                State
	Starts, Ends         clock.Date
	Value                money.Paise
	Cycle                Cycle
	Timing               string
	AheadDays            int
	Item, PriceList      string
	Branch               string
	RespondMin           int
	ResolveMin           int
	RoundClock           bool
	Terms, Note          string
	Renewal              string // "", quoted, won, lost
	LostReason           string
	UpliftBps            int
	Estimate             string // of the renewal
	Renews, RenewedBy    string // the contracts before and after it
	ActivatedAt, EndedAt time.Time
	SuspendedOn          clock.Date
	Reason               string // of a suspension or closing
	Created              time.Time
	CustomerName         string
	Assets               []Machine
}

// Holds reports whether the contract is in force on the day.
func (c Contract) Holds(on clock.Date) bool {
	return c.State == Active && c.Starts <= on && on <= c.Ends
}

// Machine is an asset under a contract from a day on; To is its last day, empty for the contract's. Share is what it is worth for the
// whole term of the contract, before tax.
type Machine struct {
	ID, Contract, Asset string
	Rev                 int
	From, To            clock.Date
	Share               money.Paise
}

// Under reports whether the machine is under its contract on the day.
func (m Machine) Under(on clock.Date) bool { return m.From <= on && (m.To == "" || on <= m.To) }

// CoverKind is what a rule of cover bears.
type CoverKind string

// The kinds of cover. Labour and visits bear services and the least that a visit costs; visits are meant to be counted. First hour
// bears the first Minutes of services sold by the hour (unit HRS).
const (
	CoverLabour    CoverKind = "labour"
	CoverVisits    CoverKind = "visits"
	CoverParts     CoverKind = "parts"
	CoverItems     CoverKind = "items"
	CoverFirstHour CoverKind = "first_hour"
)

// CoverKinds lists them in the order in which they are shown.
var CoverKinds = []CoverKind{CoverLabour, CoverVisits, CoverParts, CoverItems, CoverFirstHour}

// What jobs a rule applies to.
const (
	AnyJob    = "any"
	Planned   = "planned"   // those that a visit plan made
	Unplanned = "unplanned" // breakdowns
)

// Cover is one rule. Where several fit a line, the least Priority decides, then the most specific. Items, Assets and Types narrow it;
// empty ones do not. Most is how often it is granted over the term: jobs for labour, visits and first hour, thousandths of the unit
// for parts and items; 0 is without limit. Excluded rules say that what fits is charged. Used is filled for reading, as Most counts.
type Cover struct {
	ID, Contract         string
	Rev                  int
	Position             int
	Name                 string
	Kind                 CoverKind
	Items, Assets, Types []string
	Applies              string
	Most                 int64
	Minutes              int
	Excluded             bool
	Priority             int // 1 is the first
	Used                 int64
}

// Left is what is left of a counted rule.
func (c Cover) Left() int64 { return max(0, c.Most-c.Used) }

// Cursor-sized lists.
const pageSize = 50

// Filter narrows the list of contracts; empty fields do not. Query is a number or the beginning of a customer's name. EndsBy lists
// those that end on or before the day.
type Filter struct {
	State    State
	Type     Type
	Customer string
	Query    string
	EndsBy   clock.Date
}

// Use is what a rule of cover bore of a job.
type Use struct {
	Cover, Job string
	QtyMilli   int64
}
