package route

import (
	"math"
	"math/rand/v2"
	"testing"

	"doorstep/app/kernel/geo"
)

func TestMatrix_hasTheMetresOfPackageGeo(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	worst := 0.0
	for range 100_000 {
		spread := []float64{0.001, 0.1, 1, 30}[r.IntN(4)]
		a := geo.Point{Lat: 18.52, Lng: 73.86}
		b := geo.Point{Lat: a.Lat + (r.Float64()-0.5)*spread, Lng: a.Lng + (r.Float64()-0.5)*spread}
		got := math.Round(crow(unitOf(a), unitOf(b)) * 1.35)
		worst = max(worst, math.Abs(got-float64(geo.RoadMetres(a, b))))
	}
	if worst > 1 {
		t.Errorf("metres differ by %v, want 1 at most", worst)
	}
}

func TestMatrix_fill(t *testing.T) {
	home := geo.Point{Lat: 18.52, Lng: 73.86}
	near := geo.Point{Lat: 18.5202, Lng: 73.86} // 22 m as the crow flies
	lane := geo.Point{Lat: 18.523, Lng: 73.86}  // 334 m
	far := geo.Point{Lat: 18.62, Lng: 73.86}    // 11,119.5 m, 15,011 m by road
	var m Matrix
	m.Fill([]geo.Point{home, near, lane, far, {}}, CityRoads)
	for _, c := range []struct {
		words string
		to    int
		want  int32
	}{
		{"a place itself", 0, 0},
		{"next door is the same place", 1, 0},
		{"a lane away takes parking and stairs", 2, 180},
		{"a way takes its metres at the usual speed", 3, 2457},
		{"a place without position takes what is assumed", 4, 1800},
	} {
		if got := m.Seconds[c.to]; got != c.want {
			t.Errorf("%s: %d s, want %d", c.words, got, c.want)
		}
		if there, back := m.Seconds[c.to], m.Seconds[c.to*m.N]; there != back {
			t.Errorf("%s: %d there, %d back", c.words, there, back)
		}
	}
}

func BenchmarkMatrix1700(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	points := make([]geo.Point, 1700)
	for i := range points {
		points[i] = geo.Point{Lat: 18.3 + r.Float64()*0.4, Lng: 73.6 + r.Float64()*0.5}
	}
	var m Matrix
	for b.Loop() {
		m.Seconds = nil
		m.Fill(points, CityRoads)
	}
}
