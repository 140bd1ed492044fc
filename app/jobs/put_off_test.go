package jobs_test

import (
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

func TestPutOffVisit_givesItBackToThePlanAndKeepsTheHistory(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, desk := apptest.AsTechnician(t, a, "Ravi Pawar"), apptest.As(t, a, act.Dispatcher)
	wish := apptest.At(16, 0).AddDate(0, 0, 1)
	for _, through := range [][]jobs.VisitStatus{
		nil, {jobs.Accepted}, {jobs.Accepted, jobs.Travelling}, {jobs.Accepted, jobs.Travelling, jobs.Arrived},
	} {
		j := apptest.Job(t, a, nil)
		v := walk(t, a, ravi, plan(t, a, j.ID, 11, true), through...)
		off, err := a.Jobs.PutOffVisit(ravi, jobs.PutOff{Visit: v.ID, Rev: v.Rev, Reason: " Nobody at home ", Wish: wish})
		if err != nil {
			t.Fatalf("after %v: %v", through, err)
		}
		if off.Status != jobs.Planned || off.Reason != "Nobody at home" || !off.Wish.Equal(wish) || !off.ActualStart.IsZero() ||
			off.Technician != v.Technician || !off.Start.Equal(v.Start) || !off.End.Equal(v.End) {
			t.Errorf("after %v it is %+v", through, off)
		}
		if got := get(t, a, j.ID).Status; got != jobs.Scheduled {
			t.Errorf("after %v the job is %s", through, got)
		}
		stamps, _ := a.Jobs.Stamps(t.Context(), j.ID)
		if last := stamps[len(stamps)-1]; len(stamps) != len(through)+2 || last.To != jobs.Planned || last.Reason != "Nobody at home" {
			t.Errorf("after %v the stamps are %+v", through, stamps)
		}
		_, err = a.Jobs.Visit(ravi, v.ID)
		refuses(t, err, fault.NotFound, "not_found")
		moved, err := a.Jobs.SetPlan(desk, jobs.Plan{Job: j.ID, Visit: v.ID, Technician: v.Technician, Start: wish, Minutes: 60, Chosen: "person", Tell: true})
		if err != nil || moved.Status != jobs.Dispatched || !moved.Wish.IsZero() {
			t.Errorf("planned anew it is %+v, %v", moved, err)
		}
	}
}

func TestPutOffVisit_byTheOfficeForHim(t *testing.T) {
	a := apptest.NewApp(t)
	desk := apptest.As(t, a, act.Dispatcher)
	_, v := sent(t, a)
	v, err := a.Jobs.PutOffVisit(desk, jobs.PutOff{Visit: v.ID, Rev: v.Rev, Reason: "Customer called"})
	if err != nil || v.Status != jobs.Planned || !v.Wish.IsZero() {
		t.Fatalf("%+v, %v", v, err)
	}
	_, err = a.Jobs.PutOffVisit(desk, jobs.PutOff{Visit: v.ID, Reason: "Again"})
	refuses(t, err, fault.Conflict, "visit_step")
}

func TestPutOffVisit_refuses(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, sunil := apptest.AsTechnician(t, a, "Ravi Pawar"), apptest.AsTechnician(t, a, "Sunil More")
	_, v := sent(t, a)
	past := apptest.Now.Add(-time.Hour)
	_, err := a.Jobs.PutOffVisit(ravi, jobs.PutOff{Visit: v.ID, Wish: past})
	refuses(t, err, fault.Invalid, "required [reason]")
	refuses(t, err, fault.Invalid, "wish_past [wish]")
	_, err = a.Jobs.PutOffVisit(ravi, jobs.PutOff{Visit: v.ID, Rev: v.Rev + 1, Reason: "away"})
	refuses(t, err, fault.Stale, "stale")
	_, err = a.Jobs.PutOffVisit(sunil, jobs.PutOff{Visit: v.ID, Reason: "away"})
	refuses(t, err, fault.NotFound, "not_found")
	_, err = a.Jobs.PutOffVisit(apptest.As(t, a, act.Accountant), jobs.PutOff{Visit: v.ID, Reason: "away"})
	refuses(t, err, fault.Forbidden, "not_allowed")
	walk(t, a, ravi, v, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working)
	_, err = a.Jobs.PutOffVisit(ravi, jobs.PutOff{Visit: v.ID, Reason: "away"})
	refuses(t, err, fault.Conflict, "visit_step")
	// A wish that was still to come when he typed it is no mistake of his.
	_, other := sent(t, a)
	later(t, 6*time.Hour)
	put, err := a.Jobs.PutOffVisit(ravi, jobs.PutOff{Visit: other.ID, Reason: "away", Wish: apptest.Now.Add(3 * time.Hour), Mark: phone(2 * time.Hour)})
	if err != nil || put.Wish.IsZero() {
		t.Errorf("sent late: %+v, %v", put, err)
	}
}
