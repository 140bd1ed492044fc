package route

import "slices"

// node is a task or an end of a route in the doubly linked list that a route is. Thirty-two bytes, two to a cache line: the search
// does little but read them.
type node struct {
	prev, next int32
	route      int32 // None: nobody makes it
	place      int32
	early      int32 // the moment of leaving
	late       int32 // the last arrival that keeps the rest of the route possible
	leg        int32 // what the way to next takes
	start      int32 // when the work begins
}

// tour is a solution as it is handed between threads: the tasks of each route in order, and those left over.
type tour struct {
	routes [][]int32
	pins   []Span // by task of a crew its start, if it has one
	bank   []int32
	cost   int64
}

// saved is a node as it was before a move touched its route.
type saved struct {
	id, base int32
	n        node
}

// search is one thread's solution and what it needs to change it and to take a change back.
type search struct {
	m      *model
	rng    dice
	node   []node
	size   []int32 // tasks by route
	load   []int32 // capacity used by route
	money  []int64 // price by route, in the rich model
	busy   []int64 // busy seconds by route
	own    []int32 // the routes this thread may change
	empty  []int32 // those of them with nobody in
	atE    []int32 // where a route stands in empty, None if nowhere
	bank   []int32 // tasks that nobody makes
	cost   int64
	absent []int32
	fresh  bool // who is put back next goes to an empty route

	slot   []slot // by task, with the windows of crews as they are now
	pins   []Span
	base   []int32 // by node the usual way to the next, in the rich model
	ends   []int32 // by route when the day is over
	stuck  []bool  // by task: may not be moved
	loose  []int32 // the tasks that may
	stock  []int32
	seat   []spot
	chosen []spot
	starts []int32

	mark     []uint32 // the move that last touched a route
	move     uint32
	log      []saved
	logged   []logged
	bankWas  []int32
	emptyWas []int32
	costWas  int64
}

// logged is what of a route is not in its nodes.
type logged struct {
	route, size, load, ends int32
	money, busy             int64
}

func newSearch(m *model, seed uint64) *search {
	s := &search{
		m: m, rng: newDice(seed), node: make([]node, m.tasks+2*m.routes), size: make([]int32, m.routes), load: make([]int32, m.routes),
		base: make([]int32, m.tasks+2*m.routes), ends: make([]int32, m.routes), stuck: make([]bool, m.tasks), money: make([]int64, m.routes), busy: make([]int64, m.routes), atE: make([]int32, m.routes), mark: make([]uint32, m.routes),
	}
	for v := range m.tasks {
		s.node[v].place = m.task[v].place
	}
	for r := range m.routes {
		h, t := &s.node[m.head(int32(r))], &s.node[m.tail(int32(r))]
		h.place, t.place, h.route, t.route = m.begin[r].place, m.finish[r].place, int32(r), int32(r)
		h.prev, t.next = None, None
	}
	if !m.fast {
		s.slot, s.pins, s.stock = slices.Clone(m.slots), make([]Span, m.tasks), make([]int32, m.parts)
		for v := range s.slot {
			if m.task[v].crew > 1 && !s.slot[v].frozen {
				s.slot[v].windows, s.slot[v].snap = s.pins[v:v+1], 0
			}
		}
	}
	return s
}

// take makes s stand at t, of which it may change only the routes own and the tasks of bank. Routes that are not own are not there
// at all, so that threads can work on different parts of one tour.
func (s *search) take(t *tour, own, bank []int32) {
	for v := range s.m.tasks {
		s.node[v].route = None
	}
	for r := range s.m.routes {
		s.atE[r] = None
	}
	s.own, s.bank, s.empty, s.cost = append(s.own[:0], own...), append(s.bank[:0], bank...), s.empty[:0], 0
	for _, v := range bank {
		s.cost += s.m.task[v].penalty
	}
	for _, r := range own {
		before := s.m.head(r)
		for _, v := range t.routes[r] {
			s.node[before].next, s.node[v].prev, s.node[v].route = v, before, r
			before = v
		}
		tail := s.m.tail(r)
		s.node[before].next, s.node[tail].prev = tail, before
		s.size[r], s.load[r] = int32(len(t.routes[r])), 0
		for _, v := range t.routes[r] {
			s.load[r] += s.m.task[v].load
			if len(t.pins) > 0 {
				s.pins[v] = t.pins[v]
			}
		}
		if s.size[r] == 0 {
			s.atE[r] = int32(len(s.empty))
			s.empty = append(s.empty, r)
		}
		s.refresh(r)
		s.cost += s.routeCost(r)
	}
	s.log, s.logged = s.log[:0], s.logged[:0]
	s.loosen()
}

// loosen lists the tasks that may be moved: not those of crews of which somebody is not here.
func (s *search) loosen() {
	s.loose = s.loose[:0]
	for v := range s.m.tasks {
		s.stuck[v] = false
		if s.node[v].route == None {
			continue
		}
		first, crew := s.m.task[v].first, s.m.task[v].crew
		s.stuck[v] = len(s.m.stay) > 0 && s.m.stay[v]
		for u := first; crew > 1 && u < first+crew; u++ {
			s.stuck[v] = s.stuck[v] || s.node[u].route == None
		}
		if !s.stuck[v] {
			s.loose = append(s.loose, int32(v))
		}
	}
	s.loose = append(s.loose, s.bank...)
}

// give copies what s stands at into t: its own routes and its bank.
func (s *search) give(t *tour) {
	for _, r := range s.own {
		t.routes[r] = s.tasks(r, t.routes[r][:0])
	}
	if s.m.crews {
		t.pins = append(t.pins[:0], s.pins...)
	}
	t.bank = append(t.bank[:0], s.bank...)
	t.cost = s.cost
}

