package hooks

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/go-co-op/gocron/v2"

	"doorstep/app"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// schedule is one thing that happens by the clock. A run twice changes nothing. verb says in words what it did, empty for nothing.
// prompt ones also run when somebody wakes the clock.
type schedule struct {
	name   string
	when   when
	verb   func(ctx context.Context) (did string, err error)
	prompt bool
}

// table is all that runs by itself, in Indian time. What was missed is made up for in this order.
func table(a *app.App) []schedule {
	const claims, messageDays = 30 * 24 * time.Hour, 30
	return append(contractSchedules(a), []schedule{
		{name: "forget old request keys", when: daily(2, 30), verb: silent(func(ctx context.Context) error { return a.Claims.Forget(ctx, claims) })},
		{name: "send waiting messages", when: every(time.Minute), verb: silent(func(context.Context) error { a.Notify.Wake(); return nil })},
		{name: "plan the day", when: every(time.Minute), verb: func(ctx context.Context) (string, error) { return planDay(ctx, a) }},
		{name: "look for what upsets the day", when: every(time.Minute), verb: counting("repair proposed", "repairs proposed", a.Dispatch.RepairDay)},
		{name: "match claims with bank lines", when: every(time.Minute), verb: counting("claim matched", "claims matched", a.Payments.MatchClaims)},
		{name: "ask the payment gateway", when: every(time.Minute), verb: silent(a.Payments.Poll)},
		{name: "forget sent messages", when: daily(2, 40), verb: silent(func(ctx context.Context) error { return a.Notify.Forget(ctx, messageDays) })},
		{name: "forget old positions", when: daily(2, 35), verb: silent(func(ctx context.Context) error { return forgetPositions(ctx, a) })},
		{name: "learn travel times", when: daily(2, 50), verb: a.Dispatch.LearnRoads},
		{name: "clear unfinished uploads", when: daily(2, 45), verb: counting("upload cleared", "uploads cleared", a.Sync.ClearUploads)},
		{name: "tidy the database", when: daily(3, 0), verb: silent(func(ctx context.Context) error { return txn.Optimize(ctx, a.Core) })},
		{name: "copy the data", when: daily(2, 0), verb: a.Backup.Nightly},
		{name: "look back on past days", when: daily(3, 20), verb: a.Dispatch.LookBack},
	}...)
}

// silent is a verb that has nothing to tell.
func silent(verb func(context.Context) error) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) { return "", verb(ctx) }
}

// counting is a verb that tells how many there were.
func counting(one, many string, verb func(context.Context) (int, error)) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		n, err := verb(ctx)
		return counted(n, one, many), err
	}
}

// counted is "1 job" or "12 jobs", and empty for none.
func counted(n int, one, many string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
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

// bindClock makes the schedules known to pages; they stand still until Clock starts them.
func bindClock(a *app.App) { a.Clock = newClockwork(a, table(a)) }

// missedEvery is how often the clock looks for what should have run: a laptop sleeps, and clocks are set.
const missedEvery = 5 * time.Minute

// Clock starts the schedules, after what was missed while the appliance was off, and the worker that sends messages. stop ends
// them and waits for what runs; what it cuts off is made up for at the next start.
func Clock(a *app.App) (stop func() error, err error) {
	s, err := gocron.NewScheduler(gocron.WithLocation(clock.IST))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := newClockwork(a, table(a))
	if err := c.plan(ctx, s); err != nil {
		cancel()
		return nil, errors.Join(err, s.Shutdown())
	}
	a.Clock = c
	s.Start()
	caught, sent := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(caught)
		c.catchUp(ctx, missed)
		c.Wake() // who woke the clock before it was cut off is not forgotten
		c.watch(ctx)
	}()
	go func() {
		defer close(sent)
		a.Notify.Work(act.In(ctx, act.From(act.As("messages"))))
	}()
	return func() error {
		cancel()
		err := s.Shutdown()
		<-caught
		<-sent
		return err
	}, nil
}

// plan hands every schedule to the scheduler.
func (c *clockwork) plan(ctx context.Context, s gocron.Scheduler) error {
	alone := gocron.WithSingletonMode(gocron.LimitModeReschedule)
	for _, job := range c.table {
		for _, w := range job.when.parts() {
			planned, err := s.NewJob(w.definition(), gocron.NewTask(func() { c.fire(ctx, job, w) }), gocron.WithName(job.name), alone)
			if err != nil {
				return err
			}
			c.planned[job.name] = append(c.planned[job.name], planned)
		}
	}
	_, err := s.NewJob(gocron.DurationJob(missedEvery), gocron.NewTask(func() { c.catchUp(ctx, passedOver) }), alone)
	return err
}
