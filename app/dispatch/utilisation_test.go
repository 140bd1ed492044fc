package dispatch_test

import (
	"testing"

	"doorstep/app/dispatch"
)

func TestUtilisation_isWorkAndWayOfTheShift(t *testing.T) {
	for _, c := range []struct {
		w    dispatch.Worker
		want int
	}{
		{worker(), 0},
		{worker(func(w *dispatch.Worker) { w.Stops = []dispatch.Stop{stop("J1", 9, 0, 18, 0, kothrud)} }), 100},
		{worker(func(w *dispatch.Worker) { w.Stops = []dispatch.Stop{stop("J1", 9, 0, 13, 30, kothrud)} }), 50},
		{worker(func(w *dispatch.Worker) { w.Spans, w.Stops = nil, []dispatch.Stop{stop("J1", 9, 0, 13, 30, kothrud)} }), 0},
	} {
		if got := dispatch.Utilisation(c.w); got != c.want {
			t.Errorf("%v: got %d, want %d", c.w.Stops, got, c.want)
		}
	}
	far := worker(func(w *dispatch.Worker) { w.Stops = []dispatch.Stop{stop("J1", 10, 0, 14, 30, hadapsar)} })
	if got := dispatch.Utilisation(far); got <= 50 || got > 65 {
		t.Errorf("with the way: %d", got)
	}
}
