package hooks

import (
	"fmt"
	"time"

	"github.com/go-co-op/gocron/v2"

	"doorstep/app/kernel/clock"
)

// when says at which minute of the day a schedule runs, and how often besides. A minute of -1 is at no hour, 0 is at no interval.
type when struct {
	minute int
	every  time.Duration
}

func daily(hour, minute int) when       { return when{minute: hour*60 + minute} }
func every(interval time.Duration) when { return when{minute: -1, every: interval} }

// and is the same with an interval besides.
func (w when) and(interval time.Duration) when {
	w.every = interval
	return w
}

func (w when) daily() bool { return w.minute >= 0 }

// due is the last instant for which it is planned by the hour, now included; the zero time where it has none.
func (w when) due(now time.Time) time.Time {
	if !w.daily() {
		return time.Time{}
	}
	day := clock.DateOf(now)
	if at := day.At(w.minute); !at.After(now) {
		return at
	}
	return day.AddDays(-1).At(w.minute)
}

// parts are the hour and the interval each for itself, as the scheduler takes them.
func (w when) parts() []when {
	var all []when
	if w.daily() {
		all = append(all, when{minute: w.minute})
	}
	if w.every > 0 {
		all = append(all, every(w.every))
	}
	return all
}

func (w when) definition() gocron.JobDefinition {
	if w.daily() {
		return gocron.DailyJob(1, gocron.NewAtTimes(gocron.NewAtTime(uint(w.minute/60), uint(w.minute%60), 0)))
	}
	return gocron.DurationJob(w.every)
}

// String is when it runs, in words.
func (w when) String() string {
	often := ""
	switch minutes := int(w.every.Minutes()); {
	case w.every == time.Minute:
		often = "every minute"
	case w.every > 0:
		often = fmt.Sprintf("every %d minutes", minutes)
	}
	if !w.daily() {
		return often
	}
	text := fmt.Sprintf("every day at %02d:%02d", w.minute/60, w.minute%60)
	if often != "" {
		text += ", and " + often
	}
	return text
}
