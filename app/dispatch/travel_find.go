package dispatch

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"doorstep/app/dispatch/osrm"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
)

// A whole look for ways takes no longer than this, however many requests it is; what is not told by then is reckoned by distance.
const (
	findPatience = 3 * time.Second
	findAtOnce   = 4 // requests
	tileOf       = osrm.Most
)

// Between finds the ways from each place to each other for Matrix and all that asks after; without a routing server there is nothing
// to find. A server that does not answer is no error: Says tells of it.
func (s *Service) Between(ctx context.Context, w *Ways, places []geo.Point) error {
	if w == nil || w.server == "" {
		return nil
	}
	var all []way
	for i, a := range places {
		for j, b := range places {
			if i != j {
				all = append(all, wayOf(a, b))
			}
		}
	}
	return s.find(ctx, w, all)
}

// findDays finds the ways of the workers' days: from home to one stop after the other, and, where the place is known, to it and on
// from it.
func (s *Service) findDays(ctx context.Context, workers []Worker, place geo.Point) error {
	if len(workers) == 0 || workers[0].Ways == nil || workers[0].Ways.server == "" {
		return nil
	}
	var all []way
	for _, w := range workers {
		here := w.Technician.Home
		all = append(all, wayOf(here, place))
		for _, stop := range w.Stops {
			all = append(all, wayOf(here, stop.At), wayOf(stop.At, place), wayOf(place, stop.At))
			here = stop.At
		}
	}
	return s.find(ctx, workers[0].Ways, all)
}

// find looks for ways where they are kept, then asks the server for the others and keeps what it says. Within a transaction only what
// is kept counts: nobody waits for a network while the database is held.
func (s *Service) find(ctx context.Context, w *Ways, all []way) error {
	if w == nil || w.server == "" {
		return nil
	}
	if w.asked == nil {
		w.asked, w.served = map[way]bool{}, map[way]served{}
	}
	var wanted []way
	for _, k := range all {
		if !k.real() || w.asked[k] {
			continue
		}
		w.asked[k] = true
		wanted = append(wanted, k)
	}
	if len(wanted) == 0 {
		return nil
	}
	if err := s.keptWays(ctx, w, wanted); err != nil {
		return err
	}
	missing := slices.DeleteFunc(wanted, func(k way) bool { _, ok := w.served[k]; return ok })
	if len(missing) == 0 || s.app.IsTransactional() {
		return nil
	}
	told := s.askServer(ctx, w, missing)
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.keepWays(ctx, w.server, told)
}

// real reports whether it is a way at all: between two places that are known and not the same.
func (k way) real() bool {
	a, b := k.from(), k.to()
	return !a.Zero() && !b.Zero() && a != b
}

// askServer asks for the missing ways, many at once, and adds what the server tells to w. It returns all that was told.
func (s *Service) askServer(ctx context.Context, w *Ways, missing []way) map[way]served {
	ctx, cancel := context.WithTimeout(ctx, findPatience)
	defer cancel()
	told := map[way]served{}
	var mu sync.Mutex
	var all sync.WaitGroup
	next := make(chan tile)
	for range findAtOnce {
		all.Go(func() {
			for t := range next {
				table, err := s.osrm.Table(ctx, w.server, t.from, t.to)
				if err != nil {
					continue
				}
				mu.Lock()
				t.read(table, told)
				mu.Unlock()
			}
		})
	}
	for _, t := range tiles(missing) {
		next <- t
	}
	close(next)
	all.Wait()
	for k, v := range told {
		w.served[k] = v
	}
	if w.down = s.osrm.Down(w.server); w.down.IsZero() {
		w.down = clock.Now()
	}
	return told
}

// tile is one request: the ways from each of some places to each of others.
type tile struct{ from, to []geo.Point }

func (t tile) read(table [][]osrm.Way, into map[way]served) {
	for i, row := range table {
		for j, told := range row {
			k := wayOf(t.from[i], t.to[j])
			if !k.real() {
				continue
			}
			into[k] = served{-1, -1}
			if told.Found {
				into[k] = served{int32(told.Seconds), int32(told.Metres)}
			}
		}
	}
}

// tiles cuts ways into requests: places in the order in which they are needed, in blocks of tileOf; only blocks in which something is
// missing, and of them only those places.
func tiles(missing []way) []tile {
	type place struct{ lat, lng int32 }
	from, to := map[place]int{}, map[place]int{}
	number := func(of map[place]int, p place) int {
		n, ok := of[p]
		if !ok {
			n = len(of)
			of[p] = n
		}
		return n / tileOf
	}
	type block struct{ from, to int }
	type sides struct {
		from, to map[place]bool
		tile     int
	}
	blocks := map[block]*sides{}
	var all []tile
	for _, k := range missing {
		a, b := place{k.fromLat, k.fromLng}, place{k.toLat, k.toLng}
		at := block{number(from, a), number(to, b)}
		in := blocks[at]
		if in == nil {
			in = &sides{map[place]bool{}, map[place]bool{}, len(all)}
			blocks[at] = in
			all = append(all, tile{})
		}
		t := &all[in.tile]
		if !in.from[a] {
			in.from[a] = true
			t.from = append(t.from, degrees(a.lat, a.lng))
		}
		if !in.to[b] {
			in.to[b] = true
			t.to = append(t.to, degrees(b.lat, b.lng))
		}
	}
	return all
}

func tenThousandths(d float64) int32 { return int32(math.Round(d * 1e4)) }

func degrees(lat, lng int32) geo.Point {
	return geo.Point{Lat: float64(lat) / 1e4, Lng: float64(lng) / 1e4}
}
