package stock

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Row is a part and how much of it, as typed.
type Row struct{ Item, Qty string }

// Handed is what is given to a technician, or taken back from him. Rows without an item and a quantity are passed over.
type Handed struct {
	Technician string
	Rows       []Row
	Reason     string // may be empty
}

// Load gives parts to a technician. Errors: Forbidden; NotFound; Invalid rows required; faults item_N required, not_found, not_part,
// twice and qty_N qty_form beside the rows; technician technician_gone; reason too_long.
func (s *Service) Load(ctx context.Context, in Handed) error {
	return s.hand(ctx, "stock.load", Loaded, in)
}

// Return takes parts back from a technician. Errors: as Load; Invalid qty_N return_more {has} for more than he carries.
func (s *Service) Return(ctx context.Context, in Handed) error {
	return s.hand(ctx, "stock.return", Returned, in)
}

func (s *Service) hand(ctx context.Context, verb, kind string, in Handed) error {
	if err := act.Require(ctx, Move); err != nil {
		return err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	ctx = act.Begin(ctx, verb, in.Reason)
	return txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		has, err := s.of(ctx, in.Technician)
		if err != nil {
			return err
		}
		moves, err := s.read(ctx, kind, in, has)
		if err != nil {
			return err
		}
		if kind == Loaded {
			if err := s.works(ctx, in.Technician); err != nil {
				return err
			}
		}
		for _, m := range moves {
			if err := keep(ctx, tx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// read checks the rows and makes moves of them.
func (s *Service) read(ctx context.Context, kind string, in Handed, has map[string]int) ([]One, error) {
	var check fault.Check
	var moves []One
	taken := map[string]bool{}
	check.That(len([]rune(in.Reason)) <= reasonMost, fault.Field("reason", "too_long"))
	for i, r := range in.Rows {
		r.Qty = strings.TrimSpace(r.Qty)
		if r.Item == "" && r.Qty == "" {
			continue
		}
		item, qty := fmt.Sprintf("item_%d", i), fmt.Sprintf("qty_%d", i)
		check.Need(r.Item != "", item)
		check.That(!taken[r.Item], fault.Field(item, "part_twice"))
		taken[r.Item] = true
		if r.Item != "" {
			check.Add(fault.At(item, s.part(ctx, r.Item)))
		}
		milli, err := catalog.ParseQty(r.Qty)
		check.Add(fault.At(qty, err))
		if kind == Returned {
			check.That(err != nil || milli <= max(has[r.Item], 0), fault.Field(qty, "return_more", "has", catalog.QtyText(max(has[r.Item], 0))))
			milli = -milli
		}
		moves = append(moves, One{Technician: in.Technician, Item: r.Item, Milli: milli, Kind: kind, Reason: in.Reason})
	}
	check.That(len(moves) > 0, fault.Field("item_0", "required"))
	return moves, check.Err()
}

const reasonMost = 300

// part wants the item to be a part of the price list.
func (s *Service) part(ctx context.Context, id string) error {
	item, err := s.catalog.Item(ctx, id, clock.Today())
	switch {
	case err != nil:
		return fault.Field("", "not_found").Wrap(err)
	case item.Kind != catalog.KindPart:
		return fault.Field("", "not_part")
	}
	return nil
}

// works wants the technician to work here still: who left gives back, but gets nothing.
func (s *Service) works(ctx context.Context, technician string) error {
	t, err := s.people.Technician(ctx, technician)
	if err != nil {
		return err
	}
	if !t.Active {
		return fault.Field("technician", "technician_gone")
	}
	return nil
}

// Count says how much of a part a technician really has; the difference is moved. What agrees changes nothing.
// Errors: Forbidden; NotFound; Invalid item required, not_found, not_part; qty qty_form; reason required, too_long.
func (s *Service) Count(ctx context.Context, technician string, found Row, reason string) error {
	if err := act.Require(ctx, Move); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	ctx = act.Begin(ctx, "stock.count", reason)
	return txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		has, err := s.of(ctx, technician)
		if err != nil {
			return err
		}
		var check fault.Check
		check.Need(found.Item != "", "item")
		if found.Item != "" {
			check.Add(fault.At("item", s.part(ctx, found.Item)))
		}
		check.Need(reason != "", "reason")
		check.That(len([]rune(reason)) <= reasonMost, fault.Field("reason", "too_long"))
		milli, err := countQty(found.Qty)
		check.Add(err)
		if err := check.Err(); err != nil {
			return err
		}
		if milli == has[found.Item] {
			return nil
		}
		return keep(ctx, tx, One{Technician: technician, Item: found.Item, Milli: milli - has[found.Item], Kind: Counted, Reason: reason})
	})
}

// countQty reads a quantity that may be nothing.
func countQty(typed string) (int, error) {
	if strings.Trim(strings.TrimSpace(typed), "0") == "" && strings.TrimSpace(typed) != "" {
		return 0, nil
	}
	milli, err := catalog.ParseQty(typed)
	return milli, fault.At("qty", err)
}

// Reverse takes a move back that was a mistake, once. What was used at a visit is corrected at the visit, and what was reversed stays so.
// Errors: Forbidden; NotFound; Invalid reason required, too_long; Conflict move_of_visit, move_reversed.
func (s *Service) Reverse(ctx context.Context, move, reason string) error {
	if err := act.Require(ctx, Move); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	var check fault.Check
	check.Need(reason != "", "reason")
	check.That(len([]rune(reason)) <= reasonMost, fault.Field("reason", "too_long"))
	if err := check.Err(); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "stock.reverse", reason)
	return txn.Run(ctx, s.app, func(tx core.App) error {
		m, undone, err := find(ctx, tx, move)
		switch {
		case err != nil:
			return err
		case m.Kind == Used || m.Visit != "":
			return fault.New(fault.Conflict, "move_of_visit")
		case undone || m.Kind == Reversed:
			return fault.New(fault.Conflict, "move_reversed")
		}
		return keep(ctx, tx, One{Technician: m.Technician, Item: m.Item, Milli: -m.Milli, Kind: Reversed, Reverses: m.ID, Reason: reason})
	})
}
