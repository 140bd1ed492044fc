package views

import (
	"context"
	"sync"
	"time"

	"doorstep/app"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/live"
)

// tally keeps how many exceptions there are until something changes, or a minute is over: every page of the office shows it.
type tally struct {
	a  *app.App
	mu sync.Mutex

	changes <-chan live.Change
	at      time.Time
	n       int
}

// tallied is how long the number holds while nothing changes: visits become late by themselves.
const tallied = time.Minute

func (t *tally) exceptions(ctx context.Context) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if changed := t.changed(); !changed && clock.Now().Sub(t.at).Abs() < tallied {
		return t.n, nil
	}
	all, err := t.a.Dispatch.Exceptions(ctx)
	if err != nil {
		t.at = time.Time{}
		return 0, err
	}
	t.n, t.at = len(all), clock.Now()
	return t.n, nil
}

// changed reports whether anything changed since it was last asked, and takes note of it.
func (t *tally) changed() bool {
	changed := t.changes == nil
	for t.changes != nil {
		select {
		case _, open := <-t.changes:
			changed = true
			if !open { // more happened than it could hold
				t.changes = nil
			}
			continue
		default:
		}
		break
	}
	if t.changes == nil {
		t.changes, _ = t.a.Live.Subscribe()
	}
	return changed
}
