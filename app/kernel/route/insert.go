package route

import (
	"cmp"
	"math"
	"slices"
)

// Day is a plan made ready for changes: what it costs to put one more visit into it is known without planning again. It is not safe
// for use by several goroutines at once.
type Day struct {
	p      *Problem
	w      ways
	routes []dayRoute
	bank   []int
	homes  [][]int // who makes it, by visit, in the order of the plan; empty for nobody
	found  []found // reused
	bar    bar
}

// dayRoute is one technician's day with, at each stop, the latest start that keeps the rest possible.
type dayRoute struct {
	line
	slots  []slot
	stops  []Stop
	latest []int32
	frozen int // how many stand first and stay
	home   int32
	ends   int32
	busy   int64 // work and ways, seconds
	broken bool  // it cannot be kept as it is planned, so nothing can be put into it
}

// Choice is a way to put a visit into a plan.
type Choice struct {
	Technician int    // of a crew the one it costs least
	At         int    // before which of his stops; their number: after all of them
	Start      int32  // of the visit
	Travel     int32  // seconds more on the way, of a crew in all their days
	Added      Price  // what the plan then costs more
	Later      int    // how many of the visits after it then start later
	LaterBy    int32  // the most of these delays, seconds
	With       []Seat // the others of a crew
}

// Seat is a place in somebody's day.
type Seat struct{ Technician, At int }

// found is a possible place, before its price is told in full.
type found struct {
	technician, at int
	total          int64
}

// Open makes a plan ready for changes. Its stops are timed anew, each as early as it can be, but those of a crew start as planned.
func Open(p *Problem, plan Plan) *Day {
	d := &Day{p: p, w: newWays(p.Travel), routes: make([]dayRoute, len(p.Technicians)), homes: make([][]int, len(p.Visits))}
	d.bank = append(d.bank, plan.Unserved...)
	for i := range d.routes {
		r := &d.routes[i]
		r.line = newLine(&p.Technicians[i])
		if i >= len(plan.Routes) {
			continue
		}
		r.stops = slices.Clone(plan.Routes[i])
		for _, stop := range r.stops {
			s := p.slot(stop.Visit)
			if p.Visits[stop.Visit].crew() > 1 && !s.frozen {
				s = s.at(stop.Start)
			}
			r.slots = append(r.slots, s)
			d.homes[stop.Visit] = append(d.homes[stop.Visit], i)
		}
		d.time(r)
	}
	return d
}

// time brings what is known of a route up to date with its slots.
func (d *Day) time(r *dayRoute) {
	r.latest = slices.Grow(r.latest[:0], len(r.slots))[:len(r.slots)]
	was := slices.Clone(r.stops)
	home, ends, ok := r.times(&d.w, r.slots, r.stops)
	r.broken = !ok
	if !ok {
		copy(r.stops, was)
		return
	}
	r.home, r.ends, r.busy, r.frozen = home, ends, int64(home), 0
	for i := range r.stops {
		r.busy += int64(r.stops[i].Travel) + int64(r.slots[i].duration)
		if r.slots[i].frozen {
			r.frozen = i + 1
		}
	}
	r.latests(&d.w, r.slots, r.latest)
}

// Plan is the plan as it stands now.
func (d *Day) Plan() Plan {
	plan := Plan{Routes: make([][]Stop, len(d.routes)), Unserved: slices.Clone(d.bank)}
	for i := range d.routes {
		plan.Routes[i] = slices.Clone(d.routes[i].stops)
	}
	return plan
}

// Broken lists the technicians whose day cannot be kept as it was planned, because something takes longer or begins later; their
// stops have the times of the plan, and nothing can be put between them.
func (d *Day) Broken() []int {
	var broken []int
	for i := range d.routes {
		if d.routes[i].broken {
			broken = append(broken, i)
		}
	}
	return broken
}

// Insert lists the ways to put a visit that nobody makes into the plan, the cheapest first, for each technician his best one; at most
// so many, or all for 0. Nothing else changes its technician or its order. Of a crew each choice is a start and who goes then; there
// the candidates for a start are those at which somebody could begin. None for a visit that is planned or frozen.
func (d *Day) Insert(visit, most int) []Choice {
	v := &d.p.Visits[visit]
	if len(d.homes[visit]) > 0 || v.fixed() {
		return nil
	}
	if v.crew() > 1 {
		return d.insertCrew(visit, most)
	}
	s := d.p.slot(visit)
	d.found = d.findAll(visit, &s, most, d.found[:0])
	slices.SortFunc(d.found, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.total, b.total), cmp.Compare(a.technician, b.technician))
	})
	if most > 0 && len(d.found) > most {
		d.found = d.found[:most]
	}
	choices := make([]Choice, len(d.found))
	for i, f := range d.found {
		choices[i] = d.tell(visit, &s, f.technician, f.at)
	}
	return choices
}

