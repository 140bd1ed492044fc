package sync

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/txn"
)

// ForgetPositions takes the coordinates from items that came before the moment; the rest of what the phone sent stays.
func (s *Service) ForgetPositions(ctx context.Context, before time.Time) error {
	return txn.Run(ctx, s.app, func(tx core.App) error {
		_, err := tx.DB().NewQuery("UPDATE inbox SET body = json_remove(body, '$.fix'), placed = FALSE WHERE placed = TRUE AND at_server < {:before}").
			Bind(dbx.Params{"before": before.UTC().Format(txn.Stamp)}).WithContext(ctx).Execute()
		return err
	})
}
