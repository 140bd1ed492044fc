package apptest_test

import (
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/audit"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
)

func TestNewApp_bringsACompanyThatTakesAJobAndAssignsIt(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	if j.No != "J-00001" || j.Status != jobs.Unscheduled || j.DurationMin != 60 {
		t.Fatalf("booked %+v", j)
	}
	v, err := a.Dispatch.AssignBest(apptest.As(t, a, act.Dispatcher), j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	if want := apptest.Technician(t, a, "Ravi Pawar"); v.Technician != want || v.Status != jobs.Dispatched {
		t.Fatalf("assigned %+v, want technician %s", v, want)
	}
	report, err := audit.Verify(a.Core)
	if err != nil {
		t.Fatal(err)
	}
	if report.Events < 20 {
		t.Errorf("%d audit events; the company alone makes more", report.Events)
	}
}
