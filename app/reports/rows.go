package reports

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
)

// Query asks for the rows behind a figure. By narrows it to one group of each dimension named; Rest to what the customers who owe most
// leave over. Span is asked of measures that have one.
type Query struct {
	Measure string
	By      map[string]string
	Rest    bool
	Span
	At page.Cursor
}

// Behind are the rows behind a figure and the figure itself, read in one instant's eyes. Names are those of the groups it was
// narrowed to, by dimension.
type Behind struct {
	Query
	Sum
	Page  page.Of[Row]
	Names map[string]string
}

// measures are all but those of cash, whose rows are lots.
var measures = func() map[string]measure {
	all := maps.Clone(ownersMeasures)
	maps.Copy(all, leakMeasures)
	return all
}()

// Measures are the names of all figures.
func Measures() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for name := range measures {
			if !yield(name) {
				return
			}
		}
		_ = yield(CashInHand) && yield(LeakCash)
	})
}

// Dims are the dimensions by which a figure can be narrowed; none for one that does not exist.
func Dims(measure string) []string {
	if measure == CashInHand || measure == LeakCash {
		return []string{ByTechnician, ByWeek}
	}
	dims := sortedKeys(measures[measure].dims)
	return slices.DeleteFunc(dims, func(d string) bool { return d == byLate })
}

// Spanned reports whether the figure tells of a span of days.
func Spanned(measure string) bool { return measure == LeakCash || measures[measure].spanned }

// Rows reads the rows behind a figure, 200 a page, and what they come to together. Errors: Forbidden without See; NotFound for a figure
// or dimension that does not exist.
func (s *Service) Rows(ctx context.Context, q Query, now time.Time) (Behind, error) {
	if err := act.Require(ctx, See); err != nil {
		return Behind{}, err
	}
	dims := Dims(q.Measure)
	for d := range q.By {
		if !slices.Contains(dims, d) {
			return Behind{}, fault.New(fault.NotFound, "not_found")
		}
	}
	if len(dims) == 0 || q.Rest && !slices.Contains(dims, ByCustomer) {
		return Behind{}, fault.New(fault.NotFound, "not_found")
	}
	b := Behind{Query: q, Names: map[string]string{}}
	names, err := s.names(ctx)
	if err != nil {
		return Behind{}, err
	}
	for d, key := range q.By {
		b.Names[d] = names[key]
	}
	if key := q.By[ByCustomer]; key != "" {
		var name string
		if err := s.app.ConcurrentDB().NewQuery("SELECT COALESCE(MAX(name), '') FROM customers WHERE id = {:id}").
			Bind(dbx.Params{"id": key}).WithContext(ctx).Row(&name); err != nil {
			return Behind{}, err
		}
		b.Names[ByCustomer] = name
	}
	return b, s.fill(ctx, &b, names, now)
}

func (s *Service) fill(ctx context.Context, b *Behind, names map[string]string, now time.Time) error {
	c := choice{by: b.By}
	if b.Rest {
		c.rest = ByCustomer
	}
	if b.Measure == CashInHand || b.Measure == LeakCash {
		all, err := lots(ctx, s.app)
		if err != nil {
			return err
		}
		all = held(all, b.Measure, now, b.Span, c)
		b.Sum = total(lotCells(all))
		b.Page, err = lotRows(ctx, s.app, all, names, b.At)
		return err
	}
	m := measures[b.Measure]
	cells, err := m.cells(ctx, s.app, b.params(now), c)
	if err != nil {
		return err
	}
	b.Sum = total(cells)
	b.Page, err = m.rows(ctx, s.app, b.params(now), c, b.At)
	return err
}

// Days is how old a day is.
func Days(day clock.Date, now time.Time) int {
	return int(clock.DateOf(now).Start().Sub(day.Start()).Hours() / 24)
}
