package dispatch_test

import (
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/dispatch"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/settings"
)

func TestPlanAtHour_plansOnceADayFromItsHourOn(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := act.In(t.Context(), act.From(act.As("plan the day")))
	apptest.Job(t, a, promised(14, 16))
	run := func(want bool) dispatch.Proposal {
		t.Helper()
		p, made, err := a.Dispatch.PlanAtHour(ctx)
		if err != nil || made != want {
			t.Fatalf("made %v, %v, want %v", made, err, want)
		}
		return p
	}
	run(false) // no hour is set
	if _, err := a.Settings.UpdatePlanning(apptest.As(t, a, act.Owner), settings.PlanningInput{
		Overtime: "60", Keep: "15", Reserve: "15", Window: "120", PlanAt: "10:30", Emergency: settings.EmergencyAsk,
	}); err != nil {
		t.Fatal(err)
	}
	run(false) // it is ten
	clock.Freeze(apptest.At(10, 45))
	if p := run(true); p.Cause != dispatch.ByClock || p.MadeBy != "plan the day" || len(p.Moves) != 1 || p.State != dispatch.Open {
		t.Errorf("got %+v", p)
	}
	run(false)
	clock.Freeze(apptest.At(23, 0).AddDate(0, 0, 1)) // slept through, and the day is over
	if p := run(true); p.State != dispatch.Outdated || len(p.Moves) != 0 {
		t.Errorf("got %+v", p)
	}
	run(false)
}
