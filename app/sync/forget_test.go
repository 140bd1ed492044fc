package sync_test

import (
	"strings"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/sync"
)

// tables that may hold where a technician was, with a query that counts the rows that do.
var placed = map[string]string{
	"positions":  "SELECT count(*) FROM positions",
	"attendance": "SELECT count(*) FROM attendance WHERE start_lat != 0 OR end_lat != 0",
	"checkins":   "SELECT count(*) FROM checkins WHERE lat != 0",
	"captures":   "SELECT count(*) FROM captures WHERE lat != 0",
	"inbox":      "SELECT count(*) FROM inbox WHERE body LIKE '%18.50%' OR placed = TRUE",
}

func TestForgetPositions_leavesNoTraceOfWhereHeWasButTheOutcome(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	at := func(it sync.Item) sync.Item {
		it.Fix = &sync.Fix{Lat: 18.5076, Lng: 73.8077, Acc: 10, At: it.At}
		return it
	}
	want(t, p.send(
		p.item("consent", "", "given", "yes", "lang", "hi"), at(p.item("day.start", "")), p.item("visit.answer", v.ID, "accept", "yes"),
		p.item("visit.step", v.ID, "to", "travelling"), at(p.item("visit.step", v.ID, "to", "arrived")),
		at(p.item("visit.photo", v.ID, "key", "photo-0001", "kind", "photo", "slot", "before", "origin", "camera", "mime", "image/jpeg", "size", "1000")),
	), "done", "done", "done", "done", "done", "done")
	count := func(query string) (n int) {
		t.Helper()
		if err := a.Core.DB().NewQuery(query).Row(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for table, query := range placed {
		if count(query) == 0 {
			t.Errorf("%s holds no position to forget", table)
		}
	}
	later(t, 91*24*time.Hour)
	ctx := act.As("forget old positions")
	before, err := a.Settings.PositionsFrom(ctx)
	if err != nil || !before.Equal(clock.Now().AddDate(0, 0, -90)) {
		t.Fatalf("from %s, %v", before, err)
	}
	if err := a.People.ForgetPositions(ctx, before); err != nil {
		t.Fatal(err)
	}
	if err := a.Jobs.ForgetPositions(ctx, before); err != nil {
		t.Fatal(err)
	}
	if err := a.Sync.ForgetPositions(ctx, before); err != nil {
		t.Fatal(err)
	}
	for table, query := range placed {
		if n := count(query); n > 0 {
			t.Errorf("%s still holds %d positions after 91 days", table, n)
		}
	}
	var log []string
	if err := a.Core.DB().NewQuery("SELECT after FROM audit_log").Column(&log); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.Join(log, ""), "18.5076") {
		t.Error("the audit log, which forgets nothing, holds a position")
	}
	if count("SELECT count(*) FROM checkins WHERE outcome != ''") != 1 {
		t.Error("the outcome of the check-in is gone")
	}
}
