package sync_test

import (
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
)

func TestReceive_theEndOfADayKeepsHowFarHeWentFromSiteToSite(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := phoneOf(t, a, "Ravi Pawar")
	_, v := sent(t, a)
	if _, err := a.Core.DB().NewQuery("UPDATE sites SET lat = lat + 0.05").Execute(); err != nil { // not where Ravi lives
		t.Fatal(err)
	}
	want(t, ravi.send(ravi.item("day.start", "")), "done")
	later(t, time.Hour)
	want(t, ravi.send(
		ravi.item("visit.answer", v.ID, "accept", "yes"), ravi.item("visit.step", v.ID, "to", "travelling"), ravi.item("visit.step", v.ID, "to", "arrived"),
	), "done", "done", "done")
	later(t, 3*time.Hour)
	want(t, ravi.send(ravi.item("day.end", "")), "done")
	day, err := a.People.Day(ravi.ctx, act.From(ravi.ctx).Technician, clock.Today())
	if err != nil || day.DistanceBy != people.BySites || day.DistanceM < 7000 {
		t.Errorf("he went %d m by %q, %v", day.DistanceM, day.DistanceBy, err)
	}
}
