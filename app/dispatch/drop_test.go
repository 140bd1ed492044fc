package dispatch_test

import (
	"context"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
)

func drop(t testing.TB, a *app.App, in dispatch.Drop) jobs.Visit {
	t.Helper()
	v, err := a.Dispatch.Drop(apptest.As(t, a, act.Dispatcher), in)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDrop_keepsWhatItDoesNotSpeakOf(t *testing.T) {
	a := apptest.NewApp(t)
	in := to(t, a, apptest.Job(t, a, nil), 11)
	in.Tell, in.Minutes, in.Lock = true, 90, ""
	v := assign(t, a, in)
	moved := drop(t, a, dispatch.Drop{Visit: v.ID, Rev: v.Rev, Technician: v.Technician, Start: apptest.At(15, 0)})
	if !moved.Start.Equal(apptest.At(15, 0)) || moved.Minutes() != 90 || moved.Status != jobs.Dispatched || moved.Chosen != "person" {
		t.Errorf("got %+v", moved)
	}
}

func TestDrop_ofAJobIsNotToldUntilSomebodyTells(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	v := drop(t, a, dispatch.Drop{Job: j.ID, Rev: j.Rev, Technician: apptest.Technician(t, a, "Ravi Pawar"), Start: apptest.At(12, 0)})
	if v.Status != jobs.Planned {
		t.Errorf("the visit is %s, want planned", v.Status)
	}
}

func TestDrop_onADayTakesTheTechniciansBestStart(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	ravi := apptest.Technician(t, a, "Ravi Pawar")
	day := dispatch.BestDay(j).AddDays(1)
	v := drop(t, a, dispatch.Drop{Job: j.ID, Technician: ravi, Day: day})
	r, err := a.Dispatch.RankFor(context.Background(), j.ID, v.ID, day)
	if err != nil || !v.Start.Equal(r.Candidates[0].Start) {
		t.Errorf("starts %v, the ranking says %+v (%v)", v.Start, r, err)
	}
}

func TestDrop_refusesWhatWasChangedMeanwhile_andWhatIsLocked(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	v := assign(t, a, to(t, a, apptest.Job(t, a, nil), 11))
	drop(t, a, dispatch.Drop{Visit: v.ID, Rev: v.Rev, Technician: v.Technician, Start: apptest.At(15, 0)})
	_, err := a.Dispatch.Drop(ctx, dispatch.Drop{Visit: v.ID, Rev: v.Rev, Technician: v.Technician, Start: apptest.At(16, 0)})
	refused(t, err, fault.Stale, "stale")

	for lock, c := range map[string]struct{ hour, technician bool }{"time": {true, false}, "technician": {false, true}, "both": {true, true}} {
		if _, err := a.Dispatch.Lock(ctx, v.ID, 0, lock); err != nil {
			t.Fatal(err)
		}
		_, byHour := a.Dispatch.Drop(ctx, dispatch.Drop{Visit: v.ID, Technician: v.Technician, Start: apptest.At(16, 0)})
		_, byWhom := a.Dispatch.Drop(ctx, dispatch.Drop{Visit: v.ID, Technician: apptest.Technician(t, a, "Sunil More"), Start: apptest.At(15, 0), Insist: true, Reason: "ill"})
		locked := func(err error) bool { return len(fault.All(err)) == 1 && fault.All(err)[0].Code == "visit_locked" }
		if locked(byHour) != c.hour || locked(byWhom) != c.technician {
			t.Errorf("lock %s: another hour %v, another technician %v", lock, byHour, byWhom)
		}
		if _, err := a.Dispatch.Lock(ctx, v.ID, 0, ""); err != nil {
			t.Fatal(err)
		}
		if now, _ := a.Jobs.Visit(ctx, v.ID); now.Technician != v.Technician || !now.Start.Equal(apptest.At(15, 0)) { // put it back for the next
			drop(t, a, dispatch.Drop{Visit: v.ID, Technician: v.Technician, Start: apptest.At(15, 0)})
		}
	}
}

func TestDrop_warnsAndForbidsAsAssigningDoes(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	first := assign(t, a, to(t, a, apptest.Job(t, a, nil), 11))
	j := apptest.Job(t, a, nil)
	in := dispatch.Drop{Job: j.ID, Rev: j.Rev, Technician: first.Technician, Start: first.Start}
	_, err := a.Dispatch.Drop(ctx, in)
	refused(t, err, fault.Confirm, "rule_overlap")
	in.Insist, in.Reason = true, "One house"
	if v := drop(t, a, in); v.OverrideReason != "One house" || len(v.Overrides) != 1 {
		t.Errorf("stored %+v", v)
	}
	policies(t, a, settings.Forbid, settings.Warn)
	j = apptest.Job(t, a, nil)
	_, err = a.Dispatch.Drop(ctx, dispatch.Drop{Job: j.ID, Technician: first.Technician, Start: first.Start, Insist: true, Reason: "again"})
	refused(t, err, fault.Conflict, "rule_forbidden", "rule_forbidden")
}

func TestUndo_putsBackTechnicianHoursAndStatus(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	in := to(t, a, apptest.Job(t, a, nil), 11)
	in.Tell = true
	v := assign(t, a, in)
	v, err := a.Jobs.Advance(ctx, jobs.Progress{Visit: v.ID, Rev: v.Rev, To: jobs.Accepted})
	if err != nil {
		t.Fatal(err)
	}
	moved := drop(t, a, dispatch.Drop{
		Visit: v.ID, Rev: v.Rev, Technician: apptest.Technician(t, a, "Sunil More"), Start: apptest.At(15, 0), Insist: true, Reason: "Ravi is late",
	})
	back, err := a.Dispatch.Undo(ctx, v.ID, moved.Rev)
	if err != nil {
		t.Fatal(err)
	}
	if back.Technician != v.Technician || !back.Start.Equal(v.Start) || !back.End.Equal(v.End) || back.Status != jobs.Accepted || len(back.Overrides) != 0 {
		t.Errorf("before %+v, after the undo %+v", v, back)
	}
	h, err := a.Audit.History(ctx, v.ID, 1)
	if err != nil || h[0].Verb != "visits.undo" || h[0].Who == "" {
		t.Errorf("the log says %+v (%v)", h, err)
	}
}

func TestUndo_ofAJobThatWasDroppedTakesItOffThePlan(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	j := apptest.Job(t, a, nil)
	v := drop(t, a, dispatch.Drop{Job: j.ID, Rev: j.Rev, Technician: apptest.Technician(t, a, "Ravi Pawar"), Start: apptest.At(12, 0)})
	if _, err := a.Dispatch.Undo(ctx, v.ID, v.Rev); err != nil {
		t.Fatal(err)
	}
	if j, _ = a.Jobs.Get(ctx, j.ID); j.Status != jobs.Unscheduled {
		t.Errorf("the job is %s", j.Status)
	}
}

func TestUndo_isRefusedOnceSomebodyChangedIt_andForWhatWasNoDrop(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	v := assign(t, a, to(t, a, apptest.Job(t, a, nil), 11))
	_, err := a.Dispatch.Undo(ctx, v.ID, v.Rev)
	refused(t, err, fault.Conflict, "undo_gone")
	moved := drop(t, a, dispatch.Drop{Visit: v.ID, Rev: v.Rev, Technician: v.Technician, Start: apptest.At(15, 0)})
	if _, err := a.Dispatch.Tell(ctx, v.ID, moved.Rev); err != nil {
		t.Fatal(err)
	}
	_, err = a.Dispatch.Undo(ctx, v.ID, moved.Rev)
	refused(t, err, fault.Stale, "stale")
}

func TestFitOf_saysTravelScoreAndRulesBeforeTheDrop(t *testing.T) {
	a := apptest.NewApp(t)
	first := assign(t, a, to(t, a, apptest.Job(t, a, nil), 11))
	j := apptest.Job(t, a, nil)
	ctx := context.Background()
	free, err := a.Dispatch.FitOf(ctx, dispatch.Drop{Job: j.ID, Technician: first.Technician, Start: apptest.At(14, 0)})
	if err != nil || free.Mode() != settings.Allow || free.Score <= 0 || free.Score > 100 || free.From == "home" || free.Next != "" {
		t.Errorf("at 14:00: %+v (%v)", free, err)
	}
	taken, err := a.Dispatch.FitOf(ctx, dispatch.Drop{Job: j.ID, Technician: first.Technician, Start: apptest.At(11, 30)})
	if err != nil || taken.Mode() != settings.Warn || len(taken.Broken) == 0 || taken.Broken[0].Rule != dispatch.RuleOverlap {
		t.Errorf("at 11:30: %+v (%v)", taken, err)
	}
	before, err := a.Dispatch.FitOf(ctx, dispatch.Drop{Job: j.ID, Technician: first.Technician, Start: apptest.At(10, 0)})
	if err != nil || before.Next == "" || before.From != "home" {
		t.Errorf("at 10:00: %+v (%v)", before, err)
	}
	unskilled, err := a.Dispatch.FitOf(ctx, dispatch.Drop{Job: j.ID, Technician: apptest.Technician(t, a, "Sunil More"), Start: apptest.At(14, 0)})
	if err != nil || unskilled.Mode() != settings.Warn || unskilled.Broken[0].Rule != dispatch.RuleSkill {
		t.Errorf("Sunil: %+v (%v)", unskilled, err)
	}
	_, err = a.Dispatch.FitOf(ctx, dispatch.Drop{Job: j.ID, Technician: apptest.Technician(t, a, "Sunil More"), Day: dispatch.BestDay(j)})
	refused(t, err, fault.Conflict, "no_room")
	_, err = a.Dispatch.FitOf(ctx, dispatch.Drop{Job: j.ID})
	refused(t, err, fault.Invalid, "required", "required")
}

func TestFitAt_agreesWithTheRanking(t *testing.T) {
	a := apptest.NewApp(t)
	assign(t, a, to(t, a, apptest.Job(t, a, nil), 11))
	j := apptest.Job(t, a, nil)
	r, err := a.Dispatch.RankFor(context.Background(), j.ID, "", dispatch.BestDay(j))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Candidates {
		f, err := a.Dispatch.FitOf(context.Background(), dispatch.Drop{Job: j.ID, Technician: c.Technician, Start: c.Start})
		if err != nil || len(f.Broken) > 0 || f.BeforeMin != c.TravelMin {
			t.Errorf("the ranking says %+v, the place %+v (%v)", c, f, err)
		}
	}
}

func TestBoard_namesTheRulesThatStandingPlansBreak(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	one := assign(t, a, to(t, a, apptest.Job(t, a, nil), 11))
	in := to(t, a, apptest.Job(t, a, nil), 11)
	in.Insist, in.Reason = true, "One house"
	assign(t, a, in)
	b, err := a.Dispatch.Board(ctx, dispatch.BestDay(jobs.Job{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range b.Lanes {
		for _, c := range l.Cards {
			if len(c.Broken) != 1 || c.Broken[0].Rule != dispatch.RuleOverlap {
				t.Errorf("%s breaks %+v, want the overlap", c.No, c.Broken)
			}
		}
	}
	drop(t, a, dispatch.Drop{Visit: one.ID, Technician: one.Technician, Start: apptest.At(15, 0)})
	if b, err = a.Dispatch.Board(ctx, dispatch.BestDay(jobs.Job{})); err != nil {
		t.Fatal(err)
	}
	for _, l := range b.Lanes {
		for _, c := range l.Cards {
			if len(c.Broken) != 0 {
				t.Errorf("%s still breaks %+v", c.No, c.Broken)
			}
		}
	}
}

func TestWeek_countsVisitsAndHowFullEachDayIs(t *testing.T) {
	a := apptest.NewApp(t)
	v := assign(t, a, to(t, a, apptest.Job(t, a, nil), 11))
	w, err := a.Dispatch.Week(context.Background(), dispatch.BestDay(jobs.Job{}))
	if err != nil || len(w.Days) != 7 || len(w.Rows) != 2 {
		t.Fatalf("got %+v (%v)", w, err)
	}
	for _, r := range w.Rows {
		first := r.Cells[0]
		if busy := r.ID == v.Technician; busy != (first.Visits == 1) || busy != (first.Utilisation > 0) || r.Cells[1].Visits != 0 {
			t.Errorf("%s: %+v", r.Name, first)
		}
	}
}

func TestBulk_doesEachByItself(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	planned := assign(t, a, to(t, a, apptest.Job(t, a, nil), 11))
	j := apptest.Job(t, a, nil)
	all := func(what dispatch.BulkKind) []dispatch.Outcome {
		t.Helper()
		got, err := a.Dispatch.Bulk(ctx, dispatch.Bulk{What: what, Day: dispatch.BestDay(j), Items: []dispatch.BulkItem{{Visit: planned.ID}, {Job: j.ID, Rev: j.Rev}, {Job: "none"}}})
		if err != nil || len(got) != 3 {
			t.Fatalf("%s: %+v (%v)", what, got, err)
		}
		return got
	}
	got := all(dispatch.BulkLock)
	if got[0].Err != nil || got[0].After.Lock != "both" || got[0].No == "" {
		t.Errorf("the visit: %+v", got[0])
	}
	refused(t, got[1].Err, fault.Conflict, "not_planned")
	refused(t, got[2].Err, fault.NotFound, "not_found")
	if got = all(dispatch.BulkUnlock); got[0].After.Lock != "" {
		t.Errorf("unlocked: %+v", got[0])
	}
	if got = all(dispatch.BulkTell); got[0].After.Status != jobs.Dispatched {
		t.Errorf("told: %+v", got[0])
	}
	got = all(dispatch.BulkBest)
	if got[0].Err != nil || got[1].Err != nil || got[1].After.Status != jobs.Planned {
		t.Errorf("the best for each: %+v", got)
	}
	tomorrow := dispatch.BestDay(j).AddDays(1)
	moved, err := a.Dispatch.Bulk(ctx, dispatch.Bulk{What: dispatch.BulkDay, Day: tomorrow, Items: []dispatch.BulkItem{{Visit: planned.ID}}})
	if err != nil || moved[0].Err != nil || moved[0].After.Start.Sub(got[0].After.Start) != 24*time.Hour {
		t.Errorf("to another day: %+v (%v)", moved, err)
	}
	_, err = a.Dispatch.Bulk(ctx, dispatch.Bulk{What: "burn", Items: []dispatch.BulkItem{{Job: j.ID}}})
	refused(t, err, fault.Invalid, "invalid")
	_, err = a.Dispatch.Bulk(ctx, dispatch.Bulk{What: dispatch.BulkTell})
	refused(t, err, fault.Invalid, "bulk_items")
	_, err = a.Dispatch.Bulk(apptest.As(t, a, act.Accountant), dispatch.Bulk{What: dispatch.BulkTell, Items: []dispatch.BulkItem{{Job: j.ID}}})
	if fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the accountant: %v", err)
	}
}

func TestBoards_areOnesOwnUnlessShared_andOneIsFirst(t *testing.T) {
	a := apptest.NewApp(t)
	deepa, asha := apptest.As(t, a, act.Dispatcher), apptest.As(t, a, act.Owner)
	save := func(ctx context.Context, b dispatch.SavedBoard) dispatch.SavedBoard {
		t.Helper()
		b, err := a.Dispatch.SaveBoard(ctx, b)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	names := func(ctx context.Context) (got string) {
		t.Helper()
		all, err := a.Dispatch.Boards(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range all {
			got += b.Name
			if b.First {
				got += "!"
			}
			got += " "
		}
		return got
	}
	west := save(deepa, dispatch.SavedBoard{Name: " West ", First: true, View: dispatch.View{Face: "week", Slot: 15, Sort: "load", HideOff: true}})
	save(deepa, dispatch.SavedBoard{Name: "Mine", View: dispatch.View{Face: "sideways", Slot: 7}})
	if got := names(deepa); got != "Mine West! " {
		t.Errorf("Deepa sees %q", got)
	}
	if got := names(asha); got != "" {
		t.Errorf("Asha sees %q, which nobody shared", got)
	}
	west.Everyone = true
	west = save(deepa, west)
	if got := names(asha); got != "West " {
		t.Errorf("Asha sees %q, want the shared one, not as hers", got)
	}
	save(deepa, dispatch.SavedBoard{Name: "East", First: true})
	if got := names(deepa); got != "East! Mine West " {
		t.Errorf("Deepa sees %q, want one first", got)
	}
	if all, _ := a.Dispatch.Boards(deepa); all[2].View.Face != "week" || all[2].View.Slot != 15 || !all[2].View.HideOff || all[1].View.Face != "" || all[1].View.Slot != 0 {
		t.Errorf("views %+v", all)
	}
	_, err := a.Dispatch.SaveBoard(asha, west)
	refused(t, err, fault.NotFound, "not_found")
	refused(t, a.Dispatch.RemoveBoard(asha, west.ID), fault.NotFound, "not_found")
	_, err = a.Dispatch.SaveBoard(deepa, dispatch.SavedBoard{Name: "  "})
	refused(t, err, fault.Invalid, "required")
	if err := a.Dispatch.RemoveBoard(deepa, west.ID); err != nil {
		t.Fatal(err)
	}
	if got := names(asha); got != "" {
		t.Errorf("a deleted board is seen: %q", got)
	}
}

func TestNarrow_leavesOutWhomTheViewDoesNotShow(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, sunil := apptest.Technician(t, a, "Ravi Pawar"), apptest.Technician(t, a, "Sunil More")
	b, err := a.Dispatch.Board(context.Background(), dispatch.BestDay(jobs.Job{}))
	if err != nil {
		t.Fatal(err)
	}
	var area string
	for _, l := range b.Lanes {
		if l.Technician.ID == ravi {
			area = l.Technician.Areas[0]
		}
	}
	for name, c := range map[string]struct {
		view dispatch.View
		want int
	}{
		"everybody":              {dispatch.View{}, 2},
		"one":                    {dispatch.View{Technicians: []string{sunil}}, 1},
		"an area and everywhere": {dispatch.View{Areas: []string{area}}, 2},
		"another area":           {dispatch.View{Areas: []string{"other"}}, 1},
		"no such skill":          {dispatch.View{Skills: []string{"other"}}, 0},
		"on duty":                {dispatch.View{HideOff: true}, 2},
	} {
		if got := len(b.Narrow(c.view).Lanes); got != c.want {
			t.Errorf("%s: %d lanes, want %d", name, got, c.want)
		}
	}
}
