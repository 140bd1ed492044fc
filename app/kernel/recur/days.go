package recur

import (
	"slices"
	"time"

	"github.com/teambition/rrule-go"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// end is the last day that can be meant, as clock reads dates.
const end clock.Date = "2199-12-31"

// weekdays are rrule's, by time.Weekday.
var weekdays = [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}

// Days returns the days from first to until, both included, sorted and each once. The rule's own days are counted from the first one
// that fits on or after first: every 3 months on the last Friday, first on 28 November, begins on the last Friday of December.
// Given dates before first are left out. It fails as Check does, with date_bad beside first or until, and with recur_many beside
// rule_every if there are more than Most.
func (r Rule) Days(first, until clock.Date) ([]clock.Date, error) {
	var c fault.Check
	c.Add(r.Check())
	c.That(isDay(first), fault.Field("first", "date_bad"))
	c.That(isDay(until), fault.Field("until", "date_bad"))
	if err := c.Err(); err != nil {
		return nil, err
	}
	most := r.Count
	if most == 0 {
		// Exclusions can take at most len(Except) of them: one more than that is too many whatever they are.
		most = Most + len(r.Except) + 1
	}
	days := r.walk(r.fit(first), until, most)
	for _, d := range r.Dates {
		if d >= first && d <= until {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	days = r.without(slices.Compact(days))
	if len(days) > Most {
		return nil, fault.Field("rule_every", "recur_many", "most", Most)
	}
	return days, nil
}

// Next returns the day that follows a visit done on done: always a later one, never one of Except. Rules without weekdays, Nth and
// MonthDay count from done itself, clamped to the month's last day. The others take the visit for the fitting day nearest to done,
// the earlier of two, and count from that: a visit on Monday for a weekly Tuesday, one day early, is followed by Tuesday week, not by
// the very Tuesday that it was for. A given date that comes earlier is next. Count is the caller's to watch. It returns "" if nothing
// follows: own dates are over, the rule or the date is not valid, or the calendar ends.
func (r Rule) Next(done clock.Date) clock.Date {
	if r.Check() != nil || !isDay(done) {
		return ""
	}
	visit := r.nearest(done)
	// Of these, one is the visit itself and at most len(Except) are left out.
	days := slices.DeleteFunc(r.walk(visit, end, len(r.Except)+2), func(d clock.Date) bool { return d <= visit })
	days = slices.DeleteFunc(r.without(append(days, r.Dates...)), func(d clock.Date) bool { return d <= done })
	if len(days) == 0 {
		return ""
	}
	return slices.Min(days)
}

// anchored rules have days of their own; the others take them from the day they are counted from.
func (r Rule) anchored() bool {
	if r.Unit == Weeks {
		return len(r.Weekdays) > 0
	}
	return (r.Unit == Months || r.Unit == Years) && (r.Nth != 0 || r.MonthDay != 0)
}

// fit is the rule's first day on or after from, and from itself if there is none.
func (r Rule) fit(from clock.Date) clock.Date {
	r.Every = 1
	return append(r.walk(from, end, 1), from)[0]
}

// nearest is the fitting day nearest to done, in whichever month: a yearly visit may have slipped into another.
func (r Rule) nearest(done clock.Date) clock.Date {
	if !r.anchored() {
		return done
	}
	r.Every = 1
	if r.Unit == Years {
		r.Unit = Months
	}
	at, best, least := done.Start(), done, time.Duration(-1)
	for _, d := range r.walk(done.AddDays(-35), done.AddDays(35), 71) {
		if gap := d.Start().Sub(at).Abs(); least < 0 || gap < least {
			best, least = d, gap
		}
	}
	return best
}

// walk returns at most most of the rule's own days from start, which sets the phase, the month and what the rule leaves open.
func (r Rule) walk(start, until clock.Date, most int) (days []clock.Date) {
	rule, err := rrule.NewRRule(r.option(utc(start), utc(until)))
	if r.Unit == Own || err != nil { // what Check lets pass is within rrule's bounds
		return nil
	}
	next := rule.Iterator()
	for at, ok := next(); ok && len(days) < most; at, ok = next() {
		days = append(days, clock.Date(at.Format(time.DateOnly)))
	}
	return days
}

func (r Rule) option(start, until time.Time) rrule.ROption {
	o := rrule.ROption{Dtstart: start, Until: until, Interval: r.Every, Wkst: rrule.MO}
	switch r.Unit {
	case Days:
		o.Freq = rrule.DAILY
		return o
	case Weeks:
		o.Freq = rrule.WEEKLY
		for _, d := range r.Weekdays {
			o.Byweekday = append(o.Byweekday, weekdays[d])
		}
		return o
	case Months:
		o.Freq = rrule.MONTHLY
	default:
		o.Freq, o.Bymonth = rrule.YEARLY, []int{int(start.Month())}
	}
	if r.Nth != 0 {
		o.Byweekday = []rrule.Weekday{weekdays[r.Weekday].Nth(r.Nth)}
		return o
	}
	day := r.MonthDay
	if day == 0 {
		day = start.Day()
	}
	// The last of 28 to the day that the month has: a short month takes its last day and the next one has its own again.
	for d := min(day, 28); d <= day; d++ {
		o.Bymonthday = append(o.Bymonthday, d)
	}
	o.Bysetpos = []int{-1}
	return o
}

func (r Rule) without(days []clock.Date) []clock.Date {
	out := distinct(r.Except)
	return slices.DeleteFunc(days, func(d clock.Date) bool { _, found := slices.BinarySearch(out, d); return found })
}

func utc(d clock.Date) time.Time {
	y, m, day := d.Start().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
}
