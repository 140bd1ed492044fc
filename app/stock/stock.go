// Package stock knows which parts technicians carry.
//
// Owns: the moves of parts into and out of vans, and their sums. Does not own: what a part is and costs (catalog), what a job is
// expected to take and what was used at a visit (jobs).
//
// Moves are append-only; a mistake is reversed by a move of its own. Quantities are thousandths of the item's unit. What is used at a
// visit comes from the van of its lead, also what nobody had loaded: then he carries less than nothing until it is counted.
package stock

import (
	"context"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/people"
)

// Kinds of move.
const (
	Loaded   = "load"    // given to the technician
	Returned = "return"  // taken back from him
	Used     = "use"     // put in at a visit
	Counted  = "count"   // what a count found more or less
	Reversed = "reverse" // takes back a move that was a mistake
)

// One is one move of a part. Milli is what it adds to the van, less than nothing where it takes.
type One struct {
	ID, Technician, Item string
	Name, Code, Unit     string // of the item
	Milli                int
	Kind                 string
	Visit, Job, No       string // where it was used
	Reverses             string // the move that it takes back
	Undone               bool   // another move takes it back
	Reason, ByName       string
	At                   time.Time
}

// Held is a part on a van. Wanted is what visits that have not begun are expected to take of it, through tomorrow.
type Held struct {
	Technician, TechName string
	Item, Name           string
	Code, Unit           string
	Milli, Wanted        int
}

// Short reports whether his visits will take more than he has.
func (h Held) Short() bool { return h.Milli < h.Wanted }

// Van is what one technician carries, in figures.
type Van struct {
	Technician, Name       string
	Active                 bool
	Items, Short, Negative int // kinds of part: with him, of which he lacks some, of which he has less than nothing
}

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
