package billing

import (
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/picture"
	"doorstep/app/txn"
)

// signatureMost is the largest picture of a signature, in bytes.
const signatureMost = 200 << 10

// ApproveEstimate enters that the customer approved. Within the same transaction the lines become lines of its job, if it has one
// that still wants work; one without waits to be booked or invoiced. The same approval again changes nothing.
// Errors: Forbidden; NotFound; Stale; Invalid how, name, signature (required, signature_bad), reason required, too_long; Conflict
// estimate_state {state} unless it was sent, estimate_expired {date} but not for the office, which gives a reason.
func (s *Service) ApproveEstimate(ctx context.Context, in Decision) (Estimate, error) {
	return s.decide(act.Begin(ctx, "estimates.approve", strings.TrimSpace(in.Reason)), in, EstimateApproved)
}

// DeclineEstimate enters that the customer does not want it, and why. The same again changes nothing.
// Errors: as ApproveEstimate, without signature.
func (s *Service) DeclineEstimate(ctx context.Context, in Decision) (Estimate, error) {
	return s.decide(act.Begin(ctx, "estimates.decline", strings.TrimSpace(in.Reason)), in, EstimateDeclined)
}

func (s *Service) decide(ctx context.Context, in Decision, to EstimateState) (Estimate, error) {
	if err := in.validate(to); err != nil {
		return Estimate{}, err
	}
	var out Estimate
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		r, e, err := decided(ctx, tx, in)
		if err != nil {
			return err
		}
		if err := s.mayDecide(ctx, e, in.How); err != nil {
			return err
		}
		if e.State == to && e.DecidedHow == in.How {
			out = e
			return nil
		}
		if err := e.decidable(in, to); err != nil {
			return err
		}
		e.State, e.DecidedAt, e.DecidedHow, e.DecidedName, e.Reason = to, clock.Now(), in.How, in.Name, in.Reason
		if e.DecidedName == "" {
			e.DecidedName = e.CustomerName
		}
		if err := sign(r, in.Signature); err != nil {
			return err
		}
		if e, err = saveEstimate(ctx, tx, r, e, in.Rev); err != nil || to != EstimateApproved {
			out = e
			return err
		}
		if out, err = s.intoJob(ctx, tx, r, e); err != nil {
			return err
		}
		return s.Events.Approved.Trigger(&ApprovedEvent{Ctx: ctx, Tx: tx, Estimate: out})
	})
	return out, err
}

func (in *Decision) validate(to EstimateState) error {
	in.Name, in.Reason = strings.Join(strings.Fields(in.Name), " "), strings.TrimSpace(in.Reason)
	var check fault.Check
	check.That(slices.Contains([]string{ByLink, BySignature, ByOffice}, in.How), fault.Field("how", "required"))
	check.That(len([]rune(in.Name)) <= 80, fault.Field("name", "too_long"))
	check.That(len([]rune(in.Reason)) <= 300, fault.Field("reason", "too_long"))
	check.Need(in.Reason != "" || in.How != ByOffice && to == EstimateApproved, "reason")
	if in.How == BySignature && to == EstimateApproved {
		check.Need(in.Name != "", "name")
		check.Need(len(in.Signature) > 0, "signature")
		sound := len(in.Signature) <= signatureMost && picture.Signed(in.Signature)
		check.That(len(in.Signature) == 0 || sound, fault.Field("signature", "signature_bad"))
	} else {
		in.Signature = nil
	}
	return check.Err()
}

// decided is the estimate that the decision is about, by its id or by the phone's own name of it.
func decided(ctx context.Context, tx core.App, in Decision) (*core.Record, Estimate, error) {
	if in.ID == "" && in.Key != "" {
		e, err := firstEstimate(readEstimates(ctx, tx, "WHERE e.`key` = {:key}", dbx.Params{"key": in.Key}))
		if err != nil {
			return nil, e, err
		}
		in.ID = e.ID
	}
	return findEstimate(ctx, tx, in.ID)
}

// mayDecide holds each way to those who have it: the customer's link, a technician of the job with the customer's signature, the
// office with either.
func (s *Service) mayDecide(ctx context.Context, e Estimate, how string) error {
	by := act.From(ctx)
	switch {
	case by.Source == act.Link && how == ByLink:
		return s.sees(ctx, e)
	case by.Role == act.Technician && how == BySignature:
		return s.sees(ctx, e)
	case how == ByLink:
		return fault.New(fault.Forbidden, "not_allowed")
	}
	return act.Require(ctx, MayDraft)
}

func (e Estimate) decidable(in Decision, to EstimateState) error {
	if e.State != EstimateSent {
		return fault.New(fault.Conflict, "estimate_state", "no", e.No, "state", string(e.State))
	}
	if to == EstimateApproved && in.How != ByOffice && e.Expired(clock.Today()) {
		return fault.New(fault.Conflict, "estimate_expired", "no", e.No, "date", e.ValidUntil.Short())
	}
	return nil
}

// intoJob gives the lines of an approved estimate to its job, once. A job that wants no more work takes none: the estimate waits.
func (s *Service) intoJob(ctx context.Context, tx core.App, r *core.Record, e Estimate) (Estimate, error) {
	if e.Job == "" || e.Placed {
		return e, nil
	}
	j, err := s.jobs.Get(ctx, e.Job)
	if err != nil || !j.Open() {
		return e, err
	}
	if err := s.jobs.AddExpected(ctx, e.Job, e.expected(), e.ID); err != nil {
		return e, err
	}
	e.Placed = true
	return saveEstimate(ctx, tx, r, e, 0)
}

// expected are the lines as a job takes them: at the price of one after all discounts, half a paisa going up.
func (e Estimate) expected() []jobs.Line {
	out := make([]jobs.Line, len(e.Lines))
	for i, l := range e.Lines {
		kind := l.Kind
		if kind == LineCharge { // a job knows services and parts
			kind = LineService
		}
		out[i] = jobs.Line{
			Kind: kind, Item: l.Item, Name: l.Name, QtyMilli: int(l.QtyMilli), Rate: each(l), GSTBps: l.GSTBps,
		}
	}
	return out
}
