package catalog

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// PriceList is what some customers pay: a discount on everything, and prices of its own for single items, which go before it.
// DiscountBps is in hundredths of a percent. Items is how many have a price of their own, Customers how many customers pay by it.
// One that is not active prices nobody.
type PriceList struct {
	ID, Name         string
	Rev              int
	DiscountBps      int
	Active           bool
	Items, Customers int
}

// PriceListInput is a price list as typed. An empty ID is a new one. Discount is percent, empty for none.
type PriceListInput struct {
	ID             string
	Rev            int
	Name, Discount string
	Active         bool
}

// OwnPrice is the price of one item on a price list; Item is with the standard price of the day.
type OwnPrice struct {
	Item  Item
	Price money.Paise
}

// PriceLists are all price lists by name.
func (s *Service) PriceLists(ctx context.Context) ([]PriceList, error) {
	return priceLists(ctx, s.app, "")
}

// PriceList is one price list. NotFound.
func (s *Service) PriceList(ctx context.Context, id string) (PriceList, error) {
	found, err := priceLists(ctx, s.app, id)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return PriceList{}, err
	}
	return found[0], nil
}

// Prices are the prices of a list's own for those of the items that have one; none where the list is not active or not there.
func (s *Service) Prices(ctx context.Context, list string, items []string) (map[string]money.Paise, error) {
	return ownPrices(ctx, s.app, list, items)
}

// OwnPrices are the items that have a price of their own on the list, by name, with today's standard prices.
func (s *Service) OwnPrices(ctx context.Context, list string) ([]OwnPrice, error) {
	return priced(ctx, s.app, list, clock.Today())
}

// SavePriceList adds a price list, renames it, changes its discount, or takes it out of use.
// Errors: Forbidden; NotFound; Stale; Invalid name required, too_long, taken; discount percent_form.
func (s *Service) SavePriceList(ctx context.Context, in PriceListInput) (PriceList, error) {
	if err := act.Require(ctx, EditServices); err != nil {
		return PriceList{}, err
	}
	ctx = act.Begin(ctx, "catalog.save_price_list", "")
	l, err := in.read()
	if err != nil {
		return PriceList{}, err
	}
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := priceListRecord(tx, in.ID)
		if err != nil {
			return err
		}
		l.write(r)
		if err := txn.Save(ctx, tx, r, in.Rev); err != nil {
			return err
		}
		l, err = s.In(tx).PriceList(ctx, r.Id)
		return err
	})
	return l, err
}

func (in PriceListInput) read() (PriceList, error) {
	var check fault.Check
	l := PriceList{ID: in.ID, Name: line(in.Name), Active: in.Active}
	check.Need(l.Name != "", "name")
	check.That(len([]rune(l.Name)) <= 60, fault.Field("name", "too_long"))
	if strings.TrimSpace(in.Discount) != "" {
		var err error
		l.DiscountBps, err = ParsePercent(in.Discount)
		check.Add(fault.At("discount", err))
	}
	return l, check.Err()
}

// ParsePercent reads "10", "10%" or "2.5" as basis points, at most a hundred percent. Fault percent_form.
func ParsePercent(s string) (int, error) {
	bps, ok := fixed(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%")), 2)
	if !ok || bps > 10000 {
		return 0, fault.Field("", "percent_form")
	}
	return bps, nil
}

// SetOwnPrice gives an item a price of its own on the list; the same item again replaces it. price is rupees, before tax.
// Errors: Forbidden; NotFound; Invalid item required, not_found; price required, money_bad, floor_under {floor}.
func (s *Service) SetOwnPrice(ctx context.Context, list, item, price string) error {
	if err := act.Require(ctx, EditServices); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "catalog.set_own_price", "")
	var check fault.Check
	check.Need(item != "", "item")
	check.Need(strings.TrimSpace(price) != "", "price")
	var paise money.Paise
	if strings.TrimSpace(price) != "" {
		var err error
		paise, err = money.Parse(price)
		check.Add(fault.At("price", err))
	}
	if err := check.Err(); err != nil {
		return err
	}
	return txn.Run(ctx, s.app, func(tx core.App) error {
		if _, err := txn.Find(tx, "price_lists", list); err != nil {
			return err
		}
		i, err := s.In(tx).Item(ctx, item, clock.Today())
		if fault.KindOf(err) == fault.NotFound && err != nil {
			return fault.Field("item", "not_found").Wrap(err)
		}
		if err != nil {
			return err
		}
		if paise < i.Floor {
			return fault.Field("price", "floor_under", "floor", i.Floor.Rupees())
		}
		return saveOwnPrice(ctx, tx, list, item, paise)
	})
}

// DropOwnPrice lets the list's discount hold for the item again; one without a price of its own stays as it is. Errors: Forbidden.
func (s *Service) DropOwnPrice(ctx context.Context, list, item string) error {
	if err := act.Require(ctx, EditServices); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "catalog.drop_own_price", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := ownPriceRecord(tx, list, item)
		if err != nil || r == nil {
			return err
		}
		return txn.Delete(ctx, tx, r)
	})
}
