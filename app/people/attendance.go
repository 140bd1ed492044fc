package people

import (
	"context"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/txn"
)

// Place is where a day began or ended.
type Place string

const (
	AtShop    Place = "shop"
	AtSite    Place = "site"
	Elsewhere Place = "elsewhere"
	Unknown   Place = "unknown" // no position, or one too vague to tell
)

// longestDay is how long after its start a day counts as open for positions that nobody ended.
const longestDay = 16 * time.Hour

// DayMark is the start or end of a technician's day. At is brought to the server's clock, Device is what the phone showed; the
// zero At is now. Site is the first (or last) visit's site; the zero Point if there is none. FenceM is its radius. Stops are, at
// the end, the sites at which he arrived of late, with the time; those of other days are left out here.
type DayMark struct {
	At, Device time.Time
	Fix        *fence.Fix
	Site       geo.Point
	FenceM     int
	Stops      []fence.Fix
}

// Break is a stretch within a day for which it was ended and then begun again.
type Break struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Attendance is one day of one technician; End is zero while it lasts.
type Attendance struct {
	ID, Technician, Name string
	Date                 clock.Date
	Start, StartDevice   time.Time
	StartPlace           Place
	StartDistanceM       int // to the nearer of shop and site; -1 unknown
	End, EndDevice       time.Time
	EndPlace             Place
	EndDistanceM         int
	Breaks               []Break
	DistanceM            int // how far he went; kept when the day is ended, for positions are forgotten
	DistanceBy           Way // empty while it is not known
	Source               string
}

// Open reports whether the day was begun and not ended.
func (a Attendance) Open() bool { return !a.Start.IsZero() && a.End.IsZero() }

// covers reports whether the instant lies in the working part of the day, as far as it has gone by now.
func (a Attendance) covers(t, now time.Time) bool {
	end := a.End
	if end.IsZero() {
		end = a.Start.Add(longestDay)
	}
	if t.Before(a.Start) || t.After(end) || t.After(now) {
		return false
	}
	for _, b := range a.Breaks {
		if t.After(b.From) && t.Before(b.To) {
			return false
		}
	}
	return true
}

// StartDay opens the technician's day, the one in IST in which At falls; a second start of a day changes nothing. After its
// end it opens the day again, and what lay between is a break. A position is kept only with his consent.
// Errors: Forbidden; Invalid time_future, position_bad.
func (s *Service) StartDay(ctx context.Context, in DayMark) (Attendance, error) {
	return s.day(act.Begin(ctx, "people.start_day", ""), in, func(tx core.App, in DayMark) (Attendance, error) {
		r, a, err := findDay(ctx, tx, act.From(ctx).Technician, clock.DateOf(in.At))
		switch {
		case err != nil:
			return Attendance{}, err
		case r == nil:
			if r, err = txn.New(tx, "attendance"); err != nil {
				return Attendance{}, err
			}
			a = Attendance{Technician: act.From(ctx).Technician, Date: clock.DateOf(in.At), Source: string(act.From(ctx).Source), EndDistanceM: -1}
			a.Start, a.StartDevice = in.At, in.Device
			if a.StartPlace, a.StartDistanceM, err = s.In(tx).place(ctx, in); err != nil {
				return Attendance{}, err
			}
			writeFix(r, "start", in.Fix)
			writeFix(r, "end", nil)
		case a.Open() || !in.At.After(a.End):
			return a, nil
		default:
			a.Breaks = append(a.Breaks, Break{From: a.End, To: in.At})
			a.End, a.EndDevice, a.EndPlace, a.EndDistanceM = time.Time{}, time.Time{}, "", -1
			a.DistanceM, a.DistanceBy = 0, ""
			writeFix(r, "end", nil)
		}
		return a.save(ctx, tx, r)
	})
}

