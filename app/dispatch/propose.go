package dispatch

import (
	"context"
	"hash/fnv"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/route"
	"doorstep/app/txn"
)

// planAsk is a proposal that is wanted: what of a day is planned, why, and what may move.
type planAsk struct {
	dayAsk
	kind                   ProposalKind
	cause                  Cause
	job, visit, technician string // of the cause, where there is one
	time                   time.Duration
	free                   func(jobs.Work) bool // which visits may move; nil: all
	arrivals               bool                 // new arrivals are worth a proposal by themselves: the day has shifted
	title                  func(p Proposal) string
}

// gainLeast is what a plan has to save, in seconds of travel, to be worth a proposal.
const gainLeast = 60

func nothingToGain(day clock.Date) error {
	return fault.New(fault.Conflict, "nothing_to_gain", "day", day.Short())
}

func pastDay() error { return fault.Field("day", "plan_day_past") }

// propose works out a proposal and stores nothing. One without moves gains nothing against the plan that stands.
func (s *Service) propose(ctx context.Context, in planAsk) (Proposal, error) {
	d, err := s.day(ctx, in.dayAsk)
	if err != nil {
		return Proposal{}, err
	}
	before := d.baseline()
	after := d.search(ctx, before, in)
	p := Proposal{
		Day: in.day, Kind: in.kind, Cause: in.cause, State: Open, Job: in.job, Visit: in.visit, Technician: in.technician, Ways: d.Ways,
		MadeBy: act.From(ctx).Name, Made: d.Now, Before: d.measure(before), After: d.measure(after), Unserved: d.unserved(before, after),
	}
	if in.arrivals || d.gains(before, after) {
		p.Moves = d.moves(before, after, in)
	}
	p.After.PromisesMoved, p.After.Technicians = 0, 0
	for _, m := range p.Moves {
		p.After.PromisesMoved += first(m.BreaksPromise)
		p.After.Technicians += first(!m.From.Zero() && !m.To.Zero() && m.From.Technician != m.To.Technician)
	}
	if in.title != nil {
		p.Title = in.title(p)
	}
	return p, nil
}

// roundsEach is how many rounds by visit are searched at most: a small day is planned long before its time is over.
const roundsEach = 2000

// search looks for a better plan than the one that stands and returns that one where there is none.
func (d *Loaded) search(ctx context.Context, before route.Plan, in planAsk) route.Plan {
	from := before
	if at := slices.IndexFunc(d.Work, func(w jobs.Work) bool { return w.Job == in.job && w.Visit == "" }); in.kind == Emergency && at >= 0 && slices.Contains(before.Unserved, at) {
		from = route.Place(d.Problem, before, at)
	}
	o := route.Options{Seed: seedOf(d.Day), Time: in.time, Rounds: roundsEach * len(d.Work), From: &from}
	if in.free != nil {
		o.Free = make([]bool, len(d.Work))
		for i, w := range d.Work {
			o.Free[i] = w.Visit == "" || in.free(w)
		}
	}
	found, _ := route.Solve(ctx, d.Problem, o)
	best, least := before, d.Problem.Price(before).Total()
	if price := d.Problem.Price(found).Total(); price < least {
		best, least = found, price
	}
	calm := d.settled(best)
	if d.Problem.Price(calm).Total() <= max(least, d.Problem.Price(before).Total()-gainLeast) {
		return calm
	}
	return best
}

// seedOf is the seed of a day, so that the same day is planned the same way.
func seedOf(day clock.Date) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(day))
	return h.Sum64()
}

// gains reports whether the plan is worth moving anybody.
func (d *Loaded) gains(before, after route.Plan) bool {
	return len(after.Unserved) < len(before.Unserved) ||
		d.Problem.Price(before).Total()-d.Problem.Price(after).Total() >= gainLeast
}

// offer works out a proposal and stores it; open ones of the same kind, day and cause are outdated by it. Where nothing is gained
// nothing is stored and the proposal comes back with the fault.
// Errors: those of day; Conflict nothing_to_gain.
func (s *Service) offer(ctx context.Context, in planAsk) (Proposal, error) {
	p, err := s.propose(ctx, in)
	if err != nil {
		return Proposal{}, err
	}
	if len(p.Moves) == 0 {
		return p, nothingToGain(in.day)
	}
	return s.keepProposal(ctx, p)
}

// keepProposal stores a new proposal in place of those that it overtakes.
func (s *Service) keepProposal(ctx context.Context, p Proposal) (Proposal, error) {
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		open, err := proposalsWhere(ctx, tx, "day = {:day} AND state = 'open'", map[string]any{"day": string(p.Day)})
		if err != nil {
			return err
		}
		for _, old := range open {
			if old.overtakenBy(p) {
				if _, err := s.decide(ctx, tx, old.ID, 0, func(old *Proposal) { old.State = Outdated }); err != nil {
					return err
				}
			}
		}
		if p, err = newProposal(ctx, tx, p); err != nil {
			return err
		}
		return s.Events.Proposed.Trigger(&Proposed{Ctx: ctx, Tx: tx, Proposal: p})
	})
	return p, err
}

// overtakenBy reports whether a later proposal takes the place of this one: a plan of the day that of any other, whatever else that of
// the same occasion.
func (p Proposal) overtakenBy(later Proposal) bool {
	if p.Day != later.Day || p.Kind != later.Kind {
		return false
	}
	return p.Kind == DayPlan || p.Job == later.Job && p.Visit == later.Visit && p.Technician == later.Technician && p.Cause == later.Cause
}

// team is who makes a visit in a plan, the lead first: whoever led before, where he is still among them.
func (d *Loaded) team(plan route.Plan, visit int) []int {
	var all []int
	for t, stops := range plan.Routes {
		if slices.ContainsFunc(stops, func(s route.Stop) bool { return s.Visit == visit }) {
			all = append(all, t)
		}
	}
	return d.led(visit, all)
}

func (d *Loaded) led(visit int, team []int) []int {
	v := &d.Problem.Visits[visit]
	if v.Was == nil || len(team) < 2 {
		return team
	}
	for _, lead := range v.Was.Technicians {
		if at := slices.Index(team, lead); at >= 0 {
			return append([]int{lead}, slices.Delete(slices.Clone(team), at, at+1)...)
		}
	}
	return team
}
