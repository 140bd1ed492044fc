package jobs_test

import (
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

func TestAhead_listsWhatHasNotBegunOnTheDaysAndNothingElse(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	job := apptest.Job(t, a, nil)
	gone := plan(t, a, job.ID, 11, false)
	if _, err := a.Jobs.CancelVisit(ctx, gone.ID, gone.Rev, "not at home"); err != nil {
		t.Fatal(err)
	}
	want := plan(t, a, job.ID, 15, true)
	day := clock.DateOf(want.Start)
	got, err := a.Jobs.Ahead(ctx, day, day)
	if err != nil || len(got) != 1 || got[0].ID != want.ID || got[0].Technician != want.Technician {
		t.Fatalf("got %+v, %v; want %s alone", got, err, want.ID)
	}
	for _, off := range []int{-1, 1} {
		if got, err = a.Jobs.Ahead(ctx, day.AddDays(off), day.AddDays(off)); err != nil || len(got) != 0 {
			t.Errorf("%d days off: got %+v, %v", off, got, err)
		}
	}
}
