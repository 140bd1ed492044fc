package contracts

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/txn"
)

// Rehome gives the contracts of one customer to another, within the transaction that merges the two.
func (s *Service) Rehome(ctx context.Context, tx core.App, keep, drop string) error {
	return txn.Rehome(ctx, tx, keep, drop, "contracts")
}
