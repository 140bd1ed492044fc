package people

import (
	"context"
	"math"
	"slices"
	"time"

	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
)

// Way is by what the distance of a day was worked out.
type Way string

const (
	ByPositions Way = "positions" // for the most part by the positions of his trail
	BySites     Way = "sites"     // for the most part from site to site, by the estimate for roads
)

// What counts as a way. A position vaguer than vaguest says too little; between positions up to together apart the crow's
// flight is the way, over longer ones the estimate for roads; standing still wanders by less than stands, or than the positions
// are exact to; faster than fastest, and by more than a jump, nobody travels.
const (
	vaguest  = 100 // metres
	together = 2 * time.Minute
	stands   = 30        // metres
	jump     = 300       // metres
	fastest  = 150 / 3.6 // metres a second
)

// Distance is how many metres somebody went: trail is where he was seen, stops the places where he certainly was with the time,
// both in any order. A stop counts where the trail has no position within ten minutes of it. What lies within a break is his own.
func Distance(trail, stops []fence.Fix, breaks []Break) (metres int, by Way) {
	seen := possible(trail)
	way := make([]leg, 0, len(seen)+len(stops))
	for _, f := range seen {
		way = append(way, leg{Fix: f, seen: true})
	}
	for _, s := range stops {
		near := func(f fence.Fix) bool { return f.At.Sub(s.At).Abs() <= fence.Fresh }
		if s.Usable() && !slices.ContainsFunc(seen, near) {
			way = append(way, leg{Fix: s})
		}
	}
	slices.SortStableFunc(way, func(a, b leg) int { return a.At.Compare(b.At) })
	if len(way) == 0 {
		return 0, BySites
	}
	var positions, sites float64
	from, last := way[0], way[0].At // from where the next move is measured, and when he was last seen
	for _, to := range way[1:] {
		crow, gap := geo.Metres(from.Point, to.Point), to.At.Sub(last)
		between := slices.ContainsFunc(breaks, func(b Break) bool { return !b.From.Before(last) && !b.To.After(to.At) })
		last = to.At
		switch {
		case between:
		case !from.seen || !to.seen:
			sites += float64(geo.RoadMetres(from.Point, to.Point))
		case crow <= max(stands, float64(from.AccuracyM), float64(to.AccuracyM)):
			continue
		case gap <= together:
			positions += crow
		default:
			positions += float64(geo.RoadMetres(from.Point, to.Point))
		}
		from = to
	}
	by = BySites
	if len(seen) > 1 && positions >= sites {
		by = ByPositions
	}
	return int(math.Round(positions + sites)), by
}

// leg is a place of the way: seen by a position, or certain as a stop.
type leg struct {
	fence.Fix
	seen bool
}

// possible are the positions that say enough, in order of time, without those that nobody can have reached from the one before.
// The first counts only if the next can be reached from it.
func possible(trail []fence.Fix) []fence.Fix {
	all := slices.DeleteFunc(slices.Clone(trail), func(f fence.Fix) bool { return !f.Usable() || f.AccuracyM > vaguest })
	slices.SortStableFunc(all, func(a, b fence.Fix) int { return a.At.Compare(b.At) })
	for len(all) > 1 && !reaches(all[0], all[1]) {
		if len(all) > 2 && reaches(all[0], all[2]) {
			break // the second is the odd one
		}
		all = all[1:]
	}
	kept := all[:0]
	for _, f := range all {
		if n := len(kept); n == 0 || reaches(kept[n-1], f) {
			kept = append(kept, f)
		}
	}
	return kept
}

// reaches reports whether anybody can have gone from one position to the next.
func reaches(a, b fence.Fix) bool {
	metres := geo.Metres(a.Point, b.Point) - float64(a.AccuracyM) - float64(b.AccuracyM)
	return metres <= jump || metres <= fastest*b.At.Sub(a.At).Seconds()
}

// went is how far the technician went on a day that ends now. He sets out from the shop if he was seen there, else from his home
// as far as it is known, else from the shop; the way back counts where he was seen at the shop at the end. Of the stops those of
// this day count, also from before he said that it began.
func (s *Service) went(ctx context.Context, a Attendance, stops []fence.Fix) (int, Way, error) {
	trail, err := s.Trail(ctx, a.Technician, a.Start, a.End)
	if err != nil {
		return 0, "", err
	}
	company, err := s.settings.Company(ctx)
	if err != nil {
		return 0, "", err
	}
	tech, err := s.Technician(ctx, a.Technician)
	if err != nil {
		return 0, "", err
	}
	before, err := s.days(ctx, a.Technician, a.Date.AddDays(-1), a.Date.AddDays(-1))
	if err != nil {
		return 0, "", err
	}
	since := a.Date.Start()
	for _, b := range before {
		if b.End.After(since) {
			since = b.End
		}
	}
	out := fence.Fix{Point: company.At, At: a.Start}
	if a.StartPlace != AtShop && tech.HasHome() {
		out.Point = tech.Home
	}
	var places []fence.Fix
	for _, stop := range stops {
		if stop.At.After(since) && !stop.At.After(a.End) {
			places = append(places, stop)
			if !stop.At.After(out.At) {
				out.At = stop.At.Add(-time.Millisecond)
			}
		}
	}
	if len(places) > 0 {
		places = append([]fence.Fix{out}, places...)
		if a.EndPlace == AtShop {
			places = append(places, fence.Fix{Point: company.At, At: a.End})
		}
	}
	metres, by := Distance(trail, places, a.Breaks)
	return metres, by, nil
}
