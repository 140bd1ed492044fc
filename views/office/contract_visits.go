package office

import (
	"doorstep/app/contracts"
	"doorstep/app/kernel/clock"
)

// datesAround is how many dates before and from today the page of a contract shows.
const datesAround = 6

// datesShown are the dates around today, or all where they were asked for. Dates are sorted by the day on which they are due.
func (v contractView) datesShown() []contracts.PlanDate {
	if v.AllDates || len(v.Dates) <= 2*datesAround {
		return v.Dates
	}
	at := 0
	for at < len(v.Dates) && v.Dates[at].PlannedOn < v.Today {
		at++
	}
	from := max(0, min(at-datesAround, len(v.Dates)-2*datesAround))
	return v.Dates[from:min(len(v.Dates), from+2*datesAround)]
}

// nextOf is the day of the plan's next visit from today on; empty for none.
func (v contractView) nextOf(plan string) clock.Date {
	var next clock.Date
	for _, d := range v.Dates {
		waits := d.State == contracts.Pending || d.State == contracts.Generated && d.DoneOn == ""
		if d.Plan == plan && waits && d.PlannedOn >= v.Today && (next == "" || d.PlannedOn < next) {
			next = d.PlannedOn
		}
	}
	return next
}

// dateStanding is what became of a date as of the day, as the tone of a badge and in words.
func dateStanding(d contracts.PlanDate, today clock.Date) (tone, words string) {
	switch {
	case d.State == contracts.Skipped:
		return "faint", "Left out"
	case d.State == contracts.Cancelled:
		return "faint", "Cancelled"
	case d.DoneOn != "":
		return "good", "Done " + d.DoneOn.Short()
	case d.PlannedOn < today:
		return "bad", "Not done"
	case d.State == contracts.Generated && d.Assigning == contracts.AssignFailed:
		return "warn", "Nobody assigned"
	case d.State == contracts.Generated:
		return "info", "Booked"
	}
	return "", "Planned"
}
