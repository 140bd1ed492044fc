// Package catalog is what is sold and what kinds of job there are: the price list and the job types that fill a job.
//
// Owns: items (services and parts), their dated prices and GST rates, job types with duration, skills, checklist and parts, manuals of
// machines by brand and model.
// Does not own: stock of parts (stock), price books of customers (contracts), the lines of a job (jobs), tax sums (billing).
// A rate's From is the IST day on which it comes into force; it holds until the next one.
package catalog

import (
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// Kinds of item.
const (
	KindService = "service"
	KindPart    = "part"
)

// How a job is paid, as far as its type says.
const (
	Chargeable = "chargeable"
	AMC        = "amc"
	Warranty   = "warranty"
)

// Limits of a job type.
const (
	DurationLeast = 5    // minutes
	DurationMost  = 2880 // minutes: two days
	LevelMost     = 5
	CrewMost      = 6 // technicians who go together, the lead included
)

var (
	// GSTRates are the rates that GST knows, in basis points.
	GSTRates = []int{0, 25, 150, 300, 500, 1800, 2800, 4000}
	// Units are the unit quantity codes that parts and services are counted in.
	Units = []string{"NOS", "PCS", "SET", "MTR", "KGS", "LTR", "BOX", "PAC", "PRS", "HRS", "OTH"}
	// Payments are the ways in which a job may be paid.
	Payments = []string{Chargeable, AMC, Warranty}
	// CheckKinds are what a line of a checklist asks for.
	CheckKinds = []string{"tick", "pass_fail", "text", "number", "photo", "reading"}
)

// Item is a line of the price list with the rate in force on the day that was asked for; RateFrom is empty if none was yet.
// Floor is the lowest price that may be charged, 0 if there is none; Cost is what a unit is bought for, 0 if nobody said. HSN holds the
// SAC of a service.
type Item struct {
	ID, Kind   string
	Rev        int
	Code, Name string
	HSN, UOM   string
	Price      money.Paise // per unit, before tax
	GSTBps     int
	RateFrom   clock.Date
	Floor      money.Paise
	Cost       money.Paise // per unit, before tax
	Active     bool
}

// Rate is a price and a GST rate from a day on.
type Rate struct {
	ID, Item string
	From     clock.Date
	Price    money.Paise
	GSTBps   int
}

// JobType is what fills a job when it is booked.
type JobType struct {
	ID          string
	Rev         int
	Code, Name  string
	Trade       string
	DurationMin int
	Crew        int  // how many technicians go together, at least 1
	PartsFirst  bool // nobody is sent without the parts
	Priority    int  // 1 is the most urgent
	Payment     string
	Skills      []Need
	Checklist   []Check
	Asks        Asks
	Parts       []Part
	Issues      []string // usual complaints, offered at intake
	Active      bool
	Position    int
}

// Need is a skill and the least level of it.
type Need struct {
	Skill string `json:"skill"`
	Level int    `json:"level"`
}

// Check is a line of a checklist. ID stays the same while the text is reworded.
type Check struct {
	ID       string `json:"id"`
	Text     string `json:"text"`
	Kind     string `json:"kind"`
	Required bool   `json:"required"`
}

// Asks is what shows that a job was done, besides its checklist: without it a visit is not completed.
type Asks struct {
	Before  bool `json:"before"`   // a photo before work
	After   bool `json:"after"`    // a photo after it
	SignOff bool `json:"sign_off"` // the customer's signature, code, or refusal
}

// Or asks for whatever one of the two asks for.
func (a Asks) Or(b Asks) Asks {
	return Asks{Before: a.Before || b.Before, After: a.After || b.After, SignOff: a.SignOff || b.SignOff}
}

// Part is an item likely to be used, in thousandths of its unit.
type Part struct {
	Item     string `json:"item"`
	QtyMilli int    `json:"qty_milli"`
}

// Service is every verb of the slice.
type Service struct{ app core.App }

// New makes the service.
func New(app core.App) *Service { return &Service{app: app} }

// In is the service working inside the transaction tx.
func (s *Service) In(tx core.App) *Service { return &Service{app: tx} }
