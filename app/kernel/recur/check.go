package recur

import (
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// MostEvery is the longest interval in the unit: ten years. It is 0 for own and for what is no unit.
func (u Unit) MostEvery() int {
	switch u {
	case Days:
		return 3650
	case Weeks:
		return 520
	case Months:
		return 120
	case Years:
		return 10
	}
	return 0
}

// Check is nil if the rule can be followed, otherwise a fault.List with all that is wrong, beside the fields rule_unit, rule_every,
// rule_weekdays, rule_nth, rule_month_day, rule_count, rule_dates and rule_except.
func (r Rule) Check() error {
	var c fault.Check
	switch {
	case r.Unit == "":
		c.Need(false, "rule_unit")
	case r.Unit == Own:
		c.Need(len(r.Dates) > 0, "rule_dates")
	case r.Unit.MostEvery() == 0:
		c.Add(fault.Field("rule_unit", "recur_unit"))
	default:
		within(&c, "rule_every", r.Every, 1, r.Unit.MostEvery())
		within(&c, "rule_count", r.Count, 0, Most)
		r.checkUnit(&c)
	}
	checkDates(&c, "rule_dates", r.Dates)
	checkDates(&c, "rule_except", r.Except)
	return c.Err()
}

func (r Rule) checkUnit(c *fault.Check) {
	switch {
	case r.Unit == Weeks:
		for _, day := range r.Weekdays {
			if !isWeekday(day) {
				c.Add(fault.Field("rule_weekdays", "recur_weekday"))
				return
			}
		}
	case r.Unit == Days:
	case r.Nth == 0:
		within(c, "rule_month_day", r.MonthDay, 0, 31)
	default:
		c.That(r.Nth >= -1 && r.Nth <= 4, fault.Field("rule_nth", "recur_nth"))
		c.That(isWeekday(r.Weekday), fault.Field("rule_nth", "recur_weekday"))
	}
}

func within(c *fault.Check, field string, n, least, most int) {
	c.That(n >= least && n <= most, fault.Field(field, "number_range", "min", least, "max", most))
}

func checkDates(c *fault.Check, field string, dates []clock.Date) {
	if len(dates) > Most {
		c.Add(fault.Field(field, "recur_many", "most", Most))
		return
	}
	for _, d := range dates {
		if !isDay(d) {
			c.Add(fault.Field(field, "date_bad"))
			return
		}
	}
}

func isWeekday(d time.Weekday) bool { return d >= time.Sunday && d <= time.Saturday }

// isDay holds for days of the calendar in the one form that compares as text.
func isDay(d clock.Date) bool {
	read, err := clock.ParseDate(string(d))
	return err == nil && read == d
}
