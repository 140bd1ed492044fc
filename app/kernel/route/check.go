package route

import (
	"fmt"
	"slices"
)

// Check shares no code with what plans: it reads the rules anew, so that a mistake there cannot hide here.

// Wrong is a way in which a plan is wrong.
type Wrong uint8

// What can be wrong with a plan.
const (
	WrongShape    Wrong = iota + 1 // a route too few or many, or a visit that does not exist
	WrongTwice                     // a visit in two places, or twice in one day
	WrongLost                      // a visit that is neither made nor among the unserved
	WrongCrew                      // fewer or more go than should
	WrongTogether                  // those of a crew do not start at once
	WrongExcluded                  // a rule excludes who goes
	WrongLock                      // somebody or some time that was locked is another
	WrongFrozen                    // a frozen visit is not where it was, or not first
	WrongWindow                    // a start in no window
	WrongSnap                      // a start on no multiple of Snap
	WrongEarly                     // a start before he can be there
	WrongHours                     // work outside his hours
	WrongHome                      // at home after his hours and overtime
	WrongStock                     // parts that he does not have for all of his day
	WrongTimes                     // the times of a stop do not fit each other
)

var wrongNames = [...]string{
	"right", "shape", "twice", "lost", "crew", "together", "excluded", "lock", "frozen", "window", "snap", "early", "hours", "home",
	"stock", "times",
}

func (w Wrong) String() string { return wrongNames[w] }

// Breach is a hard rule that a plan breaks. Visit or Technician is None where there is none.
type Breach struct {
	Wrong             Wrong
	Technician, Visit int
}

func (b Breach) String() string {
	return fmt.Sprintf("%v: technician %d, visit %d", b.Wrong, b.Technician, b.Visit)
}

// Check lists the hard rules that a plan breaks; none for a plan that can be carried out.
func Check(p *Problem, plan Plan) []Breach {
	c := checker{p: p, by: make([][]int, len(p.Visits)), at: make([]int32, len(p.Visits))}
	if len(plan.Routes) != len(p.Technicians) {
		return []Breach{{WrongShape, None, None}}
	}
	for technician, stops := range plan.Routes {
		for _, stop := range stops {
			if stop.Visit < 0 || stop.Visit >= len(p.Visits) {
				return []Breach{{WrongShape, technician, stop.Visit}}
			}
			c.meet(technician, stop)
		}
	}
	c.unserved(plan.Unserved)
	for visit := range p.Visits {
		if len(c.by[visit]) > 0 {
			c.booking(visit)
		}
	}
	for technician, stops := range plan.Routes {
		c.day(technician, stops)
	}
	return c.found
}

type checker struct {
	p     *Problem
	found []Breach
	by    [][]int // who makes it, by visit
	at    []int32 // when it starts
}

func (c *checker) fail(w Wrong, technician, visit int) {
	c.found = append(c.found, Breach{w, technician, visit})
}

func (c *checker) meet(technician int, stop Stop) {
	if slices.Contains(c.by[stop.Visit], technician) {
		c.fail(WrongTwice, technician, stop.Visit)
	}
	if len(c.by[stop.Visit]) > 0 && c.at[stop.Visit] != stop.Start {
		c.fail(WrongTogether, technician, stop.Visit)
	}
	c.by[stop.Visit] = append(c.by[stop.Visit], technician)
	c.at[stop.Visit] = stop.Start
}

func (c *checker) unserved(visits []int) {
	left := make([]bool, len(c.by))
	for _, visit := range visits {
		if visit < 0 || visit >= len(c.by) {
			c.fail(WrongShape, None, visit)
			return
		}
		if left[visit] || len(c.by[visit]) > 0 {
			c.fail(WrongTwice, None, visit)
		}
		left[visit] = true
	}
	for visit := range c.by {
		v := &c.p.Visits[visit]
		if !left[visit] && len(c.by[visit]) == 0 {
			c.fail(WrongLost, None, visit)
		}
		if v.Frozen && v.Was != nil && len(v.Was.Technicians) > 0 && len(c.by[visit]) == 0 {
			c.fail(WrongFrozen, None, visit)
		}
	}
}

// booking checks what of a visit does not depend on the rest of the day: who goes, how many, when.
func (c *checker) booking(visit int) {
	v, by, start := &c.p.Visits[visit], c.by[visit], c.at[visit]
	if v.Frozen && v.Was != nil && len(v.Was.Technicians) > 0 {
		same := len(by) == len(v.Was.Technicians) && start == v.Was.Start
		for _, technician := range by {
			same = same && slices.Contains(v.Was.Technicians, technician)
		}
		if !same {
			c.fail(WrongFrozen, by[0], visit)
		}
		return
	}
	if len(by) != max(1, v.Crew) {
		c.fail(WrongCrew, None, visit)
	}
	for _, technician := range by {
		if !c.may(technician, v) {
			c.fail(WrongExcluded, technician, visit)
		}
		if v.Lock&LockTechnician != 0 && v.Was != nil && !slices.Contains(v.Was.Technicians, technician) {
			c.fail(WrongLock, technician, visit)
		}
	}
	if v.Lock&LockTime != 0 && v.Was != nil {
		if start != v.Was.Start {
			c.fail(WrongLock, None, visit)
		}
		return
	}
	inside := len(v.Windows) == 0
	for _, window := range v.Windows {
		inside = inside || window.From <= start && start <= window.To
	}
	if !inside {
		c.fail(WrongWindow, None, visit)
	}
	if c.p.Snap > 0 && start%c.p.Snap != 0 {
		c.fail(WrongSnap, None, visit)
	}
}

