package office

import (
	"context"
	"maps"
	"slices"

	"doorstep/app/contracts"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// planPreview is what the plan as typed comes to. Wrong holds what keeps its dates from being known; Asked says that it was worked out.
type planPreview struct {
	Asked bool
	Rule  string
	Dates []contracts.PreviewDate
	Wrong *ui.Form
}

// previewShown is how many dates a preview lists: a year of days.
const previewShown = 366

// wrong is what keeps the dates from being known, each with its field.
func (p planPreview) wrong() []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(p.Wrong.Errors)) {
		words := p.Wrong.Error(name)
		if label := p.Wrong.Labels[name]; label != "" {
			words = label + ": " + words
		}
		all = append(all, words)
	}
	return all
}

// previewPlan shows the dates of the plan as typed: the part alone for htmx, otherwise the page with everything that was typed.
func (o *office) previewPlan(req *web.Request) error {
	f := req.Form()
	p, err := o.planPreviewOf(req.Ctx(), f)
	if err != nil {
		return err
	}
	if req.IsHX() {
		return req.Fragment(planPreviewPart(p))
	}
	return o.previewPage(req, planForm{Form: f, Preview: p, Rev: f.Int("rev")})
}

// previewPage is the page of the form with the preview that was asked for, and all that was typed.
func (o *office) previewPage(req *web.Request, v planForm) error {
	contract := v.Get("contract")
	var err error
	if id := v.Get("plan"); id != "" {
		if v.Plan, err = o.app.Contracts.Plan(req.Ctx(), id); err != nil {
			return err
		}
		contract = v.Plan.Contract
	}
	if v.Doc, err = o.app.Contracts.Contract(req.Ctx(), contract); err != nil {
		return err
	}
	if err := o.planDatesOf(req.Ctx(), &v); err != nil {
		return err
	}
	return o.planPage(req, v, nil)
}

// planPreviewOf works the dates out. Neither a name nor a job type is wanted for that.
func (o *office) planPreviewOf(ctx context.Context, f *ui.Form) (planPreview, error) {
	p := planPreview{Asked: true}
	in, err := o.planTyped(ctx, ui.ReadForm(f.Lang, f.Values))
	if err != nil && !web.Refill(err) {
		return p, err
	}
	if in.Name == "" {
		in.Name = "Visit"
	}
	if err == nil && in.Type == "" {
		in.Type, err = o.anyJobType(ctx)
	}
	p.Rule = in.RuleText()
	if err == nil {
		p.Dates, err = o.app.Contracts.Preview(ctx, in)
	}
	if web.Refill(err) {
		p.Wrong = ui.NewForm(f.Lang)
		p.Wrong.Labels = planLabels
		p.Wrong.Fail(err)
		return p, nil
	}
	return p, err
}

// anyJobType is the id of the first job type; empty where there is none.
func (o *office) anyJobType(ctx context.Context) (string, error) {
	types, err := o.app.Catalog.JobTypes(ctx, true)
	if err != nil || len(types) == 0 {
		return "", err
	}
	return types[0].ID, nil
}
