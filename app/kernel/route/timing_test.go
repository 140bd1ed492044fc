package route

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// randomShift is somebody's hours: none to three spans, some of which touch, with overtime now and then.
func randomShift(r *rand.Rand) *Technician {
	t := &Technician{Overtime: int32(r.IntN(3)) * 600, From: int32(r.IntN(3)) * 3500}
	at := int32(r.IntN(3000))
	for range r.IntN(4) {
		to := at + int32(r.IntN(4000))
		t.Spans = append(t.Spans, Span{at, to})
		at = to + int32(r.IntN(3))*int32(r.IntN(2000))
	}
	return t
}

// randomWays are two places, an hour or more apart, with a pace that may change as steeply as it likes.
func randomWays(r *rand.Rand) *Matrix {
	m := &Matrix{N: 2, Seconds: []int32{0, int32(r.IntN(9000)), int32(r.IntN(900)), 0}}
	if r.IntN(3) > 0 {
		for hour := range m.Pace {
			m.Pace[hour] = 300 + int32(r.IntN(3000))
		}
	}
	return m
}

func TestWay_whoLeavesLaterNeverArrivesEarlier(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		s, w := newShift(randomShift(r)), newWays(randomWays(r))
		before := int32(-1)
		for leave := int32(0); leave < 30_000; leave += 1 + int32(r.IntN(7)) {
			_, arrive := w.way(&s, 0, 1, leave)
			if arrive < before || arrive < leave {
				t.Fatalf("leaving at %d arrives at %d, before that %d; spans %v", leave, arrive, before, s.spans)
			}
			before = arrive
		}
	}
}

func TestWay_isWalkedSecondBySecondOutsideBreaks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	for range 2000 {
		m := randomWays(r)
		m.Pace = [24]int32{}
		s, w := newShift(randomShift(r)), newWays(m)
		leave := int32(r.IntN(12_000))
		last := s.spans[len(s.spans)-1]
		now, left := leave, m.Seconds[1]
		for left > 0 {
			if now >= last.From || slices.ContainsFunc(s.spans, func(span Span) bool { return span.From <= now && now < span.To }) {
				left--
			}
			now++
		}
		seconds, arrive := w.way(&s, 0, 1, leave)
		if m.Seconds[1] > 0 && (arrive != now || seconds != m.Seconds[1]) {
			t.Fatalf("leaving at %d takes %d until %d, walked until %d; spans %v", leave, seconds, arrive, now, s.spans)
		}
	}
}

func TestWay_checkerAgrees(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	for range 20_000 {
		technician, m := randomShift(r), randomWays(r)
		s, w := newShift(technician), newWays(m)
		c := checker{p: &Problem{Travel: m}}
		leave := int32(r.IntN(30_000))
		seconds, arrive := w.way(&s, 0, 1, leave)
		wantSeconds, want := c.drive(checkedHours(technician), 0, 1, leave)
		if len(checkedHours(technician)) > 0 && (seconds != wantSeconds || arrive != want) {
			t.Fatalf("leaving at %d: %d s until %d, the checker says %d until %d; %v %v", leave, seconds, arrive, wantSeconds, want, s.spans, m)
		}
	}
}

func TestLeaveBy_isTheLastMomentThatArrivesInTime(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 5))
	for range 20_000 {
		s, w := newShift(randomShift(r)), newWays(randomWays(r))
		by := int32(r.IntN(30_000))
		got := w.leaveBy(&s, 0, 1, by)
		if got >= 0 {
			if _, arrive := w.way(&s, 0, 1, got); arrive > by {
				t.Fatalf("leaving at %d arrives at %d, not by %d", got, arrive, by)
			}
		}
		if _, arrive := w.way(&s, 0, 1, got+1); arrive <= by {
			t.Fatalf("leaving at %d, after %d, is in time for %d as well", got+1, got, by)
		}
	}
}

func randomSlot(r *rand.Rand) slot {
	s := slot{duration: int32(r.IntN(2500)), snap: []int32{0, 1, 60, 300, 900}[r.IntN(5)]}
	at := int32(r.IntN(2000))
	for range r.IntN(4) {
		s.windows = append(s.windows, Span{at, at + int32(r.IntN(2500))})
		at += int32(r.IntN(5000))
	}
	slices.SortFunc(s.windows, func(a, b Span) int { return int(a.From - b.From) })
	for i := 1; i < len(s.windows); i++ { // in order at both ends
		s.windows[i].To = max(s.windows[i].To, s.windows[i-1].To)
	}
	return s
}

// admits says by the definition whether a visit may start then.
func admits(s *shift, v *slot, start int32) bool {
	in := func(span Span) bool { return span.From <= start && start <= span.To }
	fits := func(span Span) bool { return span.From <= start && start+v.duration <= span.To }
	return (len(v.windows) == 0 || slices.ContainsFunc(v.windows, in)) && slices.ContainsFunc(s.spans, fits) && (v.snap == 0 || start%v.snap == 0)
}

func TestSlot_earliestAndLatestAreTheEndsOfWhatIsAdmitted(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 6))
	for range 3000 {
		s, v := newShift(randomShift(r)), randomSlot(r)
		at := int32(r.IntN(16_000))
		want := at
		for want < 20_000 && !admits(&s, &v, want) {
			want++
		}
		if got := v.earliest(&s, at); got != want && !(got == never && want == 20_000) {
			t.Fatalf("earliest from %d: %d, want %d; %v in %v", at, got, want, v, s.spans)
		}
		want = at
		for want >= 0 && !admits(&s, &v, want) {
			want--
		}
		if got := v.latest(&s, at); got != want {
			t.Fatalf("latest until %d: %d, want %d; %v in %v", at, got, want, v, s.spans)
		}
	}
}

func TestLatests_areTheLastThatKeepTheRestPossible(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 7))
	tried := 0
	for range 4000 {
		p := smallDay(r)
		d := Open(p, greedy(p))
		for i := range d.routes {
			route := &d.routes[i]
			for k := range route.slots {
				rest := append([]slot{route.slots[k].at(route.latest[k])}, route.slots[k+1:]...)
				if route.slots[k].frozen {
					continue
				}
				tried++
				l := line{shift: route.shift, start: route.slots[k].place, end: route.end}
				l.from = 0 // he stands there already
				stops := make([]Stop, len(rest))
				if _, _, ok := l.times(&d.w, rest, stops); !ok {
					t.Fatalf("the latest start %d breaks the rest", route.latest[k])
				}
				for start := route.latest[k] + 1; start < route.latest[k]+4000; start++ {
					if !admits(&route.shift, &route.slots[k], start) {
						continue
					}
					rest[0] = route.slots[k].at(start)
					if _, _, ok := l.times(&d.w, rest, stops); ok {
						t.Fatalf("starting at %d, after the latest %d, keeps the rest", start, route.latest[k])
					}
					break
				}
			}
		}
		if tried > 5000 {
			break
		}
	}
	if tried < 5000 {
		t.Errorf("only %d stops tried", tried)
	}
}
