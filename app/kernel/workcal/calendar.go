package workcal

import (
	"time"

	"doorstep/app/kernel/clock"
)

// Calendar is a week of hours less holidays, or, if Always, every hour there is. The map holds what each holiday is called.
type Calendar struct {
	Week     Week
	Holidays map[clock.Date]string
	Always   bool
}

// horizon bounds the search for a due time; a calendar that needs longer has as good as no hours.
const horizon = 100 * 366 * 24 * time.Hour

// monday is a Monday's midnight in IST from which weeks are counted.
var monday = time.Date(1970, 1, 5, 0, 0, 0, 0, clock.IST)

const week = 7 * 24 * time.Hour

// Spans are the hours of the day; none on holidays.
func (c Calendar) Spans(on clock.Date) []Span {
	if c.Always {
		return []Span{{0, day}}
	}
	if _, holiday := c.Holidays[on]; holiday || on == "" {
		return nil
	}
	return c.Week[on.Weekday()]
}

// Open says whether t is within working hours.
func (c Calendar) Open(t time.Time) bool {
	minute := clock.Minute(t)
	for _, s := range c.Spans(clock.DateOf(t)) {
		if s.From <= minute && minute < s.To {
			return true
		}
	}
	return false
}

// Between is the working time from a to b; zero where b is not after a or either is zero.
func (c Calendar) Between(a, b time.Time) time.Duration {
	switch {
	case a.IsZero() || b.IsZero() || !b.After(a):
		return 0
	case c.Always:
		return b.Sub(a)
	}
	return c.worked(b) - c.worked(a) - c.lost(a, b, b)
}

// Add is the earliest time at which d of working time has passed since from: 17:00 on Friday rather than 09:00 on Monday.
// It is from itself for d ≤ 0. False where that never comes, or not within a hundred years.
func (c Calendar) Add(from time.Time, d time.Duration) (time.Time, bool) {
	switch {
	case from.IsZero() || d > horizon:
		return time.Time{}, false
	case d <= 0:
		return from, true
	case c.Always:
		return from.Add(d), true
	case c.Week.Minutes() == 0:
		return time.Time{}, false
	}
	// Each round counts the holidays passed so far as lost; what it reaches then passes one more, or is the answer.
	start := c.worked(from)
	due, ok := c.reached(start + d)
	for ok {
		later, more := c.reached(start + d + c.lost(from, due, due.Add(24*time.Hour)))
		if more && later.Equal(due) {
			break
		}
		due, ok = later, more
	}
	if !ok || due.Sub(from) > horizon {
		return time.Time{}, false
	}
	return due.In(from.Location()), true
}

// worked is the working time from monday to t, holidays not taken off; negative before monday.
func (c Calendar) worked(t time.Time) time.Duration {
	since := t.Sub(monday)
	weeks, rest := since/week, since%week
	if rest < 0 {
		weeks, rest = weeks-1, rest+week
	}
	sum := weeks * time.Duration(c.Week.Minutes()) * time.Minute
	c.each(func(from, to time.Duration) bool {
		sum += max(0, min(rest, to)-from)
		return to < rest
	})
	return sum
}

// reached is the earliest time at which worked comes to total.
func (c Calendar) reached(total time.Duration) (time.Time, bool) {
	perWeek := time.Duration(c.Week.Minutes()) * time.Minute
	weeks := (total - 1) / perWeek
	if (total-1)%perWeek < 0 {
		weeks--
	}
	if weeks > 2*horizon/week {
		return time.Time{}, false
	}
	left := total - weeks*perWeek
	at := time.Duration(0)
	c.each(func(from, to time.Duration) bool {
		if left <= to-from {
			at = from + left
			return false
		}
		left -= to - from
		return true
	})
	return monday.Add(weeks*week + at), true
}

// each visits the week's spans in order from Monday, as offsets from its midnight, until f says no.
func (c Calendar) each(f func(from, to time.Duration) bool) {
	for i := range 7 {
		midnight := time.Duration(i) * 24 * time.Hour
		for _, s := range c.Week[(i+1)%7] {
			if !f(midnight+time.Duration(s.From)*time.Minute, midnight+time.Duration(s.To)*time.Minute) {
				return
			}
		}
	}
}

// lost is the week's hours that fall on holidays, from a until end, on those whose hours begin before b.
func (c Calendar) lost(a, b, end time.Time) time.Duration {
	var sum time.Duration
	for on := range c.Holidays {
		midnight := on.Start()
		if !midnight.Before(b) || midnight.Add(24*time.Hour).Before(a) {
			continue
		}
		spans := c.Week[midnight.Weekday()]
		if len(spans) == 0 || !on.At(spans[0].From).Before(b) {
			continue
		}
		for _, s := range spans {
			from, to := on.At(s.From), on.At(s.To)
			if from.Before(a) {
				from = a
			}
			if to.After(end) {
				to = end
			}
			sum += max(0, to.Sub(from))
		}
	}
	return sum
}
