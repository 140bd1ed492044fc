package tech

import (
	"net/http"
	"slices"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/i18n"
	"doorstep/app/stock"
	"doorstep/views/layout"
	"doorstep/views/web"
)

// helped is a visit of somebody else as its helper sees it: where, when and with whom; he says when he comes and when he leaves.
type helped struct {
	jobs.Card
	lang  string
	times []jobs.Helped
}

// open reports whether he may still say that he is there.
func (h helped) open() bool { return !h.Status.Ended() }

// here reports whether he said last that he is there.
func (h helped) here() bool { return len(h.times) > 0 && h.times[len(h.times)-1].Open }

// helpingOn are the visits of the day at which he helps; those left over stand on today's page only.
func (p *phone) helpingOn(req *web.Request, day clock.Date) ([]jobs.Card, error) {
	cards, err := p.app.Jobs.Helping(req.Ctx(), req.By.Technician, day)
	if day == clock.Today() {
		return cards, err
	}
	return slices.DeleteFunc(cards, func(c jobs.Card) bool { return clock.DateOf(c.Start.Time()) != day }), err
}

func (p *phone) help(req *web.Request) error {
	h := helped{lang: req.Lang()}
	var err error
	if h.Card, err = p.app.Jobs.HelpCard(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if h.times, err = p.app.Jobs.HelpedAt(req.Ctx(), req.ID()); err != nil {
		return err
	}
	return req.TechIn(http.StatusOK, layout.Shell{Title: h.Name, Nav: "today", Styles: []string{"visit.css"}}, helpPage(h))
}

// helpTimes is a stretch in which he was there: "10:05–11:40".
func helpTimes(lang string, h jobs.Helped) string {
	if h.Open {
		return i18n.T(lang, "tech.help_since", "hour", clock.HM(h.From))
	}
	return clock.HM(h.From) + "–" + clock.HM(h.To)
}

// van is what he carries, by the office's books.
func (p *phone) van(req *web.Request) error {
	held, err := p.app.Stock.Van(req.Ctx(), req.By.Technician)
	if err != nil {
		return err
	}
	held = slices.DeleteFunc(held, func(h stock.Held) bool { return h.Milli == 0 && h.Wanted == 0 })
	return req.Tech(i18n.T(req.Lang(), "tech.van"), "today", vanPage(req.Lang(), held))
}
