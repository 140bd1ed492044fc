package dispatch_test

import (
	"strings"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
)

// roVisit is an RO visit of Ravi, for which Sunil is as good, told, at the hour and promised for an hour and a half.
func roVisit(t *testing.T, a *app.App, hour int) jobs.Visit {
	t.Helper()
	j := apptest.Job(t, a, func(b *jobs.Booking) {
		b.Type = apptest.JobType(t, a, "RO-SVC")
		b.PromisedFrom, b.PromisedTo = apptest.At(hour, 0), apptest.At(hour, 30)
	})
	in := to(t, a, j, hour)
	in.Tell = true
	return assign(t, a, in)
}

// neighbourly has Sunil live where Ravi does.
func neighbourly(t *testing.T, a *app.App) {
	t.Helper()
	if _, err := a.Core.NonconcurrentDB().NewQuery(`UPDATE technicians SET home_lat = (SELECT MAX(home_lat) FROM technicians WHERE home_pin = '411038'),
		home_lng = (SELECT MAX(home_lng) FROM technicians WHERE home_pin = '411038')`).Execute(); err != nil {
		t.Fatal(err)
	}
}

// look has the clock look for upsets and tells how many proposals it made.
func look(t *testing.T, a *app.App) int {
	t.Helper()
	n, err := a.Dispatch.RepairDay(act.In(t.Context(), act.From(act.As("clock"))))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRepair_ofAVisitThatOverruns(t *testing.T) {
	a := apptest.NewApp(t)
	neighbourly(t, a)
	first, next := roVisit(t, a, 10), roVisit(t, a, 11)
	step(t, a, first, jobs.Accepted, jobs.Arrived, jobs.Working)
	if n := look(t, a); n != 0 {
		t.Fatalf("%d proposals while all goes well", n)
	}
	clock.Freeze(apptest.At(11, 5))
	if n := look(t, a); n != 1 {
		t.Fatalf("%d proposals", n)
	}
	p := only(t, a)
	if p.Kind != dispatch.Repair || p.Cause != dispatch.CauseOverrun || p.Visit != first.ID || len(p.Moves) != 1 || p.Moves[0].Visit != next.ID {
		t.Fatalf("got %+v", p)
	}
	if m := p.Moves[0]; m.To.Name != "Sunil More" || m.Why != "Takes over from Ravi Pawar, who is late" {
		t.Errorf("moves %+v", m)
	}
	if n := look(t, a); n != 0 {
		t.Errorf("a second look made %d", n)
	}
	if _, err := a.Dispatch.DiscardProposal(apptest.As(t, a, act.Dispatcher), p.ID, p.Rev, "Ravi is done in a minute"); err != nil {
		t.Fatal(err)
	}
	clock.Freeze(apptest.At(11, 25))
	if n := look(t, a); n != 0 {
		t.Errorf("what was declined was proposed again: %d", n)
	}
}

func TestRepair_tellsTheNewArrivalsWhereNobodyElseCanGo(t *testing.T) {
	a := apptest.NewApp(t)
	visits := fullDay(t, a, 10, 11, 12)
	step(t, a, visits[0], jobs.Accepted, jobs.Arrived, jobs.Working)
	clock.Freeze(apptest.At(11, 30))
	if n := look(t, a); n != 1 {
		t.Fatalf("%d proposals", n)
	}
	p := only(t, a)
	if len(p.Moves) != 2 {
		t.Fatalf("moves %+v", p.Moves)
	}
	for _, m := range p.Moves {
		if m.To.Name != "Ravi Pawar" || !m.BreaksPromise || m.Message == "" || m.To.Start.Before(apptest.At(12, 0)) {
			t.Errorf("moves %+v", m)
		}
	}
}

func TestRepair_isWorkedOutAnewWhenItGetsOld(t *testing.T) {
	a := apptest.NewApp(t)
	neighbourly(t, a)
	v := roVisit(t, a, 10)
	clock.Freeze(apptest.At(10, 20))
	if n := look(t, a); n != 0 {
		t.Fatalf("%d proposals after twenty minutes", n)
	}
	clock.Freeze(apptest.At(10, 31))
	if n := look(t, a); n != 1 {
		t.Fatalf("%d proposals", n)
	}
	first := only(t, a)
	if first.Cause != dispatch.CauseLate || first.Visit != v.ID || len(first.Moves) != 1 {
		t.Fatalf("got %+v", first)
	}
	clock.Freeze(apptest.At(10, 50))
	if n := look(t, a); n != 1 {
		t.Fatalf("%d proposals", n)
	}
	all, err := a.Dispatch.Proposals(apptest.As(t, a, act.Dispatcher), clock.Today())
	if err != nil || len(all) != 2 || all[0].State != dispatch.Open || all[1].ID != first.ID || all[1].State != dispatch.Outdated {
		t.Errorf("got %+v, %v", all, err)
	}
	p, err := a.Dispatch.ApplyProposal(apptest.As(t, a, act.Dispatcher), all[0].ID, 0, nil)
	if err != nil || p.State != dispatch.Applied {
		t.Fatalf("got %+v, %v", p, err)
	}
	if n := look(t, a); n != 0 {
		t.Errorf("%d proposals after the repair", n)
	}
}

func TestRepair_whenATechnicianGoesOnLeaveToday(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	v := roVisit(t, a, 12)
	stuck := assign(t, a, to(t, a, apptest.Job(t, a, nil), 14)) // nobody else has the skill
	day := string(clock.Today())
	if _, err := a.People.AddLeave(ctx, people.LeaveInput{Technician: v.Technician, From: day, To: day, Reason: "fever"}); err != nil {
		t.Fatal(err)
	}
	p := only(t, a)
	if p.Cause != dispatch.CauseAbsent || p.Technician != v.Technician || len(p.Moves) != 1 || p.Moves[0].Visit != v.ID || p.Moves[0].To.Name != "Sunil More" {
		t.Fatalf("got %+v", p)
	}
	if len(p.Unserved) != 1 || p.Unserved[0].Job != stuck.Job || !strings.HasPrefix(p.Unserved[0].Why[0], "Stays with Ravi Pawar at 14:00") {
		t.Errorf("unserved %+v", p.Unserved)
	}
	if p.Title != "Ravi Pawar is away: 1 visit moves" {
		t.Errorf("title %q", p.Title)
	}
}

func TestRepair_whenATechnicianSaysNo(t *testing.T) {
	a := apptest.NewApp(t)
	v := roVisit(t, a, 12)
	if _, err := a.Jobs.Answer(apptest.As(t, a, act.Technician), jobs.Response{Visit: v.ID, Reason: "Puncture"}); err != nil {
		t.Fatal(err)
	}
	p := only(t, a)
	if p.Cause != dispatch.CauseRejected || p.Job != v.Job || len(p.Moves) != 1 || !p.Moves[0].From.Zero() || p.Moves[0].To.Start.Before(apptest.At(12, 0)) {
		t.Fatalf("got %+v", p)
	}
}

func TestRepair_fillsTheGapOfACancellation(t *testing.T) {
	for _, c := range []struct {
		name    string
		minutes int
		hour    int
		want    int
	}{{"an hour", 60, 12, 1}, {"half an hour", 30, 12, 0}} {
		a := apptest.NewApp(t)
		ctx := apptest.As(t, a, act.Dispatcher)
		fullDay(t, a, 11, 13, 14, 15, 16)
		in := to(t, a, apptest.Job(t, a, nil), c.hour)
		in.Minutes = c.minutes
		v := assign(t, a, in)
		waiting := apptest.Job(t, a, promised(12, 13))
		if _, err := a.Jobs.CancelVisit(ctx, v.ID, v.Rev, "Customer is away"); err != nil {
			t.Fatal(err)
		}
		all, err := a.Dispatch.Proposals(ctx, clock.Today())
		if err != nil || len(all) != c.want {
			t.Fatalf("%s: %d proposals, %v", c.name, len(all), err)
		}
		if c.want == 1 && (all[0].Cause != dispatch.CauseCancelled || !strings.Contains(all[0].Title, "fell out") || movesOf(all[0], waiting.ID) != 1) {
			t.Errorf("%s: got %+v", c.name, all[0])
		}
	}
}

func movesOf(p dispatch.Proposal, job string) (n int) {
	for _, m := range p.Moves {
		if m.Job == job {
			n++
		}
	}
	return n
}
