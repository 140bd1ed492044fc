package catalog

import (
	"context"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
)

const pageSize = 50

// ItemFilter narrows the price list; empty fields do not. Every word of Query must stand in code, name or HSN.
type ItemFilter struct {
	Query, Kind string
	ActiveOnly  bool
}

// Items is a page of the price list by name, 50 at a time, with the rates in force on the day.
func (s *Service) Items(ctx context.Context, on clock.Date, f ItemFilter, cursor page.Cursor) (page.Of[Item], error) {
	rows, err := items(ctx, s.app, on, f, cursor, pageSize+1)
	if err != nil {
		return page.Of[Item]{}, err
	}
	return page.Cut(rows, pageSize, cursor, func(i Item) (string, string) { return i.Name, i.ID }), nil
}

// Item is one item with the rate in force on the day. NotFound.
func (s *Service) Item(ctx context.Context, id string, on clock.Date) (Item, error) {
	rows, err := itemsByID(ctx, s.app, []string{id}, on)
	if err != nil {
		return Item{}, err
	}
	if len(rows) == 0 {
		return Item{}, fault.New(fault.NotFound, "not_found")
	}
	return rows[0], nil
}

// ItemsByID are the items that exist of those asked for, with the rates in force on the day.
func (s *Service) ItemsByID(ctx context.Context, ids []string, on clock.Date) (map[string]Item, error) {
	found := make(map[string]Item, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := itemsByID(ctx, s.app, ids, on)
	for _, i := range rows {
		found[i.ID] = i
	}
	return found, err
}

// Rates is an item's history of prices and GST rates, newest first, those to come included.
func (s *Service) Rates(ctx context.Context, item string) ([]Rate, error) {
	return rates(ctx, s.app, item)
}
