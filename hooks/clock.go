package hooks

import (
	"context"
	"log/slog"
	"time"

	"github.com/go-co-op/gocron/v2"

	"doorstep/app"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// schedule is one thing that happens by the clock. A run twice changes nothing.
type schedule struct {
	name string
	when gocron.JobDefinition
	verb func(ctx context.Context) error
}

// table is all that runs by itself, in Indian time.
func table(a *app.App) []schedule {
	const claims = 30 * 24 * time.Hour
	return []schedule{
		{"forget old request keys", daily(2, 30), func(ctx context.Context) error { return a.Claims.Forget(ctx, claims) }},
		{"tidy the database", daily(3, 0), func(ctx context.Context) error { return txn.Optimize(ctx, a.Core) }},
	}
}

func daily(hour, minute uint) gocron.JobDefinition {
	return gocron.DailyJob(1, gocron.NewAtTimes(gocron.NewAtTime(hour, minute, 0)))
}

// Clock starts the schedules; stop ends them and waits for one that runs.
func Clock(a *app.App) (stop func() error, err error) {
	s, err := gocron.NewScheduler(gocron.WithLocation(clock.IST))
	if err != nil {
		return nil, err
	}
	for _, job := range table(a) {
		run := func() {
			if err := job.verb(act.As(job.name)); err != nil {
				a.Core.Logger().Error("schedule failed", slog.String("name", job.name), slog.Any("error", err))
			}
		}
		if _, err := s.NewJob(job.when, gocron.NewTask(run), gocron.WithName(job.name), gocron.WithSingletonMode(gocron.LimitModeReschedule)); err != nil {
			return nil, err
		}
	}
	s.Start()
	return s.Shutdown, nil
}
