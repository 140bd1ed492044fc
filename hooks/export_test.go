package hooks

import (
	"context"
	"time"

	"doorstep/app"
)

// Clockwork is a clock whose hands tests move.
type Clockwork struct{ *clockwork }

// Daily makes a schedule of the hour.
func Daily(name string, hour, minute int, verb func(context.Context) (string, error)) schedule {
	return schedule{name: name, when: daily(hour, minute), verb: verb}
}

// Every makes a schedule of the interval.
func Every(name string, interval time.Duration, verb func(context.Context) (string, error)) schedule {
	return schedule{name: name, when: every(interval), verb: verb}
}

// Both makes a schedule of the hour and the interval.
func Both(name string, hour, minute int, interval time.Duration, verb func(context.Context) (string, error)) schedule {
	return schedule{name: name, when: daily(hour, minute).and(interval), verb: verb}
}

// Prompt makes a schedule of the hour that also runs when the clock is woken.
func Prompt(name string, hour, minute int, verb func(context.Context) (string, error)) schedule {
	return schedule{name: name, when: daily(hour, minute), verb: verb, prompt: true}
}

// NewClockwork is a clock with the schedules of its own.
func NewClockwork(a *app.App, table ...schedule) Clockwork {
	c := newClockwork(a, table)
	a.Clock = c
	return Clockwork{c}
}

// Start is what happens when the appliance starts, Look what happens every few minutes.
func (c Clockwork) Start(ctx context.Context) { c.catchUp(ctx, missed) }
func (c Clockwork) Look(ctx context.Context)  { c.catchUp(ctx, passedOver) }

// Watch waits to be woken until ctx ends.
func (c Clockwork) Watch(ctx context.Context) { c.watch(ctx) }

// Strike is the hour of the schedule, Tick its interval.
func (c Clockwork) Strike(ctx context.Context, name string) { c.fireAll(ctx, name, true) }
func (c Clockwork) Tick(ctx context.Context, name string)   { c.fireAll(ctx, name, false) }

func (c Clockwork) fireAll(ctx context.Context, name string, hour bool) {
	for _, s := range c.table {
		for _, w := range s.when.parts() {
			if s.name == name && w.daily() == hour {
				c.fire(ctx, s, w)
			}
		}
	}
}

// NewTable are the names of the schedules in the order in which they are made up for, with when they run.
func NewTable(a *app.App) (names, whens []string) {
	for _, s := range table(a) {
		names, whens = append(names, s.name), append(whens, s.when.String())
	}
	return names, whens
}
