package office

import (
	"context"
	"net/http"

	"doorstep/app/contracts"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// planDateView is the page of one date of a plan. Refused holds the form that came back, under "move" or "skip".
type planDateView struct {
	Date    contracts.PlanDate
	Plan    contracts.Plan
	Doc     contracts.Contract
	Refused map[string]*ui.Form
	Lang    string
	Today   clock.Date
}

func (v planDateView) action(part string) string { return "/office/plan-dates/" + v.Date.ID + part }

func (v planDateView) form(name string) *ui.Form {
	if f := v.Refused[name]; f != nil {
		return f
	}
	return ui.NewForm(v.Lang)
}

// rev is the revision that a form goes back with: the one it came with, or the present one.
func (v planDateView) rev(name string) int {
	if f := v.Refused[name]; f != nil && f.Has("rev") {
		return f.Int("rev")
	}
	return v.Date.Rev
}

// open reports whether the date may still be moved or left out.
func (v planDateView) open() bool {
	return !v.Plan.Ended && changeable(v.Doc.State) && (v.Date.State == contracts.Pending || v.Date.State == contracts.Skipped)
}

func (o *office) showPlanDate(req *web.Request) error {
	return o.planDatePage(req, nil, "", nil)
}

// movePlanDate puts the date on another day.
func (o *office) movePlanDate(req *web.Request) error {
	f := req.Form()
	d, err := o.app.Contracts.MoveDate(req.Ctx(), req.ID(), f.Int("rev"), f.Get("to"))
	if err != nil {
		return o.planDatePage(req, f, "move", err)
	}
	return req.Go("/office/plans/"+d.Plan+"#dates", "Moved to "+d.PlannedOn.Short()+".")
}

// skipPlanDate leaves the date out.
func (o *office) skipPlanDate(req *web.Request) error {
	f := req.Form()
	d, err := o.app.Contracts.SkipDate(req.Ctx(), req.ID(), f.Int("rev"), f.Get("reason"))
	if err != nil {
		return o.planDatePage(req, f, "skip", err)
	}
	return req.Go("/office/plans/"+d.Plan+"#dates", "The visit of "+d.PlannedOn.Short()+" is left out.")
}

// planDatePage answers with the page; where err refuses one of its forms, with what was typed there.
func (o *office) planDatePage(req *web.Request, f *ui.Form, name string, err error) error {
	status := http.StatusOK
	v := planDateView{Refused: map[string]*ui.Form{}, Lang: req.Lang(), Today: clock.Today()}
	if err != nil {
		if !web.Refill(err) {
			return err
		}
		if fault.KindOf(err) == fault.Stale {
			delete(f.Values, "rev") // the page around the form shows what is stored now
		}
		f.Labels["to"], f.Labels["reason"] = "New day", "Reason"
		f.Fail(err)
		status, v.Refused[name] = web.StatusOf(err), f
	}
	if loadErr := o.planDateOf(req.Ctx(), req.ID(), &v); loadErr != nil {
		return loadErr
	}
	return req.PageStatus(status, "Visit of "+v.Date.PlannedOn.Short(), "contracts", planDateBody(v))
}

// planDateOf loads the date with its plan and contract.
func (o *office) planDateOf(ctx context.Context, id string, v *planDateView) error {
	var err error
	if v.Date, err = o.app.Contracts.Date(ctx, id); err != nil {
		return err
	}
	if v.Plan, err = o.app.Contracts.Plan(ctx, v.Date.Plan); err != nil {
		return err
	}
	v.Doc, err = o.app.Contracts.Contract(ctx, v.Date.Contract)
	return err
}
