package views

import (
	"context"
	"sync"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/live"
)

// tally keeps how many exceptions there are until something changes, or a minute is over: every page of the office shows it. Those who
// ask while they are being counted wait for the next count, which is one for all of them: it begins after the last has asked.
type tally struct {
	find    func(context.Context) (int, error)
	live    *live.Hub
	mu      sync.Mutex // of the group
	waiting *group
	one     sync.Mutex // of all that follows: one counts at a time

	changes <-chan live.Change
	at      time.Time
	n       int
}

// group are those who wait for the same count.
type group struct {
	done chan struct{}
	n    int
	err  error
}

// tallied is how long the number holds while nothing changes: visits become late by themselves.
const tallied = time.Minute

func (t *tally) exceptions(ctx context.Context) (int, error) {
	t.mu.Lock()
	g, first := t.waiting, t.waiting == nil
	if first {
		g = &group{done: make(chan struct{})}
		t.waiting = g
	}
	t.mu.Unlock()
	if !first {
		<-g.done
		return g.n, g.err
	}
	t.one.Lock()
	defer t.one.Unlock()
	defer close(g.done)
	t.mu.Lock()
	t.waiting = nil // who comes from here on may know of more than is counted now
	t.mu.Unlock()
	g.n, g.err = t.count(ctx)
	return g.n, g.err
}

func (t *tally) count(ctx context.Context) (int, error) {
	if changed := t.changed(); !changed && clock.Now().Sub(t.at).Abs() < tallied {
		return t.n, nil
	}
	n, err := t.find(ctx)
	if err != nil {
		t.at = time.Time{}
		return 0, err
	}
	t.n, t.at = n, clock.Now()
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
		t.changes, _ = t.live.Subscribe()
	}
	return changed
}
