package route

import (
	"cmp"
	"slices"
)

// short is why parts keep a visit out of somebody's day: nil, or the part of which the rest of his day leaves too little.
func (d *Day) short(technician int, v *Visit) *Exclusion {
	if !v.PartsFirst {
		return nil
	}
	for i, part := range v.Parts {
		left := d.p.Technicians[technician].carries(part.Part) - d.takes(technician, part.Part, true)
		need := partsBefore(v.Parts[:i+1], part.Part)
		if need > left {
			return &Exclusion{technician, RuleStock, part.Part, int(left), int(need)}
		}
	}
	return nil
}

// partsBefore is how much of one part a list takes.
func partsBefore(parts []Part, part int) int32 {
	sum := int32(0)
	for _, other := range parts {
		if other.Part == part {
			sum += other.Count
		}
	}
	return sum
}

// takes is how much of a part his day takes, or those of his visits that nobody goes to without.
func (d *Day) takes(technician, part int, first bool) int32 {
	sum := int32(0)
	for _, stop := range d.routes[technician].stops {
		if v := &d.p.Visits[stop.Visit]; v.PartsFirst || !first {
			sum += partsBefore(v.Parts, part)
		}
	}
	return sum
}

// lacks is how many more parts his day lacks with this visit in it.
func (d *Day) lacks(visit, technician int) int64 {
	sum, parts := int64(0), d.p.Visits[visit].Parts
	for i, part := range parts {
		has, taken := d.p.Technicians[technician].carries(part.Part), d.takes(technician, part.Part, false)+partsBefore(parts[:i], part.Part)
		sum += int64(max(0, taken+part.Count-has) - max(0, taken-has))
	}
	return sum
}

// crewStarts is how many starts of a crew are tried at most.
const crewStarts = 64

// insertCrew lists starts at which enough can go, each with those who cost least.
func (d *Day) insertCrew(visit, most int) []Choice {
	v, s := &d.p.Visits[visit], d.p.slot(visit)
	var choices []Choice
	for _, start := range d.startsOf(visit, &s) {
		at := s.at(start)
		d.found = d.findAll(visit, &at, 0, d.found[:0])
		if len(d.found) < v.crew() {
			continue
		}
		slices.SortFunc(d.found, func(a, b found) int {
			return cmp.Or(cmp.Compare(a.total, b.total), cmp.Compare(a.technician, b.technician))
		})
		seats := make([]Seat, v.crew())
		for i, f := range d.found[:v.crew()] {
			seats[i] = Seat{f.technician, f.at}
		}
		choices = append(choices, d.tellCrew(visit, &at, seats))
	}
	slices.SortStableFunc(choices, func(a, b Choice) int {
		return cmp.Or(cmp.Compare(a.Added.Total(), b.Added.Total()), cmp.Compare(a.Start, b.Start))
	})
	if most > 0 && len(choices) > most {
		choices = choices[:most]
	}
	return choices
}

// startsOf lists moments at which somebody could begin, in order; of too many the first and others evenly.
func (d *Day) startsOf(visit int, s *slot) []int32 {
	var starts []int32
	v := &d.p.Visits[visit]
	for i := range d.routes {
		r := &d.routes[i]
		if r.broken || !allowed(&d.p.Technicians[i], v, i) || d.short(i, v) != nil {
			continue
		}
		for at := r.frozen; at <= len(r.slots); at++ {
			if c, possible, _ := d.change(r, s, at); possible {
				starts = append(starts, c.start)
			}
		}
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	if n := len(starts); n > crewStarts {
		for i := range crewStarts {
			starts[i] = starts[i*n/crewStarts]
		}
		starts = starts[:crewStarts]
	}
	return starts
}

// tellCrew prices a crew in full: what the days of all of them then cost more.
func (d *Day) tellCrew(visit int, s *slot, seats []Seat) Choice {
	choice := d.tell(visit, s, seats[0].Technician, seats[0].At)
	for _, seat := range seats[1:] {
		other := d.tell(visit, s, seat.Technician, seat.At)
		other.Added.Unserved = 0
		choice.Added = choice.Added.Plus(other.Added)
		choice.Travel += other.Travel
		choice.Later += other.Later
		choice.LaterBy = max(choice.LaterBy, other.LaterBy)
		choice.With = append(choice.With, seat)
	}
	return choice
}

// Put makes a choice that Insert gave for this visit and this state of the day.
func (d *Day) Put(visit int, c Choice) {
	s := d.p.slot(visit)
	if d.p.Visits[visit].crew() > 1 {
		s = s.at(c.Start)
	}
	for _, seat := range append([]Seat{{c.Technician, c.At}}, c.With...) {
		r := &d.routes[seat.Technician]
		r.slots = slices.Insert(r.slots, seat.At, s)
		r.stops = slices.Insert(r.stops, seat.At, Stop{Visit: visit, Start: c.Start, End: c.Start + s.duration})
		d.time(r)
		d.homes[visit] = append(d.homes[visit], seat.Technician)
	}
	slices.Sort(d.homes[visit])
	d.bank = slices.DeleteFunc(d.bank, func(other int) bool { return other == visit })
}

// Take takes a visit out of the plan, of a crew from all, and leaves it to nobody; where it stood and how it started it returns as a
// choice without a price. Not of a frozen visit, nor of one that nobody makes: then ok is false.
func (d *Day) Take(visit int) (was Choice, ok bool) {
	if d.p.Visits[visit].fixed() || len(d.homes[visit]) == 0 {
		return was, false
	}
	for i, technician := range d.homes[visit] {
		r := &d.routes[technician]
		at := slices.IndexFunc(r.stops, func(stop Stop) bool { return stop.Visit == visit })
		if i == 0 {
			was = Choice{Technician: technician, At: at, Start: r.stops[at].Start}
		} else {
			was.With = append(was.With, Seat{technician, at})
		}
		r.slots, r.stops = slices.Delete(r.slots, at, at+1), slices.Delete(r.stops, at, at+1)
		d.time(r)
	}
	d.homes[visit], d.bank = nil, append(d.bank, visit)
	return was, true
}

// Apply makes a choice of Insert in the plan it was opened with.
func Apply(p *Problem, plan Plan, visit int, c Choice) Plan {
	d := Open(p, plan)
	d.Put(visit, c)
	return d.Plan()
}
