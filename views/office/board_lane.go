package office

import (
	"slices"
	"strconv"
	"time"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/sla"
)

// lane is one technician's day with everything in its place on the grid.
type lane struct {
	dispatch.Lane
	off   []string // classes of the stretches outside the shift
	cards []boardCard
}

// boardCard is a visit with the classes that place and colour it, and what is wrong with it in words.
type boardCard struct {
	dispatch.BoardCard
	class, travel, window string
	href                  string // the form to move it
	flags                 []string
	bad                   bool
}

const quarters = 96

// place is the class of a stretch of the day, in minutes.
func place(from, to int) string {
	s := min(max(from, 0)/15, quarters-1)
	w := min(max((to+14)/15-s, 1), quarters-s)
	return "s" + strconv.Itoa(s) + " w" + strconv.Itoa(w)
}

func (d dayBoard) lane(l dispatch.Lane) lane {
	v := lane{Lane: l}
	at := 0
	for _, s := range l.Spans {
		if s.From > at {
			v.off = append(v.off, place(at, s.From))
		}
		at = s.To
	}
	if at < 24*60 {
		v.off = append(v.off, place(at, 24*60))
	}
	rows, absent := rowsOf(l.Cards), v.absent(d.Holiday)
	for i, c := range l.Cards {
		card := d.card(c, rows[i])
		if absent != "" && c.Status.Waiting() {
			card.flags, card.bad = append([]string{absent}, card.flags...), true
		}
		v.cards = append(v.cards, card)
	}
	return v
}

// absent is why nobody comes to the visits of this day, in words; empty where the technician is on duty.
func (l lane) absent(holiday string) string {
	switch {
	case l.OnLeave:
		return "On leave"
	case len(l.Spans) > 0:
		return ""
	case holiday != "":
		return "Holiday"
	}
	return "Day off"
}

// rowsOf puts cards that overlap into different rows, at most three; cards come by start.
func rowsOf(cards []dispatch.BoardCard) []int {
	rows := make([]int, len(cards))
	var ends [3]time.Time
	for i, c := range cards {
		row := slices.IndexFunc(ends[:], func(end time.Time) bool { return !end.After(c.Start.Time()) })
		if row < 0 {
			row = len(ends) - 1
		}
		ends[row] = c.End.Time()
		rows[i] = row
	}
	return rows
}

var (
	rowClass  = [3]string{"", " r1", " r2"}
	edgeClass = map[int]string{1: " t5", 2: " t3"}
	slaClass  = map[sla.Colour]string{sla.Green: " sla-ok", sla.Yellow: " sla-warn", sla.Orange: " sla-warn", sla.Red: " sla-bad"}
)

func (d dayBoard) card(c dispatch.BoardCard, row int) boardCard {
	from, to := clock.Minute(c.Start.Time()), d.minute(c.End.Time())
	v := boardCard{BoardCard: c, flags: flagsOf(c.Card, d.accept), href: "/office/visits/" + c.ID + "/move?" + query("next", d.link(d.Day))}
	v.bad = len(v.flags) > 0
	edge, ok := edgeClass[c.Priority]
	if !ok {
		edge = " t0"
	}
	v.class = place(from, to) + rowClass[row] + edge + " " + string(c.Status) + slaClass[c.Colour]
	if c.Late() || c.Overrun() {
		v.class += " late"
	}
	if c.Lock != "" {
		v.class += " locked"
	}
	if c.TravelMin > 0 && from > 0 {
		v.travel = place(from-max(c.TravelMin, 15), from) + rowClass[row]
	}
	if clock.DateOf(c.From.Time()) == d.Day && !c.From.IsZero() {
		v.window = place(clock.Minute(c.From.Time()), d.minute(c.To.Time())) + rowClass[row]
	}
	return v
}

// minute is where an instant ends on the day drawn: midnight and later is the end of the day.
func (d dayBoard) minute(t time.Time) int {
	if clock.DateOf(t) != d.Day {
		return 24 * 60
	}
	return clock.Minute(t)
}

// flagsOf is what wants a look: late, overrun, or without an answer for longer than accept.
func flagsOf(c jobs.Card, accept time.Duration) []string {
	var flags []string
	if c.Late() {
		flags = append(flags, "Late")
	}
	if c.Overrun() {
		flags = append(flags, "Overrun")
	}
	if c.Unanswered(accept) {
		flags = append(flags, "No answer")
	}
	return flags
}

// leftWords is how much of the promise is left: "35 min left", "2 h over"; empty where nothing runs.
func (c boardCard) leftWords() string {
	switch {
	case c.Colour == "" || c.Colour == sla.Grey:
		return ""
	case c.LeftMin < 0:
		return lengthWords(-c.LeftMin) + " over"
	}
	return lengthWords(c.LeftMin) + " left"
}

// loadTone is the tone of a utilisation: overbooked, full, good, or room left.
func loadTone(percent int) string {
	switch {
	case percent > 100:
		return "bad"
	case percent > 85:
		return "warn"
	case percent > 70:
		return "good"
	}
	return ""
}

func loadWords(percent int) string {
	switch {
	case percent > 100:
		return "overbooked"
	case percent > 85:
		return "full"
	case percent > 70:
		return "well used"
	}
	return "has room"
}

// duty is when a technician works on the day, or why not.
func (l lane) duty(holiday string) string {
	switch {
	case l.OnLeave:
		return "On leave"
	case len(l.Spans) > 0:
		first, last := l.Spans[0], l.Spans[len(l.Spans)-1]
		return hour(first.From) + "–" + hour(last.To)
	case holiday != "":
		return "Holiday"
	}
	return "Off"
}

func hour(minutes int) string { return clock.HM(clock.Today().At(minutes)) }

func (l lane) leaveWords() string {
	if l.LeaveReason == "" {
		return "On leave"
	}
	return "On leave: " + l.LeaveReason
}
