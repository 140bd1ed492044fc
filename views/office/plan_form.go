package office

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/people"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// planForm is the form of a visit plan, and the page around it. Plan is what is stored; its ID is empty for a new one.
type planForm struct {
	*ui.Form
	Plan     contracts.Plan
	Doc      contracts.Contract
	Rev      int
	Sites    []customers.Site
	Machines []customers.Asset
	Types    []catalog.JobType
	Skills   []people.Skill
	Parts    []catalog.Item // offered while a part is typed
	Crew     []people.Technician
	Changed  []difference
	Dates    []contracts.PlanDate
	AllDates bool
	Preview  planPreview
	Today    clock.Date
}

func (v planForm) title() string {
	if v.Plan.ID == "" {
		return "New visit plan"
	}
	return v.Plan.Name
}

func (v planForm) action() string {
	if v.Plan.ID == "" {
		return "/office/contracts/" + v.Doc.ID + "/plans"
	}
	return "/office/plans/" + v.Plan.ID
}

func (v planForm) back() string { return "/office/contracts/" + v.Doc.ID + "#plans" }

// live reports whether the plan may still change at all.
func (v planForm) live() bool { return !v.Plan.Ended && changeable(v.Doc.State) }

// more reports whether something stands in the part of the form that is folded away.
func (v planForm) more() bool {
	for name := range v.Values {
		if (strings.HasPrefix(name, "skill_") || strings.HasPrefix(name, "part_")) && v.Has(name) {
			return true
		}
	}
	return slices.ContainsFunc(planMore, func(name string) bool { return v.Has(name) || v.Error(name) != "" })
}

// planMore are the fields that are folded away while nothing stands in them.
var planMore = []string{"priority", "duration_min", "contact_name", "contact_phone", "checklist", "needs", "parts"}

// planStart is the day that a new plan begins on: today, or the first day of a term that is still to come.
func planStart(c contracts.Contract) clock.Date { return min(max(clock.Today(), c.Starts), c.Ends) }

func (o *office) newPlan(req *web.Request) error {
	c, err := o.app.Contracts.Contract(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	if !changeable(c.State) {
		return req.Go("/office/contracts/"+c.ID, "")
	}
	f := ui.NewForm(req.Lang()).Set("rule_unit", "months").Set("rule_every", 1).Set("anchor", contracts.ByTerms).Set("first", planStart(c)).
		Set("horizon_days", contracts.HorizonDefault).Set("assign_days", contracts.AssignDefault).Set("holidays", contracts.NextDay).
		Set("assign", true).Set("tell", true)
	return o.planPage(req, planForm{Form: f, Doc: c}, nil)
}

func (o *office) createPlan(req *web.Request) error {
	f := req.Form().Set("contract", req.ID()).Set("plan", "")
	in, err := o.planTyped(req.Ctx(), f)
	if err == nil {
		var p contracts.Plan
		if p, err = o.app.Contracts.SavePlan(req.Ctx(), in); err == nil {
			return req.Go("/office/plans/"+p.ID, "Visit plan saved.")
		}
	}
	if !web.Refill(err) {
		return err
	}
	c, loadErr := o.app.Contracts.Contract(req.Ctx(), req.ID())
	if loadErr != nil {
		return loadErr
	}
	return o.planPage(req, planForm{Form: f, Doc: c}, err)
}

// planPage answers with the form, and with what is wrong if err is not nil.
func (o *office) planPage(req *web.Request, v planForm, err error) error {
	v.Today = clock.Today()
	if loadErr := o.planChoices(req.Ctx(), &v); loadErr != nil {
		return loadErr
	}
	labelPlan(v.Form, v.Skills)
	v.Fail(err)
	if v.live() && holds(req.Ctx(), contracts.Write) && !v.Failed() && !v.Preview.Asked {
		var loadErr error
		if v.Preview, loadErr = o.planPreviewOf(req.Ctx(), v.Form); loadErr != nil {
			return loadErr
		}
	}
	status := http.StatusOK
	if err != nil {
		status = web.StatusOf(err)
	}
	return req.PageIn(status, layout.Shell{Title: v.title(), Nav: "contracts", Styles: []string{"plan.css"}}, planBody(v))
}

// planChoices loads what the form offers to choose from. A new form gets the first site.
func (o *office) planChoices(ctx context.Context, v *planForm) error {
	if err := o.planPlaces(ctx, v); err != nil {
		return err
	}
	var err error
	if v.Types, err = o.app.Catalog.JobTypes(ctx, false); err != nil {
		return err
	}
	v.Types = slices.DeleteFunc(v.Types, func(t catalog.JobType) bool { return !t.Active && t.ID != v.Get("type") })
	if v.Skills, err = o.app.People.Skills(ctx); err != nil {
		return err
	}
	if v.Crew, err = o.app.People.Technicians(ctx); err != nil {
		return err
	}
	v.Crew = slices.DeleteFunc(v.Crew, func(t people.Technician) bool { return !t.Active && t.ID != v.Get("technician") })
	if v.Parts, err = o.partOffers(ctx); err != nil {
		return err
	}
	v.Set("contract", v.Doc.ID)
	if _, chosen := v.Values["site"]; !chosen && len(v.Sites) > 0 {
		v.Set("site", v.Sites[0].ID)
	}
	return nil
}

// planPlaces are the contract's sites, and the machines there that a plan may be for: those under the contract, or all.
func (o *office) planPlaces(ctx context.Context, v *planForm) error {
	full, err := o.app.Customers.Full(ctx, v.Doc.Customer)
	if err != nil {
		return err
	}
	for _, s := range full.Sites {
		if slices.Contains(v.Doc.Sites, s.ID) {
			v.Sites = append(v.Sites, s)
		}
	}
	for _, a := range full.Assets {
		under := len(v.Doc.Assets) == 0 && a.Status != customers.Retired && slices.Contains(v.Doc.Sites, a.Site) ||
			slices.ContainsFunc(v.Doc.Assets, func(m contracts.Machine) bool { return m.Asset == a.ID && m.To == "" })
		if under || slices.Contains(v.All("assets"), a.ID) {
			v.Machines = append(v.Machines, a)
		}
	}
	return nil
}

// partOffers are the items that are offered while a part is typed; the rest is typed by its code.
func (o *office) partOffers(ctx context.Context) ([]catalog.Item, error) {
	var all []catalog.Item
	at := page.Cursor{}
	for range partsOffered {
		found, err := o.app.Catalog.Items(ctx, clock.Today(), catalog.ItemFilter{ActiveOnly: true}, at)
		if err != nil {
			return nil, err
		}
		all = append(all, found.Rows...)
		if found.Next == "" {
			break
		}
		if at, err = page.Parse(found.Next); err != nil {
			return nil, err
		}
	}
	return all, nil
}
