package sync

import (
	"context"
	"encoding/json"

	"doorstep/app/billing"
	"doorstep/app/kernel/fault"
)

// extraMost is how many lines extra work on site may have.
const extraMost = 30

// quoteExtra keeps extra work that the customer signed for on the phone: an estimate of the visit, approved by his signature.
func quoteExtra(ctx context.Context, s *Service, d deed) error {
	v, err := s.jobs.Visit(ctx, d.Visit)
	if err != nil {
		return err
	}
	job, err := s.jobs.Get(ctx, v.Job)
	if err != nil {
		return err
	}
	lines, err := quoted(d.Data["lines"])
	if err != nil {
		return err
	}
	signature, err := drawn(d.Data["signature"])
	if err != nil {
		return err
	}
	e, err := s.billing.AddEstimate(ctx, billing.NewEstimate{
		Customer: job.Customer, Site: job.Site, Job: job.ID, Visit: v.ID, Key: d.Data["line"], Extra: true,
		Title: d.Data["title"], Lines: lines, Limit: d.Data["limit"], Mark: d.mark,
	})
	if err != nil {
		return err
	}
	_, err = s.billing.ApproveEstimate(ctx, billing.Decision{ID: e.ID, Rev: e.Rev, How: billing.BySignature, Name: d.Data["name"], Signature: signature})
	return err
}

// quoted reads the lines of extra work: items of the price list with their quantities as typed.
func quoted(text string) ([]billing.LineInput, error) {
	var rows []struct{ Item, Qty string }
	if err := json.Unmarshal([]byte(text), &rows); err != nil || len(rows) > extraMost {
		return nil, fault.Field("lines", "invalid").Wrap(err)
	}
	if len(rows) == 0 {
		return nil, fault.Field("lines", "required")
	}
	lines := make([]billing.LineInput, len(rows))
	for i, r := range rows {
		if r.Item == "" {
			return nil, fault.Field("lines", "invalid") // prices are the office's
		}
		lines[i] = billing.LineInput{Item: r.Item, Qty: r.Qty}
	}
	return lines, nil
}
