package payments

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/statement"
	"doorstep/app/txn"
)

// keptProblems is how many rows that could not be read are kept with an import.
const keptProblems = 200

// Import brings a statement in. Its lines are stored in one transaction; of files that overlap only what is new. Then what it says
// is matched with claims, see MatchClaims. The same file again changes nothing. Errors: Forbidden; NotFound; those of
// statement.Read and Sheet.Lines; Invalid account required, statement_unknown where a person has to say what the columns are;
// Confirm statement_other_bank {bank, account}, statement_other_account {last4} unless Sure.
func (s *Service) Import(ctx context.Context, in Import) (Imported, error) {
	if err := act.Require(ctx, MatchBank); err != nil {
		return Imported{}, err
	}
	if in.Account == "" {
		return Imported{}, fault.Field("account", "required")
	}
	account, err := s.Account(ctx, in.Account)
	if err != nil {
		return Imported{}, err
	}
	sheet, err := statement.Read(in.Name, in.Body)
	if err != nil {
		return Imported{}, fault.At("file", err)
	}
	if !in.Sure {
		if err := account.suits(sheet); err != nil {
			return Imported{}, err
		}
	}
	lines, problems, err := account.lines(sheet, in.Columns)
	if err != nil {
		return Imported{}, err
	}
	ctx = act.Begin(ctx, "bank.import", "")
	done, err := s.keep(ctx, in, account, lines, problems)
	if err != nil || done.Fresh == 0 {
		return done, err
	}
	done.Matched, err = s.matchAfter(ctx, done.ID)
	return done, err
}

// keep stores the lines that are new in one transaction. A file without any leaves no trace but columns that a person chose.
func (s *Service) keep(ctx context.Context, in Import, account Account, lines []statement.Line, problems []statement.Problem) (Imported, error) {
	done := Imported{
		Account: account.ID, AccountName: account.Name, Name: cut(filepath.Base(strings.ReplaceAll(in.Name, `\`, "/")), 200), Lines: len(lines), Problems: problems,
		From: lines[0].Date, To: lines[0].Date,
	}
	for _, l := range lines {
		done.From, done.To = min(done.From, l.Date), max(done.To, l.Date)
	}
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		if in.Columns != nil {
			if err := keepColumns(ctx, tx, account.ID, *in.Columns); err != nil {
				return err
			}
		}
		known, err := hashesOf(ctx, tx, account.ID, done.From, done.To)
		if err != nil {
			return err
		}
		fresh := lines[:0:0]
		for _, l := range lines {
			if !known[l.Hash] {
				fresh = append(fresh, l)
			}
		}
		done.Fresh, done.Known = len(fresh), len(lines)-len(fresh)
		if done.Fresh == 0 {
			return nil
		}
		sum := sha256.Sum256(in.Body)
		r, err := create(ctx, tx, "bank_imports", map[string]any{
			"account": account.ID, "name": done.Name, "sha256": hex.EncodeToString(sum[:]), "lines": done.Lines, "fresh": done.Fresh,
			"from": string(done.From), "to": string(done.To), "problems": problems[:min(len(problems), keptProblems)],
		})
		if err != nil {
			return err
		}
		done.ID, done.At, done.By, done.ByName = r.Id, txn.At(r, "at"), r.GetString("by"), r.GetString("by_name")
		return s.storeLines(ctx, tx, done, fresh)
	})
	return done, err
}

func keepColumns(ctx context.Context, tx core.App, account string, c statement.Columns) error {
	r, err := txn.Find(tx, "bank_accounts", account)
	if err != nil {
		return err
	}
	if now := readAccount(r); now.Columns != nil && *now.Columns == c {
		return nil
	}
	r.Set("columns", c)
	return txn.Save(ctx, tx, r, 0)
}

// lineColumns are those of bank_lines in the order in which storeLines gives them.
var lineColumns = []string{
	"id", "account", "import", "date", "narration", "ref", "rrn", "tr", "kind", "credit_paise", "debit_paise", "balance_paise", "hash", "state",
	"payment", "deposit", "how", "reason", "matched_at", "matched_by", "matched_name", "rev", "created", "updated",
}

// storeLines inserts the lines many at once and tells, so that each gets its audit event.
func (s *Service) storeLines(ctx context.Context, tx core.App, of Imported, fresh []statement.Line) error {
	now := clock.Now().UTC().Format(txn.Stamp)
	ids, prefix := make([]string, len(fresh)), core.GenerateDefaultRandomId()[:9]
	rows := txn.NewRows(ctx, tx, "bank_lines", lineColumns)
	for i, l := range fresh {
		ids[i] = fmt.Sprintf("%s%06d", prefix, i) // in order, so that they go to the end of the index
		err := rows.Add(
			ids[i], of.Account, of.ID, string(l.Date), cut(l.Narration, 500), cut(l.Ref, 60), l.RRN, l.TR, l.Kind, int64(l.Credit), int64(l.Debit),
			int64(l.Balance), l.Hash, string(LineUnmatched), "", "", "", "", "", "", "", 1, now, now,
		)
		if err != nil {
			return err
		}
	}
	if err := rows.Close(); err != nil {
		return err
	}
	each := func(show func(*core.Record) error) error {
		r, err := txn.New(tx, "bank_lines")
		if err != nil {
			return err
		}
		r.Load(map[string]any{"account": of.Account, "import": of.ID, "state": string(LineUnmatched)})
		for i, l := range fresh {
			r.Id = ids[i]
			BankLine{
				Date: l.Date, Narration: l.Narration, Ref: l.Ref, RRN: l.RRN, TR: l.TR, Kind: l.Kind, Credit: l.Credit, Debit: l.Debit,
				Balance: l.Balance,
			}.fill(r, l.Hash)
			if err := show(r); err != nil {
				return err
			}
		}
		return nil
	}
	return s.Events.Imported.Trigger(&LinesImported{Ctx: ctx, Tx: tx, Each: each})
}
