package dispatch

import (
	"cmp"
	"context"
	"slices"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
)

// Week is seven days from From: a row per technician with a cell for each day.
type Week struct {
	From clock.Date
	Days []clock.Date
	Rows []WeekRow
	Off  map[clock.Date]string // holidays by name
}

// WeekRow is one technician's week. Those who work in it come first, then by name.
type WeekRow struct {
	people.Technician
	Areas []string // by name
	Cells []WeekCell
}

// WeekCell is one technician's day: when he works, how many visits he has, and how much of the shift they take with the way there.
type WeekCell struct {
	people.OnDuty
	Day         clock.Date
	Visits      int
	Utilisation int
}

// Works reports whether he works on any of the days, or has visits nevertheless.
func (r WeekRow) Works() bool {
	return slices.ContainsFunc(r.Cells, func(c WeekCell) bool { return len(c.Spans) > 0 || c.Visits > 0 })
}

// Week reads seven days in a fixed number of queries.
func (s *Service) Week(ctx context.Context, from clock.Date) (Week, error) {
	w := Week{From: from}
	last := from.AddDays(6)
	rosters, err := s.people.Rosters(ctx, from, last)
	if err != nil {
		return w, err
	}
	stops, err := s.jobs.Stops(ctx, from.Start(), last.AddDays(1).Start(), "")
	if err != nil {
		return w, err
	}
	cal, err := s.settings.Calendar(ctx)
	if err != nil {
		return w, err
	}
	w.Off = cal.Holidays
	by := stopsByDay(stops)
	rows := map[string]int{}
	for n, roster := range rosters {
		day := from.AddDays(n)
		w.Days = append(w.Days, day)
		for _, duty := range roster {
			at, seen := rows[duty.Technician.ID]
			if !seen {
				at = len(w.Rows)
				rows[duty.Technician.ID] = at
				w.Rows = append(w.Rows, WeekRow{Technician: duty.Technician})
			}
			one := crew{workers: []Worker{{OnDuty: duty}}, place: map[string]int{duty.Technician.ID: 0}}
			one.add(day, by[dayOfOne{duty.Technician.ID, day}])
			w.Rows[at].Cells = append(w.Rows[at].Cells, WeekCell{
				OnDuty: duty, Day: day, Visits: len(one.workers[0].Stops), Utilisation: Utilisation(one.workers[0]),
			})
		}
	}
	slices.SortStableFunc(w.Rows, func(a, b WeekRow) int { return cmp.Compare(order(a.Works()), order(b.Works())) })
	return w, nil
}

type dayOfOne struct {
	technician string
	day        clock.Date
}

// stopsByDay gives each technician's stops to the day on which they start.
func stopsByDay(stops []jobs.Stop) map[dayOfOne][]jobs.Stop {
	by := map[dayOfOne][]jobs.Stop{}
	for _, s := range stops {
		at := dayOfOne{s.Technician, clock.DateOf(s.Start.Time())}
		by[at] = append(by[at], s)
	}
	return by
}

func order(first bool) int {
	if first {
		return 0
	}
	return 1
}
