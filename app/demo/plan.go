package demo

import (
	"math/rand/v2"
	"slices"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/workcal"
	"doorstep/app/people"
)

// tech is a technician with what planning needs of him.
type tech struct {
	people.Technician
	by    act.By
	week  workcal.Week
	zones map[int]bool // nil: all
	level [4]int
	off   map[clock.Date]bool
	sites []*site
}

// work is a job with all that happens to it.
type work struct {
	jobs.Job
	trade   int
	site    *site
	machine *machine
	by      act.By // who booked it
	visits  []*trip
	steps   []step
	deal    *deal // under which it is done
	date    *date // of its plan, that brought it
}

// trip is a visit with all that happens to it.
type trip struct {
	jobs.Visit
	work   *work
	tech   *tech
	steps  []step
	after  time.Time // planned no earlier than this
	isLast bool      // ends the work, whatever happens
}

// comeback is a job that wants another visit.
type comeback struct {
	work   *work
	from   clock.Date
	after  time.Time
	not    *tech // who rejected it, and is not asked again so soon
	resume bool  // its clock stands until the visit is planned
}

// planner lays out the days, one after the other, and lets them happen.
type planner struct {
	rng     *rand.Rand
	now     time.Time
	today   clock.Date
	cal     workcal.Calendar
	office  []act.By
	techs   []*tech
	crowd   *crowd
	works   []*work
	deals   []*deal
	back    []*comeback
	stuck   map[*tech]bool // who are held up at a customer's today
	slow    map[*tech]bool // who have not set out today
	silent  int            // visits today that nobody answered
	waiting int            // jobs that wait for parts now
}

// route is one technician's day.
type route struct {
	tech  *tech
	day   clock.Date
	spans []workcal.Span
	trips []*trip
	at    geo.Point // where he is at the end of it so far
	free  int       // minute of the day from which he is
}

// routes are the days of those on duty.
func (p *planner) routes(day clock.Date) []*route {
	if _, holiday := p.cal.Holidays[day]; holiday {
		return nil
	}
	var all []*route
	for _, t := range p.techs {
		if spans := t.week[day.Weekday()]; len(spans) > 0 && !t.off[day] {
			all = append(all, &route{tech: t, day: day, spans: spans, at: t.Home})
		}
	}
	return all
}

// fit finds the next start for so many minutes at the point: after the way there, within one span of the shift.
func (r *route) fit(rng *rand.Rand, at geo.Point, minutes int) (start, travel int, ok bool) {
	leave := r.free
	if len(r.trips) == 0 {
		leave = r.spans[0].From
	}
	travel = geo.Roads{}.Minutes(r.at, at, leave)
	earliest := r.free + travel + pick(rng, []int{0, 0, 5, 15, 30})
	if len(r.trips) == 0 {
		earliest = r.spans[0].From + pick(rng, []int{0, 0, 15, 30})
	}
	for _, s := range r.spans {
		start = (max(earliest, s.From) + 14) / 15 * 15
		if start+minutes <= s.To {
			return start, travel, true
		}
	}
	return 0, 0, false
}

// add puts a visit for the work at the end of the route; false where there is no room.
func (p *planner) add(r *route, w *work) bool {
	start, travel, ok := r.fit(p.rng, w.site.At, w.DurationMin)
	if !ok {
		return false
	}
	t := &trip{work: w, tech: r.tech}
	t.Technician, t.TravelMin = r.tech.ID, travel
	t.Start, t.End = r.day.At(start).UTC(), r.day.At(start+w.DurationMin).UTC()
	t.Chosen = pick(p.rng, []string{"person", "best"})
	if t.Chosen == "best" {
		t.Score = between(p.rng, 58, 96)
	}
	w.visits = append(w.visits, t)
	r.trips = append(r.trips, t)
	r.at, r.free = w.site.At, start+w.DurationMin
	return true
}

// day plans up to n new jobs on the day, lets it happen, and returns how many it took.
func (p *planner) day(day clock.Date, n int) int {
	routes := p.routes(day)
	p.returns(routes, day)
	placed := 0
	p.rng.Shuffle(len(routes), func(i, j int) { routes[i], routes[j] = routes[j], routes[i] })
	open := slices.Clone(routes)
	for placed < n && len(open) > 0 {
		at := 0
		for i, r := range open {
			if len(r.trips) < len(open[at].trips) {
				at = i
			}
		}
		if p.newJob(open[at]) {
			placed++
			continue
		}
		open = slices.Delete(open, at, at+1)
	}
	for _, r := range routes {
		p.live(r)
	}
	return placed
}

// returns plans the jobs that want another visit, first come, first served.
func (p *planner) returns(routes []*route, day clock.Date) {
	p.back = slices.DeleteFunc(p.back, func(b *comeback) bool {
		if b.from > day {
			return false
		}
		for _, r := range routes {
			if r.tech == b.not && day < b.from.AddDays(3) || !r.tech.can(b.work) || len(r.trips) > 1 || !p.add(r, b.work) {
				continue
			}
			v := r.trips[len(r.trips)-1]
			v.after, v.isLast = b.after, true
			if b.resume {
				v.work.steps = append(v.work.steps, step{verb: resume, trip: v})
			}
			return true
		}
		return false
	})
}

// can says whether the technician serves the site and masters the trade.
func (t *tech) can(w *work) bool {
	k := trades[w.trade]
	return t.level[k.skill] >= k.level && (t.zones == nil || t.zones[w.site.zone])
}

// newJob finds work near the end of the route and plans it there.
func (p *planner) newJob(r *route) bool {
	for range 4 {
		w := p.find(r)
		if w == nil {
			continue
		}
		if p.add(r, w) {
			p.book(w, r.day, w.visits[0].Start)
			return true
		}
	}
	return false
}

// find picks the nearest of a few sites that want something the technician can do.
func (p *planner) find(r *route) *work {
	var best *work
	far := 0.0
	for range 7 {
		s := pick(p.rng, r.tech.sites)
		if s.rested > r.day {
			continue
		}
		m := pick(p.rng, s.assets)
		k := p.tradeFor(m, r.tech.level)
		if k < 0 {
			continue
		}
		const tooFar = 11_000 // metres as the crow flies
		if d := geo.Metres(r.at, s.At); d < tooFar && (best == nil || d < far) {
			best, far = &work{trade: k, site: s, machine: m}, d
			best.DurationMin = trades[k].minutes
		}
	}
	return best
}

// tradeFor draws what a machine wants, of what somebody with the levels can do; -1 if that is nothing.
func (p *planner) tradeFor(m *machine, level [4]int) int {
	sum, drawn := 0, -1
	for i, t := range trades {
		fits := level[t.skill] >= t.level && slices.Contains(t.machines, m.Kind) && (t.payment != "amc" || m.site.client.amc)
		if !fits || t.code == "AC-SVC" && m.site.client.amc {
			continue
		}
		sum += t.share
		if p.rng.IntN(sum) < t.share {
			drawn = i
		}
	}
	return drawn
}
