package stock

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
)

// Vans are the technicians who work here or carry something still, by name. Errors: Forbidden.
func (s *Service) Vans(ctx context.Context) ([]Van, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	carried, err := s.sums(ctx)
	if err != nil {
		return nil, err
	}
	wanted, err := s.wanted(ctx, clock.Today().AddDays(1))
	if err != nil {
		return nil, err
	}
	all, err := s.people.Technicians(ctx)
	if err != nil {
		return nil, err
	}
	var vans []Van
	for _, t := range all {
		has := carried[t.ID]
		if !t.Active && len(has) == 0 {
			continue
		}
		v := Van{Technician: t.ID, Name: t.Name, Active: t.Active}
		for _, milli := range has {
			if milli > 0 {
				v.Items++
			} else {
				v.Negative++
			}
		}
		for _, w := range wanted[t.ID] {
			if has[w.Item] < w.Milli {
				v.Short++
			}
		}
		vans = append(vans, v)
	}
	slices.SortFunc(vans, func(a, b Van) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Technician, b.Technician))
	})
	return vans, nil
}

// Holders are the vans on which a part lies that the words fit, by part. No words find nothing. Errors: Forbidden.
func (s *Service) Holders(ctx context.Context, words string) ([]Held, error) {
	if err := act.Require(ctx, See); err != nil || strings.TrimSpace(words) == "" {
		return nil, err
	}
	return s.heldBy(ctx, "", words)
}

// Van is what the technician carries, by part, with what his visits through tomorrow want and he has not. A technician sees his own.
// Errors: Forbidden.
func (s *Service) Van(ctx context.Context, technician string) ([]Held, error) {
	if by := act.From(ctx); by.Role == act.Technician {
		if by.Technician == "" || by.Technician != technician {
			return nil, fault.New(fault.NotFound, "not_found")
		}
	} else if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	all, err := s.heldBy(ctx, technician, "")
	if err != nil {
		return nil, err
	}
	wanted, err := s.wanted(ctx, clock.Today().AddDays(1))
	for _, w := range wanted[technician] {
		at := slices.IndexFunc(all, func(h Held) bool { return h.Item == w.Item })
		if at < 0 {
			all = append(all, Held{Technician: technician, Item: w.Item, Name: w.Name, Wanted: w.Milli})
			continue
		}
		all[at].Wanted = w.Milli
	}
	return all, err
}

// Moves is one page of the moves of a van, the newest first. Errors: Forbidden.
func (s *Service) Moves(ctx context.Context, technician string, at page.Cursor) (page.Of[One], error) {
	if err := act.Require(ctx, See); err != nil {
		return page.Of[One]{}, err
	}
	return s.moves(ctx, technician, at)
}

// ToLoad is what a technician lacks for his visits through a day.
type ToLoad struct {
	Technician, Name string
	Parts            []Lack
}

// Lack is a part of which visits want more than is on the van.
type Lack struct {
	Item, Name           string
	Wanted, Has, Missing int
}

// ToLoad is what must be loaded for the visits that have not begun, from today through the day, by technician. Errors: Forbidden.
func (s *Service) ToLoad(ctx context.Context, day clock.Date) ([]ToLoad, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	wanted, err := s.wanted(ctx, day)
	if err != nil {
		return nil, err
	}
	carried, err := s.sums(ctx)
	if err != nil {
		return nil, err
	}
	technicians, err := s.people.Technicians(ctx)
	var all []ToLoad
	for _, t := range technicians {
		l := ToLoad{Technician: t.ID, Name: t.Name}
		for _, w := range wanted[t.ID] {
			if has := max(carried[t.ID][w.Item], 0); has < w.Milli {
				l.Parts = append(l.Parts, Lack{Item: w.Item, Name: w.Name, Wanted: w.Milli, Has: has, Missing: w.Milli - has})
			}
		}
		if len(l.Parts) > 0 {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b ToLoad) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return all, err
}

// wanted are the parts that visits which have not begun want through the day, by technician.
func (s *Service) wanted(ctx context.Context, through clock.Date) (map[string][]jobs.Wanted, error) {
	rows, err := s.jobs.WantedBy(ctx, clock.Today(), through)
	of := map[string][]jobs.Wanted{}
	for _, w := range rows {
		of[w.Technician] = append(of[w.Technician], w)
	}
	return of, err
}
