package payments

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// NewRefund is money given back of a verified payment. UPI needs the reference in RRN, what goes through a bank one in Ref; cash
// is taken from the till.
type NewRefund struct {
	Payment          string
	Rev              int
	Key              string
	Mode             Mode
	Amount           money.Paise
	RRN, Ref, Reason string
}

// Refund pays back what of a verified payment is left on account; the answer is the refund, itself a payment with a number. The
// same key again answers as before. Errors: Forbidden; NotFound; Invalid mode required, amount (required, money_bad, payment_left
// {left}, till_short {till}), rrn (required, rrn_form, rrn_used), ref required, reason required; Conflict payment_state, key_reused; Stale.
func (s *Service) Refund(ctx context.Context, in NewRefund) (Payment, error) {
	if err := act.Require(ctx, Refund); err != nil {
		return Payment{}, err
	}
	claim, err := in.checked()
	if err != nil {
		return Payment{}, err
	}
	ctx = act.Begin(ctx, "payments.refund", in.Reason)
	var back Payment
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		before, err := oneOf(ctx, tx, dbx.HashExp{"key": claim.Key})
		if err != nil {
			return err
		}
		if before != nil {
			if back = readPayment(before); back.Refunds != in.Payment || back.Amount != in.Amount {
				return fault.New(fault.Conflict, "key_reused")
			}
			return nil
		}
		_, err = s.In(tx).change(ctx, in.Payment, in.Rev, Verified, func(ctx context.Context, s *Service, tx core.App, r *core.Record, p *Payment) error {
			back, err = s.payBack(ctx, tx, r, p, claim)
			return err
		})
		return err
	})
	return back, err
}

// payBack stores the refund of a payment. Cash leaves the till.
func (s *Service) payBack(ctx context.Context, tx core.App, of *core.Record, p *Payment, in Claim) (Payment, error) {
	if p.Kind != In || in.Amount > p.Left() {
		return Payment{}, fault.Field("amount", "payment_left", "left", p.Left().Rupees())
	}
	if err := s.fresh(ctx, in); err != nil {
		return Payment{}, err
	}
	r, err := txn.New(tx, "payments")
	if err != nil {
		return Payment{}, err
	}
	by := act.From(ctx)
	back := Payment{
		Kind: Out, Mode: in.Mode, State: Verified, Key: in.Key, Amount: in.Amount, RRN: in.RRN, Ref: in.Ref, Date: in.Date,
		Customer: p.Customer, Job: p.Job, Estimate: p.Estimate, Refunds: p.ID, Reason: in.Note,
		VerifiedHow: ByAccountant, VerifiedAt: clock.Now(), VerifiedBy: by.User, VerifiedName: by.Name,
	}
	if err := s.number(ctx, tx, r, &back); err != nil {
		return Payment{}, err
	}
	writeSeen(ctx, r, jobs.Mark{})
	if back, err = save(ctx, tx, r, back, 0); err != nil {
		return Payment{}, err
	}
	if back.Mode == Cash {
		if err := spend(ctx, tx, Move{Kind: MoveRefunded, Amount: -back.Amount, Payment: back.ID, Reason: back.Reason}); err != nil {
			return Payment{}, err
		}
	}
	if err := s.unvouch(ctx, *p, back.Amount, back.Reason); err != nil {
		return Payment{}, err
	}
	p.Refunded += back.Amount
	if *p, err = save(ctx, tx, of, *p, 0); err != nil {
		return Payment{}, err
	}
	return back, s.Events.Refunded.Trigger(&Changed{Ctx: ctx, Tx: tx, Payment: back})
}

// checked is the refund as a claim of its own with its texts in one form.
func (in NewRefund) checked() (Claim, error) {
	c := Claim{
		Key: in.Key, Mode: in.Mode, Amount: in.Amount, RRN: in.RRN, Ref: strings.TrimSpace(in.Ref), Date: clock.Today(),
		Note: strings.TrimSpace(in.Reason),
	}
	if c.Key == "" {
		c.Key = rand.Text()[:20]
	}
	var check fault.Check
	check.That(slices.Contains(Modes, in.Mode), fault.Field("mode", "required"))
	check.Need(in.Amount != 0, "amount")
	check.That(in.Amount >= 0, fault.Field("amount", "money_bad"))
	check.Need(c.Note != "", "reason")
	check.That(len([]rune(c.Note)) <= 300, fault.Field("reason", "too_long"))
	check.That(len([]rune(c.Ref)) <= 60, fault.Field("ref", "too_long"))
	check.That(keyForm.MatchString(c.Key), fault.Field("key", "invalid"))
	if c.Mode == Card && c.Ref == "" {
		check.Need(false, "ref")
	}
	check.Add(c.reference())
	return c, check.Err()
}
