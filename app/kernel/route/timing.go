package route

import (
	"math"
	"slices"
)

// Timing of a day. Every function here is monotonic: who leaves or arrives later never starts or arrives earlier. So a route may be
// judged by two numbers at each stop: the earliest start that what is before it allows, and the latest that what is after it allows.
//
//   - A technician leaves a stop as soon as its work ends and waits at the next one.
//   - He neither works nor travels between two spans: a way stops there and goes on after it, with the pace of that moment for what
//     is left of it. Work lies within one span, the last made longer by Overtime; work longer than any span is impossible, a visit
//     of several days is split by the caller. Spans that touch are one.
//   - A start is in a window, not before the arrival, and a multiple of Snap. A visit locked in time starts at Was.Start, on
//     whatever second and in whatever window that is. A visit of a crew is timed by who plans it, see slot.at.
//   - The way home ends within Overtime of the last span.
//   - Frozen visits stand first, by Was.Start, and start then whatever holds otherwise; nothing else, and no way to it, begins
//     before From. A route of frozen visits only is always possible.

// never is a start or arrival that does not happen.
const never = math.MaxInt32

// shift is a technician's day made ready for timing.
type shift struct {
	spans []Span // at least one, apart, the last with its Overtime; of who is not there one that holds nothing
	from  int32  // the first moment he can leave Start
	to    int32  // where overtime begins
	limit int32  // where it must end
}

func newShift(t *Technician) shift {
	s := shift{spans: make([]Span, 0, len(t.Spans)+1)}
	for _, span := range t.Spans {
		last := len(s.spans) - 1
		switch {
		case span.To <= span.From:
		case last >= 0 && span.From <= s.spans[last].To:
			s.spans[last].To = max(s.spans[last].To, span.To)
		default:
			s.spans = append(s.spans, span)
		}
	}
	last := len(s.spans) - 1
	if last < 0 {
		return shift{spans: []Span{{}}, from: t.From, to: never}
	}
	s.to = s.spans[last].To
	s.limit = s.to + max(0, t.Overtime)
	s.spans[last].To = s.limit
	s.from = max(t.From, s.spans[0].From)
	return s
}

// overtime is how much of a day that ends then is past the last span.
func (s *shift) overtime(end int32) int32 { return max(0, end-s.to) }

// span is the span of the first moment from t on in which he works; after all of them the last.
func (s *shift) span(t int32) int {
	i := 0
	for i < len(s.spans)-1 && t >= s.spans[i].To {
		i++
	}
	return i
}

// ways is a Matrix made ready for timing.
type ways struct {
	n     int
	base  []int32
	paced bool
	steep int32     // a longer way could arrive earlier for leaving later, were the pace taken as it is
	top   int64     // the slowest pace
	best  int64     // the fastest
	low   [24]int64 // the pace, times 3600, in the middle of the hour before
	step  [24]int64 // by how much it changes until the middle of this one
}

func newWays(m *Matrix) ways {
	w := ways{n: m.N, base: m.Seconds, steep: never}
	w.paced = m.Pace != [24]int32{}
	for hour := range 24 {
		before := int64(m.Pace[(hour+23)%24])
		w.low[hour], w.step[hour] = before*3600, int64(m.Pace[hour])-before
		w.top = max(w.top, before)
		if hour == 0 || before < w.best {
			w.best = before
		}
		if drop := -w.step[hour]; drop > 0 {
			w.steep = min(w.steep, int32(3_600_000/drop))
		}
	}
	return w
}

// seconds is the time on the way from a to b for who leaves at that moment.
func (w *ways) seconds(a, b int, at int32) int32 {
	base := w.base[a*w.n+b]
	if !w.paced || base == 0 {
		return base
	}
	return w.scaled(base, at)
}

// quickest is no more than the time from a to b for whenever one leaves.
func (w *ways) quickest(a, b int) int32 {
	base := w.base[a*w.n+b]
	if !w.paced {
		return base
	}
	return int32(int64(base) * w.best / 1000)
}

func (w *ways) scaled(base, at int32) int32 {
	q := uint32(max(0, at)) + 1800
	hour, rest := q/3600%24, q%3600
	scaled := int32(int64(base) * (w.low[hour] + w.step[hour]*int64(rest)) / 3_600_000)
	if base > w.steep {
		return w.kept(base, max(0, at), scaled)
	}
	return scaled
}

