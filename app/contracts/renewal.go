package contracts

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// What became of a contract's renewal; empty where nobody did anything yet.
const (
	RenewalQuoted = "quoted"
	RenewalWon    = "won"
	RenewalLost   = "lost"
)

// Stages of the pipeline: the contract is over, or ends within so many days.
const (
	StageOver = "over"
	Stage7    = "7"
	Stage30   = "30"
	Stage60   = "60"
)

// Stages lists them in the order in which they are shown.
var Stages = []string{StageOver, Stage7, Stage30, Stage60}

// renewalDays is how long before its end a contract comes into the pipeline, and how long after it it leaves.
const renewalDays = 60

// Renewing is a contract that is to be renewed. DaysLeft is 0 on its last day and negative after it. NewValue is what it is quoted at
// or, where it is not, what a whole term is worth now. The estimate's fields are empty where there is none.
type Renewing struct {
	Contract                  Contract
	DaysLeft                  int
	Stage                     string
	UpliftBps                 int
	Estimate                  string
	EstimateNo, EstimateState string
	Value, NewValue           money.Paise
}

func stageOf(left int) string {
	switch {
	case left < 0:
		return StageOver
	case left <= 7:
		return Stage7
	case left <= 30:
		return Stage30
	}
	return Stage60
}

// Pipeline is what is to be renewed: contracts in force or suspended that end within 60 days, and those over for no longer, that have
// no successor and were not lost; those that end first come first. Errors: Forbidden.
func (s *Service) Pipeline(ctx context.Context, today clock.Date) ([]Renewing, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	return renewing(ctx, s.app, today)
}

// Quoted says that a renewal was quoted by the estimate at the uplift. It replaces an earlier quote, and a loss.
// Errors: Forbidden; NotFound; Stale; Conflict renewal_won {no}, renewal_state {no}.
func (s *Service) Quoted(ctx context.Context, id string, rev, upliftBps int, estimate string) (Contract, error) {
	return s.turnRenewal(ctx, "contracts.quote_renewal", id, rev, "", nil, func(c *Contract) {
		c.Renewal, c.UpliftBps, c.Estimate, c.LostReason = RenewalQuoted, upliftBps, estimate, ""
	})
}

// Lost says that the customer does not renew, and why. Errors: as Quoted; Invalid reason required, too_long.
func (s *Service) Lost(ctx context.Context, id string, rev int, reason string) (Contract, error) {
	reason = strings.TrimSpace(reason)
	var check fault.Check
	check.Need(reason != "", "reason")
	check.That(len([]rune(reason)) <= 300, fault.Field("reason", "too_long"))
	return s.turnRenewal(ctx, "contracts.lose_renewal", id, rev, reason, check.Err(), func(c *Contract) {
		c.Renewal, c.LostReason = RenewalLost, reason
	})
}

func (s *Service) turnRenewal(ctx context.Context, verb, id string, rev int, reason string, bad error, turn func(*Contract)) (Contract, error) {
	if err := act.Require(ctx, Renew); err != nil {
		return Contract{}, err
	}
	if bad != nil {
		return Contract{}, bad
	}
	ctx = act.Begin(ctx, verb, reason)
	var out Contract
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, c, err := findContract(tx, id)
		if err != nil {
			return err
		}
		if err := c.renewable(); err != nil {
			return err
		}
		turn(&c)
		if _, err = saveContract(ctx, tx, r, c, rev); err != nil {
			return err
		}
		out, err = s.In(tx).whole(ctx, id)
		return err
	})
	return out, err
}

// renewable refuses a contract that has its successor, or that never was in force or was closed.
func (c Contract) renewable() error {
	switch {
	case c.RenewedBy != "":
		return fault.New(fault.Conflict, "renewal_won", "no", c.No)
	case c.State == Draft || c.State == Closed:
		return fault.New(fault.Conflict, "renewal_state", "no", c.No)
	}
	return nil
}

// Successor drafts the contract that follows the one whose renewal was approved at value before tax: the same length from the day after
// its end, the same machines, cover and plans, their days moved by the term; what was used of the cover is not carried over. Called
// again it returns the same. Call it in the transaction in which the customer approves. It asks for no permission. NotFound.
func (s *Service) Successor(ctx context.Context, contract string, value money.Paise) (Contract, error) {
	ctx = act.Begin(ctx, "contracts.renew", "")
	var out Contract
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		r, c, err := findContract(tx, contract)
		if err != nil {
			return err
		}
		if c.RenewedBy != "" {
			out, err = s.whole(ctx, c.RenewedBy)
			return err
		}
		if c.Assets, err = machinesOf(ctx, tx, contract); err != nil {
			return err
		}
		covers, err := coversOf(ctx, tx, contract)
		if err != nil {
			return err
		}
		next, machines := c.following(value)
		if out, err = s.store(ctx, tx, next, machines, covers); err != nil {
			return err
		}
		if err := carryPlans(ctx, tx, c, out.ID); err != nil {
			return err
		}
		c.Renewal, c.RenewedBy, c.LostReason = RenewalWon, out.ID, ""
		_, err = saveContract(ctx, tx, r, c, 0)
		return err
	})
	return out, err
}

// carryPlans gives the plans of c that have not ended to the contract after it.
func carryPlans(ctx context.Context, tx core.App, c Contract, to string) error {
	plans, err := plansOf(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, p := range plans {
		if p.Ended {
			continue
		}
		p = c.carried(p)
		p.Contract = to
		if _, err := create(ctx, tx, "visit_plans", p.write); err != nil {
			return err
		}
	}
	return nil
}

// RemindRenewals raises RenewalDue for every contract in force or suspended that ends within 60, 30 or 7 days, with the least of these
// that holds, unless it was renewed or lost. It does so each time it runs: whoever tells somebody does so once for a contract and
// number of days. It returns for how many, and the failures together. Errors: Forbidden.
func (s *Service) RemindRenewals(ctx context.Context) (int, error) {
	if err := act.Require(ctx, Renew); err != nil {
		return 0, err
	}
	ctx = act.Begin(ctx, "contracts.remind_renewals", "")
	today := clock.Today()
	ids, err := endingSoon(ctx, s.app, today)
	if err != nil {
		return 0, err
	}
	told := 0
	var failed []error
	for _, id := range ids {
		err := txn.Run(ctx, s.app, func(tx core.App) error { return s.In(tx).remind(ctx, tx, id, today) })
		if err != nil {
			failed = append(failed, fmt.Errorf("contract %s: %w", id, err))
			continue
		}
		told++
	}
	return told, errors.Join(failed...)
}

func (s *Service) remind(ctx context.Context, tx core.App, id string, today clock.Date) error {
	c, err := s.whole(ctx, id)
	if err != nil {
		return err
	}
	stage := renewalDays
	switch left := int(days(today, c.Ends)) - 1; {
	case left <= 7:
		stage = 7
	case left <= 30:
		stage = 30
	}
	return s.Events.RenewalDue.Trigger(&RenewalDue{Ctx: ctx, Tx: tx, Contract: c, Days: stage})
}