// findAll finds for each technician who may go his cheapest place; where most is not 0, only of those who can be among the cheapest so
// many.
func (d *Day) findAll(visit int, s *slot, most int, into []found) []found {
	v := &d.p.Visits[visit]
	d.bar = bar{most: most, best: d.bar.best[:0]}
	for i := range d.routes {
		if d.routes[i].broken || !allowed(&d.p.Technicians[i], v, i) || d.short(i, v) != nil {
			continue
		}
		if f, ok := d.find(visit, s, i, d.bar.price()); ok {
			into = append(into, f)
			d.bar.add(f.total)
		}
	}
	return into
}

// bar is the price that a place has to stay under to be among the cheapest so many.
type bar struct {
	most int // 0: all are wanted
	best []int64
}

func (b *bar) price() int64 {
	if b.most == 0 || len(b.best) < b.most {
		return math.MaxInt64
	}
	return b.best[b.most-1]
}

func (b *bar) add(price int64) {
	if b.most == 0 {
		return
	}
	at, _ := slices.BinarySearch(b.best, price)
	if b.best = slices.Insert(b.best, at, price); len(b.best) > b.most {
		b.best = b.best[:b.most]
	}
}

// find is the cheapest place in one day, the earliest of those that cost the same, if it costs no more than most.
func (d *Day) find(visit int, s *slot, technician int, most int64) (best found, ok bool) {
	r := &d.routes[technician]
	fixed := d.standing(visit, technician)
	done := s.duration // the first moment it can be over
	if len(s.windows) > 0 {
		done += s.windows[0].From
	}
	for at := r.frozen; at <= len(r.slots); at++ {
		if at < len(r.slots) && r.latest[at] < done {
			continue
		}
		if most != math.MaxInt64 && d.tooDear(visit, r, s, at, most-fixed) {
			continue
		}
		c, possible, later := d.change(r, s, at)
		if !later {
			break
		}
		if !possible {
			continue
		}
		if total := d.total(visit, r, s, &c) + fixed; (!ok || total < best.total) && total <= most {
			best, ok = found{technician, at, total}, true
		}
	}
	return best, ok
}

// tooDear says whether putting a visit before stop at of a route certainly costs more than most: from when he can leave alone, then
// from the two ways, before anything is timed. What comes after starts no earlier, or the detour is shorter than the way it replaces
// and nothing is said. Ways are looked up last: a column of the matrix is far from the processor.
func (d *Day) tooDear(visit int, r *dayRoute, s *slot, at int, most int64) bool {
	place, leave, end, leg := r.start, r.from, r.line.end, r.home
	if at > 0 {
		place, leave = r.slots[at-1].place, max(r.stops[at-1].End, r.from)
	}
	if at < len(r.slots) {
		end, leg = r.slots[at].place, r.stops[at].Travel
	}
	if s.duration >= leg && d.least(visit, r, s, at, leave, -leg) > most {
		return true
	}
	there := d.w.quickest(place, s.place)
	more := there - leg
	if end != None {
		more += d.w.quickest(s.place, end)
	}
	return more+s.duration >= 0 && d.least(visit, r, s, at, leave+there, more) > most
}

// least is what it costs at least that the visit starts no earlier than start and ways become so much longer.
func (d *Day) least(visit int, r *dayRoute, s *slot, at int, start, more int32) int64 {
	v, w := &d.p.Visits[visit], &d.p.Weights
	sum := w.Travel*int64(more) - w.Moved*int64(len(r.slots)-at)
	if v.Due > 0 {
		sum += w.Late[v.class()] * int64(max(0, start-v.Due))
	}
	if w.Fairness != 0 {
		sum += w.fairness(r.busy+int64(s.duration)+int64(more)) - w.fairness(r.busy)
	}
	return sum
}

// change is what putting a visit into a route changes.
type change struct {
	start   int32 // of the visit
	travel  int32 // seconds more on the way
	ends    int32 // when the day then ends
	late    int64 // prices of the stops after it
	moved   int64
	later   int
	laterBy int32
}

