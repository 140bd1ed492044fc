package jobs

import (
	"context"

	"github.com/pocketbase/dbx"

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

const (
	ofDay   = "v.start >= {:from} AND v.start < {:to} AND v.status != 'cancelled'"
	waiting = "('planned', 'dispatched', 'accepted')"
)

// Workloads sums up the visits that start on the day by technician, and is no dearer for a day of five hundred visits than for
// the rows it returns.
func (s *Service) Workloads(ctx context.Context, day clock.Date) ([]Workload, error) {
	params := span(day, day.AddDays(1))
	params["now"] = instant(clock.Now()).String()
	var all []Workload
	err := s.app.ConcurrentDB().NewQuery(`SELECT d.*, u.name FROM (SELECT v.technician, COUNT(*) AS visits,
			SUM(v.status IN ('done', 'partial', 'cannot_complete')) AS done, SUM(v.status IN ` + waiting + ` AND v.start < {:now}) AS late
			FROM visits v WHERE ` + ofDay + ` GROUP BY v.technician) d
		JOIN technicians w ON w.id = d.technician JOIN users u ON u.id = w.user ORDER BY d.technician`).Bind(params).WithContext(ctx).All(&all)
	if err != nil {
		return nil, err
	}
	cards, err := s.present(ctx, params)
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

// present are, of a day, the visits that have begun and each technician's first that waits: beside MIN, SQLite takes the id from
// the row of the least start.
func (s *Service) present(ctx context.Context, day dbx.Params) ([]Card, error) {
	params := dbx.Params{"from": day["from"], "to": day["to"]}
	var cards []Card
	err := s.app.ConcurrentDB().NewQuery("SELECT v.id, v.job, j.no, v.technician, v.start, v.`end`, v.status, s.pin" + `
		FROM visits v JOIN jobs j ON j.id = v.job JOIN sites s ON s.id = j.site
		WHERE v.id IN (SELECT id FROM (SELECT v.id, MIN(v.start) FROM visits v WHERE ` + ofDay + ` AND v.status IN ` + waiting + ` GROUP BY v.technician)
			UNION SELECT v.id FROM visits v WHERE ` + ofDay + ` AND v.status IN ('travelling', 'arrived', 'working', 'paused'))
		ORDER BY v.technician, v.start, v.id`).Bind(params).WithContext(ctx).All(&cards)
	return cards, err
}