func (s *search) tasks(r int32, into []int32) []int32 {
	tail := s.m.tail(r)
	for v := s.node[s.m.head(r)].next; v != tail; v = s.node[v].next {
		into = append(into, v)
	}
	return into
}

// begin opens a move, which undo takes back whole.
func (s *search) begin() {
	s.move++
	s.log, s.logged = s.log[:0], s.logged[:0]
	s.bankWas = append(s.bankWas[:0], s.bank...)
	s.emptyWas = append(s.emptyWas[:0], s.empty...)
	s.costWas = s.cost
}

// touch notes how a route is before the move changes it.
func (s *search) touch(r int32) {
	if s.mark[r] == s.move {
		return
	}
	s.mark[r] = s.move
	s.logged = append(s.logged, logged{r, s.size[r], s.load[r], s.ends[r], s.money[r], s.busy[r]})
	for v := s.m.head(r); v != None; v = s.node[v].next {
		s.log = append(s.log, saved{v, s.base[v], s.node[v]})
	}
}

// undo takes back everything since begin.
func (s *search) undo() {
	for _, v := range s.bankWas {
		for u := v; u < v+max(1, s.m.task[v].crew); u++ {
			s.node[u].route = None
		}
	}
	for i := range s.log {
		l := &s.log[i]
		s.node[l.id], s.base[l.id] = l.n, l.base
		if int(l.id) < s.m.tasks && s.m.task[l.id].crew > 1 {
			s.pin(l.id, l.n.start)
		}
	}
	for _, l := range s.logged {
		s.ends[l.route] = l.ends
		s.size[l.route], s.load[l.route], s.money[l.route], s.busy[l.route] = l.size, l.load, l.money, l.busy
	}
	for _, r := range s.empty {
		s.atE[r] = None
	}
	s.bank = append(s.bank[:0], s.bankWas...)
	s.empty = append(s.empty[:0], s.emptyWas...)
	for i, r := range s.empty {
		s.atE[r] = int32(i)
	}
	s.cost = s.costWas
}

// unlink takes task v out of its route, whose times are stale until refresh.
func (s *search) unlink(v int32) {
	n := &s.node[v]
	s.node[n.prev].next, s.node[n.next].prev = n.next, n.prev
	r := n.route
	s.size[r]--
	s.load[r] -= s.m.task[v].load
	n.route = None
	s.noteEmpty(r, s.size[r]+1)
}

// link puts task v behind after and brings the times of the route up to date.
func (s *search) link(v, after int32) {
	a := &s.node[after]
	r := a.route
	n := &s.node[v]
	n.prev, n.next, n.route = after, a.next, r
	s.node[a.next].prev = v
	a.next = v
	s.size[r]++
	s.load[r] += s.m.task[v].load
	s.noteEmpty(r, s.size[r]-1)
}

// refresh computes the times of a route anew; false when it cannot be driven.
func (s *search) refresh(r int32) bool {
	m := s.m
	if !m.fast {
		return s.refreshRich(r)
	}
	h, tail := m.head(r), m.tail(r)
	s.node[h].early = m.begin[r].time
	u := h
	for v := s.node[h].next; v != tail; v = s.node[v].next {
		d := m.way(s.node[u].place, s.node[v].place)
		t := &m.task[v]
		s.node[u].leg = d
		s.node[v].start = max(t.open, s.node[u].early+d)
		s.node[v].early = s.node[v].start + t.duration
		u = v
	}
	s.node[u].leg = m.way(s.node[u].place, s.node[tail].place)
	if u == h {
		s.node[u].leg = 0 // who has no visit stays where he is
	}
	late := m.finish[r].time
	s.node[tail].late = late
	ok := s.node[u].early+s.node[u].leg <= late
	for v := u; v != h; v = s.node[v].prev {
		t := &m.task[v]
		late = min(t.close, late-s.node[v].leg-t.duration)
		s.node[v].late = late
		ok = ok && s.node[v].start <= late
	}
	return ok
}

// settle brings the times of the fast model up to date around v, just linked: forwards and backwards until nothing changes.
func (s *search) settle(v int32) {
	m := s.m
	n := &s.node[v]
	t := &m.task[v]
	u, w := n.prev, n.next
	un := &s.node[u]
	un.leg = m.way(un.place, n.place)
	n.leg = m.way(n.place, s.node[w].place)
	n.start = max(t.open, un.early+un.leg)
	n.early = n.start + t.duration
	at, x := n, w
	for int(x) < m.tasks {
		xn := &s.node[x]
		xt := &m.task[x]
		start := max(xt.open, at.early+at.leg)
		if start == xn.start {
			break
		}
		xn.start, xn.early = start, start+xt.duration
		at, x = xn, xn.next
	}
	n.late = min(t.close, s.node[w].late-n.leg-t.duration)
	late, y := n.late, u
	for int(y) < m.tasks {
		yn := &s.node[y]
		yt := &m.task[y]
		late = min(yt.close, late-yn.leg-yt.duration)
		if late == yn.late {
			break
		}
		yn.late = late
		y = yn.prev
	}
}

// routeCost is what a route costs, by its nodes.
func (s *search) routeCost(r int32) int64 {
	if !s.m.fast {
		return s.money[r]
	}
	sum := int64(0)
	for v := s.m.head(r); s.node[v].next != None; v = s.node[v].next {
		sum += int64(s.node[v].leg)
	}
	return sum * s.m.travel
}
