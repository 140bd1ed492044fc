package payments

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Accounts are all accounts by name, with the day up to which statements were brought in and what waits. Forbidden without SeeBank.
func (s *Service) Accounts(ctx context.Context) ([]Account, error) {
	if err := act.Require(ctx, SeeBank); err != nil {
		return nil, err
	}
	var found []*core.Record
	if err := s.app.RecordQuery("bank_accounts").WithContext(ctx).OrderBy("name").All(&found); err != nil {
		return nil, err
	}
	all := make([]Account, len(found))
	for i, r := range found {
		all[i] = readAccount(r)
		var row struct {
			Last    string `db:"last"`
			Waiting int    `db:"waiting"`
		}
		err := s.app.ConcurrentDB().NewQuery(`SELECT
				COALESCE((SELECT MAX("to") FROM bank_imports WHERE account = {:account}), '') AS last,
				(SELECT COUNT(*) FROM bank_lines WHERE account = {:account} AND state = 'unmatched' AND credit_paise > 0) AS waiting`).
			Bind(dbx.Params{"account": r.Id}).WithContext(ctx).One(&row)
		if err != nil {
			return nil, err
		}
		all[i].Last, all[i].Waiting = clock.Date(row.Last), row.Waiting
	}
	return all, nil
}

// Account is one account. Errors: Forbidden; NotFound.
func (s *Service) Account(ctx context.Context, id string) (Account, error) {
	if err := act.Require(ctx, SeeBank); err != nil {
		return Account{}, err
	}
	r, err := txn.Find(s.app, "bank_accounts", id)
	if err != nil {
		return Account{}, err
	}
	return readAccount(r), nil
}

// SaveAccount makes an account, or changes the one with the ID. Errors: Forbidden; NotFound; Stale; Invalid name (required, taken,
// too_long), bank too_long, last4 last4_form.
func (s *Service) SaveAccount(ctx context.Context, in NewAccount) (Account, error) {
	if err := act.Require(ctx, MatchBank); err != nil {
		return Account{}, err
	}
	in.Name, in.Bank, in.Last4 = strings.TrimSpace(in.Name), strings.TrimSpace(in.Bank), strings.TrimSpace(in.Last4)
	var check fault.Check
	check.Need(in.Name != "", "name")
	check.That(len([]rune(in.Name)) <= 80, fault.Field("name", "too_long"))
	check.That(len([]rune(in.Bank)) <= 20, fault.Field("bank", "too_long"))
	check.That(in.Last4 == "" || len(in.Last4) == 4 && strings.Trim(in.Last4, "0123456789") == "", fault.Field("last4", "last4_form"))
	if err := check.Err(); err != nil {
		return Account{}, err
	}
	ctx = act.Begin(ctx, "bank.account", "")
	var a Account
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.New(tx, "bank_accounts")
		if in.ID != "" {
			r, err = txn.Find(tx, "bank_accounts", in.ID)
		}
		if err != nil {
			return err
		}
		r.Load(map[string]any{"name": in.Name, "bank": in.Bank, "last4": in.Last4})
		if err := txn.Save(ctx, tx, r, in.Rev); err != nil {
			return err
		}
		a = readAccount(r)
		return nil
	})
	return a, err
}

// ForgetColumns lets the account's files be recognised anew. Errors: Forbidden; NotFound.
func (s *Service) ForgetColumns(ctx context.Context, id string) error {
	if err := act.Require(ctx, MatchBank); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "bank.account", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "bank_accounts", id)
		if err != nil {
			return err
		}
		r.Set("columns", nil)
		return txn.Save(ctx, tx, r, 0)
	})
}
