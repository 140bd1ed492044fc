package clock

import (
	"testing"
	"time"
)

func TestDate_isTheDayInIndia(t *testing.T) {
	for utc, want := range map[string]Date{
		"2026-03-31T18:29:59Z": "2026-03-31", "2026-03-31T18:30:00Z": "2026-04-01", "2026-12-31T23:00:00Z": "2027-01-01",
	} {
		at, _ := time.Parse(time.RFC3339, utc)
		if got := DateOf(at); got != want {
			t.Errorf("%s falls on %s, want %s", utc, got, want)
		}
	}
}

func TestDate_survivesMonthEndsAndLeapDays(t *testing.T) {
	for _, c := range []struct {
		from Date
		days int
		want Date
	}{{"2028-02-28", 1, "2028-02-29"}, {"2026-02-28", 1, "2026-03-01"}, {"2027-01-01", -1, "2026-12-31"}} {
		if got := c.from.AddDays(c.days); got != c.want {
			t.Errorf("%s and %d days is %s, want %s", c.from, c.days, got, c.want)
		}
	}
}

func TestDate_startsAsTheLibraryReadsIt(t *testing.T) {
	for day := Date("1999-12-25"); day < "2101-01-05"; day = day.AddDays(1) {
		if want, err := time.ParseInLocation(time.DateOnly, string(day), IST); err != nil || !day.Start().Equal(want) {
			t.Fatalf("%s starts at %v, want %v (%v)", day, day.Start(), want, err)
		}
	}
	for _, none := range []Date{"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-01", "2026-01-1", "2026/01/01", "20260101", "2026-01-01T", "+026-01-01", "2026-01--1", "२०२६-01"} {
		if _, err := time.ParseInLocation(time.DateOnly, string(none), IST); err == nil || !none.Start().IsZero() {
			t.Errorf("%q starts at %v (%v)", none, none.Start(), err)
		}
	}
}

func TestParseDate_readsWhatBrowsersSendAndPeopleType(t *testing.T) {
	for in, want := range map[string]Date{"2026-11-22": "2026-11-22", "22/11/2026": "2026-11-22", "22-11-2026": "2026-11-22", "31/02/2026": "", "": "", "11/22/2026": ""} {
		if got, err := ParseDate(in); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q (%v), want %q", in, got, err, want)
		}
	}
}

func TestParseLocal_isIndianTime(t *testing.T) {
	got, err := ParseLocal("2026-11-22T10:30")
	if want := time.Date(2026, 11, 22, 5, 0, 0, 0, time.UTC); err != nil || !got.Equal(want) {
		t.Errorf("got %v (%v), want %v", got, err, want)
	}
	if Local(got) != "2026-11-22T10:30" {
		t.Errorf("it comes back as %s", Local(got))
	}
}

func TestFreeze_nests(t *testing.T) {
	outer := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	thaw := Freeze(outer)
	Freeze(outer.AddDate(1, 0, 0))()
	if !Now().Equal(outer) {
		t.Errorf("after the inner thaw it is %v, want %v", Now(), outer)
	}
	thaw()
	if Now().Equal(outer) {
		t.Error("the clock stands still")
	}
}
