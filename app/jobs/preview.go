package jobs

import (
	"context"
	"time"

	"doorstep/app/kernel/clock"
)

// Times is by when a job must be answered, reached and finished; zero where the service level promises nothing.
type Times struct{ RespondBy, ArriveBy, ResolveBy time.Time }

// Preview is what a job of the priority and payment would be promised if it were booked now.
// Errors: NotFound sla_missing.
func (s *Service) Preview(ctx context.Context, priority int, payment Payment) (Times, error) {
	j, err := s.clocked(ctx, Job{Priority: priority, Payment: payment, SLAFrom: clock.Now()})
	return Times{RespondBy: j.RespondBy, ArriveBy: j.ArriveBy, ResolveBy: j.ResolveBy}, err
}
