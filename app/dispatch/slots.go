package dispatch

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/workcal"
)

// SlotAsk is what a caller wants, as far as it is known while he is on the phone.
type SlotAsk struct {
	Customer   string    // empty: one who is not known yet, and wants and refuses nobody
	At         geo.Point // zero: somewhere in the PIN code
	Pin, Place string
	Minutes    int
	Needs      []jobs.Need
	Crew       int
	Parts      []jobs.Load
	PartsFirst bool
	Priority   int // P1 may take what is kept for emergencies
}

// Window is a stretch of hours in which somebody could arrive.
type Window struct {
	From, To time.Time
	Can      []Arriving // the earliest first
}

// Arriving is a technician who can begin at Start, without moving any visit that is planned.
type Arriving struct {
	Technician, Name string
	Start            time.Time
}

// Openings are the windows of the next days in which somebody can really come, the first first, and why there are none on days without.
type Openings struct {
	Windows []Window
	Shut    []Shut
}

// Shut is a day on which nobody can come, and why.
type Shut struct {
	Day clock.Date
	Why string
}

// openDays is for how many days windows are looked for, today included.
const openDays = 7

// Openings finds the arrival windows of the next seven days in which at least one fitting technician can come: within the company's hours,
// with the way from and to his other visits, which all stay as planned, and without what is kept for emergencies unless it is one.
// The number of queries does not grow with the visits. Errors: Forbidden; NotFound not_set_up.
func (s *Service) Openings(ctx context.Context, in SlotAsk) (Openings, error) {
	if err := act.Require(ctx, jobs.Book); err != nil {
		return Openings{}, err
	}
	o, err := s.opening(ctx, in, clock.Today(), openDays)
	if err != nil {
		return Openings{}, err
	}
	return o.all(), nil
}

// OpeningAt reports who could begin in a window that somebody has in mind, and why nobody can.
// Errors: Forbidden; NotFound not_set_up.
func (s *Service) OpeningAt(ctx context.Context, in SlotAsk, from, to time.Time) (Window, string, error) {
	if err := act.Require(ctx, jobs.Book); err != nil {
		return Window{}, "", err
	}
	day := clock.DateOf(from)
	if day < clock.Today() {
		day = clock.Today()
	}
	o, err := s.opening(ctx, in, day, 1)
	if err != nil {
		return Window{}, "", err
	}
	return o.within(0, from, to)
}

// opening is the days in which windows are looked for.
type opening struct {
	ask      Ask
	from     clock.Date
	days     []crew
	calendar workcal.Calendar
	urgent   map[string]bool // visits of emergencies
	window   int             // minutes
	reserve  int             // percent of a day; 0 for an emergency
}

