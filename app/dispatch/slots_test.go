package dispatch_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
)

// wanted is what the template's customer asks for: an AC repair at her site.
func wanted(t testing.TB, a *app.App) dispatch.SlotAsk {
	t.Helper()
	b := apptest.Booking(t, a)
	site, err := a.Customers.SiteByID(context.Background(), b.Site)
	if err != nil {
		t.Fatal(err)
	}
	kind, err := a.Catalog.JobType(context.Background(), b.Type)
	if err != nil {
		t.Fatal(err)
	}
	return dispatch.SlotAsk{
		Customer: b.Customer, At: site.At, Pin: site.Pin, Place: site.Address, Minutes: kind.DurationMin, Needs: kind.Skills, Priority: kind.Priority,
	}
}

func openings(t testing.TB, a *app.App, ask dispatch.SlotAsk) dispatch.Openings {
	t.Helper()
	o, err := a.Dispatch.Openings(apptest.As(t, a, act.Dispatcher), ask)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOpenings_beginWithTheNextWindow(t *testing.T) {
	a := apptest.NewApp(t)
	o := openings(t, a, wanted(t, a))
	if len(o.Windows) == 0 {
		t.Fatalf("nothing is open: %+v", o.Shut)
	}
	first := o.Windows[0]
	if !first.From.Equal(apptest.At(9, 0)) || !first.To.Equal(apptest.At(11, 0)) || len(first.Can) != 1 || first.Can[0].Name != "Ravi Pawar" {
		t.Errorf("got %+v", first)
	}
	for i := 1; i < len(o.Windows); i++ {
		if o.Windows[i].From.Before(o.Windows[i-1].To) {
			t.Errorf("%v comes after %v", o.Windows[i].From, o.Windows[i-1].To)
		}
	}
	if len(o.Shut) != 1 || o.Shut[0].Day != "2026-11-22" || o.Shut[0].Why != "Closed" {
		t.Errorf("shut on %+v, want on Sunday", o.Shut)
	}
}

func TestOpenings_sayWhyNobodyComes(t *testing.T) {
	for _, c := range []struct {
		name, want string
		change     func(*app.App, *dispatch.SlotAsk)
	}{
		{"skill", "without " + people.Trades[0].Skill + " level 5", func(_ *app.App, in *dispatch.SlotAsk) {
			in.Needs = []catalog.Need{{Skill: in.Needs[0].Skill, Level: 5}}
		}},
		{"area", "not going to PIN 411001", func(_ *app.App, in *dispatch.SlotAsk) { in.Pin = "411001" }},
		{"leave", "on leave or off", func(a *app.App, _ *dispatch.SlotAsk) {
			for _, name := range []string{"Ravi Pawar", "Sunil More"} {
				if _, err := a.People.AddLeave(apptest.As(t, a, act.Owner), people.LeaveInput{
					Technician: apptest.Technician(t, a, name), From: "2026-11-16", To: "2026-11-30",
				}); err != nil {
					t.Fatal(err)
				}
			}
		}},
		{"restricted", "not wanted by this customer", func(a *app.App, in *dispatch.SlotAsk) {
			in.Needs = nil
			for _, name := range []string{"Ravi Pawar", "Sunil More"} {
				if _, err := a.Customers.SetPreference(apptest.As(t, a, act.Dispatcher), customers.PreferenceInput{
					Customer: in.Customer, Technician: apptest.Technician(t, a, name), Strength: customers.Restricted,
				}); err != nil {
					t.Fatal(err)
				}
			}
		}},
		{"too long", "with no room in the day", func(_ *app.App, in *dispatch.SlotAsk) { in.Minutes = 600 }},
		{"a crew that is not there", "with no room together with 2 more", func(_ *app.App, in *dispatch.SlotAsk) { in.Crew = 3; in.Needs = nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := apptest.NewApp(t)
			reserve(t, a, "0")
			ask := wanted(t, a)
			c.change(a, &ask)
			o := openings(t, a, ask)
			if len(o.Windows) != 0 || len(o.Shut) != 7 || !strings.Contains(o.Shut[0].Why, c.want) {
				t.Errorf("got %+v, want %q", o, c.want)
			}
		})
	}
}

func TestOpenings_keepTheReserve_butNotFromAnEmergency(t *testing.T) {
	a := apptest.NewApp(t)
	reserve(t, a, "80")
	ask := wanted(t, a)
	for _, name := range []string{"Ravi Pawar", "Sunil More"} {
		j := apptest.Job(t, a, nil)
		if _, err := a.Jobs.SetPlan(apptest.As(t, a, act.Dispatcher), jobs.Plan{
			Job: j.ID, Technician: apptest.Technician(t, a, name), Start: apptest.At(33, 0), Minutes: 180, Chosen: "person",
		}); err != nil {
			t.Fatal(err)
		}
	}
	shut := func(o dispatch.Openings) string {
		for _, s := range o.Shut {
			if s.Day == "2026-11-17" {
				return s.Why
			}
		}
		return ""
	}
	if got := shut(openings(t, a, ask)); !strings.HasPrefix(got, "Full: ") {
		t.Errorf("tomorrow is shut because of %q", got)
	}
	ask.Priority = 1
	if got := shut(openings(t, a, ask)); got != "" {
		t.Errorf("an emergency finds tomorrow shut: %s", got)
	}
}

// TestOpenings_canBeAssigned plans what is offered, on an appliance with random visits.
func TestOpenings_canBeAssigned(t *testing.T) {
	a := apptest.NewApp(t)
	reserve(t, a, "0")
	r, ctx := rand.New(rand.NewPCG(6, 41)), apptest.As(t, a, act.Dispatcher)
	names := []string{"Ravi Pawar", "Sunil More"}
	for range 14 {
		j := apptest.Job(t, a, nil)
		start := apptest.At(9+r.IntN(8), 15*r.IntN(4)).AddDate(0, 0, r.IntN(3))
		if _, err := a.Jobs.SetPlan(ctx, jobs.Plan{
			Job: j.ID, Technician: apptest.Technician(t, a, names[r.IntN(2)]), Start: start, Minutes: 30 + 15*r.IntN(4), Chosen: "person",
		}); err != nil {
			t.Fatal(err)
		}
	}
	o := openings(t, a, wanted(t, a))
	for i, w := range o.Windows {
		if i >= 10 {
			break
		}
		j := apptest.Job(t, a, func(b *jobs.Booking) { b.PromisedFrom, b.PromisedTo = w.From, w.To })
		c := w.Can[0]
		v, err := a.Dispatch.Assign(ctx, dispatch.Assignment{Job: j.ID, Technician: c.Technician, Start: c.Start})
		if err != nil || len(v.Overrides) > 0 {
			t.Errorf("%s with %s at %s: %v %v", clock.Stamp(w.From), c.Name, clock.HM(c.Start), v.Overrides, err)
		}
		if _, err := a.Jobs.CancelVisit(ctx, v.ID, 0, "Only tried"); err != nil {
			t.Fatal(err)
		}
	}
	if len(o.Windows) < 10 {
		t.Errorf("only %d windows", len(o.Windows))
	}
}

func TestOpeningAt_warnsOfAWindowThatNobodyCanKeep(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, ask := apptest.As(t, a, act.Dispatcher), wanted(t, a)
	w, why, err := a.Dispatch.OpeningAt(ctx, ask, apptest.At(15, 0), apptest.At(17, 0))
	if err != nil || why != "" || len(w.Can) != 1 {
		t.Errorf("got %+v, %q, %v", w, why, err)
	}
	for _, hour := range []int{20, 7} {
		if w, why, err = a.Dispatch.OpeningAt(ctx, ask, apptest.At(hour, 0), apptest.At(hour+1, 0)); err != nil || why == "" || len(w.Can) != 0 {
			t.Errorf("%d h: got %+v, %q, %v", hour, w, why, err)
		}
	}
	if _, _, err := a.Dispatch.OpeningAt(apptest.As(t, a, act.Storekeeper), ask, apptest.At(15, 0), apptest.At(17, 0)); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a storekeeper may ask: %v", err)
	}
}

