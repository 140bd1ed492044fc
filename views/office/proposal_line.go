package office

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
)

// dayLine is a technician's day as it stands and as it would be.
type dayLine struct {
	id, name      string
	before, after []lineBar
}

// lineBar is a visit on the line: minutes of the day, and whether it stays, leaves or comes.
type lineBar struct {
	from, to int
	kind     string // stays, leaves, comes, shifts
}

// dayLines draws the days of everybody whom the proposal touches. Visits that it does not name stay where they are.
func dayLines(p dispatch.Proposal, cards []jobs.Card) []dayLine {
	lines := map[string]*dayLine{}
	line := func(id, name string) *dayLine {
		if lines[id] == nil {
			lines[id] = &dayLine{id: id, name: name}
		}
		return lines[id]
	}
	moves := map[string]dispatch.Move{}
	for _, m := range p.Moves {
		moves[m.Visit] = m
		for _, s := range []dispatch.Slot{m.From, m.To} {
			if !s.Zero() {
				line(s.Technician, s.Name)
			}
		}
	}
	for _, c := range cards {
		l := lines[c.Technician]
		if _, moved := moves[c.ID]; moved || l == nil || c.Status == jobs.CannotComplete {
			continue
		}
		bar := barOf(p.Day, c.Start.Time(), c.End.Time(), "stays")
		l.before, l.after = append(l.before, bar), append(l.after, bar)
	}
	for _, m := range p.Moves {
		leaves, comes := "leaves", "comes"
		if m.From.Technician == m.To.Technician {
			leaves, comes = "shifts", "shifts"
		}
		if !m.From.Zero() && clock.DateOf(m.From.Start) == p.Day {
			l := line(m.From.Technician, "")
			l.before = append(l.before, barOf(p.Day, m.From.Start, m.From.End, leaves))
		}
		if !m.To.Zero() {
			l := line(m.To.Technician, "")
			l.after = append(l.after, barOf(p.Day, m.To.Start, m.To.End, comes))
		}
	}
	all := make([]dayLine, 0, len(lines))
	for _, l := range lines {
		slices.SortFunc(l.before, func(a, b lineBar) int { return cmp.Compare(a.from, b.from) })
		slices.SortFunc(l.after, func(a, b lineBar) int { return cmp.Compare(a.from, b.from) })
		all = append(all, *l)
	}
	slices.SortFunc(all, func(a, b dayLine) int { return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.id, b.id)) })
	return all
}

func barOf(day clock.Date, start, end time.Time, kind string) lineBar {
	from, to := int(start.Sub(day.Start()).Minutes()), int(end.Sub(day.Start()).Minutes())
	return lineBar{from: max(from, 0), to: min(to, 24*60), kind: kind}
}

// hoursOf is the whole hours that hold every bar.
func hoursOf(lines []dayLine) [2]int {
	hours := [2]int{24 * 60, 0}
	for _, l := range lines {
		for _, b := range slices.Concat(l.before, l.after) {
			hours[0], hours[1] = min(hours[0], b.from/60*60), max(hours[1], (b.to+59)/60*60)
		}
	}
	if hours[1] <= hours[0] {
		return [2]int{9 * 60, 18 * 60}
	}
	return hours
}

// viewBox is the drawing's frame: a unit is a minute.
func (v proposalView) viewBox() string {
	return strconv.Itoa(v.hours[0]) + " 0 " + strconv.Itoa(v.hours[1]-v.hours[0]) + " 44"
}

// ticks are the whole hours inside the frame.
func (v proposalView) ticks() []int {
	var all []int
	for m := v.hours[0] + 60; m < v.hours[1]; m += 60 {
		all = append(all, m)
	}
	return all
}

// barsWords is from when to when somebody has visits: "5, 09:00–17:30".
func barsWords(bars []lineBar) string {
	if len(bars) == 0 {
		return "none"
	}
	end := 0
	for _, b := range bars {
		end = max(end, b.to)
	}
	return strconv.Itoa(len(bars)) + ", " + hour(bars[0].from) + "–" + hour(end)
}
