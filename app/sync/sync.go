// Package sync is the inbox of the technicians' phones: everything a phone did, online or not, comes in here.
//
// Owns: devices and the clocks they keep, the inbox of items with what became of each, conflicts and how they were settled,
// the parts of uploads that have not come whole. Does not own: what an item does (people, jobs,
// billing, payments).
//
// An item is applied whole, in one transaction with its row in the inbox, or refused whole; what is refused is kept with its
// body and the reason, and waits for the office. At is the phone's clock brought to ours; DeviceAt is what the phone showed.
// Parts of uploads are files in the folder "uploads" beside the database, named after the hash of user and key.
package sync

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/billing"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/payments"
	"doorstep/app/people"
)

// Item is one thing done on a phone. Seq counts up per person and device; Prev is the Seq of the item before it there, 0 for the first.
type Item struct {
	Key     string            `json:"key"`
	Seq     int               `json:"seq"`
	Prev    int               `json:"prev"`
	Kind    string            `json:"kind"`
	Visit   string            `json:"visit,omitempty"`
	At      time.Time         `json:"at"`
	Offline bool              `json:"offline,omitempty"`
	Fix     *Fix              `json:"fix,omitempty"`
	Denied  bool              `json:"denied,omitempty"`
	Data    map[string]string `json:"data,omitempty"`
}

// Fix is a position as phones send it: degrees, metres, the phone's clock.
type Fix struct {
	Lat float64   `json:"lat"`
	Lng float64   `json:"lng"`
	Acc float64   `json:"acc"`
	At  time.Time `json:"at"`
}

// Batch is one sending of a phone. At is its clock at sending, from which the skew is measured.
type Batch struct {
	Device    string    `json:"device"`
	At        time.Time `json:"at"`
	Waiting   int       `json:"waiting"`   // items and files it still holds, these included
	Persisted bool      `json:"persisted"` // its storage is safe from eviction
	FreeMB    int       `json:"free_mb"`
	Position  string    `json:"position"` // granted, denied, prompt, insecure, none
	Agent     string    `json:"-"`
	Items     []Item    `json:"items"`
	Points    []Fix     `json:"points"`
}

// Result is what became of one item. State is done; conflict (kept for the office); early (not kept: send what comes before it
// first); or refused: its key already stands for something else, so it is kept for the office under a key of its own, or it has
// no key under which anything can be kept. Code and Message say why it was not done.
type Result struct {
	Key     string `json:"key"`
	State   string `json:"state"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
}

// Receipt answers a batch. Last is the highest Seq of this device and person that is kept.
type Receipt struct {
	Now      time.Time `json:"now"` // after everything of it was durable: a page that was begun later holds it
	Last     int       `json:"last"`
	Released bool      `json:"released"` // the office lets him sign out with unsent work
	Results  []Result  `json:"results"`
	Points   int       `json:"points"` // positions kept, those of items among them
}

// Service holds the verbs of the inbox.
type Service struct {
	app       core.App
	people    *people.Service
	customers *customers.Service
	jobs      *jobs.Service
	billing   *billing.Service
	payments  *payments.Service
	failures  *strikes // of items, by user and key
	torn      *strikes // of uploads, by part
	parts     *turns
}

// New returns the inbox over app's data.
func New(app core.App, p *people.Service, c *customers.Service, j *jobs.Service, b *billing.Service, m *payments.Service) *Service {
	return &Service{app: app, people: p, customers: c, jobs: j, billing: b, payments: m, failures: &strikes{}, torn: &strikes{}, parts: &turns{}}
}

// In is the service working inside the transaction tx.
func (s *Service) In(tx core.App) *Service {
	c := *s
	c.app, c.people, c.customers, c.jobs = tx, s.people.In(tx), s.customers.In(tx), s.jobs.In(tx)
	c.billing, c.payments = s.billing.In(tx), s.payments.In(tx)
	return &c
}
