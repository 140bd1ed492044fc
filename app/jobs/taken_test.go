package jobs_test

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
)

func TestTimes_areThoseOfStops(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, sunil := apptest.Technician(t, a, "Ravi Pawar"), apptest.Technician(t, a, "Sunil More")
	for i, plan := range []jobs.Plan{
		{Technician: ravi, Start: apptest.At(11, 5), Minutes: 60},
		{Technician: sunil, Helpers: []string{ravi}, Start: apptest.At(23, 30), Minutes: 90},
		{Technician: ravi, Start: apptest.At(-5, 0), Minutes: 400},
		{Technician: ravi, Start: apptest.At(40, 0), Minutes: 30},
	} {
		plan.Job, plan.Chosen = apptest.Job(t, a, func(b *jobs.Booking) { b.Priority = 1 + i%2 }).ID, "person"
		if _, err := a.Jobs.SetPlan(apptest.As(t, a, act.Dispatcher), plan); err != nil {
			t.Fatal(err)
		}
	}
	from, to := apptest.At(0, 0), apptest.At(24, 0)
	stops, err := a.Jobs.Stops(context.Background(), from, to, "")
	if err != nil {
		t.Fatal(err)
	}
	times, err := a.Jobs.Times(context.Background(), from, to)
	if err != nil || len(times) != len(stops) || len(times) != 4 {
		t.Fatalf("%d stops, %d times, %v", len(stops), len(times), err)
	}
	slices.SortFunc(times, func(a, b jobs.Taken) int {
		return cmp.Or(cmp.Compare(a.Technician, b.Technician), a.Start.Compare(b.Start))
	})
	for i, s := range stops {
		got := times[i]
		if got.Visit != s.ID || got.Technician != s.Technician || !got.Start.Equal(s.Start.Time()) || !got.End.Equal(s.End.Time()) || got.Lat != s.Lat || got.Lng != s.Lng {
			t.Errorf("got %+v, want %+v", got, s)
		}
		if got.Urgent != (s.No != "J-00002") {
			t.Errorf("%s: urgent is %t", s.No, got.Urgent)
		}
	}
}
