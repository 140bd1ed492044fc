// Package sla turns promises in working hours into due times and colours.
//
// Owns: when something promised is due, how much of the promised time is used, the colour that says so.
// Does not own: which target holds for a job (settings, contracts), the calendar (workcal), when a job waits (jobs).
// A clock starts once, at the beginning. A change of priority swaps the target; the time already used stays used.
package sla

import (
	"slices"
	"time"

	"doorstep/app/kernel/workcal"
)

// Target is what is promised, in working time from the start; zero means not promised.
type Target struct{ Respond, Arrive, Resolve time.Duration }

// Pause is a stretch in which the clock stands: the customer or a part is waited for. To is zero while it lasts.
type Pause struct{ From, To time.Time }

// Due is when the target runs out. A pause that began before that moves it by the pause's working time; one that still lasts
// does so when it ends, so until then Due is the time without it. Zero for no target, or a calendar without hours.
func Due(cal workcal.Calendar, from time.Time, target time.Duration, pauses []Pause) time.Time {
	if target <= 0 {
		return time.Time{}
	}
	due, ok := cal.Add(from, target)
	var stood time.Duration
	for _, p := range apart(pauses, from, time.Time{}) {
		if !ok || !p.From.Before(due) {
			break
		}
		stood += cal.Between(p.From, p.To)
		due, ok = cal.Add(from, target+stood)
	}
	if !ok {
		return time.Time{}
	}
	return due
}

// Moved is the due time after a pause that has ended: later by the pause's working time if it began before. It goes from one
// Due to the next without the target, which may be another by then. Zero stays zero.
func Moved(cal workcal.Calendar, due time.Time, p Pause) time.Time {
	if due.IsZero() || !p.From.Before(due) {
		return due
	}
	later, _ := cal.Add(due, cal.Between(p.From, p.To))
	return later
}

// Used is the working time from the start until now, without what was paused; a pause that lasts ends now.
func Used(cal workcal.Calendar, from, now time.Time, pauses []Pause) time.Duration {
	used := cal.Between(from, now)
	for _, p := range apart(pauses, from, now) {
		used -= cal.Between(p.From, p.To)
	}
	return used
}

// Paused says whether the clock stands now.
func Paused(pauses []Pause, now time.Time) bool {
	return slices.ContainsFunc(pauses, func(p Pause) bool {
		return !p.From.After(now) && (p.To.IsZero() || p.To.After(now))
	})
}

// apart returns the pauses in order, cut to from … now and joined where they overlap. Where now is zero there is no such end,
// and pauses that last are left out.
func apart(pauses []Pause, from, now time.Time) []Pause {
	var out []Pause
	for _, p := range slices.SortedFunc(slices.Values(pauses), func(a, b Pause) int { return a.From.Compare(b.From) }) {
		if p.To.IsZero() || !now.IsZero() && p.To.After(now) {
			p.To = now
		}
		if p.From.Before(from) {
			p.From = from
		}
		if last := len(out) - 1; last >= 0 && p.From.Before(out[last].To) {
			p.From = out[last].To
		}
		if p.To.After(p.From) {
			out = append(out, p)
		}
	}
	return out
}

// Colour says at a glance how a promise stands.
type Colour string

// The bands: green under half of the time, yellow under three quarters, orange up to all of it, red beyond;
// grey while paused, or where nothing is promised.
const (
	Green  Colour = "green"
	Yellow Colour = "yellow"
	Orange Colour = "orange"
	Red    Colour = "red"
	Grey   Colour = "grey"
)

// ColourOf is the colour after used of target.
func ColourOf(used, target time.Duration, paused bool) Colour {
	switch {
	case paused || target <= 0:
		return Grey
	case used > target:
		return Red
	case used >= target-target/4:
		return Orange
	case used >= target-target/2:
		return Yellow
	default:
		return Green
	}
}
