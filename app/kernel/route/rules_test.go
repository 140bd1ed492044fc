package route

import (
	"context"
	"slices"
	"testing"
)

// twoTechnicians is a day from 9 to 18 with a break from 13 to 14. Visit 0, an hour from noon to three, is ten minutes from the first
// technician and thirty from the second; they live forty minutes apart.
func twoTechnicians() *Problem {
	spans := []Span{{9 * hour, 13 * hour}, {14 * hour, 18 * hour}}
	return &Problem{
		Technicians: []Technician{
			{Start: 0, End: 0, Spans: spans, Skills: []uint8{1}, Carries: []int32{1}},
			{Start: 1, End: 1, Spans: slices.Clone(spans), Skills: []uint8{2}, Carries: []int32{2}},
		},
		Visits: []Visit{{Place: 2, Duration: hour, Windows: []Span{{12 * hour, 15 * hour}}, Priority: 3, Area: None}},
		Travel: &Matrix{N: 3, Seconds: []int32{
			0, 2400, 600,
			2400, 0, 1800,
			600, 1800, 0,
		}},
		Weights: usualWeights,
	}
}

// again is the first visit once more.
func again(p *Problem) *Visit {
	p.Visits = append(p.Visits, p.Visits[0])
	return &p.Visits[len(p.Visits)-1]
}

// ruled is a day in which one rule decides who makes visit 0 and when.
type ruled struct {
	sentence string
	change   func(p *Problem)
	who      int   // None: nobody
	start    int32 // None: whenever
	first    Rule  // what is told of the first technician; 0: nothing
}

