package jobs

import (
	"context"

	"doorstep/app/kernel/clock"
)

// Workload is one technician's day in figures: Done are the visits that are over, Late those that should have begun.
// Now is the visit he is at or on his way to, Next the first that waits; of both only the times, the status, the job's number
// and the site's PIN code are filled.
type Workload struct {
	Technician string `db:"technician"`
	Name       string `db:"name"`
	Visits     int    `db:"visits"`
	Done       int    `db:"done"`
	Late       int    `db:"late"`
	Now, Next  *Card
}

// Workloads sums up the visits that start on the day by technician, and is no dearer for a day of five hundred visits than for
// the rows it returns.
func (s *Service) Workloads(ctx context.Context, day clock.Date) ([]Workload, error) {
	all, err := s.tallies(ctx, day)
	if err != nil {
		return nil, err
	}
	cards, err := s.present(ctx, day)
	at := make(map[string]int, len(all))
	for i, w := range all {
		at[w.Technician] = i
	}
	for i := range cards {
		w := &all[at[cards[i].Technician]]
		if cards[i].Status.Begun() {
			w.Now = &cards[i]
		} else {
			w.Next = &cards[i]
		}
	}
	return all, err
}
