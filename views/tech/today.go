package tech

import (
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/i18n"
	"doorstep/views/web"
)

// agenda is one day of a technician: what is left over from earlier days, shown today only, and the day's visits by hour.
type agenda struct {
	lang    string
	day     clock.Date
	overdue []jobs.Card
	visits  []jobs.Card
	next    string // the visit to look at first
}

func (p *phone) today(req *web.Request) error {
	day, err := clock.ParseDate(req.Query("day"))
	if err != nil {
		day = clock.Today()
	}
	cards, err := p.app.Jobs.Mine(req.Ctx(), req.By.Technician, day)
	if err != nil {
		return err
	}
	a := newAgenda(req.Lang(), day, cards)
	return req.Tech(a.title(), "today", todayPage(a))
}

func newAgenda(lang string, day clock.Date, cards []jobs.Card) agenda {
	a := agenda{lang: lang, day: day}
	for _, c := range cards {
		switch {
		case clock.DateOf(c.Start.Time()) == day:
			a.visits = append(a.visits, c)
		case day == clock.Today():
			a.overdue = append(a.overdue, c)
		}
	}
	if day != clock.Today() {
		return a
	}
	for _, c := range a.visits {
		if c.Status.Begun() {
			a.next = c.ID
			break
		}
		if c.Status.Waiting() && a.next == "" {
			a.next = c.ID
		}
	}
	return a
}

// title is what the day is called: today and tomorrow by name, others by date.
func (a agenda) title() string {
	switch a.day {
	case clock.Today():
		return i18n.T(a.lang, "tech.today")
	case clock.Today().AddDays(1):
		return i18n.T(a.lang, "tech.tomorrow")
	}
	return a.day.Short()
}

func (a agenda) sub() string {
	n := i18n.N(a.lang, "tech.visits", len(a.visits))
	if a.day == clock.Today() || a.day == clock.Today().AddDays(1) {
		return a.day.Short() + " · " + n
	}
	return n
}
