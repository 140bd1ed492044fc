package route

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// soundDay is a plan of the two technicians that breaks no rule: visit 0 with the first, a crew of both for visit 1 in the morning,
// visit 2 locked to the second and in time, visit 3 frozen at the first, visit 4 nobody's.
func soundDay() (*Problem, Plan) {
	p := twoTechnicians()
	p.Snap = 300
	for range 4 {
		again(p)
	}
	p.Visits[1].Crew, p.Visits[1].Windows = 2, nil
	p.Visits[2].Lock, p.Visits[2].Was = LockTime|LockTechnician, &Booked{Technicians: []int{1}, Start: 15*hour + 11}
	p.Visits[3].Frozen, p.Visits[3].Was, p.Visits[3].Duration = true, &Booked{Technicians: []int{0}, Start: 8*hour + 7}, 1800
	p.Visits[0].Parts, p.Visits[0].PartsFirst = []Part{{0, 1}}, true
	plan := Plan{Routes: [][]Stop{
		{
			{Visit: 3, Travel: 600, Arrive: 8*hour + 7, Start: 8*hour + 7, End: 8*hour + 1807},
			{Visit: 1, Arrive: 9 * hour, Start: 9*hour + 1800, End: 10*hour + 1800},
			{Visit: 0, Arrive: 10*hour + 1800, Start: 12 * hour, End: 13 * hour},
		},
		{
			{Visit: 1, Travel: 1800, Arrive: 9*hour + 1800, Start: 9*hour + 1800, End: 10*hour + 1800},
			{Visit: 2, Arrive: 10*hour + 1800, Start: 15*hour + 11, End: 16*hour + 11},
		},
	}, Unserved: []int{4}}
	return p, plan
}

// move makes a stop start at another time.
func (s *Stop) move(start int32) { s.End, s.Start = start+s.End-s.Start, start }

