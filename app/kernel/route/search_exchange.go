package route

import (
	"context"
	"math"
	"slices"
	"sync"
)

// team is the threads of a run. Between stretches, at points that depend only on the course of the run, they hand over what they
// found: in small problems the one that is behind goes on from the other's tour; in large ones each has its own part of one tour,
// cut anew every time, so that two threads make twice the rounds (the moves are local, only those across the cut are missing).
type team struct {
	m       *model
	cooling cooling
	member  []*member
	best    tour
	parts   bool
	rng     dice
}

// member is one thread: its search, its present tour and the best of its stretch.
type member struct {
	s       *search
	now     tour
	stretch stretch
	own     []int32
	bank    []int32
	work    chan func()
}

func newTour(routes int) tour { return tour{routes: make([][]int32, routes), cost: math.MaxInt64} }

func (t *tour) copyFrom(o *tour) {
	for r := range o.routes {
		t.routes[r] = append(t.routes[r][:0], o.routes[r]...)
	}
	t.pins = append(t.pins[:0], o.pins...)
	t.bank, t.cost = append(t.bank[:0], o.bank...), o.cost
}

// adopt makes a route that of o.
func (t *tour) adopt(r int32, o *tour) {
	t.routes[r] = append(t.routes[r][:0], o.routes[r]...)
	for _, v := range o.routes[r] {
		if len(o.pins) > 0 {
			t.pins[v] = o.pins[v]
		}
	}
}

func allRoutes(n int) []int32 {
	all := make([]int32, n)
	for i := range all {
		all[i] = int32(i)
	}
	return all
}

// run makes stretches until the run is over and leaves the cheapest tour in best.
func (t *team) run(ctx context.Context, stretches int) {
	for i := range stretches {
		if ctx.Err() != nil {
			return
		}
		end := float64(i+1) / float64(stretches)
		if t.parts {
			t.cut()
		}
		var wait sync.WaitGroup
		for _, m := range t.member {
			m.stretch.end, m.stretch.cooling = end, t.cooling
			wait.Add(1)
			m.work <- func() {
				m.s.anneal(ctx, &m.stretch)
				m.s.give(&m.now)
				wait.Done()
			}
		}
		wait.Wait()
		if t.parts {
			t.join()
		} else {
			t.meet(end)
		}
	}
}

// alone is the part of a cycle in which threads go their own ways.
const alone = 0.5

// meet keeps the cheapest tour; in the later part of a cycle who is behind goes on from the one ahead.
func (t *team) meet(end float64) {
	ahead := t.member[0]
	for _, m := range t.member {
		if m.stretch.best.cost < t.best.cost {
			t.best.copyFrom(m.stretch.best)
		}
		if m.now.cost < ahead.now.cost {
			ahead = m
		}
	}
	if t.cooling.within(end) < alone {
		return
	}
	all := allRoutes(t.m.routes)
	for _, m := range t.member {
		if m != ahead {
			m.now.copyFrom(&ahead.now)
			m.s.take(&m.now, all, m.now.bank)
		}
	}
}

// cut gives each member a part of the present tour, which member 0 holds: routes in the order of where their middles lie, along a
// direction drawn anew.
func (t *team) cut() {
	now := &t.member[0].now
	order, weight := t.line(now)
	total := 0
	for _, w := range weight {
		total += w
	}
	for _, m := range t.member {
		m.own, m.bank = m.own[:0], m.bank[:0]
	}
	sum, n := 0, len(t.member)
	for i, r := range order {
		k := min(n-1, sum*n/max(1, total))
		if weight[i] == 0 {
			k = i % n
		}
		sum += weight[i]
		t.member[k].own = append(t.member[k].own, r)
	}
	for i, v := range now.bank {
		m := t.member[i%n]
		m.bank = append(m.bank, v)
	}
	for i, m := range t.member {
		if i > 0 {
			m.now.copyFrom(now)
		}
		slices.Sort(m.own)
	}
	for _, m := range t.member {
		m.s.take(&m.now, m.own, m.bank)
	}
}

// join puts the parts together again, the present ones in member 0, and the best ones of the stretch as a whole.
func (t *team) join() {
	now, best := &t.member[0].now, t.member[0].stretch.best
	for _, m := range t.member[1:] {
		for _, r := range m.own {
			now.adopt(r, &m.now)
			best.adopt(r, m.stretch.best)
		}
		now.bank, best.bank = append(now.bank, m.now.bank...), append(best.bank, m.stretch.best.bank...)
		now.cost += m.now.cost
		best.cost += m.stretch.best.cost
	}
	if best.cost < t.best.cost {
		t.best.copyFrom(best)
	}
}
