package jobs

import "context"

// Load is a part with how much several jobs are expected to take of it together, in thousandths of its unit.
type Load struct {
	Item  string `db:"item"`
	Name  string `db:"name"` // as in the first of the jobs that take it
	Milli int    `db:"milli"`
}

// Loads adds up the parts that the jobs are expected to take, by name. Services, and what was used already, are left out; a job
// named twice counts twice.
func (s *Service) Loads(ctx context.Context, jobs []string) ([]Load, error) {
	if len(jobs) == 0 {
		return nil, nil
	}
	return s.expectedParts(ctx, jobs)
}