func TestCheck_findsEachWrong(t *testing.T) {
	if p, plan := soundDay(); len(Check(p, plan)) > 0 {
		t.Fatalf("the sound day breaks %v", Check(p, plan))
	}
	for _, c := range []struct {
		sentence string
		want     Wrong
		change   func(p *Problem, plan *Plan)
	}{
		{"a day too few", WrongShape, func(_ *Problem, plan *Plan) { plan.Routes = plan.Routes[:1] }},
		{"a visit that does not exist", WrongShape, func(_ *Problem, plan *Plan) { plan.Routes[0][2].Visit = 9 }},
		{"an unserved visit that does not exist", WrongShape, func(_ *Problem, plan *Plan) { plan.Unserved = []int{4, -1} }},
		{"a visit made and unserved", WrongTwice, func(_ *Problem, plan *Plan) { plan.Unserved = []int{4, 0} }},
		{"a visit twice in a day", WrongTwice, func(_ *Problem, plan *Plan) { plan.Routes[0][2].Visit = 1 }},
		{"a visit nowhere", WrongLost, func(_ *Problem, plan *Plan) { plan.Unserved = nil }},
		{"one of a crew alone", WrongCrew, func(_ *Problem, plan *Plan) { plan.Routes[0] = slices.Delete(plan.Routes[0], 1, 2) }},
		{"one where two should go", WrongCrew, func(p *Problem, _ *Plan) { p.Visits[0].Crew = 2 }},
		{"a crew that does not begin together", WrongTogether, func(_ *Problem, plan *Plan) { plan.Routes[1][0].move(10 * hour) }},
		{"too low a level", WrongExcluded, func(p *Problem, _ *Plan) { p.Visits[0].Needs = []Need{{0, 2}} }},
		{"a skill unknown of him", WrongExcluded, func(p *Problem, _ *Plan) { p.Visits[0].Needs = []Need{{7, 1}} }},
		{"another area", WrongExcluded, func(p *Problem, _ *Plan) { p.Technicians[0].Areas, p.Visits[0].Area = []int{1}, 2 }},
		{"restricted", WrongExcluded, func(p *Problem, _ *Plan) { p.Visits[0].Restricted = []int{0} }},
		{"others must", WrongExcluded, func(p *Problem, _ *Plan) { p.Visits[0].Must = []int{1} }},
		{"a locked time", WrongLock, func(_ *Problem, plan *Plan) { plan.Routes[1][1].move(15 * hour) }},
		{"a locked technician", WrongLock, func(p *Problem, _ *Plan) { p.Visits[2].Was.Technicians[0] = 0 }},
		{"a frozen visit moved", WrongFrozen, func(_ *Problem, plan *Plan) { plan.Routes[0][0].move(9 * hour) }},
		{"a frozen visit dropped", WrongFrozen, func(_ *Problem, plan *Plan) { plan.Routes[0], plan.Unserved = plan.Routes[0][1:], []int{3, 4} }},
		{"a frozen visit not first", WrongFrozen, func(_ *Problem, plan *Plan) {
			plan.Routes[0][0], plan.Routes[0][1] = plan.Routes[0][1], plan.Routes[0][0]
		}},
		{"a start before its window", WrongWindow, func(_ *Problem, plan *Plan) { plan.Routes[0][2].move(12*hour - 300) }},
		{"a start not rounded", WrongSnap, func(_ *Problem, plan *Plan) {
			plan.Routes[0][1].move(9*hour + 1801)
			plan.Routes[1][0].move(9*hour + 1801)
		}},
		{"a start before he arrives", WrongEarly, func(p *Problem, _ *Plan) { p.Technicians[1].From = 9*hour + 300 }},
		{"a start before the present", WrongEarly, func(p *Problem, _ *Plan) { p.Technicians[0].From = 12*hour + 300 }},
		{"work into the break", WrongHours, func(p *Problem, _ *Plan) { p.Visits[0].Duration++ }},
		{"who is away", WrongHours, func(p *Problem, _ *Plan) { p.Technicians[0].Spans = nil }},
		{"home too late", WrongHome, func(p *Problem, _ *Plan) { p.Technicians[1].Spans[1].To = 16*hour + 1810 }},
		{"more parts than he has", WrongStock, func(p *Problem, _ *Plan) {
			p.Visits[1].Parts, p.Visits[1].PartsFirst = []Part{{0, 1}}, true
		}},
		{"an end that is not the end", WrongTimes, func(_ *Problem, plan *Plan) { plan.Routes[0][2].End-- }},
		{"a way that is shorter than it is", WrongTimes, func(_ *Problem, plan *Plan) { plan.Routes[1][0].Travel-- }},
	} {
		p, plan := soundDay()
		c.change(p, &plan)
		if found := Check(p, plan); !slices.ContainsFunc(found, func(b Breach) bool { return b.Wrong == c.want }) {
			t.Errorf("%s: %v, want %v", c.sentence, found, c.want)
		}
	}
}

func TestExcluded_saysWhatPlanningUses(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	seen := map[Rule]int{}
	for range 3000 {
		p, _ := randomPublished(r)
		for i := range p.Technicians {
			for k := range p.Visits {
				why := Excluded(&p.Technicians[i], &p.Visits[k], i)
				ruled, timed := false, false
				for _, x := range why {
					seen[x.Rule]++
					byTime := x.Rule == RuleTooLong || x.Rule == RuleHours
					ruled, timed = ruled || !byTime, timed || byTime
					if x.Technician != i || x.Rule.String() == "none" {
						t.Fatalf("exclusion %+v of technician %d", x, i)
					}
				}
				if allowed(&p.Technicians[i], &p.Visits[k], i) == ruled {
					t.Fatalf("technician %d, visit %+v: %v", i, p.Visits[k], why)
				}
				if _, ok := Schedule(p, i, []int{k}); timed && ok && p.Technicians[i].there() {
					t.Fatalf("technician %d is told out of time for %+v, but can", i, p.Visits[k])
				}
			}
		}
	}
	for rule := RuleAway; rule <= RuleHours; rule++ {
		if seen[rule] == 0 {
			t.Errorf("no day had the rule %v", rule)
		}
	}
}
