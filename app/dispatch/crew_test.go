package dispatch_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
	"doorstep/app/settings"
	"doorstep/app/stock"
)

// two is a job for two, which both technicians can do.
func two(t *testing.T, a *app.App) jobs.Job {
	t.Helper()
	return apptest.Job(t, a, func(b *jobs.Booking) { b.Type, b.Assets, b.Crew = apptest.JobType(t, a, "RO-SVC"), nil, 2 })
}

func codes(err error) string {
	if err == nil {
		return ""
	}
	var all []string
	for _, f := range fault.All(err) {
		all = append(all, f.Code)
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), " ")
}

func TestAssign_holdsHelpersToTheirDay(t *testing.T) {
	a := apptest.NewApp(t)
	desk, ravi, sunil := apptest.As(t, a, act.Dispatcher), apptest.Technician(t, a, "Ravi Pawar"), apptest.Technician(t, a, "Sunil More")
	assign := func(j jobs.Job, lead string, helpers []string, hour int) (jobs.Visit, error) {
		return a.Dispatch.Assign(desk, dispatch.Assignment{Job: j.ID, Technician: lead, Helpers: helpers, Start: apptest.At(hour, 0)})
	}
	j := two(t, a)
	_, err := assign(j, ravi, nil, 12)
	if got := codes(err); got != "rule_crew" {
		t.Errorf("too few: %q", got)
	}
	v, err := assign(j, ravi, []string{sunil, ravi, sunil}, 12)
	if err != nil || !slices.Equal(v.Helpers, []string{sunil}) {
		t.Fatalf("%+v %v", v, err)
	}
	_, err = assign(ro(t, a, 0, 0, 0), sunil, nil, 12)
	if got := codes(err); got != "rule_overlap" {
		t.Errorf("a helper is free where he helps: %q", got)
	}
	_, err = assign(two(t, a), sunil, []string{ravi}, 12)
	if got := codes(err); got != "rule_overlap" {
		t.Errorf("%q", got)
	}
	if text := err.Error(); err != nil && !strings.Contains(text, "rule_overlap") {
		t.Error(text)
	}
	_, err = assign(two(t, a), ravi, []string{"nobody"}, 16)
	if got := codes(err); got != "technician_gone" {
		t.Errorf("%q", got)
	}
	// Moved without a word of helpers, the visit keeps them; another lead takes the helper's place.
	if v, err = a.Dispatch.Assign(desk, dispatch.Assignment{Job: j.ID, Visit: v.ID, Technician: ravi, Start: apptest.At(14, 0)}); err != nil || !slices.Equal(v.Helpers, []string{sunil}) {
		t.Errorf("%+v %v", v, err)
	}
	_, err = a.Dispatch.Assign(desk, dispatch.Assignment{Job: j.ID, Visit: v.ID, Technician: sunil, Start: apptest.At(14, 0)})
	if got := codes(err); got != "rule_crew" {
		t.Errorf("the helper leads, alone: %q", got)
	}
}

func TestHelper_namesHimAndAsksForNoSkill(t *testing.T) {
	w := dispatch.Worker{OnDuty: people.OnDuty{Technician: people.Technician{ID: "s", Name: "Sunil"}}}
	w.OnLeave, w.LeaveReason = true, "Wedding"
	ask := dispatch.Ask{
		Day: clock.DateOf(apptest.Now), Now: apptest.Now, Minutes: 60, Needs: []jobs.Need{{Skill: "ac", Level: 3}}, PartsFirst: true,
		Parts: []jobs.Load{{Item: "cap", Name: "Capacitor", Milli: 1000}},
	}
	got := dispatch.Helper(w, ask, apptest.At(12, 0))
	if len(got) != 1 || got[0].Rule != dispatch.RuleLeave || got[0].Text != "Sunil: On leave: Wedding" {
		t.Errorf("%+v", got)
	}
}

func TestRankFor_findsMatesForACrew(t *testing.T) {
	a := apptest.NewApp(t)
	desk := apptest.As(t, a, act.Dispatcher)
	r, err := a.Dispatch.RankFor(desk, two(t, a).ID, "", clock.DateOf(apptest.Now))
	if err != nil || len(r.Candidates) != 2 || len(r.Candidates[0].With) != 1 || r.Candidates[0].With[0] != r.Candidates[1].Name {
		t.Fatalf("%+v %v", r, err)
	}
	j := two(t, a)
	v, err := a.Dispatch.AssignBest(desk, j.ID, j.Rev, clock.DateOf(apptest.Now), true)
	if err != nil || len(v.Helpers) != 1 {
		t.Errorf("%+v %v", v, err)
	}
	mates, err := a.Dispatch.Mates(desk, two(t, a).ID, "", v.Technician, v.Start, 45)
	if err != nil || len(mates) != 1 || mates[0].Technician != v.Helpers[0] || len(mates[0].Against) != 1 || !strings.HasPrefix(mates[0].Against[0], "Overlaps ") {
		t.Errorf("%+v %v", mates, err)
	}
}

