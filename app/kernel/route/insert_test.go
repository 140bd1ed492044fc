package route

import (
	"math/rand/v2"
	"slices"
	"sort"
	"testing"
	"time"
)

// randomPublished is a small day, half of the time as it stands at some moment of a plan, with a few visits that came in since.
func randomPublished(r *rand.Rand) (*Problem, Plan) {
	p := smallDay(r)
	plan := greedy(p)
	d := Open(p, plan)
	for visit := range p.Visits {
		if r.IntN(4) == 0 {
			d.Take(visit)
		}
	}
	if len(d.Broken()) == 0 {
		plan = d.Plan()
	}
	if r.IntN(2) == 0 {
		return p, plan
	}
	now := int32(8+r.IntN(9)) * hour
	q, published := publish(r, p, plan, now, true)
	return q, published
}

func TestInsert_addsExactlyWhatThePriceOfThePlanGrowsBy(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	choices, crews := 0, 0
	for range 1500 {
		p, plan := randomPublished(r)
		d := Open(p, plan)
		plan = d.Plan()
		before := p.Price(plan)
		breaches := len(Check(p, plan))
		for _, visit := range plan.Unserved {
			for _, c := range d.Insert(visit, 0) {
				after := Apply(p, plan, visit, c)
				if got, want := c.Added, p.Price(after).Minus(before); got != want {
					t.Fatalf("visit %d, choice %+v\nadds %+v\n not %+v", visit, c, want, got)
				}
				if found := Check(p, after); len(found) > breaches {
					t.Fatalf("visit %d, choice %+v breaks %v", visit, c, found)
				}
				choices++
				crews += len(c.With)
			}
		}
	}
	if choices < 1000 || crews < 50 {
		t.Errorf("only %d choices, %d of crews", choices, crews)
	}
}

func TestInsert_findsTheCheapestOfAllPlaces(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	tried, none := 0, 0
	for range 1500 {
		p, plan := randomPublished(r)
		d := Open(p, plan)
		plan = d.Plan()
		if len(Check(p, plan)) > 0 {
			continue
		}
		before := p.Price(plan).Total()
		for _, visit := range plan.Unserved {
			if p.Visits[visit].crew() > 1 {
				continue
			}
			want := cheapestByTrying(d, plan, visit)
			got := map[int]int64{}
			for _, c := range d.Insert(visit, 0) {
				got[c.Technician] = c.Added.Total()
			}
			for i := range p.Technicians {
				w, possible := want[i]
				g, found := got[i]
				if possible != found || possible && g != w-before {
					t.Fatalf("visit %d, technician %d: %d (%v), by trying %d (%v)", visit, i, g, found, w-before, possible)
				}
				tried++
				if !possible {
					none++
				}
			}
		}
	}
	if tried-none < 300 || none < 300 {
		t.Errorf("only %d tried, %d of them impossible", tried, none)
	}
}

// cheapestByTrying puts a visit everywhere and asks the checker and the price of the whole plan; the cheapest by technician.
func cheapestByTrying(d *Day, plan Plan, visit int) map[int]int64 {
	best := map[int]int64{}
	for i := range d.routes {
		for at := range len(plan.Routes[i]) + 1 {
			after := Apply(d.p, plan, visit, Choice{Technician: i, At: at})
			if len(Check(d.p, after)) > 0 {
				continue
			}
			if price := d.p.Price(after).Total(); best[i] == 0 || price < best[i] {
				best[i] = price
			}
		}
	}
	return best
}

func TestDisplace_addsExactlyWhatThePriceOfThePlanGrowsBy(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 5))
	tried := 0
	for range 1500 {
		p, plan := randomPublished(r)
		d := Open(p, plan)
		plan = d.Plan()
		before, breaches := p.Price(plan), len(Check(p, plan))
		for _, visit := range plan.Unserved {
			exchanges := d.Displace(visit, 0)
			if moves := Moves(plan, d.Plan()); len(moves) > 0 {
				t.Fatalf("asking moves %+v", moves)
			}
			for _, x := range exchanges {
				changed := Open(p, plan)
				changed.Exchange(visit, x)
				after := changed.Plan()
				if got, want := x.Added, p.Price(after).Minus(before); got != want {
					t.Fatalf("visit %d, %+v\nadds %+v\n not %+v", visit, x, want, got)
				}
				if found := Check(p, after); len(found) > breaches {
					t.Fatalf("visit %d, %+v breaks %v", visit, x, found)
				}
				tried++
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d tried", tried)
	}
}

func TestTake_andPutLeavesThePlanAsItWas(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	for range 300 {
		p, plan := randomPublished(r)
		d := Open(p, plan)
		if len(d.Broken()) > 0 {
			continue
		}
		plan = d.Plan()
		for visit := range p.Visits {
			if was, ok := d.Take(visit); ok {
				d.Put(visit, was)
			}
		}
		if moves := Moves(plan, d.Plan()); len(moves) > 0 {
			t.Fatalf("moves %+v", moves)
		}
	}
}

func TestExplain_tellsOfEveryTechnicianWhyOrWhyNot(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 4))
	for range 500 {
		p, plan := randomPublished(r)
		for visit := range p.Visits {
			e := Explain(p, plan, visit)
			told := map[int]bool{}
			if e.Planned {
				told[e.Chosen.Technician] = true
			}
			for _, c := range e.Next {
				told[c.Technician] = true
				if p.Visits[visit].crew() == 1 && e.Planned && c.Technician == e.Chosen.Technician {
					t.Fatalf("%d is chosen and next", c.Technician)
				}
			}
			for _, x := range e.Excluded {
				told[x.Technician] = true
			}
			if p.Visits[visit].crew() == 1 && !p.Visits[visit].fixed() && len(told) != len(p.Technicians) {
				t.Fatalf("visit %d: told of %v of %d; %+v", visit, told, len(p.Technicians), e)
			}
		}
	}
}

