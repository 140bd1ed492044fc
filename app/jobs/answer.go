package jobs

import (
	"context"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// Response is a technician's word on a visit he was sent to.
type Response struct {
	Visit  string
	Rev    int
	Accept bool
	Reason string // needed to reject
	Mark   Mark
}

// Answer accepts or rejects a visit. A rejected visit is cancelled with its reason and the job is unscheduled again.
// What a phone says that is already so changes nothing.
// Errors: Forbidden; NotFound, also for another's visit; Invalid reason required, time_future, position_bad; Stale;
// Conflict visit_step.
func (s *Service) Answer(ctx context.Context, in Response) (Visit, error) {
	if err := act.Require(ctx, Answer); err != nil {
		return Visit{}, err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	if !in.Accept && in.Reason == "" {
		return Visit{}, fault.Field("reason", "required")
	}
	to, from := VisitCancelled, []VisitStatus{Dispatched, Accepted}
	verb := "visits.reject"
	if in.Accept {
		to, from, in.Reason = Accepted, from[:1], ""
		verb = "visits.accept"
	}
	return s.step(act.Begin(ctx, verb, in.Reason), step{id: in.Visit, rev: in.Rev, to: to, reason: in.Reason, mark: in.Mark}, from...)
}

// Tell sends a planned visit to its technician's phone. It belongs to dispatch, which holds the permission.
// Errors: NotFound; Stale; Conflict visit_step.
func (s *Service) Tell(ctx context.Context, visit string, rev int) (Visit, error) {
	return s.step(act.Begin(ctx, "visits.dispatch", ""), step{id: visit, rev: rev, to: Dispatched}, Planned)
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
	return s.step(act.Begin(ctx, "visits.cancel", reason), step{id: visit, rev: rev, to: VisitCancelled, reason: reason})
}
