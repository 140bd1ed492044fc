package jobs

import (
	"context"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/txn"
)

// ForgetPositions takes the coordinates from check-ins and proof that came before the moment. Distances and outcomes stay.
// It is no change of the work and writes no audit event; the log never held the coordinates.
func (s *Service) ForgetPositions(ctx context.Context, before time.Time) error {
	return txn.Run(ctx, s.app, func(tx core.App) error { return displace(ctx, tx, before) })
}
