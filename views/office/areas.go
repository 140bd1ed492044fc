package office

import (
	"net/http"

	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

func (o *office) listAreas(req *web.Request) error {
	areas, err := o.app.People.Areas(req.Ctx())
	if err != nil {
		return err
	}
	technicians, err := o.app.People.Technicians(req.Ctx())
	if err != nil {
		return err
	}
	users := map[string]int{}
	for _, t := range technicians {
		if t.Active {
			for _, id := range t.Areas {
				users[id]++
			}
		}
	}
	return req.Page("Areas", "technicians", areaList(areas, users))
}

func (o *office) newArea(req *web.Request) error {
	return req.Page("New area", "technicians", areaForm(ui.NewForm(req.Lang()), people.Area{}, nil))
}

func areaInput(f *ui.Form, id string) people.AreaInput {
	return people.AreaInput{ID: id, Rev: f.Int("rev"), Name: f.Get("name"), Pins: f.Get("pins")}
}

func areaValues(lang string, a people.Area) *ui.Form {
	f := ui.NewForm(lang).Set("name", a.Name).Set("pins", a.PinText())
	f.Labels["pins"] = "PIN codes"
	return f
}

func (o *office) createArea(req *web.Request) error {
	f := req.Form()
	f.Labels["pins"] = "PIN codes"
	a, err := o.app.People.CreateArea(req.Ctx(), areaInput(f, ""))
	if web.Refill(err) {
		f.Fail(err)
		return req.PageStatus(web.StatusOf(err), "New area", "technicians", areaForm(f, people.Area{}, nil))
	}
	if err != nil {
		return err
	}
	return req.Go("/office/areas", a.Name+" has "+pinsWords(len(a.Pins))+".")
}

func (o *office) editArea(req *web.Request) error {
	a, err := o.app.People.Area(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	return req.PageStatus(http.StatusOK, a.Name, "technicians", areaForm(areaValues(req.Lang(), a), a, nil))
}

func (o *office) updateArea(req *web.Request) error {
	f := req.Form()
	f.Labels["pins"] = "PIN codes"
	a, err := o.app.People.UpdateArea(req.Ctx(), areaInput(f, req.ID()))
	if web.Refill(err) {
		f.Fail(err)
		fresh, again := o.app.People.Area(req.Ctx(), req.ID())
		if again != nil {
			return again
		}
		late := differences(err, f, areaValues(req.Lang(), fresh))
		fresh.Rev = heldRev(err, f, fresh.Rev)
		return req.PageStatus(web.StatusOf(err), fresh.Name, "technicians", areaForm(f, fresh, late))
	}
	if err != nil {
		return err
	}
	return req.Go("/office/areas", a.Name+" has "+pinsWords(len(a.Pins))+".")
}

func (o *office) removeArea(req *web.Request) error {
	f := req.Form()
	if err := o.app.People.DeleteArea(req.Ctx(), req.ID(), f.Int("rev")); err != nil {
		return err
	}
	return req.Go("/office/areas", "Area removed.")
}
