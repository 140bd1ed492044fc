package dispatch

import (
	"context"
	"slices"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/route"
	"doorstep/app/kernel/workcal"
	"doorstep/app/settings"
)

// dayAsk is what of a day is planned, and how.
type dayAsk struct {
	day         clock.Date
	technicians []string             // whose days; none: everybody's
	due         bool                 // with the jobs that have no visit and are due
	jobs        []string             // with these, if they have no visit, whatever they are due
	soft        func(jobs.Work) bool // whose promise may be broken, at a price; nil: nobody's
	loose       func(jobs.Work) bool // which visits that should have begun may go to somebody else; nil: none
	atOnce      bool                 // the jobs named are wanted now, whatever they are due
	missing     string               // a technician who has not come; he is taken to come after missingFor
	quiet       bool                 // to give a visit to somebody else costs what moving a promise does
}

// softened reports whether the promise of a visit may be broken, at a price.
func (a dayAsk) softened(w jobs.Work) bool { return a.soft != nil && a.soft(w) }

// loosened reports whether a visit that should have begun may go to somebody else.
func (a dayAsk) loosened(w jobs.Work) bool { return a.loose != nil && a.loose(w) }

// Loaded is a day as the engine takes it, and the way back from its indexes: Workers by technician, Work by visit. Present is the
// plan that was published, with the starts that it has.
type Loaded struct {
	Day     clock.Date
	Now     time.Time
	Workers []Worker
	Work    []jobs.Work
	Problem *route.Problem
	Present route.Plan
	Points  []geo.Point // by place
	Ways    string      // how travel is reckoned

	ask      dayAsk
	roads    geo.Roads
	company  settings.Company
	skills   table             // ids
	pins     table             // what the engine calls areas
	items    table             // ids of parts
	names    []string          // of parts, by index
	skillOf  map[string]string // names by id
	place    map[geo.Point]int
	staff    map[string]int // index by technician
	late     []bool         // by visit: it should have begun; it stays with whoever goes
	due      []int32        // by visit: when it is late, 0 for never
	outside  []bool         // by visit: somebody planned it outside the rules, where it stays
	relation map[string][]wish
}

// wish is how a customer and a technician of the day go together.
type wish struct {
	technician int // route.None: somebody who is not there
	strength   string
}

// table gives each name an index, in the order in which they come.
type table struct {
	index map[string]int
	names []string
}

func (t *table) at(name string) int {
	if i, ok := t.index[name]; ok {
		return i
	}
	if t.index == nil {
		t.index = map[string]int{}
	}
	t.index[name] = len(t.names)
	t.names = append(t.names, name)
	return len(t.names) - 1
}

// day loads what planning a day takes, in a number of queries that does not grow with it, and turns it into a problem.
// Errors: NotFound not_set_up; Invalid plan_day_past beside day.
func (s *Service) day(ctx context.Context, ask dayAsk) (*Loaded, error) {
	if ask.day < clock.Today() {
		return nil, pastDay()
	}
	c, err := s.settings.Company(ctx)
	if err != nil {
		return nil, err
	}
	crew, err := s.crew(ctx, ask.day)
	if err != nil {
		return nil, err
	}
	d := &Loaded{Day: ask.day, Now: clock.Now(), ask: ask, company: c, place: map[geo.Point]int{}, staff: map[string]int{}, skillOf: map[string]string{}}
	for _, w := range crew.workers {
		if len(ask.technicians) == 0 || slices.Contains(ask.technicians, w.Technician.ID) {
			d.staff[w.Technician.ID] = len(d.Workers)
			d.Workers = append(d.Workers, w)
		}
	}
	work, err := s.workOf(ctx, ask)
	if err != nil {
		return nil, err
	}
	if err := s.relations(ctx, d, work); err != nil {
		return nil, err
	}
	if err := d.build(work); err != nil {
		return nil, err
	}
	if err := s.travel(ctx, d); err != nil {
		return nil, err
	}
	d.present()
	return d, nil
}

// workOf reads the visits of the day and the jobs that are to be planned with them.
func (s *Service) workOf(ctx context.Context, ask dayAsk) ([]jobs.Work, error) {
	work, err := s.jobs.WorkOn(ctx, ask.day)
	if err != nil {
		return nil, err
	}
	if ask.due {
		due, err := s.jobs.WorkDue(ctx, ask.day)
		if err != nil {
			return nil, err
		}
		work = append(work, due...)
	}
	if len(ask.jobs) > 0 {
		named, err := s.jobs.WorkNamed(ctx, ask.jobs...)
		if err != nil {
			return nil, err
		}
		for _, w := range named {
			if !slices.ContainsFunc(work, func(o jobs.Work) bool { return o.Visit == "" && o.Job == w.Job }) {
				work = append(work, w)
			}
		}
	}
	return work, nil
}

