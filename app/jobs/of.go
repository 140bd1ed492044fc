package jobs

import (
	"context"

	"github.com/pocketbase/dbx"
)

// OpenOf is how many visits of the technician have not ended.
func (s *Service) OpenOf(ctx context.Context, technician string) (int, error) {
	var n int
	err := s.app.DB().NewQuery(`SELECT COUNT(*) FROM visits WHERE technician = {:technician}
		AND status IN ('planned', 'dispatched', 'accepted', 'travelling', 'arrived', 'working', 'paused')`).
		Bind(dbx.Params{"technician": technician}).WithContext(ctx).Row(&n)
	return n, err
}
