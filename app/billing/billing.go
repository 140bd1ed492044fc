// Package billing is what the customer is asked to pay: estimates, invoices, credit and debit notes, vouchers.
//
// Owns: drafts and issued documents, their lines, numbers and PDF; what settles an invoice; estimates and their approval.
// Does not own: whether money came (payments), reminders and disputes (receivables), the arithmetic of tax (kernel/gst), how a
// paper looks (kernel/paper). Date is the day in IST that stands on the document, Due the day by which it is to be paid;
// IssuedAt is the instant at which it got its number.
package billing

import (
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/contracts"
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
	catalog   *catalog.Service
	jobs      *jobs.Service
	contracts *contracts.Service
	Events    *Events
}

// New makes the service.
func New(app core.App, s *settings.Service, p *people.Service, c *customers.Service, k *catalog.Service, j *jobs.Service, a *contracts.Service) *Service {
	return &Service{app: app, settings: s, people: p, customers: c, catalog: k, jobs: j, contracts: a, Events: &Events{}}
}

// In is the service working inside the transaction tx.
func (s *Service) In(tx core.App) *Service {
	return &Service{
		app: tx, settings: s.settings.In(tx), people: s.people.In(tx), customers: s.customers.In(tx), catalog: s.catalog.In(tx),
		jobs: s.jobs.In(tx), contracts: s.contracts.In(tx), Events: s.Events,
	}
}
