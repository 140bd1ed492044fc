package hooks

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-co-op/gocron/v2"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/settings"
	"doorstep/app/txn"
)

const (
	// early is by how much the scheduler may wake before the planned instant.
	early = time.Minute
	// late is how long after the planned instant the scheduler itself may still come.
	late = 2 * time.Minute
	// quietFor is how long what runs every few minutes and does nothing is not written down.
	quietFor = time.Hour
	whyMost  = 500
)

// clockwork runs the schedules of its table, each alone, and keeps how that went. It implements app.Clock.
type clockwork struct {
	app     *app.App
	table   []schedule
	planned map[string][]gocron.Job
	woken   chan struct{}

	mu      sync.Mutex
	running map[string]bool
	quiet   map[string]settings.Run // newer than what is written down
}

func newClockwork(a *app.App, table []schedule) *clockwork {
	return &clockwork{app: a, table: table, planned: map[string][]gocron.Job{}, woken: make(chan struct{}, 1), running: map[string]bool{}, quiet: map[string]settings.Run{}}
}

// Schedules lists what there is, as app.Clock says.
func (c *clockwork) Schedules(ctx context.Context) ([]settings.Schedule, error) {
	last, err := c.app.Settings.Runs(ctx)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	running := maps.Clone(c.running)
	maps.Copy(last, c.quiet)
	c.mu.Unlock()
	all := make([]settings.Schedule, len(c.table))
	for i, s := range c.table {
		all[i] = settings.Schedule{Name: s.name, When: s.when.String(), Running: running[s.name], Last: last[s.name]}
		for _, job := range c.planned[s.name] {
			next, err := job.NextRun()
			if err == nil && !next.IsZero() && (all[i].Next.IsZero() || next.Before(all[i].Next)) {
				all[i].Next = next
			}
		}
	}
	return all, nil
}

// RunNow runs a schedule for whoever acts, as app.Clock says. It counts for the last planned instant.
func (c *clockwork) RunNow(ctx context.Context, name string) (settings.Run, error) {
	if err := act.Require(ctx, settings.RunSchedules); err != nil {
		return settings.Run{}, err
	}
	at := slices.IndexFunc(c.table, func(s schedule) bool { return s.name == name })
	if at < 0 {
		return settings.Run{}, fault.New(fault.NotFound, "not_found")
	}
	s := c.table[at]
	if c.busy(name) {
		return settings.Run{}, running()
	}
	// The request is claimed before, so that its repetition runs nothing; who asked may go away meanwhile.
	if err := txn.Run(ctx, c.app.Core, func(core.App) error { return nil }); err != nil {
		return settings.Run{}, err
	}
	return c.run(act.Unclaimed(context.WithoutCancel(ctx)), s, s.when.due(clock.Now()), false)
}

// Wake has the prompt schedules look for work, as app.Clock says.
func (c *clockwork) Wake() {
	select {
	case c.woken <- struct{}{}:
	default: // they are about to look anyway
	}
}

// watch runs the prompt schedules in their order whenever the clock is woken, until ctx ends.
func (c *clockwork) watch(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.woken:
		}
		for _, s := range c.table {
			if s.prompt && ctx.Err() == nil {
				_, err := c.run(as(ctx, s), s, s.when.due(clock.Now()), false)
				c.log(s, err)
			}
		}
	}
}

// fire is a run at its time. What ran for that time already, or runs just now, is left alone.
func (c *clockwork) fire(ctx context.Context, s schedule, w when) {
	due := s.when.due(clock.Now())
	if w.daily() {
		due = s.when.due(clock.Now().Add(early))
		if last, err := c.app.Settings.LastRun(ctx, s.name); err != nil || settled(last, due) {
			c.log(s, err)
			return
		}
	}
	_, err := c.run(as(ctx, s), s, due, false)
	c.log(s, err)
}

// catchUp runs, one after the other, the daily schedules whose last time is to be made up for.
func (c *clockwork) catchUp(ctx context.Context, wanting func(last settings.Run, due time.Time) bool) {
	for _, s := range c.table {
		if !s.when.daily() || ctx.Err() != nil {
			continue
		}
		due := s.when.due(clock.Now())
		last, err := c.app.Settings.LastRun(ctx, s.name)
		if err == nil && wanting(last, due) {
			_, err = c.run(as(ctx, s), s, due, true)
		}
		c.log(s, err)
	}
}

