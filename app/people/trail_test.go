package people_test

import (
	"context"
	"testing"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/people"
)

func point(after time.Duration) fence.Fix {
	return fence.Fix{Point: geo.Point{Lat: 18.5 + after.Hours()/100, Lng: 73.8}, AccuracyM: 12, At: morning.Add(after)}
}

func TestConsent_isTheNewestWordAndForThisWordingOnly(t *testing.T) {
	s := open(t)
	ctx, tech := s.onPhone(t, "Ravi", "9822000100")
	c, err := s.ConsentOf(ctx, tech.ID)
	if err != nil || c.Given || c.Asked() {
		t.Fatalf("before he was asked: %+v, %v", c, err)
	}
	for i, given := range []bool{true, false, true} {
		t.Cleanup(clock.Freeze(morning.Add(time.Duration(i) * time.Minute)))
		if c, err = s.SetConsent(ctx, given, "hi", "phone-1", time.Time{}); err != nil || c.Given != given || c.Lang != "hi" || !c.Asked() {
			t.Fatalf("said %v: %+v, %v", given, c, err)
		}
	}
	t.Cleanup(clock.Freeze(morning.Add(time.Hour)))
	if c, err = s.SetConsent(ctx, true, "en", "phone-2", time.Time{}); err != nil || !c.At.Equal(morning.Add(2*time.Minute)) {
		t.Errorf("yes twice holds since %v, %v", c.At, err)
	}
	_, err = s.SetConsent(ctx, true, "fr", "", time.Time{})
	wants(t, err, "invalid", "lang")
	_, err = s.SetConsent(s.ctx, true, "en", "", time.Time{})
	wants(t, err, "not_allowed", "")
	_, err = s.DB().NewQuery("UPDATE consents SET version = '2025-01'").Execute()
	ok(t, err)
	if c, err = s.ConsentOf(ctx, tech.ID); err != nil || c.Given || c.Asked() {
		t.Errorf("a yes to an older wording counts: %+v, %v", c, err)
	}
}

func TestTrack_keepsOnlyWhatLiesWithinAnOpenDay(t *testing.T) {
	s := open(t)
	ctx, tech := s.onPhone(t, "Ravi", "9822000100")
	_, err := s.SetConsent(ctx, true, "hi", "phone-1", morning.Add(-24*time.Hour))
	ok(t, err)
	_, err = s.StartDay(ctx, people.DayMark{})
	ok(t, err)
	for _, step := range []struct {
		hour int
		do   func() error
	}{
		{4, func() error { _, err := s.EndDay(ctx, people.DayMark{}); return err }},
		{5, func() error { _, err := s.StartDay(ctx, people.DayMark{}); return err }},
		{8, func() error { _, err := s.EndDay(ctx, people.DayMark{}); return err }},
	} {
		t.Cleanup(clock.Freeze(morning.Add(time.Duration(step.hour) * time.Hour)))
		ok(t, step.do())
	}
	t.Cleanup(clock.Freeze(morning.Add(10 * time.Hour)))
	points := []fence.Fix{
		point(-time.Minute), point(0), point(2 * time.Hour), point(2 * time.Hour), point(4*time.Hour + time.Minute),
		point(6 * time.Hour),
		{At: morning.Add(7 * time.Hour)},
		point(8 * time.Hour), point(8*time.Hour + time.Second), point(24 * time.Hour),
	}
	n, err := s.Track(ctx, "phone-1", points)
	if err != nil || n != 4 {
		t.Fatalf("kept %d, %v", n, err)
	}
	if n, err = s.Track(ctx, "phone-1", points); err != nil || n != 0 {
		t.Errorf("sent again, kept %d, %v", n, err)
	}
	trail, err := s.Trail(ctx, tech.ID, morning.Add(-time.Hour), morning.Add(24*time.Hour))
	if err != nil || len(trail) != 4 {
		t.Fatalf("the trail is %+v, %v", trail, err)
	}
	for i, after := range []time.Duration{0, 2 * time.Hour, 6 * time.Hour, 8 * time.Hour} {
		if trail[i] != point(after) {
			t.Errorf("point %d is %+v, want %+v", i, trail[i], point(after))
		}
	}
}

func TestTrack_keepsNothingWithoutConsent_norFromBeforeIt(t *testing.T) {
	s := open(t)
	ctx, _ := s.onPhone(t, "Ravi", "9822000100")
	_, err := s.StartDay(ctx, people.DayMark{})
	ok(t, err)
	t.Cleanup(clock.Freeze(morning.Add(3 * time.Hour)))
	all := []fence.Fix{point(time.Hour), point(2 * time.Hour)}
	if n, err := s.Track(ctx, "phone-1", all); err != nil || n != 0 {
		t.Errorf("without a word kept %d, %v", n, err)
	}
	_, err = s.SetConsent(ctx, true, "en", "phone-1", morning.Add(90*time.Minute))
	ok(t, err)
	if n, err := s.Track(ctx, "phone-1", all); err != nil || n != 1 {
		t.Errorf("after a yes between the two kept %d, %v", n, err)
	}
	_, err = s.SetConsent(ctx, false, "en", "phone-1", time.Time{})
	ok(t, err)
	if n, err := s.Track(ctx, "phone-1", []fence.Fix{point(170 * time.Minute)}); err != nil || n != 0 {
		t.Errorf("after a no kept %d, %v", n, err)
	}
}

