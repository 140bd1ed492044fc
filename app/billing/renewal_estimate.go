package billing

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// quoteDays is how long a renewal that is quoted late may be approved.
const quoteDays = 15

// EstimateRenewal drafts the estimate of a contract's renewal: its value, or that of each machine, raised by the uplift, a percentage
// as typed ("7.5", "-5"; empty is none), for the term that follows. A draft of an earlier quote is changed; one that was sent has to
// be decided first. The contract then stands as quoted.
// Errors: Forbidden; NotFound; Stale; Invalid uplift percent_form; Conflict renewal_won {no}, renewal_state {no}, renewal_open {no};
// those of AddEstimate.
func (s *Service) EstimateRenewal(ctx context.Context, contract string, rev int, uplift string) (Estimate, error) {
	if err := act.Require(ctx, contracts.Renew); err != nil {
		return Estimate{}, err
	}
	bps, err := upliftBps(uplift)
	if err != nil {
		return Estimate{}, err
	}
	ctx = act.Begin(ctx, "estimates.renewal", "")
	var out Estimate
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		c, err := s.contracts.Contract(ctx, contract)
		if err != nil {
			return err
		}
		in, err := s.renewalOf(ctx, c, bps)
		if err != nil {
			return err
		}
		e, err := s.requote(ctx, c, in)
		if err != nil {
			return err
		}
		r, e, err := findEstimate(ctx, tx, e.ID)
		if err != nil {
			return err
		}
		e.Contract = c.ID
		if out, err = saveEstimate(ctx, tx, r, e, 0); err != nil {
			return err
		}
		_, err = s.contracts.Quoted(ctx, c.ID, rev, bps, out.ID)
		return err
	})
	return out, err
}

// upliftBps reads a percentage that may be negative as basis points.
func upliftBps(typed string) (int, error) {
	typed, below := strings.CutPrefix(strings.TrimSpace(strings.ReplaceAll(typed, "−", "-")), "-")
	bps, err := percent(typed)
	if err != nil || below && strings.TrimSpace(typed) == "" {
		return 0, fault.Field("uplift", "percent_form")
	}
	if below {
		bps = -bps
	}
	return bps, nil
}

// requote changes the draft of an earlier quote, or makes a new estimate where there is none that waits.
func (s *Service) requote(ctx context.Context, c contracts.Contract, in NewEstimate) (Estimate, error) {
	had, err := oneEstimate(ctx, s.app, c.Estimate)
	switch {
	case c.Estimate == "" || fault.KindOf(err) == fault.NotFound && err != nil:
		return s.AddEstimate(ctx, in)
	case err != nil:
		return had, err
	case had.State == EstimateDraft:
		return s.EditEstimate(ctx, had.ID, had.Rev, in)
	case had.Open(clock.Today()):
		return had, fault.New(fault.Conflict, "renewal_open", "no", had.No)
	}
	return s.AddEstimate(ctx, in)
}

// renewalOf is the estimate of the next term as typed.
func (s *Service) renewalOf(ctx context.Context, c contracts.Contract, bps int) (NewEstimate, error) {
	starts, ends := c.NextTerm()
	in := NewEstimate{
		Customer: c.Customer, Title: fmt.Sprintf("Renewal of %s, %s to %s", c.No, starts.Short(), ends.Short()),
		Terms: clip(c.Terms, 2000), ValidUntil: string(max(c.Ends, clock.Today().AddDays(quoteDays))),
	}
	if len(c.Sites) == 1 {
		in.Site = c.Sites[0]
	}
	hsn := LineInput{Kind: LineService, UOM: "NOS", GST: "18"}
	if c.Item != "" {
		hsn = LineInput{Item: c.Item}
	}
	for _, part := range c.Quote(bps) {
		l := hsn
		l.Name = fmt.Sprintf(contractWords[c.Type], c.No)
		if part.Asset != "" {
			a, err := s.customers.AssetByID(ctx, part.Asset)
			if err != nil {
				return in, err
			}
			l.Name = clip(l.Name+": "+a.Name(), jobLineName)
		}
		l.Detail, l.Qty, l.Rate, l.Discount = starts.Short()+" to "+ends.Short(), "1", part.Amount.Plain(), "0%"
		in.Lines = append(in.Lines, l)
	}
	return in, nil
}
