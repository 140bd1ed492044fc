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

// advances names each step that Advance makes, by the state it leads to.
var advances = map[VisitStatus]string{
	Accepted:       "visits.accept",
	Travelling:     "visits.travel",
	Arrived:        "visits.arrive",
	Working:        "visits.work",
	Paused:         "visits.pause",
	Done:           "visits.complete",
	Partial:        "visits.partial",
	CannotComplete: "visits.cannot_complete",
}

// Advance brings a visit a step on. Arriving sets its actual start and the job's first arrival; ending sets its actual end.
// A partial visit, or one that could not be completed, gives the job back to the office. Arriving and ending record a check-in,
// which never keeps anybody from it. A step that a phone reports and that is already made, by the office or by another phone,
// changes nothing and is stamped once.
// Errors: Forbidden; NotFound, also for another's visit; Invalid reason required, to, time_future, position_bad; Stale;
// Conflict visit_step, completion_missing {n} for Done while Missing lists anything.
func (s *Service) Advance(ctx context.Context, in Progress) (Visit, error) {
	if err := mayEnter(ctx); err != nil {
		return Visit{}, err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	if (in.To == Partial || in.To == CannotComplete) && in.Reason == "" {
		return Visit{}, fault.Field("reason", "required")
	}
	verb, ok := advances[in.To]
	if !ok {
		return Visit{}, fault.Field("to", "invalid")
	}
	return s.step(act.Begin(ctx, verb, in.Reason), step{id: in.Visit, rev: in.Rev, to: in.To, reason: in.Reason, mark: in.Mark})
}
