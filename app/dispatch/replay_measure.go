package dispatch

import (
	"cmp"
	"context"
	"slices"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/route"
)

// step is a visit on somebody's day, however that day came about.
type step struct {
	visit    int // of past.visits
	from, to time.Time
	led      bool // he answers for it; the others of a crew help
}

// replay works a past day out.
func (s *Service) replay(ctx context.Context, day clock.Date) (Replay, error) {
	d, err := s.pastDay(ctx, day)
	if err != nil {
		return Replay{}, err
	}
	driven := d.driven()
	engine, better := d.engine(ctx, driven)
	if err := ctx.Err(); err != nil {
		return Replay{}, err
	}
	r := Replay{Day: day, Made: clock.Now(), SameDay: d.sameDay, Stays: !better, Ways: d.Loaded.Ways}
	was, would, plan := d.steps(driven), d.steps(engine), d.planned()
	for t, w := range d.Workers {
		row := ReplayRow{
			Technician: w.Technician.ID, Name: w.Technician.Name, NoCost: w.Technician.CostPaise == 0,
			Sides: Sides{Driven: d.measureDay(w, was[t]), Planned: d.measureDay(w, plan[t]), Engine: d.measureDay(w, would[t])},
		}
		row.Stamped, row.StampedMin = d.travels[w.Technician.ID][0], d.travels[w.Technician.ID][1]
		if len(was[t])+len(plan[t])+len(would[t]) == 0 {
			continue
		}
		r.Rows = append(r.Rows, row)
		r.Sides = r.Plus(row.Sides)
		r.Stamped, r.StampedMin = r.Stamped+row.Stamped, r.StampedMin+row.StampedMin
	}
	r.Driven.Unserved, r.Engine.Unserved = len(driven.Unserved), len(engine.Unserved)
	for _, n := range d.of {
		r.Unplaced += first(d.visits[n].at().Zero())
	}
	return r, nil
}

// steps are the days of a plan. Of a crew who led leads again if he goes, otherwise the first of them.
func (d *past) steps(plan route.Plan) [][]step {
	lead := make([]int, len(d.of))
	for i := range lead {
		lead[i] = route.None
	}
	for t, stops := range plan.Routes {
		for _, stop := range stops {
			if led := d.staff[d.visits[d.of[stop.Visit]].Technician]; lead[stop.Visit] == route.None || led == t {
				lead[stop.Visit] = t
			}
		}
	}
	days := make([][]step, len(d.Workers))
	for t, stops := range plan.Routes {
		for _, stop := range stops {
			days[t] = append(days[t], step{d.of[stop.Visit], d.Time(stop.Start), d.Time(stop.End), lead[stop.Visit] == t})
		}
	}
	return days
}

// planned are the days as they were planned last: the visits whose planned start lies in the day, made or not.
func (d *past) planned() [][]step {
	days := make([][]step, len(d.Workers))
	for n, v := range d.visits {
		if clock.DateOf(v.Start.Time()) != d.Day {
			continue
		}
		for k, id := range v.team() {
			t := d.staff[id]
			days[t] = append(days[t], step{n, v.Start.Time(), v.End.Time(), k == 0})
		}
	}
	for _, steps := range days {
		slices.SortStableFunc(steps, func(a, b step) int { return cmp.Or(a.from.Compare(b.from), cmp.Compare(a.visit, b.visit)) })
	}
	return days
}

// measureDay sums one day of one technician up.
func (d *past) measureDay(w Worker, steps []step) Side {
	var s Side
	if len(steps) == 0 {
		return s
	}
	here, leave := w.Technician.Home, steps[0].from
	leave = leave.Add(-time.Duration(d.ways.Seconds(here, d.visits[steps[0].visit].at(), leave)) * time.Second)
	out, end := leave, time.Time{}
	travel := func(to geo.Point) time.Duration {
		took := d.ways.Minutes(here, to, leave)
		s.TravelMin += int(took.Minutes())
		s.Metres += d.ways.Metres(here, to)
		here = to
		return took
	}
	for _, step := range steps {
		v := d.visits[step.visit]
		travel(v.at())
		s.WorkMin += int(step.to.Sub(step.from).Minutes())
		leave, end = step.to, latest(end, step.to)
		if !step.led {
			continue
		}
		s.Visits++
		if due := v.DueAt.Time(); !due.IsZero() && step.from.After(due) {
			s.Late++
			if !due.Before(d.Day.Start()) { // what was late before the day began no plan of it could help
				s.LateMin += int(step.from.Sub(due).Minutes())
			}
		}
	}
	if !w.Technician.Home.Zero() {
		end = end.Add(travel(w.Technician.Home))
	}
	s.OvertimeMin = d.overtime(w, out, end)
	s.Cost = money.Paise(int64(w.Technician.CostPaise) * int64(s.TravelMin) / 60)
	return s
}

// overtime is how many minutes a day that began and ended then is past the shift; all of it where there was none.
func (d *past) overtime(w Worker, out, end time.Time) int {
	over := end.Sub(out)
	if n := len(w.Spans); n > 0 {
		last := w.Spans[n-1]
		if last.To < last.From {
			last.To += 24 * 60
		}
		over = end.Sub(d.Day.At(last.To))
	}
	return int(max(0, over).Minutes())
}
