package dispatch

import (
	"slices"
	"time"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/route"
)

const wholeDay = 24 * 3600

// taken is a visit of the engine and how it came by its bounds.
type taken struct {
	route.Visit
	due           int32
	late, outside bool
}

// visit turns work into a visit of the engine; false where it lies with people who are not planned.
func (d *Loaded) visit(w jobs.Work) (taken, bool, error) {
	v := taken{Visit: route.Visit{
		Place: d.at(geo.Point{Lat: w.Lat, Lng: w.Lng}), Duration: int32(60 * w.Minutes()), Priority: w.Priority, Area: route.None,
		PartsFirst: w.PartsFirst, Crew: max(1, w.Crew), Promised: !w.To.IsZero() && d.ask.softened(w),
	}}
	needs, err := w.Needs()
	if err != nil {
		return v, false, err
	}
	for _, n := range needs {
		v.Needs = append(v.Needs, route.Need{Skill: d.skills.at(n.Skill), Level: uint8(n.Level)})
	}
	if w.Pin != "" {
		v.Area = d.pins.at(w.Pin)
	}
	for _, p := range w.Parts {
		i := d.items.at(p.Item)
		if i == len(d.names) {
			d.names = append(d.names, p.Name)
		}
		v.Parts = append(v.Parts, route.Part{Part: i, Count: int32(p.Milli)})
	}
	d.wishes(&v.Visit, w)
	d.windows(&v.Visit, w)
	v.due = v.Due
	if d.ask.atOnce && d.today() && slices.Contains(d.ask.jobs, w.Job) {
		v.Due = max(1, d.second(d.Now))
	}
	if w.Visit != "" {
		return d.standing(v, w)
	}
	return v, true, nil
}

// wishes says whom the customer likes, insists on and does not want.
func (d *Loaded) wishes(v *route.Visit, w jobs.Work) {
	for _, p := range d.relation[w.Customer] {
		switch {
		case p.strength == customers.Must:
			v.Must = append(v.Must, p.technician)
		case p.technician == route.None:
		case p.strength == customers.Restricted:
			v.Restricted = append(v.Restricted, p.technician)
		case p.strength == customers.Preferred:
			v.Preferred = append(v.Preferred, p.technician)
		}
	}
}

// windows says when it may start and by when it should: a promise that is over or not of this day binds no longer, and one that may
// be broken only says when at the earliest.
func (d *Loaded) windows(v *route.Visit, w jobs.Work) {
	if !w.DueAt.IsZero() {
		if due := d.second(w.DueAt.Time()); due < wholeDay {
			v.Due = max(1, due)
		}
	}
	if w.To.IsZero() {
		return
	}
	from, to := max(0, d.second(w.From.Time())), min(wholeDay, d.second(w.To.Time()))
	over := to < 0 || d.today() && d.Now.After(w.To.Time())
	switch {
	case over || from >= wholeDay:
	case d.ask.softened(w):
		v.Windows = []route.Span{{From: from, To: wholeDay}}
	default:
		v.Windows = []route.Span{{From: from, To: to}}
	}
}

// standing says how a visit stands in the plan that was published, and what of it must stay.
func (d *Loaded) standing(v taken, w jobs.Work) (taken, bool, error) {
	var team []int
	for _, id := range append([]string{w.Technician}, w.Helpers...) {
		if at, ok := d.staff[id]; ok {
			team = append(team, at)
		}
	}
	_, lead := d.staff[w.Technician]
	whole := len(team) == 1+len(w.Helpers)
	switch {
	case !w.Status.Waiting():
		if len(team) == 0 {
			return v, false, nil
		}
		d.begun(&v.Visit, w, team)
		return v, true, nil
	case !lead && len(d.ask.technicians) > 0 && len(team) == 0:
		return v, false, nil
	case !whole && len(d.ask.technicians) > 0: // planned with somebody whose day is not
		d.hold(&v, w, team)
		return v, true, nil
	case !lead: // whoever had it works here no more
		return v, true, nil
	}
	v.Was = &route.Booked{Technicians: team, Start: d.second(w.Start.Time())}
	absent := d.absent(team)
	if !absent {
		v.Crew = len(team) // a person who sent fewer than the job asks for knows why
	}
	if !d.ask.softened(w) {
		v.Priority = published
	}
	v.late = d.today() && w.Start.Time().Before(d.Now)
	switch {
	case v.Was.Start < 0: // of the night before
		d.hold(&v, w, team)
		return v, true, nil
	case v.late:
		d.overdue(&v, w, team, absent)
		return v, true, nil
	case w.Insisted || !absent && !d.inHours(w, team):
		d.hold(&v, w, team)
		return v, true, nil
	}
	if w.Lock == "time" || w.Lock == "both" {
		v.Lock |= route.LockTime
	}
	if w.Lock == "technician" || w.Lock == "both" {
		v.Lock |= route.LockTechnician
	}
	return v, true, nil
}

