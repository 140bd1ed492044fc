package fence_test

import (
	"math"
	"testing"
	"time"

	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
)

var (
	noon = time.Date(2026, 11, 16, 12, 0, 0, 0, time.UTC)
	site = geo.Point{Lat: 18.5074, Lng: 73.8077}
)

// north is a fix so many metres north of the site, before noon by so much.
func north(metres float64, accuracy int, before time.Duration) *fence.Fix {
	p := geo.Point{Lat: site.Lat + metres/111_194.93, Lng: site.Lng}
	return &fence.Fix{Point: p, AccuracyM: accuracy, At: noon.Add(-before)}
}

func TestJudge_givesEachOutcome(t *testing.T) {
	rows := []struct {
		name           string
		in             fence.CheckIn
		outcome, first fence.Outcome
		metres, radius int
	}{
		{"inside", fence.CheckIn{Fix: north(80, 20, 0)}, fence.ValidatedInside, "", 80, 100},
		{"outside, but within its accuracy", fence.CheckIn{Fix: north(150, 60, 0)}, fence.ValidatedInside, "", 150, 100},
		{"outside", fence.CheckIn{Fix: north(150, 40, 0)}, fence.ValidatedOutside, "", 150, 100},
		{"too vague", fence.CheckIn{Fix: north(20, 150, 0)}, fence.LowAccuracy, "", 20, 100},
		{"too vague, and clearly elsewhere", fence.CheckIn{Fix: north(900, 150, 0)}, fence.ValidatedOutside, "", 900, 100},
		{"a site's own fence", fence.CheckIn{Fix: north(150, 10, 0), RadiusM: 200}, fence.ValidatedInside, "", 150, 200},
		{"a fence too small to hold", fence.CheckIn{Fix: north(8, 0, 0), RadiusM: 3}, fence.ValidatedInside, "", 8, 8},
		{"none, seen there", fence.CheckIn{Last: north(30, 10, 5*time.Minute)}, fence.SkippedInside, "", 30, 100},
		{"none, seen elsewhere", fence.CheckIn{Last: north(800, 10, 5*time.Minute)}, fence.SkippedOutside, "", 800, 100},
		{"none, seen too long ago", fence.CheckIn{Last: north(30, 10, 11*time.Minute)}, fence.SkippedOutside, "", -1, 100},
		{"none at all", fence.CheckIn{}, fence.SkippedOutside, "", -1, 100},
		{"an old position is none", fence.CheckIn{Fix: north(10, 10, time.Hour)}, fence.SkippedOutside, "", -1, 100},
		{"denied", fence.CheckIn{Denied: true, Last: north(30, 10, time.Minute)}, fence.PermissionDenied, "", -1, 100},
		{"denied, yet a position came", fence.CheckIn{Denied: true, Fix: north(30, 10, 0)}, fence.ValidatedInside, "", 30, 100},
		{"offline, judged here", fence.CheckIn{Offline: true, Fix: north(30, 10, 0)}, fence.ValidatedInside, fence.OfflineUnvalidated, 30, 100},
		{"offline, judged elsewhere", fence.CheckIn{Offline: true, Fix: north(900, 10, 0)}, fence.ValidatedOutside, fence.OfflineUnvalidated, 900, 100},
		{"offline, no position, seen there", fence.CheckIn{Offline: true, Last: north(30, 10, 0)}, fence.SkippedInside, fence.OfflineSkipped, 30, 100},
		{"offline, no position", fence.CheckIn{Offline: true}, fence.OfflineSkipped, "", -1, 100},
		{"offline, denied", fence.CheckIn{Offline: true, Denied: true}, fence.PermissionDenied, "", -1, 100},
		{"by the office", fence.CheckIn{Office: true, Fix: north(900, 10, 0), Score: 90}, fence.OfficeEntered, "", -1, 100},
		{"suspicious", fence.CheckIn{Fix: north(30, 10, 0), Score: 60}, fence.Suspicious, fence.ValidatedInside, 30, 100},
		{"not quite suspicious", fence.CheckIn{Fix: north(30, 10, 0), Score: 59}, fence.ValidatedInside, "", 30, 100},
		{"suspicious, offline", fence.CheckIn{Offline: true, Fix: north(30, 10, 0), Score: 70}, fence.Suspicious, fence.OfflineUnvalidated, 30, 100},
		{"denial fakes nothing", fence.CheckIn{Denied: true, Score: 90}, fence.PermissionDenied, "", -1, 100},
		{"no place on earth is no position", fence.CheckIn{Fix: &fence.Fix{Point: geo.Point{Lat: 91, Lng: 1}, At: noon}}, fence.SkippedOutside, "", -1, 100},
	}
	seen := map[fence.Outcome]bool{}
	for _, r := range rows {
		r.in.At, r.in.Site = noon, site
		if r.first == "" {
			r.first = r.outcome
		}
		got := fence.Judge(r.in)
		if want := (fence.Judgement{Outcome: r.outcome, First: r.first, DistanceM: r.metres, RadiusM: r.radius}); got != want {
			t.Errorf("%s: %+v, want %+v", r.name, got, want)
		}
		seen[got.Outcome], seen[got.First] = true, true
	}
	unplaced := fence.Judge(fence.CheckIn{At: noon, Fix: north(10, 10, 0)})
	if want := (fence.Judgement{Outcome: fence.SiteUnplaced, First: fence.SiteUnplaced, DistanceM: -1, RadiusM: 100}); unplaced != want {
		t.Errorf("a site without a position: %+v", unplaced)
	}
	seen[unplaced.Outcome] = true
	if len(fence.Outcomes) != 11 {
		t.Fatalf("%d outcomes", len(fence.Outcomes))
	}
	for _, o := range fence.Outcomes {
		if !seen[o] {
			t.Errorf("no row came to %s", o)
		}
	}
}

