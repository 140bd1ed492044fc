package payments

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// Deposit takes cash from the till to the bank; the line of the statement is matched to it later. Errors: Forbidden; Invalid amount
// (required, money_bad, till_short {till}), date date_future, too_long.
func (s *Service) Deposit(ctx context.Context, in NewDeposit) (Deposit, error) {
	if err := act.Require(ctx, BankCash); err != nil {
		return Deposit{}, err
	}
	d, err := in.read()
	if err != nil {
		return Deposit{}, err
	}
	ctx = act.Begin(ctx, "cash.deposit", "")
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := create(ctx, tx, "deposits", map[string]any{
			"paise": int64(d.Amount), "date": string(d.Date), "slip": d.Slip, "bank": d.Bank, "note": d.Note,
		})
		if err != nil {
			return err
		}
		d = readDeposit(r)
		return spend(ctx, tx, Move{Kind: MoveDeposited, Amount: -d.Amount, Deposit: d.ID})
	})
	return d, err
}

func (in NewDeposit) read() (Deposit, error) {
	d := Deposit{Date: in.Date, Slip: strings.TrimSpace(in.Slip), Bank: strings.TrimSpace(in.Bank), Note: strings.TrimSpace(in.Note)}
	var check fault.Check
	if d.Date == "" {
		d.Date = clock.Today()
	}
	if strings.TrimSpace(in.Amount) == "" {
		check.Need(false, "amount")
	} else {
		var err error
		d.Amount, err = money.Parse(in.Amount)
		check.Add(fault.At("amount", err))
		check.That(err != nil || d.Amount > 0, fault.Field("amount", "money_bad"))
	}
	check.That(d.Date <= clock.Today(), fault.Field("date", "date_future"))
	check.That(len([]rune(d.Slip)) <= 40, fault.Field("slip", "too_long"))
	check.That(len([]rune(d.Bank)) <= 80, fault.Field("bank", "too_long"))
	check.That(len([]rune(d.Note)) <= 300, fault.Field("note", "too_long"))
	return d, check.Err()
}

func readDeposit(r *core.Record) Deposit {
	return Deposit{
		ID: r.Id, Amount: paise(r, "paise"), Date: clock.Date(r.GetString("date")), Slip: r.GetString("slip"), Bank: r.GetString("bank"),
		Note: r.GetString("note"), BankLine: r.GetString("bank_line"), At: txn.At(r, "at"), By: r.GetString("by"), ByName: r.GetString("by_name"),
	}
}
