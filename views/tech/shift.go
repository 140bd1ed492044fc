package tech

import (
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/views/web"
)

// shift is how the technician's day stands: none, open or closed; and his word on positions: ask, yes or no.
type shift struct {
	day, consent string
	start, end   string // hours
	keep         int    // days for which positions are kept
}

// keepDays holds where the company set nothing.
const keepDays = 90

func (p *phone) shift(req *web.Request) (shift, error) {
	s := shift{day: "none", consent: "ask"}
	c, err := p.app.Settings.Company(req.Ctx())
	if err != nil {
		return s, err
	}
	if s.keep = c.Policies.TrailDays; s.keep == 0 {
		s.keep = keepDays
	}
	day, err := p.app.People.Day(req.Ctx(), req.By.Technician, clock.Today())
	if err != nil {
		return s, err
	}
	s.start, s.end = clock.HM(day.Start), clock.HM(day.End)
	switch {
	case !day.Start.IsZero() && day.End.IsZero():
		s.day = "open"
	case !day.Start.IsZero():
		s.day = "closed"
	}
	said, err := p.app.People.ConsentOf(req.Ctx(), req.By.Technician)
	if err != nil {
		return s, err
	}
	s.consent = consentWord(said)
	return s, nil
}

// consentWord is yes, no, or ask where this wording was never answered.
func consentWord(c people.Consent) string {
	switch {
	case c.Given:
		return "yes"
	case c.At.IsZero() || c.Version != people.ConsentVersion:
		return "ask"
	}
	return "no"
}