func TestRank_countsPartsOnTheVan(t *testing.T) {
	load := func(items ...string) map[string]int {
		has := map[string]int{}
		for _, i := range items {
			has[i] = 1000
		}
		return has
	}
	a, b := worker(named("All")), worker(named("Some"))
	a.Carries, b.Carries = load("x", "y"), load("x")
	q := ask()
	q.Parts = []jobs.Load{{Item: "x", Name: "Fan", Milli: 1000}, {Item: "y", Name: "Motor", Milli: 1000}}
	r := dispatch.Rank([]dispatch.Worker{b, a}, q, settings.Weights{Parts: 10})
	if got := order(r); got != "All Some" {
		t.Fatal(got)
	}
	if got := r.Candidates[1].Reasons[0]; got.Factor != "parts" || got.Points != 5 || got.Of != 10 || got.Text != "has 1 of 2 parts on the van, lacks 1 × Motor" {
		t.Errorf("%+v", got)
	}
	if got := r.Candidates[0].Reasons[0].Text; got != "has all 2 parts on the van" {
		t.Error(got)
	}
	q.PartsFirst = true
	if r = dispatch.Rank([]dispatch.Worker{b, a}, q, settings.Weights{Travel: 1}); order(r) != "All" || r.Rejected[0].Why[0] != "Not on the van: 1 × Motor" {
		t.Errorf("%+v", r)
	}
	q.PartsFirst, q.Parts = false, []jobs.Load{{Item: "z", Name: "Coil", Milli: 1000}}
	for _, c := range dispatch.Rank([]dispatch.Worker{b, a}, q, settings.DefaultWeights()).Candidates {
		for _, reason := range c.Reasons {
			if reason.Factor == "parts" {
				t.Errorf("parts that nobody has tell people apart: %+v", reason)
			}
		}
	}
}

func TestTell_waitsForThePartsOrAReason(t *testing.T) {
	a := apptest.NewApp(t)
	desk, ravi := apptest.As(t, a, act.Dispatcher), apptest.Technician(t, a, "Ravi Pawar")
	j := apptest.Job(t, a, func(b *jobs.Booking) { b.PartsFirst = true })
	in := dispatch.Assignment{Job: j.ID, Technician: ravi, Start: apptest.At(12, 0)}
	_, err := a.Dispatch.Assign(desk, in)
	if got := codes(err); got != "rule_parts" {
		t.Fatalf("%q", got)
	}
	part := apptest.Item(t, a, "CAP-35")
	load := func(move func() error) {
		t.Helper()
		if err := move(); err != nil {
			t.Fatal(err)
		}
	}
	hand := stock.Handed{Technician: ravi, Rows: []stock.Row{{Item: part, Qty: "1"}}}
	load(func() error { return a.Stock.Load(desk, hand) })
	v, err := a.Dispatch.Assign(desk, in)
	if err != nil {
		t.Fatal(err)
	}
	load(func() error { return a.Stock.Return(desk, hand) })
	_, err = a.Dispatch.Tell(desk, v.ID, v.Rev)
	if got := codes(err); got != "parts_missing" {
		t.Errorf("sent without the part: %q", got)
	}
	in.Visit, in.Insist, in.Reason = v.ID, true, "He buys it on the way"
	if v, err = a.Dispatch.Assign(desk, in); err != nil || len(v.Overrides) != 1 {
		t.Fatalf("%+v %v", v, err)
	}
	if v, err = a.Dispatch.Tell(desk, v.ID, v.Rev); err != nil || v.Status != jobs.Dispatched {
		t.Errorf("%+v %v", v, err)
	}
}

func TestJobType_givesItsCrewToJobs(t *testing.T) {
	a := apptest.NewApp(t)
	owner := apptest.As(t, a, act.Owner)
	in := catalog.JobTypeInput{Code: "AC-INST", Name: "AC installation", Duration: "240", Crew: "2", PartsFirst: true, Active: true}
	kind, err := a.Catalog.CreateJobType(owner, in)
	if err != nil || kind.Crew != 2 || !kind.PartsFirst {
		t.Fatalf("%+v %v", kind, err)
	}
	if j := apptest.Job(t, a, func(b *jobs.Booking) { b.Type = kind.ID }); j.Crew != 2 || !j.PartsFirst {
		t.Errorf("%+v", j)
	}
	in.Code, in.Crew = "AC-INST2", "7"
	_, err = a.Catalog.CreateJobType(owner, in)
	if got := codes(err); got != "number_range" {
		t.Errorf("%q", got)
	}
	if j := apptest.Job(t, a, nil); j.Crew != 1 || j.PartsFirst {
		t.Errorf("%+v", j)
	}
}

