package dispatch

import (
	"context"
	"fmt"
	"strings"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// How long a day is planned, in seconds: where nothing is said, and at most.
const (
	planSeconds     = 2
	planSecondsMost = 60
)

// ProposeDay plans a day, or the days of the technicians named, and keeps the plan as a proposal; an open one of the day is outdated
// by it. Visits that have begun, are locked or were promised keep what they have. Where the plan gains nothing over the one that
// stands nothing is stored, and the Proposal comes back with the fault: it says what stays unserved and why.
// Errors: Forbidden; Invalid plan_day_past beside day; Conflict nothing_to_gain {day}.
func (s *Service) ProposeDay(ctx context.Context, day clock.Date, technicians []string, seconds int) (Proposal, error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return Proposal{}, err
	}
	ctx = act.Begin(ctx, "proposals.make", "")
	return s.offer(ctx, wholeDayAsk(ctx, day, technicians, seconds))
}

// Simulate is ProposeDay without storing anything; no moves says that nothing is gained.
// Errors: Forbidden; Invalid plan_day_past beside day.
func (s *Service) Simulate(ctx context.Context, day clock.Date, technicians []string, seconds int) (Proposal, error) {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return Proposal{}, err
	}
	return s.propose(ctx, wholeDayAsk(ctx, day, technicians, seconds))
}

func wholeDayAsk(ctx context.Context, day clock.Date, technicians []string, seconds int) planAsk {
	if seconds <= 0 {
		seconds = planSeconds
	}
	cause := Asked
	if act.From(ctx).Source == act.System {
		cause = ByClock
	}
	return planAsk{
		dayAsk: dayAsk{day: day, technicians: technicians, due: true}, kind: DayPlan, cause: cause,
		time: time.Duration(min(seconds, planSecondsMost)) * time.Second, title: dayTitle,
	}
}

// dayTitle sums up a plan of a day: "Plan of Mon 16 Nov: 5 new visits, 2 visits move, 34 min less travel".
func dayTitle(p Proposal) string {
	fresh := 0
	for _, m := range p.Moves {
		fresh += first(m.From.Zero())
	}
	var parts []string
	if fresh > 0 {
		parts = append(parts, counted(fresh, "new visit", "new visits"))
	}
	if n := len(p.Moves) - fresh; n > 0 {
		parts = append(parts, counted(n, "visit moves", "visits move"))
	}
	if less := p.Before.TravelMin - p.After.TravelMin; less > 0 {
		parts = append(parts, fmt.Sprintf("%d min less travel", less))
	}
	if n := len(p.Unserved); n > 0 {
		parts = append(parts, counted(n, "job stays open", "jobs stay open"))
	}
	return "Plan of " + p.Day.Short() + ": " + strings.Join(parts, ", ")
}
