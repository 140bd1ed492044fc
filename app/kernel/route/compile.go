package route

import (
	"cmp"
	"math"
	"slices"
)

// task is what the search knows of a visit, or of one of those who make a crew's visit.
type task struct {
	open, close int32 // the first and the last start
	duration    int32
	load        int32
	place       int32
	visit       int32
	first, crew int32 // of those who make the visit together: the first task, and how many
	penalty     int64 // for nobody making it
}

// end is where and when a route begins or ends.
type end struct{ place, time int32 }

// model is a Problem in flat arrays. It does not change while threads search.
type model struct {
	p             *Problem
	fast          bool // windows and one capacity are all there is: whether an insertion is possible takes constant time
	tasks, routes int
	places        int32
	task          []task
	begin, finish []end
	to, from      []uint16 // to[a*places+b] is the way from a to b, from[b*places+a] the same
	placeOf       []int32  // by place of the problem, None where nobody goes
	placeWas      []int32  // the other way round, without the last
	capacity      int32
	travel        int64 // price of a second on the way
	orders        [][]int32
	beside        []beside  // in the fast model by task twice granular: those who may well stand before it, then after it, the nearest first
	near          [][]int32 // by task: tasks by distance
	whole         bool      // few enough tasks to try every place
	crews         bool      // somebody goes with others
	first, last   int32     // of all days
	stay          []bool    // by task: it may not be moved
	left          []int32   // visits that nobody makes, and that is to stay so
	rich
}

func (m *model) head(r int32) int32 { return int32(m.tasks) + 2*r }
func (m *model) tail(r int32) int32 { return int32(m.tasks) + 2*r + 1 }

// way is the usual way from a to b.
func (m *model) way(a, b int32) int32 { return int32(m.to[a*m.places+b]) }

// compile makes the model of p.
func compile(p *Problem) *model {
	m := &model{p: p, routes: len(p.Technicians), travel: p.Weights.Travel}
	m.fast = simple(p)
	m.whole = len(p.Visits) <= 120
	m.layPlaces()
	m.layTasks()
	m.layRoutes()
	if !m.fast {
		m.layRich()
	}
	m.layOrders()
	m.layNear()
	return m
}

// simple says whether the fast model can carry p: alike technicians without breaks, overtime or wishes, one window by visit, at most
// one part, no price but that of ways and of visits that nobody makes, and numbers that fit its lists of neighbours.
func simple(p *Problem) bool {
	if len(p.Technicians) == 0 || p.Travel.Pace != [24]int32{} || p.Snap > 1 || p.Weights.Fairness != 0 ||
		len(p.Visits)+2*len(p.Technicians) >= nobody {
		return false
	}
	first := &p.Technicians[0]
	for i := range p.Technicians {
		t := &p.Technicians[i]
		if len(t.Spans) != 1 || t.Overtime != 0 || len(t.Areas) > 0 || len(t.Carries) > 1 || t.Start != first.Start || t.End != first.End ||
			t.End == None || t.Spans[0] != first.Spans[0] || !slices.Equal(t.Carries, first.Carries) || t.From > t.Spans[0].From {
			return false
		}
	}
	for i := range p.Visits {
		v := &p.Visits[i]
		if len(v.Windows) > 1 || v.Due != 0 || len(v.Needs)+len(v.Preferred)+len(v.Restricted)+len(v.Must) > 0 || v.Crew > 1 ||
			v.Lock != 0 || v.Frozen || v.Was != nil || len(v.Parts) > 1 || len(v.Parts) == 1 && (v.Parts[0].Part != 0 || !v.PartsFirst) {
			return false
		}
	}
	return true
}

func (m *model) layTasks() {
	p := m.p
	m.task = make([]task, 0, len(p.Visits))
	for i := range p.Visits {
		v := &p.Visits[i]
		t := task{close: math.MaxInt32 / 4, duration: v.Duration, place: m.placeOf[v.Place], visit: int32(i), penalty: p.Weights.Unserved[v.class()]}
		if len(v.Windows) > 0 {
			t.open, t.close = v.Windows[0].From, v.Windows[len(v.Windows)-1].To
		}
		if m.fast && len(v.Parts) > 0 {
			t.load = v.Parts[0].Count
		}
		if !m.fast {
			t.crew = int32(v.crew())
			if v.timed() {
				t.open, t.close = v.Was.Start, v.Was.Start
			}
			if v.fixed() {
				t.open, t.close, t.crew = v.Was.Start, v.Was.Start, int32(len(v.Was.Technicians))
			}
			if v.PartsFirst && len(v.Parts) > 0 {
				t.load = 1
			}
		}
		for range max(1, t.crew) {
			m.task = append(m.task, t)
		}
		m.crews = m.crews || t.crew > 1
	}
	slices.SortStableFunc(m.task, func(a, b task) int { return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.open, b.open)) })
	m.tasks = len(m.task)
	for i := range m.task {
		m.task[i].first = int32(i)
		if i > 0 && m.task[i-1].visit == m.task[i].visit {
			m.task[i].first = m.task[i-1].first
		}
	}
}

func (m *model) layRoutes() {
	m.begin, m.finish = make([]end, m.routes), make([]end, m.routes)
	m.capacity = math.MaxInt32
	for r := range m.p.Technicians {
		t := &m.p.Technicians[r]
		m.begin[r], m.finish[r] = end{place: m.placeOf[t.Start]}, end{place: m.places - 1}
		if t.End != None {
			m.finish[r].place = m.placeOf[t.End]
		}
		if len(t.Spans) > 0 {
			m.begin[r].time, m.finish[r].time = max(t.From, t.Spans[0].From), t.Spans[len(t.Spans)-1].To+t.Overtime
		}
		if len(t.Spans) > 0 && (r == 0 || m.begin[r].time < m.first) {
			m.first = m.begin[r].time
		}
		m.last = max(m.last, m.finish[r].time)
		if m.fast && len(t.Carries) > 0 {
			m.capacity = t.Carries[0]
		}
	}
}

// layOrders lays the keys by which removed tasks are sorted before they are put back (Christiaens & Vanden Berghe 2020, with the
// three for time windows): by need of capacity, far and close ones first, by width, beginning and end of the window.
func (m *model) layOrders() {
	m.orders = make([][]int32, 6)
	for i := range m.orders {
		m.orders[i] = make([]int32, m.tasks)
	}
	for v := range m.task {
		t := &m.task[v]
		depot := m.way(m.begin[0].place, t.place)
		m.orders[0][v] = -t.load - t.duration
		if !m.fast {
			m.orders[0][v] = m.choice(int32(v))
		}
		m.orders[1][v], m.orders[2][v] = -depot, depot
		m.orders[3][v], m.orders[4][v], m.orders[5][v] = t.close-t.open, t.open, -t.close
	}
}
