package office

import (
	"context"
	"net/http"

	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/settings"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// validDays is for how many days an estimate holds where nobody says otherwise.
const validDays = 15

// estimateForm is the form of an estimate. ID is empty for a new one; without a Customer it asks for whom it is.
type estimateForm struct {
	*ui.Form
	ID, No   string
	Rev      int
	Changed  []difference
	Customer customers.Customer
	Sites    []customers.Site
	Job      jobs.Job
	Rule     string // what the customer pays, in words
	Items    []catalog.Item
	Taxed    bool
	Sums     quoteSums
	More     int // empty lines to write in
	Query    string
	Hits     []customers.Hit
}

func (f estimateForm) title() string {
	if f.ID == "" {
		return "New estimate"
	}
	return "Change " + f.No
}

// fresh reports whether nobody posted the form yet.
func (f estimateForm) fresh() bool { return f.ID == "" && !f.Has("_key") && !f.Has("site") }

func (f estimateForm) action() string {
	if f.ID == "" {
		return "/office/estimates"
	}
	return "/office/estimates/" + f.ID
}

func (f estimateForm) back() string {
	switch {
	case f.ID != "":
		return f.action()
	case f.Job.ID != "":
		return "/office/jobs/" + f.Job.ID
	}
	return "/office/customers/" + f.Customer.ID
}

// newEstimate begins an estimate for ?customer=, ?job= or as a copy of another: ?copy=. Without any it asks for the customer.
func (o *office) newEstimate(req *web.Request) error {
	f := ui.NewForm(req.Lang()).Set("customer", req.Query("customer")).Set("site", req.Query("site")).Set("job", req.Query("job"))
	f.Set("extra", req.Query("extra")).Set("valid_until", clock.Today().AddDays(validDays))
	if id := req.Query("copy"); id != "" {
		e, err := o.app.Billing.Estimate(req.Ctx(), id)
		if err != nil {
			return err
		}
		if f, err = o.filledEstimate(req.Ctx(), req.Lang(), e); err != nil {
			return err
		}
		f.Set("valid_until", clock.Today().AddDays(validDays))
	}
	return o.estimateFormPage(req, http.StatusOK, estimateForm{Form: f, Query: req.Query("q")})
}

func (o *office) editEstimate(req *web.Request) error {
	e, err := o.app.Billing.Estimate(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	if e.State != billing.EstimateDraft {
		return req.Go("/office/estimates/"+e.ID, "")
	}
	f, err := o.filledEstimate(req.Ctx(), req.Lang(), e)
	if err != nil {
		return err
	}
	return o.estimateFormPage(req, http.StatusOK, estimateForm{Form: f, ID: e.ID, No: e.No, Rev: e.Rev})
}

func (o *office) createEstimate(req *web.Request) error {
	f := req.Form()
	in, err := o.estimateInput(req.Ctx(), f)
	if err != nil {
		return err
	}
	if f.Has("more") {
		return o.estimateFormPage(req, http.StatusOK, estimateForm{Form: f, More: 5})
	}
	e, err := o.app.Billing.AddEstimate(req.Ctx(), in)
	if err == nil {
		return req.Go("/office/estimates/"+e.ID, e.No+" is saved as a draft.")
	}
	if !web.Refill(err) {
		return err
	}
	f.Fail(err)
	return o.estimateFormPage(req, web.StatusOf(err), estimateForm{Form: f})
}

func (o *office) changeEstimate(req *web.Request) error {
	f := req.Form()
	in, err := o.estimateInput(req.Ctx(), f)
	if err != nil {
		return err
	}
	e, err := o.app.Billing.Estimate(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	form := estimateForm{Form: f, ID: e.ID, No: e.No, Rev: f.Int("rev")}
	if f.Has("more") {
		form.More = 5
		return o.estimateFormPage(req, http.StatusOK, form)
	}
	_, err = o.app.Billing.EditEstimate(req.Ctx(), e.ID, f.Int("rev"), in)
	if err == nil {
		return req.Go("/office/estimates/"+e.ID, e.No+" is saved.")
	}
	if !web.Refill(err) || e.State != billing.EstimateDraft {
		return err
	}
	stored, loadErr := o.filledEstimate(req.Ctx(), req.Lang(), e)
	if loadErr != nil {
		return loadErr
	}
	for n := range lineCount(stored) {
		delete(stored.Values, lineField(n, "was"))
	}
	labelQuote(stored)
	form.Rev, form.Changed = heldRev(err, f, e.Rev), differences(err, f, stored)
	f.Fail(err)
	return o.estimateFormPage(req, web.StatusOf(err), form)
}

// estimateFormPage shows the form with all that its ids stand for.
func (o *office) estimateFormPage(req *web.Request, status int, v estimateForm) error {
	ctx := req.Ctx()
	if err := o.forWhom(ctx, &v); err != nil {
		return err
	}
	company, err := o.app.Settings.Company(ctx)
	if err != nil {
		return err
	}
	v.Taxed = company.GSTMode == settings.Regular
	if v.Customer.ID != "" {
		if v.Rule, err = o.priceRule(ctx, v.Customer); err != nil {
			return err
		}
		found, err := o.app.Catalog.Items(ctx, clock.Today(), catalog.ItemFilter{ActiveOnly: true}, page.Cursor{})
		if err != nil {
			return err
		}
		v.Items = found.Rows
	}
	labelQuote(v.Form)
	if v.Sums, err = o.quoted(ctx, v.Form); err != nil {
		return err
	}
	nav := layout.Shell{Title: v.title(), Nav: "estimates", Styles: []string{"money.css"}}
	return req.PageIn(status, nav, estimateEdit(v))
}

// forWhom loads the customer of the form, or those who may be meant where none is chosen. A job tells the customer.
func (o *office) forWhom(ctx context.Context, v *estimateForm) error {
	var err error
	if id := v.Get("job"); id != "" {
		if v.Job, err = o.app.Jobs.Get(ctx, id); err != nil {
			return err
		}
		v.Set("customer", v.Job.Customer).Set("site", v.Job.Site)
	}
	if id := v.Get("customer"); id != "" {
		if v.Customer, err = o.app.Customers.Get(ctx, id); err == nil {
			v.Sites, err = o.app.Customers.Sites(ctx, id)
		}
		if _, chosen := v.Values["site"]; len(v.Sites) == 1 && (!chosen || v.fresh()) {
			v.Set("site", v.Sites[0].ID)
		}
		return err
	}
	if v.Query != "" {
		v.Hits, err = o.found(ctx, v.Query)
	}
	return err
}