// kept holds a long way to the order of leaving: it arrives no earlier than if it had begun in the middle of an hour before.
func (w *ways) kept(base, at, scaled int32) int32 {
	longest := int32(int64(base) * w.top / 1000)
	arrive := at + scaled
	for middle := (at+1800)/3600*3600 - 1800; middle >= -1800 && middle+longest > arrive; middle -= 3600 {
		pace := w.low[(middle+1800)/3600%24] // of the middle of the hour that middle stands in
		arrive = max(arrive, middle+int32(int64(base)*pace/3_600_000))
	}
	return arrive - at
}

// way is how long he is on the way from a to b and when he arrives, if he may leave at that moment. It is never limited by the end
// of the last span: who asks compares.
func (w *ways) way(s *shift, a, b int, leave int32) (seconds, arrive int32) {
	i := s.span(leave)
	leave = max(leave, s.spans[i].From)
	seconds = w.seconds(a, b, leave)
	arrive = leave + seconds
	if i == len(s.spans)-1 || arrive <= s.spans[i].To {
		return seconds, arrive
	}
	return w.across(s, a, b, i, leave, seconds)
}

// across is a way that a break, or several, interrupts: after each the part that is left takes its time by the new pace.
func (w *ways) across(s *shift, a, b, i int, leave, whole int32) (seconds, arrive int32) {
	left := whole
	for i < len(s.spans)-1 && leave+left > s.spans[i].To {
		done := s.spans[i].To - leave
		seconds += done
		i++
		leave = s.spans[i].From
		again := w.seconds(a, b, leave)
		left = int32((int64(again)*int64(left-done) + int64(whole) - 1) / int64(whole))
		whole = again
	}
	return seconds + left, leave + left
}

