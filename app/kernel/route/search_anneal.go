package route

import (
	"cmp"
	"context"
	"math"
	"slices"
)

func sortBy(a, key []int32) {
	slices.SortStableFunc(a, func(x, y int32) int { return cmp.Compare(key[x], key[y]) })
}

// cooling is the course of the temperature: from hot to cold by the same factor in each part of the run.
type cooling struct {
	hot, cold float64
	cycles    int // how often it begins anew
}

// stretch is a part of a run that a thread makes alone: until progress reaches end.
type stretch struct {
	cooling
	progress func() float64 // of the whole run, 0 to 1
	end      float64
	best     *tour // the cheapest the stretch came by
	rounds   int
	asked    int // how often a look at the clock let it go on
}

// patience is how many rounds pass between two looks at the clock.
const patience = 32

// anneal makes rounds of ruin and recreate, accepting a dearer tour by the temperature.
func (s *search) anneal(ctx context.Context, st *stretch) {
	st.best.cost = s.cost
	s.give(st.best)
	heat := 0.0
	for i := 0; ; i++ {
		if i%patience == 0 {
			p := st.progress()
			if p >= st.end || ctx.Err() != nil {
				st.rounds += i
				return
			}
			heat = st.at(p)
			st.asked++
		}
		if s.m.fast {
			s.exchangeTails(heat, st.best)
		}
		was := s.cost
		s.begin()
		if !s.ruin() {
			s.undo()
			continue
		}
		s.recreate()
		if s.cost >= was && float64(s.cost-was) >= heat*s.rng.log() {
			s.undo()
			continue
		}
		if s.cost < st.best.cost {
			s.give(st.best)
		}
	}
}

// at is the temperature when the part p of the run is over.
func (c cooling) at(p float64) float64 { return c.hot * math.Pow(c.cold/c.hot, c.within(min(1, p))) }

// within is how much of the present cycle is over when the part p of the run is.
func (c cooling) within(p float64) float64 {
	p *= float64(c.cycles)
	return p - min(math.Floor(p), float64(c.cycles-1))
}
