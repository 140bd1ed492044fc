package dispatch

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/route"
	"doorstep/app/people"
)

// pastVisit is a visit that was made on a day, or was planned for it.
type pastVisit struct {
	jobs.Work
	Created  types.DateTime `db:"created"`   // of the job
	TechName string         `db:"tech_name"` // of who led it
	made     bool
	from, to time.Time // when it was made; otherwise when it was planned
}

// At is where it was.
func (v pastVisit) at() geo.Point { return geo.Point{Lat: v.Lat, Lng: v.Lng} }

// team is who went, the lead first.
func (v pastVisit) team() []string { return append([]string{v.Technician}, v.Helpers...) }

// settle decides what of the visit belongs to the day: made, if work began then. One that was left open over midnight counts with its
// planned length.
func (v *pastVisit) settle(day clock.Date) {
	v.from, v.to = v.Start.Time(), v.End.Time()
	began := v.ActualStart.Time()
	if began.IsZero() || clock.DateOf(began) != day {
		return
	}
	v.made = true
	planned := v.to.Sub(v.from)
	v.from, v.to = began, v.ActualEnd.Time()
	if v.to.IsZero() || clock.DateOf(v.to) != day {
		v.to = v.from.Add(planned)
	}
	if v.to.Sub(v.from) < time.Minute {
		v.to = v.from.Add(time.Minute)
	}
}

// missed reports whether it was planned for the day and nobody came, nor called it off.
func (v pastVisit) missed(day clock.Date) bool {
	return !v.made && v.Status.Waiting() && clock.DateOf(v.Start.Time()) == day
}

// past is a day that is over, ready to be measured and planned again.
type past struct {
	*Loaded
	visits  []pastVisit       // those of the day, made or planned for it
	of      []int             // by visit of the engine: which of visits
	travels map[string][2]int // by technician: ways by his stamps, and minutes
	ways    *Ways
	sameDay int
}

// pastDay reads what is known of the day.
func (s *Service) pastDay(ctx context.Context, day clock.Date) (*past, error) {
	visits, err := s.pastVisits(ctx, day)
	if err != nil {
		return nil, err
	}
	c, err := s.settings.Company(ctx)
	if err != nil {
		return nil, err
	}
	d := &past{
		Loaded: &Loaded{Day: day, Now: day.Start(), company: c, place: map[geo.Point]int{}, staff: map[string]int{}, skillOf: map[string]string{}},
		visits: visits, travels: map[string][2]int{},
	}
	if err := s.staffOf(ctx, d); err != nil {
		return nil, err
	}
	var work []jobs.Work
	for _, v := range visits {
		work = append(work, v.Work)
	}
	if err := s.relations(ctx, d.Loaded, work); err != nil {
		return nil, err
	}
	if err := s.stamped(ctx, d); err != nil {
		return nil, err
	}
	if err := d.pose(); err != nil {
		return nil, err
	}
	if d.ways, err = s.Ways(ctx); err != nil {
		return nil, err
	}
	if err := s.Between(ctx, d.ways, d.Points); err != nil {
		return nil, err
	}
	d.roads, d.Problem.Travel, d.Loaded.Ways = d.ways.speeds(), d.ways.Matrix(d.Points), d.ways.Says()
	d.stretch()
	return d, nil
}

// staffOf finds who was at work that day: who made a visit, who was to make one, and who began the day on his phone. Shifts, skills and
// homes are those of today.
func (s *Service) staffOf(ctx context.Context, d *past) error {
	crew, err := s.crew(ctx, d.Day)
	if err != nil {
		return err
	}
	came, err := s.people.Came(ctx, d.Day)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for id := range came {
		there[id] = true
	}
	for _, v := range d.visits {
		for _, id := range v.team() {
			there[id] = true
		}
	}
	for _, w := range crew.workers {
		if there[w.Technician.ID] {
			delete(there, w.Technician.ID)
			d.Workers = append(d.Workers, w)
		}
	}
	for id := range there { // who left since
		t, err := s.people.Technician(ctx, id)
		if err != nil {
			return err
		}
		d.Workers = append(d.Workers, Worker{OnDuty: people.OnDuty{Technician: t}})
	}
	slices.SortFunc(d.Workers, func(a, b Worker) int {
		return cmp.Or(cmp.Compare(a.Technician.Name, b.Technician.Name), cmp.Compare(a.Technician.ID, b.Technician.ID))
	})
	for i, w := range d.Workers {
		d.staff[w.Technician.ID] = i
	}
	return nil
}