func TestCapacity_showsLeaveHolidaysAndWhatIsDue(t *testing.T) {
	a := apptest.NewApp(t)
	standing(t, a, 11, 0, false)
	apptest.Job(t, a, func(b *jobs.Booking) { b.PromisedFrom, b.PromisedTo = apptest.At(33, 0), apptest.At(35, 0) })
	if _, err := a.People.AddLeave(apptest.As(t, a, act.Owner), people.LeaveInput{
		Technician: apptest.Technician(t, a, "Sunil More"), From: "2026-11-17", Reason: "wedding",
	}); err != nil {
		t.Fatal(err)
	}
	c, err := a.Dispatch.Capacity(apptest.As(t, a, act.Dispatcher), clock.Today(), 14)
	if err != nil || len(c.Days) != 14 || len(c.Technicians) != 2 || len(c.Technicians[0].Cells) != 14 {
		t.Fatalf("got %+v, %v", c, err)
	}
	today, tomorrow, sunday := c.Days[0], c.Days[1], c.Days[6]
	if today.Duty != 1080 || today.Work != 60 || today.Ahead != 960 || today.Visits != 1 || tomorrow.Duty != 540 || tomorrow.OnLeave != 1 ||
		tomorrow.DueJobs != 1 || tomorrow.DueMin != 60 || sunday.Duty != 0 || sunday.Band() != dispatch.BandOff {
		t.Errorf("today %+v, tomorrow %+v, Sunday %+v", today, tomorrow, sunday)
	}
	var all dispatch.Hours
	for _, row := range c.Technicians {
		all.Duty, all.Work, all.Travel, all.Room = all.Duty+row.Cells[0].Duty, all.Work+row.Cells[0].Work, all.Travel+row.Cells[0].Travel, all.Room+row.Cells[0].Room
	}
	if all.Duty != today.Duty || all.Work != today.Work || all.Travel != today.Travel || all.Room != today.Room {
		t.Errorf("the technicians come to %+v, the day to %+v", all, today)
	}
	if got := c.Technicians[1].Leave[1]; got != "Leave: wedding" {
		t.Errorf("Sunil is away because of %q", got)
	}
	if len(c.Areas) != 1 || len(c.Areas[0].Cells) != 14 || c.Areas[0].Cells[0].Duty != 1080 {
		t.Errorf("areas %+v", c.Areas)
	}
	for _, role := range []act.Role{act.Accountant, act.Technician} {
		if _, err := a.Dispatch.Capacity(apptest.As(t, a, role), clock.Today(), 14); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", role, err)
		}
	}
}

