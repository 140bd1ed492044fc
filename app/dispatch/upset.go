package dispatch

import (
	"context"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// Upsets looks for what went wrong on the day under way: work that takes longer than planned while the next customer waits, and
// technicians who have not come and are not on the way. Errors: Forbidden.
func (s *Service) Upsets(ctx context.Context) ([]Upset, error) {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return nil, err
	}
	work, err := s.jobs.WorkOn(ctx, clock.Today())
	if err != nil {
		return nil, err
	}
	return upsetsOf(work, clock.Now()), nil
}

// upsetsOf finds at most one upset of a technician: what keeps him explains why he is late elsewhere.
func upsetsOf(work []jobs.Work, now time.Time) []Upset {
	busy := map[string]jobs.Work{}
	for _, w := range work {
		if w.Status.Begun() {
			busy[w.Technician] = w
		}
	}
	var all []Upset
	seen := map[string]bool{}
	for _, w := range work { // by start
		if !w.Status.Waiting() || seen[w.Technician] {
			continue
		}
		seen[w.Technician] = true // his next visit
		at, isBusy := busy[w.Technician]
		switch {
		case isBusy && at.Status != jobs.Travelling && now.Sub(at.End.Time()) > overrunAfter && w.Start.Time().Before(now.Add(overrunMore)):
			all = append(all, Upset{Cause: CauseOverrun, Job: at.Job, Visit: at.Visit, Technician: at.Technician})
		case !isBusy && now.Sub(w.Start.Time()) > lateAfter:
			all = append(all, Upset{Cause: CauseLate, Job: w.Job, Visit: w.Visit, Technician: w.Technician})
		}
	}
	return all
}

// RepairDay proposes what is to be done about the upsets of today and returns how many proposals it made. Errors: Forbidden.
func (s *Service) RepairDay(ctx context.Context) (int, error) {
	all, err := s.Upsets(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, up := range all {
		_, made, err := s.ProposeRepair(ctx, up)
		if err != nil {
			return n, err
		}
		n += first(made)
	}
	return n, nil
}

// CancelledGap reports whether a visit that was taken off the plan leaves a gap of today that is worth filling.
func CancelledGap(v jobs.Visit) bool {
	now := clock.Now()
	return clock.DateOf(v.Start) == clock.Today() && v.End.After(now) && v.End.Sub(latest(v.Start, now)) >= gapLeast
}
