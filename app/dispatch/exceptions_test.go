package dispatch_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/customers"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
	"doorstep/app/settings"
)

func exceptions(t testing.TB, a *app.App) []dispatch.Exception {
	t.Helper()
	all, err := a.Dispatch.Exceptions(apptest.As(t, a, act.Dispatcher))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// standing books a job that is promised for nothing and plans it for Ravi at the hour.
func standing(t testing.TB, a *app.App, hour, minute int, tell bool) jobs.Visit {
	t.Helper()
	j := apptest.Job(t, a, nil)
	v, err := a.Jobs.SetPlan(apptest.As(t, a, act.Dispatcher), jobs.Plan{
		Job: j.ID, Technician: apptest.Technician(t, a, "Ravi Pawar"), Start: apptest.At(hour, minute), Minutes: 60, TravelMin: 20, Chosen: "person", Tell: tell,
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func set(t testing.TB, a *app.App, sql string, p dbx.Params) {
	t.Helper()
	if _, err := a.Core.NonconcurrentDB().NewQuery(sql).Bind(p).Execute(); err != nil {
		t.Fatal(err)
	}
}

func onDuty(t testing.TB, a *app.App) {
	t.Helper()
	if _, err := a.People.StartDay(apptest.As(t, a, act.Technician), people.DayMark{}); err != nil {
		t.Fatal(err)
	}
}

func later(t testing.TB, d time.Duration) { t.Cleanup(clock.Freeze(apptest.Now.Add(d))) }

// step has Ravi report on his phone.
func step(t testing.TB, a *app.App, v jobs.Visit, to ...jobs.VisitStatus) {
	t.Helper()
	ravi := apptest.As(t, a, act.Technician)
	for _, s := range to {
		var err error
		if s == jobs.Accepted {
			_, err = a.Jobs.Answer(ravi, jobs.Response{Visit: v.ID, Accept: true})
		} else {
			_, err = a.Jobs.Advance(ravi, jobs.Progress{Visit: v.ID, To: s})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestExceptions_findEachKind makes each kind of exception, sees it, mends it and sees that it is gone.
func TestExceptions_findEachKind(t *testing.T) {
	type world struct {
		*testing.T
		*app.App
		v jobs.Visit
		j jobs.Job
	}
	replan := func(w *world, hour int) {
		v, err := w.Jobs.Visit(context.Background(), w.v.ID)
		if err != nil {
			w.Fatal(err)
		}
		if _, err := w.Jobs.SetPlan(apptest.As(w, w.App, act.Dispatcher), jobs.Plan{
			Job: v.Job, Visit: v.ID, Technician: v.Technician, Start: apptest.At(hour, 0), Minutes: 60, TravelMin: 20, Chosen: "person",
		}); err != nil {
			w.Fatal(err)
		}
	}
	for _, c := range []struct {
		kind dispatch.Kind
		says string
		make func(*world)
		mend func(*world)
	}{
		{
			dispatch.FoundLate, "Should have begun 16 Nov, 10:30, 15 min ago",
			func(w *world) { w.v = standing(w, w.App, 10, 30, true); later(w, 45*time.Minute) },
			func(w *world) { step(w, w.App, w.v, jobs.Accepted, jobs.Travelling) },
		},
		{
			dispatch.FoundNotStarted, "Should have left 10:10: 20 min to the start at 10:30",
			func(w *world) { w.v = standing(w, w.App, 10, 30, true); later(w, 15*time.Minute) },
			func(w *world) { step(w, w.App, w.v, jobs.Accepted, jobs.Travelling) },
		},
		{
			dispatch.FoundUnanswered, "no answer for 40 min",
			func(w *world) { w.v = standing(w, w.App, 16, 0, true); later(w, 40*time.Minute) },
			func(w *world) { step(w, w.App, w.v, jobs.Accepted) },
		},
		{
			dispatch.FoundRejected, "Ravi Pawar said no 16 Nov, 10:00: Family",
			func(w *world) {
				w.v = standing(w, w.App, 16, 0, true)
				if _, err := w.Jobs.Answer(apptest.As(w, w.App, act.Technician), jobs.Response{Visit: w.v.ID, Reason: "Family"}); err != nil {
					w.Fatal(err)
				}
			},
			func(w *world) {
				if _, err := w.Jobs.SetPlan(apptest.As(w, w.App, act.Dispatcher), jobs.Plan{
					Job: w.v.Job, Technician: w.v.Technician, Start: apptest.At(17, 0), Minutes: 60, Chosen: "person",
				}); err != nil {
					w.Fatal(err)
				}
			},
		},
		{
			dispatch.FoundUnserved, "no visit is planned",
			func(w *world) {
				w.j = apptest.Job(w, w.App, func(b *jobs.Booking) { b.PromisedFrom, b.PromisedTo = apptest.At(15, 0), apptest.At(17, 0) })
			},
			func(w *world) {
				if _, err := w.Dispatch.AssignBest(apptest.As(w, w.App, act.Dispatcher), w.j.ID, 0, "", false); err != nil {
					w.Fatal(err)
				}
			},
		},
		{
			dispatch.FoundSLA, "Arrival is promised by 16 Nov, 12:00: 20 min left, planned for 16 Nov, 16:00",
			func(w *world) {
				w.v = standing(w, w.App, 16, 0, false)
				set(w, w.App, "UPDATE jobs SET due_at = '2026-11-16 06:30:00.000Z'", nil)
				later(w, 100*time.Minute)
			},
			func(w *world) { replan(w, 12) },
		},
		{
			dispatch.FoundOverlap, "Overlaps J-00001, 12:00–13:00",
			func(w *world) { standing(w, w.App, 12, 0, false); w.v = standing(w, w.App, 12, 30, false) },
			func(w *world) { replan(w, 13) },
		},
		{
			dispatch.FoundParts, "Not on the van: 1 × Capacitor 35 µF. Nobody goes without",
			func(w *world) {
				w.v = standing(w, w.App, 16, 0, false)
				set(w, w.App, "UPDATE jobs SET parts_first = 1", nil)
			},
			func(w *world) {
				set(w, w.App, `INSERT INTO van_moves (id, technician, item, qty_milli, kind) SELECT 'moveaaaaaaaaaaa', {:t}, id, 1000, 'load' FROM items WHERE code = 'CAP-35'`,
					dbx.Params{"t": w.v.Technician})
			},
		},
		{
			dispatch.FoundAbsent, "Ravi Pawar is on leave: fever on 16 Nov 2026, and 1 visit is planned",
			func(w *world) {
				w.v = standing(w, w.App, 16, 0, false)
				if _, err := w.People.AddLeave(apptest.As(w, w.App, act.Owner), people.LeaveInput{
					Technician: w.v.Technician, From: "2026-11-16", Reason: "fever",
				}); err != nil {
					w.Fatal(err)
				}
			},
			func(w *world) {
				set(w, w.App, "UPDATE visits SET technician = {:t}", dbx.Params{"t": apptest.Technician(w, w.App, "Sunil More")})
			},
		},
		{
			dispatch.FoundWish, "The customer asks for 18 Nov, 16:00: Nobody at home",
			func(w *world) {
				w.v = standing(w, w.App, 16, 0, true)
				if _, err := w.Jobs.PutOffVisit(apptest.As(w, w.App, act.Technician), jobs.PutOff{
					Visit: w.v.ID, Reason: "Nobody at home", Wish: apptest.At(16, 0).AddDate(0, 0, 2),
				}); err != nil {
					w.Fatal(err)
				}
			},
			func(w *world) { replan(w, 17) },
		},
		{
			dispatch.FoundNotCome, "Ravi Pawar has not begun his day; J-00001 starts 10:30",
			func(w *world) { w.v = standing(w, w.App, 10, 30, false) },
			func(w *world) { onDuty(w, w.App) },
		},
		{
			dispatch.FoundNoCheckIn, "His phone gives no positions",
			func(w *world) {
				w.v = standing(w, w.App, 10, 30, true)
				step(w, w.App, w.v, jobs.Accepted, jobs.Travelling, jobs.Arrived)
			},
			func(w *world) { set(w, w.App, "UPDATE checkins SET outcome = 'validated_inside'", nil) },
		},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			w := &world{T: t, App: apptest.NewApp(t)}
			if all := exceptions(t, w.App); len(all) != 0 {
				t.Fatalf("an appliance without work has %+v", all)
			}
			c.make(w)
			if text := finding(exceptions(t, w.App), c.kind); !strings.Contains(text, c.says) {
				t.Errorf("got %q, want %q in %+v", text, c.says, exceptions(t, w.App))
			}
			c.mend(w)
			if text := finding(exceptions(t, w.App), c.kind); text != "" {
				t.Errorf("it is still there: %s", text)
			}
		})
	}
}

// finding is what is said of the first exception of the kind.
func finding(all []dispatch.Exception, k dispatch.Kind) string {
	for _, e := range all {
		for _, f := range e.Findings {
			if f.Kind == k {
				return f.Text
			}
		}
	}
	return ""
}

func TestExceptions_leaveOutWhatSomebodySetAside(t *testing.T) {
	a := apptest.NewApp(t)
	standing(t, a, 12, 0, false)
	in := to(t, a, apptest.Job(t, a, nil), 12)
	in.Insist, in.Reason = true, "Both are in one house"
	assign(t, a, in)
	if text := finding(exceptions(t, a), dispatch.FoundOverlap); text != "" {
		t.Errorf("the overlap was wanted: %s", text)
	}
}

func TestExceptions_sayThatAnOverrunReachesTheNextVisit(t *testing.T) {
	a := apptest.NewApp(t)
	first := standing(t, a, 10, 0, true)
	far := apptest.Job(t, a, func(b *jobs.Booking) {
		b.Site, b.Assets, b.NewSite = "", nil, &customers.SiteInput{Address: "4 Magarpatta", Pin: "411028"}
	})
	if _, err := a.Jobs.SetPlan(apptest.As(t, a, act.Dispatcher), jobs.Plan{
		Job: far.ID, Technician: first.Technician, Start: apptest.At(12, 0), Minutes: 60, Chosen: "person",
	}); err != nil {
		t.Fatal(err)
	}
	step(t, a, first, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working)
	if text := finding(exceptions(t, a), dispatch.FoundOverlap); text != "" {
		t.Errorf("there is an hour for the way: %s", text)
	}
	later(t, 110*time.Minute)
	if text := finding(exceptions(t, a), dispatch.FoundOverlap); !strings.HasPrefix(text, "J-00001 overruns: Ravi Pawar comes ") {
		t.Errorf("got %q", text)
	}
}

func TestExceptions_sayWhoCouldGo(t *testing.T) {
	a := apptest.NewApp(t)
	apptest.Job(t, a, func(b *jobs.Booking) { b.PromisedFrom, b.PromisedTo = apptest.At(15, 0), apptest.At(17, 0) })
	all := exceptions(t, a)
	if len(all) != 1 || all[0].Could != "Ravi Pawar can go today, at 15:00" {
		t.Fatalf("got %+v", all)
	}
	set(t, a, "UPDATE technicians SET skills = '[]'", nil)
	if got := exceptions(t, a)[0].Could; !strings.HasPrefix(got, "Nobody can go today: 2 without ") {
		t.Errorf("got %q", got)
	}
}

func TestExceptions_putWhatCostsMostFirst(t *testing.T) {
	a := apptest.NewApp(t)
	book := func(priority int, promised bool) string {
		j := apptest.Job(t, a, func(b *jobs.Booking) {
			b.Priority = priority
			b.PromisedFrom, b.PromisedTo = apptest.At(10, 30), apptest.At(11, 0)
			if !promised {
				b.PromisedTo = apptest.At(18, 0)
			}
		})
		return j.No
	}
	want := []string{}
	p3, late3, p2, late2, p1 := book(3, false), book(3, true), book(2, false), book(2, true), book(1, false)
	later(t, 90*time.Minute)
	want = append(want, late2, p1, late3, p2, p3)
	var got []string
	costs := map[string]int{}
	for _, e := range exceptions(t, a) {
		got, costs[e.No] = append(got, e.No), e.Cost
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v: %v", got, want, costs)
	}
	// Late by 30 minutes: 60 without a visit, 120 and 30 for the promise, weighed by the priority.
	for no, cost := range map[string]int{p3: 60, p2: 180, p1: 480, late3: 210, late2: 630} {
		if costs[no] != cost {
			t.Errorf("%s costs %d, want %d", no, costs[no], cost)
		}
	}
}

func TestExceptions_areForWhoeverPlans(t *testing.T) {
	a := apptest.NewApp(t)
	for _, role := range []act.Role{act.Accountant, act.Storekeeper, act.Technician} {
		if _, err := a.Dispatch.Exceptions(apptest.As(t, a, role)); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", role, err)
		}
	}
}

func TestCosts_defineEveryKindOnce(t *testing.T) {
	seen := map[dispatch.Kind]bool{}
	for _, c := range dispatch.Costs {
		if seen[c.Kind] || c.Label == "" || c.What == "" || c.Worth == "" {
			t.Errorf("%+v", c)
		}
		seen[c.Kind] = true
	}
	if len(seen) != 12 {
		t.Errorf("%d kinds", len(seen))
	}
}

// reserve sets how much of a day is kept for emergencies.
func reserve(t testing.TB, a *app.App, percent string) {
	t.Helper()
	c, err := a.Settings.Company(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Settings.UpdatePlanning(apptest.As(t, a, act.Owner), settings.PlanningInput{
		Rev: c.Rev, Overtime: "60", Keep: "15", Reserve: percent, Window: "120", Emergency: "ask",
	})
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkExceptions40 looks at a day of 40 technicians with 400 visits.
func BenchmarkExceptions40(b *testing.B) {
	a := apptest.NewApp(b)
	crowd(b, a, 40, 10)
	ctx := apptest.As(b, a, act.Dispatcher)
	b.ResetTimer()
	for b.Loop() {
		if all, err := a.Dispatch.Exceptions(ctx); err != nil || len(all) < 40 {
			b.Fatal(len(all), err)
		}
	}
}
