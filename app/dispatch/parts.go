package dispatch

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
)

// RuleParts is broken where nobody is to be sent without the parts and some are not on the van.
const RuleParts = "parts"

// Missing is what of the expected parts the technician does not carry, with how much of each. What other visits of his day take of
// the same part is not counted.
func Missing(w Worker, ask Ask) []jobs.Load {
	var lacks []jobs.Load
	for _, p := range ask.Parts {
		if has := max(w.Carries[p.Item], 0); has < p.Milli {
			p.Milli -= has
			lacks = append(lacks, p)
		}
	}
	return lacks
}

// partsFit is the share of the expected parts that he has with him, counted by kind of part.
func partsFit(w Worker, ask Ask) (float64, string) {
	lacks := Missing(w, ask)
	has, of := len(ask.Parts)-len(lacks), len(ask.Parts)
	text := fmt.Sprintf("has %d of %d parts on the van", has, of)
	switch {
	case of == 1 && has == 1:
		text = "has the part on the van"
	case has == of:
		text = fmt.Sprintf("has all %d parts on the van", of)
	case len(lacks) <= 2:
		text += ", lacks " + loadsText(lacks)
	}
	return float64(has) / float64(of), text
}

// carriesSomething reports whether the parts tell the workers apart.
func carriesSomething(workers []Worker, ask Ask) bool {
	return len(ask.Parts) > 0 && slices.ContainsFunc(workers, func(w Worker) bool { return len(Missing(w, ask)) < len(ask.Parts) })
}

// loadsText is "2 × Capacitor 50 µF, 1 × Contactor".
func loadsText(loads []jobs.Load) string {
	all := make([]string, len(loads))
	for i, l := range loads {
		all[i] = catalog.QtyText(l.Milli) + " × " + l.Name
	}
	return strings.Join(all, ", ")
}

// equipped refuses to send somebody without the parts where the job wants them first, unless that rule was set aside.
func (s *Service) equipped(ctx context.Context, visit string) error {
	v, err := s.jobs.Visit(ctx, visit)
	if err != nil {
		return err
	}
	j, err := s.jobs.Get(ctx, v.Job)
	if err != nil || !j.PartsFirst || slices.ContainsFunc(v.Overrides, func(o jobs.Override) bool { return o.Rule == RuleParts }) {
		return err
	}
	parts, err := s.jobs.Loads(ctx, []string{v.Job})
	if err != nil {
		return err
	}
	carried, err := s.stock.Carried(ctx)
	if err != nil {
		return err
	}
	if lacks := Missing(Worker{Carries: carried[v.Technician]}, Ask{Parts: parts}); len(lacks) > 0 {
		return fault.New(fault.Conflict, "parts_missing", "what", loadsText(lacks))
	}
	return nil
}
