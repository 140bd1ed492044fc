package dispatch

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/people"
)

// MapMost is how many pins a map draws at most; more of them would say less.
const MapMost = 2000

// seenWithin is how old a position may be to be shown at all, SeenStale from when on it says little about where somebody is now.
const (
	seenWithin = 12 * time.Hour
	SeenStale  = 30 * time.Minute
)

// DayMap is a day in places: who goes where in which order, which jobs nobody goes to, and where people were last seen.
type DayMap struct {
	Day     clock.Date
	Routes  []DayRoute // those with visits first, then those on duty, then the others; by name
	Waiting []MapPin   // jobs without a visit, the most urgent first; at most MapMost
	Total   int        // how many jobs wait, shown or not
}

// DayRoute is one technician's way through the day: from his home, if it is known, to one stop after the other.
type DayRoute struct {
	people.OnDuty
	Stops     []MapStop
	Metres    int       // by road, from home to the last stop
	TravelMin int       // of the same
	Seen      fence.Fix // his last position; At is zero where none is known or the day is not today
}

// MapStop is a visit as a map shows it.
type MapStop struct {
	MapPin
	Visit      string
	Rev        int
	Start, End time.Time
	Status     jobs.VisitStatus
	Lock       string
	Late       bool // it should have begun, or ended, and has not
	Helping    bool // he helps whoever leads it
	LegM       int  // road metres from the stop before, or from home; 0 where either place is unknown
	LegMin     int
}

// MapPin is a job at its place.
type MapPin struct {
	Job, No      string
	Priority     int
	Name, Type   string // the customer's, the job type's
	Address, Pin string
	At           geo.Point // zero where nothing is known
	Rough        bool      // At is where the PIN code lies, for want of better
	From, To     time.Time // promised arrival; zero: none
	DueAt        time.Time
	DurationMin  int
	WaitsFor     jobs.Waiting
	Overdue      bool // nobody goes, and it is past due
}

// DayMap reads the day's map in a number of queries that does not grow with it. Errors: Forbidden without people.SeeTechnicians.
func (s *Service) DayMap(ctx context.Context, day clock.Date) (DayMap, error) {
	roster, err := s.people.Roster(ctx, day)
	if err != nil {
		return DayMap{}, err
	}
	visits, err := s.mapVisits(ctx, day)
	if err != nil {
		return DayMap{}, err
	}
	ways, err := s.Ways(ctx)
	if err != nil {
		return DayMap{}, err
	}
	m := DayMap{Day: day}
	if m.Waiting, m.Total, err = s.mapWaiting(ctx); err != nil {
		return DayMap{}, err
	}
	seen := map[string]fence.Fix{}
	if day == clock.Today() {
		if seen, err = s.people.LastKnown(ctx, seenWithin); err != nil {
			return DayMap{}, err
		}
	}
	m.Routes = routesOf(roster, visits)
	var all []way
	for _, r := range m.Routes {
		here := r.Technician.Home
		for _, stop := range r.Stops {
			all = append(all, wayOf(here, stop.At))
			here = stop.At
		}
	}
	if err := s.find(ctx, ways, all); err != nil {
		return DayMap{}, err
	}
	for i := range m.Routes {
		m.Routes[i].Seen = seen[m.Routes[i].Technician.ID]
		m.Routes[i].measure(ways)
	}
	return m, nil
}

// routesOf gives everybody his visits, which come by start; a visit stands with its lead and with everyone who helps. Who left but
// still has visits has a route for them.
func routesOf(roster []people.OnDuty, visits []mapVisit) []DayRoute {
	routes, place := make([]DayRoute, len(roster)), make(map[string]int, len(roster))
	for i, duty := range roster {
		routes[i].OnDuty = duty
		place[duty.Technician.ID] = i
	}
	for _, v := range visits {
		i, ok := place[v.technician]
		if !ok {
			i = len(routes)
			place[v.technician] = i
			routes = append(routes, DayRoute{OnDuty: people.OnDuty{Technician: people.Technician{ID: v.technician, Name: v.name}}})
		}
		routes[i].Stops = append(routes[i].Stops, v.MapStop)
		for _, helper := range v.helpers {
			if i, ok := place[helper]; ok {
				stop := v.MapStop
				stop.Helping = true
				routes[i].Stops = append(routes[i].Stops, stop)
			}
		}
	}
	slices.SortStableFunc(routes, func(a, b DayRoute) int {
		return cmp.Or(cmp.Compare(a.order(), b.order()), cmp.Compare(strings.ToLower(a.Technician.Name), strings.ToLower(b.Technician.Name)),
			cmp.Compare(a.Technician.ID, b.Technician.ID))
	})
	return routes
}

func (r DayRoute) order() int {
	switch {
	case len(r.Stops) > 0:
		return 0
	case len(r.Spans) > 0:
		return 1
	}
	return 2
}

// Stale reports whether the last position is too old to go by.
func (r DayRoute) Stale() bool { return clock.Now().Sub(r.Seen.At) > SeenStale }

// measure adds the ways between the stops whose places are known.
func (r *DayRoute) measure(ways *Ways) {
	from, at := r.Technician.Home, time.Time{}
	for i := range r.Stops {
		stop := &r.Stops[i]
		if stop.At.Zero() {
			continue
		}
		if !from.Zero() {
			if at.IsZero() {
				at = stop.Start
			}
			stop.LegM = ways.Metres(from, stop.At)
			stop.LegMin = int(ways.Minutes(from, stop.At, at).Minutes())
			r.Metres, r.TravelMin = r.Metres+stop.LegM, r.TravelMin+stop.LegMin
		}
		from, at = stop.At, stop.End
	}
}
