package jobs

import (
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// ExpenseKinds are what a technician lays money out for, in the order in which they are shown.
var ExpenseKinds = []string{"fuel", "parking", "purchase", "courier", "other"}

// States of an expense.
const (
	Claimed  = "claimed"
	Approved = "approved"
	Rejected = "rejected"
)

// ExpenseMost is the largest expense that can be claimed.
const ExpenseMost = 50_000 * money.Rupee

// Spent is money laid out, as typed in rupees.
type Spent struct {
	Visit, Key, Kind   string // Key is the phone's own; the office may leave it empty
	Amount, Note, Bill string // Bill is the key of the announced photo
	Mark               Mark
}

func (in Spent) read() (Expense, error) {
	e := Expense{Visit: in.Visit, Kind: in.Kind, Note: strings.TrimSpace(in.Note), Bill: in.Bill, State: Claimed}
	var check fault.Check
	check.That(slices.Contains(ExpenseKinds, in.Kind), fault.Field("kind", "required"))
	check.That(in.Bill == "" || keyForm.MatchString(in.Bill), fault.Field("bill", "invalid"))
	if strings.TrimSpace(in.Amount) == "" {
		check.Need(false, "amount")
		return e, check.Err()
	}
	amount, err := money.Parse(in.Amount)
	switch {
	case err != nil:
		check.Add(fault.At("amount", err))
	case amount <= 0:
		check.Add(fault.Field("amount", "money_bad"))
	case amount > ExpenseMost:
		check.Add(fault.Field("amount", "expense_large", "most", ExpenseMost.Rupees()))
	}
	e.Amount = amount
	return e, check.Err()
}

// Spend claims an expense for the visit's technician. The same key again changes nothing. Errors: Forbidden; NotFound; Invalid
// kind required, amount (money_bad, required, expense_large {most}), note too_long; Conflict visit_ended, visit_unsent, key_reused.
func (s *Service) Spend(ctx context.Context, in Spent) (Expense, error) {
	ctx = act.Begin(ctx, "visits.spend", "")
	var claimed Expense
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		v, job, err := s.In(tx).atVisit(ctx, in.Visit, &in.Mark)
		if err != nil {
			return err
		}
		e, err := in.read()
		if err != nil {
			return err
		}
		if e.Key, err = keyOf(ctx, in.Key); err != nil {
			return err
		}
		e.Job, e.Technician = job.ID, v.Technician
		r, err := byKey(ctx, tx, "expenses", e.Key, v.ID)
		if err != nil {
			return err
		}
		if r != nil {
			claimed = readExpense(r)
			if claimed.Kind != e.Kind || claimed.Amount != e.Amount || claimed.Note != e.Note || claimed.Bill != e.Bill {
				return fault.New(fault.Conflict, "key_reused")
			}
			return nil
		}
		r, err = create(ctx, tx, "expenses", func(r *core.Record) { e.write(r); writeSeen(ctx, r, in.Mark) })
		if err != nil {
			return err
		}
		claimed = readExpense(r)
		return nil
	})
	return claimed, err
}

// Decide approves a claimed expense, or rejects it with a reason. Errors: Forbidden without ApproveExpenses; NotFound; Invalid
// reason required; Conflict expense_decided {by}.
func (s *Service) Decide(ctx context.Context, id string, approve bool, reason string) (Expense, error) {
	if err := act.Require(ctx, ApproveExpenses); err != nil {
		return Expense{}, err
	}
	state, verb := Approved, "expenses.approve"
	if reason = strings.TrimSpace(reason); !approve {
		state, verb = Rejected, "expenses.reject"
		if reason == "" {
			return Expense{}, fault.Field("reason", "required")
		}
	}
	ctx = act.Begin(ctx, verb, reason)
	by := act.From(ctx)
	var decided Expense
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "expenses", id)
		if err != nil {
			return err
		}
		if r.GetString("state") != Claimed {
			return fault.New(fault.Conflict, "expense_decided", "by", r.GetString("decided_name"))
		}
		r.Load(map[string]any{
			"state": state, "decided_by": by.User, "decided_name": by.Name, "decided_at": txn.Instant(clock.Now()), "reason": reason,
		})
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
		decided = readExpense(r)
		return nil
	})
	return decided, err
}

// Expenses lists expenses in a state, or all if it is empty, newest first, at most 200. Errors: Forbidden without See.
func (s *Service) Expenses(ctx context.Context, state string) ([]Expense, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	if state == "" {
		return s.expensesBy(ctx, "1 = 1", dbx.Params{})
	}
	return s.expensesBy(ctx, "e.state = {:state}", dbx.Params{"state": state})
}