// relations reads who the customers want and do not want, and what skills are called.
func (s *Service) relations(ctx context.Context, d *Loaded, work []jobs.Work) error {
	var customers []string
	for _, w := range work {
		customers = append(customers, w.Customer)
	}
	slices.Sort(customers)
	prefs, err := s.customers.PreferencesOf(ctx, slices.Compact(customers))
	if err != nil {
		return err
	}
	d.relation = make(map[string][]wish, len(prefs))
	for customer, all := range prefs {
		for _, p := range all {
			at, ok := d.staff[p.Technician]
			if !ok {
				at = route.None
			}
			d.relation[customer] = append(d.relation[customer], wish{at, p.Strength})
		}
	}
	skills, err := s.people.Skills(ctx)
	for _, k := range skills {
		d.skillOf[k.ID] = k.Name
	}
	return err
}

// build fills the problem from the work of the day.
func (d *Loaded) build(work []jobs.Work) error {
	d.Problem = &route.Problem{Weights: d.weights(), Snap: 300}
	for _, w := range work {
		v, ok, err := d.visit(w)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		d.Work = append(d.Work, w)
		d.Problem.Visits = append(d.Problem.Visits, v.Visit)
		d.due = append(d.due, v.due)
		d.late, d.outside = append(d.late, v.late), append(d.outside, v.outside)
	}
	d.Problem.Technicians = make([]route.Technician, len(d.Workers))
	for i := range d.Workers {
		d.Problem.Technicians[i] = d.technician(i)
	}
	for i, v := range d.Problem.Visits {
		if d.outside[i] {
			for _, t := range v.Was.Technicians {
				spans := &d.Problem.Technicians[t].Spans
				*spans = with(*spans, route.Span{From: v.Was.Start, To: v.Was.Start + v.Duration})
			}
		}
	}
	return nil
}

// at is the place of a position; unknown ones are one place, from which all ways take no time.
func (d *Loaded) at(p geo.Point) int {
	i, ok := d.place[p]
	if !ok {
		i = len(d.Points)
		d.place[p] = i
		d.Points = append(d.Points, p)
	}
	return i
}

// second is an instant as the engine counts it; those of other days are below 0 or beyond 86,400.
func (d *Loaded) second(t time.Time) int32 { return int32(t.Sub(d.Day.Start()) / time.Second) }

// Time is the instant of a second of the day.
func (d *Loaded) Time(second int32) time.Time {
	return d.Day.Start().Add(time.Duration(second) * time.Second)
}

// today reports whether the day is under way, so that nothing can begin before now.
func (d *Loaded) today() bool { return d.Day == clock.DateOf(d.Now) }

// missingFor is when somebody who has not come is taken to come: not a measurement, but what a customer would wait for.
const missingFor = time.Hour

// technician turns a worker into one of the engine's.
func (d *Loaded) technician(i int) route.Technician {
	w := d.Workers[i]
	t := route.Technician{Start: d.at(w.Technician.Home), End: route.None, Overtime: int32(60 * d.company.Planning.OvertimeMin)}
	if !w.Technician.Home.Zero() {
		t.End = t.Start
	}
	if d.today() {
		t.From = max(0, d.second(d.Now))
		if w.Technician.ID == d.ask.missing {
			t.From += int32(missingFor / time.Second)
		}
	}
	return d.abilities(t, w)
}

// abilities fills in what of a worker rules look at: hours, skills, areas, parts.
func (d *Loaded) abilities(t route.Technician, w Worker) route.Technician {
	t.Spans, t.Areas = secondsOf(w.Spans), areasOf(w, d.pins.names)
	t.Skills = make([]uint8, len(d.skills.names))
	for i, id := range d.skills.names {
		t.Skills[i] = uint8(level(w, id))
	}
	t.Carries = make([]int32, len(d.items.names))
	for i, id := range d.items.names {
		t.Carries[i] = int32(max(0, w.Carries[id]))
	}
	return t
}

// secondsOf are hours as the engine counts them.
func secondsOf(hours []workcal.Span) []route.Span {
	var all []route.Span
	for _, span := range hours {
		if span.To < span.From {
			span.To += 24 * 60 // over midnight
		}
		all = append(all, route.Span{From: int32(60 * span.From), To: int32(60 * span.To)})
	}
	return all
}

// noArea is an area in which no visit lies: who goes nowhere else does not count as going everywhere.
const noArea = -2

// areasOf are where somebody goes among the PIN codes; none for who goes everywhere.
func areasOf(w Worker, pins []string) []int {
	if len(w.Areas) == 0 {
		return nil
	}
	all := []int{noArea}
	for i, pin := range pins {
		if w.Pins[pin] {
			all = append(all, i)
		}
	}
	return all
}

// with adds a stretch to hours; what overlaps or touches becomes one.
func with(spans []route.Span, more route.Span) []route.Span {
	all := append(slices.Clone(spans), more)
	slices.SortFunc(all, func(a, b route.Span) int { return int(a.From - b.From) })
	merged := all[:1]
	for _, span := range all[1:] {
		if last := &merged[len(merged)-1]; span.From <= last.To {
			last.To = max(last.To, span.To)
		} else {
			merged = append(merged, span)
		}
	}
	return merged
}
