// Package clock is the only source of the present moment and of business dates.
//
// Owns: now, the Indian time zone, calendar dates.
// Does not own: working hours (workcal), durations promised to customers (sla).
// Instants are stored in UTC; a Date is always a day in Asia/Kolkata, which has had no daylight saving since 1945.
package clock

import (
	"fmt"
	"sync/atomic"
	"time"
)

// IST is Indian Standard Time, a fixed +05:30. A fixed zone needs no tz database on the machine.
var IST = time.FixedZone("IST", 5*3600+1800)

// Ahead is by how much a phone's time may lie before ours: what measuring its clock over a slow network gets wrong.
const Ahead = 2 * time.Minute

var frozen atomic.Pointer[func() time.Time]

// Now returns the present instant in UTC, cut to milliseconds: the precision that is stored.
func Now() time.Time {
	if f := frozen.Load(); f != nil {
		return (*f)().UTC().Truncate(time.Millisecond)
	}
	return time.Now().UTC().Truncate(time.Millisecond)
}

// Freeze makes Now return at until the returned function is called, which brings back what was before.
// For tests and for building the demo company.
func Freeze(at time.Time) (thaw func()) {
	f := func() time.Time { return at }
	before := frozen.Swap(&f)
	return func() { frozen.Store(before) }
}

// Today is the present date in IST.
func Today() Date { return DateOf(Now()) }

// Date is a calendar day in IST as "2006-01-02"; the empty Date means none. Dates compare as text.
type Date string

// DateOf returns the IST day in which t falls.
func DateOf(t time.Time) Date { return Date(t.In(IST).Format(time.DateOnly)) }

// firstYear and lastYear bound the years that can be meant: a browser's date field also sends 0026 and 9999.
const firstYear, lastYear = 1900, 2199

func meant(t time.Time) bool { return t.Year() >= firstYear && t.Year() <= lastYear }

// ParseDate reads "2006-01-02" (what browsers send) or "02/01/2006" and "02-01-2006" (what people in India type).
func ParseDate(s string) (Date, error) {
	for _, layout := range []string{time.DateOnly, "02/01/2006", "02-01-2006"} {
		if t, err := time.ParseInLocation(layout, s, IST); err == nil && meant(t) {
			return Date(t.Format(time.DateOnly)), nil
		}
	}
	return "", fmt.Errorf("date %q is not a day of the calendar", s)
}

// Start is midnight IST at the beginning of the day; the zero time for the empty Date. Boards and plans ask for it thousands of times,
// so it reads the digits itself.
func (d Date) Start() time.Time {
	if len(d) != len(time.DateOnly) || d[4] != '-' || d[7] != '-' {
		return time.Time{}
	}
	year, month, day := digits(d[:4]), digits(d[5:7]), digits(d[8:])
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, IST)
	if year < 0 || month < 0 || day < 0 || int(t.Month()) != month || t.Day() != day {
		return time.Time{}
	}
	return t
}

// digits is the number that the digits write; below zero where one is none.
func digits(s Date) int {
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// At is the instant minutes after midnight of the day.
func (d Date) At(minutes int) time.Time { return d.Start().Add(time.Duration(minutes) * time.Minute) }

// AddDays moves the date by n days.
func (d Date) AddDays(n int) Date { return DateOf(d.Start().AddDate(0, 0, n)) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.Start().Weekday() }

// Short is the date as printed on screen: "22 Nov 2026".
func (d Date) Short() string {
	if d == "" {
		return ""
	}
	return d.Start().Format("2 Jan 2006")
}

// Minute is the minute of the IST day in which t falls, 0 to 1439.
func Minute(t time.Time) int {
	l := t.In(IST)
	return l.Hour()*60 + l.Minute()
}

// HM prints t as "15:04" IST; empty for the zero time.
func HM(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(IST).Format("15:04")
}

// Stamp prints t as "22 Nov, 15:04" IST; empty for the zero time.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(IST).Format("2 Jan, 15:04")
}

// ParseLocal reads the value of an <input type="datetime-local"> as IST.
func ParseLocal(s string) (time.Time, error) {
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, IST); err == nil && meant(t) {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("time %q is not a day and an hour", s)
}

// Local prints t for an <input type="datetime-local">; empty for the zero time.
func Local(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(IST).Format("2006-01-02T15:04")
}
