package dispatch_test

import (
	"context"
	"strings"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
)

// ro is a job that both technicians can do, Sunil better, promised on the frozen day or the one days after it.
func ro(t *testing.T, a *app.App, days, from, to int) jobs.Job {
	t.Helper()
	return apptest.Job(t, a, func(b *jobs.Booking) {
		b.Type, b.Assets = apptest.JobType(t, a, "RO-SVC"), nil
		if to > 0 {
			b.PromisedFrom, b.PromisedTo = apptest.At(from, 0).AddDate(0, 0, days), apptest.At(to, 0).AddDate(0, 0, days)
		}
	})
}

func planned(t *testing.T, a *app.App, j jobs.Job, day clock.Date, preferred string) (jobs.Visit, string) {
	t.Helper()
	v, alert, err := a.Dispatch.AssignPlanned(act.As("assign planned visits"), j.ID, day, preferred)
	if err != nil {
		t.Fatal(err)
	}
	return v, alert
}

func TestAssignPlanned_takesThePreferredTechnicianBeforeABetterScore(t *testing.T) {
	a := apptest.NewApp(t)
	day := clock.DateOf(apptest.Now).AddDays(2)
	j := ro(t, a, 2, 14, 16)
	ranking, err := a.Dispatch.RankFor(apptest.As(t, a, act.Dispatcher), j.ID, "", day)
	if err != nil || len(ranking.Candidates) != 2 {
		t.Fatalf("%+v %v", ranking, err)
	}
	best, other := ranking.Candidates[0], ranking.Candidates[1]
	v, alert := planned(t, a, j, day, other.Technician)
	if v.Technician != other.Technician || alert != "" || v.Status != jobs.Dispatched || v.Chosen != "best" {
		t.Errorf("%+v, alert %q", v, alert)
	}
	if v.Start.Before(j.PromisedFrom) || v.Start.After(j.PromisedTo) {
		t.Errorf("starts %s, promised %s to %s", v.Start, j.PromisedFrom, j.PromisedTo)
	}
	if v, _ := planned(t, a, ro(t, a, 2, 14, 16), day, ""); v.Technician == "" || v.Start.Before(j.PromisedFrom) || v.Start.After(j.PromisedTo) {
		t.Errorf("nobody preferred: %+v, best was %s", v, best.Name)
	}
}

func TestAssignPlanned_sendsAnotherForWhoIsOnLeaveAndSaysSo(t *testing.T) {
	a := apptest.NewApp(t)
	sunil, day := apptest.Technician(t, a, "Sunil More"), clock.DateOf(apptest.Now).AddDays(1)
	if _, err := a.People.AddLeave(apptest.As(t, a, act.Owner), people.LeaveInput{Technician: sunil, From: string(day), To: string(day), Reason: "Wedding"}); err != nil {
		t.Fatal(err)
	}
	v, alert := planned(t, a, ro(t, a, 1, 10, 12), day, sunil)
	if v.Technician != apptest.Technician(t, a, "Ravi Pawar") {
		t.Errorf("goes %s", v.Technician)
	}
	for _, words := range []string{"Ravi Pawar goes on 17 Nov 2026 instead of Sunil More", "On leave"} {
		if !strings.Contains(alert, words) {
			t.Errorf("%q does not say %q", alert, words)
		}
	}
}

func TestAssignPlanned_saysThatNobodyFits(t *testing.T) {
	a := apptest.NewApp(t)
	j := ro(t, a, 6, 10, 12) // a Sunday
	_, _, err := a.Dispatch.AssignPlanned(act.As("test"), j.ID, clock.DateOf(apptest.Now).AddDays(6), "")
	refused(t, err, fault.Conflict, "nobody_fits")
	if all, _ := a.Jobs.Visits(context.Background(), j.ID); len(all) != 0 {
		t.Errorf("%d visits", len(all))
	}
}

func TestAssignPlanned_leavesAloneWhatHasItsVisit(t *testing.T) {
	a := apptest.NewApp(t)
	j := ro(t, a, 1, 10, 12)
	day := clock.DateOf(apptest.Now).AddDays(1)
	if v, _ := planned(t, a, j, day, ""); v.ID == "" {
		t.Fatal("nothing was planned")
	}
	if v, alert := planned(t, a, j, day, apptest.Technician(t, a, "Ravi Pawar")); v.ID != "" || alert != "" {
		t.Errorf("planned again: %+v %q", v, alert)
	}
	if all, _ := a.Jobs.Visits(context.Background(), j.ID); len(all) != 1 {
		t.Errorf("%d visits", len(all))
	}
}

func TestAssignPlanned_goesOnThePromisedDayNotAnEarlierOne(t *testing.T) {
	a := apptest.NewApp(t)
	for name, day := range map[string]clock.Date{"over": "2026-11-10", "before the promise": "2026-11-17", "after it": "2026-12-01"} {
		v, _ := planned(t, a, ro(t, a, 3, 10, 17), day, "")
		if got := clock.DateOf(v.Start); got != "2026-11-19" {
			t.Errorf("%s: on %s", name, got)
		}
	}
	if v, _ := planned(t, a, ro(t, a, 0, 0, 0), "2026-11-10", ""); clock.DateOf(v.Start) != clock.DateOf(apptest.Now) {
		t.Errorf("a day that is over and nothing promised: %s", v.Start)
	}
}

func TestAssignPlanned_isForWhoMayAssign(t *testing.T) {
	a := apptest.NewApp(t)
	_, _, err := a.Dispatch.AssignPlanned(apptest.As(t, a, act.Technician), ro(t, a, 1, 10, 12).ID, "", "")
	refused(t, err, fault.Forbidden, "not_allowed")
}
