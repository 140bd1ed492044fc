package dispatch_test

import (
	"context"
	"strings"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
)

// plan proposes the frozen day in a short time.
func plan(t testing.TB, a *app.App) dispatch.Proposal {
	t.Helper()
	p, err := a.Dispatch.ProposeDay(apptest.As(t, a, act.Dispatcher), clock.Today(), nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func promised(fromH, toH int) func(*jobs.Booking) {
	return func(b *jobs.Booking) { b.PromisedFrom, b.PromisedTo = apptest.At(fromH, 0), apptest.At(toH, 0) }
}

func TestProposeDay_plansWhatIsDue_andWritesNoVisit(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, promised(14, 16))
	p := plan(t, a)
	if len(p.Moves) != 1 || p.State != dispatch.Open || p.Kind != dispatch.DayPlan || p.Cause != dispatch.Asked || p.MadeBy != "Deepa Joshi" {
		t.Fatalf("got %+v", p)
	}
	m := p.Moves[0]
	if m.Key != j.ID || m.Rev != j.Rev || !m.From.Zero() || m.To.Name != "Ravi Pawar" || m.To.Start.Before(apptest.At(14, 0)) || m.To.Start.After(apptest.At(16, 0)) || m.BreaksPromise {
		t.Errorf("moves %+v", m)
	}
	if !strings.HasPrefix(m.Why, "Promised 14:00–16:00") || !strings.Contains(p.Title, "1 new visit") || p.Before.Unserved != 1 || p.After.Unserved != 0 {
		t.Errorf("%q, %q, before %+v, after %+v", m.Why, p.Title, p.Before, p.After)
	}
	if p.Before.LateMin != 8*60 || p.After.LateMin != 0 {
		t.Errorf("late by %d min while nobody goes, by %d with the plan", p.Before.LateMin, p.After.LateMin)
	}
	if all, _ := a.Jobs.Visits(context.Background(), j.ID); len(all) != 0 {
		t.Error("a proposal wrote a visit")
	}
}

func TestProposeDay_saysWhyAJobStaysOpen(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	day := string(clock.Today())
	if _, err := a.People.AddLeave(apptest.As(t, a, act.Dispatcher), people.LeaveInput{
		Technician: apptest.Technician(t, a, "Ravi Pawar"), From: day, To: day, Reason: "fever",
	}); err != nil {
		t.Fatal(err)
	}
	p, err := a.Dispatch.ProposeDay(apptest.As(t, a, act.Dispatcher), clock.Today(), nil, 1)
	refused(t, err, fault.Conflict, "nothing_to_gain")
	if p.ID != "" || len(p.Unserved) != 1 || p.Unserved[0].No != j.No {
		t.Fatalf("got %+v", p)
	}
	if got := strings.Join(p.Unserved[0].Why, "; "); got != "1 on leave; 1 lacks ‘AC’ level 2" && !strings.HasPrefix(got, "1 on leave; 1 lacks") {
		t.Errorf("why: %s", got)
	}
	if n, err := a.Dispatch.OpenProposals(apptest.As(t, a, act.Dispatcher)); n != 0 || err != nil {
		t.Errorf("%d are open, %v", n, err)
	}
}

func TestProposeDay_leavesAGoodPlanAlone(t *testing.T) {
	a := apptest.NewApp(t)
	assign(t, a, to(t, a, apptest.Job(t, a, nil), 14))
	assign(t, a, to(t, a, apptest.Job(t, a, nil), 16))
	_, err := a.Dispatch.ProposeDay(apptest.As(t, a, act.Dispatcher), clock.Today(), nil, 1)
	refused(t, err, fault.Conflict, "nothing_to_gain")
}

func TestProposeDay_keepsLockedBegunAndInsistedVisits(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	locked := to(t, a, apptest.Job(t, a, nil), 12)
	locked.Lock = "both"
	assign(t, a, locked)
	insisted := to(t, a, apptest.Job(t, a, nil), 13)
	insisted.Technician, insisted.Insist, insisted.Reason = apptest.Technician(t, a, "Sunil More"), true, "He learns"
	assign(t, a, insisted)
	apptest.Job(t, a, promised(11, 14))
	p := plan(t, a)
	if len(p.Moves) != 1 || !p.Moves[0].From.Zero() {
		t.Fatalf("moves %+v", p.Moves)
	}
	if s := p.Moves[0].To; s.Start.Before(apptest.At(13, 0)) && s.End.After(apptest.At(12, 0)) {
		t.Errorf("it lies at %s, over the locked one", clock.HM(s.Start))
	}
	if _, err := a.Dispatch.ApplyProposal(ctx, p.ID, p.Rev, nil); err != nil {
		t.Error(err)
	}
}

func TestProposeDay_givesTheVisitsOfWhoIsAwayToAnother(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	j := apptest.Job(t, a, func(b *jobs.Booking) { b.Type = apptest.JobType(t, a, "RO-SVC") })
	in := to(t, a, j, 12)
	in.Tell = true
	v := assign(t, a, in)
	day := string(clock.Today())
	if _, err := a.People.AddLeave(ctx, people.LeaveInput{Technician: in.Technician, From: day, To: day, Reason: "fever"}); err != nil {
		t.Fatal(err)
	}
	p := plan(t, a)
	if len(p.Moves) != 1 || p.Moves[0].To.Name != "Sunil More" || p.Moves[0].Why != "Takes over from Ravi Pawar, who is on leave" || !p.Moves[0].Displaced {
		t.Fatalf("moves %+v", p.Moves)
	}
	p, err := a.Dispatch.ApplyProposal(ctx, p.ID, p.Rev, nil)
	if err != nil || p.State != dispatch.Applied || p.DecidedBy != "Deepa Joshi" {
		t.Fatalf("got %+v, %v", p, err)
	}
	got, err := a.Jobs.Visit(ctx, v.ID)
	if err != nil || got.Technician != apptest.Technician(t, a, "Sunil More") || got.Status != jobs.Dispatched || got.Chosen != "plan" || got.Proposal != p.ID {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestProposeDay_outdatesTheOneBefore(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	apptest.Job(t, a, nil)
	first := plan(t, a)
	second := plan(t, a)
	all, err := a.Dispatch.Proposals(ctx, clock.Today())
	if err != nil || len(all) != 2 || all[0].ID != second.ID || all[1].ID != first.ID || all[1].State != dispatch.Outdated {
		t.Fatalf("got %+v, %v", all, err)
	}
	if n, err := a.Dispatch.OpenProposals(ctx); n != 1 || err != nil {
		t.Errorf("%d are open, %v", n, err)
	}
	_, err = a.Dispatch.ApplyProposal(ctx, first.ID, 0, nil)
	refused(t, err, fault.Conflict, "proposal_closed")
}

func TestProposeDay_refusesWhatIsWrong(t *testing.T) {
	a := apptest.NewApp(t)
	_, err := a.Dispatch.ProposeDay(apptest.As(t, a, act.Accountant), clock.Today(), nil, 1)
	refused(t, err, fault.Forbidden, "not_allowed")
	_, err = a.Dispatch.ProposeDay(apptest.As(t, a, act.Dispatcher), clock.Today().AddDays(-1), nil, 1)
	refused(t, err, fault.Invalid, "plan_day_past")
	_, err = a.Dispatch.Simulate(apptest.As(t, a, act.Accountant), clock.Today(), nil, 1)
	refused(t, err, fault.Forbidden, "not_allowed")
}

func TestSimulate_storesNothing(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	apptest.Job(t, a, nil)
	p, err := a.Dispatch.Simulate(ctx, clock.Today(), nil, 1)
	if err != nil || len(p.Moves) != 1 || p.ID != "" {
		t.Fatalf("got %+v, %v", p, err)
	}
	if all, _ := a.Dispatch.Proposals(ctx, clock.Today()); len(all) != 0 {
		t.Errorf("stored %+v", all)
	}
	only, err := a.Dispatch.Simulate(ctx, clock.Today(), []string{apptest.Technician(t, a, "Sunil More")}, 1)
	if err != nil || len(only.Moves) != 0 || len(only.Unserved) != 1 {
		t.Errorf("with Sunil alone: %+v, %v", only, err)
	}
}

func TestProposeDay_leavesALateVisitWithWhoHasIt(t *testing.T) {
	a := apptest.NewApp(t)
	assign(t, a, to(t, a, apptest.Job(t, a, nil), 11))
	assign(t, a, to(t, a, apptest.Job(t, a, nil), 15))
	clock.Freeze(apptest.At(11, 40)) // NewApp thaws it
	_, err := a.Dispatch.ProposeDay(apptest.As(t, a, act.Dispatcher), clock.Today(), nil, 1)
	refused(t, err, fault.Conflict, "nothing_to_gain")
}

func TestProposal_staysAsItWasMade(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	apptest.Job(t, a, promised(14, 16))
	p := plan(t, a)
	got, err := a.Dispatch.Proposal(ctx, p.ID)
	if err != nil || got.Title != p.Title || len(got.Moves) != 1 || got.Moves[0].Why != p.Moves[0].Why || !got.Moves[0].To.Start.Equal(p.Moves[0].To.Start) ||
		got.Before != p.Before || got.After != p.After || got.Ways == "" || got.Made.IsZero() {
		t.Errorf("got %+v, %v, want %+v", got, err, p)
	}
}
