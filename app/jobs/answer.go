package jobs

import (
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Response is a technician's word on a visit he was sent to.
type Response struct {
	Visit  string
	Rev    int
	Accept bool
	Reason string // needed to reject
}

// Answer accepts or rejects a visit. A rejected visit is cancelled with its reason and the job is unscheduled again.
// Errors: Forbidden; NotFound, also for another's visit; Invalid reason required; Stale; Conflict visit_step.
func (s *Service) Answer(ctx context.Context, in Response) (Visit, error) {
	if err := act.Require(ctx, Answer); err != nil {
		return Visit{}, err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	if !in.Accept && in.Reason == "" {
		return Visit{}, fault.Field("reason", "required")
	}
	if in.Accept {
		return s.step(act.Begin(ctx, "visits.accept", ""), in.Visit, in.Rev, Accepted, "", Dispatched)
	}
	return s.step(act.Begin(ctx, "visits.reject", in.Reason), in.Visit, in.Rev, VisitCancelled, in.Reason, Dispatched, Accepted)
}

// Tell sends a planned visit to its technician's phone. It belongs to dispatch, which holds the permission.
// Errors: NotFound; Stale; Conflict visit_step.
func (s *Service) Tell(ctx context.Context, visit string, rev int) (Visit, error) {
	return s.step(act.Begin(ctx, "visits.dispatch", ""), visit, rev, Dispatched, "", Planned)
}

// CancelVisit takes a visit that has not begun off the plan; the job is unscheduled again if nothing else is planned.
// Errors: Forbidden; NotFound; Invalid reason required; Stale; Conflict visit_step.
func (s *Service) CancelVisit(ctx context.Context, visit string, rev int, reason string) (Visit, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Visit{}, err
	}
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return Visit{}, fault.Field("reason", "required")
	}
	return s.step(act.Begin(ctx, "visits.cancel", reason), visit, rev, VisitCancelled, reason)
}

// step brings a visit to the next status if the transition table allows it, and it stands in one of from if any are named.
func (s *Service) step(ctx context.Context, id string, rev int, next VisitStatus, reason string, from ...VisitStatus) (Visit, error) {
	var after Visit
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		r, v, err := findVisit(tx, id)
		if err != nil {
			return err
		}
		if err := mine(ctx, v); err != nil {
			return err
		}
		if rev > 0 && v.Rev != rev {
			return fault.New(fault.Stale, "stale")
		}
		if !v.Status.May(next) || len(from) > 0 && !slices.Contains(from, v.Status) {
			return fault.New(fault.Conflict, "visit_step", "from", string(v.Status), "to", string(next))
		}
		was := v.Status
		if after, err = saveVisit(ctx, tx, r, v.enter(next, reason), rev); err != nil {
			return err
		}
		return s.moved(ctx, tx, after, was, 0)
	})
	return after, err
}
