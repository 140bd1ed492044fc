package jobs

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Use is a part or service of the price list that was used at a visit. Qty is as typed, in the item's unit.
type Use struct {
	Visit, Key  string // Key is the phone's own name of the line; the office may leave it empty
	Item        string
	Qty, Serial string
	Mark        Mark
}

// usedMost is the largest quantity of one line, in thousandths.
const usedMost = 10_000_000

// UseItem adds a line at the price of the day on which it was used. The same key again changes its quantity and serial.
// Errors: Forbidden; NotFound; Invalid item not_found, item_unpriced; qty qty_bad; Conflict visit_ended, visit_unsent, key_reused.
func (s *Service) UseItem(ctx context.Context, in Use) (Line, error) {
	ctx = act.Begin(ctx, "visits.use", "")
	var used Line
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		v, _, err := s.In(tx).atVisit(ctx, in.Visit, &in.Mark)
		if err != nil {
			return err
		}
		qty, err := usedQty(in.Qty)
		if err != nil {
			return err
		}
		if in.Key, err = keyOf(ctx, in.Key); err != nil {
			return err
		}
		r, err := byKey(ctx, tx, "job_lines", in.Key, v.ID)
		if err != nil {
			return err
		}
		if r == nil {
			if r, used, err = s.In(tx).usedLine(ctx, tx, in); err != nil {
				return err
			}
		} else if used = readLine(r); used.Item != in.Item {
			return fault.New(fault.Conflict, "key_reused")
		}
		used.QtyMilli, used.Serial = qty, strings.ToUpper(strings.Join(strings.Fields(in.Serial), " "))
		used.write(r, v.Job)
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
		used = readLine(r)
		return nil
	})
	return used, err
}

// usedLine is a new line of the item at the price of the day.
func (s *Service) usedLine(ctx context.Context, tx core.App, in Use) (*core.Record, Line, error) {
	item, err := s.catalog.Item(ctx, in.Item, clock.DateOf(in.Mark.moment()))
	if fault.KindOf(err) == fault.NotFound {
		return nil, Line{}, fault.Field("item", "not_found").Wrap(err)
	}
	if err != nil {
		return nil, Line{}, err
	}
	if item.RateFrom == "" {
		return nil, Line{}, fault.Field("item", "item_unpriced")
	}
	by := act.From(ctx)
	r, err := txn.New(tx, "job_lines")
	return r, Line{
		Kind: item.Kind, Item: item.ID, Name: item.Name, Rate: item.Price, GSTBps: item.GSTBps, State: "used",
		Visit: in.Visit, Key: in.Key, By: by.User, ByName: by.Name,
	}, err
}

func usedQty(typed string) (int, error) {
	milli, err := catalog.ParseQty(typed)
	if err != nil || milli > usedMost {
		return 0, fault.Field("qty", "qty_bad")
	}
	return milli, nil
}

// DropLine takes a used line back. Errors: Forbidden; NotFound; Conflict visit_ended, visit_unsent.
func (s *Service) DropLine(ctx context.Context, visit, key string) error {
	ctx = act.Begin(ctx, "visits.drop", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		if _, _, err := s.In(tx).atVisit(ctx, visit, &Mark{}); err != nil {
			return err
		}
		r, err := byKey(ctx, tx, "job_lines", key, visit)
		if err == nil && (r == nil || key == "") || fault.KindOf(err) == fault.Conflict {
			return fault.New(fault.NotFound, "not_found")
		}
		if err != nil {
			return err
		}
		return txn.Delete(ctx, tx, r)
	})
}
