package hooks

import (
	"context"
	"errors"
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
	const claims, messageDays = 30 * 24 * time.Hour, 30
	return []schedule{
		{"forget old request keys", daily(2, 30), func(ctx context.Context) error { return a.Claims.Forget(ctx, claims) }},
		{"send waiting messages", gocron.DurationJob(time.Minute), func(context.Context) error { a.Notify.Wake(); return nil }},
		{"match claims with bank lines", gocron.DurationJob(time.Minute), func(ctx context.Context) error { _, err := a.Payments.MatchClaims(ctx); return err }},
		{"ask the payment gateway", gocron.DurationJob(time.Minute), a.Payments.Poll},
		{"forget sent messages", daily(2, 40), func(ctx context.Context) error { return a.Notify.Forget(ctx, messageDays) }},
		{"forget old positions", daily(2, 35), func(ctx context.Context) error { return forgetPositions(ctx, a) }},
		{"clear unfinished uploads", daily(2, 45), func(ctx context.Context) error { _, err := a.Sync.ClearUploads(ctx); return err }},
		{"tidy the database", daily(3, 0), func(ctx context.Context) error { return txn.Optimize(ctx, a.Core) }},
	}
}

// forgetPositions takes away where people were longer ago than the company keeps it; before set-up there is nothing.
func forgetPositions(ctx context.Context, a *app.App) error {
	before, err := a.Settings.PositionsFrom(ctx)
	if err != nil || before.IsZero() {
		return err
	}
	return errors.Join(a.People.ForgetPositions(ctx, before), a.Jobs.ForgetPositions(ctx, before),
		a.Payments.ForgetPositions(ctx, before), a.Sync.ForgetPositions(ctx, before))
}

func daily(hour, minute uint) gocron.JobDefinition {
	return gocron.DailyJob(1, gocron.NewAtTimes(gocron.NewAtTime(hour, minute, 0)))
}

// Clock starts the schedules and the worker that sends messages; stop ends them and waits for what runs.
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
	ctx, cancel := context.WithCancel(act.As("messages"))
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.Notify.Work(ctx)
	}()
	return func() error {
		cancel()
		err := s.Shutdown()
		<-done
		return err
	}, nil
}
