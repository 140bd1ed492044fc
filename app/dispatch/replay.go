package dispatch

import (
	"context"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// Side is what one way of making a day comes to. Travel is reckoned alike for every side: by the same roads, along the order of the
// visits, from home and back where home is known. Cost is what the travel costs in wages.
type Side struct {
	Visits      int         `json:"visits"`
	Unserved    int         `json:"unserved"` // planned for the day, and nobody came
	TravelMin   int         `json:"travel_min"`
	Metres      int         `json:"metres"`
	WorkMin     int         `json:"work_min"`
	Late        int         `json:"late"`     // visits that began after what was promised, or after what the service level demands
	LateMin     int         `json:"late_min"` // by how much, together, those left out that were due on an earlier day
	OvertimeMin int         `json:"overtime_min"`
	Cost        money.Paise `json:"cost"`
}

// Plus is both together.
func (s Side) Plus(o Side) Side {
	return Side{
		s.Visits + o.Visits, s.Unserved + o.Unserved, s.TravelMin + o.TravelMin, s.Metres + o.Metres, s.WorkMin + o.WorkMin,
		s.Late + o.Late, s.LateMin + o.LateMin, s.OvertimeMin + o.OvertimeMin, s.Cost + o.Cost,
	}
}

// Sides are a day three times: as it was driven, as it was planned last, and as the engine would have planned it.
type Sides struct {
	Driven  Side `json:"driven"`
	Planned Side `json:"planned"`
	Engine  Side `json:"engine"`
}

// Plus is both together.
func (s Sides) Plus(o Sides) Sides {
	return Sides{s.Driven.Plus(o.Driven), s.Planned.Plus(o.Planned), s.Engine.Plus(o.Engine)}
}

// SavedMin is how many minutes of travel the engine's plan would have saved; never less than nothing is not promised: it may travel
// further to be late less.
func (s Sides) SavedMin() int { return s.Driven.TravelMin - s.Engine.TravelMin }

// Saved is what those minutes cost in wages.
func (s Sides) Saved() money.Paise { return s.Driven.Cost - s.Engine.Cost }

// ReplayRow is one technician's part of a day. StampedMin is how long he was on the way by his own stamps, of Stamped ways.
type ReplayRow struct {
	Technician string `json:"technician"`
	Name       string `json:"name"`
	Sides
	Stamped    int  `json:"stamped"`
	StampedMin int  `json:"stamped_min"`
	NoCost     bool `json:"no_cost,omitempty"` // what an hour of his costs is not known
}

// Replay is a past day planned again. Its sums are those of its rows; a visit of a crew counts once, with who led it.
type Replay struct {
	Day  clock.Date  `json:"day"`
	Made time.Time   `json:"-"`
	Rows []ReplayRow `json:"rows"` // by name
	Sides
	Stamped    int    `json:"stamped"`
	StampedMin int    `json:"stamped_min"`
	SameDay    int    `json:"same_day"`        // visits booked on the day itself; the engine does not plan them for before that
	Unplaced   int    `json:"unplaced"`        // visits of which nobody knows where they were
	Stays      bool   `json:"stays,omitempty"` // the engine found nothing better than what was driven
	Ways       string `json:"ways"`
}

// Empty reports whether nobody went anywhere.
func (r Replay) Empty() bool { return len(r.Rows) == 0 }

// Month is the days of a month planned again. Rows are those worked out, by day; Missing those that wait, of which there is something to
// tell; days on which nobody went anywhere are neither.
type Month struct {
	From, To clock.Date
	Rows     []Replay
	Missing  []clock.Date
	Sides
	Stamped, StampedMin int
	NoCost              int // technicians whose hour has no cost
}

// Replay plans a past day again. What was worked out before is told at once, unless records of the day, technicians or rules changed.
// Errors: Forbidden; Invalid replay_day beside day, where it is not over.
func (s *Service) Replay(ctx context.Context, day clock.Date) (Replay, error) {
	if err := act.Require(ctx, LookBack); err != nil {
		return Replay{}, err
	}
	if day == "" || day >= clock.Today() {
		return Replay{}, fault.Field("day", "replay_day")
	}
	asks, err := s.replayAsks(ctx, day, day)
	if err != nil {
		return Replay{}, err
	}
	kept, err := s.keptReplays(ctx, day, day)
	if err != nil {
		return Replay{}, err
	}
	if len(kept) == 1 && kept[0].asked == asks[day] {
		return kept[0].Replay, nil
	}
	return s.replayAnew(ctx, day, asks[day])
}

// Month is the month in which the day lies, as far as it is over. Errors: Forbidden.
func (s *Service) Month(ctx context.Context, day clock.Date) (Month, error) {
	if err := act.Require(ctx, LookBack); err != nil {
		return Month{}, err
	}
	m := Month{From: day[:8] + "01"}
	m.To = clock.DateOf(m.From.Start().AddDate(0, 1, -1))
	until := min(m.To, clock.Today().AddDays(-1))
	asks, err := s.replayAsks(ctx, m.From, until)
	if err != nil {
		return Month{}, err
	}
	kept, err := s.keptReplays(ctx, m.From, until)
	if err != nil {
		return Month{}, err
	}
	fresh := map[clock.Date]Replay{}
	for _, k := range kept {
		if k.asked == asks[k.Day] {
			fresh[k.Day] = k.Replay
		}
	}
	costless := map[string]bool{}
	for d := m.From; d <= until; d = d.AddDays(1) {
		r, ok := fresh[d]
		switch {
		case asks[d] == "":
		case !ok:
			m.Missing = append(m.Missing, d)
		case !r.Empty():
			m.add(r, costless)
		}
	}
	m.NoCost = len(costless)
	return m, nil
}

func (m *Month) add(r Replay, costless map[string]bool) {
	m.Rows = append(m.Rows, r)
	m.Sides = m.Plus(r.Sides)
	m.Stamped, m.StampedMin = m.Stamped+r.Stamped, m.StampedMin+r.StampedMin
	for _, row := range r.Rows {
		if row.NoCost {
			costless[row.Technician] = true
		}
	}
}

// ReplayMissing works out days of the month that wait, the first ones first, until the context or the time is over, and returns how
// many; at least one if one waits. Errors: Forbidden.
func (s *Service) ReplayMissing(ctx context.Context, day clock.Date, time time.Duration) (int, error) {
	m, err := s.Month(ctx, day)
	if err != nil {
		return 0, err
	}
	rest, cancel := context.WithTimeout(ctx, time)
	defer cancel()
	for n, missing := range m.Missing {
		if n > 0 && rest.Err() != nil || ctx.Err() != nil {
			return n, ctx.Err()
		}
		if _, err := s.Replay(ctx, missing); err != nil {
			return n, err
		}
	}
	return len(m.Missing), nil
}

// lookedBack is how far back the night looks for days to work out: records of a day still change in the week after it. Older ones are
// worked out when somebody asks.
const lookedBack = 8

// LookBack works out the days before today that wait, so that pages have them at once; twice comes to the same. did says how many.
// Errors: Forbidden.
func (s *Service) LookBack(ctx context.Context) (did string, err error) {
	if err := act.Require(ctx, LookBack); err != nil {
		return "", err
	}
	done := 0
	from, until := clock.Today().AddDays(-lookedBack), clock.Today().AddDays(-1)
	asks, err := s.replayAsks(ctx, from, until)
	if err != nil {
		return "", err
	}
	kept, err := s.keptReplays(ctx, from, until)
	if err != nil {
		return "", err
	}
	for _, k := range kept {
		if k.asked == asks[k.Day] {
			delete(asks, k.Day)
		}
	}
	for day := until; day >= from && err == nil; day = day.AddDays(-1) {
		if asks[day] != "" {
			if _, err = s.replayAnew(ctx, day, asks[day]); err == nil {
				done++
			}
		}
	}
	if done == 0 {
		return "", err
	}
	return counted(done, "day", "days"), err
}

// replayAnew works the day out and keeps it.
func (s *Service) replayAnew(ctx context.Context, day clock.Date, asked string) (Replay, error) {
	r, err := s.replay(ctx, day)
	if err != nil {
		return Replay{}, err
	}
	return r, s.keepReplay(ctx, r, asked)
}
