package route

import (
	"math/rand/v2"
	"slices"

	"doorstep/app/kernel/geo"
)

const hour = 3600

// usualWeights keep the order of aims in a day of a few hundred visits.
var usualWeights = Weights{
	Unserved: [4]int64{400_000, 2_000_000, 1_000_000, 400_000}, Late: [4]int64{3, 20, 10, 3}, Overtime: 2, Travel: 1, Preferred: 600,
	OverSkill: 20, Missing: 1200, Fairness: 10, Technician: 900, Moved: 300, MovedBy: 1800,
}

// cityPace are the hours of a city: slow in the rushes, fast at night.
var cityPace = geo.Roads{}.Pace()

// city scatters places around Pune in clusters.
type city struct {
	r       *rand.Rand
	centres []geo.Point
	points  []geo.Point
}

func newCity(r *rand.Rand, clusters int) *city {
	c := &city{r: r}
	for range clusters {
		c.centres = append(c.centres, geo.Point{Lat: 18.52 + r.NormFloat64()*0.06, Lng: 73.86 + r.NormFloat64()*0.07})
	}
	return c
}

func (c *city) place(spread float64) int {
	centre := c.centres[c.r.IntN(len(c.centres))]
	c.points = append(c.points, geo.Point{Lat: centre.Lat + c.r.NormFloat64()*spread, Lng: centre.Lng + c.r.NormFloat64()*spread})
	return len(c.points) - 1
}

// puneDay is a day of a large firm: twelve skills with levels, slots of two hours, half days and whole days, three priorities, and
// some of every wish and rule. Nothing of it is planned yet.
func puneDay(seed uint64, visits, technicians int) *Problem {
	r := rand.New(rand.NewPCG(seed, 7))
	c := newCity(r, 25)
	p := &Problem{Weights: usualWeights, Snap: 300}
	for range technicians {
		p.Technicians = append(p.Technicians, puneTechnician(r, c))
	}
	for range visits {
		p.Visits = append(p.Visits, puneVisit(r, c, technicians))
	}
	p.Travel = &Matrix{Pace: cityPace}
	p.Travel.Fill(c.points, CityRoads)
	return p
}

func puneTechnician(r *rand.Rand, c *city) Technician {
	home := c.place(0.03)
	lunch := int32(12*hour + 1800*(1+r.IntN(3)))
	t := Technician{Start: home, End: home, Spans: []Span{{9 * hour, lunch}, {lunch + 1800, 18 * hour}}, Skills: make([]uint8, 12)}
	if r.IntN(5) == 0 {
		t.Overtime = hour
	}
	for range 3 + r.IntN(3) {
		t.Skills[r.IntN(12)] = uint8(1 + r.IntN(3))
	}
	if r.IntN(10) == 0 {
		t.Areas = []int{r.IntN(5), r.IntN(5), r.IntN(5)}
	}
	for range 6 {
		t.Carries = append(t.Carries, int32(r.IntN(4)))
	}
	return t
}

func puneVisit(r *rand.Rand, c *city, technicians int) Visit {
	v := Visit{Place: c.place(0.012), Duration: int32(20+5*r.IntN(9)) * 60, Priority: 3, Area: r.IntN(5), Needs: []Need{{r.IntN(12), 1}}}
	switch k := r.IntN(10); {
	case k < 6:
		from := int32(9+2*r.IntN(4)) * hour
		v.Windows = []Span{{from, from + 2*hour}}
	case k < 8:
		v.Windows = []Span{{9 * hour, 13 * hour}}
		if r.IntN(2) == 0 {
			v.Windows = []Span{{13 * hour, 18 * hour}}
		}
	default:
		v.Windows = []Span{{9 * hour, 18 * hour}}
	}
	switch k := r.IntN(20); {
	case k == 0:
		v.Priority, v.Due = 1, v.Windows[0].From+hour
	case k < 4:
		v.Priority, v.Due = 2, v.Windows[0].From+3*hour
	}
	if r.IntN(4) == 0 {
		v.Needs[0].Level = 2
	}
	switch r.IntN(40) {
	case 0:
		v.Preferred = []int{r.IntN(technicians), r.IntN(technicians)}
	case 1:
		v.Restricted = []int{r.IntN(technicians), r.IntN(technicians)}
	case 2:
		for range 12 {
			v.Must = append(v.Must, r.IntN(technicians))
		}
		v.Needs = nil
	case 3:
		v.Parts, v.PartsFirst = []Part{{r.IntN(6), 1}}, true
	case 4, 5:
		v.Parts = []Part{{r.IntN(6), 1}, {r.IntN(6), 1}}
	case 6:
		v.Crew, v.Needs[0].Level = 2, 1
	}
	return v
}

// smallDay is a day of a handful with every feature, of which many rule each other out.
func smallDay(r *rand.Rand) *Problem {
	technicians, visits := 1+r.IntN(4), 5+r.IntN(12)
	c := newCity(r, 3)
	p := &Problem{Weights: usualWeights, Snap: []int32{0, 60, 300, 900}[r.IntN(4)]}
	p.Weights.Fairness = int64(r.IntN(3) * 50)
	for range technicians {
		p.Technicians = append(p.Technicians, smallTechnician(r, c))
	}
	for range visits {
		p.Visits = append(p.Visits, smallVisit(r, c, technicians))
	}
	p.Travel = &Matrix{}
	p.Travel.Fill(c.points, CityRoads)
	switch r.IntN(3) {
	case 0:
		p.Travel.Pace = cityPace
	case 1:
		for h := range p.Travel.Pace {
			p.Travel.Pace[h] = 600 + int32(r.IntN(1500))
		}
	}
	if r.IntN(4) == 0 { // ways of which a detour may be the shorter
		for i := range p.Travel.Seconds {
			p.Travel.Seconds[i] = p.Travel.Seconds[i] * int32(50+r.IntN(150)) / 100
		}
	}
	return p
}

