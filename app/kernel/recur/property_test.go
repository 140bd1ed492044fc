package recur

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

func pick(r *rand.Rand, from clock.Date, within int) clock.Date { return from.AddDays(r.IntN(within)) }

// some is a random rule that Check lets pass, and a first day, often one at which months end.
func some(r *rand.Rand) (Rule, clock.Date) {
	first := pick(r, "2023-01-01", 3000)
	if r.IntN(3) == 0 {
		first = []clock.Date{"2027-01-31", "2028-02-29", "2027-02-28", "2026-12-30", "2028-01-29", "2026-12-31"}[r.IntN(6)]
	}
	rule := Rule{Unit: Units[r.IntN(len(Units))], Every: 1 + r.IntN(6)}
	if rule.Unit == Days {
		rule.Every += r.IntN(100)
	}
	switch r.IntN(3) {
	case 0:
		rule.Nth, rule.Weekday = []int{-1, 1, 2, 3, 4}[r.IntN(5)], time.Weekday(r.IntN(7))
	case 1:
		rule.MonthDay = 1 + r.IntN(31)
	}
	for range r.IntN(4) {
		rule.Weekdays = append(rule.Weekdays, time.Weekday(r.IntN(7)))
	}
	for range r.IntN(3) {
		rule.Except = append(rule.Except, pick(r, first, 400))
	}
	for n := r.IntN(3); n > 0 || rule.Unit == Own && len(rule.Dates) == 0; n-- {
		rule.Dates = append(rule.Dates, pick(r, first.AddDays(-50), 800))
	}
	if r.IntN(4) == 0 {
		rule.Count = 1 + r.IntN(20)
	}
	return rule, first
}

func lastOf(d time.Time) int { return time.Date(d.Year(), d.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// period numbers the days, Monday weeks, months or years.
func period(u Unit, d time.Time) int {
	days := int(d.Unix() / 86400)
	switch u {
	case Days:
		return days
	case Weeks:
		return (days + 3) / 7
	case Months:
		return d.Year()*12 + int(d.Month())
	}
	return d.Year()
}

func fits(r Rule, first, d time.Time) bool {
	switch {
	case r.Unit == Days:
		return true
	case r.Unit == Weeks && len(r.Weekdays) == 0:
		return d.Weekday() == first.Weekday()
	case r.Unit == Weeks:
		return slices.Contains(r.Weekdays, d.Weekday())
	case r.Unit == Years && d.Month() != first.Month():
		return false
	case r.Nth == -1:
		return d.Weekday() == r.Weekday && d.Day()+7 > lastOf(d)
	case r.Nth > 0:
		return d.Weekday() == r.Weekday && (d.Day()+6)/7 == r.Nth
	}
	want := r.MonthDay
	if want == 0 {
		want = first.Day()
	}
	return d.Day() == min(want, lastOf(d))
}

// naive looks at one day after the other and knows nothing of RFC 5545.
func naive(r Rule, from, until clock.Date) []clock.Date {
	first, last := utc(from), utc(until)
	var out []clock.Date
	begun, start, n := false, 0, 0
	for d := first; !d.After(last); d = d.AddDate(0, 0, 1) {
		day := clock.Date(d.Format(time.DateOnly))
		due := false
		if r.Unit != Own && fits(r, first, d) {
			if !begun {
				begun, start = true, period(r.Unit, d)
			}
			due = (period(r.Unit, d)-start)%r.Every == 0 && (r.Count == 0 || n < r.Count)
		}
		if due {
			n++
		}
		if (due || slices.Contains(r.Dates, day)) && !slices.Contains(r.Except, day) {
			out = append(out, day)
		}
	}
	return out
}

func TestDays_areThoseOfTheNaiveCalendar(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 31))
	for range 6000 {
		rule, first := some(random)
		until := first.AddDays(random.IntN(1500))
		got, err := rule.Days(first, until)
		if want := naive(rule, first, until); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%+v from %s to %s\n got %v (%v)\nwant %v", rule, first, until, got, err, want)
		}
	}
}

func TestDays_keepTheirProperties(t *testing.T) {
	random := rand.New(rand.NewPCG(29, 2))
	for range 100_000 {
		rule, first := some(random)
		until := first.AddDays(random.IntN(500))
		got, err := rule.Days(first, until)
		if err != nil {
			t.Fatalf("%+v from %s: %v", rule, first, err)
		}
		for i, d := range got {
			if d < first || d > until || i > 0 && got[i-1] >= d || slices.Contains(rule.Except, d) {
				t.Fatalf("%+v from %s to %s: %s in %v", rule, first, until, d, got)
			}
			if rule.Unit != Own && !slices.Contains(rule.Dates, d) && !fits(rule, utc(first), utc(d)) {
				t.Fatalf("%+v from %s drifts to %s", rule, first, d)
			}
		}
		more, err := rule.Days(first, until.AddDays(random.IntN(200)))
		if err != nil || len(more) < len(got) || !slices.Equal(more[:len(got)], got) {
			t.Fatalf("%+v from %s: %v (%v) does not begin with %v", rule, first, more, err, got)
		}
	}
}

func TestNext_isAlwaysLaterAndNeverLeftOut(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for range 20_000 {
		rule, done := some(random)
		next := rule.Next(done)
		if next == "" && rule.Unit == Own {
			continue
		}
		if next <= done || slices.Contains(rule.Except, next) {
			t.Fatalf("%+v after %s: %s", rule, done, next)
		}
		if rule.Unit == Years {
			rule.Unit = Months
		}
		if rule.Unit != Own && !slices.Contains(rule.Dates, next) && !fits(rule, utc(done), utc(next)) {
			t.Fatalf("%+v after %s does not fit %s", rule, done, next)
		}
	}
}

func FuzzRule_whateverIsStoredIsReadInBoundedTime(f *testing.F) {
	for _, s := range []string{
		`{"unit":"months","every":1,"month_day":31}`, `{"unit":"weeks","every":2,"weekdays":[1,4],"except":["2027-01-25"]}`,
		`{"unit":"own","dates":["2027-01-26","x"]}`, `{"unit":"years","every":10,"nth":-1,"weekday":5}`, `{"unit":"days","every":-1}`,
		`{"unit":"months","every":1,"nth":5,"weekday":-9}`, `{"unit":"weeks","every":1,"weekdays":[-8,99]}`,
	} {
		f.Add(s, "2026-11-22", "2199-12-31")
		f.Add(s, "2199-12-31", "1900-01-01")
	}
	f.Fuzz(func(t *testing.T, stored, first, until string) {
		var rule Rule
		if json.Unmarshal([]byte(stored), &rule) != nil {
			return
		}
		begun := clock.Now()
		checked := rule.Check()
		days, err := rule.Days(clock.Date(first), clock.Date(until))
		next := rule.Next(clock.Date(first))
		_, _ = rule.Text(), rule.TextFrom(clock.Date(first))
		if took := clock.Now().Sub(begun); took > 2*time.Second {
			t.Errorf("took %v", took)
		}
		if len(days) > Most || checked != nil && (err == nil || next != "") || next != "" && string(next) <= first {
			t.Errorf("%d days (%v), next %s, check %v", len(days), err, next, checked)
		}
		if e := new(fault.Error); err != nil && !errors.As(err, new(fault.List)) && !errors.As(err, &e) {
			t.Errorf("no fault: %v", err)
		}
	})
}
