// Package stock knows which parts technicians carry.
//
// Owns: the moves of parts into and out of vans, and their sums. Does not own: what a part is and costs (catalog), what a job is
// expected to take and what was used at a visit (jobs).
//
// Moves are append-only; a mistake is reversed by a move of its own. Quantities are thousandths of the item's unit.
package stock

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/people"
)

// Service holds the verbs of stock.
type Service struct {
	app     core.App
	people  *people.Service
	catalog *catalog.Service
	jobs    *jobs.Service
}

// New returns the service over app's data.
func New(app core.App, p *people.Service, c *catalog.Service, j *jobs.Service) *Service {
	return &Service{app: app, people: p, catalog: c, jobs: j}
}

// In is the service working inside the transaction tx.
func (s *Service) In(tx core.App) *Service {
	return New(tx, s.people.In(tx), s.catalog.In(tx), s.jobs.In(tx))
}

// Carried is what each technician has with him now, in thousandths by item. Items of which he has none are left out.
func (s *Service) Carried(ctx context.Context) (map[string]map[string]int, error) {
	return s.sums(ctx)
}