// repeated copies the crowd's visits to the n days after, so that each is as full.
func repeated(b *testing.B, a *app.App, n int) {
	b.Helper()
	var columns []string
	if err := a.Core.DB().NewQuery("SELECT name FROM pragma_table_info('visits')").Column(&columns); err != nil {
		b.Fatal(err)
	}
	names, values := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i], values[i] = "`"+c+"`", "v.`"+c+"`"
		switch c {
		case "id":
			values[i] = "'d' || printf('%02d', d.n) || substr(v.id, 4)"
		case "start", "end":
			values[i] = "strftime('%Y-%m-%d %H:%M:00.000Z', v.`" + c + "`, '+' || d.n || ' days')"
		}
	}
	if _, err := a.Core.NonconcurrentDB().NewQuery("INSERT INTO visits (" + strings.Join(names, ", ") + ") SELECT " + strings.Join(values, ", ") +
		" FROM visits v, (WITH RECURSIVE d(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM d WHERE n < " + string(rune('0'+n/10)) + string(rune('0'+n%10)) +
		") SELECT n FROM d) d").Execute(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkOpenings40 looks for windows in seven days of 40 technicians with 400 visits each: at most 100 ms.
func BenchmarkOpenings40(b *testing.B) {
	a := apptest.NewApp(b)
	crowd(b, a, 40, 10)
	repeated(b, a, 6)
	ctx, ask := apptest.As(b, a, act.Dispatcher), wanted(b, a)
	b.ResetTimer()
	for b.Loop() {
		if _, err := a.Dispatch.Openings(ctx, ask); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCapacity40 sums up 14 days of 40 technicians: at most 30 ms.
func BenchmarkCapacity40(b *testing.B) {
	a := apptest.NewApp(b)
	crowd(b, a, 40, 10)
	repeated(b, a, 13)
	ctx := apptest.As(b, a, act.Dispatcher)
	b.ResetTimer()
	for b.Loop() {
		if c, err := a.Dispatch.Capacity(ctx, clock.Today(), 14); err != nil || c.Days[13].Visits < 400 {
			b.Fatal(c.Days[13], err)
		}
	}
}
