package office

import (
	"net/http"

	"doorstep/app/kernel/fault"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

func (o *office) listSkills(req *web.Request) error {
	return o.skillsWith(req, http.StatusOK, ui.NewForm(req.Lang()))
}

// skillsWith shows the skills with what was typed into the form of a new one.
func (o *office) skillsWith(req *web.Request, status int, f *ui.Form) error {
	skills, err := o.app.People.Skills(req.Ctx())
	if err != nil {
		return err
	}
	technicians, err := o.app.People.Technicians(req.Ctx())
	if err != nil {
		return err
	}
	who := map[string]int{}
	for _, t := range technicians {
		for _, s := range t.Skills {
			if t.Active {
				who[s.Skill]++
			}
		}
	}
	return req.PageStatus(status, "Skills", "technicians", skillList(skills, who, f))
}

func (o *office) createSkill(req *web.Request) error {
	f := req.Form()
	skill, err := o.app.People.CreateSkill(req.Ctx(), f.Get("name"))
	if web.Refill(err) {
		f.Fail(err)
		return o.skillsWith(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/skills", skill.Name+" added. Give it to technicians on their pages.")
}

// skill finds one among all: there are few, and the page of one shows only its name.
func (o *office) skill(req *web.Request) (people.Skill, error) {
	all, err := o.app.People.Skills(req.Ctx())
	if err != nil {
		return people.Skill{}, err
	}
	for _, s := range all {
		if s.ID == req.ID() {
			return s, nil
		}
	}
	return people.Skill{}, fault.New(fault.NotFound, "not_found")
}

func (o *office) editSkill(req *web.Request) error {
	s, err := o.skill(req)
	if err != nil {
		return err
	}
	return req.Page(s.Name, "technicians", skillForm(ui.NewForm(req.Lang()).Set("name", s.Name), s, nil))
}

func (o *office) updateSkill(req *web.Request) error {
	f := req.Form()
	_, err := o.app.People.UpdateSkill(req.Ctx(), req.ID(), f.Int("rev"), f.Get("name"))
	if web.Refill(err) {
		f.Fail(err)
		fresh, again := o.skill(req)
		if again != nil {
			return again
		}
		late := differences(err, f, ui.NewForm(req.Lang()).Set("name", fresh.Name))
		fresh.Rev = heldRev(err, f, fresh.Rev)
		return req.PageStatus(web.StatusOf(err), fresh.Name, "technicians", skillForm(f, fresh, late))
	}
	if err != nil {
		return err
	}
	return req.Go("/office/skills", "Saved.")
}
