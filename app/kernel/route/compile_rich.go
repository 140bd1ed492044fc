package route

import (
	"math"
)

// rich is what the model of an ordinary day has besides: exact timing, who may go at what price, prices that depend on when.
type rich struct {
	ways  ways
	lines []line
	slots []slot  // by task; of a crew's tasks the search has its own windows
	fit   []int32 // by task and route: the price of who goes, excluded for nobody's choice
	timed []timed // by task
	fixed []int32 // by task: the route it is frozen in, None if it is not
	pace  int64   // the fastest pace, in thousandths
	parts int     // how many different parts there are
}

// excluded is the price of who may not go.
const excluded = math.MinInt32

// timed is what the start of a task costs.
type timed struct {
	due     int32
	was     int32
	late    int64
	moved   int64 // 0: nobody was promised anything
	movedBy int32
}

func (t *timed) price(start int32) int64 {
	sum := t.late * int64(max(0, start-t.due))
	if t.moved != 0 {
		if by := start - t.was; max(by, -by) > t.movedBy {
			sum += t.moved
		}
	}
	return sum
}

// layRich fills what only the rich model has.
func (m *model) layRich() {
	p, n := m.p, len(m.placeWas)
	near := &Matrix{N: n, Seconds: make([]int32, n*n), Pace: p.Travel.Pace}
	for a, pa := range m.placeWas {
		row := p.Travel.Seconds[int(pa)*p.Travel.N:]
		for b, pb := range m.placeWas {
			near.Seconds[a*n+b] = row[pb]
		}
	}
	m.ways, m.pace = newWays(near), 1000
	if p.Travel.Pace != [24]int32{} {
		m.pace = math.MaxInt32
		for _, pace := range p.Travel.Pace {
			m.pace = min(m.pace, int64(pace))
		}
	}
	m.lines = make([]line, m.routes)
	for r := range m.lines {
		l := newLine(&p.Technicians[r])
		l.start = int(m.placeOf[l.start])
		if l.end != None {
			l.end = int(m.placeOf[l.end])
		}
		m.lines[r] = l
	}
	m.layVisits()
	m.layFit()
}

func (m *model) layVisits() {
	p := m.p
	m.slots, m.timed, m.fixed = make([]slot, m.tasks), make([]timed, m.tasks), make([]int32, m.tasks)
	for i := range m.task {
		t := &m.task[i]
		v := &p.Visits[t.visit]
		m.slots[i] = p.slot(int(t.visit))
		m.slots[i].place = int(t.place)
		c := &m.timed[i]
		if v.Due > 0 {
			c.due, c.late = v.Due, p.Weights.Late[v.class()]
		}
		if v.Promised && v.Was != nil {
			c.was, c.moved, c.movedBy = v.Was.Start, p.Weights.Moved, p.Weights.MovedBy
		}
		m.fixed[i] = None
		if v.fixed() {
			m.fixed[i] = int32(v.Was.Technicians[int32(i)-t.first])
		}
		for _, part := range v.Parts {
			m.parts = max(m.parts, part.Part+1)
		}
	}
}

// layFit prices who goes where, not when.
func (m *model) layFit() {
	p := m.p
	m.fit = make([]int32, m.tasks*m.routes)
	for i := range m.task {
		v := &p.Visits[m.task[i].visit]
		own := m.fit[i*m.routes:][:m.routes]
		if first := int(m.task[i].first); first < i {
			copy(own, m.fit[first*m.routes:])
			continue
		}
		for r := range own {
			t := &p.Technicians[r]
			own[r] = excluded
			if allowed(t, v, r) {
				price := p.priceWho(t, r, v)
				own[r] = int32(min(price.Total(), math.MaxInt32))
			}
		}
	}
}

// quickest is the shortest that a usual way can be, at the fastest pace.
func (m *model) quickest(way int32) int32 {
	if m.pace == 1000 {
		return way
	}
	return int32(uint64(way) * uint64(m.pace) / 1000)
}

// choice is how many could go to v, the urgent before all others.
func (m *model) choice(v int32) int32 {
	sum := int32(m.p.Visits[m.task[v].visit].class() * m.routes)
	for _, fit := range m.fit[int(v)*m.routes:][:m.routes] {
		if fit != excluded {
			sum++
		}
	}
	return sum
}
