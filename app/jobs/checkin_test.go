package jobs_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/people"
)

// agreed is Ravi on his phone, who consented and began his day at nine.
func agreed(t testing.TB, a *app.App) context.Context {
	t.Helper()
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	nine := apptest.Now.Add(-time.Hour)
	if _, err := a.People.SetConsent(ravi, true, "hi", "phone-of-ravi-0001", nine); err != nil {
		t.Fatal(err)
	}
	if _, err := a.People.StartDay(ravi, people.DayMark{At: nine}); err != nil {
		t.Fatal(err)
	}
	return ravi
}

func siteOf(t testing.TB, a *app.App, j jobs.Job) geo.Point {
	t.Helper()
	s, err := a.Customers.SiteByID(t.Context(), j.Site)
	if err != nil || !s.Located() {
		t.Fatalf("the site is at %v, %v", s.At, err)
	}
	return s.At
}

// at is a fix so many metres north of the place, so long after the moment of the tests.
func at(p geo.Point, metres float64, accuracy int, after time.Duration) *fence.Fix {
	return &fence.Fix{Point: geo.Point{Lat: p.Lat + metres/111_195, Lng: p.Lng}, AccuracyM: accuracy, At: apptest.Now.Add(after)}
}

func online(after time.Duration, fix *fence.Fix) jobs.Mark {
	m := phone(after)
	m.Offline, m.Fix = false, fix
	return m
}

// arrive brings a new visit to arrival with the mark and returns its check-ins.
func arrive(t testing.TB, a *app.App, ctx context.Context, j jobs.Job, m jobs.Mark) (jobs.Visit, []jobs.CheckIn) {
	t.Helper()
	v := plan(t, a, j.ID, 11, true)
	drive(t, a, v.ID, jobs.Accepted)
	take(t, a, ctx, v.ID, jobs.Arrived, m)
	proof, err := a.Jobs.Proof(apptest.As(t, a, act.Dispatcher), v.ID)
	if err != nil || len(proof.CheckIns) == 0 {
		t.Fatalf("%d check-ins, %v", len(proof.CheckIns), err)
	}
	return v, proof.CheckIns
}

func TestCheckIn_recordsWhereHeWasAndNeverKeepsHimFromWork(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, desk := agreed(t, a), apptest.As(t, a, act.Dispatcher)
	j := apptest.Job(t, a, nil)
	site := siteOf(t, a, j)
	later(t, time.Hour)
	offline := online(50*time.Minute, at(site, 40, 10, 50*time.Minute))
	offline.Offline = true
	denied := online(55*time.Minute, nil)
	denied.Denied = true
	for _, c := range []struct {
		name           string
		ctx            context.Context
		mark           jobs.Mark
		outcome, first fence.Outcome
		metres         int
	}{
		{"inside", ravi, online(50*time.Minute, at(site, 30, 15, 50*time.Minute)), fence.ValidatedInside, "", 30},
		{"outside", ravi, online(50*time.Minute, at(site, 700, 15, 50*time.Minute)), fence.ValidatedOutside, "", 700},
		{"too vague", ravi, online(50*time.Minute, at(site, 30, 300, 50*time.Minute)), fence.LowAccuracy, "", 30},
		{"denied", ravi, denied, fence.PermissionDenied, "", -1},
		{"no position", ravi, online(50*time.Minute, nil), fence.SkippedOutside, "", -1},
		{"nowhere", ravi, online(50*time.Minute, &fence.Fix{At: apptest.Now}), fence.SkippedOutside, "", -1},
		{"offline", ravi, offline, fence.ValidatedInside, fence.OfflineUnvalidated, 40},
		{"offline, no position", ravi, phone(50 * time.Minute), fence.OfflineSkipped, "", -1},
		{"by the office", desk, jobs.Mark{}, fence.OfficeEntered, "", -1},
		{"let in by the office", desk, offline, fence.ValidatedInside, fence.OfflineUnvalidated, 40},
	} {
		v, in := arrive(t, a, c.ctx, j, c.mark)
		if c.first == "" {
			c.first = c.outcome
		}
		got := in[0]
		if got.Outcome != c.outcome || got.First != c.first || got.DistanceM != c.metres || got.What != jobs.CheckedIn || got.Job != j.ID || got.Technician != v.Technician || got.RadiusM != 100 {
			t.Errorf("%s: %+v", c.name, got)
		}
		fix := c.mark.Fix
		if fix != nil && fix.Zero() {
			fix = nil
		}
		if fix == nil && (got.AccuracyM != -1 || got.Lat != 0) || fix != nil && (got.AccuracyM != fix.AccuracyM || got.Lat != fix.Lat) {
			t.Errorf("%s: at %v ± %d", c.name, got.Lat, got.AccuracyM)
		}
		if v = take(t, a, c.ctx, v.ID, jobs.Working, jobs.Mark{}); v.Status != jobs.Working {
			t.Errorf("%s kept him from work", c.name)
		}
	}
}

