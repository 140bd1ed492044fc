package dispatch

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Proposals are those of the day, open ones first, then the newest. Errors: Forbidden.
func (s *Service) Proposals(ctx context.Context, day clock.Date) ([]Proposal, error) {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return nil, err
	}
	return proposalsWhere(ctx, s.app, "day = {:day}", dbx.Params{"day": string(day)})
}

// Proposal is one of them. Errors: Forbidden; NotFound.
func (s *Service) Proposal(ctx context.Context, id string) (Proposal, error) {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return Proposal{}, err
	}
	r, err := txn.Find(s.app, "proposals", id)
	if err != nil {
		return Proposal{}, err
	}
	return readProposal(r)
}

// OpenProposals is how many of today and later wait for a yes. Errors: Forbidden.
func (s *Service) OpenProposals(ctx context.Context) (int, error) {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return 0, err
	}
	return s.waiting(ctx)
}

// decide changes an open proposal and stores who did and when. rev is the revision that the person saw; 0 does not ask.
// Errors: NotFound; Stale; Conflict proposal_closed.
func (s *Service) decide(ctx context.Context, tx core.App, id string, rev int, change func(*Proposal)) (Proposal, error) {
	r, err := txn.Find(tx, "proposals", id)
	if err != nil {
		return Proposal{}, err
	}
	p, err := readProposal(r)
	if err != nil {
		return Proposal{}, err
	}
	if p.State != Open {
		return p, fault.New(fault.Conflict, "proposal_closed")
	}
	change(&p)
	p.DecidedBy, p.DecidedAt = act.From(ctx).Name, clock.Now()
	p.write(r)
	if err := txn.Save(ctx, tx, r, rev); err != nil {
		return Proposal{}, err
	}
	return readProposal(r)
}
