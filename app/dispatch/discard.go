package dispatch

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/txn"
)

// DiscardProposal puts an open proposal aside; the reason may be empty.
// Errors: Forbidden; NotFound; Stale; Conflict proposal_closed.
func (s *Service) DiscardProposal(ctx context.Context, id string, rev int, reason string) (Proposal, error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return Proposal{}, err
	}
	reason = strings.TrimSpace(reason)
	ctx = act.Begin(ctx, "proposals.discard", reason)
	var p Proposal
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		p, err = s.In(tx).decide(ctx, tx, id, rev, func(p *Proposal) { p.State, p.Reason = Discarded, reason })
		return err
	})
	return p, err
}
