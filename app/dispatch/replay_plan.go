package dispatch

import (
	"cmp"
	"context"
	"slices"

	"doorstep/app/kernel/route"
)

// replayRounds is how long the engine searches for a day, in rounds and not in seconds, so that the same day comes to the same.
const replayRounds = 4000

// driven is the day as it was made: each visit with those who went, when they were there.
func (d *past) driven() route.Plan {
	plan := route.Plan{Routes: make([][]route.Stop, len(d.Workers))}
	for i, n := range d.of {
		v := d.visits[n]
		if !v.made {
			plan.Unserved = append(plan.Unserved, i)
			continue
		}
		from := d.second(v.from)
		for _, id := range v.team() {
			t := d.staff[id]
			plan.Routes[t] = append(plan.Routes[t], route.Stop{Visit: i, Arrive: from, Start: from, End: from + d.Problem.Visits[i].Duration})
		}
	}
	for t, stops := range plan.Routes {
		slices.SortStableFunc(stops, func(a, b route.Stop) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Visit, b.Visit)) })
		d.Loaded.ways(t, stops)
	}
	return plan
}

// stretch lets everybody work as long as he did: his hours begin when he set out, a break that he worked through is none, and he may go
// on past them as he did. Overtime still costs.
func (d *past) stretch() {
	for t, stops := range d.driven().Routes {
		if len(stops) == 0 {
			continue
		}
		tech := &d.Problem.Technicians[t]
		out := stops[0].Start - stops[0].Travel
		home := stops[len(stops)-1].End
		for _, stop := range stops {
			home = max(home, stop.End)
		}
		if tech.End != route.None {
			home += d.way(d.Problem.Visits[stops[len(stops)-1].Visit].Place, tech.End, home)
		}
		if len(tech.Spans) == 0 {
			tech.Spans, tech.Overtime = []route.Span{{From: max(0, out), To: home}}, 0
			continue
		}
		tech.Spans[0].From = max(0, min(tech.Spans[0].From, out))
		last := tech.Spans[len(tech.Spans)-1].To
		for _, stop := range stops {
			if to := min(stop.End, last); stop.Start < to {
				tech.Spans = with(tech.Spans, route.Span{From: max(0, stop.Start), To: to})
			}
		}
		tech.Overtime = max(tech.Overtime, home-last)
	}
}

// engine is the day as the engine would have planned it; where it finds nothing better, or cannot keep to its rules, what was driven.
func (d *past) engine(ctx context.Context, driven route.Plan) (plan route.Plan, better bool) {
	if len(d.of) == 0 {
		return driven, false
	}
	found, _ := route.Solve(ctx, d.Problem, route.Options{Seed: seedOf(d.Day), Rounds: replayRounds, Threads: 1, From: &driven})
	if d.Problem.Price(found).Total() < d.Problem.Price(driven).Total() {
		return found, true
	}
	return driven, false
}
