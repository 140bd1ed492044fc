package office

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
)

// musterDay is one day of a technician: when he came, and what the time of his visits went into. Where he never said that his day
// began, only the visits are known.
type musterDay struct {
	people.Attendance
	Took jobs.Took
}

// nightOver is how long after midnight the time of a visit may still belong to a day of attendance that has begun.
const nightOver = 16 * time.Hour

// musterDays puts attendance and the time of visits together, by date and name. A visit's time belongs to the day of attendance
// within which it began, however late that lasts; where there is none, to its date.
func musterDays(all []people.Technician, came []people.Attendance, spells []jobs.Spell) []musterDay {
	type key struct {
		technician string
		date       clock.Date
	}
	names := map[string]string{}
	for _, t := range all {
		names[t.ID] = t.Name
	}
	days, of := map[key]*musterDay{}, map[string][]people.Attendance{}
	for _, a := range came {
		days[key{a.Technician, a.Date}] = &musterDay{Attendance: a}
		of[a.Technician] = append(of[a.Technician], a)
	}
	for _, s := range spells {
		k := key{s.By, dateOf(s, of[s.By])}
		if days[k] == nil {
			days[k] = &musterDay{Attendance: people.Attendance{Technician: s.By, Name: names[s.By], Date: k.date}}
		}
		days[k].Took.Add(s)
	}
	list := make([]musterDay, 0, len(days))
	for _, d := range days {
		list = append(list, *d)
	}
	slices.SortFunc(list, func(a, b musterDay) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), strings.Compare(a.Name, b.Name), strings.Compare(a.Technician, b.Technician))
	})
	return list
}

// dateOf is the day to which the spell belongs.
func dateOf(s jobs.Spell, came []people.Attendance) clock.Date {
	date := clock.DateOf(s.From)
	for _, a := range came {
		end := a.End
		if end.IsZero() {
			end = a.Start.Add(nightOver)
		}
		if !s.From.Before(a.Start) && !s.From.After(end) && a.Date < date {
			return a.Date
		}
	}
	return date
}

// timeWords is a length of time as musters have it, empty for none.
func timeWords(d time.Duration) string {
	if d < time.Minute {
		return ""
	}
	return hoursWords(int(d / time.Minute))
}

// kmWords is a distance in kilometres to one decimal: "23.4".
func kmWords(metres int) string {
	tenths := (metres + 50) / 100
	return strconv.Itoa(tenths/10) + "." + strconv.Itoa(tenths%10)
}

// wentWords is how far somebody went on a day; empty where it is not known.
func wentWords(a people.Attendance) string {
	if a.DistanceBy == "" {
		return ""
	}
	return kmWords(a.DistanceM)
}

// wayNames say by what a distance was worked out.
var wayNames = map[people.Way]string{people.ByPositions: "by positions", people.BySites: "by sites"}

// newest are his days, the newest first.
func (r musterRow) newest() []musterDay {
	return slices.SortedFunc(maps.Values(r.days), func(a, b musterDay) int { return cmp.Compare(b.Date, a.Date) })
}
