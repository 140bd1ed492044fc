package jobs

import (
	"context"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/fence"
)

// Mark is when and where something was done, as a phone had it. The zero Mark means now, at a desk.
type Mark struct {
	At       time.Time // brought to the server's clock
	DeviceAt time.Time // as the phone's clock showed it
	SkewMS   int64     // server's clock less phone's
	Device   string
	Offline  bool       // the phone had no network
	Fix      *fence.Fix // nil: no position came with it; its time is brought to the server's clock
	Denied   bool       // the phone or its owner gives none
}

// checked is the mark, not later than now, without a position that says nothing. Errors: Invalid time_future, position_bad.
func (m Mark) checked() (Mark, error) {
	now := clock.Now()
	switch {
	case m.At.After(now.Add(clock.Ahead)):
		return m, fault.New(fault.Invalid, "time_future")
	case m.Fix != nil && !m.Fix.Sound():
		return m, fault.New(fault.Invalid, "position_bad")
	case m.At.After(now):
		m.At = now
	}
	if m.Fix != nil && !m.Fix.Usable() {
		m.Fix = nil
	}
	return m, nil
}

// moment is when it was done, by the server's clock.
func (m Mark) moment() time.Time {
	if m.At.IsZero() {
		return clock.Now()
	}
	return m.At
}

// shown is when the phone's own clock said that it was done.
func (m Mark) shown() time.Time {
	if m.DeviceAt.IsZero() {
		return m.moment()
	}
	return m.DeviceAt
}

// lawful is the mark without its position where the technician did not consent to positions being taken, as if the phone gave
// none, and where it was not taken between the start and the end of his day.
func (s *Service) lawful(ctx context.Context, technician string, m Mark) (Mark, error) {
	c, err := s.staff.ConsentOf(ctx, technician)
	if err != nil {
		return Mark{}, err
	}
	if !c.Given {
		m.Fix, m.Denied = nil, true
	}
	if m.Fix == nil {
		return m, nil
	}
	on, err := s.staff.OnDuty(ctx, technician, m.moment())
	if !on {
		m.Fix = nil
	}
	return m, err
}
