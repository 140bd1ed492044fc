package payments

import (
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// Allocate puts what is left of a verified payment to an invoice of the same customer; amount 0 puts as much as fits.
// Errors: Forbidden; NotFound; Invalid amount (money_bad, payment_left {left}, over_settled), invoice (payment_other, invoice_paid);
// Conflict payment_state; Stale.
func (s *Service) Allocate(ctx context.Context, id string, rev int, invoice string, amount money.Paise) (Payment, error) {
	if err := act.Require(ctx, Verify); err != nil {
		return Payment{}, err
	}
	if amount < 0 {
		return Payment{}, fault.Field("amount", "money_bad")
	}
	return s.change(act.Begin(ctx, "payments.allocate", ""), id, rev, Verified, func(ctx context.Context, s *Service, tx core.App, r *core.Record, p *Payment) error {
		doc, err := s.billing.Invoice(trusted(ctx), invoice)
		if err != nil {
			return err
		}
		switch {
		case doc.Customer != p.Customer || p.Kind != In || !doc.Kind.Owed():
			return fault.Field("invoice", "payment_other")
		case doc.State != billing.Issued || doc.Balance <= 0:
			return fault.Field("invoice", "invoice_paid")
		case amount > p.Left() || p.Left() == 0:
			return fault.Field("amount", "payment_left", "left", p.Left().Rupees())
		case amount == 0:
			amount = min(p.Left(), doc.Balance)
		}
		return s.put(ctx, tx, r, p, []part{{invoice, amount}})
	})
}

// Release takes what a payment settled of an invoice back, so that it can be put elsewhere or paid back; amount 0 takes all.
// Errors: Forbidden; NotFound; Invalid reason required, amount payment_held {held}; Conflict payment_state; Stale.
func (s *Service) Release(ctx context.Context, id string, rev int, invoice string, amount money.Paise, reason string) (Payment, error) {
	if err := act.Require(ctx, Verify); err != nil {
		return Payment{}, err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return Payment{}, fault.Field("reason", "required")
	}
	return s.change(act.Begin(ctx, "payments.release", reason), id, rev, Verified, func(ctx context.Context, s *Service, tx core.App, r *core.Record, p *Payment) error {
		all, err := allocationsOf(ctx, tx, dbx.HashExp{"payment": p.ID})
		if err != nil {
			return err
		}
		var has money.Paise
		for _, l := range live(all) {
			if l.Invoice == invoice {
				has = l.Amount
			}
		}
		if amount == 0 {
			amount = has
		}
		if amount <= 0 || amount > has {
			return fault.Field("amount", "payment_held", "held", has.Rupees())
		}
		return s.takeBack(ctx, tx, r, p, invoice, amount, reason)
	})
}

// change is one change of one payment in one transaction: loaded, held against the revision and the state, told to the jobs.
func (s *Service) change(ctx context.Context, id string, rev int, want State,
	do func(context.Context, *Service, core.App, *core.Record, *Payment) error,
) (Payment, error) {
	var p Payment
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, now, err := find(tx, id)
		if err != nil {
			return err
		}
		if err := now.must(want); err != nil {
			return err
		}
		if rev > 0 && now.Rev != rev {
			return fault.New(fault.Stale, "stale")
		}
		in := s.In(tx)
		if err := do(ctx, in, tx, r, &now); err != nil {
			return err
		}
		p = now
		return in.refreshOf(ctx, p)
	})
	return p, err
}

// settleOpen puts what is left of a payment to its invoice, then to those of its job, the oldest first.
func (s *Service) settleOpen(ctx context.Context, tx core.App, r *core.Record, p *Payment) error {
	debts, err := s.debts(ctx, *p)
	if err != nil {
		return err
	}
	return s.put(ctx, tx, r, p, spread(p.Left(), debts))
}