// change puts a visit before stop at of a route. possible is false when it cannot stand there; later is false when it cannot stand
// anywhere after either.
func (d *Day) change(r *dayRoute, s *slot, at int) (c change, possible, later bool) {
	place, leave := r.start, r.from
	if at > 0 {
		place, leave = r.slots[at-1].place, max(r.stops[at-1].End, r.from)
	}
	travel, arrive := d.w.way(&r.shift, place, s.place, leave)
	c.start = s.earliest(&r.shift, arrive)
	if c.start == never { // a later place may be reached sooner, but it is not left sooner
		return c, false, s.earliest(&r.shift, leave) != never
	}
	c.travel, c.ends = travel, r.ends
	place, leave = s.place, c.start+s.duration
	for i := at; i < len(r.slots); i++ {
		next := &r.slots[i]
		travel, arrive = d.w.way(&r.shift, place, next.place, max(leave, r.from))
		if i == at && arrive > r.latest[i] {
			return c, false, true
		}
		was := &r.stops[i]
		c.travel += travel - was.Travel
		start := next.earliest(&r.shift, arrive)
		if start == was.Start {
			return c, true, true
		}
		d.delay(&c, was, start)
		place, leave = next.place, start+next.duration
	}
	home, ends := r.line.home(&d.w, place, leave)
	c.travel += home - r.home
	c.ends = ends
	return c, ends <= r.limit, true
}

// delay notes that a stop starts at another moment.
func (d *Day) delay(c *change, was *Stop, start int32) {
	v, w := &d.p.Visits[was.Visit], &d.p.Weights
	if by := start - was.Start; by > 0 {
		c.later++
		c.laterBy = max(c.laterBy, by)
	}
	if v.Due > 0 {
		c.late += w.Late[v.class()] * int64(max(0, start-v.Due)-max(0, was.Start-v.Due))
	}
	if v.Promised && v.Was != nil {
		c.moved += w.moved(start-v.Was.Start) - w.moved(was.Start-v.Was.Start)
	}
}

// total is what a change costs, without what standing tells.
func (d *Day) total(visit int, r *dayRoute, s *slot, c *change) int64 {
	v, w := &d.p.Visits[visit], &d.p.Weights
	sum := w.Travel*int64(c.travel) + c.late + c.moved + w.Overtime*int64(r.overtime(c.ends)-r.spent())
	if v.Due > 0 {
		sum += w.Late[v.class()] * int64(max(0, c.start-v.Due))
	}
	if v.Promised && v.Was != nil {
		sum += w.moved(c.start - v.Was.Start)
	}
	if w.Fairness != 0 {
		sum += w.fairness(r.busy+int64(s.duration)+int64(c.travel)) - w.fairness(r.busy)
	}
	return sum
}

// spent is the overtime of the route as it stands; an empty day has none.
func (r *dayRoute) spent() int32 {
	if len(r.stops) == 0 {
		return 0
	}
	return r.overtime(r.ends)
}

// standing is the part of the price that is the same wherever in his day the visit stands.
func (d *Day) standing(visit, technician int) int64 {
	price := d.p.priceWho(&d.p.Technicians[technician], technician, &d.p.Visits[visit])
	return price.Preferred + price.OverSkill + price.Technician + d.p.Weights.Missing*d.lacks(visit, technician)
}

// tell prices a place in full.
func (d *Day) tell(visit int, s *slot, technician, at int) Choice {
	r, v, w := &d.routes[technician], &d.p.Visits[visit], &d.p.Weights
	c, _, _ := d.change(r, s, at)
	added := d.p.priceStop(&d.p.Technicians[technician], technician, v, c.start)
	added.Late += c.late
	added.Moved += c.moved
	added.Travel = w.Travel * int64(c.travel)
	added.Overtime = w.Overtime * int64(r.overtime(c.ends)-r.spent())
	added.Missing = w.Missing * d.lacks(visit, technician)
	added.Fairness = w.fairness(r.busy+int64(s.duration)+int64(c.travel)) - w.fairness(r.busy)
	if slices.Contains(d.bank, visit) {
		added.Unserved = -w.Unserved[v.class()]
	}
	return Choice{Technician: technician, At: at, Start: c.start, Travel: c.travel, Added: added, Later: c.later, LaterBy: c.laterBy}
}
