package fence_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
)

// ride is a trail that ends metres short of the site: n fixes, a half minute and step metres apart, the last just before noon.
func ride(n int, step, short float64, accuracy func(i int) int) []fence.Fix {
	var trail []fence.Fix
	for i := range n {
		left := n - i
		trail = append(trail, *north(short+float64(left)*step, accuracy(i), time.Duration(left)*30*time.Second))
	}
	return trail
}

func same(accuracy int) func(int) int { return func(int) int { return accuracy } }

func varied(i int) int { return 8 + i%5 }

func codes(found []fence.Signal) []string {
	var all []string
	for _, s := range found {
		all = append(all, s.Code)
	}
	return all
}

func TestSignals_findEachAlone(t *testing.T) {
	here := north(5, 12, 0)
	for name, c := range map[string]struct {
		in   fence.Trace
		want []string
	}{
		"a usual ride":                        {fence.Trace{Trail: ride(30, 150, 0, varied), Moved: true, TravelAt: noon.Add(-15 * time.Minute)}, nil},
		"nothing but the check-in":            {fence.Trace{}, nil},
		"no position":                         {fence.Trace{Fix: &fence.Fix{}}, nil},
		"the same accuracy all the way":       {fence.Trace{Trail: ride(30, 150, 0, same(20))}, []string{fence.ConstantAccuracy}},
		"the same accuracy, standing":         {fence.Trace{Trail: ride(30, 1, 0, same(20))}, nil},
		"the same accuracy for five minutes":  {fence.Trace{Trail: ride(10, 150, 0, same(20))}, nil},
		"two kilometres in half a minute":     {fence.Trace{Trail: ride(3, 100, 2000, varied)}, []string{fence.ImpossibleSpeed}},
		"two kilometres, by a vague position": {fence.Trace{Trail: ride(1, 100, 2000, same(2000))}, nil},
		"a small jump":                        {fence.Trace{Trail: []fence.Fix{*north(250, 5, time.Second)}}, nil},
		"an aeroplane in the trail":           {fence.Trace{Trail: []fence.Fix{*north(200_000, 9, 2*time.Hour), *north(20, 8, 61*time.Minute)}}, []string{fence.ImpossibleSpeed}},
		"a train in the trail":                {fence.Trace{Trail: []fence.Fix{*north(100_000, 9, 2*time.Hour), *north(20, 8, 30*time.Minute)}}, nil},
		"the same point at one other site":    {fence.Trace{Earlier: []fence.Fix{*here, *north(400, 9, 0)}}, nil},
		"the same point at two other sites":   {fence.Trace{Earlier: []fence.Fix{*here, *north(400, 9, 0), *here}}, []string{fence.SameCoordinates}},
		"a point a metre off at two others":   {fence.Trace{Earlier: []fence.Fix{*north(6, 9, 0), *north(6, 9, 0)}}, nil},
		"standing still while travelling":     {fence.Trace{Trail: ride(20, 0, 800, varied), Moved: true, TravelAt: noon.Add(-time.Hour)}, []string{fence.NoMovement}},
		"standing still, not travelling":      {fence.Trace{Trail: ride(20, 0, 800, varied)}, nil},
		"standing still before travelling":    {fence.Trace{Trail: ride(20, 0, 800, varied), Moved: true, TravelAt: noon.Add(-2 * time.Minute)}, nil},
		"standing still at the site":          {fence.Trace{Trail: ride(20, 0, 300, varied), Moved: true, TravelAt: noon.Add(-time.Hour)}, nil},
		"two users":                           {fence.Trace{Users: 2}, []string{fence.SharedDevice}},
		"one user":                            {fence.Trace{Users: 1}, nil},
	} {
		c.in.Site = site
		if c.in.Fix == nil {
			c.in.Fix = here
		}
		score, found := fence.Signals(c.in)
		if !slices.Equal(codes(found), c.want) {
			t.Errorf("%s: %+v, want %v", name, found, c.want)
			continue
		}
		if len(found) == 1 && (score >= fence.ReviewFrom) != (found[0].Code == fence.ImpossibleSpeed) {
			t.Errorf("%s: alone it scores %d", name, score)
		}
	}
}

func TestSignals_seeATrailThatWasSilentBeforeArrivalAsUnknown(t *testing.T) {
	trail := ride(20, 0, 800, varied)
	for i := range trail {
		trail[i].At = trail[i].At.Add(-10 * time.Minute)
	}
	if _, found := fence.Signals(fence.Trace{Fix: north(5, 9, 0), Site: site, Trail: trail, Moved: true, TravelAt: noon.Add(-time.Hour)}); found != nil {
		t.Errorf("found %+v, though nobody knows where he was for ten minutes", found)
	}
}

func TestSignals_addUp(t *testing.T) {
	still := ride(30, 0, 5000, same(20))
	here := north(0, 20, 0)
	score, found := fence.Signals(fence.Trace{
		Fix: here, Site: site, Trail: still, Earlier: []fence.Fix{*here, *here}, Moved: true, TravelAt: noon.Add(-time.Hour), Users: 3,
	})
	if score != 100 || len(found) != 5 {
		t.Errorf("score %d for %v", score, codes(found))
	}
	if score, _ = fence.Signals(fence.Trace{Fix: here, Earlier: []fence.Fix{*here, *here}, Users: 2}); score < fence.ReviewFrom {
		t.Errorf("the same point elsewhere on a shared phone scores only %d", score)
	}
}

func TestSignals_stayWithinBoundsWhateverTheTrail(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	odd := []float64{0, 90, -90, 180, -180, math.NaN(), math.Inf(1), 1e300}
	point := func() fence.Fix {
		p := geo.Point{Lat: r.Float64()*180 - 90, Lng: r.Float64()*360 - 180}
		if r.IntN(4) == 0 {
			p = geo.Point{Lat: odd[r.IntN(len(odd))], Lng: odd[r.IntN(len(odd))]}
		}
		return fence.Fix{Point: p, AccuracyM: r.IntN(300) - 50, At: noon.Add(time.Duration(r.Int64N(int64(time.Hour))))}
	}
	for range 2000 {
		fix := point()
		in := fence.Trace{Fix: &fix, Site: point().Point, Moved: r.IntN(2) == 0, TravelAt: noon, Users: r.IntN(5)}
		for range r.IntN(30) {
			in.Trail = append(in.Trail, point())
		}
		for range r.IntN(5) {
			in.Earlier = append(in.Earlier, point())
		}
		score, found := fence.Signals(in)
		sum := 0
		for _, s := range found {
			sum += s.Weight
			if !slices.Contains(fence.Codes, s.Code) || s.Code != fence.ImpossibleSpeed && s.Weight >= fence.ReviewFrom {
				t.Fatalf("signal %+v", s)
			}
		}
		if score != min(100, sum) || score < 0 {
			t.Fatalf("score %d for %+v", score, found)
		}
	}
}
