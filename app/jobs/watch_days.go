package jobs

import (
	"context"

	"github.com/pocketbase/dbx"

	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// Backlog is the work of a day that has no visit yet.
type Backlog struct {
	Day     clock.Date `db:"day"`
	Jobs    int        `db:"jobs"`
	Minutes int        `db:"minutes"` // of all who go
}

// Backlogs sums up the jobs without a visit by the day on which they are due, those that are overdue too; not those that wait for parts
// or the customer.
func (s *Service) Backlogs(ctx context.Context, to clock.Date) ([]Backlog, error) {
	var all []Backlog
	err := s.app.ConcurrentDB().NewQuery(`SELECT date(due_at, '+330 minutes') AS day, COUNT(*) AS jobs, SUM(duration_min * MAX(crew, 1)) AS minutes
		FROM jobs WHERE status = 'unscheduled' AND waiting = '' AND due_at != '' AND due_at < {:to} GROUP BY day ORDER BY day`).
		Bind(dbx.Params{"to": txn.Instant(to.AddDays(1).Start()).String()}).WithContext(ctx).All(&all)
	return all, err
}