// stamped sums up how long each was on the way by his own stamps; a way left open, or of more than three hours, is a stamp forgotten.
func (s *Service) stamped(ctx context.Context, d *past) error {
	spells, err := s.jobs.SpellsBetween(ctx, d.Day.Start(), d.Day.AddDays(1).Start())
	for _, spell := range spells {
		if spell.State == jobs.Travelling && !spell.Open && spell.To.Sub(spell.From) <= tripMost {
			t := d.travels[spell.By]
			d.travels[spell.By] = [2]int{t[0] + 1, t[1] + spell.Minutes()}
		}
	}
	return err
}

// pose makes the problem that the engine is given: the visits that were made, with the time they took, and those that nobody made. Who
// went may go, whatever the rules say today: a person decided so.
func (d *past) pose() error {
	d.Problem = &route.Problem{Weights: d.weights(), Snap: 60}
	for n, v := range d.visits {
		if !v.made && !v.missed(d.Day) {
			continue
		}
		w := v.Work
		w.Visit, w.DurationMin, w.Crew, w.PartsFirst, w.Parts = "", int(v.to.Sub(v.from)+time.Minute-1)/int(time.Minute), len(v.team()), false, nil
		t, _, err := d.visit(w)
		if err != nil {
			return err
		}
		d.soften(&t.Visit, v)
		if clock.DateOf(v.Created.Time()) == d.Day && v.made {
			d.sameDay++
		}
		d.of = append(d.of, n)
		d.Problem.Visits = append(d.Problem.Visits, t.Visit)
	}
	d.Problem.Technicians = make([]route.Technician, len(d.Workers))
	for i := range d.Workers {
		d.Problem.Technicians[i] = d.technician(i)
		d.Problem.Technicians[i].From = 0
	}
	for i := range d.Problem.Visits {
		d.permit(&d.Problem.Visits[i], d.visits[d.of[i]])
	}
	return nil
}

// soften makes a promise something to be late for, and keeps the engine from knowing of a job before it was booked.
func (d *past) soften(v *route.Visit, was pastVisit) {
	from := int32(0)
	if len(v.Windows) > 0 {
		from = v.Windows[0].From
	}
	if was.made {
		from = min(from, d.second(was.from))
	}
	if clock.DateOf(was.Created.Time()) == d.Day {
		from = max(from, d.second(was.Created.Time()))
		if was.made {
			from = min(from, d.second(was.from))
		}
	}
	v.Windows = nil
	if from > 0 {
		v.Windows = []route.Span{{From: from, To: 2 * wholeDay}}
	}
	v.Due = 0
	if due := d.second(was.DueAt.Time()); !was.DueAt.IsZero() && due < wholeDay {
		v.Due = max(1, due)
	}
}

// permit takes off the visit what forbids it to one of those who went.
func (d *past) permit(v *route.Visit, was pastVisit) {
	if !was.made {
		return
	}
	for _, id := range was.team() {
		i := d.staff[id]
		t := &d.Problem.Technicians[i]
		for _, found := range route.Excluded(t, v, i) {
			switch found.Rule {
			case route.RuleSkill:
				v.Needs = slices.DeleteFunc(v.Needs, func(n route.Need) bool { return n.Skill == found.A })
			case route.RuleArea:
				v.Area = route.None
			case route.RuleRestricted:
				v.Restricted = slices.DeleteFunc(v.Restricted, func(r int) bool { return r == i })
			case route.RuleMust:
				v.Must = nil
			}
		}
	}
}
