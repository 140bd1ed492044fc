package route

// The rich model judges an insertion in two steps: what cannot be, or cannot be cheaper than what is known, is seen from two numbers
// at each stop; what is left is driven through until a stop starts when it did before.

// refreshRich times a route anew and prices it by the definition; false when it cannot be.
func (s *search) refreshRich(r int32) bool {
	m := s.m
	l := &m.lines[r]
	h, tail := m.head(r), m.tail(r)
	u := h
	s.node[h].early, s.node[h].leg = l.from, 0
	s.money[r], s.busy[r], s.ends[r] = 0, 0, l.from
	s.base[h] = 0
	if s.size[r] == 0 {
		s.node[tail].late = l.limit
		return true
	}
	place, leave := l.start, l.from
	money, travel, work, bound, ok := int64(0), int64(0), int64(0), false, true
	for v := s.node[h].next; v != tail; v = s.node[v].next {
		n, sl := &s.node[v], &s.slot[v]
		base := m.ways.base[place*m.ways.n+sl.place]
		way, arrive := m.drive(&l.shift, place, sl.place, base, max(leave, l.from))
		s.node[u].leg, s.base[u] = way, base
		n.start = sl.earliest(&l.shift, arrive)
		if n.start == never {
			ok, n.start = false, arrive
		}
		bound = bound || !sl.frozen
		n.early = n.start + sl.duration
		money += s.who(v, r) + m.timed[v].price(n.start)
		travel, work = travel+int64(way), work+int64(sl.duration)
		place, leave, u = sl.place, n.early, v
	}
	home, end := l.home(&m.ways, place, leave)
	s.node[u].leg, s.base[u] = home, 0
	if l.end != None {
		s.base[u] = m.ways.base[place*m.ways.n+l.end]
	}
	travel += int64(home)
	s.ends[r], s.busy[r] = end, work+travel
	s.money[r] = money + m.travel*travel + m.p.Weights.Overtime*int64(l.overtime(end)) + m.p.Weights.fairness(work+travel)
	if m.parts > 0 {
		s.money[r] += s.lack(r)
	}
	s.lastStarts(r)
	return ok && (!bound || end <= l.limit)
}

// who is what it costs that r makes v; somebody frozen costs what he costs even if a rule is against him now.
func (s *search) who(v, r int32) int64 {
	if fit := s.m.fit[int(v)*s.m.routes+int(r)]; fit != excluded {
		return int64(fit)
	}
	return 0
}

// lastStarts fills in by when each task must begin at the latest for what follows, or a little later: breaks and the pace are left
// out. A later start is impossible for certain.
func (s *search) lastStarts(r int32) {
	m := s.m
	h, tail := m.head(r), m.tail(r)
	late := m.lines[r].limit
	s.node[tail].late = late
	for v := s.node[tail].prev; v != h; v = s.node[v].prev {
		n := &s.node[v]
		sl := &s.slot[v]
		late -= m.quickest(s.base[v]) + sl.duration
		if len(sl.windows) > 0 {
			late = min(late, sl.windows[len(sl.windows)-1].To)
		}
		if sl.frozen {
			late = never
		}
		n.late = late
	}
}

// putRich brings the route of v up to date, just linked, and with it the price.
func (s *search) putRich(v int32) {
	r := s.node[v].route
	s.cost -= s.money[r]
	s.refreshRich(r)
	s.cost += s.money[r]
}

// bestRich finds the cheapest place for v in the days of all who may go. Most places are passed by with one look at a way: lists of
// neighbours, as the fast model has them, know too little of who may go, and plans by them are two parts in a hundred dearer.
func (s *search) bestRich(v int32) spot {
	m := s.m
	t := &m.task[v]
	best := nowhere
	fits := m.fit[int(v)*m.routes : (int(v)+1)*m.routes]
	row := t.place * m.places
	from, to := m.from[row:row+m.places], m.to[row:row+m.places]
	done, last := t.open+t.duration, t.close
	for _, r := range s.own {
		fit := int64(fits[r])
		if fit == excluded {
			continue
		}
		u := m.head(r)
		for un := &s.node[u]; un.next != None && un.early <= last; {
			w := &s.node[un.next]
			if way := int32(from[un.place]); w.late >= done && un.early+m.quickest(way) <= last && int64(m.quickest(way)-un.leg)*m.travel+fit < best.price {
				s.tryRich(v, u, way, int32(to[w.place]), &best)
			}
			u, un = un.next, w
		}
	}
	return best
}

