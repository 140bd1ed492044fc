package settings

import (
	"context"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// Run is the last run of a schedule. Due is the planned instant for which it ran; of one that runs every so often, when it began.
// Finished is zero while it runs, and of one that was cut off. OK is when it last ended well; Failures counts those in a row since.
// CaughtUp is the planned instant that was last made up for after it had been missed. Did says in words what the run did.
type Run struct {
	Name         string
	Due, Started time.Time
	Finished, OK time.Time
	Failures     int
	Error, Did   string
	CaughtUp     time.Time
}

// Done reports whether the run for the planned instant ended well.
func (r Run) Done(due time.Time) bool {
	return !due.IsZero() && r.Due.Equal(due) && !r.Finished.IsZero() && r.Failures == 0
}

// Took is how long the run lasted; 0 while it is not over.
func (r Run) Took() time.Duration { return max(0, r.Finished.Sub(r.Started)) }

// Begin is the next run of the schedule after r, as it begins now for the planned instant. Until it ends it says how r ended.
func (r Run) Begin(name string, due time.Time) Run {
	r.Name, r.Due, r.Started, r.Finished = name, due, clock.Now(), time.Time{}
	return r
}

// End is the run as it ends now: with what it did, and why it failed, empty where it did not.
func (r Run) End(did, why string) Run {
	r.Finished, r.Did, r.Error = clock.Now(), did, why
	if why != "" {
		r.Failures++
		return r
	}
	r.OK, r.Failures = r.Finished, 0
	return r
}

// Schedule is one thing that happens by the clock: When in words, Next the instant of its next run, zero where the clock stands.
type Schedule struct {
	Name, When string
	Next       time.Time
	Running    bool
	Last       Run
}

// Runs are the last runs of all schedules that ever ran, by name. Errors: Forbidden.
func (s *Service) Runs(ctx context.Context) (map[string]Run, error) {
	if err := act.Require(ctx, SeeSchedules); err != nil {
		return nil, err
	}
	return readRuns(ctx, s.app)
}

// LastRun is the last run of the schedule; one without times where it never ran. It belongs to the clock, which asks nobody.
func (s *Service) LastRun(ctx context.Context, name string) (Run, error) {
	return readRun(ctx, s.app, name)
}

// BeginRun notes that a run begins, so that one which is cut off shows. It belongs to the clock.
func (s *Service) BeginRun(ctx context.Context, r Run) error { return storeRun(ctx, s.app, r) }

// EndRun notes how a run ended. It belongs to the clock.
func (s *Service) EndRun(ctx context.Context, r Run) error { return storeRun(ctx, s.app, r) }
