package jobs_test

import (
	"slices"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// pair plans a visit that Ravi leads and Sunil helps at.
func pair(t testing.TB, a *app.App, tell bool) jobs.Visit {
	t.Helper()
	v, err := a.Jobs.SetPlan(apptest.As(t, a, act.Dispatcher), jobs.Plan{
		Job: apptest.Job(t, a, nil).ID, Technician: apptest.Technician(t, a, "Ravi Pawar"), Helpers: []string{apptest.Technician(t, a, "Sunil More")},
		Start: apptest.At(12, 0), Minutes: 60, Chosen: "person", Tell: tell,
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestStops_takeTheTimeOfHelpersToo(t *testing.T) {
	a := apptest.NewApp(t)
	v := pair(t, a, false)
	sunil, day := v.Helpers[0], clock.DateOf(v.Start)
	got, err := a.Jobs.Stops(t.Context(), day.Start(), day.AddDays(1).Start(), sunil)
	if err != nil || len(got) != 1 || got[0].ID != v.ID || got[0].Technician != sunil || got[0].Lead != v.Technician {
		t.Errorf("of the helper: %+v %v", got, err)
	}
	all, err := a.Jobs.Stops(t.Context(), day.Start(), day.AddDays(1).Start(), "")
	if err != nil || len(all) != 2 {
		t.Errorf("of all: %+v %v", all, err)
	}
	ahead, err := a.Jobs.Ahead(t.Context(), day, day)
	if err != nil || !slices.ContainsFunc(ahead, func(s jobs.Stop) bool { return s.Technician == sunil }) {
		t.Errorf("a leave of the helper collides with nothing: %+v %v", ahead, err)
	}
	if n, err := a.Jobs.OpenOf(t.Context(), sunil); err != nil || n != 1 {
		t.Errorf("%d open visits of the helper, %v", n, err)
	}
	loads, err := a.Jobs.Workloads(t.Context(), day)
	if err != nil || len(loads) != 2 || loads[0].Visits != 1 || loads[1].Visits != 1 || loads[0].Next == nil || loads[1].Next == nil {
		t.Errorf("workloads %+v %v", loads, err)
	}
}

func TestHelping_showsTheHelperWhatItsLeadWasToldAndNothingElse(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, sunil := apptest.AsTechnician(t, a, "Ravi Pawar"), apptest.AsTechnician(t, a, "Sunil More")
	helped := func() int {
		t.Helper()
		cards, err := a.Jobs.Helping(sunil, act.From(sunil).Technician, clock.DateOf(apptest.Now))
		if err != nil {
			t.Fatal(err)
		}
		return len(cards)
	}
	pair(t, a, false)
	if n := helped(); n != 0 {
		t.Errorf("sees %d visits that nobody was told of", n)
	}
	v := pair(t, a, true)
	if n := helped(); n != 1 {
		t.Errorf("sees %d visits, want 1", n)
	}
	c, err := a.Jobs.HelpCard(sunil, v.ID)
	if err != nil || c.TechName != "Ravi Pawar" || c.With != "Sunil More" {
		t.Errorf("%+v %v", c, err)
	}
	_, err = a.Jobs.HelpCard(ravi, v.ID)
	refuses(t, err, fault.NotFound, "not_found")
	_, err = a.Jobs.Card(sunil, v.ID)
	refuses(t, err, fault.NotFound, "not_found")
	_, err = a.Jobs.Advance(sunil, jobs.Progress{Visit: v.ID, To: jobs.Accepted})
	refuses(t, err, fault.NotFound, "not_found")
}

func TestMarkHelp_keepsComingAndGoingOnce(t *testing.T) {
	a := apptest.NewApp(t)
	v := pair(t, a, true)
	ravi, sunil := apptest.AsTechnician(t, a, "Ravi Pawar"), apptest.AsTechnician(t, a, "Sunil More")
	mark := func(here bool, minute int) error {
		at := apptest.Now.Add(time.Duration(minute) * time.Minute)
		return a.Jobs.MarkHelp(sunil, jobs.Help{Visit: v.ID, Here: here, Mark: jobs.Mark{At: at, DeviceAt: at, Device: "phone"}})
	}
	refuses(t, mark(false, -60), fault.Conflict, "help_not_begun")
	for _, m := range []struct {
		here   bool
		minute int
	}{{true, -50}, {true, -45}, {false, -20}, {false, -10}} {
		if err := mark(m.here, m.minute); err != nil {
			t.Fatal(err)
		}
	}
	got, err := a.Jobs.HelpedAt(apptest.As(t, a, act.Dispatcher), v.ID)
	if err != nil || len(got) != 1 || got[0].Minutes() != 30 || got[0].Open || got[0].Name != "Sunil More" {
		t.Errorf("%+v %v", got, err)
	}
	refuses(t, a.Jobs.MarkHelp(ravi, jobs.Help{Visit: v.ID, Here: true}), fault.NotFound, "not_found")
	spells, err := a.Jobs.SpellsBetween(apptest.As(t, a, act.Owner), clock.Today().Start(), clock.Today().AddDays(1).Start())
	if err != nil || len(spells) != 1 || spells[0].By != v.Helpers[0] || spells[0].Minutes() != 30 || spells[0].State != jobs.Working {
		t.Errorf("his time of the month: %+v %v", spells, err)
	}
	if r, err := a.Core.FindFirstRecordByData("helper_marks", "visit", v.ID); err != nil || a.Core.Delete(r) == nil {
		t.Errorf("a mark can be removed, %v", err)
	}
}

func TestHelpedAt_endsWithTheVisitWhereNobodySaidThatHeLeft(t *testing.T) {
	a := apptest.NewApp(t)
	v := pair(t, a, true)
	sunil, desk := apptest.AsTechnician(t, a, "Sunil More"), apptest.As(t, a, act.Dispatcher)
	if err := a.Jobs.MarkHelp(sunil, jobs.Help{Visit: v.ID, Here: true}); err != nil {
		t.Fatal(err)
	}
	if got, err := a.Jobs.HelpedAt(sunil, v.ID); err != nil || len(got) != 1 || !got[0].Open {
		t.Errorf("while it lasts: %+v %v", got, err)
	}
	for i, to := range []jobs.VisitStatus{jobs.Accepted, jobs.Arrived, jobs.Working, jobs.Partial} {
		t.Cleanup(clock.Freeze(apptest.Now.Add(time.Duration(i+1) * 10 * time.Minute)))
		if _, err := a.Jobs.Advance(desk, jobs.Progress{Visit: v.ID, To: to, Reason: "Part is missing"}); err != nil {
			t.Fatal(to, err)
		}
	}
	if got, err := a.Jobs.HelpedAt(desk, v.ID); err != nil || len(got) != 1 || got[0].Open || got[0].Minutes() != 40 {
		t.Errorf("after it: %+v %v", got, err)
	}
}

func TestSetPlan_raisesCrewedForWhoComesToAToldVisit(t *testing.T) {
	a := apptest.NewApp(t)
	v := plan(t, a, apptest.Job(t, a, nil).ID, 15, true)
	var came []string
	a.Jobs.Events.Crewed.BindFunc(func(e *jobs.Crewed) error {
		came = append(came, e.Helpers...)
		return e.Next()
	})
	sunil := apptest.Technician(t, a, "Sunil More")
	again := func(helpers ...string) {
		t.Helper()
		after, err := a.Jobs.SetPlan(apptest.As(t, a, act.Dispatcher), jobs.Plan{
			Job: v.Job, Visit: v.ID, Technician: v.Technician, Helpers: helpers, Start: v.Start, Minutes: 60, Tell: true,
		})
		if err != nil || after.Status != jobs.Dispatched {
			t.Fatalf("%+v %v", after, err)
		}
	}
	again(sunil, sunil, v.Technician, "")
	again(sunil)
	if !slices.Equal(came, []string{sunil}) {
		t.Errorf("came %v, want %s once", came, sunil)
	}
}
