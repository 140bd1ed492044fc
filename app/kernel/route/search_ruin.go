package route

// Ruin and recreate after Christiaens & Vanden Berghe (2020), "Slack induction by string removals": strings of neighbouring visits
// are taken out of neighbouring routes, then put back one by one where it is cheapest, now and then overlooking a place.

const (
	removedFast = 10 // tasks that a move takes out in the mean
	removedRich = 7
	longest     = 10 // the longest string
	splitOnce   = 2  // one string in so many keeps a part inside it
	growOnce    = 100
	freshOnce   = 10 // one ruin in so many begins a route that was empty: a day less is found by itself, a day more seldom
)

// ruin takes strings around one task out of the routes; they stand in absent. False when a route cannot be driven without them: where
// a detour is the shorter way.
func (s *search) ruin() bool {
	s.absent = append(s.absent[:0], s.bank...)
	s.bank = s.bank[:0]
	s.fresh = false
	seed, mean := s.seed()
	if seed == None {
		return true
	}
	length := min(longest, mean)
	removed := float64(removedRich)
	if s.m.fast {
		removed = removedFast
	}
	s.fresh = s.m.fast && s.rng.one(freshOnce)
	most := 4*removed/(1+length) - 1
	strings := int(s.rng.unit()*most) + 1
	s.ruinAround(seed, strings, length)
	for _, l := range s.logged {
		if !s.refresh(l.route) {
			return false
		}
		if !s.m.fast {
			s.cost += s.money[l.route] - l.money
		}
	}
	return true
}

// seed is a task in a route, and how many tasks a route that is not empty has in the mean.
func (s *search) seed() (int32, float64) {
	routes := len(s.own) - len(s.empty)
	if routes == 0 {
		return None, 0
	}
	placed := 0
	for _, r := range s.own {
		placed += int(s.size[r])
	}
	mean := float64(placed) / float64(routes)
	if len(s.loose) == 0 {
		return None, mean
	}
	if len(s.absent) > 0 && s.rng.one(2) { // make room for somebody who has no place
		v := s.absent[s.rng.below(len(s.absent))]
		for _, u := range s.m.near[v] {
			if s.node[u].route != None && !s.stuck[u] && !s.rng.one(3) {
				return u, mean
			}
		}
	}
	for range 100 {
		v := s.loose[s.rng.below(len(s.loose))]
		if s.node[v].route != None {
			return v, mean
		}
	}
	return None, mean
}

func (s *search) ruinAround(seed int32, strings int, length float64) {
	s.ruinString(seed, length)
	done := 1
	for _, v := range s.m.near[seed] {
		if done >= strings {
			return
		}
		if r := s.node[v].route; r != None && s.mark[r] != s.move && !s.stuck[v] {
			s.ruinString(v, length)
			done++
		}
	}
}

// ruinString takes a string that holds v out of its route.
func (s *search) ruinString(v int32, length float64) {
	r := s.node[v].route
	s.touch(r)
	size := int(s.size[r])
	n := 1 + int(s.rng.unit()*min(length, float64(size)))
	n = min(n, size)
	keep := 0
	if n > 1 && n < size && s.rng.one(splitOnce) {
		keep = 1
		for n+keep < size && s.rng.one(growOnce) {
			keep++
		}
	}
	whole := n + keep
	back, fore := s.room(v, whole-1)
	first := max(0, whole-1-fore)
	steps := first + s.rng.below(min(back, whole-1)-first+1)
	at := v
	for range steps {
		at = s.node[at].prev
	}
	spared := n
	if keep > 0 {
		spared = 1 + s.rng.below(n-1)
	}
	for i := 0; i < whole; i++ {
		next := s.node[at].next
		if (i < spared || i >= spared+keep) && !s.stuck[at] {
			s.takeOut(at)
		}
		at = next
	}
}

// room counts the tasks before and behind v in its route, each up to most.
func (s *search) room(v int32, most int) (back, fore int) {
	for u := s.node[v].prev; int(u) < s.m.tasks && back < most; u = s.node[u].prev {
		back++
	}
	for u := s.node[v].next; int(u) < s.m.tasks && fore < most; u = s.node[u].next {
		fore++
	}
	return back, fore
}

// takeOut removes v, with its crew; in the fast model the price follows at once.
func (s *search) takeOut(v int32) {
	if s.m.task[v].crew > 1 {
		s.cost += s.m.task[v].penalty
		s.takeOutCrew(v)
		return
	}
	if s.m.fast {
		n := &s.node[v]
		u, w := &s.node[n.prev], &s.node[n.next]
		leg := s.m.way(u.place, w.place)
		if s.size[n.route] == 1 {
			leg = 0
		}
		s.cost += int64(leg-u.leg-n.leg) * s.m.travel
		u.leg = leg
	}
	s.cost += s.m.task[v].penalty
	s.unlink(v)
	s.absent = append(s.absent, v)
}
