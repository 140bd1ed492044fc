package office

import (
	"slices"
	"strings"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// visitMenu is what can be done with a visit from the board.
type visitMenu struct {
	jobs.Card
	f    *ui.Form
	next string
}

// boardVisit is the menu of a card.
func (o *office) boardVisit(req *web.Request) error {
	card, err := o.app.Jobs.Card(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	next := req.NextPath("/office/board?day=" + string(clock.DateOf(card.Start.Time())))
	return req.Fragment(visitMenuPart(visitMenu{Card: card, f: ui.NewForm(req.Lang()), next: next}))
}

func (m visitMenu) move() string {
	return "/office/visits/" + m.ID + "/move?" + query("next", m.next)
}

func (m visitMenu) route() string {
	return "/office/map?" + query("day", string(clock.DateOf(m.Start.Time())), "technician", m.Technician)
}

// crewCard is a technician as the board shows him when his name is pressed.
type crewCard struct {
	people.Technician
	view   boardView
	skills []string
	areas  []string
	hide   string // the board without him
}

// boardTechnician is the card of a technician.
func (o *office) boardTechnician(req *web.Request) error {
	view, err := o.boardView(req)
	if err != nil {
		return err
	}
	c := crewCard{view: view}
	if c.Technician, err = o.app.People.Technician(req.Ctx(), req.ID()); err != nil {
		return err
	}
	choices, err := o.viewChoices(req)
	if err != nil {
		return err
	}
	for _, k := range choices.skills {
		if n := c.Level(k.ID); n > 0 {
			c.skills = append(c.skills, k.Name+" "+strings.Repeat("●", n))
		}
	}
	for _, a := range choices.areas {
		if c.Covers([]string{a.ID}) && len(c.Areas) > 0 {
			c.areas = append(c.areas, a.Name)
		}
	}
	c.hide = c.without(choices.technicians)
	return req.Fragment(crewCardPart(c))
}

// without is the board with everybody who is shown now but him.
func (c crewCard) without(all []people.Technician) string {
	v := c.view
	if len(v.Technicians) == 0 {
		for _, t := range all {
			v.Technicians = append(v.Technicians, t.ID)
		}
	}
	v.Technicians = slices.DeleteFunc(slices.Clone(v.Technicians), func(id string) bool { return id == c.ID })
	v.set = true
	return v.link()
}

func (c crewCard) whatsApp() string { return waLink(c.Mobile, "") }
