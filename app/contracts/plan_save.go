package contracts

import (
	"context"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// SavePlan enters a plan, or changes one. On a contract that was put in force its dates follow: what nobody has touched and is still
// to come is made anew, everything else stays.
// Errors: Forbidden; NotFound; Stale; Conflict contract_over, plan_ended; beside their fields required, number_range, date_bad,
// hour_bad, invalid, too_long, window_half, window_backwards, phone_form, qty_form, skill_twice, skill_unknown, item_unknown,
// not_found, plan_site, plan_machine, asset_elsewhere, plan_first, plan_never, and those of recur.
func (s *Service) SavePlan(ctx context.Context, in PlanInput) (Plan, error) {
	if err := act.Require(ctx, Write); err != nil {
		return Plan{}, err
	}
	ctx = act.Begin(ctx, "contracts.plan", "")
	var saved Plan
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		r, p, c, err := s.typed(ctx, in)
		if err != nil {
			return err
		}
		if p.Ended {
			return fault.New(fault.Conflict, "plan_ended")
		}
		p.write(r)
		if err := txn.Save(ctx, tx, r, in.Rev); err != nil {
			return err
		}
		if saved, err = readPlan(r); err != nil || c.State == Draft {
			return err
		}
		return s.materialise(ctx, tx, c, saved)
	})
	return saved, err
}

// typed is the plan that was typed with its record, held against its contract and everything it names.
func (s *Service) typed(ctx context.Context, in PlanInput) (*core.Record, Plan, Contract, error) {
	r, err := txn.New(s.app, "visit_plans")
	var had Plan
	if in.ID != "" {
		if r, had, err = findPlan(s.app, in.ID); err == nil {
			in.Contract = had.Contract
		}
	}
	if err != nil {
		return nil, Plan{}, Contract{}, err
	}
	p, slips := in.read(had)
	if p.Contract == "" {
		return nil, Plan{}, Contract{}, slips
	}
	c, err := s.whole(ctx, p.Contract)
	if err != nil {
		return nil, Plan{}, Contract{}, err
	}
	if c.State == Expired || c.State == Closed {
		return nil, Plan{}, Contract{}, fault.New(fault.Conflict, "contract_over", "no", c.No)
	}
	var check fault.Check
	check.Add(slips)
	check.Add(s.fits(ctx, p, c))
	if err := check.Err(); err != nil {
		return nil, Plan{}, Contract{}, err
	}
	_, err = p.wanted(c)
	return r, p, c, err
}

// wanted are the days that the plan's rule gives within the term, for a plan that follows its terms all of them.
// Faults: plan_never beside first, those of recur.
func (p Plan) wanted(c Contract) ([]clock.Date, error) {
	days, err := p.Rule.Days(p.First, c.Ends)
	if err != nil {
		return nil, err
	}
	days = slices.DeleteFunc(days, func(on clock.Date) bool { return on < c.Starts || on > c.Ends })
	if len(days) == 0 {
		return nil, fault.Field("first", "plan_never", "from", c.Starts, "to", c.Ends)
	}
	return days, nil
}

// fits holds the plan against its contract, and everything it names to be there.
func (s *Service) fits(ctx context.Context, p Plan, c Contract) error {
	var check fault.Check
	check.That(p.Site == "" || slices.Contains(c.Sites, p.Site), fault.Field("site", "plan_site"))
	check.That(p.First == "" || c.Starts <= p.First && p.First <= c.Ends, fault.Field("first", "plan_first", "from", c.Starts, "to", c.Ends))
	for _, id := range p.Assets {
		check.Add(s.machineFits(ctx, id, p, c))
	}
	if p.Template.Type != "" {
		if _, err := s.catalog.JobType(ctx, p.Template.Type); err != nil {
			check.Add(fault.Field("type", "not_found").Wrap(err))
		}
	}
	if p.Technician != "" {
		if _, err := s.people.Technician(ctx, p.Technician); err != nil {
			check.Add(fault.Field("technician", "not_found").Wrap(err))
		}
	}
	check.Add(s.templateFits(ctx, p.Template))
	return check.Err()
}

func (s *Service) machineFits(ctx context.Context, id string, p Plan, c Contract) error {
	machine, err := s.customers.AssetByID(ctx, id)
	switch {
	case err != nil || machine.Site != p.Site:
		return fault.Field("assets", "asset_elsewhere").Wrap(err)
	case len(c.Assets) > 0 && !slices.ContainsFunc(c.Assets, func(m Machine) bool { return m.Asset == id && m.To == "" }):
		return fault.Field("assets", "plan_machine", "machine", machine.Name())
	}
	return nil
}

// templateFits wants every part and every skill of the template to be there.
func (s *Service) templateFits(ctx context.Context, t Template) error {
	var check fault.Check
	for _, part := range t.Parts {
		if _, err := s.catalog.Item(ctx, part.Item, clock.Today()); err != nil {
			check.Add(fault.Field("parts", "item_unknown").Wrap(err))
		}
	}
	if len(t.Needs) == 0 {
		return check.Err()
	}
	known := map[string]bool{}
	skills, err := s.people.Skills(ctx)
	if err != nil {
		return err
	}
	for _, k := range skills {
		known[k.ID] = true
	}
	for _, n := range t.Needs {
		check.That(known[n.Skill], fault.Field("needs", "skill_unknown"))
	}
	return check.Err()
}

// EndPlan ends a plan: dates that are still to come and have no job are cancelled, jobs that were made stay. Errors: Forbidden; NotFound; Stale; Conflict
// plan_ended.
func (s *Service) EndPlan(ctx context.Context, id string, rev int) (Plan, error) {
	if err := act.Require(ctx, Write); err != nil {
		return Plan{}, err
	}
	ctx = act.Begin(ctx, "contracts.end_plan", "")
	var ended Plan
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, p, err := findPlan(tx, id)
		if err != nil {
			return err
		}
		if p.Ended {
			return fault.New(fault.Conflict, "plan_ended")
		}
		p.Ended = true
		p.write(r)
		if err := txn.Save(ctx, tx, r, rev); err != nil {
			return err
		}
		if ended, err = readPlan(r); err != nil {
			return err
		}
		return endPending(ctx, tx, Cancelled, "The plan was ended.", dbx.HashExp{"plan": id}, notBefore(clock.Today()))
	})
	return ended, err
}

// Plans are the contract's plans, oldest first, ended ones too. Errors: Forbidden.
func (s *Service) Plans(ctx context.Context, contract string) ([]Plan, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	return plansOf(ctx, s.app, contract)
}

// Plan is one plan. Errors: Forbidden; NotFound.
func (s *Service) Plan(ctx context.Context, id string) (Plan, error) {
	if err := act.Require(ctx, See); err != nil {
		return Plan{}, err
	}
	_, p, err := findPlan(s.app, id)
	return p, err
}

// RuleText says in words when the plan brings a visit.
func (p Plan) RuleText() string { return p.Rule.TextFrom(p.First) }
