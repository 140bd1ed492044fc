package jobs_test

import (
	"context"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// sent is a job whose visit Ravi was sent to.
func sent(t *testing.T, a *app.App) (jobs.Job, jobs.Visit) {
	t.Helper()
	j := apptest.Job(t, a, nil)
	v, err := a.Dispatch.AssignBest(apptest.As(t, a, act.Dispatcher), j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	return j, v
}

// walk advances a visit through the states, a quarter of an hour apart.
func walk(t *testing.T, a *app.App, ctx context.Context, v jobs.Visit, states ...jobs.VisitStatus) jobs.Visit {
	t.Helper()
	for i, to := range states {
		t.Cleanup(clock.Freeze(apptest.Now.Add(time.Duration(i+1) * 15 * time.Minute)))
		if to == jobs.Done {
			v = apptest.Pays(t, a, v.ID)
		}
		var err error
		if v, err = a.Jobs.Advance(ctx, jobs.Progress{Visit: v.ID, Rev: v.Rev, To: to, Reason: "compressor missing"}); err != nil {
			t.Fatalf("to %s: %v", to, err)
		}
	}
	return v
}

func TestAdvance_bringsAVisitFromTheDoorToDone(t *testing.T) {
	a := apptest.NewApp(t)
	j, v := sent(t, a)
	v = walk(t, a, apptest.AsTechnician(t, a, "Ravi Pawar"), v, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Paused, jobs.Working, jobs.Done)
	if want := apptest.Now.Add(45 * time.Minute); !v.ActualStart.Equal(want) {
		t.Errorf("he began at %v, want his arrival %v", v.ActualStart, want)
	}
	if want := apptest.Now.Add(105 * time.Minute); !v.ActualEnd.Equal(want) {
		t.Errorf("he ended at %v, want %v", v.ActualEnd, want)
	}
	after, err := a.Jobs.Get(t.Context(), j.ID)
	if err != nil || after.Status != jobs.Completed || !after.ArrivedAt.Equal(v.ActualStart) || !after.CompletedAt.Equal(v.ActualEnd) {
		t.Errorf("the job is %s, arrived %v, completed %v (%v)", after.Status, after.ArrivedAt, after.CompletedAt, err)
	}
	stamps, err := a.Jobs.Stamps(t.Context(), j.ID)
	if err != nil || len(stamps) != 8 || stamps[7].To != jobs.Done || stamps[7].Source != string(act.Phone) {
		t.Errorf("stamps %+v (%v)", stamps, err)
	}
}

func TestAdvance_givesAPartlyDoneJobBackToTheOffice(t *testing.T) {
	for _, end := range []jobs.VisitStatus{jobs.Partial, jobs.CannotComplete} {
		a := apptest.NewApp(t)
		j, v := sent(t, a)
		v = walk(t, a, apptest.As(t, a, act.Dispatcher), v, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working)
		if _, err := a.Jobs.Advance(apptest.As(t, a, act.Dispatcher), jobs.Progress{Visit: v.ID, Rev: v.Rev, To: end}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s without a reason: %v", end, err)
		}
		v = walk(t, a, apptest.As(t, a, act.Dispatcher), v, end)
		after, err := a.Jobs.Get(t.Context(), j.ID)
		if err != nil || after.Status != jobs.Unscheduled || v.Reason != "compressor missing" {
			t.Errorf("%s: the job is %s, the reason %q (%v)", end, after.Status, v.Reason, err)
		}
	}
}

func TestAdvance_refusesStepsOutOfOrderAndOthersVisits(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	ravi, sunil := apptest.AsTechnician(t, a, "Ravi Pawar"), apptest.AsTechnician(t, a, "Sunil More")
	for name, c := range map[string]struct {
		ctx  context.Context
		in   jobs.Progress
		want fault.Kind
	}{
		"done before arriving":       {ravi, jobs.Progress{Visit: v.ID, Rev: v.Rev, To: jobs.Done}, fault.Conflict},
		"a plan is no step":          {ravi, jobs.Progress{Visit: v.ID, Rev: v.Rev, To: jobs.Planned}, fault.Invalid},
		"cancelling is no step":      {ravi, jobs.Progress{Visit: v.ID, Rev: v.Rev, To: jobs.VisitCancelled}, fault.Invalid},
		"another technician's visit": {sunil, jobs.Progress{Visit: v.ID, Rev: v.Rev, To: jobs.Accepted}, fault.NotFound},
		"an old page":                {ravi, jobs.Progress{Visit: v.ID, Rev: v.Rev + 1, To: jobs.Accepted}, fault.Stale},
		"the accountant":             {apptest.As(t, a, act.Accountant), jobs.Progress{Visit: v.ID, Rev: v.Rev, To: jobs.Accepted}, fault.Forbidden},
	} {
		if _, err := a.Jobs.Advance(c.ctx, c.in); err == nil || fault.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSteps_takeAMisTapBack(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	v = walk(t, a, apptest.AsTechnician(t, a, "Ravi Pawar"), v, jobs.Accepted, jobs.Travelling, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Travelling)
	if v.Status != jobs.Travelling {
		t.Errorf("the visit is %s", v.Status)
	}
}