var rules = []ruled{
	{"nothing decides but the way", func(*Problem) {}, 0, 12 * hour, 0},
	{"who is away does not go", func(p *Problem) { p.Technicians[0].Spans = nil }, 1, None, RuleAway},
	{"who has too low a level does not go", func(p *Problem) { p.Visits[0].Needs = []Need{{0, 2}} }, 1, None, RuleSkill},
	{"a skill that nobody has leaves the visit to nobody", func(p *Problem) { p.Visits[0].Needs = []Need{{1, 1}} }, None, None, RuleSkill},
	{"who works in other areas does not go", func(p *Problem) { p.Technicians[0].Areas, p.Visits[0].Area = []int{3}, 4 }, 1, None, RuleArea},
	{"a visit in no area is for everybody", func(p *Problem) { p.Technicians[0].Areas = []int{3} }, 0, None, 0},
	{"who is restricted does not go", func(p *Problem) { p.Visits[0].Restricted = []int{0} }, 1, None, RuleRestricted},
	{"where somebody must go nobody else goes", func(p *Problem) { p.Visits[0].Must = []int{1} }, 1, None, RuleMust},
	{"nobody goes without the parts where they come first", func(p *Problem) {
		p.Visits[0].Parts, p.Visits[0].PartsFirst = []Part{{0, 2}}, true
	}, 1, None, RulePart},
	{"a missing part costs more than the longer way", func(p *Problem) {
		p.Visits[0].Parts, p.Weights.Missing = []Part{{0, 2}}, 4000
	}, 1, None, 0},
	{"a missing part may cost less than the longer way", func(p *Problem) {
		p.Visits[0].Parts, p.Weights.Missing = []Part{{0, 2}}, 1000
	}, 0, None, 0},
	{"one part is not for two visits", func(p *Problem) {
		p.Visits[0].Parts, p.Visits[0].PartsFirst = []Part{{0, 1}}, true
		v := again(p)
		v.Must, v.Windows = []int{0}, []Span{{9 * hour, 10 * hour}}
	}, 1, None, RuleStock},
	{"who is locked to a visit makes it", func(p *Problem) {
		p.Visits[0].Lock, p.Visits[0].Was = LockTechnician, &Booked{Technicians: []int{1}, Start: 12 * hour}
	}, 1, None, RuleLocked},
	{"work longer than any span is for nobody", func(p *Problem) { p.Visits[0].Duration = 4*hour + 1 }, None, None, RuleTooLong},
	{"work longer than a span goes into a span with overtime", func(p *Problem) {
		p.Visits[0].Duration, p.Technicians[1].Overtime = 4*hour+1, hour
	}, 1, 14 * hour, RuleTooLong},
	{"who works when no window is open does not go", func(p *Problem) { p.Technicians[0].Spans = []Span{{16 * hour, 20 * hour}} }, 1, None, RuleHours},
	{"who comes after the window does not go", func(p *Problem) { p.Technicians[0].From = 15*hour - 300 }, 1, None, RuleDay},
	{"work does not reach into the break", func(p *Problem) { p.Visits[0].Duration = hour + 1 }, 0, 14 * hour, 0},
	{"work is not begun in the break", func(p *Problem) { p.Visits[0].Windows = []Span{{13 * hour, 14*hour - 1}} }, None, None, RuleHours},
	{"a way stops in the break and goes on after it", func(p *Problem) { p.Technicians[0].From = 13*hour - 240 }, 0, 14*hour + 360, 0},
	{"a start waits for the second window", func(p *Problem) {
		p.Visits[0].Windows = []Span{{8 * hour, 9*hour + 300}, {15 * hour, 16 * hour}}
	}, 0, 15 * hour, 0},
	{"a start is rounded up", func(p *Problem) { p.Snap, p.Technicians[0].From = 900, 14*hour+1 }, 0, 14*hour + 900, 0},
	{"a locked time is not rounded and needs no window", func(p *Problem) {
		p.Snap = 900
		p.Visits[0].Lock, p.Visits[0].Was = LockTime, &Booked{Technicians: []int{0}, Start: 10*hour + 7}
	}, 0, 10*hour + 7, 0},
	{"who cannot be home in time does not go", func(p *Problem) {
		p.Visits[0].Windows = []Span{{17 * hour, 17 * hour}}
		p.Technicians[1].Overtime = hour
	}, 1, None, RuleDay},
	{"overtime costs more than the longer way", func(p *Problem) {
		p.Visits[0].Windows = []Span{{17 * hour, 17 * hour}}
		p.Technicians[0].Overtime = hour
		p.Technicians[1].Spans[1].To, p.Weights.Overtime = 19*hour, 10
	}, 1, None, 0},
	{"whose day ends at his last visit needs no way home", func(p *Problem) {
		p.Visits[0].Windows = []Span{{17 * hour, 17 * hour}}
		p.Technicians[0].End = None
	}, 0, 17 * hour, 0},
	{"whom the customer prefers goes although he is farther", func(p *Problem) {
		p.Visits[0].Preferred, p.Weights.Preferred = []int{1}, 3000
	}, 1, None, 0},
	{"a level more than needed costs", func(p *Problem) {
		p.Visits[0].Needs, p.Technicians[0].Skills, p.Weights.OverSkill = []Need{{0, 1}}, []uint8{3}, 3000
	}, 1, None, 0},
	{"a start after it is due costs more than the longer way", func(p *Problem) {
		p.Visits[0].Due, p.Technicians[0].From = 12*hour, 12*hour
		p.Weights.Late[3] = 20
	}, 1, 12 * hour, 0},
	{"who has been busy all day leaves it to somebody else", func(p *Problem) {
		v := again(p)
		v.Duration, v.Windows, v.Must = 3*hour, []Span{{14 * hour, 14*hour + 900}}, []int{0}
		p.Weights.Fairness = 2000
	}, 1, None, 0},
	{"a published visit stays with who was booked", func(p *Problem) {
		p.Visits[0].Was, p.Weights.Technician = &Booked{Technicians: []int{1}, Start: 12 * hour}, 3000
	}, 1, 12 * hour, 0},
	{"a promised start is kept by who can keep it", func(p *Problem) {
		p.Visits[0].Was, p.Visits[0].Promised = &Booked{Technicians: []int{0}, Start: 12 * hour}, true
		p.Technicians[0].From, p.Weights.Moved, p.Weights.Technician = 13*hour, 3000, 0
	}, 1, 12 * hour, 0},
	{"a frozen visit stays whatever the rules say", func(p *Problem) {
		p.Visits[0].Frozen, p.Visits[0].Was, p.Visits[0].Restricted = true, &Booked{Technicians: []int{1}, Start: 8*hour + 1}, []int{1}
	}, 1, 8*hour + 1, RuleLocked},
	{"after what is frozen nothing begins before the present", func(p *Problem) {
		p.Technicians[0].From, p.Technicians[1].Spans = 12*hour+120, nil
		v := again(p)
		v.Frozen, v.Was, v.Duration = true, &Booked{Technicians: []int{0}, Start: 11 * hour}, 1800
		p.Visits[0].Duration = 1200
	}, 0, 12*hour + 120, 0},
	{"a slow hour makes the way too long", func(p *Problem) {
		p.Technicians[0].From, p.Visits[0].Windows = 11*hour+1800, []Span{{11 * hour, 11*hour + 2400}}
		for h := range p.Travel.Pace {
			p.Travel.Pace[h] = 1000
		}
		p.Travel.Pace[11] = 1200
	}, 1, None, RuleDay},
	{"a crew begins together", func(p *Problem) { p.Visits[0].Crew, p.Technicians[1].From = 2, 14*hour }, 0, 14*hour + 1800, 0},
	{"a crew that does not come together leaves the visit to nobody", func(p *Problem) {
		p.Visits[0].Crew, p.Visits[0].Restricted = 2, []int{0}
	}, None, None, RuleRestricted},
	{"an emergency goes before ordinary work", func(p *Problem) {
		p.Technicians[1].Spans, p.Visits[0].Priority, p.Visits[0].Windows = nil, 1, []Span{{12 * hour, 12 * hour}}
		again(p).Priority = 3
	}, 0, 12 * hour, 0},
}

