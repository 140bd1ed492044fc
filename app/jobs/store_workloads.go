package jobs

import (
	"context"

	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

const (
	ofDay   = "v.start >= {:from} AND v.start < {:to} AND v.status != 'cancelled'"
	waiting = "('planned', 'dispatched', 'accepted')"
)

// tallies are the workloads of a day without visits of theirs.
func (s *Service) tallies(ctx context.Context, day clock.Date) ([]Workload, error) {
	params := span(day, day.AddDays(1))
	params["now"] = txn.Instant(clock.Now()).String()
	var all []Workload
	err := s.app.ConcurrentDB().NewQuery(`SELECT d.*, u.name FROM (SELECT v.technician, COUNT(*) AS visits,
			SUM(v.status IN ('done', 'partial', 'cannot_complete')) AS done, SUM(v.status IN ` + waiting + ` AND v.start < {:now}) AS late
			FROM ` + taken(ofDay, "") + ` GROUP BY v.technician) d
		JOIN technicians w ON w.id = d.technician JOIN users u ON u.id = w.user ORDER BY d.technician`).Bind(params).WithContext(ctx).All(&all)
	return all, err
}

// present are, of a day, the visits that have begun and each technician's first that waits: beside MIN, SQLite takes the id from
// the row of the least start.
func (s *Service) present(ctx context.Context, day clock.Date) ([]Card, error) {
	var cards []Card
	err := s.app.ConcurrentDB().NewQuery("SELECT v.id, v.job, j.no, v.technician, v.start, v.`end`, v.status, s.pin" + `
		FROM (SELECT v.*, MIN(v.start) AS least FROM ` + taken(ofDay+" AND v.status IN "+waiting, "") + ` GROUP BY v.technician
			UNION ALL SELECT v.*, '' FROM ` + taken(ofDay+" AND v.status IN ('travelling', 'arrived', 'working', 'paused')", "") + `) v
		JOIN jobs j ON j.id = v.job JOIN sites s ON s.id = j.site
		ORDER BY v.technician, v.start, v.id`).Bind(span(day, day.AddDays(1))).WithContext(ctx).All(&cards)
	return cards, err
}
