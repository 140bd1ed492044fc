package people

import (
	"context"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/fence"
	"doorstep/app/txn"
)

// Track keeps the positions that lie within a day of the technician that was open then, after he consented; the rest are
// dropped, not stored. Times are brought to the server's clock by the caller. A point twice is kept once.
// It returns how many were kept. Errors: Forbidden; Invalid position_bad, if any point lies outside the earth or is vaguer than 100 km.
func (s *Service) Track(ctx context.Context, device string, points []fence.Fix) (int, error) {
	if err := attending(ctx); err != nil {
		return 0, err
	}
	if len(points) == 0 {
		return 0, nil
	}
	first, last := points[0].At, points[0].At
	for _, p := range points {
		if !p.Sound() {
			return 0, fault.New(fault.Invalid, "position_bad")
		}
		if p.At.Before(first) {
			first = p.At
		}
		if p.At.After(last) {
			last = p.At
		}
	}
	who, kept := act.From(ctx).Technician, 0
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		consent, err := s.ConsentOf(ctx, who)
		if err != nil || !consent.Given {
			return err
		}
		days, err := s.days(ctx, who, clock.DateOf(first).AddDays(-1), clock.DateOf(last))
		if err != nil {
			return err
		}
		now := clock.Now()
		for _, p := range points {
			if !p.Usable() || p.At.Before(consent.At) || !within(days, p.At, now) {
				continue
			}
			n, err := keep(ctx, tx, who, device, p)
			if err != nil {
				return err
			}
			kept += n
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return kept, nil
}

// within reports whether the instant lies in one of the days.
func within(days []Attendance, t, now time.Time) bool {
	for _, d := range days {
		if d.covers(t, now) {
			return true
		}
	}
	return false
}

// OnDuty reports whether the instant lies in a day that the technician had begun and not ended: only then are positions taken.
// It belongs to whoever records what he did, who holds the permission.
func (s *Service) OnDuty(ctx context.Context, technician string, at time.Time) (bool, error) {
	days, err := s.days(ctx, technician, clock.DateOf(at).AddDays(-1), clock.DateOf(at))
	return within(days, at, clock.Now()), err
}

// Trail is where the technician was between two instants, both included, in order of time. He may see his own; others need
// SeeTechnicians. Errors: Forbidden.
func (s *Service) Trail(ctx context.Context, technician string, from, to time.Time) ([]fence.Fix, error) {
	if err := seesTrail(ctx, technician); err != nil {
		return nil, err
	}
	found, err := s.positionsOf(ctx, technician, from, to)
	fixes := make([]fence.Fix, len(found))
	for i, p := range found {
		fixes[i] = p.Fix
	}
	return fixes, err
}

// LastKnown is each technician's newest position within the last since, by technician. Errors: Forbidden without SeeTechnicians.
func (s *Service) LastKnown(ctx context.Context, since time.Duration) (map[string]fence.Fix, error) {
	if err := act.Require(ctx, SeeTechnicians); err != nil {
		return nil, err
	}
	found, err := s.newestPositions(ctx, clock.Now().Add(-since))
	last := make(map[string]fence.Fix, len(found))
	for _, p := range found {
		last[p.technician] = p.Fix
	}
	return last, err
}

// ForgetPositions deletes positions before the moment, and takes them from the attendance of days before its day. Attendance
// keeps the kind of place and the distance.
func (s *Service) ForgetPositions(ctx context.Context, before time.Time) error {
	return txn.Run(ctx, s.app, func(tx core.App) error { return forget(ctx, tx, before) })
}

// seesTrail holds a technician to his own whereabouts, and others to SeeTechnicians.
func seesTrail(ctx context.Context, technician string) error {
	if by := act.From(ctx); by.Technician != "" && by.Technician == technician {
		return nil
	}
	return act.Require(ctx, SeeTechnicians)
}
