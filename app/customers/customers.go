// Package customers is who pays, how they are reached, where the work is and which machine it is on.
//
// Owns: customers (the payer), their phones, sites, assets, technician preferences; lookup by digits, search, duplicates, merge.
// Does not own: jobs and notes (jobs), what somebody owes (receivables), what a contract covers (contracts).
// CreatedAt is when the customer was entered here. InstalledOn and WarrantyEnd are days in IST as the papers say them;
// the warranty holds on its last day.
package customers

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/money"
)

// Kinds of customer.
const (
	Person   = "person"
	Business = "business"
)

// Kinds, Langs and Channels are what a customer's fields may hold; Channel may also be empty: no wish.
var (
	Kinds    = []string{Person, Business}
	Langs    = []string{"en", "hi"}
	Channels = []string{"whatsapp", "sms", "call", "email"}
)

// Where a site's position came from.
const (
	FromPin   = "pin"   // the PIN code's own point
	FromHand  = "moved" // somebody moved the pin on the map
	FromVisit = "visit" // a technician stood there
)

// Status of an asset.
const (
	InUse   = "in_use"
	Retired = "retired"
)

// Strengths of a preference: how a technician and a customer go together.
const (
	Preferred  = "preferred"  // ranked higher
	Restricted = "restricted" // never sent
	Must       = "must"       // nobody else is sent
)

// Strengths are all strengths in the order in which they are shown.
var Strengths = []string{Preferred, Must, Restricted}

// Fences: metres around a site within which a check-in counts as inside.
const (
	FenceDefault = 100
	FenceLeast   = 8
	FenceMost    = 2000
)

// Customer is who pays. MergedInto names the customer who took this one over; such a record is never shown in lists.
type Customer struct {
	ID, Name, Kind   string
	Rev              int
	GSTIN, StateCode string
	Email            string
	Phones           []Phone // the first is the one to call
	Address, Pin     string
	District         string
	Lang, Channel    string
	DNC              bool // do not contact with reminders and offers
	CreditDays       int
	CreditLimit      money.Paise
	PriceList        string // id of the price list he pays by
	DiscountBps      int    // off standard prices, where his price list says nothing
	TAN              string // under which he deducts tax at source
	TDSBps           int    // how much he usually holds back
	Notes            string
	MergedInto       string
	ExternalID       string // its key in the ledger it was imported from
	CreatedAt        time.Time
}

// Phone is one number of a customer: "+919876543210", and whose it is ("wife", "shop").
type Phone struct{ E164, Label string }

// Phone is the number to call; empty if there is none.
func (c Customer) Phone() string {
	if len(c.Phones) == 0 {
		return ""
	}
	return c.Phones[0].E164
}

// Site is where the work is. At is the zero Point where neither PIN code nor anybody gave a position.
type Site struct {
	ID, Customer   string
	Rev            int
	Label, Address string // Label: "Home", "Baner branch"
	Unit, Landmark string // Unit: floor, flat, building
	Pin, District  string
	StateCode      string
	At             geo.Point
	PosSource      string
	FenceM         int
	Access         string // gate code, dog, hours
	ContactName    string
	ContactPhone   string // E.164, or empty: the customer's own
}

// Name is the site's label, or else its address.
func (s Site) Name() string {
	if s.Label != "" {
		return s.Label
	}
	return s.Address
}

// Located reports whether the site has a position.
func (s Site) Located() bool { return s.At != geo.Point{} }

// Asset is a machine of a customer at a site. Parent is the machine it is a part of.
type Asset struct {
	ID, Site, Customer string
	Rev                int
	Kind, Brand, Model string
	Serial             string
	InstalledOn        clock.Date
	WarrantyEnd        clock.Date
	Location, Notes    string // Location: "bedroom", "terrace"
	Status, Parent     string
}

// InWarranty reports whether the maker's warranty holds on the day; its last day counts.
func (a Asset) InWarranty(day clock.Date) bool { return a.WarrantyEnd != "" && day <= a.WarrantyEnd }

// Name is kind, brand and model in one line: "Split AC · Voltas 185V".
func (a Asset) Name() string {
	made := a.Brand
	if a.Brand != "" && a.Model != "" {
		made += " "
	}
	made += a.Model
	if made == "" {
		return a.Kind
	}
	return a.Kind + " · " + made
}

// Preference is how a technician and a customer go together.
type Preference struct {
	ID, Customer   string
	Rev            int
	Technician     string // id
	TechnicianName string
	Strength       string
	Reason         string
}

// Full is a customer with all that belongs to it.
type Full struct {
	Customer    Customer
	Sites       []Site
	Assets      []Asset
	Preferences []Preference
}

// Service is every verb of the slice. Merged tells the slices below that two customers became one; Signer marks the links that
// customers are given.
type Service struct {
	Merged *hook.Hook[*Merged]
	Signer *Signer

	app   core.App
	fence func() int
}

// New makes the service. fence gives the metres of a new site's fence; nil means FenceDefault.
func New(app core.App, fence func() int) *Service {
	if fence == nil {
		fence = func() int { return FenceDefault }
	}
	return &Service{Merged: &hook.Hook[*Merged]{}, app: app, fence: fence}
}

// In is the service working inside the transaction tx, for verbs of slices below that do several things at once.
func (s *Service) In(tx core.App) *Service {
	return &Service{Merged: s.Merged, Signer: s.Signer, app: tx, fence: s.fence}
}
