// Package payments is the money that comes: what was claimed at the door, what is verified, cash in hands, the bank, the gateway.
//
// Owns: payments and their allocation to invoices, receipts, cash custody, bank statements and their matching, the gateway.
// Does not own: what is due (billing), reminders (receivables). AtDevice is when the money was given, AtServer when that came
// here, VerifiedAt when the business saw it. Date is the day on which it was given, in IST.
//
// A payment is claimed, then verified or rejected; a verified one may be reversed. Only verified money settles invoices. What a
// payment settled, what cash moved and what was counted is added to, never changed: a mistake is followed by its reversal.
package payments

import (
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/billing"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/people"
	"doorstep/app/settings"
)

// Service is every verb of the slice.
type Service struct {
	app       core.App
	settings  *settings.Service
	people    *people.Service
	customers *customers.Service
	jobs      *jobs.Service
	billing   *billing.Service
	keys      string // folder in which the key lies that encrypts what must stay secret
	Events    *Events
}

// New makes the service. keys is the folder of the appliance's own keys.
func New(app core.App, s *settings.Service, p *people.Service, c *customers.Service, j *jobs.Service, b *billing.Service, keys string) *Service {
	return &Service{app: app, settings: s, people: p, customers: c, jobs: j, billing: b, keys: keys, Events: &Events{}}
}

// In is the service working inside the transaction tx.
func (s *Service) In(tx core.App) *Service {
	return &Service{
		app: tx, settings: s.settings.In(tx), people: s.people.In(tx), customers: s.customers.In(tx), jobs: s.jobs.In(tx),
		billing: s.billing.In(tx), keys: s.keys, Events: s.Events,
	}
}
