// Package settings is the company: who it is, when it works, what it promises and how it wants to be planned.
//
// Owns: the company's one row, its holidays, its service levels; what a valid value of each is; when schedules last ran.
// Does not own: who signs in (people), prices and taxes (catalog), what a job was promised (jobs), what schedules do (hooks).
// A holiday is a day in IST. Hours are working hours of the company; a technician's shift may differ (people).
// Service levels are minutes of working time, or of the clock where they run round it.
package settings

import (
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/workcal"
)

// GSTMode is how the company stands towards GST. Only a regular one may show tax on paper.
type GSTMode string

const (
	Regular      GSTMode = "regular"
	Composition  GSTMode = "composition"
	Unregistered GSTMode = "unregistered"
)

// What a policy does about a plan that breaks a rule.
const (
	Forbid = "forbid" // nobody may save it
	Warn   = "warn"   // saved when the person insists, with a reason
	Allow  = "allow"  // saved without a word
)

// Company is the one company of this appliance.
type Company struct {
	ID                     string
	Rev                    int
	Since                  time.Time // when it was set up
	Name, LegalName        string
	Phone                  string // E.164
	Email                  string
	GSTMode                GSTMode
	GSTIN, StateCode       string // GSTIN is empty where unregistered; the State's two digits never are
	Address, Pin, District string
	At                     geo.Point
	UPI                    string
	BankName, BankAccount  string
	BankIFSC               string
	InvoicePrefix          string // "FW" gives FW/26-27/00001
	Terms                  string
	Signatory              string      // who signs papers; empty: they say that none is needed
	MinVisit               money.Paise // least that the services of a chargeable job come to; 0 none
	VisitItem              string      // item of the price list as which the rest up to MinVisit is charged
	Thermal                bool        // papers are printed on an 80 mm roll where nobody says otherwise
	Week                   workcal.Week
	Weights                Weights
	Policies               Policies
	Planning               Planning
	Copies                 Copies
	TileURL, TileCredit    string // the office map's pictures; both empty: a map without them
	Console                bool   // PocketBase's own console is open to the owner
}

// Weights say what counts how much when technicians are ranked; only their proportions matter.
type Weights struct {
	Travel    int `json:"travel"`
	SLA       int `json:"sla"`
	Skill     int `json:"skill"`
	Parts     int `json:"parts"`
	Load      int `json:"load"`
	Preferred int `json:"preferred"`
	History   int `json:"history"`
}

// DefaultWeights are those of a new company; they sum to 100.
func DefaultWeights() Weights {
	return Weights{Travel: 30, SLA: 25, Skill: 15, Parts: 10, Load: 10, Preferred: 5, History: 5}
}

// Sum is what a perfect candidate would get.
func (w Weights) Sum() int {
	return w.Travel + w.SLA + w.Skill + w.Parts + w.Load + w.Preferred + w.History
}

// Policies are the rules of planning. FenceM is metres around a new site;
// AcceptMin the minutes after which a dispatched visit that nobody accepted shows as unanswered;
// TrailDays for how many days technicians' positions are kept, read by TrailKept.
type Policies struct {
	Overlap    string `json:"overlap"`
	OutOfHours string `json:"out_of_hours"`
	FenceM     int    `json:"fence_m"`
	AcceptMin  int    `json:"accept_min"`
	TrailDays  int    `json:"trail_days"` // 0 in companies older than the setting
}

// DefaultPolicies are those of a new company.
func DefaultPolicies() Policies {
	return Policies{Overlap: Warn, OutOfHours: Warn, FenceM: 100, AcceptMin: 30, TrailDays: trailUsual}
}

// trailUsual is for how many days positions are kept where nobody says otherwise.
const trailUsual = 90

// TrailKept is for how many days positions are kept.
func (p Policies) TrailKept() int {
	if p.TrailDays <= 0 {
		return trailUsual
	}
	return p.TrailDays
}

// DefaultHours are usual hours as typed, by time.Weekday: what a set-up page begins with.
func DefaultHours() [7]string {
	var days [7]string
	for d := 1; d < 7; d++ {
		days[d] = "09:00-19:00"
	}
	return days
}

// Holiday is a day on which the company does not work.
type Holiday struct {
	ID   string
	Rev  int
	Date clock.Date
	Name string
}

// SLAPolicy is what jobs of one priority and kind of payment are promised, in minutes.
type SLAPolicy struct {
	ID                       string
	Rev                      int
	Priority                 int // 1 is the most urgent
	Payment                  string
	Respond, Arrive, Resolve int
	RoundClock               bool // minutes of the clock, not of working time
}

// Priorities and Payments are the rows and columns of the table of service levels.
var (
	Priorities = []int{1, 2, 3}
	Payments   = []string{"chargeable", "amc", "warranty"}
)

// Service holds the verbs and reads of this slice.
type Service struct {
	app   core.App
	setUp atomic.Bool // never turns false again
}

// New returns the settings stored in app.
func New(app core.App) *Service { return &Service{app: app} }
