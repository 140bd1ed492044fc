package hooks_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
	"doorstep/hooks"
)

// at freezes the clock at an hour of a day of November 2026.
func at(t *testing.T, day, hour, minute int) {
	t.Helper()
	t.Cleanup(clock.Freeze(time.Date(2026, 11, day, hour, minute, 0, 0, clock.IST)))
}

// night is a verb that counts its runs, and fails with err where it is set.
type night struct {
	runs int
	err  error
	by   act.By
}

func (n *night) verb(ctx context.Context) (string, error) {
	n.runs++
	n.by = act.From(ctx)
	return "3 jobs", n.err
}

func (n *night) ran(t *testing.T, want int, when string) {
	t.Helper()
	if n.runs != want {
		t.Fatalf("%s: ran %d times, want %d", when, n.runs, want)
	}
}

func lastRun(t *testing.T, a *app.App, name string) settings.Run {
	t.Helper()
	r, err := a.Settings.LastRun(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestClock_makesUpOnceForADayThatWasMissed(t *testing.T) {
	a, n := apptest.NewApp(t), &night{}
	ctx := t.Context()
	at(t, 16, 10, 0)
	hooks.NewClockwork(a, hooks.Daily("make", 0, 20, n.verb)).Start(ctx)
	n.ran(t, 1, "it never ran")
	hooks.NewClockwork(a, hooks.Daily("make", 0, 20, n.verb)).Start(ctx)
	n.ran(t, 1, "started again")
	at(t, 19, 8, 0) // three days off
	c := hooks.NewClockwork(a, hooks.Daily("make", 0, 20, n.verb))
	c.Start(ctx)
	n.ran(t, 2, "after three days")
	c.Start(ctx)
	c.Look(ctx)
	c.Strike(ctx, "make")
	n.ran(t, 2, "and once only")
	due := time.Date(2026, 11, 19, 0, 20, 0, 0, clock.IST)
	if r := lastRun(t, a, "make"); !r.CaughtUp.Equal(due) || !r.Due.Equal(due) || r.Did != "3 jobs" || r.Failures != 0 || !r.OK.Equal(clock.Now()) {
		t.Errorf("%+v", r)
	}
	if n.by.Source != act.System || n.by.Name != "make" || n.by.Role != act.Owner {
		t.Errorf("ran as %+v", n.by)
	}
	at(t, 20, 0, 20)
	c.Strike(ctx, "make")
	c.Strike(ctx, "make")
	n.ran(t, 3, "the next night")
	if r := lastRun(t, a, "make"); !r.CaughtUp.Equal(due) || !r.Due.Equal(due.AddDate(0, 0, 1)) {
		t.Errorf("a run in time counts as made up for: %+v", r)
	}
}

func TestClock_strikesALittleEarlyForTheRightDay(t *testing.T) {
	a, n := apptest.NewApp(t), &night{}
	c := hooks.NewClockwork(a, hooks.Daily("make", 0, 20, n.verb))
	at(t, 16, 0, 20)
	c.Strike(t.Context(), "make")
	t.Cleanup(clock.Freeze(time.Date(2026, 11, 17, 0, 19, 59, 900e6, clock.IST)))
	c.Strike(t.Context(), "make")
	n.ran(t, 2, "a tenth of a second early")
	at(t, 17, 0, 21)
	c.Start(t.Context())
	n.ran(t, 2, "and that counts")
}

func TestClock_movedBackRunsNothingTwiceAndIsBlockedByNothing(t *testing.T) {
	a, n := apptest.NewApp(t), &night{}
	ctx := t.Context()
	c := hooks.NewClockwork(a, hooks.Daily("make", 0, 20, n.verb))
	at(t, 17, 0, 20)
	c.Strike(ctx, "make")
	n.ran(t, 1, "in time")
	at(t, 16, 23, 50) // half an hour back, before midnight
	c.Start(ctx)
	c.Look(ctx)
	n.ran(t, 1, "moved back")
	at(t, 17, 0, 20)
	c.Strike(ctx, "make")
	n.ran(t, 1, "the same instant again")
	at(t, 18, 0, 20)
	c.Strike(ctx, "make")
	n.ran(t, 2, "the next night")

	t.Cleanup(clock.Freeze(time.Date(2031, 3, 1, 0, 20, 0, 0, clock.IST))) // an empty battery
	c.Strike(ctx, "make")
	n.ran(t, 3, "in a year that is wrong")
	at(t, 19, 0, 20)
	c.Strike(ctx, "make")
	n.ran(t, 4, "back in the right year")
}

func TestClock_looksForWhatPassedWhileTheMachineSlept(t *testing.T) {
	a, n := apptest.NewApp(t), &night{}
	c := hooks.NewClockwork(a, hooks.Daily("make", 0, 20, n.verb))
	at(t, 16, 9, 0)
	c.Start(t.Context())
	at(t, 17, 0, 21)
	c.Look(t.Context())
	n.ran(t, 1, "the scheduler itself may still come")
	at(t, 17, 7, 30)
	n.err = errors.New("no room on the disk")
	c.Look(t.Context())
	n.ran(t, 2, "woken in the morning")
	c.Look(t.Context())
	n.ran(t, 2, "what failed is not tried every few minutes")
	n.err = nil
	c.Start(t.Context())
	n.ran(t, 3, "a start tries it again")
}

func TestClock_recordsFailuresAndPanics(t *testing.T) {
	a, n := apptest.NewApp(t), &night{err: errors.New("no room on the disk")}
	broken := func(context.Context) (string, error) { panic("index out of range") }
	told := func(context.Context) (string, error) {
		return "", fault.New(fault.Conflict, "nobody_fits", "day", "22 Nov 2026")
	}
	c := hooks.NewClockwork(a, hooks.Daily("make", 0, 20, n.verb), hooks.Daily("break", 0, 30, broken), hooks.Every("tell", time.Minute, told))
	c.Start(t.Context())
	c.Tick(t.Context(), "tell")
	c.Tick(t.Context(), "tell")
	if r := lastRun(t, a, "make"); r.Failures != 1 || r.Error != "no room on the disk" || r.Did != "3 jobs" || !r.OK.IsZero() || !r.CaughtUp.IsZero() || r.Finished.IsZero() {
		t.Errorf("%+v", r)
	}
	if r := lastRun(t, a, "break"); r.Failures != 1 || r.Error != "panic: index out of range" {
		t.Errorf("%+v", r)
	}
	if r := lastRun(t, a, "tell"); r.Failures != 2 || !strings.HasPrefix(r.Error, "Nobody can take this job on 22 Nov 2026.") {
		t.Errorf("%+v", r)
	}
	n.err = nil
	c.Start(t.Context())
	if r := lastRun(t, a, "make"); r.Failures != 0 || r.Error != "" || r.CaughtUp.IsZero() {
		t.Errorf("mended: %+v", r)
	}
}

func TestClock_cutOffIsMadeUpForAtTheNextStart(t *testing.T) {
	a, n := apptest.NewApp(t), &night{}
	ctx, cancel := context.WithCancel(t.Context())
	cut := func(ctx context.Context) (string, error) { cancel(); return "", ctx.Err() }
	hooks.NewClockwork(a, hooks.Daily("make", 0, 20, cut), hooks.Daily("draft", 1, 0, n.verb)).Start(ctx)
	if r := lastRun(t, a, "make"); r.Started.IsZero() || !r.Finished.IsZero() || r.Failures != 0 {
		t.Errorf("%+v", r)
	}
	n.ran(t, 0, "nothing begins after the end")
	hooks.NewClockwork(a, hooks.Daily("make", 0, 20, n.verb), hooks.Daily("draft", 1, 0, n.verb)).Start(t.Context())
	n.ran(t, 2, "started again")
}

func TestClock_intervalsWriteDownWhatTheyDid(t *testing.T) {
	a, did := apptest.NewApp(t), ""
	c := hooks.NewClockwork(a, hooks.Every("match", time.Minute, func(context.Context) (string, error) { return did, nil }))
	owner := apptest.As(t, a, act.Owner)
	for minute := range 3 {
		at(t, 16, 10, minute)
		c.Tick(t.Context(), "match")
	}
	if r := lastRun(t, a, "match"); !r.Started.Equal(time.Date(2026, 11, 16, 10, 0, 0, 0, clock.IST)) {
		t.Errorf("runs that did nothing are written down: %+v", r)
	}
	all, err := c.Schedules(owner)
	if err != nil || len(all) != 1 || !all[0].Last.Started.Equal(clock.Now()) || all[0].When != "every minute" || all[0].Running {
		t.Errorf("the page is told %+v (%v)", all, err)
	}
	did = "2 claims matched"
	at(t, 16, 10, 3)
	c.Tick(t.Context(), "match")
	if r := lastRun(t, a, "match"); r.Did != did || !r.Started.Equal(clock.Now()) {
		t.Errorf("%+v", r)
	}
}

func TestClock_anIntervalBetweenCountsForTheHour(t *testing.T) {
	a, n := apptest.NewApp(t), &night{}
	c := hooks.NewClockwork(a, hooks.Both("assign", 0, 40, 30*time.Minute, n.verb))
	at(t, 16, 9, 0)
	c.Tick(t.Context(), "assign")
	c.Tick(t.Context(), "assign")
	n.ran(t, 2, "every half hour")
	c.Start(t.Context())
	n.ran(t, 2, "nothing is missed")
	at(t, 17, 0, 40)
	c.Strike(t.Context(), "assign")
	n.ran(t, 3, "at its hour")
	all, err := c.Schedules(apptest.As(t, a, act.Dispatcher))
	if err != nil || all[0].When != "every day at 00:40, and every 30 minutes" {
		t.Errorf("%+v %v", all, err)
	}
}

func TestClock_runsAtOnceForTheOwnerAlone(t *testing.T) {
	a, n := apptest.NewApp(t), &night{}
	var c hooks.Clockwork
	again := func(ctx context.Context) (string, error) {
		_, err := c.RunNow(apptest.As(t, a, act.Owner), "twice")
		return "", err
	}
	c = hooks.NewClockwork(a, hooks.Daily("make", 0, 20, n.verb), hooks.Every("twice", time.Hour, again))
	owner := apptest.As(t, a, act.Owner)
	for range 2 {
		if r, err := c.RunNow(owner, "make"); err != nil || r.Did != "3 jobs" || !r.CaughtUp.IsZero() {
			t.Fatalf("%+v %v", r, err)
		}
	}
	n.ran(t, 2, "asked for twice")
	if n.by.Role != act.Owner || n.by.User == "" || n.by.Claim != nil {
		t.Errorf("ran as %+v", n.by)
	}
	c.Start(t.Context())
	n.ran(t, 2, "and it counts for the night")
	if r, err := c.RunNow(owner, "twice"); err != nil || r.Failures != 1 || !strings.Contains(r.Error, "running already") {
		t.Errorf("inside itself: %+v %v", r, err)
	}
	if _, err := c.RunNow(apptest.As(t, a, act.Dispatcher), "make"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the dispatcher: %v", err)
	}
	if _, err := c.RunNow(owner, "no such"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown one: %v", err)
	}
	if _, err := c.Schedules(apptest.As(t, a, act.Accountant)); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the accountant sees them: %v", err)
	}
}

func TestClock_startsKnowsTheNextRunsAndStops(t *testing.T) {
	a := apptest.NewApp(t)
	names, _ := hooks.NewTable(a)
	stop, err := hooks.Clock(a)
	if err != nil {
		t.Fatal(err)
	}
	owner := apptest.As(t, a, act.Owner)
	for range 1000 {
		if all, err := a.Settings.Runs(owner); err != nil || len(all) >= 10 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	all, err := a.Clock.Schedules(owner)
	if err != nil || len(all) != len(names) {
		t.Fatalf("%d schedules of %d (%v)", len(all), len(names), err)
	}
	for _, s := range all {
		if s.Next.IsZero() {
			t.Errorf("%s is not planned", s.Name)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestTable_buildsEachNightOnWhatCameBefore(t *testing.T) {
	names, whens := hooks.NewTable(apptest.NewApp(t))
	order := []string{"expire contracts", "make visits of plans", "assign planned visits", "draft contracts' invoices", "remind of renewals"}
	if !slices.Equal(names[:len(order)], order) {
		t.Errorf("%v", names)
	}
	slices.Sort(names)
	if len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("one name stands twice: %v", names)
	}
	for i, when := range []string{"00:10", "00:20", "07:00", "01:00", "01:10"} { // a technician is told in the morning
		if !strings.Contains(whens[i], when) {
			t.Errorf("%s runs %s", order[i], whens[i])
		}
	}
}
