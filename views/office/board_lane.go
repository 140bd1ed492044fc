package office

import (
	"time"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/sla"
)

// lane is one technician's day as the board shows it.
type lane struct {
	dispatch.Lane
	cards []boardCard
}

// boardCard is a visit with what is wrong with it in words.
type boardCard struct {
	dispatch.BoardCard
	href  string // the form to move it
	flags []string
	bad   bool
}

func (d dayBoard) lane(l dispatch.Lane) lane {
	v := lane{Lane: l}
	absent := v.absent(d.Holiday)
	for _, c := range l.Cards {
		card := boardCard{BoardCard: c, flags: flagsOf(c.Card, d.accept), href: "/office/visits/" + c.ID + "/move?" + query("next", d.view.link())}
		if absent != "" && c.Status.Waiting() {
			card.flags = append([]string{absent}, card.flags...)
		}
		card.bad = len(card.flags) > 0
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

// minute is where an instant lies on the day drawn: midnight and later is the end of the day.
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

// broken is the rules that the visit breaks, in words.
func (c boardCard) broken() []string {
	var all []string
	for _, v := range c.Broken {
		all = append(all, v.Text)
	}
	return all
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

// slaTone is the colour of a promise's bar: ok, warn or bad; empty where nothing runs.
var slaTone = map[sla.Colour]string{sla.Green: "ok", sla.Yellow: "warn", sla.Orange: "warn", sla.Red: "bad"}

// lockWords is what of a visit is kept fixed.
var lockWords = map[string]string{"time": "Hour fixed", "technician": "Technician fixed", "both": "Hour and technician fixed"}

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
