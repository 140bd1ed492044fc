package dispatch

import (
	"context"
	"slices"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
)

// crews is crew for each of the days, both included, in order, in as many queries as for one; nobody has stops yet.
func (s *Service) crews(ctx context.Context, from, to clock.Date) ([]crew, error) {
	rosters, err := s.people.Rosters(ctx, from, to)
	if err != nil {
		return nil, err
	}
	areas, err := s.people.Areas(ctx)
	if err != nil {
		return nil, err
	}
	carried, err := s.stock.Carried(ctx)
	if err != nil {
		return nil, err
	}
	ways, err := s.Ways(ctx)
	if err != nil {
		return nil, err
	}
	days := make([]crew, len(rosters))
	known := map[string]Worker{} // areas are those of a technician, whatever the day
	for n, roster := range rosters {
		c := crew{workers: make([]Worker, len(roster)), place: make(map[string]int, len(roster))}
		for i, duty := range roster {
			id := duty.Technician.ID
			w, seen := known[id]
			if !seen {
				w = Worker{Ways: ways, Pins: map[string]bool{}, Carries: carried[id]}
				for _, a := range areas {
					if !slices.Contains(duty.Technician.Areas, a.ID) {
						continue
					}
					w.Areas = append(w.Areas, a.Name)
					for _, pin := range a.Pins {
						w.Pins[pin] = true
					}
				}
				known[id] = w
			}
			w.OnDuty = duty
			c.workers[i], c.place[id] = w, i
		}
		days[n] = c
	}
	return days, nil
}

// fill gives the crews of consecutive days, of which from is the first, the stops that lie on each or reach into it.
func fill(days []crew, from clock.Date, stops []jobs.Stop) {
	of := make([][]jobs.Stop, len(days))
	for _, s := range stops {
		last := clock.DateOf(s.End.Time().Add(-time.Second))
		for day := max(clock.DateOf(s.Start.Time()), from); day <= last; day = day.AddDays(1) {
			n := int(day.Start().Sub(from.Start()).Hours() / 24)
			if n >= len(days) {
				break
			}
			of[n] = append(of[n], s)
		}
	}
	for n, all := range of {
		days[n].add(from.AddDays(n), all)
	}
}
