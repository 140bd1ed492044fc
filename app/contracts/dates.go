package contracts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/workcal"
	"doorstep/app/people"
)

// shiftMost is how many days in a row may be without working hours before a date stays where it is.
const shiftMost = 60

// worked reports whether the company works on the day.
func worked(cal workcal.Calendar, on clock.Date) bool { return len(cal.Spans(on)) > 0 }

// planned is the day on which a date due on the day is meant: the nearest day with working hours in the direction that the plan
// takes, within the term. Where that way there is none, it is the other way; where nowhere, the day itself.
func (p Plan) planned(cal workcal.Calendar, due, starts, ends clock.Date) clock.Date {
	if p.Holidays == KeepDay || worked(cal, due) {
		return due
	}
	steps := []int{1, -1}
	if p.Holidays == PreviousDay {
		steps = []int{-1, 1}
	}
	for _, step := range steps {
		for n := 1; n <= shiftMost; n++ {
			on := due.AddDays(n * step)
			if on < starts || on > ends {
				break
			}
			if worked(cal, on) {
				return on
			}
		}
	}
	return due
}

// window is what is promised on the day: the plan's hours, otherwise the working day from its first hour to its last.
func (p Plan) window(cal workcal.Calendar, on clock.Date) (from, to time.Time) {
	first, last := p.FromMin, p.ToMin
	if first == 0 && last == 0 {
		first, last = 9*60, 18*60
		if spans := cal.Spans(on); len(spans) > 0 {
			first, last = spans[0].From, spans[len(spans)-1].To
		}
	}
	return on.At(first), on.At(last)
}

// quarter is what the beginning of a promise is rounded up to.
const quarter = 15 * time.Minute

// promise is the day and the window of a date that becomes a job now. Where the day's window is over, it is today's, or that of the
// next working day if today's is over too; late says that it came to that. None where the term has no such day any more.
func (p Plan) promise(cal workcal.Calendar, on, ends clock.Date) (day clock.Date, from, to time.Time, late, ok bool) {
	now := clock.Now()
	if from, to = p.window(cal, on); to.After(now) && from.After(now) {
		return on, from, to, false, true
	}
	today := clock.Today()
	for n := range shiftMost {
		day = today.AddDays(n)
		if day > ends {
			break
		}
		if day != on && !worked(cal, day) {
			continue
		}
		if from, to = p.window(cal, day); from.Before(now) {
			from = now.Add(quarter - 1).Truncate(quarter)
		}
		if to.After(from) {
			return day, from, to, day != on, true
		}
	}
	return on, from, to, true, false
}

// absences is who is on leave when, to look days up in.
type absences []people.Leave

func (a absences) of(technician string, on clock.Date) (people.Leave, bool) {
	i := slices.IndexFunc(a, func(l people.Leave) bool { return l.Technician == technician && l.From <= on && on <= l.To })
	if technician == "" || i < 0 {
		return people.Leave{}, false
	}
	return a[i], true
}

// away reads the leave that touches the days.
func (s *Service) away(ctx context.Context, from, to clock.Date) (absences, error) {
	return s.people.Leaves(ctx, from, to)
}

// dayOff is what keeps the company from working on the day, in a word; empty where it works.
func dayOff(cal workcal.Calendar, on clock.Date) string {
	if worked(cal, on) {
		return ""
	}
	if name := cal.Holidays[on]; name != "" {
		return name
	}
	return on.Weekday().String()
}

// alert is what somebody should look at about the date, in sentences; empty where nothing.
func (p Plan) alert(d PlanDate, cal workcal.Calendar, away absences) string {
	var says []string
	if off := dayOff(cal, d.PlannedOn); off != "" {
		says = append(says, fmt.Sprintf("Nobody works on %s (%s).", d.PlannedOn.Short(), off))
	}
	if l, ok := away.of(p.Technician, d.PlannedOn); ok {
		says = append(says, fmt.Sprintf("%s is on leave on %s.", l.Name, d.PlannedOn.Short()))
	}
	if d.Moved || d.CaughtUp {
		switch {
		case d.PlannedOn < d.DueOn.AddDays(-p.FlexBefore):
			says = append(says, fmt.Sprintf("This is earlier than agreed: due on %s, up to %s earlier.", d.DueOn.Short(), daysText(p.FlexBefore)))
		case d.PlannedOn > d.DueOn.AddDays(p.FlexAfter):
			says = append(says, fmt.Sprintf("This is later than agreed: due on %s, up to %s later.", d.DueOn.Short(), daysText(p.FlexAfter)))
		}
	}
	return strings.Join(says, " ")
}

func daysText(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// settle says what becomes of a plan's dates when its rule gives the wanted days: which days are new, and which dates go. What a
// person or the work has touched stays, also where the rule no longer gives it, and so does what is past. Each date that stays and
// is not wanted stands for the nearest wanted day within about half an interval, so that no visit comes twice because the rule moved
// under it. wanted is sorted; both may lie in the past, where nothing is added.
func settle(have []PlanDate, wanted []clock.Date, today clock.Date) (add []clock.Date, drop []PlanDate) {
	taken := make(map[clock.Date]bool, len(wanted))
	var odd []clock.Date
	for _, d := range have {
		_, found := slices.BinarySearch(wanted, d.DueOn)
		switch {
		case found:
			taken[d.DueOn] = true
		case d.Touched() || d.DueOn < today:
			odd = append(odd, d.DueOn)
		default:
			drop = append(drop, d)
		}
	}
	slices.Sort(odd)
	for _, on := range odd {
		if i := nearest(wanted, taken, on); i >= 0 {
			taken[wanted[i]] = true
		}
	}
	for _, on := range wanted {
		if on >= today && !taken[on] {
			add = append(add, on)
		}
	}
	return add, drop
}

// nearest is the place of the wanted day, not taken yet, that is closest to the day and not further than half of the longer interval
// beside it; -1 where there is none.
func nearest(wanted []clock.Date, taken map[clock.Date]bool, on clock.Date) int {
	best, least := -1, 0
	at, _ := slices.BinarySearch(wanted, on)
	for i := max(0, at-2); i < min(len(wanted), at+2); i++ {
		far := apart(wanted[i], on)
		gap := 0
		if i > 0 {
			gap = apart(wanted[i-1], wanted[i])
		}
		if i+1 < len(wanted) {
			gap = max(gap, apart(wanted[i], wanted[i+1]))
		}
		if !taken[wanted[i]] && far <= (gap+1)/2 && (best < 0 || far < least) {
			best, least = i, far
		}
	}
	return best
}

// apart is how many days lie between two days.
func apart(a, b clock.Date) int {
	days := int(b.Start().Sub(a.Start()).Hours() / 24)
	return max(days, -days)
}
