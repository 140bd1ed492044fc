package payments

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
	"doorstep/app/txn"
)

// LineFilter narrows the list of lines. An empty State means unmatched, and of those the credits only.
type LineFilter struct {
	Account, Import string
	State           LineState
	Text            string // of the narration or reference, or an amount
	Cursor          string
}

const linesAPage = 50

// Lines is one page of lines, the newest first. Errors: Forbidden; Invalid page_bad.
func (s *Service) Lines(ctx context.Context, f LineFilter) (page.Of[BankLine], error) {
	none := page.Of[BankLine]{}
	if err := act.Require(ctx, SeeBank); err != nil {
		return none, err
	}
	at, err := page.Parse(f.Cursor)
	if err != nil {
		return none, err
	}
	where, params := f.where()
	order, compare := "DESC", "<"
	if at.Back {
		order, compare = "ASC", ">"
	}
	if !at.Zero() {
		where = append(where, "(l.date, l.id) "+compare+" ({:at_key}, {:at_id})")
		params["at_key"], params["at_id"] = at.Key, at.ID
	}
	var found []*core.Record
	err = s.app.RecordQuery("bank_lines").WithContext(ctx).From("bank_lines l").Select("l.*").
		AndWhere(dbx.NewExp(strings.Join(where, " AND "), params)).
		OrderBy("l.date "+order, "l.id "+order).Limit(linesAPage + 1).All(&found)
	if err != nil {
		return none, err
	}
	all := make([]BankLine, len(found))
	for i, r := range found {
		all[i] = readLine(r)
	}
	if err := s.nameLines(ctx, all); err != nil {
		return none, err
	}
	return page.Cut(all, linesAPage, at, func(l BankLine) (string, string) { return string(l.Date), l.ID }), nil
}

func (f LineFilter) where() ([]string, dbx.Params) {
	where, params := []string{"l.state = {:state}"}, dbx.Params{"state": string(f.State)}
	if f.State == "" {
		params["state"] = string(LineUnmatched)
		where = append(where, "l.credit_paise > 0")
	}
	if f.Account != "" {
		where = append(where, "l.account = {:account}")
		params["account"] = f.Account
	}
	if f.Import != "" {
		where = append(where, "l.import = {:import}")
		params["import"] = f.Import
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		or := "(l.narration LIKE {:text} OR l.ref LIKE {:text} OR l.rrn LIKE {:text}"
		params["text"] = "%" + strings.NewReplacer("%", "", "_", "").Replace(text) + "%"
		if p, err := money.Parse(text); err == nil && p > 0 {
			or += " OR l.credit_paise = {:paise} OR l.debit_paise = {:paise}"
			params["paise"] = int64(p)
		}
		where = append(where, or+")")
	}
	return where, params
}

// nameLines fills in the names of accounts and of the payments that lines were matched with.
func (s *Service) nameLines(ctx context.Context, all []BankLine) error {
	accounts, ids := map[string]string{}, []any{}
	for _, l := range all {
		if l.Payment != "" {
			ids = append(ids, l.Payment)
		}
	}
	var found []*core.Record
	if err := s.app.RecordQuery("bank_accounts").WithContext(ctx).All(&found); err != nil {
		return err
	}
	for _, r := range found {
		accounts[r.Id] = r.GetString("name")
	}
	var rows []struct {
		ID   string `db:"id"`
		No   string `db:"no"`
		Name string `db:"name"`
	}
	if len(ids) > 0 {
		err := s.app.ConcurrentDB().Select("p.id", "p.no", "c.name").From("payments p").InnerJoin("customers c", dbx.NewExp("c.id = p.customer")).
			Where(dbx.In("p.id", ids...)).WithContext(ctx).All(&rows)
		if err != nil {
			return err
		}
	}
	for i := range all {
		all[i].AccountName = accounts[all[i].Account]
		for _, p := range rows {
			if p.ID == all[i].Payment {
				all[i].PaymentNo, all[i].CustomerName = p.No, p.Name
			}
		}
	}
	return nil
}

