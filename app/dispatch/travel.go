package dispatch

import (
	"context"
	"fmt"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/route"
)

// Ways is how long ways take: by a routing server where the company has one and it answered, otherwise by distance, at the speed of
// the hour, learnt where there were trips enough. It is read once for a request and then asked by everything that reckons with travel.
// A nil Ways goes by distance and the usual speeds.
type Ways struct {
	roads  geo.Roads
	trips  int    // behind the speeds that were learnt; 0: none were
	server string // empty: none is set
	served map[way]served
	asked  map[way]bool
	down   time.Time // when the server did not answer
}

// way is from one place to another, to a ten-thousandth of a degree: some ten metres.
type way struct{ fromLat, fromLng, toLat, toLng int32 }

// served is what the routing server said: seconds on empty roads, less than 0 where it knows no road.
type served struct{ seconds, metres int32 }

func wayOf(a, b geo.Point) way {
	return way{tenThousandths(a.Lat), tenThousandths(a.Lng), tenThousandths(b.Lat), tenThousandths(b.Lng)}
}

func (w way) from() geo.Point { return degrees(w.fromLat, w.fromLng) }
func (w way) to() geo.Point   { return degrees(w.toLat, w.toLng) }

// Ways reads how long ways take: the speeds learnt, and which server is asked. Ways that a server must tell are found by those reads
// that need them. Errors: NotFound not_set_up.
func (s *Service) Ways(ctx context.Context) (*Ways, error) {
	c, err := s.settings.Company(ctx)
	if err != nil {
		return nil, err
	}
	w := &Ways{server: c.Planning.OSRM}
	learnt, err := s.learnt(ctx)
	if err != nil {
		return nil, err
	}
	w.roads, w.trips = roadsBy(learnt)
	return w, nil
}

// Base is how many seconds the way takes at the usual pace: 0 at the same place and where a position is unknown.
func (w *Ways) Base(a, b geo.Point) int {
	if w == nil {
		return geo.Roads{}.Base(a, b)
	}
	base := w.roads.Base(a, b)
	if base == 0 || len(w.served) == 0 {
		return base
	}
	if told, ok := w.served[wayOf(a, b)]; ok && told.seconds >= 0 {
		return w.roads.BaseOfQuiet(int(told.seconds))
	}
	return base
}

// Seconds is how long the way takes for who leaves at the instant.
func (w *Ways) Seconds(a, b geo.Point, leave time.Time) int {
	l := leave.In(clock.IST)
	return w.speeds().Seconds(w.Base(a, b), l.Hour()*3600+l.Minute()*60+l.Second())
}

// Minutes is Seconds rounded up to whole minutes: 0 at the same place and where a position is unknown, otherwise at least three.
func (w *Ways) Minutes(a, b geo.Point, leave time.Time) time.Duration {
	return time.Duration((w.Seconds(a, b, leave)+59)/60) * time.Minute
}

// Metres is how long the way is by road; 0 where a position is unknown.
func (w *Ways) Metres(a, b geo.Point) int {
	if a.Zero() || b.Zero() {
		return 0
	}
	if w != nil {
		if told, ok := w.served[wayOf(a, b)]; ok && told.seconds >= 0 && told.metres >= 0 {
			return int(told.metres)
		}
	}
	return geo.RoadMetres(a, b)
}

// Matrix is the ways between the places for the engine, which comes to the second at what Seconds says. What the server must tell of
// them is found before, see Service.Between.
func (w *Ways) Matrix(places []geo.Point) *route.Matrix {
	roads := w.speeds()
	m := &route.Matrix{Pace: roads.Pace()}
	m.Fill(places, route.Roads{
		Factor: geo.ByRoad, PerHour: roads.Hours()[geo.Noon] * 60, Same: geo.Same, Least: int32(roads.Brief()),
	})
	if w == nil || len(w.served) == 0 {
		return m
	}
	for i, a := range places {
		for j, b := range places {
			if i != j {
				m.Seconds[i*m.N+j] = int32(w.Base(a, b))
			}
		}
	}
	return m
}

func (w *Ways) speeds() geo.Roads {
	if w == nil {
		return geo.Roads{}
	}
	return w.roads
}

// Says tells in words how travel was reckoned, and what had to do without the server.
func (w *Ways) Says() string {
	by := "distance and the usual speed of the hour"
	if w != nil && w.trips > 0 {
		by = fmt.Sprintf("distance and speeds learnt from %s", counted(w.trips, "trip", "trips"))
	}
	if w == nil || w.server == "" {
		return "Travel by " + by
	}
	missed, roadless := w.without()
	says := "Travel by routing server"
	if missed > 0 && missed == len(w.asked) {
		says = "Travel by " + by + ", for the routing server did not answer" + at(w.down)
		missed = 0
	}
	if missed > 0 {
		says += fmt.Sprintf("; %s by distance because it did not answer%s", counted(missed, "way", "ways"), at(w.down))
	}
	if roadless > 0 {
		says += fmt.Sprintf("; %s by distance because it knows no road there", counted(roadless, "way", "ways"))
	}
	return says
}

// FellBack reports whether some ways are by distance although a routing server is set.
func (w *Ways) FellBack() bool {
	if w == nil {
		return false
	}
	missed, _ := w.without()
	return missed > 0
}

// without counts the ways that the server did not tell, and those where it knows no road.
func (w *Ways) without() (missed, roadless int) {
	for k := range w.asked {
		switch told, ok := w.served[k]; {
		case !ok:
			missed++
		case told.seconds < 0:
			roadless++
		}
	}
	return missed, roadless
}

func at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " at " + clock.HM(t)
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
