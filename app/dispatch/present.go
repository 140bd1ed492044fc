package dispatch

import (
	"cmp"
	"slices"

	"doorstep/app/kernel/route"
)

// present is the plan as it was published. Whoever it keeps past his overtime may work as long as that: somebody planned it so.
func (d *Loaded) present() {
	p := d.Problem
	d.Present = route.Plan{Routes: make([][]route.Stop, len(d.Workers))}
	for i := range p.Visits {
		v := &p.Visits[i]
		if v.Was == nil {
			d.Present.Unserved = append(d.Present.Unserved, i)
			continue
		}
		for _, t := range v.Was.Technicians {
			d.Present.Routes[t] = append(d.Present.Routes[t], route.Stop{Visit: i, Arrive: v.Was.Start, Start: v.Was.Start, End: v.Was.Start + v.Duration})
		}
	}
	for t, stops := range d.Present.Routes {
		slices.SortStableFunc(stops, func(a, b route.Stop) int {
			return cmp.Or(first(p.Visits[b.Visit].Frozen)-first(p.Visits[a.Visit].Frozen), cmp.Compare(a.Start, b.Start))
		})
		d.ways(t, stops)
		if n := len(stops); n > 0 && len(p.Technicians[t].Spans) > 0 {
			home := stops[n-1].End
			if end := p.Technicians[t].End; end != route.None {
				home += d.way(p.Visits[stops[n-1].Visit].Place, end, home)
			}
			last := p.Technicians[t].Spans[len(p.Technicians[t].Spans)-1].To
			p.Technicians[t].Overtime = max(p.Technicians[t].Overtime, home-last)
		}
	}
}

