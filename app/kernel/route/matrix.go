package route

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"doorstep/app/kernel/geo"
)

// Matrix is how long each way takes: Seconds[a*N+b] from place a to b at the usual pace. Pace is what that is multiplied by, in
// thousandths, for who leaves in the middle of an hour; between the middles of two hours it changes evenly, so that who leaves later
// never arrives earlier. A zero Pace is the usual one all day.
type Matrix struct {
	N       int
	Seconds []int32
	Pace    [24]int32
}

// Roads is how a way as the crow flies becomes one by road, and that a time.
type Roads struct {
	Factor  float64 // by road for a metre as the crow flies
	PerHour int     // metres by road in an hour, at the usual pace
	Same    int     // metres by road under which two places are one and the way takes no time
	Least   int32   // seconds that any other way takes, for parking and the stairs
	Unknown int32   // seconds of a way from or to a place without a position
}

// CityRoads are the assumptions of package geo for Indian cities by day; half an hour for what is not known is this project's guess.
var CityRoads = Roads{Factor: 1.35, PerHour: 22_000, Same: 50, Least: 180, Unknown: 1800}

// unit is a position as a point of the sphere of radius 1.
type unit struct{ x, y, z float64 }

func unitOf(p geo.Point) unit {
	const rad = math.Pi / 180
	lat, lng := p.Lat*rad, p.Lng*rad
	return unit{math.Cos(lat) * math.Cos(lng), math.Cos(lat) * math.Sin(lng), math.Sin(lat)}
}

const twiceRadius = 2 * 6_371_008.8 // metres, as in package geo

// crow is the metres between two points of the sphere: the arc over their chord.
func crow(a, b unit) float64 {
	x, y, z := a.x-b.x, a.y-b.y, a.z-b.z
	half := math.Sqrt(x*x+y*y+z*z) / 2
	if half > 0.1 { // 1,270 km
		return twiceRadius * math.Asin(min(1, half))
	}
	q := half * half // the series of the arc sine; what is left out is less than a millimetre
	return twiceRadius * half * (1 + q*(1./6+q*(3./40+q*(15./336+q*105./3456))))
}

// Fill sets N and Seconds from positions by the roads. Ways are the same in both directions.
func (m *Matrix) Fill(points []geo.Point, roads Roads) {
	n := len(points)
	m.N = n
	if cap(m.Seconds) < n*n {
		m.Seconds = make([]int32, n*n)
	}
	m.Seconds = m.Seconds[:n*n]
	units := make([]unit, n)
	for i, p := range points {
		units[i] = unitOf(p)
	}
	// Blocks, so that both directions are written while their rows are near; each thread takes the next row of blocks.
	const block = 64
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+block-1)/block) {
		all.Go(func() {
			for a := int(next.Add(1)-1) * block; a < n; a = int(next.Add(1)-1) * block {
				for b := a; b < n; b += block {
					m.fillBlock(points, units, &roads, Span{int32(a), int32(min(a+block, n))}, Span{int32(b), int32(min(b+block, n))})
				}
			}
		})
	}
	all.Wait()
}

func (m *Matrix) fillBlock(points []geo.Point, units []unit, roads *Roads, rows, columns Span) {
	n := m.N
	pace := roads.Factor * 3600 / float64(max(1, roads.PerHour))
	same := float64(roads.Same) / roads.Factor
	for i := int(rows.From); i < int(rows.To); i++ {
		for j := max(i, int(columns.From)); j < int(columns.To); j++ {
			seconds := roads.Unknown
			switch {
			case i == j:
				seconds = 0
			case points[i].Zero() || points[j].Zero():
			default:
				seconds = 0
				if metres := crow(units[i], units[j]); metres >= same {
					seconds = max(roads.Least, int32(math.Ceil(metres*pace)))
				}
			}
			m.Seconds[i*n+j], m.Seconds[j*n+i] = seconds, seconds
		}
	}
}