// A position is never made better by lying further off or by being vaguer.
func TestJudge_aFurtherOrVaguerPositionIsNeverInsideWhereANearerOneIsNot(t *testing.T) {
	inside := func(metres float64, accuracy, radius int) bool {
		c := fence.CheckIn{At: noon, Fix: north(metres, accuracy, 0), Site: site, RadiusM: radius}
		return fence.Judge(c).Outcome == fence.ValidatedInside
	}
	for radius := 8; radius <= 400; radius += 49 {
		for accuracy := 0; accuracy <= 500; accuracy += 25 {
			for metres := 1.0; metres < 900; metres += 37 {
				in := inside(metres, accuracy, radius)
				if in != (accuracy <= radius && int(math.Round(metres))-accuracy <= radius) {
					t.Fatalf("%v m ± %d in %d m is inside: %v", metres, accuracy, radius, in)
				}
				if in && !inside(metres-1, accuracy, radius) {
					t.Fatalf("%v m ± %d is inside of %d m, one nearer is not", metres, accuracy, radius)
				}
			}
		}
	}
}

func FuzzJudge(f *testing.F) {
	f.Add(18.5, 73.8, 20, 18.5, 73.8, 100, 0, int64(0), uint8(0))
	f.Add(math.NaN(), math.Inf(1), -5, 0.0, 0.0, -1, 100, int64(-9e9), uint8(31))
	f.Fuzz(func(t *testing.T, lat, lng float64, accuracy int, siteLat, siteLng float64, radius, score int, ago int64, flags uint8) {
		fix := &fence.Fix{Point: geo.Point{Lat: lat, Lng: lng}, AccuracyM: accuracy, At: noon.Add(-time.Duration(ago))}
		c := fence.CheckIn{
			At: noon, Site: geo.Point{Lat: siteLat, Lng: siteLng}, RadiusM: radius, Score: score,
			Denied: flags&1 > 0, Offline: flags&2 > 0, Office: flags&4 > 0,
		}
		if flags&8 > 0 {
			c.Fix = fix
		}
		if flags&16 > 0 {
			c.Last = fix
		}
		j := fence.Judge(c)
		known := map[fence.Outcome]bool{}
		for _, o := range fence.Outcomes {
			known[o] = true
		}
		switch {
		case !known[j.Outcome] || !known[j.First]:
			t.Errorf("%+v is no outcome", j)
		case j.RadiusM < fence.RadiusLeast:
			t.Errorf("a radius of %d m", j.RadiusM)
		case j.DistanceM < -1 || j.DistanceM > 20_100_000:
			t.Errorf("a distance of %d m", j.DistanceM)
		case c.Office != (j.Outcome == fence.OfficeEntered):
			t.Errorf("by the office: %v, outcome %s", c.Office, j.Outcome)
		case j.Outcome == fence.ValidatedInside && (c.Fix == nil || j.DistanceM-c.Fix.AccuracyM > j.RadiusM):
			t.Errorf("inside by %+v: %+v", c.Fix, j)
		}
	})
}
