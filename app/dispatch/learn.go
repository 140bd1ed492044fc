package dispatch

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/txn"
)

// What counts as a trip that says how fast the roads are: from one site to another, begun soon after the work at the first ended, by
// the stamps of "on my way" and of the arrival. How people tap is no measurement; what cannot be, or was interrupted, is left out.
const (
	learnFrom  = 90 * 24 * time.Hour // how far back trips count
	tripBreak  = 30 * time.Minute    // between the end of work and "on my way"; after that he may have been anywhere
	tripLeast  = 2 * time.Minute
	tripMost   = 3 * time.Hour
	tripShort  = 1000             // metres; on shorter ways parking and the stairs are most of the time
	tripFast   = 80_000 / 60      // metres a minute
	parkedMost = 20 * time.Minute // at one place under way, by his trail
	parkedIn   = 100              // metres
)

// trip is one way that somebody made.
type trip struct {
	technician string
	from, to   time.Time
	metres     int
}

// perMinute is its speed in metres a minute.
func (t trip) perMinute() int { return int(float64(t.metres)/t.to.Sub(t.from).Minutes() + 0.5) }

// hour is the hour of the day in which the middle of the trip lies.
func (t trip) hour() int { return t.from.Add(t.to.Sub(t.from) / 2).In(clock.IST).Hour() }

// LearnRoads learns the speed of each hour from the trips of the last 90 days: the median of their speeds, which a few odd ones do not
// move. It replaces what was learnt before; twice comes to the same. It also lets go of what a routing server told long ago. did says
// how many trips there were. Errors: Forbidden without SeeBoard and jobs.See.
func (s *Service) LearnRoads(ctx context.Context) (did string, err error) {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return "", err
	}
	now := clock.Now()
	var trips []trip
	for day := clock.DateOf(now.Add(-learnFrom)); day <= clock.DateOf(now); day = day.AddDays(10) { // cut at night, where nobody drives
		from, to := day.Start(), day.AddDays(10).Start()
		found, err := s.tripsBetween(ctx, from, to)
		if err != nil {
			return "", err
		}
		trips = append(trips, found...)
	}
	learnt := speeds(trips)
	err = txn.Run(ctx, s.app, func(tx core.App) error { return keepSpeeds(ctx, tx, learnt) })
	if err != nil || len(trips) == 0 {
		return "", err
	}
	return counted(len(trips), "trip", "trips"), s.forgetWays(ctx)
}

// tripsBetween are the trips that began between the instants and can be believed.
func (s *Service) tripsBetween(ctx context.Context, from, to time.Time) ([]trip, error) {
	spells, err := s.jobs.SpellsBetween(ctx, from, to)
	if err != nil {
		return nil, err
	}
	const around = 15 * 24 * time.Hour // a visit may be made on another day than it is planned for
	stops, err := s.jobs.Stops(ctx, from.Add(-around), to.Add(around), "")
	if err != nil {
		return nil, err
	}
	places := make(map[string]geo.Point, len(stops))
	for _, stop := range stops {
		places[stop.ID] = geo.Point{Lat: stop.Lat, Lng: stop.Lng}
	}
	trips := tripsOf(spells, places)
	kept := trips[:0]
	type day struct {
		technician string
		day        clock.Date
	}
	trails := map[day][]fence.Fix{}
	for _, t := range trips {
		if t.to.Sub(t.from) > parkedMost {
			on := day{t.technician, clock.DateOf(t.from)}
			trail, seen := trails[on]
			if !seen {
				if trail, err = s.people.Trail(ctx, t.technician, on.day.Start(), on.day.AddDays(1).Start()); err != nil {
					return nil, err
				}
				trails[on] = trail
			}
			if parked(trail, t.from, t.to) > parkedMost {
				continue
			}
		}
		kept = append(kept, t)
	}
	return kept, nil
}

// tripsOf are the trips that the spells tell of and that can be, in order of technician and time. places are those of the visits.
func tripsOf(spells []jobs.Spell, places map[string]geo.Point) []trip {
	all := slices.Clone(spells)
	slices.SortStableFunc(all, func(a, b jobs.Spell) int {
		return cmp.Or(cmp.Compare(a.By, b.By), a.From.Compare(b.From), a.To.Compare(b.To))
	})
	var trips []trip
	var last jobs.Spell // at a site
	for i, s := range all {
		if s.State != jobs.Travelling {
			last = s
			continue
		}
		arrived := i+1 < len(all) && all[i+1].Visit == s.Visit && all[i+1].By == s.By && all[i+1].State != jobs.Travelling && all[i+1].From.Equal(s.To)
		gap := s.From.Sub(last.To)
		if s.Open || !arrived || s.By == "" || last.By != s.By || last.Visit == s.Visit || last.Open || gap < 0 || gap > tripBreak {
			continue
		}
		a, b := places[last.Visit], places[s.Visit]
		if a.Zero() || b.Zero() {
			continue
		}
		t := trip{s.By, s.From, s.To, geo.RoadMetres(a, b)}
		if took := t.to.Sub(t.from); took >= tripLeast && took <= tripMost && t.metres >= tripShort && t.perMinute() <= tripFast {
			trips = append(trips, t)
		}
	}
	return trips
}

// parked is the longest that the trail stays at one place between two instants.
func parked(trail []fence.Fix, from, to time.Time) time.Duration {
	var longest time.Duration
	var here fence.Fix
	for _, f := range trail {
		if f.At.Before(from) || f.At.After(to) {
			continue
		}
		if here.At.IsZero() || geo.Metres(here.Point, f.Point) > parkedIn+float64(max(f.AccuracyM, 0)) {
			here = f
		}
		longest = max(longest, f.At.Sub(here.At))
	}
	return longest
}

// speeds are the medians by hour, of hours with trips.
func speeds(trips []trip) []Learnt {
	var made [24][]int
	for _, t := range trips {
		made[t.hour()] = append(made[t.hour()], t.perMinute())
	}
	var all []Learnt
	for hour, of := range made {
		if len(of) == 0 {
			continue
		}
		slices.Sort(of)
		middle := (of[(len(of)-1)/2] + of[len(of)/2]) / 2
		all = append(all, Learnt{Hour: hour, MetresPerMinute: max(1, middle), Trips: len(of)})
	}
	return all
}

// SpeedRow is one hour of the day as travel is reckoned: metres a minute assumed, learnt (0 where nobody travelled), used.
type SpeedRow struct {
	Hour, Assumed, Learnt, Trips, Used int
}

// Speeds is the day's table of speeds, and when it was learnt; the zero time where it never was.
// Errors: Forbidden without SeeBoard.
func (s *Service) Speeds(ctx context.Context) (rows [24]SpeedRow, at time.Time, err error) {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return rows, at, err
	}
	for hour, made := range geo.UsualHours {
		rows[hour] = SpeedRow{Hour: hour, Assumed: made, Used: made}
	}
	learnt, err := s.learnt(ctx)
	for _, l := range learnt {
		rows[l.Hour] = SpeedRow{l.Hour, geo.UsualHours[l.Hour], l.MetresPerMinute, l.Trips, l.Used()}
		at = l.At
	}
	return rows, at, err
}
