package payments

import (
	"context"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// How statements are matched, in this order; each line and each payment once.
//
//	1 the bank's 12-digit reference is a payment's, and the amount is: it is verified by the statement
//	2 the amount, a day or up to three later, and our own reference in the narration, where only one pair fits: verified
//	3 a cash line of the amount of one deposit, that day or up to three later: linked
//
// Anything else is a suggestion (match_suggest.go): the same reference with another amount, the same amount about that day, an open
// invoice of the amount, or of the amount less tax held back. Money that went out is matched with refunds by reference only.

// dayWindow is how much later than the payment the bank may date its line.
const dayWindow = "+3 days"

// leastPrefix is how much of our reference must be left where a bank cut it.
const leastPrefix = 7

// chunk is how many matches share a transaction, so that others may write in between.
const chunk = 50

type pair struct {
	Line    string `db:"line"`
	Payment string `db:"payment"`
	Deposit string `db:"deposit"`
	how     string
}

// matchable are payments that a line of a bank may be.
const matchable = `p.bank_line = '' AND p.mode != 'cash' AND
	(p.kind = 'receipt' AND l.credit_paise = p.paise OR p.kind = 'refund' AND l.debit_paise = p.paise)`

const byRRNOfImport = `SELECT l.id AS line, p.id AS payment, '' AS deposit FROM bank_lines l CROSS JOIN payments p
	WHERE l.import = {:import} AND l.state = 'unmatched' AND l.rrn != '' AND p.rrn = l.rrn AND p.rrn != ''
	AND p.state IN ('claimed', 'verified') AND ` + matchable + ` ORDER BY l.date, l.rowid`

const byRRNOfClaims = `SELECT l.id AS line, p.id AS payment, '' AS deposit FROM payments p CROSS JOIN bank_lines l
	WHERE p.state = 'claimed' AND p.rrn != '' AND l.rrn = p.rrn AND l.rrn != '' AND l.state = 'unmatched' AND ` + matchable + ` ORDER BY l.date, l.rowid`

const byTR = `SELECT l.id AS line, p.id AS payment, '' AS deposit FROM payments p CROSS JOIN bank_lines l
	WHERE p.state = 'claimed' AND p.kind = 'receipt' AND p.mode = 'upi' AND p.tr != '' AND p.bank_line = ''
	AND l.credit_paise = p.paise AND l.date BETWEEN p.date AND date(p.date, {:window}) AND l.state = 'unmatched'
	AND (length(l.tr) >= {:least} AND substr(upper(p.tr), 1, length(l.tr)) = l.tr
		OR length(p.tr) >= {:least} AND instr(upper(l.narration), upper(p.tr)) > 0)
	AND NOT EXISTS (SELECT 1 FROM payments o WHERE o.rrn = l.rrn AND o.rrn != '' AND o.id != p.id)
	ORDER BY l.date, l.rowid`

const byDeposit = `SELECT l.id AS line, '' AS payment, d.id AS deposit FROM deposits d CROSS JOIN bank_lines l
	WHERE d.bank_line = '' AND l.credit_paise = d.paise AND l.kind = 'cash' AND l.state = 'unmatched'
	AND l.date BETWEEN d.date AND date(d.date, {:window}) ORDER BY l.date, l.rowid`

// MatchClaims matches what came in since with the statements that are there: a claim often reaches the appliance after the bank's
// file did. A run twice changes nothing. It returns how many were matched. Forbidden without MatchBank.
func (s *Service) MatchClaims(ctx context.Context) (int, error) {
	if err := act.Require(ctx, MatchBank); err != nil {
		return 0, err
	}
	return s.matchAll(act.Begin(ctx, "bank.match", ""), byRRNOfClaims, nil)
}

// matchAfter matches what an import brought and keeps with it how much that was.
func (s *Service) matchAfter(ctx context.Context, imported string) (int, error) {
	n, err := s.matchAll(ctx, byRRNOfImport, dbx.Params{"import": imported})
	if err != nil || n == 0 {
		return n, err
	}
	return n, txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "bank_imports", imported)
		if err != nil {
			return err
		}
		r.Set("matched", n)
		return txn.Save(ctx, tx, r, 0)
	})
}

func (s *Service) matchAll(ctx context.Context, byRRN string, params dbx.Params) (int, error) {
	matched := 0
	for _, rule := range []struct {
		how, query string
		params     dbx.Params
		unique     bool
	}{
		{MatchRRN, byRRN, params, false},
		{MatchTR, byTR, dbx.Params{"window": dayWindow, "least": leastPrefix}, true},
		{MatchAmount, byDeposit, dbx.Params{"window": dayWindow}, true},
	} {
		var found []pair
		if err := s.app.ConcurrentDB().NewQuery(rule.query).Bind(rule.params).WithContext(ctx).All(&found); err != nil {
			return matched, err
		}
		for i := range found {
			found[i].how = rule.how
		}
		n, err := s.joinAll(ctx, once(found, rule.unique))
		matched += n
		if err != nil {
			return matched, err
		}
	}
	return matched, nil
}

// once leaves each line and each payment or deposit in one pair: the first, or with unique none where more than one fits.
func once(found []pair, unique bool) []pair {
	times := map[string]int{}
	for _, p := range found {
		times[p.Line]++
		times[p.Payment+p.Deposit]++
	}
	var out []pair
	taken := map[string]bool{}
	for _, p := range found {
		other := p.Payment + p.Deposit
		if taken[p.Line] || taken[other] || unique && (times[p.Line] > 1 || times[other] > 1) {
			continue
		}
		taken[p.Line], taken[other] = true, true
		out = append(out, p)
	}
	return out
}