// may says whether skills, areas, wishes and parts let him go.
func (c *checker) may(technician int, v *Visit) bool {
	t := &c.p.Technicians[technician]
	for _, need := range v.Needs {
		if need.Level > 0 && (need.Skill >= len(t.Skills) || t.Skills[need.Skill] < need.Level) {
			return false
		}
	}
	for _, other := range v.Restricted {
		if other == technician {
			return false
		}
	}
	if len(t.Areas) > 0 && v.Area != None {
		if !slices.Contains(t.Areas, v.Area) {
			return false
		}
	}
	return len(v.Must) == 0 || slices.Contains(v.Must, technician)
}

// day follows one technician from stop to stop.
func (c *checker) day(technician int, stops []Stop) {
	t := &c.p.Technicians[technician]
	hours := checkedHours(t)
	here, free := t.Start, t.From
	if len(hours) > 0 {
		free = max(free, hours[0].From)
	}
	ready, bound, before := free, false, int32(-1)
	for _, stop := range stops {
		v := &c.p.Visits[stop.Visit]
		frozen := v.Frozen && v.Was != nil && len(v.Was.Technicians) > 0
		travel, arrive := c.drive(hours, here, v.Place, max(ready, free))
		if frozen {
			arrive = min(arrive, stop.Start)
			if bound || stop.Start < before {
				c.fail(WrongFrozen, technician, stop.Visit)
			}
			before = stop.Start
		} else {
			bound = true
			if stop.Start < arrive {
				c.fail(WrongEarly, technician, stop.Visit)
			}
			if !withinOne(hours, stop.Start, stop.Start+v.Duration) {
				c.fail(WrongHours, technician, stop.Visit)
			}
		}
		if stop.Travel != travel || stop.Arrive != arrive || stop.End != stop.Start+v.Duration {
			c.fail(WrongTimes, technician, stop.Visit)
		}
		here, ready = v.Place, stop.Start+v.Duration
	}
	if bound && t.End != None && len(hours) > 0 {
		if _, home := c.drive(hours, here, t.End, max(ready, free)); home > hours[len(hours)-1].To {
			c.fail(WrongHome, technician, None)
		}
	}
	c.stock(technician, stops)
}

// stock counts the parts without which nobody goes.
func (c *checker) stock(technician int, stops []Stop) {
	t := &c.p.Technicians[technician]
	used := map[int]int32{}
	for _, stop := range stops {
		v := &c.p.Visits[stop.Visit]
		if !v.PartsFirst {
			continue
		}
		for _, part := range v.Parts {
			used[part.Part] += part.Count
			short := part.Part >= len(t.Carries) || used[part.Part] > t.Carries[part.Part]
			if short && part.Count > 0 && (!v.Frozen || v.Was == nil) {
				c.fail(WrongStock, technician, stop.Visit)
			}
		}
	}
}

// checkedHours are his spans with what touches made one and the overtime at the end.
func checkedHours(t *Technician) []Span {
	var hours []Span
	for _, span := range t.Spans {
		if span.From >= span.To {
			continue
		}
		if n := len(hours); n > 0 && hours[n-1].To >= span.From {
			hours[n-1].To = max(hours[n-1].To, span.To)
			continue
		}
		hours = append(hours, span)
	}
	if n := len(hours); n > 0 && t.Overtime > 0 {
		hours[n-1].To += t.Overtime
	}
	return hours
}

func withinOne(hours []Span, from, to int32) bool {
	for _, span := range hours {
		if span.From <= from && to <= span.To {
			return true
		}
	}
	return false
}

// drive goes from a to b: the seconds on the way, and when it ends.
func (c *checker) drive(hours []Span, a, b int, leave int32) (seconds, arrive int32) {
	i, now := 0, leave
	for i+1 < len(hours) && now >= hours[i].To {
		i++
	}
	if i < len(hours) {
		now = max(now, hours[i].From)
	}
	whole := c.lasting(a, b, now)
	need := whole
	for i+1 < len(hours) && now+need > hours[i].To {
		gone := hours[i].To - now
		seconds += gone
		i++
		now = hours[i].From
		anew := c.lasting(a, b, now)
		rest := int64(anew) * int64(need-gone)
		need = int32(rest / int64(whole))
		if rest%int64(whole) > 0 {
			need++
		}
		whole = anew
	}
	return seconds + need, now + need
}

// lasting is what the whole way takes for who leaves then: of all moments up to then that are middles of hours, and that moment,
// the latest arrival.
func (c *checker) lasting(a, b int, leave int32) int32 {
	m := c.p.Travel
	usual := int64(m.Seconds[a*m.N+b])
	if m.Pace == [24]int32{} {
		return int32(usual)
	}
	leave = max(0, leave)
	arrive := leave + int32(usual*c.paceAt(leave)/3_600_000)
	for middle := int32(-1800); middle <= leave; middle += 3600 {
		arrive = max(arrive, middle+int32(usual*c.paceAt(middle)/3_600_000))
	}
	return arrive - leave
}

// paceAt is the pace at a moment, times 3,600.
func (c *checker) paceAt(t int32) int64 {
	sinceMiddle := (t + 1800) % 3600
	hour := (t + 1800) / 3600 % 24 // whose middle comes next
	next, last := int64(c.p.Travel.Pace[hour]), int64(c.p.Travel.Pace[(hour+23)%24])
	return last*int64(3600-sinceMiddle) + next*int64(sinceMiddle)
}
