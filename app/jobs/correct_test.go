package jobs_test

import (
	"strings"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

func TestCorrectTimes_setsWhatWasAndLeavesWhatPhonesSaid(t *testing.T) {
	a := apptest.NewApp(t)
	j, v := sent(t, a)
	v = walk(t, a, apptest.AsTechnician(t, a, "Ravi Pawar"), v, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Done)
	before := get(t, a, j.ID)
	start, end := v.ActualStart.Add(-20*time.Minute), v.ActualEnd.Add(-5*time.Minute)
	fixed, err := a.Jobs.CorrectTimes(apptest.As(t, a, act.Dispatcher), v.ID, v.Rev, start, end, " He forgot to tap ")
	if err != nil || !fixed.ActualStart.Equal(start) || !fixed.ActualEnd.Equal(end) || fixed.Status != jobs.Done {
		t.Fatalf("%+v, %v", fixed, err)
	}
	if c := fixed.Correction; c.Reason != "He forgot to tap" || c.By != "Deepa Joshi" || c.At.IsZero() {
		t.Errorf("corrected as %+v", c)
	}
	stamps, err := a.Jobs.Stamps(t.Context(), j.ID)
	if err != nil {
		t.Fatal(err)
	}
	if from, to := jobs.OnSite(jobs.Spells(stamps, end)); !from.Equal(v.ActualStart) || !to.Equal(v.ActualEnd) {
		t.Errorf("the stamps say %v to %v now", from, to)
	}
	if after := get(t, a, j.ID); !after.ArrivedAt.Equal(before.ArrivedAt) || !after.CompletedAt.Equal(before.CompletedAt) {
		t.Errorf("the job was reached %v and completed %v", after.ArrivedAt, after.CompletedAt)
	}
	var logged int
	if err := a.Core.DB().NewQuery("SELECT count(*) FROM audit_log WHERE verb = 'visits.correct_times' AND reason = 'He forgot to tap'").Row(&logged); err != nil || logged != 1 {
		t.Errorf("%d entries of the log (%v)", logged, err)
	}
}

func TestCorrectTimes_whileItLastsIsOfTheStartOnly_andEndsWithTheStart(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	desk, ravi := apptest.As(t, a, act.Dispatcher), apptest.AsTechnician(t, a, "Ravi Pawar")
	v = walk(t, a, ravi, v, jobs.Accepted, jobs.Travelling, jobs.Arrived)
	start := v.ActualStart.Add(-10 * time.Minute)
	_, err := a.Jobs.CorrectTimes(desk, v.ID, v.Rev, start, v.ActualStart, "Forgot")
	refuses(t, err, fault.Invalid, "visit_open [end]")
	v, err = a.Jobs.CorrectTimes(desk, v.ID, v.Rev, start, time.Time{}, "Forgot")
	if err != nil || !v.ActualStart.Equal(start) || !v.ActualEnd.IsZero() {
		t.Fatalf("%+v, %v", v, err)
	}
	v, err = a.Jobs.Advance(ravi, jobs.Progress{Visit: v.ID, Rev: v.Rev, To: jobs.Travelling})
	if err != nil || !v.ActualStart.IsZero() || v.Correction != (jobs.Correction{}) {
		t.Errorf("he was not there after all: %+v, %v", v, err)
	}
}

func TestCorrectTimes_refuses(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	desk, ravi := apptest.As(t, a, act.Dispatcher), apptest.AsTechnician(t, a, "Ravi Pawar")
	v = walk(t, a, ravi, v, jobs.Accepted)
	at := apptest.Now
	_, err := a.Jobs.CorrectTimes(desk, v.ID, v.Rev, at, time.Time{}, "Forgot")
	refuses(t, err, fault.Conflict, "visit_not_there")
	v = walk(t, a, ravi, v, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Done)
	later(t, 72*time.Hour)
	for want, in := range map[string]struct {
		start, end time.Time
		reason     string
	}{
		"required [start]":       {time.Time{}, at, "Forgot"},
		"required [end]":         {at, time.Time{}, "Forgot"},
		"in_future [start]":      {at.Add(80 * time.Hour), at.Add(81 * time.Hour), "Forgot"},
		"in_future [end]":        {at, at.Add(81 * time.Hour), "Forgot"},
		"end_before_start [end]": {at, at.Add(-time.Minute), "Forgot"},
		"visit_long [end]":       {at, at.Add(49 * time.Hour), "Forgot"},
		"required [reason]":      {at, at.Add(time.Hour), "  "},
		"too_long [reason]":      {at, at.Add(time.Hour), strings.Repeat("क", 301)},
	} {
		_, err := a.Jobs.CorrectTimes(desk, v.ID, v.Rev, in.start, in.end, in.reason)
		refuses(t, err, fault.Invalid, want)
	}
	_, err = a.Jobs.CorrectTimes(desk, v.ID, v.Rev-1, at, at.Add(time.Hour), "Forgot")
	refuses(t, err, fault.Stale, "stale")
	_, err = a.Jobs.CorrectTimes(desk, "none", 0, at, at.Add(time.Hour), "Forgot")
	refuses(t, err, fault.NotFound, "not_found")
	for _, role := range []act.Role{act.Accountant, act.Technician} {
		_, err = a.Jobs.CorrectTimes(apptest.As(t, a, role), v.ID, v.Rev, at, at.Add(time.Hour), "Forgot")
		refuses(t, err, fault.Forbidden, "not_allowed")
	}
}

func TestSpellsBetween_areThoseThatBeganThen_ofWhoMadeThem(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	desk, ravi := apptest.As(t, a, act.Dispatcher), apptest.AsTechnician(t, a, "Ravi Pawar")
	v = walk(t, a, ravi, v, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working)
	later(t, 90*time.Minute)
	if _, err := a.Jobs.Advance(desk, jobs.Progress{Visit: v.ID, To: jobs.Paused}); err != nil {
		t.Fatal(err)
	}
	later(t, 8*time.Hour)
	day := apptest.At(0, 0)
	spells, err := a.Jobs.SpellsBetween(desk, day, day.AddDate(0, 0, 1))
	if err != nil {
		t.Fatal(err)
	}
	who := apptest.Technician(t, a, "Ravi Pawar")
	for _, s := range spells {
		if s.By != who || s.Visit != v.ID {
			t.Errorf("spell %+v, want it of %s at %s", s, who, v.ID)
		}
	}
	if took := spent(jobs.Together(spells)); took != [4]int{15, 15, 30, 390} {
		t.Errorf("travel, wait, work, break %v: %+v", took, spells)
	}
	if none, err := a.Jobs.SpellsBetween(desk, day.AddDate(0, 0, 1), day.AddDate(0, 0, 2)); err != nil || len(none) != 0 {
		t.Errorf("of the day after: %+v, %v", none, err)
	}
	_, err = a.Jobs.SpellsBetween(ravi, day, day)
	refuses(t, err, fault.Forbidden, "not_allowed")
}

func TestArrivals_areTheSitesInTheOrderInWhichHeCameThere(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := agreed(t, a)
	first, second := apptest.Job(t, a, nil), apptest.Job(t, a, nil)
	later(t, 8*time.Hour)
	arrive(t, a, ravi, first, online(time.Hour, nil))
	arrive(t, a, ravi, second, online(2*time.Hour, nil))
	who, site := apptest.Technician(t, a, "Ravi Pawar"), siteOf(t, a, first)
	stops, err := a.Jobs.Arrivals(ravi, who, apptest.Now, apptest.Now.Add(8*time.Hour))
	if err != nil || len(stops) != 2 || !stops[0].At.Before(stops[1].At) || stops[0].Point != site {
		t.Fatalf("%+v, %v", stops, err)
	}
	if one, err := a.Jobs.Arrivals(ravi, who, stops[1].At, stops[1].At); err != nil || len(one) != 1 {
		t.Errorf("of one moment: %+v, %v", one, err)
	}
	_, err = a.Jobs.Arrivals(apptest.AsTechnician(t, a, "Sunil More"), who, apptest.Now, apptest.Now)
	refuses(t, err, fault.Forbidden, "not_allowed")
}
