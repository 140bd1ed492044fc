package dispatch

import (
	"context"
	"fmt"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/settings"
)

// upsetTime is how long the answer to an emergency, or to a day that went wrong, is searched for.
const upsetTime = 300 * time.Millisecond

// ProposeEmergency proposes at once who goes to a job that has no visit, who gives way, and when those come instead. Visits of lower
// urgency may lose their promise, at a price. It is looked for today, or on the day promised, and otherwise on the next. Where the
// company has set it so and no promise breaks, the proposal is applied in the name of that rule.
// Errors: Forbidden; NotFound; Conflict nothing_to_gain {day}, then the Proposal says why nobody can go.
func (s *Service) ProposeEmergency(ctx context.Context, job string) (Proposal, error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return Proposal{}, err
	}
	ctx = act.Begin(ctx, "proposals.make", "")
	j, err := s.jobs.Get(ctx, job)
	if err != nil {
		return Proposal{}, err
	}
	first := BestDay(j)
	p, err := s.offer(ctx, emergencyAsk(j, first))
	if isNothing(err) && j.PromisedFrom.IsZero() {
		if later, err := s.offer(ctx, emergencyAsk(j, first.AddDays(1))); err == nil {
			return s.byRule(later)
		}
	}
	if err != nil {
		return p, err
	}
	return s.byRule(p)
}

func emergencyAsk(j jobs.Job, day clock.Date) planAsk {
	return planAsk{
		dayAsk: dayAsk{day: day, jobs: []string{j.ID}, atOnce: true, soft: func(w jobs.Work) bool { return w.Priority > j.Priority }},
		kind:   Emergency, cause: CauseEmergency, job: j.ID, time: upsetTime,
		title: func(p Proposal) string { return emergencyTitle(j, p) },
	}
}

// emergencyTitle is "P1 J-00412: Ravi goes at 11:20, 2 visits move".
func emergencyTitle(j jobs.Job, p Proposal) string {
	title, moved := fmt.Sprintf("P%d %s: nobody can go", j.Priority, j.No), 0
	for _, m := range p.Moves {
		if m.Job == j.ID {
			title = fmt.Sprintf("P%d %s: %s goes at %s", j.Priority, j.No, m.To.Name, clock.HM(m.To.Start))
		} else {
			moved++
		}
	}
	if moved > 0 {
		title += ", " + counted(moved, "visit moves", "visits move")
	}
	return title
}

// ruleName acts where the company has set that a plan applies itself.
const ruleName = "rule for emergencies"

// byRule applies the proposal of an emergency where the company wants that and no promise breaks.
func (s *Service) byRule(p Proposal) (Proposal, error) {
	ctx := act.As(ruleName)
	c, err := s.settings.Company(ctx)
	if err != nil || c.Planning.Emergency != settings.EmergencyApply {
		return p, err
	}
	goes := false
	for _, m := range p.Moves {
		if m.BreaksPromise || m.To.Zero() {
			return p, nil
		}
		goes = goes || m.Job == p.Job
	}
	if !goes {
		return p, nil
	}
	return s.applyPlan(ctx, p.ID, p.Rev, nil, true)
}
