package route

// tailsTried is how often ends of routes are tried between two ruins.
const tailsTried = 10

func (s *search) exchangeTails(heat float64, best *tour) {
	if len(s.loose) == 0 {
		return
	}
	for range tailsTried {
		if s.tails(heat) && s.cost < best.cost {
			s.give(best)
		}
	}
}

// tails tries to exchange what follows one task with what precedes a good follower of it in another route (2-opt*, Potvin & Rousseau
// 1995), or to cut a route in two. It costs a hundredth of a ruin and reaches what strings of a few tasks do not: routes that
// change partners, begin or end. Only for the fast model; the end of a rich route belongs to its technician.
func (s *search) tails(heat float64) bool {
	m := s.m
	u := s.loose[s.rng.below(len(s.loose))]
	un := &s.node[u]
	if un.route < 0 {
		return false
	}
	pick := s.rng.below(granular + 1)
	if pick == granular {
		return s.split(u, heat)
	}
	b := m.beside[(2*int(u)+1)*granular+pick]
	if b.id == nobody {
		return false
	}
	w := int32(b.id)
	wn := &s.node[w]
	way := int32(b.way)
	if wn.route < 0 || wn.route == un.route || un.early+way > wn.late {
		return false
	}
	p, x := wn.prev, un.next
	pn, xn := &s.node[p], &s.node[x]
	back := m.way(pn.place, xn.place)
	if int(p) >= m.tasks && int(x) >= m.tasks {
		back = 0
	}
	price := int64(way+back-un.leg-pn.leg) * m.travel
	if pn.early+back > xn.late || price > 0 && float64(price) >= heat*s.rng.log() {
		return false
	}
	ra, rb := un.route, wn.route
	tail := s.loadFrom(x)
	other := s.loadFrom(w)
	if s.load[ra]-tail+other > m.capacity || s.load[rb]-other+tail > m.capacity {
		return false
	}
	s.cross(u, p, x, w, ra, rb)
	s.cost += price
	return true
}

// split cuts a route behind u and gives the rest to somebody who has nobody.
func (s *search) split(u int32, heat float64) bool {
	m := s.m
	un := &s.node[u]
	x := un.next
	if int(x) >= m.tasks || len(s.empty) == 0 {
		return false
	}
	r := s.empty[len(s.empty)-1]
	h, t := m.head(r), m.tail(r)
	end, begin := m.way(un.place, s.node[t].place), m.way(s.node[h].place, s.node[x].place)
	price := int64(end+begin-un.leg) * m.travel
	if s.node[h].early+begin > s.node[x].late || un.early+end > m.finish[r].time || price > 0 && float64(price) >= heat*s.rng.log() {
		return false
	}
	s.cross(u, h, x, t, un.route, r)
	s.cost += price
	return true
}

func (s *search) loadFrom(v int32) (sum int32) {
	for ; int(v) < s.m.tasks; v = s.node[v].next {
		sum += s.m.task[v].load
	}
	return sum
}

// cross makes w follow u in route a and x follow p in route b, and counts both anew.
func (s *search) cross(u, p, x, w, a, b int32) {
	m := s.m
	ta, tb := m.tail(a), m.tail(b)
	lastA, lastB := s.node[ta].prev, s.node[tb].prev
	s.join(u, w, lastB, ta, w == tb)
	s.join(p, x, lastA, tb, x == ta)
	for _, r := range [2]int32{a, b} {
		was := s.size[r]
		s.size[r], s.load[r] = 0, 0
		for v := s.node[m.head(r)].next; int(v) < m.tasks; v = s.node[v].next {
			s.node[v].route = r
			s.size[r]++
			s.load[r] += m.task[v].load
		}
		s.noteEmpty(r, was)
		s.refresh(r)
	}
}

// join lets the tasks from first to last follow u up to the end of its route; none: u is the last.
func (s *search) join(u, first, last, tail int32, none bool) {
	if none {
		s.node[u].next, s.node[tail].prev = tail, u
		return
	}
	s.node[u].next, s.node[first].prev = first, u
	s.node[last].next, s.node[tail].prev = tail, last
}

// noteEmpty keeps the list of empty routes after r changed from was tasks.
func (s *search) noteEmpty(r, was int32) {
	switch {
	case was == 0 && s.size[r] > 0:
		i, last := s.atE[r], int32(len(s.empty)-1)
		s.empty[i] = s.empty[last]
		s.atE[s.empty[i]] = i
		s.empty, s.atE[r] = s.empty[:last], None
	case was > 0 && s.size[r] == 0:
		s.atE[r] = int32(len(s.empty))
		s.empty = append(s.empty, r)
	}
}
