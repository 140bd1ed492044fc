package payments

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Match says which payment a line is, or which deposit of cash; one of the two is given. A claim becomes verified by it. Of two who
// match at once, one does. Errors: Forbidden; NotFound; Invalid line and payment required; those of join.
func (s *Service) Match(ctx context.Context, line, payment, deposit string) (BankLine, error) {
	if err := act.Require(ctx, MatchBank); err != nil {
		return BankLine{}, err
	}
	var check fault.Check
	check.Need(line != "", "line")
	check.Need(payment != "" || deposit != "", "payment")
	if err := check.Err(); err != nil {
		return BankLine{}, err
	}
	if payment != "" {
		deposit = ""
	}
	ctx = act.Begin(ctx, "bank.match", "")
	var l BankLine
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		l, err = s.In(tx).join(ctx, tx, pair{Line: line, Payment: payment, Deposit: deposit, how: MatchHand})
		return err
	})
	return l, err
}

// Unmatch takes back what a person matched. A payment that the line had verified is reversed, and its reference is free for the
// true one; one that was verified before only loses the line. Errors: Forbidden; NotFound; Invalid reason (required, too_long);
// Conflict line_state, match_auto for what references matched, those of Reverse.
func (s *Service) Unmatch(ctx context.Context, line, reason string) (BankLine, error) {
	if err := act.Require(ctx, MatchBank); err != nil {
		return BankLine{}, err
	}
	reason, err := told(reason)
	if err != nil {
		return BankLine{}, err
	}
	ctx = act.Begin(ctx, "bank.unmatch", reason)
	var out BankLine
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		r, l, err := findLine(tx, line)
		if err != nil {
			return err
		}
		if err := l.must(LineMatched); err != nil {
			return err
		}
		if l.How == MatchRRN || l.How == MatchTR {
			return fault.New(fault.Conflict, "match_auto")
		}
		if err := s.In(tx).part(ctx, tx, l, reason); err != nil {
			return err
		}
		out, err = open(ctx, tx, r, l, reason)
		return err
	})
	return out, err
}

// part takes the line from what it was matched with.
func (s *Service) part(ctx context.Context, tx core.App, l BankLine, reason string) error {
	if l.Deposit != "" {
		r, err := txn.Find(tx, "deposits", l.Deposit)
		if err != nil {
			return err
		}
		r.Set("bank_line", "")
		return txn.Save(ctx, tx, r, 0)
	}
	_, p, err := find(tx, l.Payment)
	if err != nil {
		return err
	}
	if p.State == Verified && p.VerifiedHow == ByStatement {
		if p, err = s.Reverse(ctx, p.ID, 0, reason); err != nil {
			return err
		}
	}
	r, p, err := find(tx, p.ID)
	if err != nil {
		return err
	}
	p.BankLine = ""
	if p.State == Reversed && p.RRN != "" && p.RRN == l.RRN {
		p.WasRRN, p.RRN = p.RRN, ""
	}
	_, err = save(ctx, tx, r, p, 0)
	return err
}

// open makes a line wait to be matched again.
func open(ctx context.Context, tx core.App, r *core.Record, l BankLine, reason string) (BankLine, error) {
	BankLine{State: LineUnmatched, Reason: reason}.write(r)
	if err := txn.Save(ctx, tx, r, 0); err != nil {
		return l, err
	}
	return readLine(r), nil
}

// Ignore sets a credit aside that is no customer's payment, as interest or a transfer of one's own. Errors: Forbidden; NotFound;
// Invalid reason (required, too_long); Conflict line_state.
func (s *Service) Ignore(ctx context.Context, line, reason string) (BankLine, error) {
	reason, err := told(reason)
	if err != nil {
		return BankLine{}, err
	}
	return s.turn(act.Begin(ctx, "bank.ignore", reason), line, LineUnmatched, LineIgnored, reason)
}

// Restore lets a line that was set aside wait again. Errors: Forbidden; NotFound; Conflict line_state.
func (s *Service) Restore(ctx context.Context, line string) (BankLine, error) {
	return s.turn(act.Begin(ctx, "bank.restore", ""), line, LineIgnored, LineUnmatched, "")
}

func (s *Service) turn(ctx context.Context, line string, from, to LineState, reason string) (BankLine, error) {
	if err := act.Require(ctx, MatchBank); err != nil {
		return BankLine{}, err
	}
	var out BankLine
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, l, err := findLine(tx, line)
		if err != nil {
			return err
		}
		if err := l.must(from); err != nil {
			return err
		}
		l.State, l.Reason = to, reason
		l.write(r)
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
		out = readLine(r)
		return nil
	})
	return out, err
}

// told is the reason that a person has to give.
func told(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	var check fault.Check
	check.Need(reason != "", "reason")
	check.That(len([]rune(reason)) <= 300, fault.Field("reason", "too_long"))
	return reason, check.Err()
}
