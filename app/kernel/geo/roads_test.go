package geo_test

import (
	"math/rand/v2"
	"testing"

	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/route"
)

// apart is a point so many metres of road to the north of Shivajinagar.
func apart(metres int) geo.Point {
	const degree = 111_195.08 // metres
	return geo.Point{Lat: shivajinagar.Lat + float64(metres)/1.35/degree, Lng: shivajinagar.Lng}
}

func TestRoads_followTheHour(t *testing.T) {
	var roads geo.Roads
	for _, c := range []struct{ metres, at, want int }{
		{0, 600, 0},
		{49, 600, 0},
		{51, 600, 4}, // three minutes at the usual pace, in a rush
		{51, 13*60 + 30, 3},
		{51, 3 * 60, 3},
		{22000, 12*60 + 30, 60},
		{18000, 9*60 + 30, 60}, // the middles of the rush
		{18000, 10*60 + 30, 60},
		{18000, 17*60 + 45, 60},
		{18000, 8*60 + 30, 50}, // before it
		{18000, 9 * 60, 55},    // and half way into it
		{30000, 2*60 + 30, 60},
		{30000, 26*60 + 30, 60},
		{30000, 2*60 + 30 - 1440, 60},
	} {
		if got := roads.Minutes(shivajinagar, apart(c.metres), c.at); got < c.want-1 || got > c.want {
			t.Errorf("%d m at %d: %d minutes, want %d", c.metres, c.at, got, c.want)
		}
	}
	if roads.Minutes(geo.Point{}, shivajinagar, 600) != 0 || roads.Minutes(shivajinagar, geo.Point{}, 600) != 0 || roads.Base(geo.Point{}, delhi) != 0 {
		t.Error("from nowhere it takes time")
	}
}

func TestRoads_takeThreeMinutesAtLeastWhateverTheHour(t *testing.T) {
	quick := geo.UsualHours
	quick[4] = 3000
	for _, roads := range []geo.Roads{{}, geo.NewRoads(geo.UsualHours), geo.NewRoads(quick), geo.NewRoads(geo.Hours{})} {
		for at := range 1440 {
			if got := roads.Minutes(shivajinagar, apart(60), at); got < 3 {
				t.Fatalf("%d minutes at %d", got, at)
			}
		}
		if roads.BaseOfQuiet(1) < 180 {
			t.Errorf("a way of a second: %d", roads.BaseOfQuiet(1))
		}
	}
}

func TestRoads_tellTheTimeOfAQuietHour(t *testing.T) {
	roads := geo.NewRoads(geo.UsualHours)
	if got := roads.Seconds(roads.BaseOfQuiet(1500), 3*3600+1800); got < 1499 || got > 1501 {
		t.Errorf("at half past three: %d", got)
	}
	if got := roads.Seconds(roads.BaseOfQuiet(1500), 9*3600+1800); got < 2490 || got > 2510 {
		t.Errorf("in the rush: %d", got)
	}
}

// hours draws speeds, some far from their neighbours.
func hours(rng *rand.Rand) geo.Hours {
	var h geo.Hours
	for i := range h {
		h[i] = 50 + rng.IntN(900)
	}
	return h
}

func TestRoads_neverArriveEarlierForLeavingLater(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		roads, base := geo.NewRoads(hours(rng)), rng.IntN(4*3600)
		last := 0
		for leave := 0; leave < 2*86400; leave += 7 {
			arrive := leave + roads.Seconds(base, leave)
			if arrive < last {
				t.Fatalf("%v: a way of %d s left at %d arrives %d s earlier", roads.Hours(), base, leave, last-arrive)
			}
			last = arrive
		}
	}
}

// The engine plans with what pages tell: both must come to the same second.
func TestRoads_agreeWithTheEngine(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for n := range 2000 {
		roads := geo.NewRoads(hours(rng))
		if n%10 == 0 {
			roads = geo.Roads{}
		}
		leave, base := rng.IntN(86400), rng.IntN(3*3600)
		p := &route.Problem{
			Technicians: []route.Technician{{Start: 0, End: route.None, Spans: []route.Span{{From: int32(leave), To: 3 * 86400}}}},
			Visits:      []route.Visit{{Place: 1, Area: route.None}},
			Travel:      &route.Matrix{N: 2, Seconds: []int32{0, int32(base), int32(base), 0}, Pace: roads.Pace()},
		}
		stops, ok := route.Schedule(p, 0, []int{0})
		if want := roads.Seconds(base, leave); !ok || int(stops[0].Travel) != want {
			t.Fatalf("left at %d, %d s: the engine says %v, the roads %d", leave, base, stops, want)
		}
	}
}

func TestRoads_alikeAllDayHaveNoPace(t *testing.T) {
	var flat geo.Hours
	for h := range flat {
		flat[h] = 400
	}
	roads := geo.NewRoads(flat)
	if roads.Pace() != [24]int32{} || roads.Seconds(777, 9*3600) != 777 {
		t.Errorf("%v", roads.Pace())
	}
	if (geo.Roads{}).Pace()[9] != 1223 || (geo.Roads{}).Pace()[12] != 1000 || (geo.Roads{}).Pace()[3] != 734 {
		t.Errorf("%v", (geo.Roads{}).Pace())
	}
}

func TestRoads_agreeWithTheEnginesMatrix(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 30 {
		roads := geo.NewRoads(hours(rng))
		points := []geo.Point{{}, shivajinagar, shivajinagar, apart(40)}
		for range 60 {
			points = append(points, geo.Point{Lat: 18.4 + rng.Float64()/4, Lng: 73.7 + rng.Float64()/4})
		}
		m := route.Matrix{}
		m.Fill(points, route.Roads{Factor: 1.35, PerHour: roads.Hours()[12] * 60, Same: 50, Least: int32(roads.Brief())})
		for a, from := range points {
			for b, to := range points {
				if got, want := roads.Base(from, to), int(m.Seconds[a*m.N+b]); got < want-1 || got > want+1 {
					t.Fatalf("from %v to %v the engine takes %d s, the roads %d", from, to, want, got)
				}
			}
		}
	}
}
