package office

import (
	"context"
	"strings"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// partsOffered is how many pages of the price list are offered for likely parts; the rest is typed by its code.
const partsOffered = 10

// jobTypeForm is the form of a job type. ID is empty for a new one.
type jobTypeForm struct {
	*ui.Form
	ID, Name string
	Rev      int
	Skills   []people.Skill
	Parts    []catalog.Item // offered while a part is typed
	Trades   []string
	Changed  []difference
}

func (f jobTypeForm) title() string {
	if f.ID == "" {
		return "New job type"
	}
	return f.Name
}

func (f jobTypeForm) action() string {
	if f.ID == "" {
		return "/office/job-types"
	}
	return "/office/job-types/" + f.ID
}

func (o *office) newJobType(req *web.Request) error {
	f := ui.NewForm(req.Lang()).Set("priority", 3).Set("crew", 1).Set("payment", catalog.Chargeable).Set("active", true)
	return o.jobTypePage(req, jobTypeForm{Form: f}, nil)
}

func (o *office) createJobType(req *web.Request) error {
	f := req.Form()
	in, err := o.jobTypeTyped(req, f)
	if err == nil {
		_, err = o.app.Catalog.CreateJobType(req.Ctx(), in)
	}
	if err == nil {
		return req.Go("/office/job-types", "Job type saved.")
	}
	if !web.Refill(err) {
		return err
	}
	return o.jobTypePage(req, jobTypeForm{Form: f}, err)
}

// showJobType is the form; who may not change job types reads it.
func (o *office) showJobType(req *web.Request) error {
	form, stored, err := o.jobTypeFormOf(req)
	if err != nil {
		return err
	}
	form.Form = stored
	return o.jobTypePage(req, form, nil)
}

func (o *office) changeJobType(req *web.Request) error {
	f := req.Form()
	in, err := o.jobTypeTyped(req, f)
	if err == nil {
		_, err = o.app.Catalog.UpdateJobType(req.Ctx(), req.ID(), in)
	}
	if err == nil {
		return req.Go("/office/job-types", "Job type saved.")
	}
	if !web.Refill(err) {
		return err
	}
	form, stored, loadErr := o.jobTypeFormOf(req)
	if loadErr != nil {
		return loadErr
	}
	form.Form, form.Changed, form.Rev = f, differences(err, f, stored), heldRev(err, f, form.Rev)
	return o.jobTypePage(req, form, err)
}

// jobTypeFormOf is the form of the job type of the path, and what is stored of it.
func (o *office) jobTypeFormOf(req *web.Request) (jobTypeForm, *ui.Form, error) {
	t, err := o.app.Catalog.JobType(req.Ctx(), req.ID())
	if err != nil {
		return jobTypeForm{}, nil, err
	}
	var ids []string
	for _, p := range t.Parts {
		ids = append(ids, p.Item)
	}
	items, err := o.app.Catalog.ItemsByID(req.Ctx(), ids, clock.Today())
	return jobTypeForm{ID: t.ID, Name: t.Name, Rev: t.Rev}, fillJobType(ui.NewForm(req.Lang()), t, items), err
}

// jobTypeTyped is what was typed, with the parts found by their codes. A code that is no item's stays as it is, for the verb to refuse.
func (o *office) jobTypeTyped(req *web.Request, f *ui.Form) (catalog.JobTypeInput, error) {
	skills, err := o.app.People.Skills(req.Ctx())
	if err != nil {
		return catalog.JobTypeInput{}, err
	}
	var ids []string
	for _, s := range skills {
		ids = append(ids, s.ID)
	}
	var findErr error
	in := jobTypeInput(f, ids, func(typed string) string {
		id, err := o.itemByCode(req.Ctx(), itemCode(typed))
		if err != nil {
			findErr = err
		}
		return id
	})
	if findErr != nil {
		return in, findErr
	}
	return in, f.Err()
}

// itemByCode is the id of the item with the code; the code itself if there is none.
func (o *office) itemByCode(ctx context.Context, code string) (string, error) {
	found, err := o.app.Catalog.Items(ctx, clock.Today(), catalog.ItemFilter{Query: code}, page.Cursor{})
	for _, i := range found.Rows {
		if strings.EqualFold(i.Code, code) {
			return i.ID, nil
		}
	}
	return code, err
}

// jobTypePage answers with the form, and with what is wrong if err is not nil.
func (o *office) jobTypePage(req *web.Request, form jobTypeForm, err error) error {
	form.Fail(err)
	form.Labels["duration_min"] = "Duration"
	var loadErr error
	if form.Skills, loadErr = o.app.People.Skills(req.Ctx()); loadErr != nil {
		return loadErr
	}
	for _, s := range form.Skills {
		form.Labels["skill_"+s.ID] = "Skill " + s.Name
	}
	if form.Parts, loadErr = o.partOffers(req.Ctx()); loadErr != nil {
		return loadErr
	}
	for _, t := range people.Trades {
		form.Trades = append(form.Trades, t.Skill)
	}
	return req.PageStatus(web.StatusOf(err), form.title(), "job-types", jobTypeEdit(form))
}
