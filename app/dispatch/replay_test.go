package dispatch_test

import (
	"encoding/json"
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
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/money"
)

// sql runs a statement on the data.
func sql(t *testing.T, a *app.App, text string, p dbx.Params) {
	t.Helper()
	if _, err := a.Core.NonconcurrentDB().NewQuery(text).Bind(p).Execute(); err != nil {
		t.Fatal(err)
	}
}

// copyRow copies a row with some columns changed.
func copyRow(t *testing.T, a *app.App, table, id string, with map[string]any) {
	t.Helper()
	var columns []string
	if err := a.Core.DB().NewQuery("SELECT name FROM pragma_table_info('" + table + "')").Column(&columns); err != nil {
		t.Fatal(err)
	}
	names, values, p := "", "", dbx.Params{"of": id}
	for _, c := range columns {
		names += ", `" + c + "`"
		if v, ok := with[c]; ok {
			values, p["x_"+c] = values+", {:x_"+c+"}", v
		} else {
			values += ", `" + c + "`"
		}
	}
	sql(t, a, fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s WHERE id = {:of}", table, names[2:], values[2:], table), p)
}

// past is one visit of a day that is over.
type past struct {
	technician string
	at         geo.Point
	start, end time.Time // as planned
	from, to   time.Time // as made; zero: nobody came
	promised   time.Time
	helper     string
	booked     time.Time
}

var replayed = 0

// happened stores the visit with its job and site.
func happened(t *testing.T, a *app.App, v past) string {
	t.Helper()
	replayed++
	site := fmt.Sprintf("site%011d", replayed)
	j := apptest.Job(t, a, func(b *jobs.Booking) { b.Assets = nil })
	copyRow(t, a, "sites", j.Site, map[string]any{"id": site, "lat": v.at.Lat, "lng": v.at.Lng})
	stamp := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.UTC().Format("2006-01-02 15:04:05.000Z")
	}
	if v.booked.IsZero() {
		v.booked = v.start.AddDate(0, 0, -3)
	}
	sql(t, a, "UPDATE jobs SET site = {:site}, skills = '[]', due_at = {:due}, promised_from = '', promised_to = {:due}, created = {:booked} WHERE id = {:id}",
		dbx.Params{"site": site, "due": stamp(v.promised), "booked": stamp(v.booked), "id": j.ID})
	made, err := a.Jobs.SetPlan(apptest.As(t, a, act.Dispatcher), jobs.Plan{
		Job: j.ID, Technician: v.technician, Start: v.start, Minutes: int(v.end.Sub(v.start).Minutes()), Chosen: "person", Tell: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	status, helpers := "done", "[]"
	if v.from.IsZero() {
		status = "dispatched"
	}
	if v.helper != "" {
		helpers = `["` + v.helper + `"]`
	}
	sql(t, a, "UPDATE visits SET status = {:status}, helpers = {:helpers}, actual_start = {:from}, actual_end = {:to} WHERE id = {:id}",
		dbx.Params{"status": status, "helpers": helpers, "from": stamp(v.from), "to": stamp(v.to), "id": made.ID})
	return made.ID
}

// zigzag is a day of the past: Ravi goes from one end of the town to the other and back, twice; Sunil once, late, and to one more with
// Ravi's help; one visit nobody made.
func zigzag(t *testing.T, a *app.App, day clock.Date) (ravi, sunil string, all []past) {
	t.Helper()
	ravi, sunil = apptest.Technician(t, a, "Ravi Pawar"), apptest.Technician(t, a, "Sunil More")
	west := func(n int) geo.Point { return geo.Point{Lat: 18.507 + float64(n)/1000, Lng: 73.807} }
	east := func(n int) geo.Point { return geo.Point{Lat: 18.508 + float64(n)/1000, Lng: 73.93} }
	at := func(h, m int) time.Time { return day.At(h*60 + m) }
	all = []past{
		{technician: ravi, at: west(1), start: at(9, 30), end: at(10, 0), from: at(9, 30), to: at(10, 10)},
		{technician: ravi, at: east(1), start: at(11, 0), end: at(11, 30), from: at(11, 10), to: at(11, 30), promised: at(11, 0)},
		{technician: ravi, at: west(2), start: at(12, 30), end: at(13, 0), from: at(12, 40), to: at(13, 15), promised: at(-6, 0)}, // late since yesterday
		{technician: ravi, at: east(2), start: at(14, 30), end: at(15, 0), from: at(14, 25), to: at(15, 0)},
		{technician: ravi, at: west(3), start: at(16, 0), end: at(16, 30), from: at(16, 10), to: at(16, 40), booked: at(10, 30)},
		{technician: sunil, at: east(3), start: at(10, 0), end: at(11, 0), from: at(10, 45), to: at(11, 45), promised: at(10, 15)},
		{technician: sunil, at: west(4), start: at(17, 30), end: at(18, 30), from: at(17, 30), to: at(18, 40), helper: ravi},
		{technician: sunil, at: east(4), start: at(13, 0), end: at(13, 30)},
	}
	for _, v := range all {
		happened(t, a, v)
	}
	return ravi, sunil, all
}

// home is where the technician begins his day.
func home(t *testing.T, a *app.App, technician string) geo.Point {
	t.Helper()
	one, err := a.People.Technician(apptest.As(t, a, act.Owner), technician)
	if err != nil {
		t.Fatal(err)
	}
	return one.Home
}

func TestReplay_tellsWhatWasDriven(t *testing.T) {
	a := apptest.NewApp(t)
	day := clock.Today().AddDays(-4) // Thursday
	ravi, sunil, all := zigzag(t, a, day)
	sql(t, a, "UPDATE technicians SET cost_paise = 18000 WHERE id = {:id}", dbx.Params{"id": ravi})
	r, err := a.Dispatch.Replay(apptest.As(t, a, act.Owner), day)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]dispatch.Side{}
	for who, stops := range map[string][]past{
		ravi:  {all[0], all[1], all[2], all[3], all[4], all[6]},
		sunil: {all[5], all[6]},
	} {
		var s dispatch.Side
		here := home(t, a, who)
		if here.Zero() {
			t.Fatal("his home is not known")
		}
		leave := stops[0].from.Add(-time.Duration(geo.Roads{}.Seconds(geo.Roads{}.Base(here, stops[0].at), clock.Minute(stops[0].from)*60)) * time.Second)
		for _, v := range stops {
			s.TravelMin += geo.Roads{}.Minutes(here, v.at, clock.Minute(leave))
			s.Metres += geo.RoadMetres(here, v.at)
			s.WorkMin += int(v.to.Sub(v.from).Minutes())
			here, leave = v.at, v.to
			if v.technician != who {
				continue
			}
			s.Visits++
			if !v.promised.IsZero() && v.from.After(v.promised) {
				s.Late++
				if clock.DateOf(v.promised) == day {
					s.LateMin += int(v.from.Sub(v.promised).Minutes())
				}
			}
		}
		back := geo.Roads{}.Minutes(here, home(t, a, who), clock.Minute(leave))
		s.TravelMin += back
		s.Metres += geo.RoadMetres(here, home(t, a, who))
		s.OvertimeMin = 18*60 + 40 + back - 18*60
		want[who] = s
	}
	for _, row := range r.Rows {
		got, w := row.Driven, want[row.Technician]
		if got.TravelMin < w.TravelMin-1 || got.TravelMin > w.TravelMin+1 {
			t.Errorf("%s travelled %d minutes, want %d", row.Name, got.TravelMin, w.TravelMin)
		}
		if row.Technician == ravi && got.Cost != money.Paise(180_00*got.TravelMin/60) {
			t.Errorf("%d minutes of his cost %d paise", got.TravelMin, got.Cost)
		}
		got.TravelMin, got.Cost, got.OvertimeMin, w.TravelMin, w.Cost, w.OvertimeMin = 0, 0, got.OvertimeMin-w.OvertimeMin, 0, 0, 0
		if got != w {
			t.Errorf("%s: %+v, want %+v", row.Name, got, w)
		}
		if row.NoCost != (row.Technician != ravi) {
			t.Errorf("%s: an hour costs something: %v", row.Name, !row.NoCost)
		}
	}
	if len(r.Rows) != 2 || r.Driven.Visits != 7 || r.Driven.Unserved != 1 || r.Planned.Visits != 8 || r.SameDay != 1 || r.Unplaced != 0 || r.Ways == "" {
		t.Errorf("%+v", r)
	}
}

func TestReplay_findsWhatPlanningWouldHaveSaved(t *testing.T) {
	a := apptest.NewApp(t)
	day := clock.Today().AddDays(-4)
	zigzag(t, a, day)
	owner := apptest.As(t, a, act.Owner)
	r, err := a.Dispatch.Replay(owner, day)
	if err != nil {
		t.Fatal(err)
	}
	if r.Stays || r.SavedMin() < 60 || r.Engine.Unserved > r.Driven.Unserved || r.Engine.LateMin > r.Driven.LateMin {
		t.Errorf("saved %d minutes: driven %+v, engine %+v", r.SavedMin(), r.Driven, r.Engine)
	}
	if r.Engine.Visits+r.Engine.Unserved != 8 || r.Driven.Visits+r.Driven.Unserved != 8 {
		t.Errorf("visits were lost: %+v", r.Sides)
	}
	sql(t, a, "DELETE FROM replays", nil)
	again, err := a.Dispatch.Replay(owner, day)
	if err != nil || plain(t, again) != plain(t, r) {
		t.Errorf("the same day comes out otherwise (%v)\n%s\n%s", err, plain(t, r), plain(t, again))
	}
}

func plain(t *testing.T, r dispatch.Replay) string {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestReplay_isKeptUntilTheDaysRecordsChange(t *testing.T) {
	a := apptest.NewApp(t)
	day := clock.Today().AddDays(-4)
	ravi, _, all := zigzag(t, a, day)
	owner := apptest.As(t, a, act.Owner)
	look := func() dispatch.Replay {
		t.Helper()
		r, err := a.Dispatch.Replay(owner, day)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := look()
	t.Cleanup(clock.Freeze(apptest.Now.Add(time.Hour)))
	if again := look(); !again.Made.Equal(first.Made) || plain(t, again) != plain(t, first) {
		t.Error("worked out again without need")
	}
	sql(t, a, "UPDATE technicians SET cost_paise = 20000 WHERE id = {:id}", dbx.Params{"id": ravi})
	if priced := look(); priced.Driven.Cost == 0 || priced.Made.Equal(first.Made) {
		t.Errorf("a cost that was added does not count: %+v", priced.Driven)
	}
	clock.Freeze(apptest.Now.Add(2 * time.Hour))
	happened(t, a, past{technician: ravi, at: all[0].at, start: day.At(17 * 60), end: day.At(17*60 + 15), from: day.At(17 * 60), to: day.At(17*60 + 10)})
	if more := look(); more.Driven.Visits != first.Driven.Visits+1 {
		t.Errorf("a visit that was added is left out: %+v", more.Driven)
	}
}

func TestReplay_ofAMonthIsTheSumOfItsDays(t *testing.T) {
	a := apptest.NewApp(t)
	owner := apptest.As(t, a, act.Owner)
	today := clock.Today()
	for _, ago := range []int{4, 5, 7} {
		zigzag(t, a, today.AddDays(-ago))
	}
	before, err := a.Dispatch.Month(owner, today)
	if err != nil || len(before.Rows) != 0 || len(before.Missing) != 3 || before.Missing[0] != today.AddDays(-7) {
		t.Fatalf("%+v %v", before, err)
	}
	if n, err := a.Dispatch.ReplayMissing(owner, today, 0); err != nil || n != 1 {
		t.Errorf("%d days in no time, %v", n, err)
	}
	did, err := a.Dispatch.LookBack(owner)
	if err != nil || did != "2 days" {
		t.Errorf("the night did %q, %v", did, err)
	}
	if did, err := a.Dispatch.LookBack(owner); err != nil || did != "" {
		t.Errorf("the second night did %q, %v", did, err)
	}
	m, err := a.Dispatch.Month(owner, today)
	if err != nil || len(m.Rows) != 3 || len(m.Missing) != 0 || m.NoCost != 2 {
		t.Fatalf("%d rows, %v missing, %d without a cost, %v", len(m.Rows), m.Missing, m.NoCost, err)
	}
	var sum dispatch.Sides
	for _, day := range m.Rows {
		r, err := a.Dispatch.Replay(owner, day.Day)
		if err != nil {
			t.Fatal(err)
		}
		var rows dispatch.Sides
		for _, row := range r.Rows {
			rows = rows.Plus(row.Sides)
		}
		rows.Driven.Unserved, rows.Engine.Unserved = r.Driven.Unserved, r.Engine.Unserved
		if rows != r.Sides {
			t.Errorf("%s: rows come to %+v, the day to %+v", day.Day, rows, r.Sides)
		}
		sum = sum.Plus(r.Sides)
	}
	if sum != m.Sides || m.Driven.Visits != 21 {
		t.Errorf("days come to %+v, the month to %+v", sum, m.Sides)
	}
}

func TestReplay_isForPastDaysAndThoseWhoPlan(t *testing.T) {
	a := apptest.NewApp(t)
	for _, day := range []clock.Date{clock.Today(), clock.Today().AddDays(1), ""} {
		if _, err := a.Dispatch.Replay(apptest.As(t, a, act.Dispatcher), day); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", day, err)
		}
	}
	for _, role := range []act.Role{act.Accountant, act.Storekeeper, act.Technician} {
		if _, err := a.Dispatch.Replay(apptest.As(t, a, role), clock.Today().AddDays(-1)); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", role, err)
		}
		if _, err := a.Dispatch.Month(apptest.As(t, a, role), clock.Today()); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", role, err)
		}
	}
	r, err := a.Dispatch.Replay(apptest.As(t, a, act.Dispatcher), clock.Today().AddDays(-1))
	if err != nil || !r.Empty() {
		t.Errorf("a day on which nobody went anywhere: %+v %v", r, err)
	}
}
