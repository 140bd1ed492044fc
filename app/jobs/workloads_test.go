package jobs_test

import (
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

func TestWorkloads_sumUpEachTechniciansDay(t *testing.T) {
	a := apptest.NewApp(t)
	desk := apptest.As(t, a, act.Dispatcher)
	at := func(technician string, hour int, tell bool, steps ...jobs.VisitStatus) string {
		j := apptest.Job(t, a, nil)
		v, err := a.Jobs.SetPlan(desk, jobs.Plan{
			Job: j.ID, Technician: apptest.Technician(t, a, technician), Start: apptest.At(hour, 0), Minutes: 60, Chosen: "person", Tell: tell,
		})
		if err != nil {
			t.Fatal(err)
		}
		drive(t, a, v.ID, steps...)
		return j.No
	}
	at("Ravi Pawar", 8, true, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Done)
	working := at("Ravi Pawar", 9, true, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working)
	at("Ravi Pawar", 15, true)
	next := at("Ravi Pawar", 13, true)
	at("Ravi Pawar", 14, false, jobs.VisitCancelled)
	late := at("Sunil More", 9, false)
	got, err := a.Jobs.Workloads(desk, clock.Today())
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	for _, w := range got {
		switch w.Name {
		case "Ravi Pawar":
			if w.Visits != 4 || w.Done != 1 || w.Late != 0 || w.Now.No != working || w.Next.No != next || w.Next.Pin == "" {
				t.Errorf("Ravi: %+v", w)
			}
		case "Sunil More":
			if w.Visits != 1 || w.Late != 1 || w.Now != nil || w.Next.No != late || !w.Next.Late() {
				t.Errorf("Sunil: %+v", w)
			}
		}
	}
}