func TestTrack_aForgottenDayDoesNotTrackTheNight(t *testing.T) {
	s := open(t)
	ctx, _ := s.onPhone(t, "Ravi", "9822000100")
	s.consents(t, ctx)
	_, err := s.StartDay(ctx, people.DayMark{})
	ok(t, err)
	t.Cleanup(clock.Freeze(morning.Add(20 * time.Hour)))
	if n, err := s.Track(ctx, "p", []fence.Fix{point(15 * time.Hour), point(17 * time.Hour)}); err != nil || n != 1 {
		t.Errorf("kept %d, %v", n, err)
	}
}

func TestTrack_refusesWhatIsNoPlaceOnEarth_andKeepsNoneOfIt(t *testing.T) {
	s := open(t)
	ctx, tech := s.onPhone(t, "Ravi", "9822000100")
	s.consents(t, ctx)
	_, err := s.StartDay(ctx, people.DayMark{})
	ok(t, err)
	for name, bad := range map[string]func(*fence.Fix){
		"latitude":  func(f *fence.Fix) { f.Lat = 90.1 },
		"longitude": func(f *fence.Fix) { f.Lng = -180.1 },
		"vague":     func(f *fence.Fix) { f.AccuracyM = 100_001 },
		"negative":  func(f *fence.Fix) { f.AccuracyM = -1 },
	} {
		p := point(0)
		bad(&p)
		_, err := s.Track(ctx, "p", []fence.Fix{point(0), p})
		wants(t, err, "position_bad", "")
		if trail, _ := s.Trail(ctx, tech.ID, morning.Add(-time.Hour), morning.Add(time.Hour)); len(trail) != 0 {
			t.Errorf("%s: kept %+v", name, trail)
		}
	}
	_, err = s.Track(s.ctx, "p", []fence.Fix{point(0)})
	wants(t, err, "not_allowed", "")
}

// forget has positions forgotten as the company wants it, and returns how many are gone.
func (s shop) forget(ctx context.Context, t testing.TB) (gone int, err error) {
	t.Helper()
	count := func() (n int) {
		t.Helper()
		ok(t, s.DB().NewQuery("SELECT COUNT(*) FROM positions").Row(&n))
		return n
	}
	before, err := s.settings.PositionsFrom(ctx)
	ok(t, err)
	had := count()
	err = s.ForgetPositions(ctx, before)
	return had - count(), err
}

func TestForgetPositions_deletesWhatIsOlderThanTheCompanyKeeps(t *testing.T) {
	s := open(t)
	ctx, tech := s.onPhone(t, "Ravi", "9822000100")
	s.consents(t, ctx)
	_, err := s.StartDay(ctx, people.DayMark{})
	ok(t, err)
	t.Cleanup(clock.Freeze(morning.Add(2 * time.Hour)))
	_, err = s.Track(ctx, "p", []fence.Fix{point(0), point(time.Hour)})
	ok(t, err)
	t.Cleanup(clock.Freeze(morning.AddDate(0, 0, 90).Add(30 * time.Minute)))
	for _, want := range []int{1, 0} {
		if n, err := s.forget(s.ctx, t); err != nil || n != want {
			t.Errorf("forgot %d, want %d, %v", n, want, err)
		}
	}
	if trail, err := s.Trail(ctx, tech.ID, morning, morning.Add(2*time.Hour)); err != nil || len(trail) != 1 {
		t.Errorf("left %+v, %v", trail, err)
	}
}

func TestLastKnown_isTheNewestOfEach_andTrailsAreOnesOwnOrTheOffices(t *testing.T) {
	s := open(t)
	ravi, r := s.onPhone(t, "Ravi", "9822000100")
	anil, a := s.onPhone(t, "Anil", "9822000101")
	s.consents(t, ravi)
	s.consents(t, anil)
	for _, ctx := range []func() error{
		func() error { _, err := s.StartDay(ravi, people.DayMark{}); return err },
		func() error { _, err := s.StartDay(anil, people.DayMark{}); return err },
	} {
		ok(t, ctx())
	}
	t.Cleanup(clock.Freeze(morning.Add(time.Hour)))
	_, err := s.Track(ravi, "p", []fence.Fix{point(50 * time.Minute), point(40 * time.Minute)})
	ok(t, err)
	_, err = s.Track(anil, "q", []fence.Fix{point(10 * time.Minute)})
	ok(t, err)
	last, err := s.LastKnown(s.ctx, 30*time.Minute)
	if err != nil || len(last) != 1 || last[r.ID] != point(50*time.Minute) {
		t.Errorf("%+v, %v", last, err)
	}
	_, err = s.LastKnown(ravi, time.Hour)
	wants(t, err, "not_allowed", "")
	_, err = s.Trail(ravi, a.ID, morning, morning.Add(time.Hour))
	wants(t, err, "not_allowed", "")
	if trail, err := s.Trail(s.ctx, a.ID, morning, morning.Add(time.Hour)); err != nil || len(trail) != 1 {
		t.Errorf("the office sees %+v, %v", trail, err)
	}
}
