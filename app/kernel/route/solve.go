package route

import (
	"context"
	"runtime"
	"time"
)

// Options are how long to search, from where, and what may change.
type Options struct {
	Seed    uint64        // the same Seed and Rounds without Time give the same plan
	Time    time.Duration // 0: no limit by time
	Rounds  int           // by thread; 0: no limit. Without both and without a deadline of the context the search takes usualTime
	Threads int           // 0: two, or one where there is only one processor
	From    *Plan         // the plan to start from; visits missing from it are unserved
	Free    []bool        // by visit: may it be moved? Others keep technician and order. nil: all
}

// usualTime is how long a search takes that has no limit at all.
const usualTime = 10 * time.Second

// Stats are what a search did.
type Stats struct {
	Rounds int   // of all threads
	First  int64 // price of the plan it began with
	Price  int64 // price of the plan it ended with
}

// Solve searches for a cheap plan until its time or rounds are over or ctx is cancelled; what it returns then is the cheapest it came
// by, never dearer than From if that can be kept.
func Solve(ctx context.Context, p *Problem, o Options) (Plan, Stats) {
	return solve(ctx, p, o, wall)
}

// watch makes for the thread that calls it a function that says how much time it has used.
type watch func() func() time.Duration

// wall is the watch of ordinary runs. A deadline is the way to measure that needs no reading of the present.
func wall() func() time.Duration {
	const far = 1000 * time.Hour
	ctx, cancel := context.WithTimeout(context.Background(), far)
	end, _ := ctx.Deadline()
	cancel()
	return func() time.Duration { return far - time.Until(end) }
}

func solve(ctx context.Context, p *Problem, o Options, w watch) (Plan, Stats) {
	used := w()
	if len(p.Technicians) == 0 || len(p.Visits) == 0 {
		plan := nobodyGoes(p)
		price := p.Price(plan).Total()
		return plan, Stats{First: price, Price: price}
	}
	m := compile(p)
	if o.Time == 0 && o.Rounds == 0 {
		o.Time = usualTime
		if end, ok := ctx.Deadline(); ok {
			o.Time = time.Until(end)
		}
	}
	threads := o.Threads
	if threads == 0 {
		threads = min(2, runtime.GOMAXPROCS(0))
	}
	t := newTeam(m, o, threads)
	stats := Stats{First: t.best.cost}
	defer t.dismiss()
	t.start(o, w, used())
	t.run(ctx, t.stretches(o))
	for _, m := range t.member {
		stats.Rounds += m.stretch.rounds
	}
	plan := m.plan(&t.best)
	stats.Price = p.Price(plan).Total()
	if o.From != nil && len(Check(p, *o.From)) == 0 {
		if from := p.Price(*o.From).Total(); from < stats.Price {
			return *o.From, Stats{Rounds: stats.Rounds, First: stats.First, Price: from}
		}
	}
	return plan, stats
}

func nobodyGoes(p *Problem) Plan {
	plan := Plan{Routes: make([][]Stop, len(p.Technicians))}
	for visit := range p.Visits {
		plan.Unserved = append(plan.Unserved, visit)
	}
	return plan
}
