package dispatch

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/route"
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

// Unfit lists the rules that speak against the technician on this day whatever the hour. What excludes somebody is said once, in
// route.Excluded; this puts it in words.
func Unfit(w Worker, ask Ask) []Violation {
	t, v := pairOf(w, ask)
	var found []Violation
	add := func(rule, format string, args ...any) {
		found = append(found, Violation{rule, fmt.Sprintf(format, args...)})
	}
	short := false
	for _, e := range route.Excluded(&t, &v, pairWorker) {
		switch e.Rule {
		case route.RuleAway:
			if w.OnLeave {
				add(RuleLeave, "On leave%s", because(w.LeaveReason))
			} else {
				add(RuleShift, "No shift on %s", ask.Day.Start().Format("Monday 2 January"))
			}
		case route.RuleSkill:
			add(RuleSkill, "Needs %s level %d, has %s", ask.SkillNames[ask.Needs[e.A].Skill], e.C, levelWord(e.B))
		case route.RuleArea:
			add(RuleArea, "PIN %s is outside %s", ask.Pin, strings.Join(w.Areas, ", "))
		case route.RuleRestricted:
			add(RuleRestricted, "Not wanted by this customer%s", because(w.Why))
		case route.RuleMust:
			add(RuleMust, "The customer insists on another technician")
		case route.RulePart:
			short = true
		}
	}
	if short {
		add(RuleParts, "Not on the van: %s", loadsText(Missing(w, ask)))
	}
	return found
}

// pairWorker is the index of the technician of pairOf; any other is somebody else.
const pairWorker = 0

// pairOf is one technician and one visit as the engine takes them, apart from hours: skills and parts by their place in the ask, and
// the PIN code of the visit as the only area.
func pairOf(w Worker, ask Ask) (route.Technician, route.Visit) {
	t := route.Technician{Spans: secondsOf(w.Spans), Areas: areasOf(w, []string{ask.Pin})}
	if w.OnLeave {
		t.Spans = nil
	}
	v := route.Visit{Area: route.None, PartsFirst: ask.PartsFirst}
	if ask.Pin != "" {
		v.Area = 0
	}
	for i, n := range ask.Needs {
		t.Skills = append(t.Skills, uint8(level(w, n.Skill)))
		v.Needs = append(v.Needs, route.Need{Skill: i, Level: uint8(n.Level)})
	}
	for i, p := range ask.Parts {
		t.Carries = append(t.Carries, int32(max(0, w.Carries[p.Item])))
		v.Parts = append(v.Parts, route.Part{Part: i, Count: int32(p.Milli)})
	}
	if w.Strength == customers.Restricted {
		v.Restricted = []int{pairWorker}
	}
	if ask.MustGo {
		v.Must = []int{route.None}
		if w.Strength == customers.Must {
			v.Must = []int{pairWorker}
		}
	}
	return t, v
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
		if need := w.Ways.Minutes(before.At, ask.At, before.End); before.End.Add(need).After(start) {
			add(RuleTravel, "%d min from %s, which ends %s", int(need.Minutes()), before.Place, clock.HM(before.End))
		}
	}
	if after != nil && !after.Start.Before(end) {
		if need := w.Ways.Minutes(ask.At, after.At, end); end.Add(need).After(after.Start) {
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
