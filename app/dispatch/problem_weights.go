package dispatch

import (
	"context"

	"doorstep/app/kernel/route"
)

// published is the class of visits that stand in a plan: none of them is given up for what is new, unless its promise may break.
const published = 0

// weights are what things cost, in seconds of travel; parts are counted in thousandths. A visit that nobody makes costs more than any lateness of a day, a late minute
// more than overtime, and that more than the way.
func (d *Loaded) weights() route.Weights {
	w := route.Weights{
		Unserved: [4]int64{published: 30_000_000, 1: 20_000_000, 2: 5_000_000, 3: 1_000_000},
		Late:     [4]int64{published: 10, 1: 20, 2: 8, 3: 4},
		Overtime: 2, Travel: 1, Preferred: 600, OverSkill: 60, Missing: 1, Fairness: 5,
		Technician: 180, MovedBy: 1800,
	}
	if keep := int64(60 * d.company.Planning.KeepMin); d.ask.soft != nil || d.ask.quiet {
		w.Technician, w.Moved = max(w.Technician, keep), keep
	}
	return w
}

// travel fills in how long the ways between the places take, and in words how that is known.
func (s *Service) travel(ctx context.Context, d *Loaded) error {
	ways, err := s.Ways(ctx)
	if err != nil {
		return err
	}
	if err := s.Between(ctx, ways, d.Points); err != nil {
		return err
	}
	d.roads, d.Problem.Travel, d.Ways = ways.speeds(), ways.Matrix(d.Points), ways.Says()
	return nil
}
