package recur

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
)

// listed is how many exclusions are named; the others are counted.
const listed = 3

// Text is the rule in plain English: "every 3 months on the last Friday, except 26 Jan 2027".
func (r Rule) Text() string { return r.TextFrom("") }

// TextFrom is Text with what the rule takes from its first day filled in: "every year on 29 February or the month's last day".
func (r Rule) TextFrom(first clock.Date) string {
	given := plural(len(distinct(r.Dates)), "given day")
	if r.Unit == Own {
		return "on " + given + r.exceptText()
	}
	start := first.Start()
	text := "every " + strings.TrimPrefix(plural(r.Every, strings.TrimSuffix(string(r.Unit), "s")), "1 ")
	switch r.Unit {
	case Weeks:
		text += r.weekdayText(start)
	case Months, Years:
		text += r.monthText(start)
	}
	if r.Count > 0 {
		text += ", " + plural(r.Count, "time")
	}
	if len(r.Dates) > 0 {
		text += ", and on " + given
	}
	return text + r.exceptText()
}

func (r Rule) weekdayText(start time.Time) string {
	days := slices.Clone(r.Weekdays)
	if len(days) == 0 && start.IsZero() {
		return ""
	} else if len(days) == 0 {
		days = append(days, start.Weekday())
	}
	// The week starts on Monday: Sunday is its last day.
	slices.SortFunc(days, func(a, b time.Weekday) int { return int(a+6)%7 - int(b+6)%7 })
	var names []string
	for _, d := range slices.Compact(days) {
		names = append(names, d.String())
	}
	return " on " + enumerate(names)
}

func (r Rule) monthText(start time.Time) string {
	known := !start.IsZero()
	if r.Nth != 0 {
		text := " on the " + nth(r.Nth) + " " + r.Weekday.String()
		if r.Unit == Years && known {
			text += " of " + start.Month().String()
		}
		return text
	}
	day := r.MonthDay
	if day == 0 && known {
		day = start.Day()
	}
	switch {
	case day == 0:
		return ""
	case r.Unit == Years && known:
		return " on " + dayOfYear(day, start.Month())
	case day == 31:
		return " on the last day of the month"
	case day > 28:
		return fmt.Sprintf(" on the %s or the month's last day", ordinal(day))
	}
	return " on the " + ordinal(day)
}

func dayOfYear(day int, month time.Month) string {
	longest := time.Date(2028, month+1, 0, 0, 0, 0, 0, time.UTC).Day() // 2028 is a leap year
	switch {
	case day > longest:
		return fmt.Sprintf("the last day of %s", month)
	case month == time.February && day == longest:
		return "29 February or the month's last day"
	}
	return fmt.Sprintf("%d %s", day, month)
}

func (r Rule) exceptText() string {
	days := distinct(r.Except)
	if len(days) == 0 {
		return ""
	}
	var names []string
	for _, d := range days[:min(listed, len(days))] {
		names = append(names, d.Short())
	}
	if more := len(days) - len(names); more > 0 {
		names = append(names, plural(more, "more day"))
	}
	return ", except " + enumerate(names)
}

func distinct(days []clock.Date) []clock.Date {
	return slices.Compact(slices.Sorted(slices.Values(days)))
}

func enumerate(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

func nth(n int) string {
	if names := [...]string{"first", "second", "third", "fourth"}; n > 0 && n <= len(names) {
		return names[n-1]
	}
	return "last"
}

func ordinal(n int) string {
	endings := [...]string{"th", "st", "nd", "rd"}
	if n/10 == 1 || n%10 >= len(endings) {
		return fmt.Sprintf("%dth", n)
	}
	return fmt.Sprintf("%d%s", n, endings[n%10])
}
