package stock

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/txn"
)

// Line is a part used at a visit as it now stands; Milli is 0 where the line was taken back.
type Line struct {
	ID, Visit, Item string
	Milli           int
}

// Follow brings the van of the visit's lead after a line: what the line takes leaves the van, once however often it is said. A
// correction takes back what was too much. It asks for no permission: it goes with whatever changed the line.
func (s *Service) Follow(ctx context.Context, l Line) error {
	return txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		before, err := s.ofLine(ctx, l.ID)
		if err != nil {
			return err
		}
		from, sum := "", 0
		for _, b := range before { // all of them came off one van, unless the item itself was another
			if b.Item != l.Item {
				if err := s.follow(ctx, tx, l, b, -b.Milli); err != nil {
					return err
				}
				continue
			}
			from, sum = b.Technician, b.Milli
		}
		if from == "" {
			v, err := s.jobs.Visit(ctx, l.Visit)
			if err != nil {
				return err
			}
			from = v.Technician
		}
		return s.follow(ctx, tx, l, One{Technician: from, Item: l.Item}, -l.Milli-sum)
	})
}

// follow writes the difference, if there is one.
func (s *Service) follow(ctx context.Context, tx core.App, l Line, of One, milli int) error {
	if milli == 0 {
		return nil
	}
	kind := Used
	if milli > 0 {
		kind = Reversed
	}
	return keepLine(ctx, tx, One{Technician: of.Technician, Item: of.Item, Milli: milli, Kind: kind, Visit: l.Visit}, l.ID)
}
