package settings

import (
	"context"
	"strconv"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// DispatchInput is how technicians are ranked and what plans may break, as typed.
type DispatchInput struct {
	Rev                                                 int
	Travel, SLA, Skill, Parts, Load, Preferred, History string
	Overlap, OutOfHours                                 string
	FenceM, AcceptMin, TrailDays                        string
}

// UpdateDispatch changes weights and policies. Faults number_range {min,max} and required beside the fields, weights_none
// beside travel; Stale.
func (s *Service) UpdateDispatch(ctx context.Context, in DispatchInput) (Company, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return Company{}, err
	}
	ctx = act.Begin(ctx, "settings.dispatch", "")
	w, p, err := in.parse()
	if err != nil {
		return Company{}, err
	}
	return s.change(ctx, in.Rev, func(c *Company) { c.Weights, c.Policies = w, p })
}

func (in DispatchInput) parse() (Weights, Policies, error) {
	var check fault.Check
	w := Weights{
		Travel: whole(&check, "travel", in.Travel, 0, 100), SLA: whole(&check, "sla", in.SLA, 0, 100),
		Skill: whole(&check, "skill", in.Skill, 0, 100), Parts: whole(&check, "parts", in.Parts, 0, 100), Load: whole(&check, "load", in.Load, 0, 100),
		Preferred: whole(&check, "preferred", in.Preferred, 0, 100), History: whole(&check, "history", in.History, 0, 100),
	}
	p := Policies{
		Overlap: choice(&check, "overlap", in.Overlap), OutOfHours: choice(&check, "out_of_hours", in.OutOfHours),
		FenceM:    whole(&check, "fence_m", in.FenceM, 8, 2000),
		AcceptMin: whole(&check, "accept_min", in.AcceptMin, 1, 1440),
		TrailDays: whole(&check, "trail_days", in.TrailDays, 1, 365),
	}
	if check.Err() == nil {
		check.That(w.Sum() > 0, fault.Field("travel", "weights_none"))
	}
	return w, p, check.Err()
}

// whole reads a whole number from min to max; fault number_range {min,max} beside the field.
func whole(check *fault.Check, field, typed string, min, max int) int {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	check.That(err == nil && n >= min && n <= max, fault.Field(field, "number_range", "min", min, "max", max))
	return n
}

func choice(check *fault.Check, field, typed string) string {
	check.Need(typed == Forbid || typed == Warn || typed == Allow, field)
	return typed
}
