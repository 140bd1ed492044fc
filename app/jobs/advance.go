package jobs

import (
	"context"
	"slices"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// Progress is the next step of a visit that was accepted, as the technician or the office on his behalf enters it.
type Progress struct {
	Visit  string
	Rev    int
	To     VisitStatus
	Reason string // needed for partial and cannot_complete
	Mark   Mark
}

// Steps are the states into which Advance brings a visit from the one it is in: onwards, or one back after a mis-tap.
func (s VisitStatus) Steps() []VisitStatus {
	return slices.DeleteFunc(slices.Clone(s.Next()), func(next VisitStatus) bool {
		return next == Planned || next == Dispatched || next == VisitCancelled
	})
}

// Advance brings a visit a step on. Arriving sets its actual start and the job's first arrival; ending sets its actual end.
// A partial visit, or one that could not be completed, gives the job back to the office. Arriving and ending record a check-in,
// which never keeps anybody from it. A step that a phone reports and that is already made, by the office or by another phone,
// changes nothing and is stamped once.
// Errors: Forbidden; NotFound, also for another's visit; Invalid reason required, to, time_future, position_bad; Stale;
// Conflict visit_step, completion_missing {n} for Done while Missing lists anything.
func (s *Service) Advance(ctx context.Context, in Progress) (Visit, error) {
	need := Edit
	if act.From(ctx).Role == act.Technician {
		need = Answer
	}
	if err := act.Require(ctx, need); err != nil {
		return Visit{}, err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	if (in.To == Partial || in.To == CannotComplete) && in.Reason == "" {
		return Visit{}, fault.Field("reason", "required")
	}
	var verb string
	switch in.To {
	case Accepted:
		verb = "visits.accept"
	case Travelling:
		verb = "visits.travel"
	case Arrived:
		verb = "visits.arrive"
	case Working:
		verb = "visits.work"
	case Paused:
		verb = "visits.pause"
	case Done:
		verb = "visits.complete"
	case Partial:
		verb = "visits.partial"
	case CannotComplete:
		verb = "visits.cannot_complete"
	default:
		return Visit{}, fault.Field("to", "invalid")
	}
	return s.step(act.Begin(ctx, verb, in.Reason), step{id: in.Visit, rev: in.Rev, to: in.To, reason: in.Reason, mark: in.Mark})
}
