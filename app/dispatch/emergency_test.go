package dispatch_test

import (
	"context"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
)

// fullDay gives Ravi a visit of an hour at each of the hours, told and promised within half an hour.
func fullDay(t *testing.T, a *app.App, hours ...int) []jobs.Visit {
	t.Helper()
	var all []jobs.Visit
	for _, hour := range hours {
		j := apptest.Job(t, a, func(b *jobs.Booking) {
			b.Priority, b.PromisedFrom, b.PromisedTo = 3, apptest.At(hour, 0), apptest.At(hour, 30)
		})
		in := to(t, a, j, hour)
		in.Tell = true
		all = append(all, assign(t, a, in))
	}
	return all
}

func urgent(b *jobs.Booking) { b.Priority, b.Issue = 1, "Smoke" }

// only is the single proposal of the day.
func only(t *testing.T, a *app.App) dispatch.Proposal {
	t.Helper()
	all, err := a.Dispatch.Proposals(apptest.As(t, a, act.Dispatcher), clock.Today())
	if err != nil || len(all) != 1 {
		t.Fatalf("%d proposals, %v", len(all), err)
	}
	return all[0]
}

func messages(t *testing.T, a *app.App) (texts []string) {
	t.Helper()
	if err := a.Core.DB().NewQuery("SELECT text FROM messages WHERE kind = 'visit_moved' ORDER BY rowid").Column(&texts); err != nil {
		t.Fatal(err)
	}
	return texts
}

func emergencies(t *testing.T, a *app.App, what string) {
	t.Helper()
	if _, err := a.Settings.UpdatePlanning(apptest.As(t, a, act.Owner), settings.PlanningInput{
		Overtime: "60", Keep: "15", Reserve: "15", Window: "120", Emergency: what,
	}); err != nil {
		t.Fatal(err)
	}
}

func TestEmergency_isProposedOnceItIsBooked_andTellsWhoGivesWay(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	visits := fullDay(t, a, 11, 12, 13)
	clock.Freeze(apptest.At(10, 50))
	began := time.Now() //nolint:forbidigo // how long it really takes
	j := apptest.Job(t, a, urgent)
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %s", took)
	}
	p := only(t, a)
	if p.Kind != dispatch.Emergency || p.Cause != dispatch.CauseEmergency || p.Job != j.ID || p.State != dispatch.Open || p.MadeBy != "planning" {
		t.Fatalf("got %+v", p)
	}
	broken := 0
	for _, m := range p.Moves {
		switch {
		case m.Job == j.ID:
			if !m.From.Zero() || m.To.Name != "Ravi Pawar" || m.To.Start.After(apptest.At(11, 0)) {
				t.Errorf("the emergency: %+v", m)
			}
		case m.BreaksPromise:
			broken++
			if m.Message == "" || m.Why == "" || m.To.Start.Before(apptest.At(11, 30)) {
				t.Errorf("displaced: %+v", m)
			}
		}
	}
	if broken == 0 || p.After.PromisesMoved != broken || p.Title == "" || len(messages(t, a)) != 0 {
		t.Fatalf("%d promises break, %+v, %q", broken, p.After, p.Title)
	}
	p, err := a.Dispatch.ApplyProposal(ctx, p.ID, p.Rev, nil)
	if err != nil || p.State != dispatch.Applied || p.ByRule {
		t.Fatalf("got %+v, %v", p, err)
	}
	if got := messages(t, a); len(got) != broken {
		t.Errorf("told %q", got)
	}
	if all, _ := a.Jobs.Visits(ctx, j.ID); len(all) != 1 || all[0].Status != jobs.Dispatched {
		t.Errorf("the emergency stands as %+v", all)
	}
	for _, m := range p.Moves {
		got, err := a.Jobs.Get(ctx, m.Job)
		if m.BreaksPromise && (err != nil || got.PromisedFrom.After(m.To.Start) || got.PromisedTo.Before(m.To.Start)) {
			t.Errorf("%s was promised %s–%s and starts %s (%v)", m.No, got.PromisedFrom, got.PromisedTo, m.To.Start, err)
		}
	}
	for _, v := range visits {
		if got, _ := a.Jobs.Visit(ctx, v.ID); got.Status != jobs.Dispatched {
			t.Errorf("%s is %s", v.ID, got.Status)
		}
	}
}

