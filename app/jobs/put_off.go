package jobs

import (
	"context"
	"strings"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// PutOff is a technician's, or the office's, word that a visit is to be at another time: it goes back to the plan, where the
// office gives it a new hour. Wish is when the customer would like it; zero if he did not say.
type PutOff struct {
	Visit  string
	Rev    int
	Reason string
	Wish   time.Time
	Mark   Mark
}

// PutOffVisit brings a visit at which no work was begun back to planned with the reason and the wish. It keeps its technician and
// hour until the office plans it anew; the technician does not see it until he is told again.
// Errors: Forbidden; NotFound; Invalid reason required, wish wish_past, time_future, position_bad; Stale; Conflict visit_step.
func (s *Service) PutOffVisit(ctx context.Context, in PutOff) (Visit, error) {
	if err := mayEnter(ctx); err != nil {
		return Visit{}, err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	var check fault.Check
	check.Need(in.Reason != "", "reason")
	check.That(in.Wish.IsZero() || in.Wish.After(in.Mark.moment()), fault.Field("wish", "wish_past"))
	if err := check.Err(); err != nil {
		return Visit{}, err
	}
	return s.step(act.Begin(ctx, "visits.put_off", in.Reason), step{id: in.Visit, rev: in.Rev, to: Planned, reason: in.Reason, wish: in.Wish, mark: in.Mark})
}
