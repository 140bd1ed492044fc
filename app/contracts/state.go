package contracts

import (
	"context"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// May reports whether a contract in the state may go to another.
func (s State) May(to State) bool { return slices.Contains(lives[s], to) }

// Moves is where the contract's state may go.
func (c Contract) Moves() []State { return slices.Clone(lives[c.State]) }

// ended reports whether the contract is of the past: nothing of it changes any more.
func (c Contract) ended() bool { return len(lives[c.State]) == 0 }

// What becomes of visits that were missed while a contract was suspended.
const (
	SkipMissed = "skip"
	MakeMissed = "make"
)

// Activate puts a draft in force: its plans get their dates and its value becomes bills. insist says that another contract over one of
// its machines is known. Raises Activated. Errors: Forbidden; NotFound; Stale; Conflict contract_state {no}; Invalid ends
// contract_past, and what was wrong with sites, machines or item since it was drafted, as Create; Confirm machine_covered {no, machine}.
func (s *Service) Activate(ctx context.Context, id string, rev int, insist bool) (Contract, error) {
	ctx = act.Begin(ctx, "contracts.activate", "")
	return s.move(ctx, id, rev, Active, func(tx core.App, c *Contract) error {
		if c.State != Draft {
			return fault.New(fault.Conflict, "contract_state", "no", c.No)
		}
		if c.Ends < clock.Today() {
			return fault.Field("ends", "contract_past")
		}
		s := s.In(tx)
		if err := s.belongs(ctx, *c, c.Assets); err != nil {
			return err
		}
		if !insist {
			if err := s.free(ctx, *c, c.Assets); err != nil {
				return err
			}
		}
		c.ActivatedAt = clock.Now()
		return nil
	}, func(tx core.App, c Contract) error {
		s := s.In(tx)
		plans, err := plansOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		for _, p := range plans {
			if p.Ended {
				continue
			}
			if err := s.materialise(ctx, tx, c, p); err != nil {
				return err
			}
		}
		if err := s.scheduleBills(ctx, tx, c); err != nil {
			return err
		}
		return s.Events.Activated.Trigger(&Activated{Ctx: ctx, Tx: tx, Contract: c})
	})
}

// Suspend stops a contract in force for a reason: it covers nothing, makes no visits and no bills until it is resumed.
// Errors: Forbidden; NotFound; Stale; Conflict contract_state {no}; Invalid reason required, too_long.
func (s *Service) Suspend(ctx context.Context, id string, rev int, reason string) (Contract, error) {
	r := &reader{}
	reason = r.reason(reason)
	ctx = act.Begin(ctx, "contracts.suspend", reason)
	return s.move(ctx, id, rev, Suspended, func(_ core.App, c *Contract) error {
		if err := r.Err(); err != nil {
			return err
		}
		c.SuspendedOn, c.Reason = clock.Today(), reason
		return nil
	}, nil)
}

// Resume puts a suspended contract in force again. missed says what becomes of visits whose day went by: SkipMissed, or MakeMissed by
// the next run. Errors: Forbidden; NotFound; Stale; Conflict contract_state {no}; Invalid ends contract_past; Confirm resume_missed {n}
// beside missed where some were missed and nothing was said.
func (s *Service) Resume(ctx context.Context, id string, rev int, missed string) (Contract, error) {
	ctx = act.Begin(ctx, "contracts.resume", "")
	return s.move(ctx, id, rev, Active, func(tx core.App, c *Contract) error {
		if c.State != Suspended {
			return fault.New(fault.Conflict, "contract_state", "no", c.No)
		}
		if c.Ends < clock.Today() {
			return fault.Field("ends", "contract_past")
		}
		if !slices.Contains([]string{"", SkipMissed, MakeMissed}, missed) {
			return fault.Field("missed", "invalid")
		}
		dates, err := s.In(tx).MissedOn(ctx, c.ID)
		if err != nil {
			return err
		}
		if len(dates) > 0 && missed == "" {
			return fault.Warn("missed", "resume_missed", "n", len(dates))
		}
		if missed == SkipMissed {
			if err := s.In(tx).skipMissed(ctx, tx, *c); err != nil {
				return err
			}
		}
		c.SuspendedOn, c.Reason = "", ""
		return nil
	}, nil)
}

// Close ends a contract before its time, or forgets a draft: dates that wait are cancelled, and open bills are not drafted any more.
// Jobs that were made stay. Errors: Forbidden; NotFound; Stale; Conflict contract_state {no}; Invalid reason required, too_long.
func (s *Service) Close(ctx context.Context, id string, rev int, reason string) (Contract, error) {
	r := &reader{}
	reason = r.reason(reason)
	ctx = act.Begin(ctx, "contracts.close", reason)
	return s.move(ctx, id, rev, Closed, func(_ core.App, c *Contract) error {
		if err := r.Err(); err != nil {
			return err
		}
		c.EndedAt, c.Reason = clock.Now(), reason
		return nil
	}, func(tx core.App, c Contract) error {
		if err := stop(ctx, tx, "plan_dates", c.ID, string(Pending), string(Cancelled), reason); err != nil {
			return err
		}
		return stop(ctx, tx, "contract_bills", c.ID, string(BillOpen), string(BillSkipped), reason)
	})
}

// ExpireDue ends the contracts whose last day is over, each in its own transaction, and returns how many. Dates that wait are
// cancelled; bills stay, for what is billed after its period. Errors: Forbidden.
func (s *Service) ExpireDue(ctx context.Context) (int, error) {
	if err := act.Require(ctx, Decide); err != nil {
		return 0, err
	}
	today := clock.Today()
	ids, err := overdue(ctx, s.app, today)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range ids {
		ctx, gone := act.Begin(ctx, "contracts.expire", ""), false
		_, err := s.move(ctx, id, 0, Expired, func(_ core.App, c *Contract) error {
			if gone = !c.State.May(Expired) || c.Ends >= today; gone { // somebody was faster
				return errSkip
			}
			c.EndedAt = clock.Now()
			return nil
		}, func(tx core.App, c Contract) error {
			return stop(ctx, tx, "plan_dates", c.ID, string(Pending), string(Cancelled), "")
		})
		switch {
		case gone:
		case err != nil:
			return n, err
		default:
			n++
		}
	}
	return n, nil
}

var errSkip = fault.New(fault.Conflict, "contract_state")

// move takes a contract to another state in one transaction: before changes the value and may refuse, after does what follows.
func (s *Service) move(
	ctx context.Context, id string, rev int, to State, before func(tx core.App, c *Contract) error, after func(tx core.App, c Contract) error,
) (Contract, error) {
	if err := act.Require(ctx, Decide); err != nil {
		return Contract{}, err
	}
	var c Contract
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "contracts", id)
		if err != nil {
			return err
		}
		if c, err = s.In(tx).whole(ctx, id); err != nil {
			return err
		}
		if rev > 0 && rev != c.Rev {
			return fault.New(fault.Stale, "stale")
		}
		if err := before(tx, &c); err != nil {
			return err
		}
		if !c.State.May(to) {
			return fault.New(fault.Conflict, "contract_state", "no", c.No)
		}
		c.State = to
		if c, err = saveContract(ctx, tx, r, c, rev); err != nil || after == nil {
			return err
		}
		return after(tx, c)
	})
	if err != nil {
		return Contract{}, err
	}
	return c, nil
}
