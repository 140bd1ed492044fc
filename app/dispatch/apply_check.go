package dispatch

import (
	"context"
	"fmt"
	"slices"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// applyLate is how far past the start of a move may lie when it is applied.
const applyLate = 10 * time.Minute

// applyCheck holds the moves of a proposal against the day as it has become.
type applyCheck struct {
	day     clock.Date
	workers crew
	work    map[string]jobs.Work // by visit
	stops   []jobs.Stop          // of all, also of helpers
	names   map[string]string    // of technicians
}

func (s *Service) checkOf(ctx context.Context, day clock.Date) (applyCheck, error) {
	c := applyCheck{day: day, work: map[string]jobs.Work{}, names: map[string]string{}}
	var err error
	if c.workers, err = s.crew(ctx, day); err != nil {
		return c, err
	}
	for _, w := range c.workers.workers {
		c.names[w.Technician.ID] = w.Technician.Name
	}
	work, err := s.jobs.WorkOn(ctx, day)
	if err != nil {
		return c, err
	}
	for _, w := range work {
		c.work[w.Visit] = w
	}
	c.stops, err = s.jobs.Stops(ctx, day.Start(), day.AddDays(1).Start(), "")
	return c, err
}

// stale says why a move cannot be made any more, by itself.
func (c applyCheck) stale(ctx context.Context, s *Service, m Move) (state, problem string, err error) {
	refused := func(format string, args ...any) (string, string, error) {
		return moveRefused, fmt.Sprintf(format, args...), nil
	}
	team := append([]string{m.To.Technician}, m.To.Helpers...)
	if m.To.Zero() {
		team = nil
	}
	for _, id := range team {
		at, ok := c.workers.place[id]
		switch {
		case !ok:
			return refused("%s works here no more", m.To.Name)
		case c.workers.workers[at].OnLeave:
			return refused("%s is on leave now", c.names[id])
		case len(c.workers.workers[at].Spans) == 0:
			return refused("%s does not work that day now", c.names[id])
		}
	}
	if !m.To.Zero() && m.To.Start.Before(clock.Now().Add(-applyLate)) {
		return refused("%s has passed", clock.HM(m.To.Start))
	}
	if m.Visit == "" {
		j, err := s.jobs.Get(ctx, m.Job)
		switch {
		case fault.KindOf(err) == fault.NotFound && err != nil:
			return refused("The job is gone")
		case err != nil:
			return "", "", err
		case j.Status != jobs.Unscheduled:
			return refused("The job is %s now", jobWord(j.Status))
		case j.Rev != m.Rev:
			return refused("The job was changed since")
		}
		return "", "", nil
	}
	w, ok := c.work[m.Visit]
	switch {
	case !ok:
		return refused("It was cancelled or moved to another day since")
	case !w.Status.Waiting():
		return refused("It has begun")
	case w.VisitRev != m.Rev:
		return refused("It was changed since: %s at %s", c.names[w.Technician], clock.HM(w.Start.Time()))
	}
	return "", "", nil
}

func jobWord(s jobs.Status) string {
	if s == jobs.InProgress {
		return "in progress"
	}
	return string(s)
}

// overlaps refuses the moves for whose place somebody is needed elsewhere, because what stands there stays. A move that is refused
// leaves its visit where it is, so the others are looked at again.
func (c applyCheck) overlaps(moves []Move, chosen []bool) {
	for again := true; again; {
		again = false
		going := map[string]bool{}
		for i, m := range moves {
			if chosen[i] && m.State != moveRefused && m.Visit != "" {
				going[m.Visit] = true
			}
		}
		for i := range moves {
			m := &moves[i]
			if !chosen[i] || m.State == moveRefused || m.To.Zero() {
				continue
			}
			if stop, ok := c.inTheWay(*m, going); ok {
				m.State, again = moveRefused, true
				m.Problem = fmt.Sprintf("%s has %s from %s to %s then", c.names[stop.Technician], stop.No, clock.HM(stop.Start.Time()), clock.HM(stop.End.Time()))
			}
		}
	}
}

// inTheWay is what stands in the place of a move and does not go away. What should have begun earlier is not in the way: it is made
// when its technician comes to it.
func (c applyCheck) inTheWay(m Move, going map[string]bool) (jobs.Stop, bool) {
	team := append([]string{m.To.Technician}, m.To.Helpers...)
	at := slices.IndexFunc(c.stops, func(s jobs.Stop) bool {
		w := c.work[s.ID]
		return s.ID != m.Visit && !going[s.ID] && !w.Late() && !w.Status.Ended() && slices.Contains(team, s.Technician) &&
			s.Start.Time().Before(m.To.End) && s.End.Time().After(m.To.Start)
	})
	if at < 0 {
		return jobs.Stop{}, false
	}
	return c.stops[at], true
}
