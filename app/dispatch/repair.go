package dispatch

import (
	"context"
	"fmt"
	"strings"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// Upset is what went wrong with the day under way. Technician is who it concerns; the rest may be empty.
type Upset struct {
	Cause                  Cause
	Job, Visit, Technician string
}

// What is worth a repair, and how long the answer of a person stands.
const (
	overrunAfter = 15 * time.Minute // past the planned end
	lateAfter    = 30 * time.Minute // past the planned start, and not on the way
	gapLeast     = 45 * time.Minute // that a cancellation leaves
	refreshAfter = 15 * time.Minute // an open proposal is worked out anew
	answeredFor  = time.Hour        // what a person decided is not asked again
)

// ProposeRepair proposes how the rest of today goes on after something went wrong: whose visits go to somebody else, and when
// customers are called on now. Only visits of the technician concerned move, but a gap may be filled with any; promises of urgent and
// normal visits may break, at a price. The same upset has one open proposal, and none for a while after somebody has decided on one.
// made is false where nothing was to be proposed.
// Errors: Forbidden; NotFound.
func (s *Service) ProposeRepair(ctx context.Context, up Upset) (p Proposal, made bool, err error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return Proposal{}, false, err
	}
	if asked, err := s.asked(ctx, up); err != nil || asked {
		return Proposal{}, false, err
	}
	ctx = act.Begin(ctx, "proposals.make", "")
	in, err := s.repairAsk(ctx, up)
	if err != nil {
		return Proposal{}, false, err
	}
	p, err = s.offer(ctx, in)
	if isNothing(err) {
		return p, false, nil
	}
	return p, err == nil, err
}

// asked reports whether the upset has a proposal that is fresh enough, or was decided a short while ago.
func (s *Service) asked(ctx context.Context, up Upset) (bool, error) {
	return s.answered(ctx, up, clock.Now().Add(-refreshAfter), clock.Now().Add(-answeredFor))
}

// repairAsk says for each cause what may move.
func (s *Service) repairAsk(ctx context.Context, up Upset) (planAsk, error) {
	what, err := s.upsetWords(ctx, up)
	if err != nil {
		return planAsk{}, err
	}
	his := func(w jobs.Work) bool { return w.Technician == up.Technician }
	in := planAsk{
		dayAsk: dayAsk{day: clock.Today(), quiet: true}, kind: Repair, cause: up.Cause, job: up.Job, visit: up.Visit, technician: up.Technician,
		time: upsetTime, free: his, title: func(p Proposal) string { return repairTitle(what, p) },
	}
	switch up.Cause {
	case CauseOverrun, CauseLate, CauseAbsent:
		in.soft = func(w jobs.Work) bool { return w.Priority > 1 && his(w) }
		in.loose, in.arrivals = his, up.Cause == CauseOverrun
		if up.Cause == CauseLate {
			in.missing = up.Technician
		}
	case CauseRejected:
		in.jobs, in.free = []string{up.Job}, func(jobs.Work) bool { return false }
		in.soft = func(w jobs.Work) bool { return w.Job == up.Job && w.Priority > 1 }
	case CauseCancelled:
		in.due, in.free = true, nil
	}
	return in, nil
}

// upsetWords is what happened, for the title.
func (s *Service) upsetWords(ctx context.Context, up Upset) (string, error) {
	name, no := "Somebody", ""
	if up.Technician != "" {
		t, err := s.people.Technician(ctx, up.Technician)
		if err != nil {
			return "", err
		}
		name = t.Name
	}
	if up.Job != "" {
		j, err := s.jobs.Get(ctx, up.Job)
		if err != nil {
			return "", err
		}
		no = j.No
	}
	switch up.Cause {
	case CauseOverrun:
		return fmt.Sprintf("%s takes longer at %s", name, no), nil
	case CauseLate:
		return fmt.Sprintf("%s has not come to %s", name, no), nil
	case CauseAbsent:
		return name + " is away", nil
	case CauseRejected:
		return fmt.Sprintf("%s cannot go to %s", name, no), nil
	}
	return fmt.Sprintf("%s fell out with %s", no, name), nil
}

// repairTitle is "Ravi is away: 2 visits move, 1 new visit".
func repairTitle(what string, p Proposal) string {
	fresh := 0
	for _, m := range p.Moves {
		fresh += first(m.From.Zero())
	}
	var parts []string
	if n := len(p.Moves) - fresh; n > 0 {
		parts = append(parts, counted(n, "visit moves", "visits move"))
	}
	if fresh > 0 {
		parts = append(parts, counted(fresh, "new visit", "new visits"))
	}
	if len(parts) == 0 {
		return what
	}
	return what + ": " + strings.Join(parts, ", ")
}
