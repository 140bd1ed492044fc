package dispatch

import (
	"context"
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// PlanAtHour proposes the plan of today once the hour has come that the company has set for it, and not again that day; an hour that
// was slept through is made up for. made is false where there was nothing to do; where nothing could be gained, that is kept as a
// proposal that is outdated from the start.
// Errors: Forbidden; those of ProposeDay but nothing_to_gain.
func (s *Service) PlanAtHour(ctx context.Context) (p Proposal, made bool, err error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return Proposal{}, false, err
	}
	c, err := s.settings.Company(ctx)
	if fault.KindOf(err) == fault.NotFound && err != nil || err == nil && c.Planning.PlanAt == "" {
		return Proposal{}, false, nil
	}
	if err != nil {
		return Proposal{}, false, err
	}
	today := clock.Today()
	if clock.HM(clock.Now()) < c.Planning.PlanAt {
		return Proposal{}, false, nil
	}
	if done, err := s.madeBy(ctx, today, ByClock); err != nil || done {
		return Proposal{}, false, err
	}
	p, err = s.ProposeDay(ctx, today, nil, 0)
	if err == nil || !isNothing(err) {
		return p, err == nil, err
	}
	p.State, p.Title = Outdated, "Plan of "+today.Short()+": nothing to gain"
	ctx = act.Begin(ctx, "proposals.make", "")
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		p, err = newProposal(ctx, tx, p)
		return err
	})
	return p, err == nil, err
}

// isNothing reports whether the error says that a plan gains nothing.
func isNothing(err error) bool {
	var f *fault.Error
	return errors.As(err, &f) && f.Code == "nothing_to_gain"
}