func first(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// way is how many seconds a way takes for who leaves then.
func (d *Loaded) way(a, b int, leave int32) int32 {
	m := d.Problem.Travel
	return int32(d.roads.Seconds(int(m.Seconds[a*m.N+b]), int(leave)))
}

// ways fills in how long the ways between the stops of a technician are.
func (d *Loaded) ways(technician int, stops []route.Stop) {
	here, leave := d.Problem.Technicians[technician].Start, int32(0)
	for i := range stops {
		place := d.Problem.Visits[stops[i].Visit].Place
		if i == 0 {
			leave = stops[0].Start
		}
		stops[i].Travel = d.way(here, place, leave)
		here, leave = place, stops[i].End
	}
}

// baseline is the published plan as it can still be carried out: each visit at its time or, where that has passed, as soon as its
// technician gets there. Visits that cannot be made as planned are unserved.
func (d *Loaded) baseline() route.Plan {
	lost := map[int]bool{}
	for _, visit := range d.Present.Unserved {
		lost[visit] = true
	}
	for i := range d.Problem.Visits {
		v := &d.Problem.Visits[i]
		if v.Was != nil && slices.ContainsFunc(v.Was.Technicians, func(t int) bool { return len(route.Excluded(&d.Problem.Technicians[t], v, t)) > 0 }) {
			lost[i] = true
		}
	}
	plan := route.Plan{Routes: make([][]route.Stop, len(d.Workers))}
	for again := true; again; {
		again = false
		for t, stops := range d.Present.Routes {
			var visits []int
			for _, stop := range stops {
				if !lost[stop.Visit] {
					visits = append(visits, stop.Visit)
				}
			}
			kept, left := d.keep(t, visits)
			plan.Routes[t] = kept
			for _, visit := range left {
				lost[visit] = true
				again = again || len(d.Problem.Visits[visit].Was.Technicians) > 1
			}
		}
	}
	for i := range d.Problem.Visits {
		if lost[i] {
			plan.Unserved = append(plan.Unserved, i)
		}
	}
	return plan
}

// keep times the visits of a technician in their order at their published starts as far as that can be; left are those for which
// there is no room at all.
func (d *Loaded) keep(technician int, visits []int) (stops []route.Stop, left []int) {
	starts := make([]int32, len(visits))
	for i, visit := range visits {
		starts[i] = d.Problem.Visits[visit].Was.Start
	}
	if stops, ok := d.hug(technician, visits, starts); ok {
		return stops, nil
	}
	var some []int
	var at []int32
	for i, visit := range visits {
		if _, ok := d.timed(technician, append(slices.Clone(some), visit), append(slices.Clone(at), d.mustStart(visit, starts[i]))); ok {
			some, at = append(some, visit), append(at, d.mustStart(visit, starts[i]))
		} else {
			left = append(left, visit)
		}
	}
	for i, visit := range some {
		at[i] = d.Problem.Visits[visit].Was.Start
	}
	stops, _ = d.hug(technician, some, at)
	return stops, left
}

// anyStart leaves a start open.
const anyStart = -1

// mustStart is the start that a visit of a crew has to have, on which others depend.
func (d *Loaded) mustStart(visit int, start int32) int32 {
	if d.Problem.Visits[visit].Crew > 1 && !d.Problem.Visits[visit].Frozen {
		return start
	}
	return anyStart
}

// hug times the visits of a technician in the order given, as near as can be to the starts wished for; those of crews have to be met.
// ok is false where the order is impossible.
func (d *Loaded) hug(technician int, visits []int, wished []int32) (stops []route.Stop, ok bool) {
	at := make([]int32, len(visits))
	for i, visit := range visits {
		at[i] = wished[i]
		if !d.mayStart(visit, wished[i]) {
			at[i] = d.mustStart(visit, wished[i])
		}
	}
	if stops, ok = d.timed(technician, visits, at); ok {
		return stops, true
	}
	for i, visit := range visits {
		at[i] = d.mustStart(visit, wished[i])
	}
	if stops, ok = d.timed(technician, visits, at); !ok {
		return nil, false
	}
	for i, visit := range visits {
		if at[i] != anyStart || !d.mayStart(visit, wished[i]) {
			continue
		}
		at[i] = wished[i]
		if better, ok := d.timed(technician, visits, at); ok {
			stops = better
		} else {
			at[i] = anyStart
		}
	}
	return stops, true
}

// mayStart reports whether a start wished for is allowed and still to come.
func (d *Loaded) mayStart(visit int, start int32) bool {
	v := &d.Problem.Visits[visit]
	if start == anyStart || v.Frozen || d.late[visit] {
		return false
	}
	return len(v.Windows) == 0 || v.Lock&route.LockTime != 0 ||
		slices.ContainsFunc(v.Windows, func(w route.Span) bool { return w.From <= start && start <= w.To })
}

// timed times visits in the order given with the starts given.
func (d *Loaded) timed(technician int, visits []int, starts []int32) ([]route.Stop, bool) {
	p := d.Problem
	saved := make([]route.Visit, len(visits))
	for i, visit := range visits {
		v := &p.Visits[visit]
		saved[i] = *v
		if starts[i] == anyStart || v.Frozen {
			continue
		}
		was := route.Booked{Technicians: []int{technician}, Start: starts[i]}
		if v.Was != nil {
			was.Technicians = v.Was.Technicians
		}
		v.Was, v.Lock = &was, v.Lock|route.LockTime
	}
	stops, ok := route.Schedule(p, technician, visits)
	for i, visit := range visits {
		p.Visits[visit] = saved[i]
	}
	return stops, ok
}

// settled is the plan with each visit as near to its published start as its new place allows, so that nothing moves for nothing.
func (d *Loaded) settled(plan route.Plan) route.Plan {
	calm := route.Plan{Routes: make([][]route.Stop, len(plan.Routes)), Unserved: plan.Unserved}
	for t, stops := range plan.Routes {
		visits, wished := make([]int, len(stops)), make([]int32, len(stops))
		for i, stop := range stops {
			v := &d.Problem.Visits[stop.Visit]
			visits[i], wished[i] = stop.Visit, anyStart
			switch {
			case v.Crew > 1 && !v.Frozen:
				wished[i] = stop.Start
			case v.Was != nil:
				wished[i] = v.Was.Start
			}
		}
		hugged, ok := d.hug(t, visits, wished)
		if !ok {
			return plan
		}
		calm.Routes[t] = hugged
	}
	return calm
}
