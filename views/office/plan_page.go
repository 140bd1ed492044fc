package office

import (
	"context"
	"slices"
	"strings"

	"doorstep/app/contracts"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// showPlan is the page of a plan: its form, which who may not change plans reads, and its dates; ?dates=all lists all of them.
func (o *office) showPlan(req *web.Request) error {
	v, err := o.planOf(req)
	if err != nil {
		return err
	}
	if v.Form, err = o.filledPlan(req.Ctx(), req.Lang(), v.Plan); err != nil {
		return err
	}
	return o.planPage(req, v, nil)
}

// planOf is the page of the plan of the path, still without its form.
func (o *office) planOf(req *web.Request) (planForm, error) {
	v := planForm{AllDates: req.Query("dates") == "all"}
	var err error
	if v.Plan, err = o.app.Contracts.Plan(req.Ctx(), req.ID()); err != nil {
		return v, err
	}
	v.Rev = v.Plan.Rev
	if v.Doc, err = o.app.Contracts.Contract(req.Ctx(), v.Plan.Contract); err != nil {
		return v, err
	}
	return v, o.planDatesOf(req.Ctx(), &v)
}

func (o *office) planDatesOf(ctx context.Context, v *planForm) error {
	if v.Plan.ID == "" {
		return nil
	}
	all, err := o.app.Contracts.Dates(ctx, v.Doc.ID)
	v.Dates = slices.DeleteFunc(all, func(d contracts.PlanDate) bool { return d.Plan != v.Plan.ID })
	return err
}

func (o *office) changePlan(req *web.Request) error {
	f := req.Form().Set("plan", req.ID())
	f.Set("checklist", strings.ReplaceAll(f.Get("checklist"), "\r\n", "\n"))
	in, err := o.planTyped(req.Ctx(), f)
	if err == nil {
		_, err = o.app.Contracts.SavePlan(req.Ctx(), in)
	}
	if err == nil {
		return req.Go("/office/plans/"+req.ID(), "Visit plan saved.")
	}
	if !web.Refill(err) {
		return err
	}
	v, loadErr := o.planOf(req)
	if loadErr != nil {
		return loadErr
	}
	if v.Changed, loadErr = o.planMeanwhile(req, err, f, v); loadErr != nil {
		return loadErr
	}
	v.Form, v.Rev = f, heldRev(err, f, v.Plan.Rev)
	return o.planPage(req, v, err)
}

// planMeanwhile is what somebody stored while the form was open, beside what was typed.
func (o *office) planMeanwhile(req *web.Request, err error, typed *ui.Form, v planForm) ([]difference, error) {
	if fault.KindOf(err) != fault.Stale {
		return nil, nil
	}
	stored, loadErr := o.filledPlan(req.Ctx(), req.Lang(), v.Plan)
	if loadErr != nil {
		return nil, loadErr
	}
	v.Form = stored
	if loadErr = o.planChoices(req.Ctx(), &v); loadErr != nil {
		return nil, loadErr
	}
	labelPlan(stored, v.Skills)
	return planNames(v, differences(err, typed, stored)), nil
}

// endPlan ends the plan: what is planned and not made into a job yet is cancelled.
func (o *office) endPlan(req *web.Request) error {
	f := req.Form()
	p, err := o.app.Contracts.EndPlan(req.Ctx(), req.ID(), f.Int("rev"))
	if err == nil {
		return req.Go("/office/contracts/"+p.Contract+"#plans", p.Name+" is ended.")
	}
	if !web.Refill(err) {
		return err
	}
	v, loadErr := o.planOf(req)
	if loadErr != nil {
		return loadErr
	}
	if v.Form, loadErr = o.filledPlan(req.Ctx(), req.Lang(), v.Plan); loadErr != nil {
		return loadErr
	}
	return o.planPage(req, v, err)
}

// around are the dates around today, or all where they were asked for.
func (v planForm) around() []contracts.PlanDate {
	return contractView{Dates: v.Dates, AllDates: v.AllDates, Today: v.Today}.datesShown()
}
