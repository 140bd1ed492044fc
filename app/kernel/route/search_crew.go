package route

import "math"

// A crew's visit is as many tasks as go, each in another route, all with one start. Only the first of them stands among the absent
// and in the bank, for all; while they are placed each has the start as its only window.

// takeOutCrew removes all tasks of v's visit. Routes are touched before anything changes.
func (s *search) takeOutCrew(v int32) {
	first, size := s.m.task[v].first, s.m.task[v].crew
	for u := first; u < first+size; u++ {
		s.touch(s.node[u].route)
	}
	for u := first; u < first+size; u++ {
		s.unlink(u)
	}
	s.absent = append(s.absent, first)
}

// crewStart are so many starts tried each time.
const crewStart = 4

// putCrew puts the whole crew of v where it is cheapest; false when that is nowhere, or dearer than leaving the visit undone.
func (s *search) putCrew(v int32) bool {
	best, at := int64(math.MaxInt64), int32(never)
	size := int(s.m.task[v].crew)
	for _, start := range s.crewStarts(v) {
		if price, ok := s.seats(v, start, size); ok && price < best {
			best, at = price, start
			s.chosen = append(s.chosen[:0], s.seat...)
		}
	}
	if at == never || best > s.m.task[v].penalty {
		return false
	}
	s.cost -= s.m.task[v].penalty
	for i, seat := range s.chosen {
		u := v + int32(i)
		s.pin(u, at)
		s.touch(s.node[seat.after].route)
		s.link(u, seat.after)
		s.putRich(u)
	}
	return true
}

// pin gives a task of a crew its start.
func (s *search) pin(v, start int32) {
	if !s.slot[v].frozen {
		s.pins[v] = Span{start, start}
	}
}

// seats fills s.seat with the cheapest places for a crew that starts then, in different routes.
func (s *search) seats(v, start int32, size int) (int64, bool) {
	s.pin(v, start)
	s.seat = s.seat[:0]
	for _, r := range s.own {
		if s.m.fit[int(v)*s.m.routes+int(r)] == excluded || s.m.task[v].load > 0 && !s.stocked(v, r) {
			continue
		}
		u := s.m.head(r)
		for x := s.node[u].next; int(x) < s.m.tasks && s.node[x].start <= start; x = s.node[x].next {
			u = x
		}
		w := &s.node[s.node[u].next]
		if w.late == never || s.node[u].early > start || start+s.m.task[v].duration > w.late {
			continue
		}
		place := s.m.task[v].place
		price, ok := s.detour(v, u, s.m.way(s.node[u].place, place), s.m.way(place, w.place), s.who(v, r))
		if !ok || s.rng.one(blinkOnce) {
			continue
		}
		i := len(s.seat)
		if i < size {
			s.seat = append(s.seat, spot{})
		} else if i--; s.seat[i].price <= price {
			continue
		}
		for ; i > 0 && s.seat[i-1].price > price; i-- {
			s.seat[i] = s.seat[i-1]
		}
		s.seat[i] = spot{u, price}
	}
	sum := int64(0)
	for _, seat := range s.seat {
		sum += seat.price
	}
	return sum, len(s.seat) == size
}

// crewStarts draws starts to try: the locked one, or when it was published, and some in the windows.
func (s *search) crewStarts(v int32) []int32 {
	visit := &s.m.p.Visits[s.m.task[v].visit]
	s.starts = s.starts[:0]
	if visit.timed() {
		return append(s.starts, visit.Was.Start)
	}
	snap := max(1, s.m.p.Snap)
	add := func(start int32) {
		start = (start + snap - 1) / snap * snap
		if len(visit.Windows) == 0 {
			s.starts = append(s.starts, start)
			return
		}
		for _, w := range visit.Windows {
			if start >= w.From && start <= w.To {
				s.starts = append(s.starts, start)
				return
			}
		}
	}
	if visit.Was != nil && visit.Was.Start%snap == 0 {
		add(visit.Was.Start)
	}
	for i := range min(crewStart, len(s.own)) {
		r := s.own[(s.rng.below(len(s.own))+i)%len(s.own)]
		if len(s.own) <= crewStart {
			r = s.own[i]
		}
		s.crewStartsIn(v, r)
	}
	for range crewStart {
		if n := len(visit.Windows); n > 0 {
			w := visit.Windows[s.rng.below(n)]
			add(w.From)
			add(w.From + int32(s.rng.below(int(w.To-w.From)/int(snap)+1))*snap)
		}
	}
	return s.starts
}

// crewStartsIn adds the first start at which r could begin with v behind each of its tasks, or, where the day is long, one of them.
func (s *search) crewStartsIn(v, r int32) {
	if s.m.fit[int(v)*s.m.routes+int(r)] == excluded {
		return
	}
	l, sl := &s.m.lines[r], &s.m.slots[v]
	skip := 0
	if len(s.own) > crewStart {
		skip = s.rng.below(int(s.size[r]) + 1)
	}
	i := 0
	for u := s.m.head(r); s.node[u].next != None; u = s.node[u].next {
		if i++; i <= skip {
			continue
		}
		_, arrive := s.m.ways.way(&l.shift, s.from(u, l), sl.place, max(s.node[u].early, l.from))
		if start := sl.earliest(&l.shift, arrive); start != never {
			s.starts = append(s.starts, start)
		}
		if skip > 0 || len(s.own) > crewStart {
			return
		}
	}
}
