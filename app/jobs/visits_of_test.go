package jobs_test

import (
	"context"
	"reflect"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
)

func TestVisitsOf_givesEachJobWhatVisitsGivesIt(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	first, second, third := apptest.Job(t, a, nil), apptest.Job(t, a, nil), apptest.Job(t, a, nil)
	v := plan(t, a, first.ID, 11, false)
	if _, err := a.Jobs.CancelVisit(ctx, v.ID, v.Rev, "not at home"); err != nil {
		t.Fatal(err)
	}
	plan(t, a, first.ID, 15, true)
	plan(t, a, second.ID, 12, true)
	of, err := a.Jobs.VisitsOf(context.Background(), []string{first.ID, second.ID, third.ID})
	if err != nil || len(of) != 2 || len(of[first.ID]) != 2 || len(of[second.ID]) != 1 {
		t.Fatalf("got %+v, %v", of, err)
	}
	for id, got := range of {
		if want, err := a.Jobs.Visits(ctx, id); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v; %v", id, got, want, err)
		}
	}
	if of, err = a.Jobs.VisitsOf(context.Background(), nil); err != nil || len(of) != 0 {
		t.Errorf("no jobs have visits %+v, %v", of, err)
	}
}
