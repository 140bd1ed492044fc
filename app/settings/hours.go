package settings

import (
	"context"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/workcal"
)

// HoursInput is a week as typed, by time.Weekday: "09:00-13:00, 14:00-18:00"; empty means closed.
type HoursInput struct {
	Rev  int
	Days [7]string
}

// UpdateHours changes the working hours. Faults hours_form beside sun … sat, hours_none beside hours; Stale.
func (s *Service) UpdateHours(ctx context.Context, in HoursInput) (Company, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return Company{}, err
	}
	ctx = act.Begin(ctx, "settings.hours", "")
	week, err := ParseWeek(in.Days)
	if err != nil {
		return Company{}, err
	}
	return s.change(ctx, in.Rev, func(c *Company) { c.Week = week })
}

// ParseWeek reads a week as typed. Faults hours_form beside sun … sat, and hours_none beside hours where no day is open.
func ParseWeek(days [7]string) (workcal.Week, error) {
	var week workcal.Week
	var check fault.Check
	for d, typed := range days {
		spans, err := workcal.ParseSpans(typed)
		check.Add(fault.At(workcal.DayKey(time.Weekday(d)), err))
		week[d] = spans
	}
	if err := check.Err(); err != nil {
		return week, err
	}
	if week.Minutes() == 0 {
		return week, fault.Field("hours", "hours_none")
	}
	return week, nil
}
