package route

import (
	"context"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// days are problems of every kind, small enough to be solved by the dozen.
func days(t *testing.T, each func(t *testing.T, r *rand.Rand, p *Problem)) {
	t.Helper()
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		each(t, r, smallDay(r))
	}
	each(t, rand.New(rand.NewPCG(1, 2)), puneDay(1, 90, 14))
}

func TestSolve_keepsEveryRuleAndPricesByTheDefinition(t *testing.T) {
	days(t, func(t *testing.T, _ *rand.Rand, p *Problem) {
		plan, stats := Solve(context.Background(), p, Options{Seed: 1, Rounds: 400})
		if wrong := Check(p, plan); len(wrong) > 0 {
			t.Fatalf("%v", wrong)
		}
		if price := p.Price(plan).Total(); price != stats.Price || price > stats.First {
			t.Errorf("costs %d, said %d, began with %d", price, stats.Price, stats.First)
		}
	})
}

func TestSearch_countsWhatPriceCounts(t *testing.T) {
	days(t, func(t *testing.T, _ *rand.Rand, p *Problem) {
		m := compile(p)
		if m.routes == 0 || m.tasks == 0 {
			return
		}
		first := firstTour(m, Options{})
		s := newSearch(m, 3)
		s.build(&first)
		for i := range 300 {
			before := s.cost
			s.begin()
			if !s.ruin() {
				s.undo()
				continue
			}
			s.recreate()
			var now tour
			now.routes = make([][]int32, m.routes)
			s.give(&now)
			if want := p.Price(m.plan(&now)).Total(); s.cost != want {
				t.Fatalf("after move %d it costs %d, by the definition %d", i, s.cost, want)
			}
			if i%3 == 0 {
				s.undo()
				s.give(&now)
				if want := p.Price(m.plan(&now)).Total(); s.cost != before || s.cost != want {
					t.Fatalf("taking back move %d: %d, before %d, by the definition %d", i, s.cost, before, want)
				}
			}
		}
	})
}

func TestSolve_isTheSameForTheSameSeed(t *testing.T) {
	for _, p := range []*Problem{puneDay(2, 100, 15), puneDay(2, 380, 50)} {
		o := Options{Seed: 5, Rounds: 640, Threads: 2}
		a, _ := Solve(context.Background(), p, o)
		b, _ := Solve(context.Background(), p, o)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("two runs over %d visits differ", len(p.Visits))
		}
		o.Seed = 6
		if c, _ := Solve(context.Background(), p, o); reflect.DeepEqual(a, c) {
			t.Errorf("another seed changes nothing")
		}
	}
}

func TestSolve_isNeverDearerThanWhatItBeganWith(t *testing.T) {
	days(t, func(t *testing.T, r *rand.Rand, p *Problem) {
		from := greedy(p)
		price := p.Price(from).Total()
		plan, stats := Solve(context.Background(), p, Options{Seed: r.Uint64(), Rounds: 32, From: &from})
		if wrong := Check(p, plan); len(wrong) > 0 {
			t.Fatalf("%v", wrong)
		}
		if stats.Price > price {
			t.Errorf("costs %d, began with %d", stats.Price, price)
		}
	})
}

func TestSolve_leavesAloneWhoIsNotFree(t *testing.T) {
	days(t, func(t *testing.T, r *rand.Rand, p *Problem) {
		from := greedy(p)
		free := make([]bool, len(p.Visits))
		for i := range free {
			free[i] = r.IntN(3) == 0
		}
		plan, _ := Solve(context.Background(), p, Options{Seed: 1, Rounds: 200, From: &from, Free: free})
		if wrong := Check(p, plan); len(wrong) > 0 {
			t.Fatalf("%v", wrong)
		}
		for i := range from.Routes {
			if was, is := standing(from.Routes[i], free), standing(plan.Routes[i], free); !reflect.DeepEqual(was, is) {
				t.Errorf("technician %d kept %v, had %v", i, is, was)
			}
		}
	})
}

func standing(stops []Stop, free []bool) (visits []int) {
	for _, stop := range stops {
		if !free[stop.Visit] {
			visits = append(visits, stop.Visit)
		}
	}
	return visits
}

func TestSolve_endsSoonWhenCancelled(t *testing.T) {
	p := puneDay(1, 400, 60)
	ctx, cancel := context.WithTimeout(context.Background(), 150*time.Millisecond)
	defer cancel()
	began := time.Now()
	plan, stats := Solve(ctx, p, Options{Seed: 1, Time: time.Hour})
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("took %v", took)
	}
	if wrong := Check(p, plan); len(wrong) > 0 || stats.Price > stats.First {
		t.Errorf("%v, costs %d, began with %d", wrong, stats.Price, stats.First)
	}
}

func TestSolve_keepsWhatIsFrozenAndLocked(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 3))
		p := smallDay(r)
		q, from := publish(r, p, greedy(p), 12*hour, true)
		plan, stats := Solve(context.Background(), q, Options{Seed: seed, Rounds: 300, From: &from})
		if wrong := Check(q, plan); len(wrong) > 0 && len(Check(q, from)) == 0 {
			t.Fatalf("seed %d: %v", seed, wrong)
		}
		if price := q.Price(plan).Total(); price != stats.Price {
			t.Errorf("costs %d, said %d", price, stats.Price)
		}
	}
}

func TestSolve_withNobodyOrNothing(t *testing.T) {
	p := puneDay(1, 5, 1)
	p.Technicians = nil
	if plan, stats := Solve(context.Background(), p, Options{}); len(plan.Unserved) != 5 || stats.Price != p.Price(plan).Total() {
		t.Errorf("without technicians %v", plan)
	}
	p = puneDay(1, 1, 3)
	p.Visits = nil
	if plan, _ := Solve(context.Background(), p, Options{}); len(plan.Routes) != 3 || len(plan.Unserved) != 0 {
		t.Errorf("without visits %v", plan)
	}
}

func TestSolve_staysWithinTheRulesOfAnInstance(t *testing.T) {
	for _, in := range readInstances(t, "testdata/vrptw") {
		plan, stats := Solve(context.Background(), in.problem, Options{Seed: 2, Rounds: 3000})
		if wrong := Check(in.problem, plan); len(wrong) > 0 {
			t.Fatalf("%s: %v", in.name, wrong)
		}
		m := compile(in.problem)
		if again, _ := Solve(context.Background(), in.problem, Options{Seed: 2, Rounds: 64, From: &plan}); in.problem.Price(again).Total() > stats.Price || !m.fast {
			t.Errorf("%s: gets worse", in.name)
		}
	}
}
