package people_test

import (
	"context"
	"reflect"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
)

func TestRosters_sayOfEachDayWhatRosterSays(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, today := apptest.As(t, a, act.Owner), clock.Today()
	if _, err := a.People.AddLeave(ctx, people.LeaveInput{
		Technician: apptest.Technician(t, a, "Ravi Pawar"), From: string(today.AddDays(1)), To: string(today.AddDays(2)), Reason: "wedding",
	}); err != nil {
		t.Fatal(err)
	}
	days, err := a.People.Rosters(ctx, today, today.AddDays(7))
	if err != nil || len(days) != 8 {
		t.Fatalf("%d days, %v", len(days), err)
	}
	away := 0
	for i, got := range days {
		want, err := a.People.Roster(context.Background(), today.AddDays(i))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("day %d: got %+v, want %+v, %v", i, got, want, err)
		}
		for _, d := range got {
			if d.OnLeave {
				away++
			}
		}
	}
	if away != 2 {
		t.Errorf("somebody is away on %d days, want 2", away)
	}
}