// whoMakes is who makes visit 0, None for nobody, and when.
func whoMakes(plan Plan) (who int, start int32) {
	for i, stops := range plan.Routes {
		for _, stop := range stops {
			if stop.Visit == 0 {
				return i, stop.Start
			}
		}
	}
	return None, None
}

func TestRules_decide(t *testing.T) {
	for _, c := range rules {
		t.Run(c.sentence, func(t *testing.T) {
			p := twoTechnicians()
			c.change(p)
			if found := Check(p, greedyRules(p)); len(found) > 0 {
				t.Errorf("put one by one: %v", found)
			}
			if who, start := whoMakes(greedyRules(p)); who != c.who || c.start != None && start != c.start {
				t.Errorf("put one by one: technician %d at %d, want %d at %d", who, start, c.who, c.start)
			}
			plan, _ := Solve(context.Background(), p, Options{Seed: 1, Rounds: 300, Threads: 1})
			if found := Check(p, plan); len(found) > 0 {
				t.Errorf("searched: %v", found)
			}
			if who, start := whoMakes(plan); who != c.who || c.start != None && start != c.start {
				t.Errorf("searched: technician %d at %d, want %d at %d", who, start, c.who, c.start)
			}
			e := Explain(p, greedyRules(p), 0)
			i := slices.IndexFunc(e.Excluded, func(x Exclusion) bool { return x.Technician == 0 })
			if told := i >= 0; told != (c.first != 0) || told && e.Excluded[i].Rule != c.first {
				t.Errorf("told of the first: %v, want %v", e.Excluded, c.first)
			}
		})
	}
}

// greedyRules plans what is frozen, then the other visits with visit 0 last unless it is urgent.
func greedyRules(p *Problem) Plan {
	plan := Plan{Routes: make([][]Stop, len(p.Technicians))}
	for i := range p.Visits {
		if v := &p.Visits[i]; v.fixed() {
			for _, technician := range v.Was.Technicians {
				plan.Routes[technician] = append(plan.Routes[technician], Stop{Visit: i, Start: v.Was.Start})
			}
		} else {
			plan.Unserved = append(plan.Unserved, i)
		}
	}
	d := Open(p, plan)
	slices.SortStableFunc(plan.Unserved, func(a, b int) int {
		if by := p.Visits[a].Priority - p.Visits[b].Priority; by != 0 {
			return by
		}
		return b - a
	})
	for _, visit := range plan.Unserved {
		if best := d.Insert(visit, 1); len(best) > 0 {
			d.Put(visit, best[0])
		}
	}
	return d.Plan()
}
