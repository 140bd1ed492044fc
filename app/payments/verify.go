package payments

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/billing"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
	"doorstep/app/txn"
)

// Verify says that the business has the money of a claim. It then settles the payment's invoice and those of its job, the oldest
// first; what is left stays on account. Of two who verify at once, one does. Errors: Forbidden; NotFound; Conflict payment_state
// {no, state}; Stale.
func (s *Service) Verify(ctx context.Context, id string, rev int) (Payment, error) {
	if err := act.Require(ctx, Verify); err != nil {
		return Payment{}, err
	}
	ctx = act.Begin(ctx, "payments.verify", "")
	var p Payment
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, now, err := find(tx, id)
		if err != nil {
			return err
		}
		if err := now.must(Claimed); err != nil {
			return err
		}
		if rev > 0 && r.GetInt("rev") != rev {
			return fault.New(fault.Stale, "stale")
		}
		p, err = s.verify(ctx, tx, id, ByAccountant, "")
		return err
	})
	return p, err
}

// must refuses what the payment's state does not allow: Conflict payment_state.
func (p Payment) must(state State) error {
	if p.State == state {
		return nil
	}
	return fault.New(fault.Conflict, "payment_state", "no", p.No, "state", string(p.State))
}

// verify makes a claim verified and settles with it; ref is the bank line, the gateway's payment or the hand-over that showed the
// money. It asks for no permission: whoever calls it did. Call it within tx. Errors: NotFound; Conflict payment_state.
func (s *Service) verify(ctx context.Context, tx core.App, id string, how How, ref string) (Payment, error) {
	s = s.In(tx)
	r, p, err := find(tx, id)
	if err != nil {
		return Payment{}, err
	}
	if err := p.must(Claimed); err != nil {
		return Payment{}, err
	}
	by := act.From(ctx)
	p.State, p.VerifiedHow, p.VerifiedAt, p.VerifiedBy, p.VerifiedName = Verified, how, clock.Now(), by.User, by.Name
	switch how {
	case ByStatement:
		p.BankLine = ref
	case ByGateway:
		p.GatewayID = ref
	case ByHandOver:
		p.HandOver = ref
	}
	if p, err = save(ctx, tx, r, p, 0); err != nil {
		return Payment{}, err
	}
	if err := s.settleOpen(ctx, tx, r, &p); err != nil {
		return Payment{}, err
	}
	if err := s.vouch(ctx, tx, r, &p); err != nil {
		return Payment{}, err
	}
	if err := s.Events.Verified.Trigger(&Changed{Ctx: ctx, Tx: tx, Payment: p}); err != nil {
		return Payment{}, err
	}
	return p, s.refreshOf(ctx, p)
}

// vouch has a receipt voucher issued for what a regular company was paid ahead of the work, as section 31(3)(d) of the CGST Act
// wants. Work that is done is invoiced instead: what was paid for it waits for that invoice.
func (s *Service) vouch(ctx context.Context, tx core.App, r *core.Record, p *Payment) error {
	if p.Left() == 0 || p.Voucher != "" || p.Invoice != "" || p.Job == "" && p.Estimate == "" {
		return nil
	}
	company, err := s.settings.Company(ctx)
	if err != nil || company.GSTMode != settings.Regular {
		return err
	}
	site := ""
	if p.Job != "" {
		job, err := s.jobs.Get(ctx, p.Job)
		if err != nil || !ahead(job) {
			return err
		}
		site = job.Site
	}
	doc, err := s.billing.ReceiptVoucher(trusted(ctx), billing.Advance{
		Customer: p.Customer, Site: site, Job: p.Job, Estimate: p.Estimate, Payment: p.ID, Paise: p.Left(), Rate: -1,
	})
	if err != nil {
		return err
	}
	p.Voucher = doc.ID
	*p, err = save(ctx, tx, r, *p, 0)
	return err
}

// ahead reports whether the work of the job is still to be done.
func ahead(job jobs.Job) bool {
	return job.Open() && job.Billing != billing.BillingInvoiced && job.Billing != billing.BillingToInvoice
}
