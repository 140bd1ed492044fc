package tech

import (
	"strconv"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/i18n"
	"doorstep/app/people"
	"doorstep/views/web"
)

// trail is what the appliance knows of where the technician was on a day, his word on it, and the days he came.
type trail struct {
	lang   string
	day    clock.Date
	spots  []fence.Fix
	kept   int // positions of the day, of which spots are a selection
	days   []people.Attendance
	shift  shift
	answer people.Consent
}

const (
	attendanceDays = 14
	spotEvery      = 15 * time.Minute
	spotMoved      = 300 // metres
)

func (p *phone) trail(req *web.Request) error {
	t := trail{lang: req.Lang(), day: clock.Today()}
	if day, err := clock.ParseDate(req.Query("day")); err == nil && day <= t.day {
		t.day = day
	}
	fixes, err := p.app.People.Trail(req.Ctx(), req.By.Technician, t.day.Start(), t.day.AddDays(1).Start())
	if err != nil {
		return err
	}
	t.spots, t.kept = spots(fixes), len(fixes)
	if t.shift, err = p.shift(req); err != nil {
		return err
	}
	if t.answer, err = p.app.People.ConsentOf(req.Ctx(), req.By.Technician); err != nil {
		return err
	}
	for n := range attendanceDays {
		a, err := p.app.People.Day(req.Ctx(), req.By.Technician, clock.Today().AddDays(-n))
		if err != nil {
			return err
		}
		if !a.Start.IsZero() {
			t.days = append(t.days, a)
		}
	}
	return req.Tech(i18n.T(t.lang, "tech.trail"), "", trailPage(t))
}

// spots picks of a trail the positions that say something new: another place, or a quarter of an hour later.
func spots(fixes []fence.Fix) []fence.Fix {
	var all []fence.Fix
	for _, f := range fixes {
		if n := len(all); n > 0 {
			last := all[n-1]
			if f.At.Sub(last.At) < spotEvery && geo.Metres(last.Point, f.Point) < spotMoved {
				continue
			}
		}
		all = append(all, f)
	}
	return all
}

// went is how far he went on the day and by what that is worked out; empty while it is not known.
func (t trail) went(a people.Attendance) string {
	if a.DistanceBy == "" {
		return ""
	}
	tenths := (a.DistanceM + 50) / 100
	return i18n.T(t.lang, "tech.km", "n", strconv.Itoa(tenths/10)+"."+strconv.Itoa(tenths%10)) + ", " + i18n.T(t.lang, "tech.by_"+string(a.DistanceBy))
}

// hours are those of a day's attendance: "09:04–18:40".
func hours(a people.Attendance) string { return clock.HM(a.Start) + "–" + clock.HM(a.End) }
