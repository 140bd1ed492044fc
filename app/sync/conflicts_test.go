package sync_test

import (
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// basement lets Ravi accept, lets change happen at the office, and then gets what he did meanwhile: way, arrival, work.
func basement(t *testing.T, a *app.App, change func(v jobs.Visit)) (jobs.Job, jobs.Visit) {
	t.Helper()
	j, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	want(t, p.send(p.item("visit.answer", v.ID, "accept", "yes")), "done")
	later(t, 30*time.Minute)
	change(visit(t, a, v.ID))
	travel := p.item("visit.step", v.ID, "to", "travelling")
	later(t, 10*time.Minute)
	arrive, work := p.item("visit.step", v.ID, "to", "arrived"), p.item("visit.step", v.ID, "to", "working")
	later(t, 20*time.Minute)
	end := p.item("visit.step", v.ID, "to", "cannot_complete", "reason", "wrong machine")
	later(t, time.Hour)
	r := p.send(travel, arrive, work, end)
	for _, res := range r.Results {
		if res.State != "conflict" {
			t.Fatalf("%+v", r)
		}
	}
	return j, v
}

func cancel(t *testing.T, a *app.App) func(jobs.Visit) {
	return func(v jobs.Visit) {
		t.Helper()
		if _, err := a.Jobs.CancelVisit(office(t, a), v.ID, v.Rev, "called off"); err != nil {
			t.Fatal(err)
		}
	}
}

func giveTo(t *testing.T, a *app.App, name string) func(jobs.Visit) {
	return func(v jobs.Visit) {
		t.Helper()
		if _, err := a.Jobs.SetPlan(office(t, a), jobs.Plan{
			Job: v.Job, Visit: v.ID, Technician: apptest.Technician(t, a, name), Start: v.Start, Minutes: v.Minutes(), Chosen: "person", Tell: true,
		}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAccept_takesHisWordOnANewVisitWhereTheOldOneIsHisNoMore(t *testing.T) {
	for name, change := range map[string]func(*testing.T, *app.App) func(jobs.Visit){
		"cancelled":        cancel,
		"given to another": func(t *testing.T, a *app.App) func(jobs.Visit) { return giveTo(t, a, "Sunil More") },
	} {
		t.Run(name, func(t *testing.T) {
			a := apptest.NewApp(t)
			j, old := basement(t, a, change(t, a))
			all := conflicts(t, a)
			if len(all) != 1 || len(all[0].Items) != 4 || all[0].Items[0].Data["to"] != "travelling" {
				t.Fatalf("the office sees %+v", all)
			}
			if err := a.Sync.Accept(office(t, a), old.ID, "he was there"); err != nil {
				t.Fatal(err)
			}
			visits, err := a.Jobs.Visits(office(t, a), j.ID)
			if err != nil || len(visits) != 2 {
				t.Fatalf("%d visits (%v)", len(visits), err)
			}
			fresh := visits[0]
			if fresh.ID == old.ID {
				fresh = visits[1]
			}
			v := visit(t, a, fresh.ID)
			if v.Status != jobs.CannotComplete || v.Technician != old.Technician || !v.Start.Equal(old.Start) || v.Minutes() != old.Minutes() || v.Reason != "wrong machine" {
				t.Errorf("the new visit is %+v", v)
			}
			if want := apptest.Now.Add(40 * time.Minute); !v.ActualStart.Equal(want) {
				t.Errorf("he arrived at %v, want %v", v.ActualStart, want)
			}
			if n, err := a.Sync.Open(t.Context()); err != nil || n != 0 {
				t.Errorf("%d are still open (%v)", n, err)
			}
			for _, k := range kept(t, a, old.ID)[1:] {
				if k.State != "accepted" || k.SettledBy != "Deepa Joshi" || k.Reason != "he was there" {
					t.Errorf("kept %+v", k)
				}
			}
			if err := a.Sync.Accept(office(t, a), old.ID, ""); fault.KindOf(err) != fault.Conflict {
				t.Errorf("again: %v", err)
			}
			p := phoneOf(t, a, "Ravi Pawar")
			p.seq = 1
			if r := p.send(p.item("visit.note", "none", "text", "x")); r.Last < 5 {
				t.Errorf("the numbers began anew: %+v", r)
			}
		})
	}
}

func TestAccept_usesTheVisitItselfWhereItStillFits(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	skip := p.item("visit.step", v.ID, "to", "travelling") // he set out without saying yes
	want(t, p.send(skip), "conflict visit_step")
	if _, err := a.Jobs.Advance(office(t, a), jobs.Progress{Visit: v.ID, To: jobs.Accepted}); err != nil {
		t.Fatal(err)
	}
	if err := a.Sync.Accept(office(t, a), v.ID, ""); err != nil {
		t.Fatal(err)
	}
	if got := visit(t, a, v.ID); got.Status != jobs.Travelling {
		t.Errorf("the visit is %s", got.Status)
	}
	want(t, p.send(skip), "done")
}

func TestAccept_changesNothingWhereOneItemCannotBeApplied(t *testing.T) {
	a := apptest.NewApp(t)
	j, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	want(t, p.send(p.item("visit.answer", v.ID, "accept", "yes"), p.item("visit.step", v.ID, "to", "done"), p.item("visit.step", v.ID, "to", "working")),
		"done", "conflict visit_step", "conflict visit_step")
	if err := a.Sync.Accept(office(t, a), v.ID, ""); fault.KindOf(err) != fault.Conflict {
		t.Errorf("%v", err)
	}
	if err := a.Sync.Accept(office(t, a), "none", ""); fault.KindOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
	if err := a.Sync.Accept(p.ctx, v.ID, ""); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("%v", err)
	}
	if n, _ := a.Sync.Open(t.Context()); n != 2 || visit(t, a, v.ID).Status != jobs.Accepted {
		t.Errorf("%d open, the visit is %s", n, visit(t, a, v.ID).Status)
	}
	cancel(t, a)(visit(t, a, v.ID))
	if _, err := a.Jobs.Cancel(office(t, a), j.ID, 0, "no more"); err != nil {
		t.Fatal(err)
	}
	if err := a.Sync.Accept(office(t, a), v.ID, ""); fault.KindOf(err) != fault.Conflict {
		t.Errorf("of a cancelled job: %v", err)
	}
	if visits, _ := a.Jobs.Visits(office(t, a), j.ID); len(visits) != 1 {
		t.Errorf("%d visits", len(visits))
	}
}

func TestAccept_sendsARefusalOfWhatHeHasNoMoreToTheOtherButton(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	giveTo(t, a, "Sunil More")(v)
	p := phoneOf(t, a, "Ravi Pawar")
	want(t, p.send(p.item("visit.answer", v.ID, "accept", "no", "reason", "far")), "conflict not_found")
	if err := a.Sync.Accept(office(t, a), v.ID, ""); len(fault.All(err)) != 1 || fault.All(err)[0].Code != "conflict_moot" {
		t.Errorf("%v", err)
	}
}

func TestSetAside_leavesThingsAndKeepsTheItems(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := basement(t, a, cancel(t, a))
	var ids []string
	for _, k := range conflicts(t, a)[0].Items {
		ids = append(ids, k.ID)
	}
	if err := a.Sync.SetAside(office(t, a), ids, " "); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	if err := a.Sync.SetAside(office(t, a), ids, "the customer says nobody came"); err != nil {
		t.Fatal(err)
	}
	if err := a.Sync.SetAside(office(t, a), ids, "again"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("again: %v", err)
	}
	if n, _ := a.Sync.Open(t.Context()); n != 0 || visit(t, a, v.ID).Status != jobs.VisitCancelled {
		t.Errorf("%d open, the visit is %s", n, visit(t, a, v.ID).Status)
	}
	for _, k := range kept(t, a, v.ID)[1:] {
		if k.State != "set_aside" || k.Data["to"] == "" {
			t.Errorf("%+v", k)
		}
	}
}

func TestInbox_isNeverEditedOrDeleted(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	want(t, p.send(p.item("visit.answer", v.ID, "accept", "yes"), p.item("visit.step", v.ID, "to", "done")), "done", "conflict visit_step")
	for _, k := range kept(t, a, v.ID) {
		r, err := a.Core.FindRecordById("inbox", k.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Core.Delete(r); err == nil {
			t.Error("an item was deleted")
		}
		for field, value := range map[string]any{"state": "done", "body": `{}`, "reason": "x"} {
			r, _ := a.Core.FindRecordById("inbox", k.ID)
			r.Set(field, value)
			if err := a.Core.Save(r); err == nil {
				t.Errorf("%s of an item was changed", field)
			}
		}
	}
}

func TestAccept_takesWhatBelongsToNoVisitByItsOwnID(t *testing.T) {
	a := apptest.NewApp(t)
	p := phoneOf(t, a, "Ravi Pawar")
	start := p.item("day.start", "")
	start.At = start.At.Add(time.Hour)
	want(t, p.send(start), "conflict time_future")
	all := conflicts(t, a)
	if len(all) != 1 || all[0].Visit != "" || all[0].TechName != "Ravi Pawar" {
		t.Fatalf("%+v", all)
	}
	if err := a.Sync.Accept(office(t, a), all[0].Items[0].ID, "his clock was wrong"); err != nil {
		t.Fatal(err)
	}
	day, err := a.People.Day(office(t, a), apptest.Technician(t, a, "Ravi Pawar"), clock.DateOf(apptest.Now))
	if err != nil || !day.Start.Equal(apptest.Now) {
		t.Errorf("his day is %+v (%v)", day, err)
	}
	want(t, p.send(start), "done")
}

func TestAccept_standsForAReadingThatIsLowerThanTheLast(t *testing.T) {
	a := apptest.NewApp(t)
	p := phoneOf(t, a, "Ravi Pawar")
	read := func(value string) (jobs.Visit, string) {
		j, v := sent(t, a)
		r := p.send(p.item("visit.answer", v.ID, "accept", "yes"), p.item("visit.check", v.ID, "check", j.Checklist[1].ID, "asset", j.Assets[0], "value", value))
		return v, r.Results[1].State + " " + r.Results[1].Code
	}
	if _, end := read("9"); end != "done " {
		t.Fatal(end)
	}
	later(t, time.Hour)
	v, end := read("5")
	if end != "conflict reading_lower" {
		t.Fatal(end)
	}
	if err := a.Sync.Accept(office(t, a), v.ID, "a new meter"); err != nil {
		t.Fatal(err)
	}
	got, err := a.Jobs.Proof(office(t, a), v.ID)
	if err != nil || len(got.Answers) != 1 || got.Answers[0].Value != "5" || !got.Answers[0].Lower {
		t.Errorf("%+v %v", got.Answers, err)
	}
}
