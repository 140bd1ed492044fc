package payments

import (
	"context"
	"encoding/json"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/statement"
	"doorstep/app/txn"
)

func readAccount(r *core.Record) Account {
	a := Account{ID: r.Id, Rev: r.GetInt("rev"), Name: r.GetString("name"), Bank: r.GetString("bank"), Last4: r.GetString("last4")}
	var c statement.Columns
	if text := r.GetString("columns"); text != "" && text != "null" && json.Unmarshal([]byte(text), &c) == nil && c.Date != "" {
		a.Columns = &c
	}
	return a
}

func readLine(r *core.Record) BankLine {
	return BankLine{
		ID: r.Id, Rev: r.GetInt("rev"), Account: r.GetString("account"), Import: r.GetString("import"), Date: clock.Date(r.GetString("date")),
		Narration: r.GetString("narration"), Ref: r.GetString("ref"), RRN: r.GetString("rrn"), TR: r.GetString("tr"), Kind: r.GetString("kind"),
		Credit: paise(r, "credit_paise"), Debit: paise(r, "debit_paise"), Balance: paise(r, "balance_paise"),
		State: LineState(r.GetString("state")), Payment: r.GetString("payment"), Deposit: r.GetString("deposit"), How: r.GetString("how"),
		Reason: r.GetString("reason"), MatchedAt: txn.At(r, "matched_at"), MatchedBy: r.GetString("matched_by"), MatchedName: r.GetString("matched_name"),
	}
}

// write sets what may change of a line: what it was matched with.
func (l BankLine) write(r *core.Record) {
	r.Load(map[string]any{
		"state": string(l.State), "payment": l.Payment, "deposit": l.Deposit, "how": l.How, "reason": l.Reason,
		"matched_at": txn.Instant(l.MatchedAt), "matched_by": l.MatchedBy, "matched_name": l.MatchedName,
	})
}

// fill sets what the bank said of a new line. Texts are cut to what is kept of them.
func (l BankLine) fill(r *core.Record, hash string) {
	r.Set("date", string(l.Date))
	r.Set("narration", cut(l.Narration, 500))
	r.Set("ref", cut(l.Ref, 60))
	r.Set("rrn", l.RRN)
	r.Set("tr", l.TR)
	r.Set("kind", l.Kind)
	r.Set("credit_paise", int64(l.Credit))
	r.Set("debit_paise", int64(l.Debit))
	r.Set("balance_paise", int64(l.Balance))
	r.Set("hash", hash)
}

func readImport(r *core.Record) Imported {
	i := Imported{
		ID: r.Id, Account: r.GetString("account"), Name: r.GetString("name"), Lines: r.GetInt("lines"), Fresh: r.GetInt("fresh"),
		Matched: r.GetInt("matched"), From: clock.Date(r.GetString("from")), To: clock.Date(r.GetString("to")), At: txn.At(r, "at"),
		By: r.GetString("by"), ByName: r.GetString("by_name"),
	}
	i.Known = i.Lines - i.Fresh
	_ = r.UnmarshalJSONField("problems", &i.Problems) // only the appliance wrote it
	return i
}

// findLine loads a line with its record. NotFound.
func findLine(app core.App, id string) (*core.Record, BankLine, error) {
	r, err := txn.Find(app, "bank_lines", id)
	if err != nil {
		return nil, BankLine{}, err
	}
	return r, readLine(r), nil
}

// must refuses what the line's state does not allow: Conflict line_state {state}.
func (l BankLine) must(state LineState) error {
	if l.State == state {
		return nil
	}
	return fault.New(fault.Conflict, "line_state", "state", string(l.State))
}

// hashesOf are the lines of the account that are known between two days.
func hashesOf(ctx context.Context, app core.App, account string, from, to clock.Date) (map[string]bool, error) {
	var hashes []string
	err := app.DB().NewQuery("SELECT hash FROM bank_lines WHERE account = {:account} AND date BETWEEN {:from} AND {:to}").
		Bind(dbx.Params{"account": account, "from": string(from), "to": string(to)}).WithContext(ctx).Column(&hashes)
	known := make(map[string]bool, len(hashes))
	for _, h := range hashes {
		known[h] = true
	}
	return known, err
}

// cut is at most n characters of s.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