// EndDay closes the day that is open, also yesterday's, and keeps how far he went. Errors: Forbidden; Invalid time_future, position_bad; Conflict day_not_open.
func (s *Service) EndDay(ctx context.Context, in DayMark) (Attendance, error) {
	return s.day(act.Begin(ctx, "people.end_day", ""), in, func(tx core.App, in DayMark) (Attendance, error) {
		r, a, err := lastDay(ctx, tx, act.From(ctx).Technician, in.At)
		if err != nil {
			return Attendance{}, err
		}
		if r == nil || !a.Open() {
			return Attendance{}, fault.New(fault.Conflict, "day_not_open")
		}
		a.End, a.EndDevice = in.At, in.Device
		if a.EndPlace, a.EndDistanceM, err = s.In(tx).place(ctx, in); err != nil {
			return Attendance{}, err
		}
		writeFix(r, "end", in.Fix)
		if a.DistanceM, a.DistanceBy, err = s.In(tx).went(ctx, a, in.Stops); err != nil {
			return Attendance{}, err
		}
		return a.save(ctx, tx, r)
	})
}

// day checks a mark of the technician who acts, takes his position off it if he did not consent, and lets change do the rest.
func (s *Service) day(ctx context.Context, in DayMark, change func(core.App, DayMark) (Attendance, error)) (Attendance, error) {
	if err := attending(ctx); err != nil {
		return Attendance{}, err
	}
	now := clock.Now()
	switch {
	case in.At.After(now.Add(clock.Ahead)):
		return Attendance{}, fault.New(fault.Invalid, "time_future")
	case in.Fix != nil && !in.Fix.Sound():
		return Attendance{}, fault.New(fault.Invalid, "position_bad")
	case in.At.IsZero() || in.At.After(now):
		in.At = now
	}
	if in.Device.IsZero() {
		in.Device = in.At
	}
	var a Attendance
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		c, err := s.ConsentOf(ctx, act.From(ctx).Technician)
		if err != nil {
			return err
		}
		if !c.Given || in.Fix != nil && !in.Fix.Usable() {
			in.Fix = nil
		}
		if a, err = change(tx, in); err != nil {
			return err
		}
		t, err := s.Technician(ctx, a.Technician)
		a.Name = t.Name
		return err
	})
	return a, err
}

// attending holds a verb to a technician who acts for himself.
func attending(ctx context.Context) error {
	if err := act.Require(ctx, Attend); err != nil {
		return err
	}
	if act.From(ctx).Technician == "" {
		return fault.New(fault.Forbidden, "not_allowed")
	}
	return nil
}

// place says where a mark was made: at the shop, at the site, or elsewhere; and how far from the nearer of them.
func (s *Service) place(ctx context.Context, in DayMark) (Place, int, error) {
	if in.Fix == nil {
		return Unknown, -1, nil
	}
	c, err := s.settings.Company(ctx)
	if err != nil {
		return "", 0, err
	}
	shop := fence.Judge(fence.CheckIn{At: in.At, Fix: in.Fix, Site: c.At, RadiusM: max(c.Policies.FenceM, fence.RadiusUsual)})
	site := fence.Judge(fence.CheckIn{At: in.At, Fix: in.Fix, Site: in.Site, RadiusM: in.FenceM})
	metres := shop.DistanceM
	if metres < 0 || site.DistanceM >= 0 && site.DistanceM < metres {
		metres = site.DistanceM
	}
	switch {
	case shop.Outcome == fence.ValidatedInside:
		return AtShop, metres, nil
	case site.Outcome == fence.ValidatedInside:
		return AtSite, metres, nil
	case shop.Outcome == fence.LowAccuracy, site.Outcome == fence.LowAccuracy, metres < 0:
		return Unknown, metres, nil
	}
	return Elsewhere, metres, nil
}

// Day is the technician's attendance of the date; the zero Attendance if he did not come. He may see his own; others need
// SeeTechnicians. Errors: Forbidden.
func (s *Service) Day(ctx context.Context, technician string, on clock.Date) (Attendance, error) {
	if err := seesTrail(ctx, technician); err != nil {
		return Attendance{}, err
	}
	all, err := s.days(ctx, technician, on, on)
	if err != nil || len(all) == 0 {
		return Attendance{}, err
	}
	return all[0], nil
}

// Muster lists everybody's attendance between the days, both included, by date and name.
// Errors: Forbidden without SeeTechnicians.
func (s *Service) Muster(ctx context.Context, from, to clock.Date) ([]Attendance, error) {
	if err := act.Require(ctx, SeeTechnicians); err != nil {
		return nil, err
	}
	return s.days(ctx, "", from, to)
}
