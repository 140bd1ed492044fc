package contracts

import (
	"context"
	"slices"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// RuleText says in words when the plan as typed brings a visit; empty where its rule or its first day cannot be read.
func (in PlanInput) RuleText() string {
	var r planReader
	rule, first := in.rule(&r), r.day("first", in.First)
	if r.Err() != nil {
		return ""
	}
	return rule.TextFrom(first)
}

// Date is one date of a plan with the plan's name and the number of its job. Errors: Forbidden; NotFound.
func (s *Service) Date(ctx context.Context, id string) (PlanDate, error) {
	if err := act.Require(ctx, See); err != nil {
		return PlanDate{}, err
	}
	_, d, err := findDate(s.app, id)
	if err != nil {
		return PlanDate{}, err
	}
	all, err := s.datesOf(ctx, d.Contract)
	if err != nil {
		return PlanDate{}, err
	}
	i := slices.IndexFunc(all, func(d PlanDate) bool { return d.ID == id })
	if i < 0 { // it went in between
		return PlanDate{}, fault.New(fault.NotFound, "not_found")
	}
	return all[i], nil
}