func (s *Service) opening(ctx context.Context, in SlotAsk, from clock.Date, n int) (*opening, error) {
	o := &opening{from: from}
	c, err := s.settings.Company(ctx)
	if err != nil {
		return nil, err
	}
	if o.window = c.Planning.WindowMin; in.Priority != 1 {
		o.reserve = c.Planning.ReservePct
	}
	if o.calendar, err = s.settings.Calendar(ctx); err != nil {
		return nil, err
	}
	if o.days, o.urgent, err = s.filled(ctx, from, n); err != nil {
		return nil, err
	}
	o.ask = Ask{
		Now: clock.Now(), Minutes: in.Minutes, Needs: in.Needs, Pin: in.Pin, At: in.At, Place: in.Place, Crew: in.Crew,
		Parts: in.Parts, PartsFirst: in.PartsFirst,
	}
	if o.ask.SkillNames, err = s.skillNames(ctx); err != nil {
		return nil, err
	}
	if in.Customer != "" {
		prefs, err := s.customers.Preferences(ctx, in.Customer)
		if err != nil {
			return nil, err
		}
		for i := range o.days {
			o.days[i].workers = liked(o.days[i].workers, &o.ask, prefs)
		}
	}
	for i := range o.days {
		if err := s.findDays(ctx, o.days[i].workers, o.ask.At); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// all finds the windows of every day.
func (o *opening) all() Openings {
	var found Openings
	for n := range o.days {
		windows, why := o.day(n)
		if len(windows) == 0 {
			found.Shut = append(found.Shut, Shut{o.from.AddDays(n), why})
		}
		found.Windows = append(found.Windows, windows...)
	}
	return found
}

// day finds the windows of one day, or says why there is none.
func (o *opening) day(n int) ([]Window, string) {
	day := o.from.AddDays(n)
	if why := o.closed(n, day); why != "" {
		return nil, why
	}
	var windows []Window
	for _, w := range Windows(o.calendar.Spans(day), o.window) {
		from, to := day.At(w.From), day.At(w.To)
		if !to.After(o.ask.Now) {
			continue
		}
		if can := o.can(n, from, to); len(can) > 0 {
			windows = append(windows, Window{from, to, can})
		}
	}
	if len(windows) == 0 {
		return nil, "Nobody can come: " + whyNobody(o.days[n].workers, o.on(day))
	}
	return windows, ""
}

// closed says why nothing is offered on the day whoever is asked for; empty where something may be.
func (o *opening) closed(n int, day clock.Date) string {
	spans := o.calendar.Spans(day)
	switch {
	case o.calendar.Holidays[day] != "":
		return o.calendar.Holidays[day]
	case len(spans) == 0:
		return "Closed"
	case !day.At(spans[len(spans)-1].To).After(o.ask.Now):
		return "The working day is over"
	}
	if o.reserve == 0 {
		return ""
	}
	var all Hours
	for _, w := range o.days[n].workers {
		all = all.add(hoursOf(w, day, o.ask.Now, o.urgent))
	}
	if all.Free(o.reserve) < o.ask.Minutes*max(o.ask.Crew, 1) && all.Room > 0 {
		return fmt.Sprintf("Full: what is left is kept for emergencies (%d %% of the day)", o.reserve)
	}
	return ""
}

// within is who can begin between two instants of a day, and why nobody can.
func (o *opening) within(n int, from, to time.Time) (Window, string, error) {
	day := o.from.AddDays(n)
	w := Window{From: from, To: to, Can: o.can(n, from, to)}
	closed := o.closed(n, day)
	switch {
	case !to.After(o.ask.Now):
		return w, "It is over.", nil
	case len(w.Can) > 0 && (closed == "" || o.calendar.Holidays[day] != "" || len(o.calendar.Spans(day)) == 0):
		return w, "", nil // somebody works although the company is closed
	case closed != "":
		w.Can = nil
		return w, closed + ".", nil
	}
	return w, "Nobody can come then: " + whyNobody(o.days[n].workers, o.on(day)) + ".", nil
}

func (o *opening) on(day clock.Date) Ask {
	ask := o.ask
	ask.Day = day
	return ask
}

// can is who could begin between the instants, the earliest first.
func (o *opening) can(n int, from, to time.Time) []Arriving {
	ask := o.on(o.from.AddDays(n))
	ask.From, ask.To = from, to
	return canGo(o.days[n].workers, ask)
}

// canGo is who of the workers can go, the earliest first, each with the earliest start that Rank finds for him and at which enough others
// can go along.
func canGo(workers []Worker, ask Ask) []Arriving {
	var all []Arriving
	for _, w := range workers {
		if len(Unfit(w, ask)) > 0 {
			continue
		}
		for _, slot := range slotsOf(w, ask) {
			if crewed(workers, w, ask, slot.start) {
				all = append(all, Arriving{w.Technician.ID, w.Technician.Name, slot.start})
				break
			}
		}
	}
	slices.SortFunc(all, func(a, b Arriving) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Technician, b.Technician))
	})
	return all
}

// leastWindow is how short the last window of a stretch of working hours may be, in minutes.
const leastWindow = 30

// Windows cuts working hours into arrival windows of so many minutes; what is left at the end of a stretch is a shorter one, or goes
// with the one before it where it is too short.
func Windows(spans []workcal.Span, minutes int) []workcal.Span {
	if minutes <= 0 {
		return nil
	}
	var all []workcal.Span
	for _, s := range spans {
		if s.To < s.From {
			s.To += 24 * 60 // over midnight
		}
		for from := s.From; from < s.To; from += minutes {
			to := min(from+minutes, s.To)
			if to-from < min(leastWindow, minutes) && from > s.From {
				all[len(all)-1].To = to
				continue
			}
			all = append(all, workcal.Span{From: from, To: to})
		}
	}
	return all
}
