package workcal_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/workcal"
)

func week(t testing.TB, raw string) workcal.Week {
	t.Helper()
	var w workcal.Week
	if err := json.Unmarshal([]byte(raw), &w); err != nil {
		t.Fatal(err)
	}
	return w
}

func shop(t testing.TB) workcal.Calendar {
	return workcal.Calendar{
		Week: week(t, `{"mon":["09:00-13:00","14:00-18:00"],"tue":["09:00-18:00"],"wed":["09:00-18:00"],"thu":["09:00-18:00"],
			"fri":["09:00-18:00"],"sat":["10:00-14:00"]}`),
		Holidays: map[clock.Date]string{"2026-11-24": "Guru Nanak Jayanti", "2026-12-25": "Christmas", "2026-11-22": "a Sunday", "": "none", "2027-02-30": "no day"},
	}
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := clock.ParseLocal(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAdd_countsOnlyWorkingTime(t *testing.T) {
	c := shop(t)
	for _, r := range []struct {
		why, from string
		d         time.Duration
		want      string
	}{
		{"within a span", "2026-11-25 09:30", 90 * time.Minute, "2026-11-25 11:00"},
		{"over lunch", "2026-11-23 12:30", time.Hour, "2026-11-23 14:30"},
		{"to the end of the day, not the next start", "2026-11-25 17:00", time.Hour, "2026-11-25 18:00"},
		{"from the night", "2026-11-25 22:00", time.Hour, "2026-11-26 10:00"},
		{"over Sunday", "2026-11-28 13:30", time.Hour, "2026-11-30 09:30"},
		{"over a holiday", "2026-11-23 17:30", time.Hour, "2026-11-25 09:30"},
		{"from within a holiday", "2026-11-24 11:00", time.Hour, "2026-11-25 10:00"},
		{"nothing", "2026-11-24 11:00", 0, "2026-11-24 11:00"},
		{"less than nothing", "2026-11-24 11:00", -time.Hour, "2026-11-24 11:00"},
		{"a week, done at Tuesday's close", "2026-11-25 09:00", 48 * time.Hour, "2026-12-01 18:00"},
	} {
		got, ok := c.Add(at(t, r.from), r.d)
		if want := at(t, r.want); !ok || !got.Equal(want) {
			t.Errorf("%s: Add(%s, %v) = %v, %v, want %v", r.why, r.from, r.d, got.In(clock.IST), ok, want.In(clock.IST))
		}
	}
}

func TestAdd_endsWhereThereAreNoHours(t *testing.T) {
	from := at(t, "2026-11-25 09:00")
	if got, ok := (workcal.Calendar{}).Add(from, time.Minute); ok || !got.IsZero() {
		t.Errorf("closed for ever: %v, %v", got, ok)
	}
	rare := workcal.Calendar{Week: week(t, `{"mon":["09:00-09:01"]}`)}
	if got, ok := rare.Add(from, 200*time.Hour); ok {
		t.Errorf("one minute a week: %v", got)
	}
	if got, ok := shop(t).Add(from, 1<<62); ok {
		t.Errorf("146 years: %v", got)
	}
	if got, ok := shop(t).Add(time.Time{}, time.Hour); ok || !got.IsZero() {
		t.Errorf("from no time: %v", got)
	}
}

func TestAlways_isOpenOnHolidaysToo(t *testing.T) {
	c := shop(t)
	c.Always = true
	from := at(t, "2026-11-24 03:00")
	if got, ok := c.Add(from, 30*time.Hour); !ok || !got.Equal(from.Add(30*time.Hour)) || !c.Open(from) || len(c.Spans("2026-11-24")) != 1 {
		t.Errorf("got %v, %v", got, ok)
	}
}

func TestOpen_knowsHoursAndHolidays(t *testing.T) {
	c := shop(t)
	for when, want := range map[string]bool{
		"2026-11-23 09:00": true, "2026-11-23 08:59": false, "2026-11-23 13:00": false, "2026-11-23 17:59": true, "2026-11-23 18:00": false,
		"2026-11-24 10:00": false, "2026-11-29 10:00": false, "2026-11-28 10:00": true,
	} {
		if got := c.Open(at(t, when)); got != want {
			t.Errorf("Open(%s) = %v", when, got)
		}
	}
}

// The sums of the calendar agree with counting minute by minute, and Between undoes Add.
func TestBetween_undoesAdd(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		c := workcal.Calendar{Holidays: map[clock.Date]string{}}
		for d := range c.Week {
			for from := r.IntN(600); from < 1440 && r.IntN(3) > 0; from += 300 {
				c.Week[d] = append(c.Week[d], workcal.Span{From: from, To: min(from+1+r.IntN(300), 1440)})
			}
		}
		start := clock.Date("2026-11-22").Start().Add(time.Duration(r.IntN(7*24*60)) * time.Minute)
		for range r.IntN(20) {
			c.Holidays[clock.DateOf(start).AddDays(r.IntN(30)-2)] = "off"
		}
		end := start.Add(time.Duration(r.IntN(12*24*60)) * time.Minute)
		var counted time.Duration
		for at := start; at.Before(end); at = at.Add(time.Minute) {
			if c.Open(at) {
				counted += time.Minute
			}
		}
		if got := c.Between(start, end); got != counted {
			t.Fatalf("%+v: Between(%v, %v) = %v, counted %v", c, start, end, got, counted)
		}
		d := time.Duration(1 + r.Int64N(int64(200*time.Hour)))
		due, ok := c.Add(start, d)
		if ok != (c.Week.Minutes() > 0) {
			t.Fatalf("%+v: Add says %v", c, ok)
		}
		if !ok {
			continue
		}
		if got := c.Between(start, due); got != d {
			t.Fatalf("%+v: Between(%v, Add(%v)=%v) = %v", c, start, d, due, got)
		}
		if got := c.Between(start, due.Add(-1)); got != d-1 {
			t.Fatalf("%+v: %v is not the earliest", c, due)
		}
	}
}

func TestParseSpans_readsOneDay(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "  ": "", "09:00-18:00": "09:00-18:00", "9:00 – 13:00; 14.00 to 18.00": "09:00-13:00, 14:00-18:00",
		"14:00-18:00, 09:00-13:00": "09:00-13:00, 14:00-18:00", "00:00-24:00": "00:00-24:00", "09:00-13:00,13:00-18:00": "09:00-13:00, 13:00-18:00",
	} {
		if got, err := workcal.ParseSpans(in); err != nil || workcal.FormatSpans(got) != want {
			t.Errorf("ParseSpans(%q) = %v, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"closed", "9-18", "18:00-09:00", "09:00-09:00", "09:60-10:00", "23:00-24:01", "09:00-13:00, 12:00-18:00", ",", "09:00", "25:00-26:00", "22:00-06:00"} {
		got, err := workcal.ParseSpans(in)
		var f *fault.Error
		if got != nil || !errors.As(err, &f) || f.Code != "hours_form" {
			t.Errorf("ParseSpans(%q) = %v, %v, want hours_form", in, got, err)
		}
	}
}

func TestWeek_survivesJSON(t *testing.T) {
	w := shop(t).Week
	raw, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	if back, _ := json.Marshal(week(t, string(raw))); string(back) != string(raw) || w.Minutes() != (8+4*9+4)*60 {
		t.Errorf("%s became %s", raw, back)
	}
	for _, bad := range []string{`{"monday":["09:00-10:00"]}`, `{"mon":["x"]}`, `[]`, `{"mon":["09:00-12:00","11:00-13:00"]}`} {
		if err := json.Unmarshal([]byte(bad), &w); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func TestValidate_namesTheDay(t *testing.T) {
	if err := shop(t).Week.Validate(); err != nil {
		t.Error(err)
	}
	for _, spans := range [][]workcal.Span{{{0, 1441}}, {{-1, 60}}, {{60, 60}}, {{0, 60}, {30, 90}}, {{60, 90}, {0, 30}}} {
		w := workcal.Week{time.Wednesday: spans}
		if l := fault.All(w.Validate()); len(l) != 1 || l[0].Field != "wed" || l[0].Code != "hours_form" {
			t.Errorf("%v: %v", spans, l)
		}
	}
}

func FuzzParseSpans(f *testing.F) {
	f.Add("09:00-13:00, 14:00-18:00")
	f.Fuzz(func(t *testing.T, s string) {
		spans, err := workcal.ParseSpans(s)
		if err != nil {
			return
		}
		if err := (workcal.Week{spans}).Validate(); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		printed := workcal.FormatSpans(spans)
		if again, err := workcal.ParseSpans(printed); err != nil || workcal.FormatSpans(again) != printed {
			t.Fatalf("%q became %q", s, printed)
		}
	})
}

func BenchmarkAdd_tenYears(b *testing.B) {
	c := shop(b)
	for i := range 200 {
		c.Holidays[clock.Date("2026-01-01").AddDays(i*17)] = "off"
	}
	from := at(b, "2026-11-25 09:00")
	for b.Loop() {
		if _, ok := c.Add(from, 20000*time.Hour); !ok {
			b.Fatal("never")
		}
	}
}
