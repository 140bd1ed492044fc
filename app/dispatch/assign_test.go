package dispatch_test

import (
	"context"
	"strings"
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
	"doorstep/app/kernel/sla"
	"doorstep/app/people"
	"doorstep/app/settings"
)

// to is an assignment of the job to Ravi at an hour of the frozen Monday.
func to(t testing.TB, a *app.App, j jobs.Job, hour int) dispatch.Assignment {
	t.Helper()
	return dispatch.Assignment{Job: j.ID, Rev: j.Rev, Technician: apptest.Technician(t, a, "Ravi Pawar"), Start: apptest.At(hour, 0)}
}

func assign(t testing.TB, a *app.App, in dispatch.Assignment) jobs.Visit {
	t.Helper()
	v, err := a.Dispatch.Assign(apptest.As(t, a, act.Dispatcher), in)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func refused(t *testing.T, err error, kind fault.Kind, codes ...string) {
	t.Helper()
	var got []string
	for _, e := range fault.All(err) {
		got = append(got, e.Code)
	}
	if err == nil || fault.KindOf(err) != kind || strings.Join(got, " ") != strings.Join(codes, " ") {
		t.Errorf("got %v of kind %d, want %v of kind %d", err, fault.KindOf(err), codes, kind)
	}
}

func policies(t *testing.T, a *app.App, overlap, hours string) {
	t.Helper()
	_, err := a.Settings.UpdateDispatch(apptest.As(t, a, act.Owner), settings.DispatchInput{
		Travel: "30", SLA: "25", Skill: "15", Parts: "10", Load: "10", Preferred: "5", History: "5",
		Overlap: overlap, OutOfHours: hours, FenceM: "100", AcceptMin: "30", TrailDays: "90",
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAssign_plansAndTells(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	in := to(t, a, j, 11)
	in.Tell = true
	v := assign(t, a, in)
	if v.Status != jobs.Dispatched || v.Minutes() != 60 || v.Chosen != "person" || len(v.Overrides) != 0 {
		t.Errorf("got %+v", v)
	}
	if got, _ := a.Jobs.Get(context.Background(), j.ID); got.Status != jobs.Scheduled {
		t.Errorf("the job is %s", got.Status)
	}
}

func TestAssign_warnsOfBrokenRules_andStoresWhatSomebodyInsistsOn(t *testing.T) {
	a := apptest.NewApp(t)
	assign(t, a, to(t, a, apptest.Job(t, a, nil), 11))
	j := apptest.Job(t, a, nil)
	in, ctx := to(t, a, j, 11), apptest.As(t, a, act.Dispatcher)
	in.Reason = "Customer asked for this hour"
	_, err := a.Dispatch.Assign(ctx, in)
	refused(t, err, fault.Confirm, "rule_overlap")
	if all, _ := a.Jobs.Visits(ctx, j.ID); len(all) != 0 {
		t.Fatal("the visit was stored in spite of the warning")
	}
	in.Insist, in.Reason = true, "  "
	_, err = a.Dispatch.Assign(ctx, in)
	refused(t, err, fault.Invalid, "required")
	in.Reason = "Both are in one house"
	v := assign(t, a, in)
	if len(v.Overrides) != 1 || v.Overrides[0].Rule != "overlap" || !strings.Contains(v.Overrides[0].Text, "J-00001") || v.OverrideReason != in.Reason {
		t.Errorf("stored %+v for %q", v.Overrides, v.OverrideReason)
	}
}

func TestAssign_namesEveryRuleThatIsBroken(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, func(b *jobs.Booking) { b.PromisedFrom, b.PromisedTo = apptest.At(14, 0), apptest.At(16, 0) })
	in := to(t, a, j, 7)
	in.Technician = apptest.Technician(t, a, "Sunil More")
	_, err := a.Dispatch.Assign(apptest.As(t, a, act.Dispatcher), in)
	refused(t, err, fault.Confirm, "rule_skill", "rule_past", "rule_window", "rule_shift")
}

func TestAssign_cannotSetAsideWhatSettingsForbid(t *testing.T) {
	a := apptest.NewApp(t)
	policies(t, a, settings.Forbid, settings.Allow)
	assign(t, a, to(t, a, apptest.Job(t, a, nil), 11))
	in := to(t, a, apptest.Job(t, a, nil), 11)
	in.Insist, in.Reason = true, "I insist"
	_, err := a.Dispatch.Assign(apptest.As(t, a, act.Dispatcher), in)
	refused(t, err, fault.Conflict, "rule_forbidden")
	late := to(t, a, apptest.Job(t, a, nil), 20)
	if v := assign(t, a, late); len(v.Overrides) != 0 {
		t.Errorf("what is allowed was stored as an exception: %+v", v.Overrides)
	}
}

func TestAssign_warnsOfLeave(t *testing.T) {
	a := apptest.NewApp(t)
	in := to(t, a, apptest.Job(t, a, nil), 11)
	day := string(clock.Today())
	if _, err := a.People.AddLeave(apptest.As(t, a, act.Dispatcher), people.LeaveInput{Technician: in.Technician, From: day, To: day, Reason: "fever"}); err != nil {
		t.Fatal(err)
	}
	_, err := a.Dispatch.Assign(apptest.As(t, a, act.Dispatcher), in)
	refused(t, err, fault.Confirm, "rule_leave")
	if r, err := a.Dispatch.RankFor(context.Background(), in.Job, "", clock.Today()); err != nil || len(r.Candidates) != 0 || len(r.Rejected) != 2 {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestAssign_refusesWhatIsWrong(t *testing.T) {
	a := apptest.NewApp(t)
	j, ctx := apptest.Job(t, a, nil), apptest.As(t, a, act.Dispatcher)
	for _, c := range []struct {
		change func(*dispatch.Assignment)
		kind   fault.Kind
		code   string
	}{
		{func(in *dispatch.Assignment) { in.Technician = "" }, fault.Invalid, "required"},
		{func(in *dispatch.Assignment) { in.Start = time.Time{} }, fault.Invalid, "required"},
		{func(in *dispatch.Assignment) { in.Minutes = 3 }, fault.Invalid, "duration_bad"},
		{func(in *dispatch.Assignment) { in.Technician = "nosuchtech00001" }, fault.Invalid, "technician_gone"},
		{func(in *dispatch.Assignment) { in.Job = "nosuchjob000001" }, fault.NotFound, "not_found"},
		{func(in *dispatch.Assignment) { in.Rev = j.Rev + 1 }, fault.Stale, "stale"},
		{func(in *dispatch.Assignment) { in.Visit = "nosuchvisit0001" }, fault.NotFound, "not_found"},
	} {
		in := to(t, a, j, 11)
		c.change(&in)
		_, err := a.Dispatch.Assign(ctx, in)
		refused(t, err, c.kind, c.code)
	}
	for _, role := range []act.Role{act.Accountant, act.Storekeeper, act.Technician} {
		_, err := a.Dispatch.Assign(apptest.As(t, a, role), to(t, a, j, 11))
		refused(t, err, fault.Forbidden, "not_allowed")
		_, err = a.Dispatch.AssignBest(apptest.As(t, a, role), j.ID, 0, "", false)
		refused(t, err, fault.Forbidden, "not_allowed")
	}
	if _, err := a.Jobs.Cancel(ctx, j.ID, 0, "Not needed"); err != nil {
		t.Fatal(err)
	}
	in := to(t, a, j, 11)
	in.Rev = 0
	_, err := a.Dispatch.Assign(ctx, in)
	refused(t, err, fault.Conflict, "job_ended")
}

func TestAssign_movesAVisit_andItsOwnPlaceDoesNotCount(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	v := assign(t, a, to(t, a, j, 11))
	in := to(t, a, j, 11)
	in.Visit, in.Rev, in.Minutes, in.Lock, in.Start = v.ID, v.Rev, 90, "both", apptest.At(11, 30)
	moved := assign(t, a, in)
	if moved.ID != v.ID || !moved.Start.Equal(apptest.At(11, 30)) || moved.Minutes() != 90 || moved.Lock != "both" {
		t.Errorf("got %+v", moved)
	}
	_, err := a.Dispatch.Assign(apptest.As(t, a, act.Dispatcher), in)
	refused(t, err, fault.Stale, "stale")
	if all, _ := a.Jobs.Visits(context.Background(), j.ID); len(all) != 1 {
		t.Errorf("%d visits", len(all))
	}
}

func TestAssignBest_takesTheFirstOfTheRanking(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	r, err := a.Dispatch.RankFor(context.Background(), j.ID, "", "")
	if err != nil || len(r.Candidates) != 1 || r.Candidates[0].Name != "Ravi Pawar" || len(r.Rejected) != 1 || r.Rejected[0].Name != "Sunil More" {
		t.Fatalf("got %+v, %v", r, err)
	}
	v, err := a.Dispatch.AssignBest(apptest.As(t, a, act.Dispatcher), j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	best := r.Candidates[0]
	if v.Technician != best.Technician || !v.Start.Equal(best.Start) || v.Score != best.Score || v.Chosen != "best" || v.Status != jobs.Dispatched {
		t.Errorf("got %+v, the best is %+v", v, best)
	}
	_, err = a.Dispatch.AssignBest(apptest.As(t, a, act.Dispatcher), j.ID, j.Rev, "", true)
	refused(t, err, fault.Stale, "stale")
}

func TestAssignBest_saysThatNobodyFits(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	_, err := a.Dispatch.AssignBest(apptest.As(t, a, act.Dispatcher), j.ID, j.Rev, "2026-11-22", true) // a Sunday
	refused(t, err, fault.Conflict, "nobody_fits")
	if got, _ := a.Jobs.Get(context.Background(), j.ID); got.Status != jobs.Unscheduled || got.Rev != j.Rev {
		t.Errorf("got %s, revision %d", got.Status, got.Rev)
	}
}

func TestRankFor_looksFirstOnTheDayOfThePromise(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, func(b *jobs.Booking) {
		b.PromisedFrom, b.PromisedTo = apptest.At(10, 0).AddDate(0, 0, 2), apptest.At(12, 0).AddDate(0, 0, 2)
	})
	r, err := a.Dispatch.RankFor(context.Background(), j.ID, "", "")
	if err != nil || r.Day != clock.Today().AddDays(2) || len(r.Candidates) != 1 || r.Candidates[0].Start.Before(j.PromisedFrom) {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestRankFor_knowsPreferencesAndWhoWasThere(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	first := apptest.Job(t, a, nil)
	v := assign(t, a, to(t, a, first, 11))
	for _, s := range []jobs.VisitStatus{jobs.Dispatched, jobs.Accepted, jobs.Arrived, jobs.Working, jobs.Done} {
		r, err := a.Core.FindRecordById("visits", v.ID)
		if err != nil {
			t.Fatal(err)
		}
		r.Set("status", string(s))
		if err := a.Core.Save(r); err != nil {
			t.Fatal(err)
		}
	}
	j := apptest.Job(t, a, nil)
	r, err := a.Dispatch.RankFor(ctx, j.ID, "", "")
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, x := range r.Candidates[0].Reasons {
		found = found || x.Factor == "history" && x.Text == "Once at this site before"
	}
	if !found {
		t.Errorf("got %+v", r.Candidates[0].Reasons)
	}
}

func TestBoard_showsEveryVisitOnItsLane(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	v := assign(t, a, to(t, a, j, 11))
	b, err := a.Dispatch.Board(context.Background(), clock.Today())
	if err != nil || len(b.Lanes) != 2 || b.From != 540 || b.To != 1080 {
		t.Fatalf("got %+v, %v", b, err)
	}
	ravi := b.Lanes[0]
	if ravi.Technician.Name != "Ravi Pawar" || len(ravi.Cards) != 1 || ravi.Cards[0].ID != v.ID || ravi.Cards[0].Colour != sla.Green || ravi.Utilisation < 11 {
		t.Errorf("got %+v", ravi)
	}
}

func TestBoard_drawsTheHoursOfTheShiftsAndTheVisits(t *testing.T) {
	a := apptest.NewApp(t)
	for name, c := range map[string]struct {
		day      clock.Date
		from, to int
	}{"shift": {clock.Today(), 540, 1080}, "nobody works": {clock.Date("2026-11-22"), 540, 1080}} {
		if b, err := a.Dispatch.Board(context.Background(), c.day); err != nil || b.From != c.from || b.To != c.to {
			t.Errorf("%s: %d–%d, %v", name, b.From, b.To, err)
		}
	}
	in := to(t, a, apptest.Job(t, a, nil), 19)
	in.Reason, in.Insist = "the customer asked", true
	assign(t, a, in)
	if b, err := a.Dispatch.Board(context.Background(), clock.Today()); err != nil || b.From != 540 || b.To != 1200 {
		t.Errorf("with a visit at seven in the evening: %d–%d, %v", b.From, b.To, err)
	}
}

func TestBoard_keepsALaneForVisitsOfWhoeverLeft(t *testing.T) {
	a := apptest.NewApp(t)
	v := assign(t, a, to(t, a, apptest.Job(t, a, nil), 11))
	// Past visits keep their lane when he leaves later; the guard on open visits is not asked here.
	if _, err := a.Core.NonconcurrentDB().NewQuery("UPDATE technicians SET active = FALSE WHERE id = {:id}").
		Bind(dbx.Params{"id": v.Technician}).Execute(); err != nil {
		t.Fatal(err)
	}
	b, err := a.Dispatch.Board(context.Background(), clock.Today())
	if err != nil || len(b.Lanes) != 2 || b.Lanes[1].Technician.Name != "Ravi Pawar" || len(b.Lanes[1].Cards) != 1 || len(b.Lanes[0].Spans) == 0 {
		t.Errorf("got %+v, %v", b.Lanes, err)
	}
}

// On a Friday evening little working time is used of what is due on Saturday; once past due, night or not, it is red.
func TestBoard_coloursByWorkingTime(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	in := to(t, a, j, 11)
	assign(t, a, in)
	cal, err := a.Settings.Calendar(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	due := j.DueAt()
	whole := cal.Between(j.SLAFrom, due)
	for _, c := range []struct {
		share time.Duration
		want  sla.Colour
	}{{10, sla.Green}, {60, sla.Yellow}, {80, sla.Orange}} {
		now, _ := cal.Add(j.SLAFrom, whole*c.share/100)
		clock.Freeze(now)
		if got := card(t, a).Colour; got != c.want {
			t.Errorf("after %d %%: %s, want %s", c.share, got, c.want)
		}
	}
	clock.Freeze(due.Add(time.Minute))
	if got := card(t, a); got.Colour != sla.Red || got.LeftMin != -1 {
		t.Errorf("past due: %s, %d min", got.Colour, got.LeftMin)
	}
}

func card(t *testing.T, a *app.App) dispatch.BoardCard {
	t.Helper()
	b, err := a.Dispatch.Board(context.Background(), "2026-11-16")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range b.Lanes {
		if len(l.Cards) > 0 {
			return l.Cards[0]
		}
	}
	t.Fatal("no card")
	return dispatch.BoardCard{}
}

func TestAssign_seesTheDaysThatALongVisitTakes(t *testing.T) {
	a := apptest.NewApp(t)
	policies(t, a, settings.Warn, settings.Allow)
	long := to(t, a, apptest.Job(t, a, nil), 11)
	long.Minutes = 1500
	j := apptest.Job(t, a, nil)
	next := to(t, a, j, 11)
	next.Start = next.Start.AddDate(0, 0, 1)
	assign(t, a, long)
	_, err := a.Dispatch.Assign(apptest.As(t, a, act.Dispatcher), next)
	refused(t, err, fault.Confirm, "rule_overlap")
	next.Start = next.Start.Add(3 * time.Hour)
	assign(t, a, next)
	again := to(t, a, apptest.Job(t, a, nil), 11)
	again.Start, again.Minutes = long.Start.AddDate(0, 0, -1), 2880
	t.Cleanup(clock.Freeze(again.Start.Add(-time.Hour)))
	_, err = a.Dispatch.Assign(apptest.As(t, a, act.Dispatcher), again)
	if err == nil || !strings.Contains(err.Error(), "rule_overlap") {
		t.Errorf("a visit over the days before runs into the long one: %v", err)
	}
	r, err := a.Dispatch.RankFor(context.Background(), j.ID, "", clock.DateOf(next.Start))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Candidates {
		if c.Technician == long.Technician && c.Start.Before(long.Start.Add(25*time.Hour)) {
			t.Errorf("Ravi may begin at %v, but is away until %v", c.Start, long.Start.Add(25*time.Hour))
		}
	}
}
