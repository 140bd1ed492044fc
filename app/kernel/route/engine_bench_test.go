package route

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"
)

// TestDay prints how a day of a large firm gets cheaper with time: go test -run TestDay -v -args -seconds 5.
func TestDay(t *testing.T) {
	if *seconds == 0 {
		t.Skip("without -seconds there is nothing to measure")
	}
	w := watch(wall)
	if *cpu {
		w = threadTime
	}
	p := puneDay(1, 1500, 200)
	began := time.Now()
	m := compile(p)
	t.Logf("compiled in %v", time.Since(began))
	began = time.Now()
	first := firstTour(m, Options{})
	s := newSearch(m, 1)
	s.build(&first)
	t.Logf("built in %v, unserved %d, price %d, legs %.0f", time.Since(began), len(first.bank), first.cost, s.usualLeg())
	for _, share := range []float64{0.2, 1} {
		budget := time.Duration(share * *seconds * float64(time.Second))
		plan, stats := solve(context.Background(), p, Options{Seed: *seed, Time: budget, Threads: *threads}, w)
		if wrong := Check(p, plan); len(wrong) > 0 {
			t.Fatal(wrong)
		}
		t.Logf("%8v: %6.1f h on the way, %d unserved, %d rounds, %+v", budget, float64(p.Price(plan).Travel)/3600, len(plan.Unserved), stats.Rounds, p.Price(plan))
	}
	replan(t, p, w)
}

// replan prints what becomes of the day at half past eleven, when an emergency comes.
func replan(t *testing.T, p *Problem, w watch) {
	plan, _ := solve(context.Background(), p, Options{Seed: 1, Time: time.Duration(*seconds * float64(time.Second) / 4), Threads: *threads}, w)
	q, from := publish(rand.New(rand.NewPCG(1, 1)), p, plan, 11*hour+1800, false)
	emergency := q.Visits[len(q.Visits)/2]
	emergency.Priority, emergency.Windows, emergency.Due, emergency.Was, emergency.Frozen, emergency.Promised = 1, []Span{{11*hour + 1800, 18 * hour}}, 12*hour, nil, false, false
	emergency.Crew, emergency.Must = 1, nil
	q.Visits = append(q.Visits, emergency)
	from.Unserved = append(from.Unserved, len(q.Visits)-1)
	began := time.Now()
	after, stats := solve(context.Background(), q, Options{Seed: 1, Time: 300 * time.Millisecond, From: &from, Threads: *threads}, w)
	t.Logf("replanned %d visits in %v, %d rounds: %d, at first %d, moves %d", len(q.Visits), time.Since(began), stats.Rounds, stats.Price, stats.First, len(Moves(from, after)))
	if wrong := Check(q, after); len(wrong) > 0 && len(Check(q, from)) == 0 {
		t.Error(wrong)
	}
}
