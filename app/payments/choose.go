package payments

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/txn"
)

// Choose keeps how the customer of the visit pays, one of jobs.PayChoices. Errors as of jobs.ChoosePays.
func (s *Service) Choose(ctx context.Context, visit, pays, note string, m jobs.Mark) error {
	return txn.Run(ctx, s.app, func(tx core.App) error {
		return s.jobs.In(tx).ChoosePays(ctx, visit, pays, note, m)
	})
}
