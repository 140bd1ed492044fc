package jobs

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/txn"
)

// ForgetPositions takes the coordinates from check-ins and proof that came before the moment. Distances and outcomes stay.
// It is no change of the work and writes no audit event; the log never held the coordinates.
func (s *Service) ForgetPositions(ctx context.Context, before time.Time) error {
	return txn.Run(ctx, s.app, func(tx core.App) error {
		for _, table := range []string{"checkins", "captures", "answers", "swaps", "signoffs", "expenses"} {
			_, err := tx.DB().NewQuery("UPDATE " + table + " SET lat = 0, lng = 0 WHERE (lat != 0 OR lng != 0) AND at_server < {:before}").
				Bind(dbx.Params{"before": before.UTC().Format(txn.Stamp)}).WithContext(ctx).Execute()
			if err != nil {
				return err
			}
		}
		return nil
	})
}
