package billing

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// BookEstimate books a job for an approved estimate and gives it the lines, in one transaction. Its first job, if it has one, is
// the parent of the new. Errors: those of jobs.Book; NotFound; Invalid customer estimate_other; Conflict estimate_state,
// estimate_used {no}, estimate_renewal {no}.
func (s *Service) BookEstimate(ctx context.Context, id string, in jobs.Booking) (jobs.Job, error) {
	if err := act.Require(ctx, MayDraft); err != nil {
		return jobs.Job{}, err
	}
	ctx = act.Begin(ctx, "estimates.book", "")
	var job jobs.Job
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		r, e, err := s.waiting(ctx, tx, id, 0)
		if err != nil {
			return err
		}
		if in.Customer != e.Customer {
			return fault.Field("customer", "estimate_other", "no", e.No, "name", e.CustomerName)
		}
		if in.Parent == "" {
			in.Parent = e.Job
		}
		if job, err = s.jobs.Book(ctx, in); err != nil {
			return err
		}
		e.Job, e.Site = job.ID, job.Site
		_, err = s.intoJob(ctx, tx, r, e)
		return err
	})
	return job, err
}

// InvoiceEstimate drafts an invoice of an approved estimate without any job. A draft that was thrown away may be made again.
// Errors: Forbidden; NotFound; Stale; Conflict estimate_state, estimate_used {no}, estimate_renewal {no}; those of Draft.
func (s *Service) InvoiceEstimate(ctx context.Context, id string, rev int) (Invoice, error) {
	if err := act.Require(ctx, MayDraft); err != nil {
		return Invoice{}, err
	}
	ctx = act.Begin(ctx, "estimates.invoice", "")
	var out Invoice
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		r, e, err := s.waiting(ctx, tx, id, rev)
		if err != nil {
			return err
		}
		drafted, err := s.Draft(ctx, NewInvoice{Customer: e.Customer, Site: e.Site, Lines: e.typed(), Note: e.Title})
		if err != nil {
			return err
		}
		if out, err = asAgreed(ctx, tx, drafted.ID, e); err != nil {
			return err
		}
		e.Invoice = out.ID
		_, err = saveEstimate(ctx, tx, r, e, rev)
		return err
	})
	return out, err
}

// asAgreed marks the draft and its lines as what the customer approved.
func asAgreed(ctx context.Context, tx core.App, id string, e Estimate) (Invoice, error) {
	r, i, err := find(tx, id)
	if err != nil {
		return Invoice{}, err
	}
	if i.Lines, err = linesOf(tx, id); err != nil {
		return Invoice{}, err
	}
	for n := range i.Lines {
		i.Lines[n].Why = WhyEstimate
		if n < len(e.Lines) {
			i.Lines[n].List = e.Lines[n].List
		}
	}
	i.Estimate = e.ID
	if i, err = save(ctx, tx, r, i, 0); err != nil {
		return Invoice{}, err
	}
	i.Lines, err = saveLines(ctx, tx, id, i.Lines)
	return i, err
}

// waiting is an approved estimate of which nothing came yet.
func (s *Service) waiting(ctx context.Context, tx core.App, id string, rev int) (*core.Record, Estimate, error) {
	r, e, err := findEstimate(ctx, tx, id)
	switch {
	case err != nil:
		return nil, e, err
	case rev > 0 && e.Rev != rev:
		return nil, e, fault.New(fault.Stale, "stale")
	case e.State != EstimateApproved:
		return nil, e, fault.New(fault.Conflict, "estimate_state", "no", e.No, "state", string(e.State))
	case e.Contract != "":
		return nil, e, fault.New(fault.Conflict, "estimate_renewal", "no", e.No)
	case e.Placed:
		return nil, e, fault.New(fault.Conflict, "estimate_used", "no", e.No)
	}
	if e.Invoice, err = kept(tx, e.Invoice); err == nil && e.Invoice != "" {
		err = fault.New(fault.Conflict, "estimate_used", "no", e.No)
	}
	return r, e, err
}

// kept is the invoice's id, empty where it was thrown away.
func kept(app core.App, invoice string) (string, error) {
	if invoice == "" {
		return "", nil
	}
	_, err := txn.Find(app, "invoices", invoice)
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return invoice, err
}

// typed are the lines as an invoice takes them.
func (e Estimate) typed() []LineInput {
	out := make([]LineInput, len(e.Lines))
	for i, l := range e.Lines {
		out[i] = l.Input()
	}
	return out
}

// Input is the line as a person would type it, with its price and discount said.
func (l Line) Input() LineInput {
	in := LineInput{
		Item: l.Item, Kind: l.Kind, Name: l.Name, Detail: l.Detail, HSN: l.HSN, UOM: l.UOM, Qty: catalog.QtyText(int(l.QtyMilli)),
		Rate: l.Rate.Plain(), GST: catalog.GSTText(l.GSTBps), Cover: l.Cover, Discount: "0%",
	}
	switch {
	case l.DiscountBps > 0:
		in.Discount = catalog.GSTText(l.DiscountBps) + "%"
	case l.Discount > 0:
		in.Discount = l.Discount.Plain()
	}
	return in
}

// each is the price of one after the line's own discounts, before tax.
func each(l Line) money.Paise {
	if l.DiscountBps == 0 && l.Discount == 0 || l.QtyMilli <= 0 {
		return l.Rate
	}
	return money.Paise((int64(l.net())*1000 + l.QtyMilli/2) / l.QtyMilli)
}
