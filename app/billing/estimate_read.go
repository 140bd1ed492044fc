package billing

import (
	"context"
	"fmt"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"

	"github.com/pocketbase/dbx"
)

// Estimate is one estimate with its lines. The office sees all, a technician those of jobs he was sent to, the holder of a
// customer's link all that were sent (whose link it is, its page checks). Errors: Forbidden; NotFound.
func (s *Service) Estimate(ctx context.Context, id string) (Estimate, error) {
	e, err := oneEstimate(ctx, s.app, id)
	if err != nil {
		return Estimate{}, err
	}
	return e, s.sees(ctx, e)
}

// sees refuses an estimate to whom it is not for.
func (s *Service) sees(ctx context.Context, e Estimate) error {
	by := act.From(ctx)
	ok := See.Allows(by.Role)
	switch {
	case by.Source == act.Link:
		ok = e.State != EstimateDraft
	case by.Role == act.Technician:
		var err error
		if ok, err = s.works(ctx, e.Job); err != nil {
			return err
		}
		ok = ok && e.State != EstimateDraft
	case !ok:
		return act.Require(ctx, See)
	}
	if !ok {
		return fault.New(fault.NotFound, "not_found")
	}
	return nil
}

// works reports whether the technician who acts was sent to a visit of the job.
func (s *Service) works(ctx context.Context, job string) (bool, error) {
	by := act.From(ctx)
	if job == "" || by.Technician == "" {
		return false, nil
	}
	return s.jobs.Works(ctx, by.Technician, job)
}

// Estimates is a page of estimates, newest first, 50 at a time. Whoever holds a customer's link names that customer and sees no
// drafts. Errors: Forbidden.
func (s *Service) Estimates(ctx context.Context, f EstimateFilter, cursor page.Cursor) (page.Of[Estimate], error) {
	byLink := act.From(ctx).Source == act.Link && f.Customer != ""
	if !byLink {
		if err := act.Require(ctx, See); err != nil {
			return page.Of[Estimate]{}, err
		}
	}
	return estimatePage(ctx, s.app, f, cursor, byLink)
}

// EstimatesOf are the estimates of a job, oldest first; a technician sees those that were sent, of jobs he was sent to.
// Errors: Forbidden; NotFound for a technician who was not.
func (s *Service) EstimatesOf(ctx context.Context, job string) ([]Estimate, error) {
	where := "WHERE e.job = {:job}"
	switch by := act.From(ctx); {
	case by.Source == act.Link:
		where += " AND e.state != 'draft'"
	case by.Role == act.Technician:
		ok, err := s.works(ctx, job)
		if err == nil && !ok {
			err = fault.New(fault.NotFound, "not_found")
		}
		if err != nil {
			return nil, err
		}
		where += " AND e.state != 'draft'"
	default:
		if err := act.Require(ctx, See); err != nil {
			return nil, err
		}
	}
	return readEstimates(ctx, s.app, where+" ORDER BY e.created, e.id", dbx.Params{"job": job})
}

// PriceEstimate says what an estimate as typed would come to; nothing is stored. Errors: as AddEstimate.
func (s *Service) PriceEstimate(ctx context.Context, in NewEstimate) (Estimate, error) {
	if err := act.Require(ctx, MayDraft); err != nil {
		return Estimate{}, err
	}
	return s.typedEstimate(ctx, Estimate{State: EstimateDraft}, in)
}

