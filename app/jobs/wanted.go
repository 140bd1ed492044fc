package jobs

import (
	"context"

	"github.com/pocketbase/dbx"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// Wanted is how much of a part the visits of one technician are expected to take together, in thousandths of its unit.
type Wanted struct {
	Technician string `db:"technician"`
	Item       string `db:"item"`
	Name       string `db:"name"`
	Milli      int    `db:"milli"`
}

// WantedBy adds up, by technician and item, the parts that visits which have not begun and start on one of the days, both included,
// are expected to take; a job with several visits counts once. The lead of a crew brings them.
func (s *Service) WantedBy(ctx context.Context, from, to clock.Date) ([]Wanted, error) {
	var all []Wanted
	err := s.app.ConcurrentDB().NewQuery(`SELECT v.technician, l.item, MIN(l.name) AS name, SUM(l.qty_milli) AS milli
		FROM (SELECT DISTINCT technician, job FROM visits WHERE start >= {:from} AND start < {:to} AND status IN ` + waiting + `) v
		JOIN job_lines l ON l.job = v.job AND l.visit = '' AND l.kind = {:part} AND l.item != ''
		GROUP BY v.technician, l.item ORDER BY v.technician, name, l.item`).
		Bind(dbx.Params{
			"from": txn.Instant(from.Start()).String(), "to": txn.Instant(to.AddDays(1).Start()).String(), "part": catalog.KindPart,
		}).WithContext(ctx).All(&all)
	return all, err
}
