package dispatch

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/sla"
	"doorstep/app/people"
)

// Lane is one technician's day on the board.
type Lane struct {
	Worker
	Cards       []BoardCard
	Utilisation int // percent of the shift
}

// BoardCard is a visit on the board, with the colour of its service level clock and the minutes left on it. It stands once with its
// lead, and once more with each who helps.
type BoardCard struct {
	jobs.Card
	Colour  sla.Colour
	LeftMin int
	Helping bool        // it stands with a helper
	Broken  []Violation // what speaks against the plan as it now is; only of a visit that has not begun
}

// Board is a day: a lane per technician, those on duty first, and the hours that are worth drawing.
type Board struct {
	Day      clock.Date
	Lanes    []Lane
	From, To int // minutes of the day, whole hours: those of the shifts and the visits; 9 to 18 on a day without either
	Holiday  string
}

// Board reads the day's board in a fixed number of queries. Whoever left but still has visits that day keeps a lane for them.
func (s *Service) Board(ctx context.Context, day clock.Date) (Board, error) {
	all, err := s.crew(ctx, day)
	if err != nil {
		return Board{}, err
	}
	cards, err := s.jobs.Day(ctx, day)
	if err != nil {
		return Board{}, err
	}
	all.add(day, stopsOf(cards))
	if err := s.findDays(ctx, all.workers, geo.Point{}); err != nil {
		return Board{}, err
	}
	check, err := s.ruleCheck(ctx, day, cards)
	if err != nil {
		return Board{}, err
	}
	cal, err := s.settings.Calendar(ctx)
	if err != nil {
		return Board{}, err
	}
	clocks, err := s.jobs.Clocks(ctx)
	if err != nil {
		return Board{}, err
	}
	b := Board{Day: day, From: 24 * 60, Holiday: cal.Holidays[day]}
	lanes := byLane(clocks, cards)
	for _, c := range cards {
		b.widen(clock.Minute(c.Start.Time()), clock.Minute(c.End.Time()))
	}
	for _, w := range all.workers {
		for _, span := range w.Spans {
			b.widen(span.From, span.To)
		}
		l := Lane{Worker: w, Cards: lanes[w.Technician.ID], Utilisation: Utilisation(w)}
		for i, c := range l.Cards {
			if c.Status.Waiting() && !c.Helping {
				l.Cards[i].Broken = check.breaks(w, c.Card)
			}
		}
		b.Lanes = append(b.Lanes, l)
		delete(lanes, w.Technician.ID)
	}
	if b.To == 0 {
		b.widen(9*60, 18*60)
	}
	for id, left := range lanes {
		if left = slices.DeleteFunc(left, func(c BoardCard) bool { return c.Helping }); len(left) > 0 {
			gone := people.Technician{ID: id, Name: left[0].TechName}
			b.Lanes = append(b.Lanes, Lane{Worker: Worker{OnDuty: people.OnDuty{Technician: gone}}, Cards: left})
		}
	}
	slices.SortStableFunc(b.Lanes, func(x, y Lane) int {
		return cmp.Or(cmp.Compare(x.order(), y.order()), x.byName(y))
	})
	return b, nil
}

// byLane gives each technician his cards by start: of the visits that he leads and of those at which he helps.
func byLane(clocks jobs.Clocks, cards []jobs.Card) map[string][]BoardCard {
	lanes := map[string][]BoardCard{}
	for _, c := range cards {
		card := coloured(clocks, c)
		lanes[c.Technician] = append(lanes[c.Technician], card)
		card.Helping = true
		for _, h := range c.Helpers {
			lanes[h] = append(lanes[h], card)
		}
	}
	for _, l := range lanes {
		slices.SortStableFunc(l, func(a, b BoardCard) int { return a.Start.Time().Compare(b.Start.Time()) })
	}
	return lanes
}

// FallBack says how travel on the day is reckoned where a routing server is set and some ways are by distance nevertheless; empty
// otherwise. Errors: Forbidden.
func (s *Service) FallBack(ctx context.Context, day clock.Date) (string, error) {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return "", err
	}
	c, err := s.settings.Company(ctx)
	if err != nil || c.Planning.OSRM == "" {
		return "", err
	}
	b, err := s.Board(ctx, day)
	if err != nil || len(b.Lanes) == 0 || !b.Lanes[0].Ways.FellBack() {
		return "", err
	}
	return b.Lanes[0].Ways.Says(), nil
}

// stopsOf is what the cards take of the day of those who go, by start.
func stopsOf(cards []jobs.Card) []jobs.Stop {
	var stops []jobs.Stop
	for _, c := range cards {
		if c.Status == jobs.CannotComplete {
			continue
		}
		stop := jobs.Stop{
			ID: c.ID, No: c.No, Technician: c.Technician, Start: c.Start, End: c.End, Address: c.Address, Lat: c.Lat, Lng: c.Lng,
		}
		stops = append(stops, stop)
		for _, h := range c.Helpers {
			stop.Technician = h
			stops = append(stops, stop)
		}
	}
	slices.SortStableFunc(stops, func(a, b jobs.Stop) int { return a.Start.Time().Compare(b.Start.Time()) })
	return stops
}

// order puts those on duty first, then those who have visits nevertheless, then the others.
func (l Lane) order() int {
	switch {
	case len(l.Spans) > 0:
		return 0
	case len(l.Cards) > 0:
		return 1
	}
	return 2
}

func (l Lane) byName(other Lane) int {
	return cmp.Or(cmp.Compare(strings.ToLower(l.Technician.Name), strings.ToLower(other.Technician.Name)),
		cmp.Compare(l.Technician.ID, other.Technician.ID))
}

// widen makes the drawn hours hold a span; one that runs over midnight is drawn to the end of the day.
func (b *Board) widen(from, to int) {
	if to < from {
		to = 24 * 60
	}
	b.From = min(b.From, from/60*60)
	b.To = max(b.To, min((to+59)/60*60, 24*60))
}

// coloured adds how the card's promise stands.
func coloured(clocks jobs.Clocks, c jobs.Card) BoardCard {
	if c.DueAt.IsZero() || c.Status.Ended() {
		return BoardCard{Card: c}
	}
	due := c.DueAt.Time()
	return BoardCard{
		Card: c, Colour: clocks.Colour(c.Priority, c.Payment, c.SLAFrom.Time(), due, c.Waiting != ""),
		LeftMin: int(due.Sub(clock.Now()) / time.Minute),
	}
}
