package route

import "slices"

// starter lays the first tour: what is frozen, then what the plan to start from has, as far as it can still be driven.
type starter struct {
	m     *model
	s     *search
	tour  tour
	tasks [][]int32 // by visit
	seen  []bool    // by visit
}

// firstTour is the tour a search begins with, before anything is put in where it is cheapest: the bank holds who is not placed. Visits
// that nobody makes and that may not be changed stay out of it altogether, in m.left.
func firstTour(m *model, o Options) tour {
	st := &starter{m: m, tour: tour{routes: make([][]int32, m.routes)}, tasks: make([][]int32, len(m.p.Visits)), seen: make([]bool, len(m.p.Visits))}
	st.s = newSearch(m, 0)
	if m.crews {
		st.tour.pins = make([]Span, m.tasks)
	}
	for i := range m.task {
		st.tasks[m.task[i].visit] = append(st.tasks[m.task[i].visit], int32(i))
	}
	if !m.fast {
		st.freeze()
	}
	if o.From != nil {
		st.follow(o.From)
	}
	for visit, tasks := range st.tasks {
		if st.seen[visit] || len(tasks) == 0 {
			continue
		}
		if o.Free != nil && !o.Free[visit] && o.From != nil && slices.Contains(o.From.Unserved, visit) {
			m.left = append(m.left, int32(visit))
			continue
		}
		st.tour.bank = append(st.tour.bank, tasks[0])
	}
	st.hold(o)
	return st.tour
}

// hold makes those stay who may not be moved, or could only be left out.
func (st *starter) hold(o Options) {
	st.m.stay = make([]bool, st.m.tasks)
	for i := range st.m.task {
		visit := st.m.task[i].visit
		v := &st.m.p.Visits[visit]
		st.m.stay[i] = v.fixed() || st.seen[visit] && (v.held() && v.timed() || o.Free != nil && !o.Free[visit])
	}
}

func (st *starter) freeze() {
	var fixed []int32
	for v, r := range st.m.fixed {
		if r >= 0 && int(r) < st.m.routes {
			fixed = append(fixed, int32(v))
		}
	}
	slices.SortStableFunc(fixed, func(a, b int32) int { return int(st.m.task[a].open) - int(st.m.task[b].open) })
	for _, v := range fixed {
		r := st.m.fixed[v]
		st.tour.routes[r] = append(st.tour.routes[r], v)
		st.seen[st.m.task[v].visit] = true
	}
}

// follow takes over what it can of a plan, and of a crew's visit all or nothing.
func (st *starter) follow(from *Plan) {
	m := st.m
	by := make([]int, len(m.p.Visits))
	starts := make([]int32, len(m.p.Visits))
	for r, stops := range from.Routes {
		if r >= m.routes {
			break
		}
		for _, stop := range stops {
			if stop.Visit < 0 || stop.Visit >= len(st.tasks) || st.seen[stop.Visit] {
				continue
			}
			if k := by[stop.Visit]; k < len(st.tasks[stop.Visit]) && (k == 0 || starts[stop.Visit] == stop.Start) {
				starts[stop.Visit] = stop.Start
				if st.keep(int32(r), st.tasks[stop.Visit][k], stop.Start) {
					by[stop.Visit]++
				}
			}
		}
	}
	for visit, k := range by {
		if k > 0 && k < len(st.tasks[visit]) {
			st.drop(st.tasks[visit][:k])
			continue
		}
		st.seen[visit] = st.seen[visit] || k > 0
	}
	st.mend()
}

// keep puts a task at the end of a route if the route can then be driven.
func (st *starter) keep(r, v, start int32) bool {
	m := st.m
	if !m.fast && m.fit[int(v)*m.routes+int(r)] == excluded {
		return false
	}
	if m.task[v].crew > 1 {
		if slices.ContainsFunc(st.tour.routes[r], func(u int32) bool { return m.task[u].visit == m.task[v].visit }) || !m.mayStart(v, start) {
			return false
		}
		st.tour.pins[v] = Span{start, start}
	}
	st.tour.routes[r] = append(st.tour.routes[r], v)
	st.s.take(&st.tour, []int32{r}, nil)
	if !st.s.driveable(r) {
		st.tour.routes[r] = st.tour.routes[r][:len(st.tour.routes[r])-1]
		return false
	}
	return true
}

// mayStart says whether a crew may start then.
func (m *model) mayStart(v, start int32) bool {
	visit := &m.p.Visits[m.task[v].visit]
	if visit.timed() {
		return start == visit.Was.Start
	}
	in := func(w Span) bool { return start >= w.From && start <= w.To }
	return start%max(1, m.p.Snap) == 0 && (len(visit.Windows) == 0 || slices.ContainsFunc(visit.Windows, in))
}

func (st *starter) drop(tasks []int32) {
	for r := range st.tour.routes {
		st.tour.routes[r] = slices.DeleteFunc(st.tour.routes[r], func(v int32) bool { return slices.Contains(tasks, v) })
	}
}

// driveable says whether r can be driven as it stands, and carries what it must.
func (s *search) driveable(r int32) bool {
	if !s.m.fast {
		return s.feasible(r)
	}
	return s.refresh(r) && s.load[r] <= s.m.capacity
}

// mend empties routes that cannot be driven without those that were dropped, but for who is frozen in them, until all can.
func (st *starter) mend() {
	for again := true; again; {
		again = false
		for r := range st.tour.routes {
			st.s.take(&st.tour, []int32{int32(r)}, nil)
			if st.s.driveable(int32(r)) {
				continue
			}
			for _, v := range slices.Clone(st.tour.routes[r]) {
				t := &st.m.task[v]
				if st.m.p.Visits[t.visit].fixed() {
					continue
				}
				st.drop(st.tasks[t.visit])
				st.seen[t.visit], again = false, true
			}
		}
	}
}
