package settings_test

import (
	"context"
	"testing"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
)

func TestRuns_tellHowEachScheduleLastRan(t *testing.T) {
	_, s := empty(t)
	ctx := act.As("test")
	due := time.Date(2026, 11, 16, 0, 20, 0, 0, clock.IST)
	defer clock.Freeze(due.Add(time.Second))()
	if r, err := s.LastRun(ctx, "make"); err != nil || r.Name != "make" || !r.Started.IsZero() || r.Done(due) {
		t.Fatalf("never ran: %+v %v", r, err)
	}
	r := settings.Run{}.Begin("make", due)
	ok(t, s.BeginRun(ctx, r))
	if got, err := s.LastRun(ctx, "make"); err != nil || !got.Due.Equal(due) || !got.Finished.IsZero() || got.Done(due) {
		t.Errorf("while it runs: %+v %v", got, err)
	}
	defer clock.Freeze(due.Add(4 * time.Second))()
	r = r.End("1 job", "no room on the disk")
	ok(t, s.EndRun(ctx, r))
	ok(t, s.EndRun(ctx, r.Begin("make", due).End("", "no room on the disk")))
	got, err := s.LastRun(ctx, "make")
	if err != nil || got.Failures != 2 || got.Error != "no room on the disk" || !got.OK.IsZero() || got.Done(due) {
		t.Errorf("failed twice: %+v %v", got, err)
	}
	got.CaughtUp = due
	ok(t, s.EndRun(ctx, got.Begin("make", due).End("12 jobs", "")))
	all, err := s.Runs(as(act.Dispatcher))
	if err != nil || len(all) != 1 {
		t.Fatalf("%v %v", all, err)
	}
	got = all["make"]
	if got.Failures != 0 || got.Error != "" || got.Did != "12 jobs" || !got.CaughtUp.Equal(due) || !got.OK.Equal(got.Finished) || !got.Done(due) {
		t.Errorf("mended: %+v", got)
	}
	if got.Done(due.AddDate(0, 0, 1)) || got.Done(time.Time{}) {
		t.Error("it is done for an instant for which it never ran")
	}
}

func TestRuns_areForOwnerAndDispatcher(t *testing.T) {
	_, s := empty(t)
	for role, want := range map[act.Role]bool{act.Owner: true, act.Dispatcher: true, act.Accountant: false, act.Storekeeper: false, act.Technician: false} {
		if _, err := s.Runs(as(role)); (err == nil) != want || err != nil && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", role, err)
		}
	}
	if _, err := s.Runs(context.Background()); err == nil {
		t.Error("a stranger sees them")
	}
}
