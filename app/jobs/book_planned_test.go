package jobs_test

import (
	"context"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
)

func TestBookPlanned_countsItsServiceLevelFromThePromisedDay(t *testing.T) {
	a := apptest.NewApp(t)
	in := apptest.Booking(t, a)
	in.PlanDate, in.Contract, in.Source = "date00000000001", jobs.NoContract, "amc"
	in.PromisedFrom, in.PromisedTo = apptest.At(10, 0).AddDate(0, 2, 0), apptest.At(12, 0).AddDate(0, 2, 0)
	in.Asks = jobs.Asks{SignOff: true}
	in.Checklist = []jobs.Check{{ID: "more", Text: "Descale", Kind: "tick"}}
	j, err := a.Jobs.BookPlanned(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	if !j.SLAFrom.Equal(in.PromisedFrom) || !j.ResolveBy.IsZero() && j.ResolveBy.Before(in.PromisedFrom) {
		t.Errorf("the clock runs from %v to %v, promised %v", j.SLAFrom, j.ResolveBy, in.PromisedFrom)
	}
	if j.PlanDate != in.PlanDate || !j.Asks.SignOff || j.Checklist[len(j.Checklist)-1].ID != "more" || len(j.Checklist) < 2 {
		t.Errorf("got %+v", j)
	}
	if _, err := a.Jobs.BookPlanned(context.Background(), in); err == nil {
		t.Error("one date made two jobs")
	}
}

func TestBook_asksWhoKnowsContractsBeforeItStores(t *testing.T) {
	a := apptest.NewApp(t)
	a.Jobs.Events.Taking.BindFunc(func(e *jobs.Taking) error {
		if e.In.Contract == jobs.NoContract {
			return e.Next()
		}
		e.Job.Contract, e.Job.Payment, e.Job.Terms = "contract0000001", jobs.AMC, jobs.Terms{RespondMin: 30, ResolveMin: 90, RoundClock: true}
		return e.Next()
	})
	j := apptest.Job(t, a, nil)
	if j.Contract != "contract0000001" || j.Payment != jobs.AMC {
		t.Fatalf("got %+v", j)
	}
	if got := j.ArriveBy.Sub(j.SLAFrom); got != 30*time.Minute {
		t.Errorf("arrival after %v, the contract says 30 minutes of the clock", got)
	}
	if got := j.ResolveBy.Sub(j.SLAFrom); got != 90*time.Minute {
		t.Errorf("resolved after %v, the contract says 90 minutes", got)
	}
	if j = apptest.Job(t, a, func(b *jobs.Booking) { b.Contract = jobs.NoContract }); j.Contract != "" || j.Terms != (jobs.Terms{}) {
		t.Errorf("a job that is to be under none is under %q, %+v", j.Contract, j.Terms)
	}
}

func TestBook_isUndoneWhereItsContractDoesNotHold(t *testing.T) {
	a := apptest.NewApp(t)
	a.Jobs.Events.Taking.BindFunc(func(*jobs.Taking) error { return fault.Field("contract", "not_found") })
	if _, err := a.Jobs.Book(apptest.As(t, a, "dispatcher"), apptest.Booking(t, a)); fault.KindOf(err) != fault.Invalid {
		t.Fatalf("got %v", err)
	}
	var n int
	if err := a.Core.DB().NewQuery("SELECT COUNT(*) FROM jobs").Row(&n); err != nil || n != 0 {
		t.Errorf("%d jobs, %v", n, err)
	}
}
