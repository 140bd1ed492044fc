package contracts

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Create drafts a contract, with the cover that its type has by custom and the next number.
// Errors: Forbidden; Conflict customer_merged {name}; Invalid beside their fields: required, invalid, not_found, date_bad, ends_before,
// term_long {years}, money_bad, amount_large {max}, number_range {min, max}, contract_hours {max}, resolve_before, too_long,
// site_elsewhere, asset_elsewhere, asset_site, asset_retired, asset_twice, shares_sum {sum, value}, item_kind, item_inactive.
func (s *Service) Create(ctx context.Context, in ContractInput) (Contract, error) {
	if err := act.Require(ctx, Write); err != nil {
		return Contract{}, err
	}
	c, machines, err := in.read()
	if err != nil {
		return Contract{}, err
	}
	ctx = act.Begin(ctx, "contracts.create", "")
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		if err := s.belongs(ctx, c, machines); err != nil {
			return err
		}
		c, err = s.store(ctx, tx, c, machines, standard(c.Type))
		return err
	})
	return c, err
}

// store adds a draft with its machines and cover, and gives it its number. It asks for no permission and checks nothing.
func (s *Service) store(ctx context.Context, tx core.App, c Contract, machines []Machine, covers []Cover) (Contract, error) {
	var err error
	if c.No, err = s.number(ctx, tx); err != nil {
		return Contract{}, err
	}
	c.State = Draft
	r, err := create(ctx, tx, "contracts", c.write)
	if err != nil {
		return Contract{}, err
	}
	for _, m := range machines {
		m.Contract = r.Id
		if _, err := create(ctx, tx, "contract_assets", m.write); err != nil {
			return Contract{}, err
		}
	}
	if err := storeCovers(ctx, tx, r.Id, covers); err != nil {
		return Contract{}, err
	}
	return s.In(tx).whole(ctx, r.Id)
}

func storeCovers(ctx context.Context, tx core.App, contract string, covers []Cover) error {
	for n, v := range covers {
		v.Contract, v.Position = contract, n+1
		if _, err := create(ctx, tx, "covers", v.write); err != nil {
			return err
		}
	}
	return nil
}

// usual is the priority of a rule of which nobody says more: there is room before it.
const usual = 5

// standard is the cover that a type has by custom.
func standard(t Type) []Cover {
	labour := Cover{Name: "Labour and visits", Kind: CoverLabour, Applies: AnyJob, Priority: usual}
	parts := Cover{Name: "Parts", Kind: CoverParts, Applies: AnyJob, Priority: usual}
	if t == Comprehensive || t == Warranty {
		return []Cover{labour, parts}
	}
	return []Cover{labour}
}

// belongs holds what the contract names to exist and to belong together.
func (s *Service) belongs(ctx context.Context, c Contract, machines []Machine) error {
	customer, err := s.customers.Get(ctx, c.Customer)
	if err != nil {
		return missing("customer", err)
	}
	if customer.MergedInto != "" {
		return fault.New(fault.Conflict, "customer_merged", "name", customer.Name)
	}
	var check fault.Check
	sites, err := s.customers.Sites(ctx, c.Customer)
	if err != nil {
		return err
	}
	for _, id := range c.Sites {
		own := slices.ContainsFunc(sites, func(x customers.Site) bool { return x.ID == id })
		check.That(own, fault.Field("sites", "site_elsewhere"))
	}
	for n, m := range machines {
		check.Add(fault.Prefix(s.stands(ctx, c, m.Asset), fmt.Sprintf("assets_%d_", n)))
	}
	check.Add(s.sold(ctx, c))
	return check.Err()
}

// stands holds a machine to be in use at a site of the contract. Faults beside "asset": not_found, asset_elsewhere,
// asset_site, asset_retired.
func (s *Service) stands(ctx context.Context, c Contract, asset string) error {
	a, err := s.customers.AssetByID(ctx, asset)
	switch {
	case err != nil:
		return missing("asset", err)
	case a.Customer != c.Customer:
		return fault.Field("asset", "asset_elsewhere")
	case !slices.Contains(c.Sites, a.Site):
		return fault.Field("asset", "asset_site")
	case a.Status == customers.Retired:
		return fault.Field("asset", "asset_retired")
	}
	return nil
}

// sold holds what the contract is billed as, priced by and issued by to be there.
func (s *Service) sold(ctx context.Context, c Contract) error {
	var check fault.Check
	if c.Item != "" {
		item, err := s.catalog.Item(ctx, c.Item, clock.Today())
		switch {
		case err != nil:
			check.Add(missing("item", err))
		case item.Kind != catalog.KindService:
			check.Add(fault.Field("item", "item_kind"))
		case !item.Active:
			check.Add(fault.Field("item", "item_inactive"))
		}
	}
	if c.PriceList != "" {
		_, err := s.catalog.PriceList(ctx, c.PriceList)
		check.Add(missing("price_list", err))
	}
	if c.Branch != "" {
		b, err := s.settings.Branch(ctx, c.Branch)
		check.Add(missing("branch", err))
		check.That(err != nil || b.Active, fault.Field("branch", "invalid"))
	}
	return check.Err()
}

// missing puts what was not found beside its field; other errors pass.
func missing(field string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Kind == fault.NotFound {
		return fault.Field(field, "not_found").Wrap(err)
	}
	return err
}