func TestEmergency_neverMovesWhatIsLockedOrBegun(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	j := apptest.Job(t, a, func(b *jobs.Booking) { b.Priority = 3 })
	in := to(t, a, j, 11)
	in.Lock = "both"
	v := assign(t, a, in)
	clock.Freeze(apptest.At(10, 50))
	apptest.Job(t, a, urgent)
	p := only(t, a)
	if len(p.Moves) != 1 || !p.Moves[0].To.Start.Equal(apptest.At(12, 0)) {
		t.Errorf("moves %+v", p.Moves)
	}
	if got, _ := a.Jobs.Visit(ctx, v.ID); !got.Start.Equal(apptest.At(11, 0)) {
		t.Errorf("it starts %s", got.Start)
	}
}

func TestEmergency_appliesItselfWhereNoPromiseBreaks(t *testing.T) {
	for _, c := range []struct {
		name string
		day  []int
		want dispatch.ProposalState
	}{
		{"a free hour", nil, dispatch.Applied},
		{"a promise in the way", []int{11, 12, 13, 14, 15, 16, 17}, dispatch.Open},
	} {
		a := apptest.NewApp(t)
		emergencies(t, a, settings.EmergencyApply)
		fullDay(t, a, c.day...)
		clock.Freeze(apptest.At(10, 50))
		j := apptest.Job(t, a, urgent)
		p := only(t, a)
		if p.State != c.want || p.ByRule != (c.want == dispatch.Applied) {
			t.Fatalf("%s: got %+v", c.name, p)
		}
		all, err := a.Jobs.Visits(context.Background(), j.ID)
		if err != nil || (len(all) == 1) != p.ByRule {
			t.Errorf("%s: %d visits, %v", c.name, len(all), err)
		}
		if !p.ByRule {
			continue
		}
		var actors []string
		if err := a.Core.DB().NewQuery("SELECT DISTINCT source || ' ' || actor_name FROM audit_log WHERE verb = 'proposals.apply'").Column(&actors); err != nil || len(actors) != 1 || actors[0] != "system rule for emergencies" {
			t.Errorf("the log says %q, %v", actors, err)
		}
	}
}

func TestEmergency_twiceIsOneOpenProposal(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	fullDay(t, a, 11, 12)
	j := apptest.Job(t, a, urgent)
	first := only(t, a)
	again, err := a.Dispatch.ProposeEmergency(ctx, j.ID)
	if err != nil || again.ID == first.ID || len(again.Moves) != len(first.Moves) {
		t.Fatalf("got %+v, %v", again, err)
	}
	if n, err := a.Dispatch.OpenProposals(ctx); n != 1 || err != nil {
		t.Errorf("%d are open, %v", n, err)
	}
	for i, m := range again.Moves {
		if m.Why != first.Moves[i].Why || !m.To.Start.Equal(first.Moves[i].To.Start) {
			t.Errorf("the second says %+v, the first %+v", m, first.Moves[i])
		}
	}
}

func TestEmergency_thatBecomesOneByAnEditIsProposedToo(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	if _, err := a.Jobs.Edit(apptest.As(t, a, act.Dispatcher), jobs.Change{
		ID: j.ID, Rev: j.Rev, Priority: 1, Issue: j.Issue, Payment: j.Payment, DurationMin: j.DurationMin,
	}); err != nil {
		t.Fatal(err)
	}
	if p := only(t, a); p.Job != j.ID {
		t.Errorf("got %+v", p)
	}
}

func TestEmergency_thatNobodyCanGoTo_isRefusedWithWhy(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	if _, err := a.Core.NonconcurrentDB().NewQuery("UPDATE technicians SET skills = '[]'").Bind(dbx.Params{}).Execute(); err != nil {
		t.Fatal(err)
	}
	p, err := a.Dispatch.ProposeEmergency(apptest.As(t, a, act.Dispatcher), j.ID)
	refused(t, err, fault.Conflict, "nothing_to_gain")
	if len(p.Unserved) != 1 || len(p.Unserved[0].Why) == 0 {
		t.Errorf("got %+v", p)
	}
	_, err = a.Dispatch.ProposeEmergency(apptest.As(t, a, act.Technician), j.ID)
	refused(t, err, fault.Forbidden, "not_allowed")
}
