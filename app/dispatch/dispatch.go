// Package dispatch decides who goes where and when.
//
// Owns: the ranking of technicians for a job, the rules a plan is held to, the day board, assigning, proposals and their applying.
// Does not own: visits themselves (jobs stores them), who works when (people), travel between points (kernel/geo).
// Start and End are planned instants; a promised window bounds the arrival, that is the Start of a visit.
package dispatch

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/customers"
	"doorstep/app/dispatch/osrm"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/people"
	"doorstep/app/settings"
	"doorstep/app/stock"
)

// Service holds the verbs of dispatch.
type Service struct {
	Events *Events

	app       core.App
	settings  *settings.Service
	people    *people.Service
	customers *customers.Service
	jobs      *jobs.Service
	stock     *stock.Service
	undo      *undos
	osrm      *osrm.Client
}

// New returns the service over app's data.
func New(app core.App, s *settings.Service, p *people.Service, c *customers.Service, j *jobs.Service, st *stock.Service) *Service {
	return &Service{Events: &Events{}, app: app, settings: s, people: p, customers: c, jobs: j, stock: st, undo: &undos{}, osrm: &osrm.Client{}}
}

// In is the service working inside the transaction tx.
func (s *Service) In(tx core.App) *Service {
	c := *s
	c.app, c.settings, c.people, c.customers, c.jobs, c.stock = tx, s.settings.In(tx), s.people.In(tx), s.customers.In(tx), s.jobs.In(tx), s.stock.In(tx)
	return &c
}

// Ask is what a visit demands, apart from who does it.
type Ask struct {
	Job          string
	Visit        string // the visit being moved, whose present place does not count; may be empty
	Day          clock.Date
	Now          time.Time
	Minutes      int
	Needs        []jobs.Need
	Pin          string
	At           geo.Point
	Place        string
	From, To     time.Time // promised window of arrival; zero: nothing was promised
	SLAFrom      time.Time
	DueBy        time.Time // end of the promise, or the arrival that the service level demands
	SkillNames   map[string]string
	HasPreferred bool        // somebody is preferred or must go
	MustGo       bool        // nobody goes but those who must
	Parts        []jobs.Load // what the job is expected to take
	PartsFirst   bool        // nobody is sent without them
	Crew         int         // how many go together, the lead included; 0 counts as 1
}

// Stop is one visit already on a technician's day.
type Stop struct {
	Visit, No  string
	Lead       string // whom he helps there; empty where he leads
	Start, End time.Time
	At         geo.Point
	Place      string
}

// Worker is a technician on the day in question.
type Worker struct {
	people.OnDuty
	Stops    []Stop          // by start
	Areas    []string        // none: goes anywhere
	Pins     map[string]bool // of the areas
	Strength string          // preferred, restricted, must, or empty
	Why      string          // of a restriction
	Visits   int             // visits that ended at this site
	Ways     *Ways           // how long his ways take
	Carries  map[string]int  // parts on his van, in thousandths by item; less than nothing where more was used than he had
}

// Violation is one rule that a plan breaks, in words.
type Violation struct{ Rule, Text string }

// Reason is what one factor gave a candidate, of what it could give.
type Reason struct {
	Factor     string
	Points, Of int
	Text       string
}

// Candidate is a technician who can go, with the best start found for him.
type Candidate struct {
	Technician, Name string
	Score            int // 0 to 100
	Start, End       time.Time
	TravelMin        int
	From             string // where he comes from
	Reasons          []Reason
	Helpers, With    []string // who go along, by id and by name; fewer than the crew where nobody else is free
}

// Rejected is a technician who cannot go, with every reason found.
type Rejected struct {
	Technician, Name string
	Why              []string
}

// Ranking is who could do a job on a day: candidates, the best first, and the others with why.
type Ranking struct {
	Day        clock.Date
	Candidates []Candidate
	Rejected   []Rejected
}
