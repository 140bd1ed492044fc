package dispatch

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/workcal"
)

// The rules a plan is held to. Their names are stored with a visit that breaks one.
const (
	RuleLeave      = "leave"
	RuleShift      = "shift"
	RuleSkill      = "skill"
	RuleArea       = "area"
	RuleRestricted = "restricted"
	RuleMust       = "must"
	RuleOverlap    = "overlap"
	RuleTravel     = "travel"
	RuleWindow     = "window"
	RulePast       = "past"
)

// Unfit lists the rules that speak against the technician on this day whatever the hour.
func Unfit(w Worker, ask Ask) []Violation {
	var found []Violation
	add := func(rule, format string, args ...any) {
		found = append(found, Violation{rule, fmt.Sprintf(format, args...)})
	}
	if w.OnLeave {
		add(RuleLeave, "On leave%s", because(w.LeaveReason))
	} else if len(w.Spans) == 0 {
		add(RuleShift, "No shift on %s", ask.Day.Start().Format("Monday 2 January"))
	}
	for _, n := range ask.Needs {
		if has := level(w, n.Skill); has < n.Level {
			add(RuleSkill, "Needs %s level %d, has %s", ask.SkillNames[n.Skill], n.Level, levelWord(has))
		}
	}
	if len(w.Areas) > 0 && ask.Pin != "" && !w.Pins[ask.Pin] {
		add(RuleArea, "PIN %s is outside %s", ask.Pin, strings.Join(w.Areas, ", "))
	}
	if w.Strength == customers.Restricted {
		add(RuleRestricted, "Not wanted by this customer%s", because(w.Why))
	}
	if ask.MustGo && w.Strength != customers.Must {
		add(RuleMust, "The customer insists on another technician")
	}
	return found
}

// Untimely lists the rules that a start at the instant breaks for the technician.
func Untimely(w Worker, ask Ask, start time.Time) []Violation {
	var found []Violation
	add := func(rule, format string, args ...any) {
		found = append(found, Violation{rule, fmt.Sprintf(format, args...)})
	}
	end := start.Add(time.Duration(ask.Minutes) * time.Minute)
	if start.Before(ask.Now.Add(-5 * time.Minute)) {
		add(RulePast, "%s is in the past", clock.Stamp(start))
	}
	if !ask.From.IsZero() && (start.Before(ask.From) || start.After(ask.To)) {
		add(RuleWindow, "The customer was promised %s–%s", clock.Stamp(ask.From), clock.HM(ask.To))
	}
	if len(w.Spans) > 0 && !w.OnLeave && !within(w.Spans, clock.DateOf(start), start, end) {
		add(RuleShift, "Outside the shift %s", workcal.FormatSpans(w.Spans))
	}
	before, after := neighbours(w, ask, start)
	for _, s := range w.Stops {
		if s.Visit != ask.Visit && s.Start.Before(end) && s.End.After(start) {
			add(RuleOverlap, "Overlaps %s, %s–%s", s.No, clock.HM(s.Start), clock.HM(s.End))
		}
	}
	if before != nil && !before.End.After(start) {
		if need := minutes(before.At, ask.At, before.End); before.End.Add(need).After(start) {
			add(RuleTravel, "%d min from %s, which ends %s", int(need.Minutes()), before.Place, clock.HM(before.End))
		}
	}
	if after != nil && !after.Start.Before(end) {
		if need := minutes(ask.At, after.At, end); end.Add(need).After(after.Start) {
			add(RuleTravel, "%d min to %s, which starts %s", int(need.Minutes()), after.Place, clock.HM(after.Start))
		}
	}
	return found
}

// neighbours are the stops around an instant on the technician's day; nil where there is none.
func neighbours(w Worker, ask Ask, start time.Time) (before, after *Stop) {
	for i := range w.Stops {
		s := &w.Stops[i]
		switch {
		case s.Visit == ask.Visit && ask.Visit != "":
		case !s.Start.After(start):
			before = s
		case after == nil:
			after = s
		}
	}
	return before, after
}

func within(spans []workcal.Span, day clock.Date, start, end time.Time) bool {
	return slices.ContainsFunc(spans, func(s workcal.Span) bool {
		return !start.Before(day.At(s.From)) && !end.After(day.At(s.To))
	})
}

// minutes is the travel time between two places when leaving at the instant; none where a position is unknown.
func minutes(a, b geo.Point, at time.Time) time.Duration {
	if a.Zero() || b.Zero() {
		return 0
	}
	return time.Duration(geo.Minutes(geo.RoadMetres(a, b), clock.Minute(at))) * time.Minute
}

func level(w Worker, skill string) int {
	for _, s := range w.Technician.Skills {
		if s.Skill == skill {
			return s.Level
		}
	}
	return 0
}

func levelWord(n int) string {
	if n == 0 {
		return "none"
	}
	return fmt.Sprintf("level %d", n)
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}
