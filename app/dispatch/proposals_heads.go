package dispatch

import (
	"context"

	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// ProposalHead is a proposal without its moves, for lists: they can be long.
type ProposalHead struct {
	ID        string         `db:"id"`
	Day       clock.Date     `db:"day"`
	Kind      ProposalKind   `db:"kind"`
	Cause     Cause          `db:"cause"`
	State     ProposalState  `db:"state"`
	Title     string         `db:"title"`
	Moves     int            `db:"moves"`
	ByRule    bool           `db:"by_rule"`
	MadeBy    string         `db:"made_by"`
	Made      types.DateTime `db:"made"`
	DecidedBy string         `db:"decided_by"`
	DecidedAt types.DateTime `db:"decided_at"`
	Reason    string         `db:"reason"`
}

// ProposalHeads are the open proposals of today and later, by day, and then all others of the day, the newest first.
// Errors: Forbidden.
func (s *Service) ProposalHeads(ctx context.Context, day clock.Date) ([]ProposalHead, error) {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return nil, err
	}
	return s.heads(ctx, day)
}

// Waits reports whether it can still be applied.
func (h ProposalHead) Waits() bool { return h.State == Open && h.Day >= clock.Today() }
