package catalog

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// mayPrice asks for the right to price an item of the kind.
func mayPrice(ctx context.Context, kind string) error {
	if err := act.Require(ctx, EditPrices); err != nil || kind != KindService {
		return err
	}
	return act.Require(ctx, EditServices)
}

// CreateItem enters an item with its first rate. The returned rate is that one, also if it lies in the future.
// Errors: Forbidden; Invalid beside the fields: invalid, hsn_form, hsn_service, hsn_part, money_bad, gst_rate, date_bad,
// floor_over_price [floor]; taken [code].
func (s *Service) CreateItem(ctx context.Context, in ItemInput) (Item, error) {
	if err := mayPrice(ctx, in.Kind); err != nil {
		return Item{}, err
	}
	ctx = act.Begin(ctx, "catalog.create_item", "")
	var check fault.Check
	item := in.read(&check, in.Kind)
	rate := RateInput{From: in.From, Price: in.Price, GST: in.GST}.read(&check)
	if check.Err() == nil {
		check.That(item.Floor <= rate.Price, fault.Field("floor", "floor_over_price"))
	}
	if err := check.Err(); err != nil {
		return Item{}, err
	}
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		rec, err := newItem(tx)
		if err != nil {
			return err
		}
		item.write(rec)
		if err := txn.Save(ctx, tx, rec, 0); err != nil {
			return err
		}
		rate.Item = rec.Id
		if err := saveRate(ctx, tx, rate); err != nil {
			return err
		}
		item, err = s.In(tx).Item(ctx, rec.Id, rate.From)
		return err
	})
	return item, err
}

// UpdateItem changes an item; its kind and its rates stay. The returned rate is today's.
// Errors: Forbidden; NotFound; Stale; Invalid as CreateItem.
func (s *Service) UpdateItem(ctx context.Context, id string, in ItemInput) (Item, error) {
	if err := act.Require(ctx, EditPrices); err != nil {
		return Item{}, err
	}
	ctx = act.Begin(ctx, "catalog.update_item", "")
	var item Item
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		rec, err := findItem(tx, id)
		if err != nil {
			return err
		}
		kind := rec.GetString("kind")
		if err := mayPrice(ctx, kind); err != nil {
			return err
		}
		var check fault.Check
		item = in.read(&check, kind)
		low, priced, err := cheapest(ctx, tx, id, clock.Today())
		if err != nil {
			return err
		}
		check.That(!priced || item.Floor <= low, fault.Field("floor", "floor_over_price"))
		if err := check.Err(); err != nil {
			return err
		}
		item.write(rec)
		if err := txn.Save(ctx, tx, rec, in.Rev); err != nil {
			return err
		}
		item, err = s.In(tx).Item(ctx, id, clock.Today())
		return err
	})
	return item, err
}

// SetRate gives an item a price and a GST rate from a day on: today or later. A rate that came into force before today stands
// for what was sold then and is never changed; one that begins today or later is replaced. The returned rate is today's.
// Errors: Forbidden; NotFound; Invalid: date_bad, rate_past [from], money_bad, gst_rate, floor_under [price] {floor}.
func (s *Service) SetRate(ctx context.Context, in RateInput) (Item, error) {
	if err := act.Require(ctx, EditPrices); err != nil {
		return Item{}, err
	}
	ctx = act.Begin(ctx, "catalog.set_rate", "")
	var check fault.Check
	rate := in.read(&check)
	check.That(rate.From == "" || rate.From >= clock.Today(), fault.Field("from", "rate_past"))
	if err := check.Err(); err != nil {
		return Item{}, err
	}
	var item Item
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		if item, err = s.In(tx).Item(ctx, in.Item, clock.Today()); err != nil {
			return err
		}
		if err := mayPrice(ctx, item.Kind); err != nil {
			return err
		}
		if rate.Price < item.Floor {
			return fault.Field("price", "floor_under", "floor", item.Floor.Rupees())
		}
		if err := saveRate(ctx, tx, rate); err != nil {
			return err
		}
		item, err = s.In(tx).Item(ctx, in.Item, clock.Today())
		return err
	})
	return item, err
}

func saveRate(ctx context.Context, tx core.App, rate Rate) error {
	rec, err := rateRecord(tx, rate.Item, rate.From)
	if err != nil {
		return err
	}
	rate.write(rec)
	return txn.Save(ctx, tx, rec, 0)
}
