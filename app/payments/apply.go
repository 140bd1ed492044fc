package payments

import (
	"context"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// Apply settles a document that was just issued with what the customer paid ahead for it: money for its jobs, its estimate or
// itself, the oldest first. It asks for no permission: whoever issued it had one.
func (s *Service) Apply(ctx context.Context, doc billing.Invoice) error {
	if !doc.Kind.Owed() {
		return nil
	}
	ctx = act.Begin(ctx, "payments.apply", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		now, err := s.billing.Invoice(trusted(ctx), doc.ID)
		if err != nil {
			return err
		}
		waiting, err := onAccount(ctx, tx, dbx.HashExp{"customer": now.Customer})
		if err != nil {
			return err
		}
		owed := now.Balance
		for _, p := range waiting {
			meant, err := s.isFor(ctx, p, now)
			if err != nil {
				return err
			}
			if !meant || owed <= 0 {
				continue
			}
			r, p, err := find(tx, p.ID)
			if err != nil {
				return err
			}
			parts := spread(p.Left(), []debt{{now.ID, owed}})
			if err := s.put(ctx, tx, r, &p, parts); err != nil {
				return err
			}
			owed -= parts[0].Amount
			if err := s.refreshOf(ctx, p); err != nil {
				return err
			}
		}
		return s.RefreshFor(ctx, now)
	})
}

// isFor reports whether the payment was made for what the document bills: itself, one of its jobs, its estimate, or the estimate of
// which one of its jobs came.
func (s *Service) isFor(ctx context.Context, p Payment, doc billing.Invoice) (bool, error) {
	if p.Invoice == doc.ID || p.Job != "" && slices.Contains(jobsOf(doc), p.Job) {
		return true, nil
	}
	if p.Estimate == "" {
		return false, nil
	}
	e, err := s.billing.Estimate(trusted(ctx), p.Estimate)
	return e.ID == doc.Estimate || e.Job != "" && slices.Contains(jobsOf(doc), e.Job), err
}

// FreeCredit puts what of a credit note goes beyond what was owed to the invoice in the place of money that was paid for it: that
// money is then on account, to be put elsewhere or paid back.
func (s *Service) FreeCredit(ctx context.Context, note billing.Invoice) error {
	if note.Kind != billing.KindCreditNote || note.Against == "" {
		return nil
	}
	ctx = act.Begin(ctx, "payments.release", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		now, err := s.billing.Invoice(trusted(ctx), note.ID)
		if err != nil {
			return err
		}
		all, err := allocationsOf(ctx, tx, dbx.HashExp{"invoice": note.Against})
		if err != nil {
			return err
		}
		from, err := s.billing.Invoice(trusted(ctx), note.Against)
		if err != nil {
			return err
		}
		credit := now.Credit() - from.Balance // the note itself settles what is owed
		for _, h := range slices.Backward(holders(all)) {
			n := min(credit, h.Amount)
			if n <= 0 {
				break
			}
			if err := s.free(ctx, tx, now, h.Payment, n); err != nil {
				return err
			}
			credit -= n
		}
		return nil
	})
}

// free takes amount of a payment back from the credited invoice, and settles that with the credit note instead.
func (s *Service) free(ctx context.Context, tx core.App, note billing.Invoice, payment string, amount money.Paise) error {
	r, p, err := find(tx, payment)
	if err != nil {
		return err
	}
	if err := s.takeBack(ctx, tx, r, &p, note.Against, amount, note.No); err != nil {
		return err
	}
	_, err = s.billing.Settle(trusted(ctx), billing.Settlement{
		Invoice: note.Against, Kind: billing.ByCreditNote, Paise: amount, Document: note.ID, Ref: note.No,
	})
	if err != nil {
		return err
	}
	return s.refreshOf(ctx, p)
}

// holders are the payments that settled something of one invoice, and how much they still hold, in the order in which they did.
func holders(all []Allocation) []Allocation {
	var out []Allocation
	for _, a := range all {
		i := slices.IndexFunc(out, func(o Allocation) bool { return o.Payment == a.Payment })
		if i < 0 {
			out = append(out, Allocation{Payment: a.Payment})
			i = len(out) - 1
		}
		out[i].Amount += a.Amount
	}
	return slices.DeleteFunc(out, func(o Allocation) bool { return o.Amount <= 0 })
}

// onAccount are the verified payments that match and are not used up, the oldest first.
func onAccount(ctx context.Context, app core.App, where dbx.Expression) ([]Payment, error) {
	return allOf(ctx, app, dbx.And(where, dbx.NewExp("kind = 'receipt' AND state = 'verified' AND paise > applied_paise + refunded_paise")))
}
