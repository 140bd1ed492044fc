package route

import (
	"cmp"
	"math"
	"slices"
)

// Explanation is why a visit stands where it does.
type Explanation struct {
	Planned  bool     // somebody makes it, and Chosen is who
	Chosen   Choice   // with what it costs that he makes it, against nobody doing it
	Next     []Choice // the others who could, the cheapest first, the rest of the plan as it is; of a crew other starts
	Excluded []Exclusion
}

// Explain sets who makes a visit against those who could or could not in the plan as it is.
func Explain(p *Problem, plan Plan, visit int) Explanation {
	d := Open(p, plan)
	var e Explanation
	v := &p.Visits[visit]
	if was, ok := d.Take(visit); ok {
		e.Planned, e.Chosen = true, d.price(visit, was)
	} else if len(d.homes[visit]) > 0 {
		e.Planned, e.Chosen = true, Choice{Technician: d.homes[visit][0], Start: v.Was.Start}
	}
	for _, c := range d.Insert(visit, 0) {
		if !e.Planned || c.Technician != e.Chosen.Technician || v.crew() > 1 && c.Start != e.Chosen.Start {
			e.Next = append(e.Next, c)
		}
	}
	e.Excluded = d.Against(visit)
	return e
}

// price prices a place where a visit stood.
func (d *Day) price(visit int, c Choice) Choice {
	s := d.p.slot(visit)
	if d.p.Visits[visit].crew() > 1 {
		s = s.at(c.Start)
	}
	return d.tellCrew(visit, &s, append([]Seat{{c.Technician, c.At}}, c.With...))
}

// Against lists why technicians cannot make a visit that nobody makes: all reasons of the rules, or that his day has no place for it.
// Where so few are left that no crew comes together, that is said last, with None for the technician.
func (d *Day) Against(visit int) []Exclusion {
	v := &d.p.Visits[visit]
	s := d.p.slot(visit)
	var all []Exclusion
	could := 0
	for i := range d.routes {
		why := Excluded(&d.p.Technicians[i], v, i)
		if len(why) == 0 && !v.fixed() {
			if short := d.short(i, v); short != nil {
				why = append(why, *short)
			} else if _, ok := d.find(visit, &s, i, math.MaxInt64); !ok || d.routes[i].broken {
				why = append(why, Exclusion{Technician: i, Rule: RuleDay})
			}
		}
		if len(why) == 0 {
			could++
		}
		all = append(all, why...)
	}
	if could < v.crew() && v.crew() > 1 && !v.fixed() {
		all = append(all, Exclusion{Technician: None, Rule: RuleCrew, A: could, B: v.crew()})
	}
	return all
}

// Move is what a change of plan means for one visit. From and To are who makes it, in order, empty for nobody; Was and Start are when,
// None for never.
type Move struct {
	Visit      int
	From, To   []int
	Was, Start int32
}

// Technician says whether who goes changes.
func (m Move) Technician() bool { return !slices.Equal(m.From, m.To) }

// Shift is by how much the start changes, 0 where the visit is made in one of the plans only.
func (m Move) Shift() int32 {
	if m.Was == None || m.Start == None {
		return 0
	}
	return m.Start - m.Was
}

// Moves lists the visits that change who makes them or when they start, in the order of their index.
func Moves(before, after Plan) []Move {
	all := map[int]*Move{}
	of := func(visit int) *Move {
		if all[visit] == nil {
			all[visit] = &Move{Visit: visit, Was: None, Start: None}
		}
		return all[visit]
	}
	for i, stops := range before.Routes {
		for _, stop := range stops {
			m := of(stop.Visit)
			m.From, m.Was = append(m.From, i), stop.Start
		}
	}
	for i, stops := range after.Routes {
		for _, stop := range stops {
			m := of(stop.Visit)
			m.To, m.Start = append(m.To, i), stop.Start
		}
	}
	var moves []Move
	for _, m := range all {
		if m.Technician() || m.Was != m.Start {
			moves = append(moves, *m)
		}
	}
	slices.SortFunc(moves, func(a, b Move) int { return cmp.Compare(a.Visit, b.Visit) })
	return moves
}