// overdue is a visit that should have begun: it is still to be made, by whoever has it unless it may go to somebody else, the sooner
// the better.
func (d *Loaded) overdue(v *taken, w jobs.Work, team []int, absent bool) {
	if w.Insisted {
		d.hold(v, w, team)
		v.outside, v.Lock = false, route.LockTechnician
	}
	v.Windows, v.Due = nil, max(1, v.Was.Start)
	if !absent && !d.ask.loosened(w) {
		v.Lock |= route.LockTechnician
	}
}

// overrunMore is how much longer work is taken to last whose time is over, at least; otherwise as long again as it is over.
const overrunMore = 10 * time.Minute

// begun freezes what is under way or over, as it is known to be: who works longer than planned is not free yet.
func (d *Loaded) begun(v *route.Visit, w jobs.Work, team []int) {
	start, end := w.Start.Time(), w.End.Time()
	if !w.ActualStart.IsZero() {
		end = w.ActualStart.Time().Add(end.Sub(start))
		start = w.ActualStart.Time()
	}
	switch {
	case w.Status.Ended() && !w.ActualEnd.IsZero():
		end = latest(w.ActualEnd.Time(), start)
	case w.Status.Ended() && d.today() && end.After(d.Now):
		end = latest(d.Now, start)
	case d.today() && w.Status == jobs.Travelling && start.Before(d.Now):
		end = d.Now.Add(end.Sub(start)) // he has still all of it before him
		start = d.Now
	case d.today() && w.Status.Begun() && end.Before(d.Now.Add(overrunMore)):
		end = d.Now.Add(max(overrunMore, d.Now.Sub(end)))
	}
	from := max(0, d.second(start))
	v.Frozen, v.Was, v.Windows, v.Due = true, &route.Booked{Technicians: team, Start: from}, nil, 0
	v.Duration = max(0, d.second(end)-from)
	v.Crew = len(team)
}

// hold keeps a visit where and with whom it is, whatever rules say: a person has set them aside, or the other half of it is planned by
// somebody else.
func (d *Loaded) hold(v *taken, w jobs.Work, team []int) {
	v.Was = &route.Booked{Technicians: team, Start: d.second(w.Start.Time())}
	v.Lock, v.Crew, v.outside, v.Priority = route.LockTime|route.LockTechnician, len(team), true, published
	v.Needs, v.Area, v.Restricted, v.Must, v.Windows, v.PartsFirst = nil, route.None, nil, nil, nil, false
	if from := d.second(w.Start.Time()); from < 0 {
		v.Was.Start, v.Duration = 0, v.Duration+from
	}
}

// absent reports whether one of them does not work that day.
func (d *Loaded) absent(team []int) bool {
	return slices.ContainsFunc(team, func(i int) bool { return len(d.Workers[i].Spans) == 0 })
}

// inHours reports whether all of them work while the visit is planned.
func (d *Loaded) inHours(w jobs.Work, team []int) bool {
	return !slices.ContainsFunc(team, func(i int) bool {
		return !within(d.Workers[i].Spans, clock.DateOf(w.Start.Time()), w.Start.Time(), w.End.Time())
	})
}