func TestCheckIn_isMadeAtTheEndToo_andNotOnTheWay(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := agreed(t, a)
	later(t, 3*time.Hour)
	for _, end := range []jobs.VisitStatus{jobs.Done, jobs.Partial, jobs.CannotComplete} {
		j := apptest.Job(t, a, nil)
		v, _ := arrive(t, a, ravi, j, online(time.Hour, at(siteOf(t, a, j), 10, 10, time.Hour)))
		take(t, a, ravi, v.ID, jobs.Working, online(70*time.Minute, nil))
		take(t, a, ravi, v.ID, end, online(2*time.Hour, at(siteOf(t, a, j), 900, 10, 2*time.Hour)))
		proof, err := a.Jobs.Proof(ravi, v.ID)
		if err != nil || len(proof.CheckIns) != 2 {
			t.Fatalf("%s: %+v, %v", end, proof.CheckIns, err)
		}
		out := proof.CheckIns[1]
		if out.What != jobs.CheckedOut || out.Outcome != fence.ValidatedOutside || !out.AtDevice.Equal(apptest.Now.Add(2*time.Hour)) || out.Source != "phone" {
			t.Errorf("%s: %+v", end, out)
		}
	}
}

func TestCheckIn_keepsNoPositionOfWhoDidNotConsent(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	for _, m := range []jobs.Mark{online(0, at(siteOf(t, a, j), 10, 10, 0)), online(0, nil)} {
		_, in := arrive(t, a, apptest.AsTechnician(t, a, "Ravi Pawar"), j, m)
		if c := in[0]; c.Outcome != fence.PermissionDenied || c.Lat != 0 || c.Lng != 0 || c.AccuracyM != -1 {
			t.Errorf("%+v", c)
		}
	}
}

func TestCheckIn_withoutAPositionRestsOnTheTrail(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := agreed(t, a)
	j := apptest.Job(t, a, nil)
	site := siteOf(t, a, j)
	later(t, time.Hour)
	if _, err := a.People.Track(ravi, "p", []fence.Fix{*at(site, 60, 12, 22*time.Minute), *at(site, 2000, 12, 45*time.Minute)}); err != nil {
		t.Fatal(err)
	}
	for after, want := range map[time.Duration]fence.Outcome{
		25 * time.Minute: fence.SkippedInside, 46 * time.Minute: fence.SkippedOutside, 20 * time.Minute: fence.SkippedOutside,
	} {
		if _, in := arrive(t, a, ravi, j, online(after, nil)); in[0].Outcome != want {
			t.Errorf("after %v: %+v, want %s", after, in[0], want)
		}
	}
}

