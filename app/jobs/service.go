package jobs

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/people"
	"doorstep/app/settings"
)

// Service holds the verbs of jobs and visits.
type Service struct {
	Events *Events

	app       core.App
	root      core.App // app, outside any transaction
	staff     *people.Service
	settings  *settings.Service
	customers *customers.Service
	catalog   *catalog.Service
}

// New returns the service over app's data.
func New(app core.App, s *settings.Service, p *people.Service, c *customers.Service, k *catalog.Service) *Service {
	return &Service{Events: &Events{}, app: app, root: app, settings: s, staff: p, customers: c, catalog: k}
}

// In is the service working inside the transaction tx.
func (s *Service) In(tx core.App) *Service {
	c := *s
	c.app, c.settings, c.staff, c.customers, c.catalog = tx, s.settings.In(tx), s.staff.In(tx), s.customers.In(tx), s.catalog.In(tx)
	return &c
}

// Get returns the job; NotFound if there is none.
func (s *Service) Get(_ context.Context, id string) (Job, error) {
	_, j, err := findJob(s.app, id)
	return j, err
}

// Visit returns the visit; NotFound if there is none, or if it is another technician's.
func (s *Service) Visit(ctx context.Context, id string) (Visit, error) {
	_, v, err := findVisit(s.app, id)
	if err != nil {
		return Visit{}, err
	}
	return v, mine(ctx, v)
}

// Lines returns the services and parts that the job is expected to take.
func (s *Service) Lines(ctx context.Context, job string) ([]Line, error) {
	return linesOf(ctx, s.app, job)
}
