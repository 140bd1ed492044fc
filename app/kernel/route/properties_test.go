package route

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

// randomDays is how many days the properties are tried on; DAYS in the environment sets another number.
func randomDays(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("DAYS")); err == nil {
		return n
	}
	if testing.Short() {
		return 500
	}
	return 10_000
}

// property tries something on random days, each with its own seed, on all processors, until it is wrong somewhere.
func property(t *testing.T, days int, holds func(seed uint64) error) {
	t.Helper()
	var next atomic.Int64
	var failed atomic.Bool
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := next.Add(1); int(i) <= days && !failed.Load(); i = next.Add(1) {
				if err := holds(uint64(i)); err != nil {
					failed.Store(true)
					t.Errorf("day %d: %v", i, err)
				}
			}
		})
	}
	all.Wait()
}

func TestSolve_onRandomDays(t *testing.T) {
	var kept, frozen, locked, served atomic.Int64
	property(t, randomDays(t), func(seed uint64) error {
		p, from := randomPublished(rand.New(rand.NewPCG(seed, 1)))
		o := Options{Seed: seed, Rounds: 20, Threads: 1, From: &from}
		plan, _ := Solve(context.Background(), p, o)
		if found := Check(p, plan); len(found) > 0 {
			return fmt.Errorf("breaks %v", found)
		}
		if len(Check(p, from)) == 0 {
			kept.Add(1)
			if was, is := p.Price(from), p.Price(plan); is.Total() > was.Total() {
				return fmt.Errorf("is worse than what it began with:\n%+v\n%+v", is, was)
			}
			if err := stays(p, from, plan, &locked); err != nil {
				return err
			}
		}
		for i := range p.Visits {
			if p.Visits[i].fixed() {
				frozen.Add(1)
			}
		}
		served.Add(int64(len(p.Visits) - len(plan.Unserved)))
		if seed%20 == 0 {
			if again, _ := Solve(context.Background(), p, o); !reflect.DeepEqual(plan, again) {
				return fmt.Errorf("the same seed gives\n%v\n%v", plan, again)
			}
		}
		return nil
	})
	days := int64(randomDays(t))
	if kept.Load() < days/2 || frozen.Load() < days/4 || locked.Load() < days/20 || served.Load() < 4*days {
		t.Errorf("the days are too easy: %d kept, %d frozen, %d locked, %d served", kept.Load(), frozen.Load(), locked.Load(), served.Load())
	}
}

// stays says whether what was wholly locked in a plan that could be kept is still made, by the same and then.
func stays(p *Problem, from, plan Plan, locked *atomic.Int64) error {
	moves := Moves(from, plan)
	for i := range p.Visits {
		v := &p.Visits[i]
		if v.Lock != LockTime|LockTechnician || v.Was == nil || slices.Contains(from.Unserved, i) {
			continue
		}
		locked.Add(1)
		if slices.ContainsFunc(moves, func(m Move) bool { return m.Visit == i }) {
			return fmt.Errorf("locked visit %d moves", i)
		}
	}
	return nil
}

func TestSolve_keepsWhatMayNotBeMoved(t *testing.T) {
	property(t, randomDays(t)/20, func(seed uint64) error {
		r := rand.New(rand.NewPCG(seed, 2))
		p, from := randomPublished(r)
		if len(Check(p, from)) > 0 {
			return nil
		}
		free := make([]bool, len(p.Visits))
		for i := range free {
			free[i] = r.IntN(2) == 0
		}
		plan, _ := Solve(context.Background(), p, Options{Seed: seed, Rounds: 20, Threads: 1, From: &from, Free: free})
		if found := Check(p, plan); len(found) > 0 {
			return fmt.Errorf("breaks %v", found)
		}
		for i := range from.Routes {
			if was, is := held(from.Routes[i], free), held(plan.Routes[i], free); !slices.Equal(was, is) {
				return fmt.Errorf("technician %d had %v and has %v", i, was, is)
			}
		}
		return nil
	})
}

// held are the visits of a day that are not free, in their order.
func held(stops []Stop, free []bool) []int {
	var visits []int
	for _, stop := range stops {
		if !free[stop.Visit] {
			visits = append(visits, stop.Visit)
		}
	}
	return visits
}

func TestSolve_ofTwoThreadsBreaksNoRule(t *testing.T) {
	for seed := range uint64(100) {
		p, from := randomPublished(rand.New(rand.NewPCG(seed, 3)))
		plan, _ := Solve(context.Background(), p, Options{Seed: seed, Rounds: 30, Threads: 2, From: &from})
		if found := Check(p, plan); len(found) > 0 {
			t.Fatalf("day %d breaks %v", seed, found)
		}
	}
}
