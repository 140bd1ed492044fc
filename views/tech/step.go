package tech

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"doorstep/app/jobs"
	"doorstep/app/kernel/i18n"
)

// move is one step of a visit. Where tells that the position is wanted with it.
type move struct {
	from, to jobs.VisitStatus
	icon     string
	where    bool
	then     string // the visit's page to go on to; "-" stays
}

// onward is the one next step from each state; the words of its button are "tech.step_" and the state.
var onward = []move{
	{jobs.Accepted, jobs.Travelling, "truck", false, "-"},
	{jobs.Travelling, jobs.Arrived, "map-pin", true, "-"},
	{jobs.Arrived, jobs.Working, "wrench", false, "work"},
	{jobs.Paused, jobs.Working, "play", false, "work"},
}

// back takes a mis-tap back, where the life of a visit knows that way.
var back = slices.DeleteFunc([]move{
	{jobs.Travelling, jobs.Accepted, "undo", false, "-"},
	{jobs.Arrived, jobs.Travelling, "undo", false, "-"},
	{jobs.Working, jobs.Arrived, "undo", false, "-"},
}, func(m move) bool { return !m.from.May(m.to) })

var (
	fresh  = []jobs.VisitStatus{jobs.Dispatched, jobs.Accepted}
	unmet  = []jobs.VisitStatus{jobs.Dispatched, jobs.Accepted, jobs.Travelling}
	onSite = []jobs.VisitStatus{jobs.Arrived, jobs.Working, jobs.Paused}
	atWork = []jobs.VisitStatus{jobs.Working, jobs.Paused}
	begun  = []jobs.VisitStatus{jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Paused}
	ended  = []jobs.VisitStatus{jobs.Done, jobs.Partial, jobs.CannotComplete}
	been   = slices.Concat(onSite, ended)
	gone   = []jobs.VisitStatus{jobs.Planned, jobs.VisitCancelled}
	over   = slices.Concat(ended, gone)
	every  = slices.Concat(fresh, begun, ended, gone)
)

// when marks an element as that of some states of the visit, and hides it in the others.
func when(now jobs.VisitStatus, states ...jobs.VisitStatus) templ.Attributes {
	names := make([]string, len(states))
	for i, s := range states {
		names[i] = string(s)
	}
	return templ.Attributes{"data-when": strings.Join(names, " "), "hidden": !slices.Contains(states, now)}
}

// item are the attributes of a form that becomes an item of the visit.
func item(kind, visit string, more ...string) templ.Attributes {
	a := templ.Attributes{"data-item": kind, "data-visit": visit}
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] != "" {
			a[more[i]] = more[i+1]
		}
	}
	return a
}

// stepItem is the form of a step.
func stepItem(m move, visit string, now jobs.VisitStatus) templ.Attributes {
	a := item("visit.step", visit)
	if m.where {
		a["data-fix"] = true
	}
	if m.then != "-" {
		a["data-then"] = page(visit, m.then)
	}
	for name, value := range when(now, m.from) {
		a[name] = value
	}
	return a
}

// stepWord is what the button of a step says.
func stepWord(lang string, m move) string {
	if m.from == jobs.Paused {
		return i18n.T(lang, "tech.step_resume")
	}
	return i18n.T(lang, "tech.step_"+string(m.to))
}

// staying are the steps without leaving the page.
func staying(moves []move) []move {
	same := slices.Clone(moves)
	for i := range same {
		same[i].then = "-"
	}
	return same
}
