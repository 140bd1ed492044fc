package people_test

import (
	"context"
	"testing"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/people"
)

// onPhone is a technician hired for the test, who acts on his phone.
func (s shop) onPhone(t testing.TB, name, mobile string) (context.Context, people.Technician) {
	t.Helper()
	tech := s.technician(t, name, mobile)
	by := act.By{User: tech.UserID, Name: name, Role: act.Technician, Technician: tech.ID, Source: act.Phone}
	return act.In(context.Background(), by), tech
}

func (s shop) consents(t testing.TB, ctx context.Context) {
	t.Helper()
	_, err := s.SetConsent(ctx, true, "hi", "phone-1", time.Time{})
	ok(t, err)
}

// off is a fix so many metres north of the place.
func off(p geo.Point, metres float64, accuracy int) *fence.Fix {
	return &fence.Fix{Point: geo.Point{Lat: p.Lat + metres/111_195, Lng: p.Lng}, AccuracyM: accuracy, At: clock.Now()}
}

func TestStartDay_saysWhereItBegan(t *testing.T) {
	s := open(t)
	c, err := s.settings.Company(t.Context())
	ok(t, err)
	site := geo.Point{Lat: c.At.Lat + 0.05, Lng: c.At.Lng}
	for i, r := range []struct {
		name   string
		fix    *fence.Fix
		site   geo.Point
		place  people.Place
		metres int
	}{
		{"at the shop", off(c.At, 90, 10), site, people.AtShop, 90},
		{"at the shop, by what the phone grants", off(c.At, 120, 40), site, people.AtShop, 120},
		{"at his first site", off(site, 60, 10), site, people.AtSite, 60},
		{"elsewhere", off(c.At, 1000, 10), site, people.Elsewhere, 1000},
		{"elsewhere, nowhere else to be", off(c.At, 1000, 10), geo.Point{}, people.Elsewhere, 1000},
		{"too vague to tell", off(c.At, 300, 900), site, people.Unknown, 300},
		{"no position", nil, site, people.Unknown, -1},
	} {
		ctx, _ := s.onPhone(t, "Ravi "+string(rune('A'+i)), "982200010"+string(rune('0'+i)))
		s.consents(t, ctx)
		a, err := s.StartDay(ctx, people.DayMark{Fix: r.fix, Site: r.site, FenceM: 100})
		if err != nil || a.StartPlace != r.place || a.StartDistanceM != r.metres || !a.Open() || a.EndDistanceM != -1 || a.ID == "" {
			t.Errorf("%s: %s at %d m, %v", r.name, a.StartPlace, a.StartDistanceM, err)
		}
	}
}

func TestStartDay_keepsNoPositionWithoutConsent(t *testing.T) {
	s := open(t)
	c, err := s.settings.Company(t.Context())
	ok(t, err)
	ctx, tech := s.onPhone(t, "Ravi", "9822000100")
	a, err := s.StartDay(ctx, people.DayMark{Fix: off(c.At, 10, 5)})
	ok(t, err)
	var lat float64
	ok(t, s.DB().NewQuery("SELECT start_lat FROM attendance WHERE technician = '"+tech.ID+"'").Row(&lat))
	if a.StartPlace != people.Unknown || lat != 0 {
		t.Errorf("place %s, latitude %v", a.StartPlace, lat)
	}
}

