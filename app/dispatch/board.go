package dispatch

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/sla"
	"doorstep/app/people"
)

// Lane is one technician's day on the board.
type Lane struct {
	Worker
	Cards       []BoardCard
	Utilisation int // percent of the shift
}

// BoardCard is a visit on the board, with the colour of its service level clock and the minutes left on it.
type BoardCard struct {
	jobs.Card
	Colour  sla.Colour
	LeftMin int
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
	cal, err := s.settings.Calendar(ctx)
	if err != nil {
		return Board{}, err
	}
	clocks, err := s.jobs.Clocks(ctx)
	if err != nil {
		return Board{}, err
	}
	b := Board{Day: day, From: 24 * 60, Holiday: cal.Holidays[day]}
	byTechnician := map[string][]BoardCard{}
	for _, c := range cards {
		byTechnician[c.Technician] = append(byTechnician[c.Technician], coloured(clocks, c))
		b.widen(clock.Minute(c.Start.Time()), clock.Minute(c.End.Time()))
	}
	for _, w := range all.workers {
		for _, span := range w.Spans {
			b.widen(span.From, span.To)
		}
		b.Lanes = append(b.Lanes, Lane{Worker: w, Cards: byTechnician[w.Technician.ID], Utilisation: Utilisation(w)})
		delete(byTechnician, w.Technician.ID)
	}
	if b.To == 0 {
		b.widen(9*60, 18*60)
	}
	for id, left := range byTechnician {
		gone := people.Technician{ID: id, Name: left[0].TechName}
		b.Lanes = append(b.Lanes, Lane{Worker: Worker{OnDuty: people.OnDuty{Technician: gone}}, Cards: left})
	}
	slices.SortStableFunc(b.Lanes, func(x, y Lane) int {
		return cmp.Or(cmp.Compare(x.order(), y.order()), cmp.Compare(strings.ToLower(x.Technician.Name), strings.ToLower(y.Technician.Name)),
			cmp.Compare(x.Technician.ID, y.Technician.ID))
	})
	return b, nil
}

// stopsOf is what the cards take of their technicians' day.
func stopsOf(cards []jobs.Card) []jobs.Stop {
	var stops []jobs.Stop
	for _, c := range cards {
		if c.Status != jobs.CannotComplete {
			stops = append(stops, jobs.Stop{
				ID: c.ID, No: c.No, Technician: c.Technician, Start: c.Start, End: c.End, Address: c.Address, Lat: c.Lat, Lng: c.Lng,
			})
		}
	}
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
