package dispatch_test

import (
	"context"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
)

// three is a proposal with three new visits for Ravi, promised for 11, 13 and 15 o'clock.
func three(t *testing.T, a *app.App) dispatch.Proposal {
	t.Helper()
	for _, hour := range []int{11, 13, 15} {
		apptest.Job(t, a, promised(hour, hour+1))
	}
	p := plan(t, a)
	if len(p.Moves) != 3 {
		t.Fatalf("moves %+v", p.Moves)
	}
	return p
}

func TestApplyProposal_putsEveryMoveOnTheBoard(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	p, err := a.Dispatch.ApplyProposal(ctx, three(t, a).ID, 1, nil)
	if err != nil || p.State != dispatch.Applied || p.DecidedAt.IsZero() || p.ByRule {
		t.Fatalf("got %+v, %v", p, err)
	}
	cards, err := a.Jobs.Day(ctx, clock.Today())
	if err != nil || len(cards) != 3 {
		t.Fatalf("%d visits, %v", len(cards), err)
	}
	for i, c := range cards {
		if v, _ := a.Jobs.Visit(ctx, c.ID); v.Chosen != "plan" || v.Proposal != p.ID || v.Status != jobs.Planned || !v.Start.Equal(p.Moves[i].To.Start) {
			t.Errorf("visit %+v", v)
		}
	}
	var verbs []string
	if err := a.Core.DB().NewQuery("SELECT DISTINCT verb FROM audit_log WHERE reason = {:title}").Bind(dbx.Params{"title": p.Title}).Column(&verbs); err != nil || strings.Join(verbs, " ") != "proposals.apply" {
		t.Errorf("the log says %v, %v", verbs, err)
	}
	_, err = a.Dispatch.ProposeDay(ctx, clock.Today(), nil, 1)
	refused(t, err, fault.Conflict, "nothing_to_gain")
}

func TestApplyProposal_appliesWhatIsChosen(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	p := three(t, a)
	_, err := a.Dispatch.ApplyProposal(ctx, p.ID, p.Rev, []string{"nosuchkey"})
	refused(t, err, fault.Invalid, "required")
	_, err = a.Dispatch.ApplyProposal(ctx, p.ID, p.Rev+1, nil)
	refused(t, err, fault.Stale, "stale")
	p, err = a.Dispatch.ApplyProposal(ctx, p.ID, p.Rev, []string{p.Moves[1].Key})
	if err != nil || p.State != dispatch.Part || p.Moves[0].State != "" || !p.Moves[1].Applied() {
		t.Fatalf("got %+v, %v", p, err)
	}
	if cards, _ := a.Jobs.Day(ctx, clock.Today()); len(cards) != 1 || cards[0].Job != p.Moves[1].Job {
		t.Errorf("visits %+v", cards)
	}
}

func TestApplyProposal_refusesTheMovesThatTheDayOvertook(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	p := three(t, a)
	in := dispatch.Assignment{Job: p.Moves[0].Job, Technician: p.Moves[0].To.Technician, Start: apptest.At(11, 0)}
	assign(t, a, in) // by somebody else meanwhile
	other := to(t, a, apptest.Job(t, a, nil), 13)
	other.Insist, other.Reason = true, "Asked for it"
	assign(t, a, other) // where the second is to stand
	p, err := a.Dispatch.ApplyProposal(ctx, p.ID, p.Rev, nil)
	if err != nil || p.State != dispatch.Part {
		t.Fatalf("got %+v, %v", p, err)
	}
	if m := p.Moves[0]; m.State != "refused" || m.Problem != "The job is scheduled now" {
		t.Errorf("first: %s %q", m.State, m.Problem)
	}
	if m := p.Moves[1]; m.State != "refused" || m.Problem != "Ravi Pawar has J-00004 from 13:00 to 14:00 then" {
		t.Errorf("second: %s %q", m.State, m.Problem)
	}
	if !p.Moves[2].Applied() {
		t.Errorf("third: %+v", p.Moves[2])
	}
}

func TestApplyProposal_thatIsTooLateIsOutdated(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	p := three(t, a)
	if _, err := a.People.AddLeave(ctx, people.LeaveInput{
		Technician: p.Moves[0].To.Technician, From: string(p.Day), To: string(p.Day), Reason: "fever",
	}); err != nil {
		t.Fatal(err)
	}
	p, err := a.Dispatch.ApplyProposal(ctx, p.ID, p.Rev, nil)
	if err != nil || p.State != dispatch.Outdated || p.Moves[0].Problem != "Ravi Pawar is on leave now" {
		t.Fatalf("got %+v, %v", p, err)
	}
	if cards, _ := a.Jobs.Day(ctx, clock.Today()); len(cards) != 0 {
		t.Errorf("visits %+v", cards)
	}
}

func TestDiscardProposal_closesIt(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	p := three(t, a)
	_, err := a.Dispatch.DiscardProposal(apptest.As(t, a, act.Accountant), p.ID, p.Rev, "")
	refused(t, err, fault.Forbidden, "not_allowed")
	p, err = a.Dispatch.DiscardProposal(ctx, p.ID, p.Rev, " Ravi knows better ")
	if err != nil || p.State != dispatch.Discarded || p.Reason != "Ravi knows better" || p.DecidedBy != "Deepa Joshi" {
		t.Fatalf("got %+v, %v", p, err)
	}
	_, err = a.Dispatch.DiscardProposal(ctx, p.ID, p.Rev, "")
	refused(t, err, fault.Conflict, "proposal_closed")
	_, err = a.Dispatch.ApplyProposal(ctx, p.ID, p.Rev, nil)
	refused(t, err, fault.Conflict, "proposal_closed")
	if _, err = a.Dispatch.Proposal(context.Background(), p.ID); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("nobody read it: %v", err)
	}
}
