package dispatch_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
)

var stamps = 0

// stamped stores a step of a visit.
func stamped(t *testing.T, a *app.App, visit string, to jobs.VisitStatus, at time.Time) {
	t.Helper()
	stamps++
	text := at.UTC().Format("2006-01-02 15:04:05.000Z")
	sql(t, a, "INSERT INTO stamps (id, visit, job, `from`, `to`, at_device, at_server, skew_ms, device, source, `by`, by_name, reason)"+`
		SELECT {:id}, v.id, v.job, '', {:to}, {:at}, {:at}, 0, '', 'phone', '', '', '' FROM visits v WHERE v.id = {:visit}`,
		dbx.Params{"id": fmt.Sprintf("stamp%010d", stamps), "visit": visit, "to": string(to), "at": text})
}

// drove stores a way that the technician made on the day: from ten in the morning, so many minutes, from one site to another.
func drove(t *testing.T, a *app.App, technician string, day clock.Date, minutes int) {
	t.Helper()
	from, to := geo.Point{Lat: 18.51, Lng: 73.80}, geo.Point{Lat: 18.51, Lng: 73.90}
	at := func(m int) time.Time { return day.At(600 + m) }
	first := happened(t, a, past{technician: technician, at: from, start: at(-60), end: at(0), from: at(-60), to: at(0)})
	stamped(t, a, first, jobs.Arrived, at(-60))
	stamped(t, a, first, jobs.Done, at(0))
	second := happened(t, a, past{technician: technician, at: to, start: at(60), end: at(90), from: at(minutes), to: at(minutes + 20)})
	stamped(t, a, second, jobs.Travelling, at(1))
	stamped(t, a, second, jobs.Arrived, at(1+minutes))
	stamped(t, a, second, jobs.Done, at(minutes+20))
}

func TestLearnRoads_goesByWhatTechniciansDrove(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.Technician(t, a, "Ravi Pawar")
	owner := apptest.As(t, a, act.Owner)
	if did, err := a.Dispatch.LearnRoads(owner); err != nil || did != "" {
		t.Fatalf("of nothing it learnt %q, %v", did, err)
	}
	for n := range 31 {
		drove(t, a, ravi, clock.Today().AddDays(-1-n), 40+n%3)
	}
	for range 2 {
		if did, err := a.Dispatch.LearnRoads(owner); err != nil || did != "31 trips" {
			t.Fatalf("it learnt from %q, %v", did, err)
		}
	}
	rows, at, err := a.Dispatch.Speeds(owner)
	if err != nil || !at.Equal(clock.Now()) {
		t.Fatal(at, err)
	}
	want := geo.RoadMetres(geo.Point{Lat: 18.51, Lng: 73.80}, geo.Point{Lat: 18.51, Lng: 73.90}) / 41
	if r := rows[10]; r.Trips != 31 || r.Learnt < want-1 || r.Learnt > want+1 || r.Used <= r.Assumed || r.Used >= r.Learnt {
		t.Errorf("%+v, want a median of %d", r, want)
	}
	if r := rows[11]; r.Trips != 0 || r.Used != r.Assumed || r.Learnt != 0 {
		t.Errorf("an hour without trips: %+v", r)
	}
	w, err := a.Dispatch.Ways(t.Context())
	if err != nil || w.Says() != "Travel by distance and speeds learnt from 31 trips" {
		t.Errorf("%s, %v", w.Says(), err)
	}
	half := clock.Today().At(10*60 + 30)
	if got := w.Seconds(kothrud, hadapsar, half); got >= (geo.Roads{}).Seconds((geo.Roads{}).Base(kothrud, hadapsar), 10*3600+1800) {
		t.Errorf("roads that are quicker than assumed take %d s", got)
	}
	if _, err := a.Dispatch.LearnRoads(apptest.As(t, a, act.Technician)); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a technician: %v", err)
	}
}

func TestLearnRoads_leavesOutWhoStoodStill(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.Technician(t, a, "Ravi Pawar")
	day := clock.Today().AddDays(-1)
	drove(t, a, ravi, day, 41)
	for n := range 6 { // seen at one place for 25 minutes on the way
		sql(t, a, "INSERT INTO positions (technician, at, lat, lng, accuracy_m, device) VALUES ({:t}, {:at}, 18.52, 73.85, 10, '')",
			dbx.Params{"t": ravi, "at": day.At(605 + 5*n).UTC().Format("2006-01-02 15:04:05.000Z")})
	}
	if did, err := a.Dispatch.LearnRoads(apptest.As(t, a, act.Owner)); err != nil || did != "" {
		t.Errorf("it learnt from %q, %v", did, err)
	}
}
