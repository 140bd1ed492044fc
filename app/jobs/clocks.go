package jobs

import (
	"context"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/sla"
	"doorstep/app/kernel/workcal"
)

// Clocks is the company's calendar and service levels, read once for many jobs.
type Clocks struct {
	calendar workcal.Calendar
	targets  map[clockKey]clockTarget
}

type clockKey struct {
	priority int
	payment  Payment
}

type clockTarget struct {
	sla.Target
	always bool
}

// Clocks reads the calendar and all service levels.
func (s *Service) Clocks(ctx context.Context) (Clocks, error) {
	c := Clocks{targets: map[clockKey]clockTarget{}}
	var err error
	if c.calendar, err = s.settings.Calendar(ctx); err != nil {
		return c, err
	}
	levels, err := s.settings.SLAs(ctx)
	for _, l := range levels {
		c.targets[clockKey{l.Priority, Payment(l.Payment)}] = clockTarget{l.Target(), l.RoundClock}
	}
	return c, err
}

// Set gives the job its service level times as booking does.
func (c Clocks) Set(j Job) Job {
	return j.due(c.of(j.Priority, j.Payment), c.targets[clockKey{j.Priority, j.Payment}].Target)
}

// of is the calendar that counts the promises of the priority and payment.
func (c Clocks) of(priority int, payment Payment) workcal.Calendar {
	cal := c.calendar
	cal.Always = cal.Always || c.targets[clockKey{priority, payment}].always
	return cal
}

// Colour says how a promise that has run since from and ends at by stands now. It is measured in working time, or round
// the clock where the service level runs so, or where no working time lies between the two.
func (c Clocks) Colour(priority int, payment Payment, from, by time.Time, waiting bool) sla.Colour {
	cal := c.of(priority, payment)
	if cal.Between(from, by) == 0 {
		cal.Always = true
	}
	now, whole := clock.Now(), cal.Between(from, by)
	used := cal.Between(from, now)
	if now.After(by) { // at night no working time passes, but late is late
		used = whole + time.Minute
	}
	return sla.ColourOf(used, whole, waiting)
}
