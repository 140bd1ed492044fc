package contracts

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/people"
	"doorstep/app/settings"
)

// Service holds the verbs of contracts, their cover, plans and bills.
type Service struct {
	Events *Events

	app       core.App
	settings  *settings.Service
	people    *people.Service
	customers *customers.Service
	catalog   *catalog.Service
	jobs      *jobs.Service
}

// New returns the service over app's data.
func New(app core.App, s *settings.Service, p *people.Service, c *customers.Service, k *catalog.Service, j *jobs.Service) *Service {
	return &Service{Events: &Events{}, app: app, settings: s, people: p, customers: c, catalog: k, jobs: j}
}

// In is the service working inside the transaction tx.
func (s *Service) In(tx core.App) *Service {
	c := *s
	c.app, c.settings, c.people, c.customers = tx, s.settings.In(tx), s.people.In(tx), s.customers.In(tx)
	c.catalog, c.jobs = s.catalog.In(tx), s.jobs.In(tx)
	return &c
}

// Contract returns the contract with its customer's name and all its machines, also those that have left. Errors: Forbidden; NotFound.
func (s *Service) Contract(ctx context.Context, id string) (Contract, error) {
	if err := act.Require(ctx, See); err != nil {
		return Contract{}, err
	}
	return s.whole(ctx, id)
}
