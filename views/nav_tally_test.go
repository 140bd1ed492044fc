package views

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"doorstep/app/kernel/live"
)

func TestTally_countsOnceForAllWhoWaitAndNeverBeforeTheyAsked(t *testing.T) {
	const waiters = 50
	var found, counts atomic.Int64
	begun, end := make(chan struct{}), make(chan struct{})
	w := tally{live: new(live.Hub), find: func(context.Context) (int, error) {
		n := found.Load() // as it was when the counting began
		if counts.Add(1) == 1 {
			close(begun)
			<-end
		}
		return int(n), nil
	}}
	var all, asking sync.WaitGroup
	ask := func(want int) {
		asking.Add(1)
		all.Go(func() {
			asking.Done()
			if n, err := w.exceptions(t.Context()); n != want || err != nil {
				t.Errorf("told %d, %v; want %d", n, err, want)
			}
		})
	}
	ask(0)
	<-begun
	found.Store(7)
	w.live.Publish(live.Change{})
	for range waiters {
		ask(7)
	}
	asking.Wait()
	close(end)
	all.Wait()
	if n := counts.Load(); n != 2 {
		t.Errorf("counted %d times", n)
	}
}

func TestTally_isAskedAgainAfterAFailureAndHoldsWhileNothingChanges(t *testing.T) {
	counts, failed := 0, errors.New("away")
	w := tally{live: new(live.Hub), find: func(context.Context) (int, error) {
		if counts++; counts == 1 {
			return 0, failed
		}
		return counts, nil
	}}
	for i, want := range []int{0, 2, 2} {
		if n, err := w.exceptions(t.Context()); n != want || (err != nil) != (i == 0) {
			t.Errorf("asked %d times: %d, %v", i+1, n, err)
		}
	}
}
