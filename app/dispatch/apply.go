package dispatch

import (
	"context"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// ApplyProposal puts the moves with the keys, or all of them if keys is nil, on the board; the rest of the proposal is over with it.
// A move whose visit was changed meanwhile, or which the day has overtaken, is refused with why, and the others are made. Whoever was
// told of a visit, and whoever gets it instead, is told of the change. The state is applied, part, or outdated where nothing could be
// applied.
// Errors: Forbidden; NotFound; Stale; Conflict proposal_closed; Invalid required beside moves.
func (s *Service) ApplyProposal(ctx context.Context, id string, rev int, keys []string) (Proposal, error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return Proposal{}, err
	}
	return s.applyPlan(ctx, id, rev, keys, false)
}

func (s *Service) applyPlan(ctx context.Context, id string, rev int, keys []string, byRule bool) (Proposal, error) {
	p, err := s.Proposal(ctx, id)
	if err != nil {
		return Proposal{}, err
	}
	ctx = act.Begin(ctx, "proposals.apply", p.Title)
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		var problem error
		p, err = s.decide(ctx, tx, id, rev, func(p *Proposal) { p.ByRule, problem = byRule, s.apply(ctx, p, keys) })
		if problem != nil {
			return problem
		}
		if err != nil || p.State == Outdated {
			return err
		}
		return s.Events.Applied.Trigger(&PlanApplied{Ctx: ctx, Tx: tx, Proposal: p})
	})
	return p, err
}

// apply makes the chosen moves that still can be made and says of each what became of it.
func (s *Service) apply(ctx context.Context, p *Proposal, keys []string) error {
	chosen := make([]bool, len(p.Moves))
	for i, m := range p.Moves {
		chosen[i] = keys == nil || slices.Contains(keys, m.Key)
	}
	if !slices.Contains(chosen, true) {
		return fault.Field("moves", "required")
	}
	check, err := s.checkOf(ctx, p.Day)
	if err != nil {
		return err
	}
	for i := range p.Moves {
		if m := &p.Moves[i]; chosen[i] {
			if m.State, m.Problem, err = check.stale(ctx, s, *m); err != nil {
				return err
			}
		}
	}
	check.overlaps(p.Moves, chosen)
	made := 0
	for i := range p.Moves {
		m := &p.Moves[i]
		if !chosen[i] || m.State == moveRefused {
			continue
		}
		if err := s.make(ctx, *p, *m, check.work[m.Visit]); err != nil {
			return err
		}
		m.State = moveApplied
		made++
	}
	switch made {
	case len(p.Moves):
		p.State = Applied
	case 0:
		p.State = Outdated
	default:
		p.State = Part
	}
	return nil
}

// States of a move.
const (
	moveApplied = "applied"
	moveRefused = "refused"
)

// make puts one move on the board. Who knew of the visit is told of the change, and on a day under way also who gets a new one.
func (s *Service) make(ctx context.Context, p Proposal, m Move, was jobs.Work) error {
	if m.To.Zero() {
		_, err := s.jobs.CancelVisit(ctx, m.Visit, m.Rev, m.Why)
		return err
	}
	told := was.Status == jobs.Dispatched || was.Status == jobs.Accepted
	minutes := int(m.To.End.Sub(m.To.Start).Minutes())
	_, err := s.jobs.SetPlan(ctx, jobs.Plan{
		Job: m.Job, Visit: m.Visit, Rev: m.Rev, Technician: m.To.Technician, Helpers: m.To.Helpers, Start: m.To.Start, Minutes: minutes,
		TravelMin: m.To.TravelMin, Chosen: "plan", Proposal: p.ID, Lock: was.Lock, Tell: told || m.Visit == "" && p.Kind != DayPlan,
	})
	if err != nil || !m.BreaksPromise {
		return err
	}
	c, err := s.settings.Company(ctx)
	if err != nil {
		return err
	}
	from, to := windowOf(m.To.Start, c.Planning.WindowMin)
	_, err = s.jobs.Repromise(ctx, m.Job, from, to)
	return err
}

// Applied reports whether the move stands on the board.
func (m Move) Applied() bool { return m.State == moveApplied }