func TestPlanDays_fillsShiftsAndPassesOverLeave(t *testing.T) {
	a := apptest.NewApp(t)
	desk, ravi := apptest.As(t, a, act.Dispatcher), apptest.Technician(t, a, "Ravi Pawar")
	today := clock.DateOf(apptest.Now)
	if _, err := a.People.AddLeave(desk, people.LeaveInput{Technician: ravi, From: string(today.AddDays(2)), To: string(today.AddDays(2)), Reason: "Wedding"}); err != nil {
		t.Fatal(err)
	}
	j := apptest.Job(t, a, func(b *jobs.Booking) { b.DurationMin = 1500 })
	days, err := a.Dispatch.ProposeDays(desk, j.ID, ravi, today.AddDays(1))
	if err != nil || len(days) < 2 {
		t.Fatalf("%+v %v", days, err)
	}
	sum := 0
	for _, d := range days {
		sum += d.Work
		if on := clock.DateOf(d.Start); on == today.AddDays(2) || on.Weekday() == time.Sunday {
			t.Errorf("works on %s", on)
		}
	}
	if sum != 1500 {
		t.Errorf("%d minutes are planned of 1500: %+v", sum, days)
	}
	in := dispatch.SeveralDays{Job: j.ID, Rev: j.Rev, Technician: ravi, Days: days}
	visits, err := a.Dispatch.PlanDays(desk, in)
	if err != nil || len(visits) != len(days) || !visits[0].Day {
		t.Fatalf("%+v %v", visits, err)
	}
	// Planned anew, the days in place do not stand in the way of themselves.
	j, _ = a.Jobs.Get(desk, j.ID)
	if again, err := a.Dispatch.ProposeDays(desk, j.ID, ravi, today.AddDays(1)); err != nil || !slices.Equal(again, days) {
		t.Errorf("%+v %v", again, err)
	}
	in.Rev = j.Rev
	if _, err := a.Dispatch.PlanDays(desk, in); err != nil {
		t.Error(err)
	}
}

func TestPlanDays_refusesWhatCannotBe(t *testing.T) {
	a := apptest.NewApp(t)
	desk, ravi := apptest.As(t, a, act.Dispatcher), apptest.Technician(t, a, "Ravi Pawar")
	j := apptest.Job(t, a, func(b *jobs.Booking) { b.DurationMin = 900 })
	day := func(n, hour, minutes int) dispatch.WorkDay {
		return dispatch.WorkDay{Start: apptest.At(hour, 0).AddDate(0, 0, n), Minutes: minutes}
	}
	for _, c := range []struct {
		name, want string
		change     func(*dispatch.SeveralDays)
	}{
		{"nobody", "required", func(in *dispatch.SeveralDays) { in.Technician = "" }},
		{"no day", "days_few", func(in *dispatch.SeveralDays) { in.Days = nil }},
		{"one in another", "days_order", func(in *dispatch.SeveralDays) { in.Days[1] = day(1, 12, 60) }},
		{"too short", "day_long", func(in *dispatch.SeveralDays) { in.Days[0].Minutes = 0 }},
		{"night work", "rule_shift", func(in *dispatch.SeveralDays) { in.Days[1] = day(2, 20, 240) }},
		{"insisting without a reason", "required", func(in *dispatch.SeveralDays) { in.Insist = true }},
		{"somebody who left", "technician_gone", func(in *dispatch.SeveralDays) { in.Technician = "nobody" }},
		{"an old page", "stale", func(in *dispatch.SeveralDays) { in.Rev = j.Rev + 3 }},
	} {
		in := dispatch.SeveralDays{Job: j.ID, Rev: j.Rev, Technician: ravi, Days: []dispatch.WorkDay{day(1, 11, 240), day(2, 11, 240)}}
		c.change(&in)
		_, err := a.Dispatch.PlanDays(desk, in)
		if got := codes(err); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	_, err := a.Dispatch.PlanDays(apptest.As(t, a, act.Storekeeper), dispatch.SeveralDays{})
	if fault.KindOf(err) != fault.Forbidden {
		t.Error(err)
	}
}
