package jobs_test

import (
	"context"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

func TestKept_countsWhatAContractPromisedAndWasNotKept(t *testing.T) {
	a := apptest.NewApp(t)
	a.Jobs.Events.Taking.BindFunc(func(e *jobs.Taking) error {
		e.Job.Contract, e.Job.Terms = "contract0000001", jobs.Terms{RespondMin: 60, ResolveMin: 120, RoundClock: true}
		return e.Next()
	})
	kept := func() jobs.Kept {
		t.Helper()
		k, err := a.Jobs.Kept(context.Background(), "contract0000001")
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	waits, gone, held := apptest.Job(t, a, nil), apptest.Job(t, a, nil), apptest.Job(t, a, nil)
	if k := kept(); k.Jobs != 3 || k.LateArrivals != 0 || k.LateDone != 0 {
		t.Errorf("nothing is late yet: %+v", k)
	}
	desk := apptest.As(t, a, act.Dispatcher)
	if _, err := a.Jobs.Cancel(desk, gone.ID, gone.Rev, "Moved away"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Jobs.Hold(desk, held.ID, held.Rev, jobs.WaitingCustomer); err != nil {
		t.Fatal(err)
	}
	defer clock.Freeze(apptest.Now.Add(90 * time.Minute))()
	if k := kept(); k.Jobs != 2 || k.LateArrivals != 1 || k.LateDone != 0 || k.Worst[0].No != waits.No {
		t.Errorf("after 90 minutes: %+v", k)
	}
	clock.Freeze(apptest.Now.Add(3 * time.Hour))
	if k := kept(); k.LateArrivals != 1 || k.LateDone != 1 || len(k.Worst) != 1 || !k.Worst[0].LateDone {
		t.Errorf("after three hours: %+v", k)
	}
	if k, err := a.Jobs.Kept(context.Background(), ""); err != nil || k.Jobs != 0 {
		t.Errorf("no contract has %+v, %v", k, err)
	}
}