// joinAll matches the pairs, many in a transaction. Where one cannot be, the others of its chunk are tried alone, and it stays a
// suggestion for a person, who is then told why.
func (s *Service) joinAll(ctx context.Context, pairs []pair) (int, error) {
	matched := 0
	for len(pairs) > 0 {
		now := pairs[:min(chunk, len(pairs))]
		pairs = pairs[len(now):]
		n, err := s.joinChunk(ctx, now)
		if err == nil {
			matched += n
			continue
		}
		if ctx.Err() != nil {
			return matched, errors.Join(ctx.Err(), err)
		}
		for _, p := range now {
			n, err := s.joinChunk(ctx, []pair{p})
			matched += n
			if err != nil {
				s.app.Logger().Warn("a bank line could not be matched", "line", p.Line, "payment", p.Payment, "error", err)
			}
		}
	}
	return matched, nil
}

func (s *Service) joinChunk(ctx context.Context, pairs []pair) (int, error) {
	n := 0
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		for _, p := range pairs {
			_, err := s.In(tx).join(ctx, tx, p)
			var known *fault.Error
			if errors.As(err, &known) && known.Kind == fault.Conflict && len(pairs) > 1 && known.Code == "line_state" {
				continue // somebody was quicker; nothing was written
			}
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// join matches a line with a payment or deposit: a claim becomes verified, what was verified before learns of its line. It asks for
// no permission. Call it within tx. Errors: NotFound; Invalid payment match_amount {line, payment}, match_cash; Conflict
// line_state, line_rrn {no}, payment_state, payment_banked.
func (s *Service) join(ctx context.Context, tx core.App, m pair) (BankLine, error) {
	r, l, err := findLine(tx, m.Line)
	if err != nil {
		return BankLine{}, err
	}
	if err := l.must(LineUnmatched); err != nil {
		return BankLine{}, err
	}
	l.Payment, l.Deposit, l.Reason = m.Payment, m.Deposit, ""
	if m.Deposit != "" {
		if err := banked(ctx, tx, l, m.Deposit); err != nil {
			return BankLine{}, err
		}
		return mark(ctx, tx, r, l, m.how)
	}
	p, err := s.fits(ctx, tx, l, m.Payment)
	if err != nil {
		return BankLine{}, err
	}
	if l, err = mark(ctx, tx, r, l, m.how); err != nil {
		return BankLine{}, err
	}
	if p.State == Claimed {
		_, err = s.verify(ctx, tx, p.ID, ByStatement, l.ID)
		return l, err
	}
	pr, p, err := find(tx, p.ID)
	if err != nil {
		return BankLine{}, err
	}
	p.BankLine = l.ID
	_, err = save(ctx, tx, pr, p, 0)
	return l, err
}

// mark keeps that, how and by whom a line was matched.
func mark(ctx context.Context, tx core.App, r *core.Record, l BankLine, how string) (BankLine, error) {
	by := act.From(ctx)
	l.State, l.How, l.MatchedAt, l.MatchedBy, l.MatchedName = LineMatched, how, clock.Now(), by.User, by.Name
	l.write(r)
	if err := txn.Save(ctx, tx, r, 0); err != nil {
		return BankLine{}, err
	}
	return readLine(r), nil
}

// fits is the payment if the line may be it. Where the bank has another reference than was typed, the bank's is kept.
func (s *Service) fits(ctx context.Context, tx core.App, l BankLine, payment string) (Payment, error) {
	r, p, err := find(tx, payment)
	if err != nil {
		return Payment{}, err
	}
	moved := l.Credit
	if p.Kind == Out {
		moved = l.Debit
	}
	switch {
	case p.Mode == Cash:
		return p, fault.Field("payment", "match_cash")
	case p.State != Claimed && p.State != Verified:
		return p, p.must(Claimed)
	case p.BankLine != "":
		return p, fault.New(fault.Conflict, "payment_banked", "no", p.No)
	case moved != p.Amount:
		return p, fault.Field("payment", "match_amount", "line", l.Amount().Rupees(), "payment", p.Amount.Rupees())
	case l.RRN == "" || l.RRN == p.RRN:
		return p, nil
	}
	other, err := oneOf(ctx, tx, dbx.HashExp{"rrn": l.RRN})
	if err != nil {
		return p, err
	}
	if other != nil {
		return p, fault.New(fault.Conflict, "line_rrn", "no", readPayment(other).No)
	}
	p.WasRRN, p.RRN = p.RRN, l.RRN
	return save(ctx, tx, r, p, 0)
}

// banked links a deposit of cash with its line. Errors: NotFound; Invalid deposit match_amount; Conflict payment_banked.
func banked(ctx context.Context, tx core.App, l BankLine, deposit string) error {
	r, err := txn.Find(tx, "deposits", deposit)
	if err != nil {
		return err
	}
	switch d := readDeposit(r); {
	case d.BankLine != "":
		return fault.New(fault.Conflict, "payment_banked", "no", d.Slip)
	case d.Amount != l.Credit:
		return fault.Field("payment", "match_amount", "line", l.Amount().Rupees(), "payment", d.Amount.Rupees())
	}
	r.Set("bank_line", l.ID)
	return txn.Save(ctx, tx, r, 0)
}
