package jobs

import (
	"context"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// step is one change of a visit's status as a verb asks for it.
type step struct {
	id     string
	rev    int // of the visit; 0 does not ask
	to     VisitStatus
	reason string
	wish   time.Time // kept where it goes back to the plan
	mark   Mark
}

// step brings a visit to the next status if the transition table allows it, and it stands in one of from if any are named.
// What a phone reports and is already so changes nothing.
func (s *Service) step(ctx context.Context, in step, from ...VisitStatus) (Visit, error) {
	var err error
	if in.mark, err = in.mark.checked(); err != nil {
		return Visit{}, err
	}
	var after Visit
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		r, v, err := findVisit(tx, in.id)
		if err != nil {
			return err
		}
		if err := mine(ctx, v); err != nil {
			return err
		}
		if in.mark.Device != "" && v.Status == in.to {
			after = v
			return nil
		}
		if in.rev > 0 && v.Rev != in.rev {
			return fault.New(fault.Stale, "stale")
		}
		if !v.Status.May(in.to) || len(from) > 0 && !slices.Contains(from, v.Status) {
			return fault.New(fault.Conflict, "visit_step", "from", string(v.Status), "to", string(in.to))
		}
		if err := s.complete(ctx, v, in.to); err != nil {
			return err
		}
		was := v.Status
		if after, err = saveVisit(ctx, tx, r, v.enter(in), in.rev); err != nil {
			return err
		}
		if err := s.checkIn(ctx, tx, after, was, in.mark); err != nil {
			return err
		}
		return s.moved(ctx, tx, after, was, 0, in.mark)
	})
	return after, err
}

// complete refuses that a visit is done while something is missing that shows it.
func (s *Service) complete(ctx context.Context, v Visit, to VisitStatus) error {
	if to != Done {
		return nil
	}
	lacks, err := s.Missing(ctx, v.ID)
	if err == nil && len(lacks) > 0 {
		return fault.New(fault.Conflict, "completion_missing", "n", len(lacks))
	}
	return err
}

// enter is the visit in its next state, with what that says about when the work really was. Going back before the arrival says
// that there was none.
func (v Visit) enter(in step) Visit {
	v.Status, v.Reason = in.to, in.reason
	at := in.mark.moment()
	switch {
	case in.to == Arrived && v.ActualStart.IsZero():
		v.ActualStart = at
	case in.to == Planned:
		v.ActualStart, v.Correction, v.Wish = time.Time{}, Correction{}, in.wish
	case in.to == Accepted, in.to == Travelling:
		v.ActualStart, v.Correction = time.Time{}, Correction{}
	case in.to.Ended() && !v.ActualStart.IsZero():
		v.ActualEnd = at
		if at.Before(v.ActualStart) { // two phones, two clocks
			v.ActualEnd = v.ActualStart
		}
	}
	return v
}
