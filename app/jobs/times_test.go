package jobs_test

import (
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
)

// stepped is a stamp made so many minutes after the moment of the tests and heard of at once, by a phone without skew.
func stepped(to jobs.VisitStatus, minute int) jobs.Stamp {
	at := apptest.Now.Add(time.Duration(minute) * time.Minute)
	return jobs.Stamp{Visit: "v1", To: to, AtDevice: at, AtServer: at}
}

// spent is minutes of travel, waiting, work and break.
func spent(t jobs.Took) [4]int {
	return [4]int{int(t.Travel.Minutes()), int(t.Wait.Minutes()), int(t.Work.Minutes()), int(t.Break.Minutes())}
}

func TestSpells_sayWhatTheTimeWentInto(t *testing.T) {
	slow := func(s jobs.Stamp, minutes int) jobs.Stamp { // heard of with the last, from a phone whose clock is so much slow
		s.AtDevice = s.AtDevice.Add(-time.Duration(minutes) * time.Minute)
		s.SkewMS = int64(minutes) * 60_000
		s.AtServer = apptest.Now.Add(5 * time.Hour)
		return s
	}
	for _, c := range []struct {
		name   string
		stamps []jobs.Stamp
		now    int
		want   [4]int // travel, wait, work, break
	}{
		{"nothing happened", nil, 60, [4]int{}},
		{"a plan takes no time", []jobs.Stamp{stepped(jobs.Planned, 0), stepped(jobs.Dispatched, 10), stepped(jobs.Accepted, 20)}, 300, [4]int{}},
		{"from the door to done", []jobs.Stamp{
			stepped(jobs.Accepted, 0), stepped(jobs.Travelling, 10), stepped(jobs.Arrived, 35), stepped(jobs.Working, 40), stepped(jobs.Paused, 70),
			stepped(jobs.Working, 85), stepped(jobs.Done, 100),
		}, 300, [4]int{25, 5, 45, 15}},
		{"without a way", []jobs.Stamp{stepped(jobs.Accepted, 0), stepped(jobs.Arrived, 30), stepped(jobs.CannotComplete, 50)}, 300, [4]int{0, 20, 0, 0}},
		{"what lasts counts until now", []jobs.Stamp{stepped(jobs.Travelling, 0), stepped(jobs.Arrived, 10), stepped(jobs.Working, 10)}, 55, [4]int{10, 0, 45, 0}},
		{"a clock of ours that is behind takes nothing away", []jobs.Stamp{stepped(jobs.Travelling, 30)}, 10, [4]int{}},
		{"arrived by mistake: he was on the way", []jobs.Stamp{
			stepped(jobs.Travelling, 0), stepped(jobs.Arrived, 10), stepped(jobs.Travelling, 14), stepped(jobs.Arrived, 30), stepped(jobs.Working, 30), stepped(jobs.Done, 60),
		}, 300, [4]int{30, 0, 30, 0}},
		{"travelling by mistake: he had not left", []jobs.Stamp{
			stepped(jobs.Accepted, 0), stepped(jobs.Travelling, 5), stepped(jobs.Accepted, 25), stepped(jobs.Travelling, 60), stepped(jobs.Arrived, 80),
			stepped(jobs.Working, 80), stepped(jobs.Partial, 90),
		}, 300, [4]int{20, 0, 10, 0}},
		{"two mistakes in a row are both taken back", []jobs.Stamp{
			stepped(jobs.Travelling, 0), stepped(jobs.Arrived, 10), stepped(jobs.Working, 12), stepped(jobs.Arrived, 15), stepped(jobs.Travelling, 16),
			stepped(jobs.Arrived, 40), stepped(jobs.Working, 42), stepped(jobs.Done, 60),
		}, 300, [4]int{40, 2, 18, 0}},
		{"going back after a break leaves the work before it", []jobs.Stamp{
			stepped(jobs.Arrived, 0), stepped(jobs.Working, 5), stepped(jobs.Paused, 65), stepped(jobs.Working, 75), stepped(jobs.Arrived, 78),
			stepped(jobs.Working, 80), stepped(jobs.Done, 90),
		}, 300, [4]int{0, 10, 70, 10}},
		{"the break that lasts", []jobs.Stamp{stepped(jobs.Working, 0), stepped(jobs.Paused, 30)}, 50, [4]int{0, 0, 30, 20}},
		{"driven in vain, then again", []jobs.Stamp{
			stepped(jobs.Travelling, 0), stepped(jobs.Arrived, 20), stepped(jobs.Planned, 30), stepped(jobs.Dispatched, 40), stepped(jobs.Accepted, 50),
			stepped(jobs.Travelling, 100), stepped(jobs.Arrived, 115), stepped(jobs.Working, 115), stepped(jobs.Done, 145),
		}, 300, [4]int{35, 10, 30, 0}},
		{"a step twice counts once", []jobs.Stamp{stepped(jobs.Working, 0), stepped(jobs.Working, 20), stepped(jobs.Done, 30)}, 300, [4]int{0, 0, 30, 0}},
		{"a slow phone that sent late", []jobs.Stamp{
			slow(stepped(jobs.Travelling, 0), 90), slow(stepped(jobs.Arrived, 20), 90), slow(stepped(jobs.Working, 25), 90), slow(stepped(jobs.Done, 70), 90),
		}, 300, [4]int{20, 5, 45, 0}},
		{"two clocks that disagree never count a minute twice", []jobs.Stamp{
			stepped(jobs.Working, 0), stepped(jobs.Paused, 30), stepped(jobs.Working, 20), stepped(jobs.Done, 60),
		}, 300, [4]int{0, 0, 60, 0}},
		{"told by the office later than the phone set out", []jobs.Stamp{
			stepped(jobs.Dispatched, 60), stepped(jobs.Travelling, 50), stepped(jobs.Arrived, 70), stepped(jobs.CannotComplete, 80),
		}, 300, [4]int{20, 10, 0, 0}},
	} {
		spells := jobs.Spells(c.stamps, apptest.Now.Add(time.Duration(c.now)*time.Minute))
		if got := spent(jobs.Together(spells)); got != c.want {
			t.Errorf("%s: travel, wait, work, break %v, want %v: %+v", c.name, got, c.want, spells)
		}
		for i, s := range spells {
			if s.To.Before(s.From) || s.Visit != "v1" || i > 0 && s.From.Before(spells[i-1].To) {
				t.Errorf("%s: spell %d is %+v", c.name, i, s)
			}
		}
	}
}

func TestOnSite_isFromTheArrivalThatWasOneToTheEnd(t *testing.T) {
	at := func(minute int) time.Time { return apptest.Now.Add(time.Duration(minute) * time.Minute) }
	stamps := []jobs.Stamp{
		stepped(jobs.Travelling, 0), stepped(jobs.Arrived, 10), stepped(jobs.Travelling, 12), stepped(jobs.Arrived, 20), stepped(jobs.Working, 25), stepped(jobs.Done, 70),
	}
	if from, to := jobs.OnSite(jobs.Spells(stamps, at(300))); !from.Equal(at(20)) || !to.Equal(at(70)) {
		t.Errorf("from %v to %v", from, to)
	}
	if from, to := jobs.OnSite(jobs.Spells(stamps[:5], at(300))); !from.Equal(at(20)) || !to.IsZero() {
		t.Errorf("still there: from %v to %v", from, to)
	}
	if from, to := jobs.OnSite(jobs.Spells(stamps[:1], at(300))); !from.IsZero() || !to.IsZero() {
		t.Errorf("on the way: from %v to %v", from, to)
	}
}