func TestCheckIn_aFakedPositionIsForAPersonToReview(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, desk := agreed(t, a), apptest.As(t, a, act.Dispatcher)
	j := apptest.Job(t, a, nil)
	site := siteOf(t, a, j)
	later(t, time.Hour)
	if _, err := a.People.Track(ravi, "p", []fence.Fix{*at(site, 20_000, 12, 29*time.Minute)}); err != nil {
		t.Fatal(err)
	}
	v, in := arrive(t, a, ravi, j, online(30*time.Minute, at(site, 10, 10, 30*time.Minute)))
	got := in[0]
	if got.Outcome != fence.Suspicious || got.First != fence.ValidatedInside || got.Score != 60 || len(got.Signals) != 1 || got.Signals[0].Code != fence.ImpossibleSpeed {
		t.Fatalf("%+v", got)
	}
	today := clock.Today()
	list, err := a.Jobs.CheckIns(desk, today, today, true)
	if err != nil || len(list) != 1 || list[0].ID != got.ID || list[0].TechName != "Ravi Pawar" || list[0].No != j.No || list[0].Customer != "Meera Deshpande" || len(list[0].Signals) != 1 {
		t.Fatalf("to review: %+v, %v", list, err)
	}
	refuses(t, a.Jobs.Review(desk, got.ID, "guilty", ""), fault.Invalid, "invalid [verdict]")
	refuses(t, a.Jobs.Review(desk, got.ID, jobs.VerdictFine, strings.Repeat("क", 301)), fault.Invalid, "too_long [note]")
	refuses(t, a.Jobs.Review(ravi, got.ID, jobs.VerdictFine, ""), fault.Forbidden, "not_allowed")
	refuses(t, a.Jobs.Review(desk, "nosuchcheckin01", jobs.VerdictFine, ""), fault.NotFound, "not_found")
	if err := a.Jobs.Review(desk, got.ID, jobs.VerdictFine, " New phone "); err != nil {
		t.Fatal(err)
	}
	refuses(t, a.Jobs.Review(desk, got.ID, jobs.VerdictTalk, ""), fault.Conflict, "reviewed")
	if list, err = a.Jobs.CheckIns(desk, today, today, true); err != nil || len(list) != 0 {
		t.Errorf("still to review: %+v, %v", list, err)
	}
	list, err = a.Jobs.CheckIns(desk, today, today, false)
	if err != nil || len(list) != 1 || list[0].Verdict != jobs.VerdictFine || list[0].VerdictNote != "New phone" || list[0].VerdictBy != "Deepa Joshi" {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err = a.Jobs.CheckIns(desk, today.AddDays(1), today.AddDays(9), false); err != nil || len(list) != 0 {
		t.Errorf("of later days: %+v, %v", list, err)
	}
	_, err = a.Jobs.CheckIns(ravi, today, today, false)
	refuses(t, err, fault.Forbidden, "not_allowed")
	if after, _ := a.Jobs.Visit(desk, v.ID); after.Status != jobs.Arrived {
		t.Errorf("the visit is %s: a review changes nothing of it", after.Status)
	}
}

func TestCheckIn_knowsTheSamePointElsewhereAndASharedPhone(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, desk := agreed(t, a), apptest.As(t, a, act.Dispatcher)
	later(t, 5*time.Hour)
	first := apptest.Job(t, a, nil)
	point := siteOf(t, a, first)
	where := []string{first.Site}
	for i, pin := range []string{"411004", "411014", "411045"} {
		s, err := a.Customers.CreateSite(desk, customers.SiteInput{Customer: first.Customer, Label: "Site " + string(rune('A'+i)), Address: "Road", Pin: pin})
		if err != nil {
			t.Fatal(err)
		}
		where = append(where, s.ID)
	}
	for _, user := range []string{"Ravi Pawar", "Sunil More"} {
		r, err := a.Core.FindFirstRecordByData("users", "name", user)
		if err != nil {
			t.Fatal(err)
		}
		_, err = a.Core.DB().NewQuery("INSERT INTO devices (id, user, `key`, seen_at) VALUES ('d' || substr({:id}, 2), {:id}, 'phone-of-ravi-0001', {:at})").
			Bind(map[string]any{"id": r.Id, "at": "2026-11-10 10:00:00.000Z"}).Execute()
		if err != nil {
			t.Fatal(err)
		}
	}
	var last jobs.CheckIn
	for i, site := range where {
		j := apptest.Job(t, a, func(b *jobs.Booking) { b.Site, b.Assets = site, nil })
		after := time.Duration(i+1) * time.Hour
		_, in := arrive(t, a, ravi, j, online(after, at(point, 5, 9, after)))
		last = in[0]
		if want := []int{20, 20, 60, 60}[i]; last.Score != want {
			t.Errorf("at site %d the score is %d for %+v, want %d", i, last.Score, last.Signals, want)
		}
	}
	if last.Outcome != fence.Suspicious || last.First != fence.ValidatedOutside {
		t.Errorf("%+v", last)
	}
}

func TestCheckIn_onlyItsVerdictCanBeChanged(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := agreed(t, a)
	j := apptest.Job(t, a, nil)
	_, in := arrive(t, a, ravi, j, online(0, at(siteOf(t, a, j), 10, 10, 0)))
	r, err := a.Core.FindRecordById("checkins", in[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("verdict_note", "looked at")
	if err := a.Core.Save(r); err != nil {
		t.Errorf("a verdict: %v", err)
	}
	for field, value := range map[string]any{"outcome": "validated_outside", "lat": 1.5, "distance_m": 3, "signals": []string{"x"}} {
		r, _ := a.Core.FindRecordById("checkins", in[0].ID)
		r.Set(field, value)
		if err := a.Core.Save(r); err == nil {
			t.Errorf("%s was changed", field)
		}
	}
	for _, kept := range []string{"checkins", "attendance", "consents"} {
		all, err := a.Core.FindAllRecords(kept)
		if err != nil || len(all) == 0 {
			t.Fatalf("%s: %d, %v", kept, len(all), err)
		}
		if err := a.Core.Delete(all[0]); err == nil {
			t.Errorf("one of %s was deleted", kept)
		}
	}
}

func TestAdvance_refusesDoneWhileSomethingIsMissing(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := asking(t, a, jobs.Asks{SignOff: true}, checks[:1])
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	lacks, err := a.Jobs.Missing(ravi, v.ID)
	if err != nil || len(lacks) != 3 || lacks[2].Token != "payment" {
		t.Fatalf("missing %+v, %v", lacks, err)
	}
	_, err = a.Jobs.Advance(ravi, jobs.Progress{Visit: v.ID, To: jobs.Done, Mark: phone(0)})
	refuses(t, err, fault.Conflict, "completion_missing map[n:3]")
	if after, _ := a.Jobs.Visit(ravi, v.ID); after.Status != jobs.Working {
		t.Errorf("the visit is %s", after.Status)
	}
	take(t, a, ravi, v.ID, jobs.Partial, phone(0))
}
