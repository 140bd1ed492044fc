package dispatch

import (
	"context"
	"fmt"
	"slices"
	"time"

	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
)

// RuleCrew is broken where fewer go than the job wants.
const RuleCrew = "crew"

// ofLead are the rules that only who leads is held to: he answers for the work, brings the parts, and knows the area.
var ofLead = []string{RuleSkill, RuleParts, RuleMust, RuleArea}

// Helper lists the rules that speak against the technician's going along at the instant. His name stands first, for the lead's
// rules stand in the same list.
func Helper(w Worker, ask Ask, start time.Time) []Violation {
	var found []Violation
	for _, v := range append(Unfit(w, ask), Untimely(w, ask, start)...) {
		switch {
		case slices.Contains(ofLead, v.Rule), v.Rule == RulePast, v.Rule == RuleWindow: // said of the visit once
		default:
			found = append(found, Violation{v.Rule, w.Technician.Name + ": " + v.Text})
		}
	}
	return found
}

// short is the rule that wants so many to go.
func short(ask Ask, helpers int) []Violation {
	if goes := 1 + helpers; goes < ask.Crew {
		return []Violation{{RuleCrew, fmt.Sprintf("%d go together, %d planned", ask.Crew, goes)}}
	}
	return nil
}

// along checks those who go along to a visit: which rules speak against each, and whether they are enough.
// Errors: Invalid helpers technician_gone, crew_most {most}.
func along(workers []Worker, ask Ask, helpers []string, start time.Time) ([]Violation, error) {
	if len(helpers) >= catalog.CrewMost {
		return nil, fault.Field("helpers", "crew_most", "most", catalog.CrewMost)
	}
	var broken []Violation
	for _, id := range helpers {
		at := placeOf(workers, id)
		if at < 0 {
			return nil, fault.Field("helpers", "technician_gone")
		}
		broken = append(broken, Helper(workers[at], ask, start)...)
	}
	return append(broken, short(ask, len(helpers))...), nil
}

func placeOf(workers []Worker, technician string) int {
	return slices.IndexFunc(workers, func(w Worker) bool { return w.Technician.ID == technician })
}

// goAlong are the helpers as they are meant: each once, the lead not among them.
func goAlong(lead string, helpers []string) []string {
	var all []string
	for _, h := range helpers {
		if h != "" && h != lead && !slices.Contains(all, h) {
			all = append(all, h)
		}
	}
	return all
}

// Mate is a technician who may go along, and what speaks against it.
type Mate struct {
	Technician, Name string
	Against          []string
}

// Mates lists who may go along to the job's visit that starts then, the free ones first. lead is left out.
// Errors: NotFound.
func (s *Service) Mates(ctx context.Context, job, visit, lead string, start time.Time, minutes int) ([]Mate, error) {
	j, err := s.jobs.Get(ctx, job)
	if err != nil {
		return nil, err
	}
	j.DurationMin = jobMinutes(j, minutes)
	workers, ask, err := s.around(ctx, j, start, "")
	if err != nil {
		return nil, err
	}
	ask.Visit = visit
	var free, busy []Mate
	for _, w := range workers {
		if w.Technician.ID == lead {
			continue
		}
		m := Mate{w.Technician.ID, w.Technician.Name, texts(Helper(w, ask, start))}
		for i, t := range m.Against {
			m.Against[i] = t[len(m.Name)+2:]
		}
		if len(m.Against) == 0 {
			free = append(free, m)
		} else {
			busy = append(busy, m)
		}
	}
	return append(free, busy...), nil
}

// withMates gives each candidate, the best first, those who go along: the free ones whose way is shortest. A candidate with whom
// not enough are free goes with fewer.
func withMates(workers []Worker, ask Ask, c *Candidate) {
	if ask.Crew <= 1 {
		return
	}
	type near struct {
		Worker
		way time.Duration
	}
	var free []near
	for _, w := range workers {
		if w.Technician.ID == c.Technician || len(Helper(w, ask, c.Start)) > 0 {
			continue
		}
		before, _ := neighbours(w, ask, c.Start)
		from := w.Technician.Home
		if before != nil {
			from = before.At
		}
		free = append(free, near{w, w.Ways.Minutes(from, ask.At, c.Start)})
	}
	slices.SortStableFunc(free, func(a, b near) int { return int(a.way - b.way) })
	for _, w := range free[:min(len(free), ask.Crew-1)] {
		c.Helpers = append(c.Helpers, w.Technician.ID)
		c.With = append(c.With, w.Technician.Name)
	}
}

// jobMinutes keeps the length of a visit that is asked for, otherwise the job's.
func jobMinutes(j jobs.Job, minutes int) int {
	if minutes > 0 {
		return minutes
	}
	return j.DurationMin
}