// Line is one line with its names. Errors: Forbidden; NotFound.
func (s *Service) Line(ctx context.Context, id string) (BankLine, error) {
	if err := act.Require(ctx, SeeBank); err != nil {
		return BankLine{}, err
	}
	_, l, err := findLine(s.app, id)
	if err != nil {
		return BankLine{}, err
	}
	one := []BankLine{l}
	err = s.nameLines(ctx, one)
	return one[0], err
}

// Unbanked is one page of claims by UPI, transfer or cheque that no bank line shows yet, the oldest first: those come first that
// the statements brought in should have by now. Errors: Forbidden; Invalid page_bad.
func (s *Service) Unbanked(ctx context.Context, cursor, text string) (page.Of[Payment], error) {
	none := page.Of[Payment]{}
	if err := act.Require(ctx, SeeBank); err != nil {
		return none, err
	}
	at, err := page.Parse(cursor)
	if err != nil {
		return none, err
	}
	where, params := Filter{State: Claimed, Kind: In, Text: text}.where()
	where = append(where, "p.mode IN ('upi', 'bank', 'cheque') AND p.bank_line = ''")
	order, compare := "ASC", ">"
	if at.Back {
		order, compare = "DESC", "<"
	}
	if !at.Zero() {
		where = append(where, "(p.date, p.id) "+compare+" ({:at_key}, {:at_id})")
		params["at_key"], params["at_id"] = at.Key, at.ID
	}
	params["limit"] = linesAPage + 1
	var rows []pageRow
	err = s.app.ConcurrentDB().NewQuery(`SELECT p.id, COALESCE(c.name, '') customer_name, COALESCE(u.name, '') tech_name, COALESCE(j.no, '') job_no
		FROM payments p LEFT JOIN customers c ON c.id = p.customer LEFT JOIN technicians t ON t.id = p.technician
		LEFT JOIN users u ON u.id = t.user LEFT JOIN jobs j ON j.id = p.job WHERE ` + strings.Join(where, " AND ") +
		" ORDER BY p.date " + order + ", p.id " + order + " LIMIT {:limit}").Bind(params).WithContext(ctx).All(&rows)
	if err != nil {
		return none, err
	}
	all, err := s.rows(ctx, rows)
	if err != nil {
		return none, err
	}
	return page.Cut(all, linesAPage, at, func(p Payment) (string, string) { return string(p.Date), p.ID }), nil
}

// BankDay is the last day that all statements together reach; empty before the first. Forbidden without SeeBank.
func (s *Service) BankDay(ctx context.Context) (clock.Date, error) {
	if err := act.Require(ctx, SeeBank); err != nil {
		return "", err
	}
	var day string
	err := s.app.ConcurrentDB().NewQuery(`SELECT COALESCE(MAX("to"), '') FROM bank_imports`).WithContext(ctx).Row(&day)
	return clock.Date(day), err
}

// Imports are the latest 50 statements, the newest first. Forbidden without SeeBank.
func (s *Service) Imports(ctx context.Context) ([]Imported, error) {
	if err := act.Require(ctx, SeeBank); err != nil {
		return nil, err
	}
	var found []*core.Record
	if err := s.app.RecordQuery("bank_imports").WithContext(ctx).OrderBy("at DESC", "rowid DESC").Limit(50).All(&found); err != nil {
		return nil, err
	}
	all := make([]Imported, len(found))
	for i, r := range found {
		all[i] = readImport(r)
		account, err := txn.Find(s.app, "bank_accounts", all[i].Account)
		if err != nil {
			return nil, err
		}
		all[i].AccountName = account.GetString("name")
	}
	return all, nil
}

// ImportOf is one statement that was brought in. Errors: Forbidden; NotFound.
func (s *Service) ImportOf(ctx context.Context, id string) (Imported, error) {
	if err := act.Require(ctx, SeeBank); err != nil {
		return Imported{}, err
	}
	r, err := txn.Find(s.app, "bank_imports", id)
	if err != nil {
		return Imported{}, err
	}
	done := readImport(r)
	account, err := txn.Find(s.app, "bank_accounts", done.Account)
	if err != nil {
		return Imported{}, err
	}
	done.AccountName = account.GetString("name")
	return done, nil
}
