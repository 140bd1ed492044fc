// Package receivables is what is still owed: its age, the customer's statement, disputes.
//
// Owns: ageing, customer statements, disputes and complaints. Does not own: the balance of an invoice (billing), money that
// came (payments), the link by which a customer complains (customers).
// An invoice is as old as the days since its Due, in IST; where none was set, since its date. A payment stands in a statement on
// the day it was given, tax held back on the day it was entered. At of a dispute is when it was raised, ResolvedAt when it ended.
package receivables

import (
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/billing"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/payments"
	"doorstep/app/settings"
)

// Service is every verb of the slice.
type Service struct {
	app       core.App
	settings  *settings.Service
	customers *customers.Service
	jobs      *jobs.Service
	billing   *billing.Service
	payments  *payments.Service
}

// New makes the service.
func New(app core.App, s *settings.Service, c *customers.Service, j *jobs.Service, b *billing.Service, p *payments.Service) *Service {
	return &Service{app: app, settings: s, customers: c, jobs: j, billing: b, payments: p}
}

// In is the service working inside the transaction tx.
func (s *Service) In(tx core.App) *Service {
	return &Service{
		app: tx, settings: s.settings.In(tx), customers: s.customers.In(tx), jobs: s.jobs.In(tx), billing: s.billing.In(tx), payments: s.payments.In(tx),
	}
}
