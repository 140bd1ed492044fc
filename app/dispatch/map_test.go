package dispatch_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

func execute(t testing.TB, a *app.App, sql string, p dbx.Params) {
	t.Helper()
	if _, err := a.Core.NonconcurrentDB().NewQuery(sql).Bind(p).Execute(); err != nil {
		t.Fatal(err)
	}
}

// planAt plans a fresh job with the technician and returns the visit.
func planAt(t testing.TB, a *app.App, technician string, start time.Time) jobs.Visit {
	t.Helper()
	j := apptest.Job(t, a, nil)
	v, err := a.Jobs.SetPlan(apptest.As(t, a, act.Dispatcher), jobs.Plan{Job: j.ID, Technician: technician, Start: start, Minutes: 60, Chosen: "person"})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func dayMap(t testing.TB, a *app.App, day clock.Date) dispatch.DayMap {
	t.Helper()
	m, err := a.Dispatch.DayMap(apptest.As(t, a, act.Dispatcher), day)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestDayMap_ordersStopsByTime_andMeasuresTheWayFromHome(t *testing.T) {
	a := apptest.NewApp(t)
	sunil := apptest.Technician(t, a, "Sunil More")
	second, first := planAt(t, a, sunil, apptest.At(14, 0)), planAt(t, a, sunil, apptest.At(11, 0))
	m := dayMap(t, a, clock.Today())
	r := m.Routes[0]
	if r.Technician.ID != sunil || len(r.Stops) != 2 || r.Stops[0].Visit != first.ID || r.Stops[1].Visit != second.ID {
		t.Fatalf("the first route is %+v", r)
	}
	if r.Stops[0].LegM == 0 || r.Stops[0].LegMin == 0 {
		t.Errorf("no way from home to the first stop: %+v", r.Stops[0])
	}
	if r.Stops[1].LegM != 0 || r.Metres != r.Stops[0].LegM {
		t.Errorf("two stops at one site are %d m apart, the route is %d m", r.Stops[1].LegM, r.Metres)
	}
	if len(m.Routes) != 2 || len(m.Routes[1].Stops) != 0 {
		t.Errorf("Ravi has no empty route: %+v", m.Routes)
	}
}

func TestDayMap_listsJobsThatWait_theMostUrgentFirst(t *testing.T) {
	a := apptest.NewApp(t)
	apptest.Job(t, a, func(b *jobs.Booking) { b.Priority = 3 })
	urgent := apptest.Job(t, a, func(b *jobs.Booking) { b.Priority = 1 })
	planAt(t, a, apptest.Technician(t, a, "Ravi Pawar"), apptest.At(11, 0))
	m := dayMap(t, a, clock.Today())
	if m.Total != 2 || len(m.Waiting) != 2 || m.Waiting[0].Job != urgent.ID {
		t.Fatalf("%d wait: %+v", m.Total, m.Waiting)
	}
	if m.Waiting[0].Overdue {
		t.Error("a job just taken in is late")
	}
	t.Cleanup(clock.Freeze(apptest.Now.AddDate(0, 0, 5)))
	if m := dayMap(t, a, clock.Today()); !m.Waiting[0].Overdue {
		t.Error("five days later it is not late")
	}
}

func TestDayMap_placesASiteWithoutPositionWhereItsPinCodeLies(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	if m := dayMap(t, a, clock.Today()); m.Waiting[0].Rough || m.Waiting[0].At.Zero() {
		t.Fatalf("the site of the template has a position: %+v", m.Waiting[0])
	}
	execute(t, a, "UPDATE sites SET lat = 0, lng = 0 WHERE id = {:site}", dbx.Params{"site": j.Site})
	if m := dayMap(t, a, clock.Today()); !m.Waiting[0].Rough || m.Waiting[0].At.Zero() {
		t.Errorf("without one it is not where 411038 lies: %+v", m.Waiting[0])
	}
}

func TestDayMap_knowsHowOldAPositionIs_andShowsNoneOnOtherDays(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.Technician(t, a, "Ravi Pawar")
	for name, c := range map[string]struct {
		age          time.Duration
		known, stale bool
	}{"fresh": {8 * time.Minute, true, false}, "old": {45 * time.Minute, true, true}, "of yesterday": {20 * time.Hour, false, true}} {
		execute(t, a, "DELETE FROM positions", nil)
		execute(t, a, "INSERT INTO positions (technician, at, lat, lng, accuracy_m, device) VALUES ({:who}, {:at}, 18.5, 73.8, 20, 'p')", dbx.Params{
			"who": ravi, "at": clock.Now().Add(-c.age).UTC().Format(txn.Stamp),
		})
		for _, r := range dayMap(t, a, clock.Today()).Routes {
			if r.Technician.ID == ravi && (r.Seen.At.IsZero() == c.known || r.Stale() != c.stale) {
				t.Errorf("%s: seen %v, stale %v", name, r.Seen.At, r.Stale())
			}
		}
		for _, r := range dayMap(t, a, clock.Today().AddDays(1)).Routes {
			if !r.Seen.At.IsZero() {
				t.Errorf("%s: tomorrow's map says where somebody is", name)
			}
		}
	}
}

// BenchmarkDayMap reads a day of 40 technicians with 380 visits and 1,100 jobs that wait.
func BenchmarkDayMap(b *testing.B) {
	a := apptest.NewApp(b)
	crowd(b, a, 40, 9)
	j := apptest.Job(b, a, nil)
	var columns []string
	if err := a.Core.DB().NewQuery("SELECT name FROM pragma_table_info('jobs')").Column(&columns); err != nil {
		b.Fatal(err)
	}
	names, values := "", ""
	for _, c := range columns {
		v := "j.`" + c + "`"
		switch c {
		case "id":
			v = "printf('job%012d', h.n)"
		case "no":
			v = "printf('X-%05d', h.n)"
		}
		names, values = names+", `"+c+"`", values+", "+v
	}
	execute(b, a, fmt.Sprintf("INSERT INTO jobs (%s) SELECT %s FROM jobs j, (WITH RECURSIVE h(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM h WHERE n < 1100) SELECT n FROM h) h WHERE j.id = {:id}", names[2:], values[2:]), dbx.Params{"id": j.ID})
	ctx := apptest.As(b, a, act.Dispatcher)
	for b.Loop() {
		if m, err := a.Dispatch.DayMap(ctx, clock.Today()); err != nil || m.Total != 1101 {
			b.Fatal(m.Total, err)
		}
	}
}
