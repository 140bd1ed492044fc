package route

import "math"

// blinkOnce: a place that would be the best so far is overlooked once in so many times.
const blinkOnce = 100

// spot is a place for a task: behind after, at a price.
type spot struct {
	after int32
	price int64
}

var nowhere = spot{None, math.MaxInt64}

// recreate puts the absent tasks back, each where it is cheapest; those without a place go to the bank.
func (s *search) recreate() {
	s.sortAbsent()
	s.putBack()
}

func (s *search) putBack() {
	for _, v := range s.absent {
		if s.m.task[v].crew > 1 {
			if !s.putCrew(v) {
				s.bank = append(s.bank, v)
			}
			continue
		}
		best := s.bestSpot(v)
		if best.after == None || best.price > s.m.task[v].penalty {
			s.bank = append(s.bank, v)
			continue
		}
		s.touch(s.node[best.after].route)
		s.put(v, best)
	}
	s.absent = s.absent[:0]
}

func (s *search) put(v int32, at spot) {
	s.link(v, at.after)
	s.cost -= s.m.task[v].penalty
	if s.m.fast {
		s.settle(v)
		s.cost += at.price
		return
	}
	s.putRich(v)
}

// sortAbsent brings the absent tasks into one of the orders, chosen by chance as the paper does.
func (s *search) sortAbsent() {
	pick := s.rng.below(17)
	order := 0
	switch {
	case pick < 4:
		s.shuffle(s.absent)
		return
	case pick < 8:
		order = 0
	case pick < 10:
		order = 1
	case pick < 11:
		order = 2
	case pick < 13:
		order = 3
	case pick < 15:
		order = 4
	default:
		order = 5
	}
	key := s.m.orders[order]
	a := s.absent
	if len(a) > 64 {
		sortBy(a, key)
		return
	}
	for i := 1; i < len(a); i++ {
		v, k, j := a[i], key[a[i]], i
		for ; j > 0 && key[a[j-1]] > k; j-- {
			a[j] = a[j-1]
		}
		a[j] = v
	}
}

func (s *search) shuffle(a []int32) {
	for i := len(a) - 1; i > 0; i-- {
		j := s.rng.below(i + 1)
		a[i], a[j] = a[j], a[i]
	}
}

// bestSpot finds the cheapest place for v, by chance not quite.
func (s *search) bestSpot(v int32) spot {
	if !s.m.fast {
		return s.bestRich(v)
	}
	best := nowhere
	if s.fresh {
		s.fresh = false
		if len(s.empty) > 0 {
			s.tryEmpty(v, s.empty[len(s.empty)-1], &best)
		}
		if best.after != None {
			best.price *= s.m.travel
			return best
		}
	}
	if s.m.whole {
		best = s.bestEverywhere(v)
	} else if best = s.bestNear(v); best.after == None {
		best = s.bestEverywhere(v)
	}
	if len(s.empty) > 0 {
		s.tryEmpty(v, s.empty[len(s.empty)-1], &best)
	}
	if best.after != None {
		best.price *= s.m.travel
	}
	return best
}

// bestNear tries v only behind those who may well stand before it and in front of those who may well stand after it. A detour is at
// least twice what the way to the neighbour is longer than the leg it opens.
func (s *search) bestNear(v int32) spot {
	m := s.m
	t := &m.task[v]
	row := m.places * t.place
	from, to := m.from[row:row+m.places], m.to[row:row+m.places]
	room := m.capacity - t.load
	open, last := t.open, t.close
	after, price := int32(None), int32(math.MaxInt32)
	const g = granular
	lists := m.beside[2*g*int(v) : 2*g*(int(v)+1)]
	for _, b := range lists[:g] {
		if b.id == nobody {
			break
		}
		un, way := &s.node[b.id], int32(b.way)
		if 2*(way-un.leg) >= price || un.early+way > last || un.route < 0 {
			continue
		}
		w := &s.node[un.next]
		e := int32(to[w.place])
		if c := way + e - un.leg; c < price && max(un.early+way, open) <= w.late-e-t.duration && s.load[un.route] <= room && !s.rng.one(blinkOnce) {
			after, price = int32(b.id), c
		}
	}
	for _, b := range lists[g:] {
		if b.id == nobody {
			break
		}
		w, way := &s.node[b.id], int32(b.way)
		latest := min(last, w.late-way-t.duration)
		if latest < open || w.route < 0 {
			continue
		}
		un := &s.node[w.prev]
		if 2*(way-un.leg) >= price {
			continue
		}
		d := int32(from[un.place])
		if c := d + way - un.leg; c < price && un.early+d <= latest && s.load[w.route] <= room && !s.rng.one(blinkOnce) {
			after, price = w.prev, c
		}
	}
	if after == None {
		return nowhere
	}
	return spot{after, int64(price)}
}

// bestEverywhere tries v in every place of every route that has somebody in it.
func (s *search) bestEverywhere(v int32) spot {
	m := s.m
	t := &m.task[v]
	row := m.places * t.place
	from, to := m.from[row:row+m.places], m.to[row:row+m.places]
	room := m.capacity - t.load
	after, price := int32(None), int32(math.MaxInt32)
	for _, r := range s.own {
		if s.size[r] == 0 || s.load[r] > room {
			continue
		}
		u := m.head(r)
		un := &s.node[u]
		d := int32(from[un.place])
		for un.next != None {
			w := &s.node[un.next]
			if un.early+d > t.close {
				break
			}
			e := int32(to[w.place])
			if c := d + e - un.leg; c < price && max(un.early+d, t.open)+t.duration+e <= w.late && !s.rng.one(blinkOnce) {
				after, price = u, c
			}
			u, un, d = un.next, w, int32(from[w.place])
		}
	}
	if after == None {
		return nowhere
	}
	return spot{after, int64(price)}
}

func (s *search) tryEmpty(v, r int32, best *spot) {
	m := s.m
	t := &m.task[v]
	if t.load > m.capacity {
		return
	}
	b, f := m.begin[r], m.finish[r]
	d, e := m.way(b.place, t.place), m.way(t.place, f.place)
	start := max(b.time+d, t.open)
	if c := int64(d + e); c < best.price && start <= t.close && start+t.duration+e <= f.time {
		*best = spot{m.head(r), c}
	}
}
