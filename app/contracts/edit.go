package contracts

import (
	"context"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Edit changes a contract: a draft in everything but its customer; one in force in its note, terms, promises, price list and how far
// ahead its bills are drafted. What is left empty of the rest of one in force stays as it is. Another type brings its own cover where
// a draft has that of the old type by custom.
// Errors: as Create; NotFound; Stale; Conflict contract_ended {no}; Invalid contract_fixed beside what cannot be changed, site_planned
// {plan} beside sites where a visit plan goes to one that is left out.
func (s *Service) Edit(ctx context.Context, id string, rev int, in ContractInput) (Contract, error) {
	if err := act.Require(ctx, Write); err != nil {
		return Contract{}, err
	}
	ctx = act.Begin(ctx, "contracts.edit", "")
	var c Contract
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "contracts", id)
		if err != nil {
			return err
		}
		s := s.In(tx)
		was, err := s.whole(ctx, id)
		if err != nil {
			return err
		}
		if rev > 0 && rev != was.Rev {
			return fault.New(fault.Stale, "stale")
		}
		switch {
		case was.ended():
			return fault.New(fault.Conflict, "contract_ended", "no", was.No)
		case was.State == Draft:
			err = s.redraft(ctx, tx, r, was, in)
		default:
			err = s.adjust(ctx, tx, r, was, in)
		}
		if err != nil {
			return err
		}
		c, err = s.whole(ctx, id)
		return err
	})
	return c, err
}

// redraft makes of a draft what was typed.
func (s *Service) redraft(ctx context.Context, tx core.App, r *core.Record, was Contract, in ContractInput) error {
	if in.Customer == "" {
		in.Customer = was.Customer
	}
	typed, machines, err := in.read()
	if err != nil {
		return err
	}
	if typed.Customer != was.Customer {
		return fault.Field("customer", "contract_fixed")
	}
	if err := s.belongs(ctx, typed, machines); err != nil {
		return err
	}
	if err := s.planned(ctx, was.ID, typed.Sites); err != nil {
		return err
	}
	if _, err := saveContract(ctx, tx, r, typed.over(was), 0); err != nil {
		return err
	}
	if err := rewriteMachines(ctx, tx, was, machines); err != nil {
		return err
	}
	if typed.Type == was.Type {
		return nil
	}
	return changeCover(ctx, tx, was, typed.Type)
}

// over is what a person types of a contract, on what he does not type of it.
func (c Contract) over(was Contract) Contract {
	n := was
	n.Sites, n.Type, n.Starts, n.Ends, n.Value, n.Cycle, n.Timing = c.Sites, c.Type, c.Starts, c.Ends, c.Value, c.Cycle, c.Timing
	n.AheadDays, n.Item, n.PriceList, n.Branch = c.AheadDays, c.Item, c.PriceList, c.Branch
	n.RespondMin, n.ResolveMin, n.RoundClock, n.Terms, n.Note = c.RespondMin, c.ResolveMin, c.RoundClock, c.Terms, c.Note
	return n
}

// planned holds the plans of the contract to go to the sites.
func (s *Service) planned(ctx context.Context, contract string, sites []string) error {
	plans, err := plansOf(ctx, s.app, contract)
	if err != nil {
		return err
	}
	for _, p := range plans {
		if !p.Ended && !slices.Contains(sites, p.Site) {
			return fault.Field("sites", "site_planned", "plan", p.Name)
		}
	}
	return nil
}

// rewriteMachines makes the machines of a draft those given; one that stays keeps its row.
func rewriteMachines(ctx context.Context, tx core.App, was Contract, machines []Machine) error {
	for _, m := range was.Assets {
		if slices.ContainsFunc(machines, func(n Machine) bool { return n.Asset == m.Asset }) {
			continue
		}
		r, err := txn.Find(tx, "contract_assets", m.ID)
		if err != nil {
			return err
		}
		if err := txn.Delete(ctx, tx, r); err != nil {
			return err
		}
	}
	for _, m := range machines {
		m.Contract = was.ID
		at := slices.IndexFunc(was.Assets, func(o Machine) bool { return o.Asset == m.Asset })
		if at < 0 {
			if _, err := create(ctx, tx, "contract_assets", m.write); err != nil {
				return err
			}
			continue
		}
		r, err := txn.Find(tx, "contract_assets", was.Assets[at].ID)
		if err != nil {
			return err
		}
		m.write(r)
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
	}
	return nil
}

