package office

import (
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/sla"
)

// promise is one time of the service level and how it stands.
type promise struct {
	Label string
	By    time.Time
	Tone  string
	Words string
}

// promisesOf says of each time that the service level demands whether it was met, and how long there still is.
func promisesOf(j jobs.Job, clocks jobs.Clocks, now time.Time) []promise {
	var all []promise
	for _, p := range []struct {
		label  string
		by, at time.Time
	}{
		{"Respond by", j.RespondBy, j.RespondedAt},
		{"Arrive by", j.ArriveBy, j.ArrivedAt},
		{"Resolve by", j.ResolveBy, j.CompletedAt},
	} {
		if p.by.IsZero() {
			continue
		}
		tone, words := standing(j, clocks, p.by, p.at, now)
		all = append(all, promise{Label: p.label, By: p.by, Tone: tone, Words: words})
	}
	return all
}

// tones of the colours of the service level clock.
var colourTones = map[sla.Colour]string{sla.Green: "good", sla.Yellow: "warn", sla.Orange: "warn", sla.Red: "bad", sla.Grey: "faint"}

func standing(j jobs.Job, clocks jobs.Clocks, by, at, now time.Time) (tone, words string) {
	switch {
	case !at.IsZero() && !at.After(by):
		return "good", "Met"
	case !at.IsZero():
		return "bad", "Missed by " + lengthWords(minutesBetween(by, at))
	case j.Status == jobs.Cancelled:
		return "faint", "Cancelled"
	case !j.Open():
		return "faint", "Not recorded"
	case j.Waiting != "":
		return "faint", "On hold"
	case now.After(by):
		return "bad", lengthWords(minutesBetween(by, now)) + " late"
	}
	colour := clocks.Colour(j.Priority, j.Payment, j.SLAFrom, by, false)
	return colourTones[colour], lengthWords(minutesBetween(now, by)) + " left"
}

func minutesBetween(a, b time.Time) int { return int(b.Sub(a) / time.Minute) }