// typedEstimate reads what was typed into e and computes it.
func (s *Service) typedEstimate(ctx context.Context, e Estimate, in NewEstimate) (Estimate, error) {
	e, err := s.placedAt(ctx, e, in)
	if err != nil {
		return Estimate{}, err
	}
	var check fault.Check
	e.Title, e.Terms = strings.Join(strings.Fields(in.Title), " "), strings.TrimSpace(in.Terms)
	check.That(len([]rune(e.Title)) <= 200, fault.Field("title", "too_long"))
	check.That(len([]rune(e.Terms)) <= 2000, fault.Field("terms", "too_long"))
	check.That(len(in.Lines) <= mostLines, fault.Field("lines", "lines_many", "max", mostLines))
	check.Need(len(in.Lines) > 0, "lines")
	e.Deposit, e.Limit = rupees(&check, "deposit", in.Deposit), rupees(&check, "limit", in.Limit)
	e.ValidUntil = date(&check, "valid_until", in.ValidUntil)
	check.That(e.ValidUntil == "" || e.ValidUntil >= clock.Today(), fault.Field("valid_until", "valid_past"))
	if err := check.Err(); err != nil {
		return Estimate{}, err
	}
	if e.Lines, err = s.typed(ctx, Invoice{Customer: e.Customer, Job: e.Job}, in.Lines); err != nil {
		return Estimate{}, err
	}
	if err := s.fair(ctx, e.Lines); err != nil {
		return Estimate{}, err
	}
	if e, err = s.computeEstimate(ctx, e); err != nil {
		return Estimate{}, err
	}
	check.That(e.Deposit <= e.Total, fault.Field("deposit", "deposit_over", "total", e.Total.Rupees()))
	check.That(e.Limit == 0 || e.Limit >= e.Total, fault.Field("limit", "limit_under", "total", e.Total.Rupees()))
	return e, check.Err()
}

// placedAt says whom, where and which job the estimate is for. A job tells the others.
func (s *Service) placedAt(ctx context.Context, e Estimate, in NewEstimate) (Estimate, error) {
	e.Customer, e.Site, e.Job, e.Visit, e.Extra = in.Customer, in.Site, in.Job, in.Visit, in.Extra
	if in.Visit != "" {
		v, err := s.jobs.Visit(ctx, in.Visit)
		if err != nil {
			return e, beside("visit", err)
		}
		if in.Job != "" && in.Job != v.Job {
			return e, fault.Field("visit", "invalid")
		}
		e.Job = v.Job
	}
	if e.Job != "" {
		j, err := s.jobs.Get(ctx, e.Job)
		if err != nil {
			return e, beside("job", err)
		}
		if in.Customer != "" && in.Customer != j.Customer {
			return e, fault.Field("job", "customer_other")
		}
		e.Customer, e.Site = j.Customer, j.Site
	}
	var check fault.Check
	check.Need(e.Customer != "", "customer")
	check.Need(!e.Extra || e.Job != "", "job")
	return e, check.Err()
}

// rupees reads an amount; empty is none.
func rupees(check *fault.Check, field, typed string) money.Paise {
	if strings.TrimSpace(typed) == "" {
		return 0
	}
	p, err := money.Parse(typed)
	check.Add(fault.At(field, err))
	return p
}

// jobLineName is how many characters the name of a job's line may have: an approved line becomes one.
const jobLineName = 120

// fair holds typed prices to the lowest price of their items, names to what a job takes, and a technician to the price list.
func (s *Service) fair(ctx context.Context, lines []Line) error {
	var check fault.Check
	list := !MayDraft.Allows(act.From(ctx).Role)
	for n, l := range lines {
		at := func(field string) string { return fmt.Sprintf("lines_%d_%s", n, field) }
		check.That(len([]rune(l.Name)) <= jobLineName, fault.Field(at("name"), "too_long"))
		if list {
			check.Need(l.Item != "", at("item"))
			check.That(l.Item == "" || l.Why != WhyTyped, fault.Field(at("rate"), "price_office"))
		}
		if l.Item == "" || l.Why != WhyTyped {
			continue
		}
		item, err := s.catalog.Item(ctx, l.Item, clock.Today())
		if err != nil {
			return err
		}
		check.That(l.net() >= share(item.Floor, l.QtyMilli, 1000), fault.Field(at("rate"), "floor_under", "floor", item.Floor.Rupees()))
	}
	return check.Err()
}

// computeEstimate fills in the taxes of the lines and the sums, as an invoice of today would have them.
func (s *Service) computeEstimate(ctx context.Context, e Estimate) (Estimate, error) {
	i := Invoice{Customer: e.Customer, Site: e.Site, Lines: e.Lines}
	p, err := s.parties(ctx, i)
	if err != nil {
		return e, err
	}
	i.GSTMode, i.BuyerGSTIN = string(p.company.GSTMode), p.customer.GSTIN
	if i, err = p.compute(i); err != nil {
		return e, onLines(err)
	}
	e.Lines, e.Place, e.GSTMode = i.Lines, i.Place, i.GSTMode
	e.Taxable, e.Tax, e.Round, e.Total = i.Taxable, i.Tax(), i.Round, i.Total
	return e, nil
}
