package payments

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// Reject says that the money of a claim never came. Its reference is free again for the true payment, and cash leaves the hands in
// which it never was. Errors: Forbidden; NotFound; Invalid reason required, too_long; Conflict payment_state, cash_gone; Stale.
func (s *Service) Reject(ctx context.Context, id string, rev int, reason string) (Payment, error) {
	reason, err := s.decides(ctx, reason)
	if err != nil {
		return Payment{}, err
	}
	return s.change(act.Begin(ctx, "payments.reject", reason), id, rev, Claimed, func(ctx context.Context, s *Service, tx core.App, r *core.Record, p *Payment) error {
		p.State, p.Reason, p.WasRRN, p.RRN = Rejected, reason, p.RRN, ""
		var err error
		if *p, err = save(ctx, tx, r, *p, 0); err != nil {
			return err
		}
		if p.Mode == Cash {
			if err := s.uncollect(ctx, tx, *p, reason); err != nil {
				return err
			}
		}
		return s.Events.Rejected.Trigger(&Changed{Ctx: ctx, Tx: tx, Payment: *p})
	})
}

// uncollect takes cash that never was from where the books had it. Cash that was handed over in the meantime stays.
func (s *Service) uncollect(ctx context.Context, tx core.App, p Payment, reason string) error {
	held, err := cashOf(ctx, tx, p.Technician)
	if err != nil {
		return err
	}
	if held < p.Amount {
		return fault.New(fault.Conflict, "cash_gone", "held", held.Rupees())
	}
	return move(ctx, tx, Move{Technician: p.Technician, Kind: MoveReversed, Amount: -p.Amount, Payment: p.ID, Reason: reason})
}

// Reverse says that verified money went away again, as of a bounced cheque: what it settled is owed once more.
// Errors: Forbidden; NotFound; Invalid reason required, too_long; Conflict payment_state, reverse_cash, reverse_refunded; Stale.
func (s *Service) Reverse(ctx context.Context, id string, rev int, reason string) (Payment, error) {
	reason, err := s.decides(ctx, reason)
	if err != nil {
		return Payment{}, err
	}
	return s.change(act.Begin(ctx, "payments.reverse", reason), id, rev, Verified, func(ctx context.Context, s *Service, tx core.App, r *core.Record, p *Payment) error {
		switch {
		case p.Mode == Cash || p.Kind != In:
			return fault.New(fault.Conflict, "reverse_cash")
		case p.Refunded > 0:
			return fault.New(fault.Conflict, "reverse_refunded")
		}
		all, err := allocationsOf(ctx, tx, dbx.HashExp{"payment": p.ID})
		if err != nil {
			return err
		}
		for _, l := range live(all) {
			if err := s.takeBack(ctx, tx, r, p, l.Invoice, l.Amount, reason); err != nil {
				return err
			}
		}
		if err := s.unvouch(ctx, *p, 0, reason); err != nil {
			return err
		}
		p.State, p.Reason = Reversed, reason
		if *p, err = save(ctx, tx, r, *p, 0); err != nil {
			return err
		}
		return s.Events.Reversed.Trigger(&Changed{Ctx: ctx, Tx: tx, Payment: *p})
	})
}

// unvouch has the refund of an advance put on paper; amount 0 is all that its receipt voucher says.
func (s *Service) unvouch(ctx context.Context, p Payment, amount money.Paise, reason string) error {
	if p.Voucher == "" {
		return nil
	}
	ctx = trusted(ctx)
	doc, err := s.billing.Invoice(ctx, p.Voucher)
	if err != nil {
		return err
	}
	if amount == 0 || amount > doc.Total {
		amount = doc.Total
	}
	_, err = s.billing.RefundVoucher(ctx, billing.NewRefund{Against: doc.ID, Payment: p.ID, Reason: reason, Paise: amount})
	return err
}

// decides asks whether the person may decide on claims, and for the reason.
func (s *Service) decides(ctx context.Context, reason string) (string, error) {
	if err := act.Require(ctx, Verify); err != nil {
		return "", err
	}
	reason = strings.TrimSpace(reason)
	var check fault.Check
	check.Need(reason != "", "reason")
	check.That(len([]rune(reason)) <= 300, fault.Field("reason", "too_long"))
	return reason, check.Err()
}