// changeCover gives a draft the cover of its new type, unless somebody changed that of the old.
func changeCover(ctx context.Context, tx core.App, was Contract, to Type) error {
	covers, err := coversOf(ctx, tx, was.ID)
	if err != nil || !slices.EqualFunc(covers, standard(was.Type), Cover.alike) {
		return err
	}
	for _, v := range covers {
		r, err := txn.Find(tx, "covers", v.ID)
		if err != nil {
			return err
		}
		if err := txn.Delete(ctx, tx, r); err != nil {
			return err
		}
	}
	return storeCovers(ctx, tx, was.ID, standard(to))
}

// alike reports whether two rules say the same, in whatever place they stand.
func (c Cover) alike(o Cover) bool {
	return c.Name == o.Name && c.Kind == o.Kind && slices.Equal(c.Items, o.Items) && slices.Equal(c.Assets, o.Assets) &&
		slices.Equal(c.Types, o.Types) && c.Applies == o.Applies && c.Most == o.Most && c.Minutes == o.Minutes && c.Excluded == o.Excluded &&
		c.Priority == o.Priority
}

// adjust changes what may be changed of a contract in force.
func (s *Service) adjust(ctx context.Context, tx core.App, r *core.Record, was Contract, in ContractInput) error {
	typed, machines, err := in.beside(was).read()
	if err != nil {
		return err
	}
	var check fault.Check
	for _, f := range []struct {
		field string
		same  bool
	}{
		{"customer", typed.Customer == was.Customer},
		{"sites", slices.Equal(sorted(typed.Sites), sorted(was.Sites))},
		{"type", typed.Type == was.Type},
		{"starts", typed.Starts == was.Starts},
		{"ends", typed.Ends == was.Ends},
		{"value", typed.Value == was.Value},
		{"cycle", typed.Cycle == was.Cycle},
		{"timing", typed.Timing == was.Timing},
		{"item", typed.Item == was.Item},
		{"branch", typed.Branch == was.Branch},
		{"assets", len(machines) == 0},
	} {
		check.That(f.same, fault.Field(f.field, "contract_fixed"))
	}
	if err := check.Err(); err != nil {
		return err
	}
	if err := s.sold(ctx, Contract{PriceList: typed.PriceList}); err != nil {
		return err
	}
	next := was
	next.Note, next.Terms, next.PriceList, next.AheadDays = typed.Note, typed.Terms, typed.PriceList, typed.AheadDays
	next.RespondMin, next.ResolveMin, next.RoundClock = typed.RespondMin, typed.ResolveMin, typed.RoundClock
	if _, err := saveContract(ctx, tx, r, next, 0); err != nil || next.AheadDays == was.AheadDays {
		return err
	}
	return redate(ctx, tx, next)
}

// beside is the input with what was left empty of what is fixed filled in from the contract.
func (in ContractInput) beside(was Contract) ContractInput {
	for into, is := range map[*string]string{
		&in.Customer: was.Customer, &in.Type: string(was.Type), &in.Starts: string(was.Starts), &in.Ends: string(was.Ends),
		&in.Value: was.Value.Plain(), &in.Cycle: string(was.Cycle), &in.Timing: was.Timing, &in.Item: was.Item, &in.Branch: was.Branch,
	} {
		if *into == "" {
			*into = is
		}
	}
	if len(in.Sites) == 0 {
		in.Sites = was.Sites
	}
	return in
}

// redate brings the days on which open bills are drafted to how far ahead the contract now says.
func redate(ctx context.Context, tx core.App, c Contract) error {
	rows, err := billRecords(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, r := range rows {
		b := readBill(r)
		on := max(clock.Today(), b.DueOn.AddDays(-c.AheadDays))
		if b.State != BillOpen || b.DraftOn == on {
			continue
		}
		b.DraftOn = on
		if _, err := saveBill(ctx, tx, r, b, 0); err != nil {
			return err
		}
	}
	return nil
}

func sorted(ids []string) []string { return slices.Sorted(slices.Values(ids)) }
