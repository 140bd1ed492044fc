package billing

import (
	"context"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
	"doorstep/app/txn"
)

// Draft makes a draft: of lines alone, or for jobs of the customer, whose lines it takes over where none are typed. It books no job
// and no visit.
// Errors: Forbidden; Invalid required, not_found, date_bad, due_before, percent_form, place_state, sez_gstin, and beside lines_0_qty
// and so on qty_form, money_bad, gst_rate, hsn_form, too_long; Conflict job_drafted {no} where a draft has the job already.
func (s *Service) Draft(ctx context.Context, in NewInvoice) (Invoice, error) {
	if err := act.Require(ctx, MayDraft); err != nil {
		return Invoice{}, err
	}
	ctx = act.Begin(ctx, "invoices.draft", "")
	i, err := in.head(Invoice{Jobs: in.Jobs, Edited: true})
	if err != nil {
		return Invoice{}, err
	}
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		i, err = s.In(tx).form(ctx, tx, nil, i, in, 0)
		return err
	})
	return i, err
}

// Edit changes a draft to what the input says; no Jobs keep those it has. Errors: as Draft; NotFound; Stale; Conflict issued_fixed.
func (s *Service) Edit(ctx context.Context, id string, rev int, in NewInvoice) (Invoice, error) {
	if err := act.Require(ctx, MayDraft); err != nil {
		return Invoice{}, err
	}
	ctx = act.Begin(ctx, "invoices.edit", "")
	var out Invoice
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, i, err := openOne(tx, id, rev)
		if err != nil {
			return err
		}
		if i, err = in.head(i); err != nil {
			return err
		}
		i.Edited = true
		if len(in.Jobs) > 0 {
			i.Jobs = in.Jobs
		}
		out, err = s.In(tx).form(ctx, tx, r, i, in, rev)
		return err
	})
	return out, err
}

// openOne is a draft with its lines. NotFound; Stale; Conflict issued_fixed.
func openOne(tx core.App, id string, rev int) (*core.Record, Invoice, error) {
	r, i, err := find(tx, id)
	if err != nil {
		return nil, Invoice{}, err
	}
	if i.State != Draft {
		return nil, Invoice{}, fault.New(fault.Conflict, "issued_fixed", "no", i.No)
	}
	if rev > 0 && i.Rev != rev {
		return nil, Invoice{}, fault.New(fault.Stale, "stale")
	}
	i.Lines, err = linesOf(tx, id)
	return r, i, err
}

// form stores a draft of which a person typed the head, now in i, and the lines of in.
func (s *Service) form(ctx context.Context, tx core.App, r *core.Record, i Invoice, in NewInvoice, rev int) (Invoice, error) {
	company, err := s.settings.Company(ctx)
	if err != nil {
		return Invoice{}, err
	}
	t, err := s.worked(ctx, &i, company)
	if err != nil {
		return Invoice{}, err
	}
	if len(in.Lines) == 0 && len(i.Jobs) > 0 && r == nil {
		if err := s.undrafted(ctx, tx, i.Jobs); err != nil {
			return Invoice{}, err
		}
		i.Lines = t.lines
		if err := s.consume(ctx, t); err != nil {
			return Invoice{}, err
		}
	} else if i.Lines, err = s.typed(ctx, i, in.Lines); err != nil {
		return Invoice{}, err
	}
	return s.settleForm(ctx, tx, r, i, t, company, rev)
}

// settleForm computes and stores a draft whose lines are known.
func (s *Service) settleForm(ctx context.Context, tx core.App, r *core.Record, i Invoice, t takeover, c settings.Company, rev int) (Invoice, error) {
	i.Kind, i.State, i.GSTMode = KindInvoice, Draft, string(c.GSTMode)
	p, err := s.parties(ctx, i)
	if err != nil {
		return Invoice{}, err
	}
	if p.branch.ID != "" && !p.branch.Active {
		return Invoice{}, fault.Field("branch", "not_found")
	}
	i.BuyerGSTIN = p.customer.GSTIN
	if i.Place != "" && i.PlaceReason == "" { // the place that the rules give needs no reason
		want := i.Place
		i.Place = ""
		found, err := p.compute(i)
		if err != nil || found.Place != want {
			return Invoice{}, fault.Field("place_reason", "required")
		}
	}
	if i, err = p.compute(i); err != nil {
		return Invoice{}, onLines(err)
	}
	i.Missing = p.lacks(i, t.work, t.billed, false)
	if i.Area, err = s.area(ctx, p); err != nil {
		return Invoice{}, err
	}
	return s.keep(ctx, tx, r, i, rev)
}

// worked checks the draft's jobs and fills in what follows from them: one job gives the site, the last gives the technician.
// Faults not_found and job_other beside jobs.
func (s *Service) worked(ctx context.Context, i *Invoice, c settings.Company) (takeover, error) {
	slices.Sort(i.Jobs)
	i.Jobs = slices.Compact(i.Jobs)
	i.Job = ""
	t, err := s.take(ctx, c, i.Customer, i.Jobs)
	if err != nil {
		return t, beside("jobs", err)
	}
	for _, b := range t.work {
		if b.Job.Customer != i.Customer {
			return t, fault.Field("jobs", "job_other", "no", b.Job.No)
		}
		if b.Technician != "" {
			i.Technician = b.Technician
		}
	}
	if len(t.work) == 1 {
		i.Job = t.work[0].Job.ID
		if i.Site == "" {
			i.Site = t.work[0].Job.Site
		}
	}
	return t, nil
}

// undrafted refuses jobs whose lines stand on a draft already.
func (s *Service) undrafted(ctx context.Context, tx core.App, ids []string) error {
	for _, id := range ids {
		drafts, err := of(ctx, tx, id, Draft)
		if err != nil {
			return err
		}
		if len(drafts) > 0 {
			j, err := s.jobs.Get(ctx, id)
			if err != nil {
				return err
			}
			return fault.New(fault.Conflict, "job_drafted", "no", j.No)
		}
	}
	return nil
}

// typed reads the lines with the items of the price list that they name.
func (s *Service) typed(ctx context.Context, i Invoice, in []LineInput) ([]Line, error) {
	var p pricing
	var ids []string
	for _, l := range in {
		if l.Item != "" {
			ids = append(ids, l.Item)
		}
	}
	var err error
	if p.items, err = s.catalog.ItemsByID(ctx, ids, clock.Today()); err != nil {
		return nil, err
	}
	if p.terms, err = s.termsFor(ctx, i.Customer, i.Job); err != nil {
		return nil, err
	}
	return p.lines(in, i.Lines)
}

// Discard throws a draft away; its jobs stay to be invoiced. Errors: Forbidden; NotFound; Stale; Conflict issued_fixed.
func (s *Service) Discard(ctx context.Context, id string, rev int) error {
	if err := act.Require(ctx, MayDraft); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "invoices.discard", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, _, err := openOne(tx, id, rev)
		if err != nil {
			return err
		}
		return remove(ctx, tx, r)
	})
}
