package jobs_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// plan puts a visit of the job on Ravi's day at the hour.
func plan(t testing.TB, a *app.App, job string, hour int, tell bool) jobs.Visit {
	t.Helper()
	v, err := a.Jobs.SetPlan(apptest.As(t, a, act.Dispatcher), jobs.Plan{
		Job: job, Technician: apptest.Technician(t, a, "Ravi Pawar"), Start: apptest.At(hour, 0), Minutes: 60, Chosen: "person", Tell: tell,
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func get(t testing.TB, a *app.App, id string) jobs.Job {
	t.Helper()
	j, err := a.Jobs.Get(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// drive brings a visit through the statuses as a later part of the product will: record by record.
func drive(t testing.TB, a *app.App, visit string, through ...jobs.VisitStatus) {
	t.Helper()
	for _, s := range through {
		r, err := a.Core.FindRecordById("visits", visit)
		if err != nil {
			t.Fatal(err)
		}
		r.Set("status", string(s))
		if err := a.Core.Save(r); err != nil {
			t.Fatal(err)
		}
	}
}

func refuses(t *testing.T, err error, kind fault.Kind, text string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || !strings.Contains(err.Error(), text) {
		t.Errorf("got %v, want %s of kind %d", err, text, kind)
	}
}

func change(j jobs.Job) jobs.Change {
	return jobs.Change{
		ID: j.ID, Rev: j.Rev, Priority: j.Priority, Issue: j.Issue, PromisedFrom: j.PromisedFrom, PromisedTo: j.PromisedTo,
		Payment: j.Payment, DurationMin: j.DurationMin, ContactName: j.ContactName, ContactPhone: j.ContactPhone,
	}
}

func TestEdit_refusesAStalePage(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, j := apptest.As(t, a, act.Dispatcher), apptest.Job(t, a, nil)
	first, second := change(j), change(j)
	first.Issue, second.Issue = "Leaking", "Noisy"
	if _, err := a.Jobs.Edit(ctx, first); err != nil {
		t.Fatal(err)
	}
	_, err := a.Jobs.Edit(ctx, second)
	refuses(t, err, fault.Stale, "stale")
	if got := get(t, a, j.ID).Issue; got != "Leaking" {
		t.Errorf("the issue is %q", got)
	}
}

func TestEdit_swapsTheServiceLevel_andTheClockKeepsRunning(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	t.Cleanup(clock.Freeze(apptest.Now.Add(30 * time.Minute)))
	in := change(j)
	in.Priority = 1
	got, err := a.Jobs.Edit(apptest.As(t, a, act.Dispatcher), in)
	if err != nil {
		t.Fatal(err)
	}
	target, always, err := a.Settings.Target(context.Background(), 1, "chargeable")
	if err != nil {
		t.Fatal(err)
	}
	cal, _ := a.Settings.Calendar(context.Background())
	cal.Always = always
	if !got.SLAFrom.Equal(apptest.Now) || cal.Between(apptest.Now, got.ArriveBy) != target.Arrive {
		t.Errorf("counted from %v, due %v", got.SLAFrom, got.ArriveBy)
	}
}

func TestEdit_refusesWhatHasEnded(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, j := apptest.As(t, a, act.Dispatcher), apptest.Job(t, a, nil)
	if _, err := a.Jobs.Cancel(ctx, j.ID, j.Rev, "Called twice"); err != nil {
		t.Fatal(err)
	}
	in := change(j)
	in.Rev = 0
	_, err := a.Jobs.Edit(ctx, in)
	refuses(t, err, fault.Conflict, "job_ended")
}

func TestHoldAndResume_moveTheDueTimesByTheWorkingTimeOfThePause(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, j := apptest.As(t, a, act.Dispatcher), apptest.Job(t, a, nil)
	held, err := a.Jobs.Hold(ctx, j.ID, j.Rev, jobs.WaitingParts)
	if err != nil || held.Waiting != jobs.WaitingParts {
		t.Fatalf("got %v, %v", held.Waiting, err)
	}
	_, err = a.Jobs.Hold(ctx, j.ID, held.Rev, jobs.WaitingParts)
	refuses(t, err, fault.Conflict, "already_waiting")
	t.Cleanup(clock.Freeze(apptest.Now.Add(90 * time.Minute)))
	on, err := a.Jobs.Resume(ctx, j.ID, held.Rev)
	if err != nil {
		t.Fatal(err)
	}
	cal, _ := a.Settings.Calendar(context.Background())
	if got := cal.Between(j.ArriveBy, on.ArriveBy); got != 90*time.Minute || on.Waiting != "" {
		t.Errorf("arrival moved by %v, still waiting for %q", got, on.Waiting)
	}
	_, err = a.Jobs.Resume(ctx, j.ID, on.Rev)
	refuses(t, err, fault.Conflict, "not_waiting")
}

func TestCancel_takesPlannedVisitsAlong_butNotWhatHasBegun(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, j := apptest.As(t, a, act.Dispatcher), apptest.Job(t, a, nil)
	v := plan(t, a, j.ID, 11, true)
	_, err := a.Jobs.Cancel(ctx, j.ID, 0, " ")
	refuses(t, err, fault.Invalid, "required [reason]")
	got, err := a.Jobs.Cancel(ctx, j.ID, 0, "Repaired elsewhere")
	if err != nil || got.Status != jobs.Cancelled || got.Reason != "Repaired elsewhere" || got.ClosedAt.IsZero() {
		t.Fatalf("got %+v, %v", got, err)
	}
	if after, _ := a.Jobs.Visit(ctx, v.ID); after.Status != jobs.VisitCancelled || after.Reason != "Repaired elsewhere" {
		t.Errorf("the visit is %s for %q", after.Status, after.Reason)
	}
	if s, _ := a.Jobs.Stamps(ctx, j.ID); len(s) != 2 || s[1].From != jobs.Dispatched || s[1].To != jobs.VisitCancelled {
		t.Errorf("stamps %+v", s)
	}
	begun := apptest.Job(t, a, nil)
	drive(t, a, plan(t, a, begun.ID, 13, true).ID, jobs.Accepted, jobs.Travelling)
	if _, err := a.Jobs.SetPlan(ctx, jobs.Plan{Job: begun.ID, Technician: v.Technician, Start: apptest.At(16, 0), Minutes: 60, Chosen: "person"}); err != nil {
		t.Fatal(err)
	}
	_, err = a.Jobs.Cancel(ctx, begun.ID, 0, "Too late")
	refuses(t, err, fault.Conflict, "job_begun")
}

func TestSetPlan_schedulesTheJobAndStampsIt(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	var raised []jobs.VisitStatus
	a.Jobs.Events.Moved.BindFunc(func(e *jobs.Moved) error { raised = append(raised, e.Visit.Status); return e.Next() })
	v := plan(t, a, j.ID, 11, false)
	got := get(t, a, j.ID)
	if v.Status != jobs.Planned || got.Status != jobs.Scheduled || !got.RespondedAt.Equal(apptest.Now) || v.Minutes() != 60 {
		t.Errorf("visit %s, job %s, responded at %v", v.Status, got.Status, got.RespondedAt)
	}
	if len(raised) != 1 || raised[0] != jobs.Planned {
		t.Errorf("raised %v", raised)
	}
	if _, err := a.Jobs.Tell(apptest.As(t, a, act.Dispatcher), v.ID, v.Rev); err != nil {
		t.Fatal(err)
	}
	stamps, _ := a.Jobs.Stamps(context.Background(), j.ID)
	if len(stamps) != 2 || stamps[1].From != jobs.Planned || stamps[1].To != jobs.Dispatched || stamps[1].ByName != "Deepa Joshi" || stamps[1].Source != "desk" {
		t.Errorf("stamps %+v", stamps)
	}
}

func TestSetPlan_refusesAStaleJob_soThatTwoDispatchersDoNotSendTwo(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, j := apptest.As(t, a, act.Dispatcher), apptest.Job(t, a, nil)
	p := jobs.Plan{Job: j.ID, Rev: j.Rev, Technician: apptest.Technician(t, a, "Ravi Pawar"), Start: apptest.At(11, 0), Minutes: 60, Chosen: "person"}
	if _, err := a.Jobs.SetPlan(ctx, p); err != nil {
		t.Fatal(err)
	}
	_, err := a.Jobs.SetPlan(ctx, p)
	refuses(t, err, fault.Stale, "stale")
	if all, _ := a.Jobs.Visits(ctx, j.ID); len(all) != 1 {
		t.Errorf("%d visits stand", len(all))
	}
}

func TestSetPlan_takesBackWhatSomebodyElseWasTold(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, j := apptest.As(t, a, act.Dispatcher), apptest.Job(t, a, nil)
	sunil := apptest.Technician(t, a, "Sunil More")
	for _, c := range []struct {
		name  string
		tell  bool
		start time.Time
		who   string
		want  jobs.VisitStatus
	}{
		{"another technician, not told", false, apptest.At(11, 0), sunil, jobs.Planned},
		{"another technician, told", true, apptest.At(11, 0), sunil, jobs.Dispatched},
		{"another hour asks again", false, apptest.At(12, 0), "", jobs.Dispatched},
		{"the same hour stays accepted", false, apptest.At(11, 0), "", jobs.Accepted},
	} {
		v := plan(t, a, j.ID, 11, true)
		drive(t, a, v.ID, jobs.Accepted)
		who := c.who
		if who == "" {
			who = v.Technician
		}
		got, err := a.Jobs.SetPlan(ctx, jobs.Plan{Job: j.ID, Visit: v.ID, Technician: who, Start: c.start, Minutes: 60, Chosen: "person", Tell: c.tell})
		if err != nil || got.Status != c.want || got.Technician != who {
			t.Errorf("%s: got %s for %s, %v", c.name, got.Status, got.Technician, err)
		}
	}
}

func TestSetPlan_movesOnlyWhatHasNotBegun(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, j := apptest.As(t, a, act.Dispatcher), apptest.Job(t, a, nil)
	v := plan(t, a, j.ID, 11, true)
	p := jobs.Plan{Job: j.ID, Visit: v.ID, Rev: v.Rev + 5, Technician: v.Technician, Start: apptest.At(12, 0), Minutes: 60, Chosen: "person"}
	_, err := a.Jobs.SetPlan(ctx, p)
	refuses(t, err, fault.Stale, "stale")
	p.Rev = 0
	drive(t, a, v.ID, jobs.Accepted, jobs.Travelling)
	_, err = a.Jobs.SetPlan(ctx, p)
	refuses(t, err, fault.Conflict, "visit_begun")
	drive(t, a, v.ID, jobs.Arrived, jobs.Working, jobs.Done)
	_, err = a.Jobs.SetPlan(ctx, p)
	refuses(t, err, fault.Conflict, "visit_ended")
	p.Job = apptest.Job(t, a, nil).ID
	_, err = a.Jobs.SetPlan(ctx, p)
	refuses(t, err, fault.NotFound, "not_found")
}

func TestAnswer_acceptsAndRejectsOnesOwn(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, j := apptest.AsTechnician(t, a, "Ravi Pawar"), apptest.Job(t, a, nil)
	v := plan(t, a, j.ID, 11, true)
	_, err := a.Jobs.Answer(ravi, jobs.Response{Visit: v.ID, Rev: v.Rev})
	refuses(t, err, fault.Invalid, "required [reason]")
	yes, err := a.Jobs.Answer(ravi, jobs.Response{Visit: v.ID, Rev: v.Rev, Accept: true})
	if err != nil || yes.Status != jobs.Accepted {
		t.Fatalf("got %s, %v", yes.Status, err)
	}
	_, err = a.Jobs.Answer(ravi, jobs.Response{Visit: v.ID, Rev: v.Rev, Reason: "Puncture"})
	refuses(t, err, fault.Stale, "stale")
	no, err := a.Jobs.Answer(ravi, jobs.Response{Visit: v.ID, Rev: yes.Rev, Reason: "Puncture"})
	if err != nil || no.Status != jobs.VisitCancelled || no.Reason != "Puncture" {
		t.Fatalf("got %s, %v", no.Status, err)
	}
	if got := get(t, a, j.ID).Status; got != jobs.Unscheduled {
		t.Errorf("after the rejection the job is %s", got)
	}
	_, err = a.Jobs.Answer(ravi, jobs.Response{Visit: v.ID, Accept: true})
	refuses(t, err, fault.Conflict, "visit_step")
}

func TestAnswer_isRefusedOnceTheWayHasBegun(t *testing.T) {
	a := apptest.NewApp(t)
	v := plan(t, a, apptest.Job(t, a, nil).ID, 11, true)
	drive(t, a, v.ID, jobs.Accepted, jobs.Travelling)
	_, err := a.Jobs.Answer(apptest.AsTechnician(t, a, "Ravi Pawar"), jobs.Response{Visit: v.ID, Reason: "Puncture"})
	refuses(t, err, fault.Conflict, "visit_step")
}

func TestTechnician_findsNeitherAnothersVisitNorOneHeWasNotToldOf(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, sunil := apptest.AsTechnician(t, a, "Ravi Pawar"), apptest.AsTechnician(t, a, "Sunil More")
	told, quiet := plan(t, a, apptest.Job(t, a, nil).ID, 11, true), plan(t, a, apptest.Job(t, a, nil).ID, 13, false)
	for _, c := range []struct {
		name  string
		ctx   context.Context
		visit string
	}{{"another's", sunil, told.ID}, {"not told of", ravi, quiet.ID}, {"none", ravi, "nosuchvisit0001"}} {
		_, err := a.Jobs.Card(c.ctx, c.visit)
		refuses(t, err, fault.NotFound, "not_found")
		_, err = a.Jobs.Visit(c.ctx, c.visit)
		refuses(t, err, fault.NotFound, "not_found")
		_, err = a.Jobs.Answer(c.ctx, jobs.Response{Visit: c.visit, Reason: "Not mine"})
		refuses(t, err, fault.NotFound, "not_found")
	}
	if _, err := a.Jobs.Card(ravi, told.ID); err != nil {
		t.Error(err)
	}
	mine, err := a.Jobs.Mine(context.Background(), told.Technician, clock.Today())
	if err != nil || len(mine) != 1 || mine[0].ID != told.ID {
		t.Errorf("his day shows %v, %v", mine, err)
	}
}

func TestMine_keepsOlderOpenVisits(t *testing.T) {
	a := apptest.NewApp(t)
	v := plan(t, a, apptest.Job(t, a, nil).ID, 11, true)
	tomorrow := clock.Today().AddDays(1)
	mine, err := a.Jobs.Mine(context.Background(), v.Technician, tomorrow)
	if err != nil || len(mine) != 1 {
		t.Fatalf("got %v, %v", mine, err)
	}
	drive(t, a, v.ID, jobs.Accepted, jobs.Arrived, jobs.Working, jobs.Done)
	if mine, _ = a.Jobs.Mine(context.Background(), v.Technician, tomorrow); len(mine) != 0 {
		t.Errorf("a visit that is done shows on the next day")
	}
}

func TestCard_isUnansweredAfterAWhile(t *testing.T) {
	a := apptest.NewApp(t)
	v := plan(t, a, apptest.Job(t, a, nil).ID, 15, true)
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{29 * time.Minute, false}, {31 * time.Minute, true}} {
		clock.Freeze(apptest.Now.Add(c.after))
		card, err := a.Jobs.Card(context.Background(), v.ID)
		if err != nil || card.Unanswered(30*time.Minute) != c.want {
			t.Errorf("after %v: %v, %v", c.after, card.Unanswered(30*time.Minute), err)
		}
	}
	drive(t, a, v.ID, jobs.Accepted)
	if card, _ := a.Jobs.Card(context.Background(), v.ID); card.Unanswered(30 * time.Minute) {
		t.Error("it is accepted and still counts as unanswered")
	}
}

func TestCancelVisit_putsTheJobBack(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, j := apptest.As(t, a, act.Dispatcher), apptest.Job(t, a, nil)
	v := plan(t, a, j.ID, 11, true)
	_, err := a.Jobs.CancelVisit(ctx, v.ID, v.Rev, "")
	refuses(t, err, fault.Invalid, "required [reason]")
	if _, err = a.Jobs.CancelVisit(ctx, v.ID, v.Rev, "Customer is away"); err != nil {
		t.Fatal(err)
	}
	if got := get(t, a, j.ID).Status; got != jobs.Unscheduled {
		t.Errorf("the job is %s", got)
	}
}

func TestMoved_vetoUndoesTheChange(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	v := plan(t, a, j.ID, 11, true)
	no := errors.New("no")
	a.Jobs.Events.Moved.BindFunc(func(*jobs.Moved) error { return no })
	if _, err := a.Jobs.CancelVisit(apptest.As(t, a, act.Dispatcher), v.ID, v.Rev, "Away"); !errors.Is(err, no) {
		t.Fatalf("got %v", err)
	}
	if got := get(t, a, j.ID).Status; got != jobs.Scheduled {
		t.Errorf("the job is %s", got)
	}
}

func TestVisit_lateAndOverrunAreDerived(t *testing.T) {
	t.Cleanup(clock.Freeze(apptest.Now))
	ago, soon := apptest.Now.Add(-time.Minute), apptest.Now.Add(time.Minute)
	for _, c := range []struct {
		v             jobs.Visit
		late, overrun bool
	}{
		{jobs.Visit{Status: jobs.Accepted, Start: ago, End: soon}, true, false},
		{jobs.Visit{Status: jobs.Accepted, Start: soon, End: soon}, false, false},
		{jobs.Visit{Status: jobs.Working, Start: ago, End: soon}, false, false},
		{jobs.Visit{Status: jobs.Working, Start: ago, End: ago}, false, true},
		{jobs.Visit{Status: jobs.Done, Start: ago, End: ago}, false, false},
	} {
		if c.v.Late() != c.late || c.v.Overrun() != c.overrun {
			t.Errorf("%+v: late %v, overrun %v", c.v, c.v.Late(), c.v.Overrun())
		}
	}
}