// settled reports whether the schedule ran well for the instant, or for the next one already: then the clock was moved back.
// A run for an instant further ahead was made by a clock that was wrong, and settles nothing.
func settled(last settings.Run, due time.Time) bool {
	ahead := last.Due.Sub(due)
	return last.Done(last.Due) && ahead >= 0 && ahead <= 24*time.Hour
}

// missed is what the start makes up for: whatever did not end well.
func missed(last settings.Run, due time.Time) bool { return !settled(last, due) }

// passedOver is what a clock that runs makes up for: what was not even tried. What failed is left to a person or the next time.
func passedOver(last settings.Run, due time.Time) bool {
	return !last.Due.Equal(due) && !settled(last, due) && clock.Now().Sub(due) > late
}

func as(ctx context.Context, s schedule) context.Context {
	return act.In(ctx, act.From(act.As(s.name)))
}

// run runs the schedule for the instant, alone, and keeps how it went. That the verb failed is in the run, not an error.
// Errors: Conflict schedule_running; what keeps the run from being written down.
func (c *clockwork) run(ctx context.Context, s schedule, due time.Time, caughtUp bool) (settings.Run, error) {
	if !c.enter(s.name) {
		return settings.Run{}, running()
	}
	defer c.leave(s.name)
	last, err := c.app.Settings.LastRun(ctx, s.name)
	if err != nil {
		return settings.Run{}, err
	}
	if due.IsZero() {
		due = clock.Now()
	}
	r := last.Begin(s.name, due)
	if s.when.daily() {
		if err := c.app.Settings.BeginRun(ctx, r); err != nil {
			return r, err
		}
	}
	did, err := c.safely(ctx, s)
	if err != nil && ctx.Err() != nil { // cut off by the end of the appliance: the next start makes up for it
		return r, nil
	}
	if err != nil {
		c.app.Core.Logger().Error("schedule failed", slog.String("name", s.name), slog.Any("error", err))
	}
	r = r.End(did, why(err))
	if caughtUp && err == nil {
		r.CaughtUp = due
	}
	return r, c.keep(ctx, s, last, r)
}

// keep writes the run down, unless it is one of many that did nothing.
func (c *clockwork) keep(ctx context.Context, s schedule, last, r settings.Run) error {
	idle := r.Did == "" && r.Failures == 0 && last.Failures == 0
	if idle && !s.when.daily() && r.Finished.Sub(last.Finished).Abs() < quietFor {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.quiet[s.name] = r
		return nil
	}
	err := c.app.Settings.EndRun(ctx, r)
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.quiet, s.name)
	return err
}

// safely runs the verb; a panic becomes its error.
func (c *clockwork) safely(ctx context.Context, s schedule) (did string, err error) {
	defer func() {
		if p := recover(); p != nil {
			c.app.Core.Logger().Error("schedule panicked", slog.String("name", s.name), slog.String("stack", string(debug.Stack())))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return s.verb(ctx)
}

func running() error { return fault.New(fault.Conflict, "schedule_running") }

func (c *clockwork) busy(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.running[name]
}

func (c *clockwork) enter(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running[name] {
		return false
	}
	c.running[name] = true
	return true
}

func (c *clockwork) leave(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.running, name)
}

// log notes what kept a schedule from running. One that runs already is no failure.
func (c *clockwork) log(s schedule, err error) {
	if err == nil || errors.Is(err, context.Canceled) || fault.KindOf(err) == fault.Conflict {
		return
	}
	c.app.Core.Logger().Error("schedule did not run", slog.String("name", s.name), slog.Any("error", err))
}

// why is the error in words: those of a fault, or its own.
func why(err error) string {
	if err == nil {
		return ""
	}
	text := err.Error()
	if fault.KindOf(err) != fault.Internal {
		var lines []string
		for _, e := range fault.All(err) {
			lines = append(lines, i18n.Message(i18n.English, e))
		}
		text = strings.Join(lines, " ")
	}
	if len(text) > whyMost {
		text = strings.ToValidUTF8(text[:whyMost], "") + "…"
	}
	return text
}
