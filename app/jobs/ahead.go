package jobs

import (
	"context"

	"doorstep/app/kernel/clock"
)

// Ahead returns the visits that are to start on one of the days, both ends included, and have not begun, by technician, those
// who help too, and start. They are what a leave or a holiday entered later collides with.
func (s *Service) Ahead(ctx context.Context, from, to clock.Date) ([]Stop, error) {
	var stops []Stop
	err := s.app.ConcurrentDB().NewQuery(stopColumns +
		taken("v.start >= {:from} AND v.start < {:to} AND v.status IN ('planned', 'dispatched', 'accepted')", "") +
		" JOIN jobs j ON j.id = v.job JOIN sites s ON s.id = j.site" +
		" ORDER BY v.technician, v.start, v.id").
		Bind(span(from, to.AddDays(1))).WithContext(ctx).All(&stops)
	return stops, err
}