// debts are what the payment is for and is still owed, in the order in which it is paid.
func (s *Service) debts(ctx context.Context, p Payment) ([]debt, error) {
	var docs []billing.Invoice
	if p.Invoice != "" {
		doc, err := s.billing.Invoice(trusted(ctx), p.Invoice)
		if err != nil {
			return nil, err
		}
		docs = append(docs, doc)
	}
	if p.Job != "" {
		more, err := s.billing.OfJob(trusted(ctx), p.Job)
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(more, func(a, b billing.Invoice) int {
			return strings.Compare(string(a.Date)+a.No, string(b.Date)+b.No)
		})
		docs = append(docs, more...)
	}
	var debts []debt
	seen := map[string]bool{}
	for _, d := range docs {
		if d.State == billing.Issued && d.Kind.Owed() && d.Balance > 0 && d.Customer == p.Customer && !seen[d.ID] {
			seen[d.ID] = true
			debts = append(debts, debt{d.ID, d.Balance})
		}
	}
	return debts, nil
}

// put settles invoices with parts of a verified payment and keeps both.
func (s *Service) put(ctx context.Context, tx core.App, r *core.Record, p *Payment, parts []part) error {
	if len(parts) == 0 {
		return nil
	}
	kind := billing.ByPayment
	if p.Voucher != "" {
		kind = billing.ByAdvance
	}
	for _, part := range parts {
		if part.Amount <= 0 || part.Amount > p.Left() {
			return fault.Field("amount", "payment_left", "left", p.Left().Rupees())
		}
		settlement, err := s.settle(ctx, billing.Settlement{
			Invoice: part.Invoice, Kind: kind, Paise: part.Amount, Payment: p.ID, Ref: p.reference(),
		})
		if err != nil {
			return err
		}
		if _, err := create(ctx, tx, "allocations", map[string]any{
			"payment": p.ID, "invoice": part.Invoice, "paise": int64(part.Amount), "settlement": settlement,
		}); err != nil {
			return err
		}
		p.Applied += part.Amount
	}
	var err error
	*p, err = save(ctx, tx, r, *p, 0)
	return err
}

// takeBack reverses what a payment settled of an invoice, the last first, and keeps that. amount is at most what it holds.
func (s *Service) takeBack(ctx context.Context, tx core.App, r *core.Record, p *Payment, invoice string, amount money.Paise, reason string) error {
	all, err := allocationsOf(ctx, tx, dbx.HashExp{"payment": p.ID})
	if err != nil {
		return err
	}
	for _, a := range held(all, invoice) {
		n := min(amount, a.Amount)
		if n == 0 {
			break
		}
		if _, err := s.billing.Settle(trusted(ctx), billing.Settlement{
			Invoice: invoice, Kind: billing.ByReversal, Paise: n, Payment: p.ID, Reverses: a.Settlement, Reason: reason,
		}); err != nil {
			return err
		}
		if _, err := create(ctx, tx, "allocations", map[string]any{
			"payment": p.ID, "invoice": invoice, "paise": -int64(n), "settlement": a.Settlement, "reason": reason,
		}); err != nil {
			return err
		}
		amount -= n
		p.Applied -= n
	}
	*p, err = save(ctx, tx, r, *p, 0)
	return err
}

// settle lowers an invoice's balance and names the settlement that did: the payment's only one that no allocation names yet.
func (s *Service) settle(ctx context.Context, in billing.Settlement) (string, error) {
	ctx = trusted(ctx)
	if _, err := s.billing.Settle(ctx, in); err != nil {
		return "", err
	}
	known, err := allocationsOf(ctx, s.app, dbx.HashExp{"payment": in.Payment})
	if err != nil {
		return "", err
	}
	all, err := s.billing.Settlements(ctx, in.Invoice)
	if err != nil {
		return "", err
	}
	for _, a := range all {
		if a.Payment == in.Payment && a.Kind == in.Kind && !slices.ContainsFunc(known, func(k Allocation) bool { return k.Settlement == a.ID }) {
			return a.ID, nil
		}
	}
	return "", fault.New(fault.Internal, "internal")
}

// reference is what the bank or a person knows the payment by.
func (p Payment) reference() string {
	if p.RRN != "" {
		return p.RRN
	}
	return p.Ref
}

func allocationsOf(ctx context.Context, app core.App, where dbx.Expression) ([]Allocation, error) {
	var found []*core.Record
	err := app.RecordQuery("allocations").WithContext(ctx).AndWhere(where).OrderBy("rowid").All(&found)
	all := make([]Allocation, len(found))
	for i, r := range found {
		all[i] = readAllocation(r)
	}
	return all, err
}