// leaveBy is the last moment to leave a and be at b by then; -1 when there is none.
func (w *ways) leaveBy(s *shift, a, b int, by int32) int32 {
	guess := s.back(by, w.seconds(a, b, by))
	for range 3 {
		if w.last(s, a, b, guess, by) {
			return guess
		}
		guess = s.back(by, w.seconds(a, b, max(0, guess)))
	}
	low, high := int32(-1), by+1
	for high-low > 1 { // low is in time (or none), high is not
		middle := low + (high-low)/2
		if _, arrive := w.way(s, a, b, middle); arrive <= by {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

func (w *ways) last(s *shift, a, b int, leave, by int32) bool {
	if leave >= 0 {
		if _, arrive := w.way(s, a, b, leave); arrive > by {
			return false
		}
	}
	_, next := w.way(s, a, b, leave+1)
	return next > by
}

// back is the moment that many seconds of his spans before t, -1 when there are not so many.
func (s *shift) back(t, seconds int32) int32 {
	for i := len(s.spans) - 1; i >= 0; i-- {
		if i < len(s.spans)-1 {
			t = min(t, s.spans[i].To)
		}
		if has := t - s.spans[i].From; has >= seconds {
			return t - seconds
		} else if has > 0 {
			seconds -= has
		}
	}
	return -1
}

// slot is when a visit may be worked on.
type slot struct {
	place    int
	duration int32
	windows  []Span // of the start, both ends included; none: any time
	snap     int32  // 0 and 1: any second
	frozen   bool   // starts at windows[0].From whatever holds
}

func (p *Problem) slot(visit int) slot {
	v := &p.Visits[visit]
	s := slot{place: v.Place, duration: v.Duration, windows: v.Windows, snap: p.Snap, frozen: v.fixed()}
	if s.frozen || v.timed() {
		return s.at(v.Was.Start)
	}
	return s
}

// at is the slot of a visit that starts then and not otherwise, as one of a crew does once the others are told.
func (s slot) at(start int32) slot {
	s.windows, s.snap = []Span{{start, start}}, 0
	return s
}

// fixed says whether the visit is begun or under way; without knowing by whom there is nothing that could stay.
func (v *Visit) fixed() bool { return v.Frozen && v.Was != nil && len(v.Was.Technicians) > 0 }

// timed says whether the start is locked.
func (v *Visit) timed() bool { return v.Lock&LockTime != 0 && v.Was != nil }

// held says whether who goes is locked.
func (v *Visit) held() bool { return v.Lock&LockTechnician != 0 && v.Was != nil }

// crew is how many go.
func (v *Visit) crew() int { return max(1, v.Crew) }

// earliest is the first start at or after the arrival, never when there is none.
func (v *slot) earliest(s *shift, arrive int32) int32 {
	if v.frozen {
		return v.windows[0].From
	}
	w, i := 0, 0
	for start := arrive; ; {
		for w < len(v.windows) && v.windows[w].To < start {
			w++
		}
		if w < len(v.windows) {
			start = max(start, v.windows[w].From)
		} else if w > 0 {
			return never
		}
		for i < len(s.spans) && s.spans[i].To-v.duration < start {
			i++
		}
		if i == len(s.spans) {
			return never
		}
		start = max(start, s.spans[i].From)
		if v.snap > 1 {
			start = (start + v.snap - 1) / v.snap * v.snap
		}
		if start <= s.spans[i].To-v.duration && (len(v.windows) == 0 || start >= v.windows[w].From && start <= v.windows[w].To) {
			return start
		}
	}
}

// latest is the last start that is not after that moment, -1 when there is none.
func (v *slot) latest(s *shift, by int32) int32 {
	if v.frozen {
		return v.windows[0].From
	}
	w, i := len(v.windows)-1, len(s.spans)-1
	for start := by; ; {
		for w >= 0 && v.windows[w].From > start {
			w--
		}
		if w >= 0 {
			start = min(start, v.windows[w].To)
		} else if len(v.windows) > 0 {
			return -1
		}
		for i >= 0 && s.spans[i].From > start {
			i--
		}
		if i < 0 {
			return -1
		}
		start = min(start, s.spans[i].To-v.duration)
		if v.snap > 1 && start > 0 {
			start = start / v.snap * v.snap
		}
		if start < 0 {
			return -1
		}
		if start >= s.spans[i].From && (len(v.windows) == 0 || start <= v.windows[w].To && start >= v.windows[w].From) {
			return start
		}
	}
}

// line is a technician and the places his day begins and ends at, made ready for timing.
type line struct {
	shift
	start, end int
}

func newLine(t *Technician) line { return line{shift: newShift(t), start: t.Start, end: t.End} }

// home is the way home and the end of the day for who has done his last work; End None: where he is.
func (l *line) home(w *ways, place int, leave int32) (seconds, end int32) {
	if l.end == None {
		return 0, leave
	}
	return w.way(&l.shift, place, l.end, max(leave, l.from))
}

// homeBy is the last moment to leave a place and end the day in time.
func (l *line) homeBy(w *ways, place int) int32 {
	if l.end == None {
		return l.limit
	}
	return w.leaveBy(&l.shift, place, l.end, l.limit)
}

// times fills the stops of one day in their order, each as early as it can be, and gives the way home and the end of the day.
// ok is false when a start is impossible or the day ends too late. Slots and stops are of one length; the visits are not set.
func (l *line) times(w *ways, slots []slot, stops []Stop) (home, end int32, ok bool) {
	place, leave := l.start, l.from
	bound := false
	for i := range slots {
		stop, v := &stops[i], &slots[i]
		stop.Travel, stop.Arrive = w.way(&l.shift, place, v.place, max(leave, l.from))
		stop.Start = v.earliest(&l.shift, stop.Arrive)
		if stop.Start == never {
			return 0, 0, false
		}
		if v.frozen {
			stop.Arrive = min(stop.Arrive, stop.Start)
		} else {
			bound = true
		}
		stop.End = stop.Start + v.duration
		place, leave = v.place, stop.End
	}
	if len(slots) == 0 {
		return 0, l.from, true
	}
	home, end = l.home(w, place, leave)
	return home, end, !bound || end <= l.limit
}

// latests fills for each stop the latest start that keeps it and all after it possible, -1 when there is none. Of a frozen visit
// it is its start. The latest start of what comes after one stop is enough to judge whatever comes before it.
func (l *line) latests(w *ways, slots []slot, starts []int32) {
	for i := len(slots) - 1; i >= 0; i-- {
		v := &slots[i]
		var by int32
		switch {
		case i == len(slots)-1:
			by = l.homeBy(w, v.place)
		case starts[i+1] < 0:
			by = -1
		default:
			by = w.leaveBy(&l.shift, v.place, slots[i+1].place, starts[i+1])
		}
		starts[i] = v.latest(&l.shift, by-v.duration)
	}
}

// Schedule times the visits of a technician in the order given, each as early as it can be; ok is false when that breaks a rule of
// time. It looks at no other rule, and takes a visit of a crew to start when this one of them can.
func Schedule(p *Problem, technician int, visits []int) (stops []Stop, ok bool) {
	l, w := newLine(&p.Technicians[technician]), newWays(p.Travel)
	slots := make([]slot, len(visits))
	stops = make([]Stop, len(visits))
	for i, visit := range visits {
		slots[i] = p.slot(visit)
		stops[i].Visit = visit
		if slots[i].frozen && i > 0 && !(slots[i-1].frozen && slots[i-1].windows[0].From <= slots[i].windows[0].From) {
			return nil, false
		}
	}
	if _, _, ok = l.times(&w, slots, stops); !ok {
		return nil, false
	}
	return slices.Clip(stops), true
}