func TestMoves_nameWhoChangesAndByHowMuch(t *testing.T) {
	before := Plan{Routes: [][]Stop{{{Visit: 0, Start: 100}, {Visit: 1, Start: 200}}, {{Visit: 2, Start: 100}}}, Unserved: []int{3}}
	after := Plan{Routes: [][]Stop{{{Visit: 0, Start: 100}, {Visit: 3, Start: 150}}, {{Visit: 2, Start: 160}}}, Unserved: []int{1}}
	moves := Moves(before, after)
	if len(moves) != 3 {
		t.Fatalf("moves %+v", moves)
	}
	lost, later, found := moves[0], moves[1], moves[2]
	if lost.Visit != 1 || !lost.Technician() || lost.Start != None || lost.Shift() != 0 {
		t.Errorf("lost visit: %+v", lost)
	}
	if later.Visit != 2 || later.Technician() || later.Shift() != 60 {
		t.Errorf("later visit: %+v", later)
	}
	if found.Visit != 3 || len(found.From) != 0 || !slices.Equal(found.To, []int{0}) || found.Was != None {
		t.Errorf("found visit: %+v", found)
	}
}

// openDay is the day of Pune at half past eleven: about 950 visits are open.
func openDay() (*Problem, Plan) {
	p := puneDay(1, 1500, 200)
	q, plan := publish(rand.New(rand.NewPCG(3, 3)), p, greedy(p), 11*hour+1800, false)
	return q, plan
}

func BenchmarkInsert952(b *testing.B) {
	p, plan := openDay()
	open, frozen := len(p.Visits)-len(plan.Unserved), 0
	for i := range p.Visits {
		if p.Visits[i].Frozen {
			frozen++
		}
	}
	r := rand.New(rand.NewPCG(4, 4))
	now := int32(11*hour + 1800)
	n := len(p.Visits)
	for range 200 { // emergencies
		v := Visit{
			Place: p.Visits[r.IntN(n)].Place, Duration: hour, Windows: []Span{{now, 18 * hour}}, Due: now + hour, Priority: 1,
			Area: None, Needs: []Need{{r.IntN(12), 1}},
		}
		p.Visits = append(p.Visits, v)
		plan.Unserved = append(plan.Unserved, len(p.Visits)-1)
	}
	d := Open(p, plan)
	i := 0
	var took []time.Duration
	for b.Loop() {
		i = (i + 1) % 200
		begin := time.Now()
		d.Insert(n+i, 5)
		took = append(took, time.Since(begin))
	}
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1000, "µs/median")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "µs/p99")
	b.ReportMetric(float64(open), "open")
	b.ReportMetric(float64(frozen), "frozen")
	b.ReportMetric(float64(len(plan.Unserved)-200), "unserved")
}

// BenchmarkDisplace952 answers an emergency by moving one other visit.
func BenchmarkDisplace952(b *testing.B) {
	p, plan := openDay()
	p, plan, _ = emergency(p, plan)
	d := Open(p, plan)
	visit, now := len(p.Visits)-1, 11*hour+1800
	var best []Exchange
	for b.Loop() {
		best = d.Displace(visit, 1)
	}
	b.ReportMetric(float64(int(d.Insert(visit, 1)[0].Start)-now)/60, "min-by-insert")
	b.ReportMetric(float64(int(best[0].Choice.Start)-now)/60, "min-to-emergency")
}

func BenchmarkOpen952(b *testing.B) {
	p, plan := openDay()
	for b.Loop() {
		Open(p, plan)
	}
}

func BenchmarkGreedy1500(b *testing.B) {
	p := puneDay(1, 1500, 200)
	var plan Plan
	for b.Loop() {
		plan = greedy(p)
	}
	b.ReportMetric(float64(len(plan.Unserved)), "unserved")
	b.ReportMetric(float64(p.Price(plan).Travel)/3600, "hours")
}
