package billing

import (
	"context"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// AddEstimate makes an estimate. The office's is a draft; a technician's at his own visit is sent at once, so that the customer can
// sign it there, and its lines are items of the price list at what the customer pays.
// Errors: Forbidden; NotFound for another technician's visit; Invalid required, not_found, too_long, date_bad, money_bad, valid_past,
// deposit_over, limit_under, site_other, customer_other, and beside lines_0_qty and so on those of Draft, floor_under,
// price_office and item required; those of jobs.AtVisit; Conflict key_reused.
func (s *Service) AddEstimate(ctx context.Context, in NewEstimate) (Estimate, error) {
	ctx = act.Begin(ctx, "estimates.add", "")
	var out Estimate
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		e, was, err := s.began(ctx, tx, &in)
		if err != nil || was {
			out = e
			return err
		}
		if e, err = s.typedEstimate(ctx, e, in); err != nil {
			return err
		}
		n, err := txn.Next(tx, "estimates")
		if err != nil {
			return err
		}
		e.No = fmt.Sprintf("EST-%05d", n)
		r, err := txn.New(tx, "estimates")
		if err != nil {
			return err
		}
		out, err = saveEstimate(ctx, tx, r, e, 0)
		return err
	})
	return out, err
}

// began is the estimate before it is read: who makes it, and for which visit and job. was says that the key came before; then it is
// the stored one.
func (s *Service) began(ctx context.Context, tx core.App, in *NewEstimate) (e Estimate, was bool, err error) {
	by := act.From(ctx)
	e = Estimate{State: EstimateDraft, Key: in.Key, By: by.User, ByName: by.Name}
	if by.Role != act.Technician {
		return e, false, act.Require(ctx, MayDraft)
	}
	if in.Visit == "" {
		return e, false, fault.New(fault.NotFound, "not_found")
	}
	v, job, at, err := s.jobs.AtVisit(ctx, in.Visit, in.Mark)
	if err != nil {
		return e, false, err
	}
	in.Job, in.Customer, in.Site = job.ID, job.Customer, job.Site
	if in.Key != "" {
		found, err := readEstimates(ctx, tx, "WHERE e.`key` = {:key}", dbx.Params{"key": in.Key})
		if err != nil || len(found) > 0 {
			if err == nil && found[0].Visit != v.ID {
				err = fault.New(fault.Conflict, "key_reused")
			}
			return append(found, e)[0], true, err
		}
	}
	e.State, e.SentAt = EstimateSent, at
	return e, false, nil
}

// EditEstimate changes a draft. Errors: as AddEstimate; NotFound; Stale; Conflict estimate_fixed {no} once it was sent.
func (s *Service) EditEstimate(ctx context.Context, id string, rev int, in NewEstimate) (Estimate, error) {
	return s.onDraft(ctx, "estimates.edit", id, rev, func(s *Service, ctx context.Context, e Estimate) (Estimate, error) {
		return s.typedEstimate(ctx, e, in)
	})
}

// SendEstimate freezes a draft and opens it to the customer. Errors: Forbidden; NotFound; Stale; Conflict estimate_fixed {no};
// Invalid required beside lines, valid_past beside valid_until.
func (s *Service) SendEstimate(ctx context.Context, id string, rev int) (Estimate, error) {
	return s.onDraft(ctx, "estimates.send", id, rev, func(_ *Service, _ context.Context, e Estimate) (Estimate, error) {
		e.State, e.SentAt = EstimateSent, clock.Now()
		var check fault.Check
		check.Need(len(e.Lines) > 0, "lines")
		check.That(e.ValidUntil == "" || e.ValidUntil >= clock.Today(), fault.Field("valid_until", "valid_past"))
		return e, check.Err()
	})
}

// DiscardEstimate throws a draft away; its number is not used again. Errors: Forbidden; NotFound; Stale; Conflict estimate_fixed {no}.
func (s *Service) DiscardEstimate(ctx context.Context, id string, rev int) error {
	_, err := s.onDraft(ctx, "estimates.discard", id, rev, func(s *Service, ctx context.Context, e Estimate) (Estimate, error) {
		r, err := txn.Find(s.app, "estimates", e.ID)
		if err == nil {
			err = txn.Delete(ctx, s.app, r)
		}
		if err == nil {
			err = errDiscarded
		}
		return e, err
	})
	return err
}

// errDiscarded keeps onDraft from storing again what was thrown away.
var errDiscarded = errors.New("discarded")

// onDraft runs change on a draft as the person saw it and stores what comes of it.
func (s *Service) onDraft(ctx context.Context, verb, id string, rev int, change func(*Service, context.Context, Estimate) (Estimate, error)) (Estimate, error) {
	if err := act.Require(ctx, MayDraft); err != nil {
		return Estimate{}, err
	}
	ctx = act.Begin(ctx, verb, "")
	var out Estimate
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, e, err := findEstimate(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case e.State != EstimateDraft:
			return fault.New(fault.Conflict, "estimate_fixed", "no", e.No)
		case rev > 0 && e.Rev != rev:
			return fault.New(fault.Stale, "stale")
		}
		if e, err = change(s.In(tx), ctx, e); errors.Is(err, errDiscarded) {
			return nil
		}
		if err != nil {
			return err
		}
		out, err = saveEstimate(ctx, tx, r, e, rev)
		return err
	})
	return out, err
}
