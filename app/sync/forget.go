package sync

import (
	"context"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/txn"
)

// ForgetPositions takes the coordinates from items that came before the moment; the rest of what the phone sent stays.
func (s *Service) ForgetPositions(ctx context.Context, before time.Time) error {
	return txn.Run(ctx, s.app, func(tx core.App) error { return displace(ctx, tx, before) })
}
