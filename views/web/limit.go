package web

import (
	"sync"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// window counts requests per client in fixed spans of time, in memory: a restart forgives.
type window struct {
	n    int
	per  time.Duration
	mu   sync.Mutex
	seen map[string]span
}

type span struct {
	ends time.Time
	used int
}

// crowd is the number of clients at which ended spans are swept.
const crowd = 4096

func newWindow(n int, per time.Duration) *window {
	return &window{n: n, per: per, seen: map[string]span{}}
}

// take counts one request of the client; a fault of kind TooMany with the seconds to wait if it is one too many.
func (w *window) take(client string) error {
	now := clock.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.seen) >= crowd {
		for k, s := range w.seen {
			if !now.Before(s.ends) {
				delete(w.seen, k)
			}
		}
	}
	s := w.seen[client]
	if !now.Before(s.ends) || s.ends.Sub(now) > w.per { // it is over, or was begun while the clock was ahead
		s = span{ends: now.Add(w.per)}
	}
	s.used++
	w.seen[client] = s
	if s.used > w.n {
		seconds := int(s.ends.Sub(now)/time.Second) + 1
		return fault.New(fault.TooMany, "too_many", "seconds", seconds)
	}
	return nil
}
