package tech

import (
	"net/http"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/i18n"
	"doorstep/views/layout"
	"doorstep/views/web"
)

// agenda is one day of a technician: what is left over from earlier days, shown today only, and the day's visits by hour.
type agenda struct {
	lang    string
	day     clock.Date
	overdue []jobs.Card
	visits  []jobs.Card
	next    string      // the visit to look at first
	helping []jobs.Card // visits of others at which he helps
	carry   []jobs.Load
	shift   shift
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
	if a.current() {
		if a.shift, err = p.shift(req); err != nil {
			return err
		}
	}
	if a.helping, err = p.helpingOn(req, day); err != nil {
		return err
	}
	if a.carry, err = p.carry(req, cards); err != nil {
		return err
	}
	return req.TechIn(http.StatusOK, layout.Shell{Title: a.title(), Nav: "today", Lean: true}, todayPage(a))
}

func newAgenda(lang string, day clock.Date, cards []jobs.Card) agenda {
	a := agenda{lang: lang, day: day}
	for _, c := range cards {
		switch {
		case clock.DateOf(c.Start.Time()) == day:
			a.visits = append(a.visits, c)
		case a.current():
			a.overdue = append(a.overdue, c)
		}
	}
	if a.current() {
		a.next = first(append(a.overdue[:len(a.overdue):len(a.overdue)], a.visits...))
	}
	return a
}

// first is the visit to look at first: one that was begun, else the earliest one that waits, those left over before today's.
func first(cards []jobs.Card) string {
	next := ""
	for _, c := range cards {
		if c.Status.Begun() {
			return c.ID
		}
		if c.Status.Waiting() && next == "" {
			next = c.ID
		}
	}
	return next
}

// current reports whether the agenda is today's, on which alone the technician acts.
func (a agenda) current() bool { return a.day == clock.Today() }

// title is what the day is called: today and tomorrow by name, others by date.
func (a agenda) title() string {
	switch a.day {
	case clock.Today():
		return i18n.T(a.lang, "tech.today")
	case clock.Today().AddDays(1):
		return i18n.T(a.lang, "tech.tomorrow")
	}
	return dayWord(a.lang, a.day)
}

func (a agenda) sub() string {
	n := i18n.N(a.lang, "tech.visits", len(a.visits))
	if a.current() || a.day == clock.Today().AddDays(1) {
		return dayWord(a.lang, a.day) + " · " + n
	}
	return n
}