func TestDay_beginsOnceEndsOnceAndBeginsAgainWithABreak(t *testing.T) {
	s := open(t)
	ctx, tech := s.onPhone(t, "Ravi", "9822000100")
	device := morning.Add(-7 * time.Minute)
	first, err := s.StartDay(ctx, people.DayMark{At: morning.Add(-time.Minute), Device: device})
	ok(t, err)
	if !first.Start.Equal(morning.Add(-time.Minute)) || !first.StartDevice.Equal(device) || first.Date != clock.DateOf(morning) || first.Source != "phone" || first.Name != "Ravi" {
		t.Errorf("began as %+v", first)
	}
	at := func(after time.Duration) { t.Cleanup(clock.Freeze(morning.Add(after))) }
	at(time.Hour)
	again, err := s.StartDay(ctx, people.DayMark{})
	ok(t, err)
	if !again.Start.Equal(first.Start) {
		t.Errorf("a second start moved the first to %v", again.Start)
	}
	at(4 * time.Hour)
	ended, err := s.EndDay(ctx, people.DayMark{})
	if err != nil || !ended.End.Equal(morning.Add(4*time.Hour)) || ended.Open() {
		t.Fatalf("ended as %+v, %v", ended, err)
	}
	_, err = s.EndDay(ctx, people.DayMark{})
	wants(t, err, "day_not_open", "")
	late, err := s.StartDay(ctx, people.DayMark{At: morning.Add(time.Hour)})
	if err != nil || late.Open() {
		t.Errorf("a start from before the end, that came late, opened the day again: %+v, %v", late, err)
	}
	at(5 * time.Hour)
	on, err := s.StartDay(ctx, people.DayMark{})
	if err != nil || !on.Open() || len(on.Breaks) != 1 || !on.Breaks[0].To.Equal(morning.Add(5*time.Hour)) {
		t.Fatalf("begun again as %+v, %v", on, err)
	}
	at(9 * time.Hour)
	_, err = s.EndDay(ctx, people.DayMark{})
	ok(t, err)
	day, err := s.Day(ctx, tech.ID, clock.DateOf(morning))
	if err != nil || !day.Start.Equal(first.Start) || !day.End.Equal(morning.Add(9*time.Hour)) || len(day.Breaks) != 1 {
		t.Errorf("the day is %+v, %v", day, err)
	}
}

func TestEndDay_closesYesterdaysToo_butNotOneOfLastWeek(t *testing.T) {
	s := open(t)
	ctx, tech := s.onPhone(t, "Ravi", "9822000100")
	_, err := s.StartDay(ctx, people.DayMark{})
	ok(t, err)
	t.Cleanup(clock.Freeze(morning.Add(17 * time.Hour))) // 02:30 of the next day
	a, err := s.EndDay(ctx, people.DayMark{})
	if err != nil || a.Date != clock.DateOf(morning) || a.End.IsZero() {
		t.Fatalf("%+v, %v", a, err)
	}
	_, err = s.StartDay(ctx, people.DayMark{})
	ok(t, err)
	t.Cleanup(clock.Freeze(morning.AddDate(0, 0, 7)))
	_, err = s.EndDay(ctx, people.DayMark{})
	wants(t, err, "day_not_open", "")
	none, err := s.Day(ctx, tech.ID, clock.DateOf(morning).AddDays(7))
	if err != nil || none.ID != "" {
		t.Errorf("a day on which he did not come is %+v, %v", none, err)
	}
}

func TestStartDay_refusesTheFutureOddPositionsAndTheOffice(t *testing.T) {
	s := open(t)
	ctx, _ := s.onPhone(t, "Ravi", "9822000100")
	_, err := s.StartDay(ctx, people.DayMark{At: morning.Add(3 * time.Minute)})
	wants(t, err, "time_future", "")
	a, err := s.StartDay(ctx, people.DayMark{At: morning.Add(time.Minute)})
	if err != nil || !a.Start.Equal(morning) {
		t.Errorf("a clock that is a minute ahead: %v, %v", a.Start, err)
	}
	_, err = s.EndDay(ctx, people.DayMark{Fix: &fence.Fix{Point: geo.Point{Lat: 95}}})
	wants(t, err, "position_bad", "")
	_, err = s.StartDay(s.ctx, people.DayMark{})
	wants(t, err, "not_allowed", "")
}

func TestMuster_listsEverybodyByDayAndName_forTheOfficeOnly(t *testing.T) {
	s := open(t)
	ravi, r := s.onPhone(t, "Ravi", "9822000100")
	anil, _ := s.onPhone(t, "Anil", "9822000101")
	for _, ctx := range []context.Context{ravi, anil} {
		_, err := s.StartDay(ctx, people.DayMark{})
		ok(t, err)
	}
	t.Cleanup(clock.Freeze(morning.AddDate(0, 0, 1)))
	_, err := s.StartDay(ravi, people.DayMark{})
	ok(t, err)
	day := clock.DateOf(morning)
	all, err := s.Muster(s.ctx, day, day.AddDays(1))
	if err != nil || len(all) != 3 || all[0].Name != "Anil" || all[1].Name != "Ravi" || all[2].Date != day.AddDays(1) {
		t.Errorf("%+v, %v", all, err)
	}
	if one, err := s.Muster(s.ctx, day, day); err != nil || len(one) != 2 {
		t.Errorf("of one day: %+v, %v", one, err)
	}
	_, err = s.Muster(ravi, day, day)
	wants(t, err, "not_allowed", "")
	_, err = s.Day(anil, r.ID, day)
	wants(t, err, "not_allowed", "")
}