// tryRich keeps the place of v behind after if it is possible and cheaper than best, by chance not. way and next are the usual ways to
// it and on from it.
func (s *search) tryRich(v, after, way, next int32, best *spot) {
	m := s.m
	there, on := m.quickest(way), m.quickest(next)
	un := &s.node[after]
	r := un.route
	fit := m.fit[int(v)*m.routes+int(r)]
	w := &s.node[un.next]
	if int64(there+on-un.leg)*m.travel+int64(fit) >= best.price || m.task[v].load > 0 && !s.stocked(v, r) {
		return
	}
	open, last := m.task[v].open, m.task[v].close
	if start := max(un.early+there, open); start > last || w.late != never && start+m.task[v].duration+on > w.late || w.late == never {
		return
	}
	price, ok := s.detour(v, after, way, next, int64(fit))
	if ok && price < best.price && !s.rng.one(blinkOnce) {
		best.after, best.price = after, price
	}
}

// detour is what the plan costs more with v behind after, to which the usual way is way, and on from there next; false when it cannot
// be there.
func (s *search) detour(v, after, way, next int32, price int64) (int64, bool) {
	m := s.m
	un := &s.node[after]
	r := un.route
	l, sl := &m.lines[r], &s.slot[v]
	way, arrive := m.drive(&l.shift, s.from(after, l), sl.place, way, max(un.early, l.from))
	start := sl.earliest(&l.shift, arrive)
	if start == never {
		return 0, false
	}
	price += m.timed[v].price(start)
	travel, ends := way, s.ends[r]
	place, leave, leg := sl.place, start+sl.duration, un.leg
	w, base := un.next, next
	for ; int(w) < m.tasks; w = s.node[w].next {
		n, next := &s.node[w], &s.slot[w]
		way, arrive = m.drive(&l.shift, place, next.place, base, max(leave, l.from))
		if arrive > n.late {
			return 0, false
		}
		start = next.earliest(&l.shift, arrive)
		if start == never {
			return 0, false
		}
		travel += way - leg
		if start == n.start {
			break
		}
		price += m.timed[w].price(start) - m.timed[w].price(n.start)
		place, leave, leg, base = next.place, start+next.duration, n.leg, s.base[w]
	}
	if int(w) >= m.tasks {
		home, end := l.home(&m.ways, place, leave)
		if end > l.limit {
			return 0, false
		}
		travel, ends = travel+home-leg, end
	}
	over := l.overtime(ends)
	if s.size[r] > 0 {
		over -= l.overtime(s.ends[r])
	}
	price += m.travel*int64(travel) + m.p.Weights.Overtime*int64(over)
	if m.p.Weights.Fairness != 0 {
		price += m.p.Weights.fairness(s.busy[r]+int64(sl.duration)+int64(travel)) - m.p.Weights.fairness(s.busy[r])
	}
	if m.parts > 0 && len(m.p.Visits[m.task[v].visit].Parts) > 0 {
		price += s.lackMore(v, r)
	}
	return price, true
}

// drive is ways.way with the usual way known.
func (m *model) drive(s *shift, a, b int, base, leave int32) (seconds, arrive int32) {
	if base >= tooFar { // cut in the lists
		return m.ways.way(s, a, b, leave)
	}
	i := s.span(leave)
	leave = max(leave, s.spans[i].From)
	if seconds = base; m.ways.paced && base != 0 {
		seconds = m.ways.scaled(base, leave)
	}
	if arrive = leave + seconds; i == len(s.spans)-1 || arrive <= s.spans[i].To {
		return seconds, arrive
	}
	return m.ways.across(s, a, b, i, leave, seconds)
}

// from is the place of a node that somebody leaves.
func (s *search) from(after int32, l *line) int {
	if int(after) < s.m.tasks {
		return s.slot[after].place
	}
	return l.start
}

// feasible says whether r can be driven as it stands and has the parts nobody goes without.
func (s *search) feasible(r int32) bool {
	return s.refreshRich(r) && (s.m.parts == 0 || s.wellStocked(r))
}
