package payments

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// Kinds of a cash move.
const (
	MoveCollected = "collected"   // a customer gave it to a technician
	MoveReceived  = "received"    // it came into the till
	MoveHanded    = "handed_over" // a technician gave it to the till
	MoveShort     = "short"       // it was missing when it was counted
	MoveDeposited = "deposited"   // it went to the bank
	MoveRefunded  = "refunded"    // it was given back to a customer
	MoveReversed  = "reversed"    // it never was there
)

// move keeps that cash came or went.
func move(ctx context.Context, tx core.App, m Move) error {
	_, err := create(ctx, tx, "cash_moves", map[string]any{
		"technician": m.Technician, "kind": m.Kind, "paise": int64(m.Amount), "payment": m.Payment, "handover": m.HandOver,
		"deposit": m.Deposit, "reason": m.Reason,
	})
	return err
}

// spend keeps that cash left the till, which must hold it: Invalid amount till_short {till}.
func spend(ctx context.Context, tx core.App, m Move) error {
	till, err := cashOf(ctx, tx, "")
	if err != nil {
		return err
	}
	if till+m.Amount < 0 {
		return fault.Field("amount", "till_short", "till", till.Rupees())
	}
	return move(ctx, tx, m)
}

// cashOf is what a technician holds, or the till where technician is empty: the sum of all moves.
func cashOf(ctx context.Context, app core.App, technician string) (money.Paise, error) {
	var sum int64
	err := app.ConcurrentDB().NewQuery("SELECT COALESCE(SUM(paise), 0) FROM cash_moves WHERE technician = {:technician}").
		Bind(dbx.Params{"technician": technician}).WithContext(ctx).Row(&sum)
	return money.Paise(sum), err
}

// inHand are the cash payments that a technician took and that no hand-over covers yet, the oldest first.
func inHand(ctx context.Context, app core.App, technician string) ([]Payment, error) {
	return allOf(ctx, app, dbx.NewExp(
		"technician = {:technician} AND mode = 'cash' AND kind = 'receipt' AND state IN ('claimed', 'verified') AND handover = ''",
		dbx.Params{"technician": technician},
	))
}
