package payments

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/txn"
)

// Rehome gives the payments of one customer to another who took that one over. Call it within the merge's transaction.
func (s *Service) Rehome(ctx context.Context, from, to string) error {
	return txn.Run(ctx, s.app, func(tx core.App) error {
		all, err := allOf(ctx, tx, dbx.HashExp{"customer": from})
		if err != nil {
			return err
		}
		for _, p := range all {
			r, now, err := find(tx, p.ID)
			if err != nil {
				return err
			}
			now.Customer = to
			if _, err := save(ctx, tx, r, now, 0); err != nil {
				return err
			}
		}
		return nil
	})
}