func smallTechnician(r *rand.Rand, c *city) Technician {
	t := Technician{Start: c.place(0.03), End: None, Skills: []uint8{uint8(r.IntN(4)), uint8(r.IntN(4)), 1}}
	if r.IntN(4) > 0 {
		t.End = t.Start
	}
	switch r.IntN(12) {
	case 0:
	case 1, 2, 3:
		t.Spans = []Span{{9 * hour, 17 * hour}}
	case 4:
		t.Spans = []Span{{8 * hour, 10 * hour}, {10 * hour, 12 * hour}, {13 * hour, 15 * hour}, {15*hour + 900, 19 * hour}}
	default:
		t.Spans = []Span{{9 * hour, 13 * hour}, {13*hour + 1800, 18 * hour}}
	}
	if r.IntN(3) == 0 {
		t.Overtime = int32(r.IntN(5)) * 1200
	}
	if r.IntN(4) == 0 {
		t.Areas = []int{r.IntN(3), r.IntN(3)}
	}
	for range 3 {
		t.Carries = append(t.Carries, int32(r.IntN(3)))
	}
	return t
}

func smallVisit(r *rand.Rand, c *city, technicians int) Visit {
	v := Visit{Place: c.place(0.02), Duration: int32(5+r.IntN(100)) * 60, Priority: 1 + r.IntN(3), Area: r.IntN(4) - 1}
	at := int32(8+r.IntN(8)) * hour
	for range r.IntN(3) {
		v.Windows = append(v.Windows, Span{at, at + int32(1+r.IntN(3))*hour})
		at += int32(4+r.IntN(3)) * hour
	}
	if r.IntN(15) == 0 {
		v.Duration *= 4
	}
	if r.IntN(3) == 0 {
		v.Due = int32(9+r.IntN(8)) * hour
	}
	if r.IntN(2) == 0 {
		v.Needs = append(v.Needs, Need{r.IntN(3), uint8(r.IntN(3))})
	}
	someone := func() []int { return []int{r.IntN(technicians), r.IntN(technicians)} }
	if r.IntN(6) == 0 {
		v.Preferred = someone()
	}
	if r.IntN(8) == 0 {
		v.Restricted = someone()[:1]
	}
	if r.IntN(8) == 0 {
		v.Must = someone()
	}
	if r.IntN(4) == 0 {
		v.Parts, v.PartsFirst = []Part{{r.IntN(3), int32(1 + r.IntN(2))}}, r.IntN(2) == 0
	}
	if r.IntN(8) == 0 {
		v.Crew = min(technicians, 2+r.IntN(2))
	}
	return v
}

// greedy plans visits one by one, the urgent first, each where it costs least then.
func greedy(p *Problem) Plan {
	plan := Plan{Routes: make([][]Stop, len(p.Technicians))}
	for i := range p.Visits {
		plan.Unserved = append(plan.Unserved, i)
	}
	d := Open(p, plan)
	order := slices.Clone(plan.Unserved)
	slices.SortStableFunc(order, func(a, b int) int { return p.Visits[a].Priority - p.Visits[b].Priority })
	for _, visit := range order {
		if best := d.Insert(visit, 1); len(best) > 0 {
			d.Put(visit, best[0])
		}
	}
	return d.Plan()
}

// publish makes of a plan the day as it stands at a moment: what is over is gone, who works or drives is frozen where he is, the rest
// is promised. With locks some are locked by chance, and some that are frozen take longer, so that the rest may not hold.
func publish(r *rand.Rand, p *Problem, plan Plan, now int32, locks bool) (*Problem, Plan) {
	q := *p
	q.Technicians, q.Visits = slices.Clone(p.Technicians), nil
	index := make([]int, len(p.Visits))
	over := make([]bool, len(p.Visits))
	booked := make([]*Booked, len(p.Visits))
	begun := make([]bool, len(p.Visits))
	for i, stops := range plan.Routes {
		t := &q.Technicians[i]
		t.From = now
		for k, stop := range stops {
			if booked[stop.Visit] == nil {
				booked[stop.Visit] = &Booked{Start: stop.Start}
			}
			booked[stop.Visit].Technicians = append(booked[stop.Visit].Technicians, i)
			leave := t.Spans[0].From
			if k > 0 {
				leave = stops[k-1].End
			}
			switch {
			case stop.End <= now:
				over[stop.Visit] = true
				t.Start = p.Visits[stop.Visit].Place
			case stop.Start <= now || leave <= now && p.Visits[stop.Visit].crew() == 1:
				begun[stop.Visit] = true
			}
		}
	}
	for i, v := range p.Visits {
		if over[i] {
			continue
		}
		if v.Was = booked[i]; v.Was != nil {
			v.Promised = r.IntN(3) > 0
			if v.Frozen = begun[i]; locks && begun[i] && r.IntN(3) == 0 { // it takes longer than thought
				v.Duration += int32(r.IntN(90)) * 60
			}
			if locks && r.IntN(5) == 0 {
				v.Lock = Lock(1 + r.IntN(3))
			}
		}
		index[i] = len(q.Visits)
		q.Visits = append(q.Visits, v)
	}
	after := Plan{Routes: make([][]Stop, len(plan.Routes))}
	for i, stops := range plan.Routes {
		for _, stop := range stops {
			if !over[stop.Visit] {
				stop.Visit = index[stop.Visit]
				after.Routes[i] = append(after.Routes[i], stop)
			}
		}
	}
	for _, visit := range plan.Unserved {
		after.Unserved = append(after.Unserved, index[visit])
	}
	return &q, Open(&q, after).Plan()
}
