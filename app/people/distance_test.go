package people_test

import (
	"math"
	"testing"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/people"
)

// pune is where ways of the tests begin.
var pune = geo.Point{Lat: 18.5, Lng: 73.85}

// seen is a position so many metres north of the beginning, a minute of the day after the morning.
func seen(minute, metres float64) fence.Fix {
	return fence.Fix{
		Point: geo.Point{Lat: pune.Lat + metres/111_195, Lng: pune.Lng}, AccuracyM: 12, At: morning.Add(time.Duration(minute * float64(time.Minute))),
	}
}

func vague(f fence.Fix, metres int) fence.Fix { f.AccuracyM = metres; return f }

// drive is a position a minute from one place to another.
func drive(minute, from, to float64, minutes int) []fence.Fix {
	var all []fence.Fix
	for i := range minutes + 1 {
		all = append(all, seen(minute+float64(i), from+(to-from)*float64(i)/float64(minutes)))
	}
	return all
}

func join(parts ...[]fence.Fix) []fence.Fix {
	var all []fence.Fix
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func TestDistance_isWhatHeWent(t *testing.T) {
	still := func(minute, at float64) []fence.Fix {
		var all []fence.Fix
		for i := range 120 { // an hour at a place, wandering by twenty metres
			all = append(all, seen(minute+float64(i)/2, at+float64(i%3-1)*10))
		}
		return all
	}
	off := []people.Break{{From: morning.Add(30 * time.Minute), To: morning.Add(90 * time.Minute)}}
	for _, c := range []struct {
		name         string
		trail, stops []fence.Fix
		breaks       []people.Break
		metres       float64
		by           people.Way
	}{
		{"nothing known", nil, nil, nil, 0, people.BySites},
		{"one position is no way", []fence.Fix{seen(0, 0)}, nil, nil, 0, people.BySites},
		{"seen all the way", drive(0, 0, 6000, 12), nil, nil, 6000, people.ByPositions},
		{"there and back", join(drive(0, 0, 6000, 12), drive(60, 6000, 0, 12)), nil, nil, 12_000, people.ByPositions},
		{"in any order", []fence.Fix{seen(2, 1000), seen(0, 0), seen(1, 500)}, nil, nil, 1000, people.ByPositions},
		{"standing still is no way", still(0, 0), nil, nil, 0, people.ByPositions},
		{"standing, driving, standing", join(still(0, 0), drive(60, 0, 4000, 8), still(69, 4000)), nil, nil, 4000, people.ByPositions},
		{"walking slowly adds up", drive(0, 0, 600, 60), nil, nil, 600, people.ByPositions},
		{"unseen for long: by road", []fence.Fix{seen(0, 0), seen(30, 10_000)}, nil, nil, 13_500, people.ByPositions},
		{"vague positions say nothing", []fence.Fix{seen(0, 0), vague(seen(1, 800), 101), seen(2, 300)}, nil, nil, 300, people.ByPositions},
		{"nobody jumps 20 km and back", join(drive(0, 0, 1000, 4), []fence.Fix{seen(4.5, 21_000)}, drive(5, 1200, 2000, 4)), nil, nil, 2000, people.ByPositions},
		{"nor begins with a jump", join([]fence.Fix{seen(0, 50_000)}, drive(1, 0, 2000, 4)), nil, nil, 2000, people.ByPositions},
		{"an odd second leaves the first", join([]fence.Fix{seen(0, 0), seen(0.5, 50_000)}, drive(1, 200, 2000, 4)), nil, nil, 2000, people.ByPositions},
		{"nowhere is not on the way", []fence.Fix{seen(0, 0), {At: morning.Add(time.Minute), AccuracyM: 5}, seen(2, 500)}, nil, nil, 500, people.ByPositions},
		{"from site to site by road", nil, []fence.Fix{seen(0, 0), seen(60, 4000), seen(120, 1000)}, nil, 7000 * 1.35, people.BySites},
		{"a site without a place is passed over", nil, []fence.Fix{seen(0, 0), {At: morning.Add(time.Hour)}, seen(120, 1000)}, nil, 1350, people.BySites},
		{"a site that the trail shows is not gone to again", drive(0, 0, 6000, 12), []fence.Fix{seen(12, 6200)}, nil, 6000, people.ByPositions},
		{"a site in a gap of the trail is on the way", join(drive(0, 0, 9000, 18), drive(120, 9000, 9500, 2)), []fence.Fix{seen(60, 10_000)}, nil, 9000 + 1350 + 1350 + 500, people.ByPositions},
		{"seen once or twice, else by sites", drive(0, 0, 500, 1), []fence.Fix{seen(60, 5000), seen(120, 0)}, nil, 500 + 4500*1.35 + 5000*1.35, people.BySites},
		{"a break is his own", []fence.Fix{seen(0, 0), seen(1, 500), seen(29, 500), seen(91, 9000), seen(92, 9400)}, nil, off, 900, people.ByPositions},
	} {
		got, by := people.Distance(c.trail, c.stops, c.breaks)
		if math.Abs(float64(got)-c.metres) > 2+c.metres/100 || by != c.by {
			t.Errorf("%s: %d m by %s, want %.0f by %s", c.name, got, by, c.metres, c.by)
		}
	}
}

func TestDistance_leavesWhatItIsGiven(t *testing.T) {
	trail := []fence.Fix{seen(2, 1000), vague(seen(1, 0), 500), seen(0, 0)}
	people.Distance(trail, nil, nil)
	if trail[0] != seen(2, 1000) || trail[2] != seen(0, 0) {
		t.Errorf("the trail is now %+v", trail)
	}
}

func TestEndDay_keepsHowFarHeWent_alsoWhenPositionsAreForgotten(t *testing.T) {
	s := open(t)
	ctx, _ := s.onPhone(t, "Ravi", "9822000100")
	_, err := s.SetConsent(ctx, true, "hi", "phone-1", morning.Add(-time.Hour))
	ok(t, err)
	_, err = s.StartDay(ctx, people.DayMark{})
	ok(t, err)
	t.Cleanup(clock.Freeze(morning.Add(3 * time.Hour)))
	_, err = s.Track(ctx, "phone-1", drive(1, 0, 6000, 12))
	ok(t, err)
	a, err := s.EndDay(ctx, people.DayMark{Stops: []fence.Fix{seen(10, 5000)}})
	if err != nil || a.DistanceBy != people.ByPositions || a.DistanceM < 5950 || a.DistanceM > 6050 {
		t.Fatalf("seen all the way: %d m by %s, %v", a.DistanceM, a.DistanceBy, err)
	}
	t.Cleanup(clock.Freeze(morning.Add(4 * time.Hour)))
	again, err := s.StartDay(ctx, people.DayMark{})
	if err != nil || again.DistanceBy != "" || again.DistanceM != 0 {
		t.Errorf("begun again it is %d m by %q, %v", again.DistanceM, again.DistanceBy, err)
	}
	t.Cleanup(clock.Freeze(morning.Add(5 * time.Hour)))
	_, err = s.EndDay(ctx, people.DayMark{})
	ok(t, err)
	t.Cleanup(clock.Freeze(morning.AddDate(1, 0, 0)))
	if n, err := s.forget(ctx, t); err != nil || n == 0 {
		t.Fatalf("forgot %d positions, %v", n, err)
	}
	kept, err := s.Muster(s.ctx, clock.DateOf(morning), clock.DateOf(morning))
	if err != nil || len(kept) != 1 || kept[0].DistanceM != a.DistanceM || kept[0].DistanceBy != people.ByPositions {
		t.Errorf("a year later: %+v, %v", kept, err)
	}
}

func TestEndDay_withoutPositionsGoesFromTheShopToTheSitesOfTheDay(t *testing.T) {
	s := open(t)
	c, err := s.settings.Company(t.Context())
	ok(t, err)
	site := func(minute, metres float64) fence.Fix {
		return fence.Fix{Point: geo.Point{Lat: c.At.Lat + metres/111_195, Lng: c.At.Lng}, At: morning.Add(time.Duration(minute) * time.Minute)}
	}
	ctx, _ := s.onPhone(t, "Ravi", "9822000100")
	_, err = s.StartDay(ctx, people.DayMark{})
	ok(t, err)
	t.Cleanup(clock.Freeze(morning.Add(16 * time.Hour))) // 01:30 of the next day
	yesterday, early, night := site(-16*60, 90_000), site(-20, 2000), site(15.5*60, 5000)
	a, err := s.EndDay(ctx, people.DayMark{Stops: []fence.Fix{yesterday, early, site(60, 4000), night, site(17*60, 70_000)}})
	if want := 5000 * 1.35; err != nil || a.DistanceBy != people.BySites || math.Abs(float64(a.DistanceM)-want) > 30 {
		t.Errorf("%d m by %s, want %.0f, %v", a.DistanceM, a.DistanceBy, want, err)
	}
	t.Cleanup(clock.Freeze(morning.Add(24 * time.Hour)))
	_, err = s.StartDay(ctx, people.DayMark{})
	ok(t, err)
	t.Cleanup(clock.Freeze(morning.Add(30 * time.Hour)))
	a, err = s.EndDay(ctx, people.DayMark{Stops: []fence.Fix{night, site(26*60, 3000)}})
	if want := 3000 * 1.35; err != nil || math.Abs(float64(a.DistanceM)-want) > 30 {
		t.Errorf("the next day, without the night before: %d m, want %.0f, %v", a.DistanceM, want, err)
	}
	t.Cleanup(clock.Freeze(morning.Add(48 * time.Hour)))
	_, err = s.StartDay(ctx, people.DayMark{})
	ok(t, err)
	t.Cleanup(clock.Freeze(morning.Add(50 * time.Hour)))
	if a, err = s.EndDay(ctx, people.DayMark{}); err != nil || a.DistanceM != 0 || a.DistanceBy != people.BySites {
		t.Errorf("a day at which he went nowhere: %d m by %s, %v", a.DistanceM, a.DistanceBy, err)
	}
}
