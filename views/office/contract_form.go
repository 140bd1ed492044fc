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
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
	"doorstep/app/settings"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// contractForm is the form of a contract. ID is empty for a new one; without a Customer it asks for whom it is. In force, it asks
// only for what may still change.
type contractForm struct {
	*ui.Form
	ID, No   string
	Rev      int
	State    contracts.State
	Changed  []difference
	Customer customers.Customer
	Sites    []customers.Site
	Assets   []customers.Asset
	Services []catalog.Item // to bill it as
	Lists    []catalog.PriceList
	Branches []settings.Branch
	Query    string
	Hits     []customers.Hit
}

func (f contractForm) title() string {
	if f.ID == "" {
		return "New contract"
	}
	return "Change " + f.No
}

// fixed reports whether the contract is in force, so that most of it stands.
func (f contractForm) fixed() bool { return f.ID != "" && f.State != contracts.Draft }

func (f contractForm) action() string {
	if f.ID == "" {
		return "/office/contracts"
	}
	return "/office/contracts/" + f.ID
}

func (f contractForm) back() string {
	switch {
	case f.ID != "":
		return f.action()
	case f.Customer.ID != "":
		return "/office/customers/" + f.Customer.ID
	}
	return "/office/contracts"
}

// machinesAt are the machines at the site that may be put under a contract.
func (f contractForm) machinesAt(site string) []customers.Asset {
	var all []customers.Asset
	for _, a := range f.Assets {
		if a.Site == site && (a.Status != customers.Retired || f.ticked("assets", a.ID)) {
			all = append(all, a)
		}
	}
	return all
}

func (f contractForm) ticked(name, id string) bool { return slices.Contains(f.All(name), id) }

func newContractHref(customer string) string {
	if customer == "" {
		return "/office/contracts/new"
	}
	return "/office/contracts/new?customer=" + customer
}

// shareField is the name of the field with a machine's share. It goes by the machine, not by its place among those ticked.
func shareField(asset string) string { return "share_" + asset }

// newContract begins a contract for ?customer= or for the machine ?asset=. Without either it asks for the customer.
func (o *office) newContract(req *web.Request) error {
	today := clock.Today()
	f := ui.NewForm(req.Lang()).Set("customer", req.Query("customer")).Set("starts", today).
		Set("ends", clock.DateOf(today.Start().AddDate(1, 0, -1)))
	if id := req.Query("asset"); id != "" {
		a, err := o.app.Customers.AssetByID(req.Ctx(), id)
		if err != nil {
			return err
		}
		f.Set("customer", a.Customer).Set("sites", []string{a.Site}).Set("assets", []string{a.ID})
	}
	return o.contractFormPage(req, http.StatusOK, contractForm{Form: f, Query: req.Query("q")})
}

func (o *office) createContract(req *web.Request) error {
	f := req.Form()
	in, err := o.contractInput(req.Ctx(), f)
	var c contracts.Contract
	if err == nil {
		c, err = o.app.Contracts.Create(req.Ctx(), in)
	}
	if err == nil {
		return req.Go("/office/contracts/"+c.ID, c.No+" is drafted. See what it covers, plan its visits, then put it in force.")
	}
	if !web.Refill(err) {
		return err
	}
	f.Fail(besideShares(err, in.Assets))
	return o.contractFormPage(req, web.StatusOf(err), contractForm{Form: f})
}

func (o *office) editContract(req *web.Request) error {
	c, err := o.app.Contracts.Contract(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	if !changeable(c.State) {
		return req.Go("/office/contracts/"+c.ID, "")
	}
	f, err := o.filledContract(req.Ctx(), req.Lang(), c)
	if err != nil {
		return err
	}
	return o.contractFormPage(req, http.StatusOK, contractForm{Form: f, ID: c.ID, No: c.No, Rev: c.Rev, State: c.State})
}

// changeable reports whether a contract in the state has a form at all.
func changeable(s contracts.State) bool {
	return s == contracts.Draft || s == contracts.Active || s == contracts.Suspended
}

func (o *office) changeContract(req *web.Request) error {
	f := req.Form()
	in, err := o.contractInput(req.Ctx(), f)
	if err == nil {
		_, err = o.app.Contracts.Edit(req.Ctx(), req.ID(), f.Int("rev"), in)
	}
	if err == nil {
		return req.Go("/office/contracts/"+req.ID(), "Saved.")
	}
	if !web.Refill(err) {
		return err
	}
	c, loadErr := o.app.Contracts.Contract(req.Ctx(), req.ID())
	if loadErr != nil {
		return loadErr
	}
	if !changeable(c.State) {
		return err
	}
	form := contractForm{Form: f, ID: c.ID, No: c.No, Rev: heldRev(err, f, c.Rev), State: c.State}
	if form.Changed, loadErr = o.contractMeanwhile(req, err, f, c); loadErr != nil {
		return loadErr
	}
	f.Fail(besideShares(err, in.Assets))
	return o.contractFormPage(req, web.StatusOf(err), form)
}

// contractMeanwhile is what somebody stored while the form was open, beside what was typed.
func (o *office) contractMeanwhile(req *web.Request, err error, typed *ui.Form, c contracts.Contract) ([]difference, error) {
	stored, loadErr := o.filledContract(req.Ctx(), req.Lang(), c)
	if loadErr != nil {
		return nil, loadErr
	}
	if c.State != contracts.Draft {
		for name := range stored.Values {
			if !slices.Contains(changeableFields, name) {
				delete(stored.Values, name)
			}
		}
	}
	assets, loadErr := o.app.Customers.Assets(req.Ctx(), c.Customer)
	if loadErr != nil {
		return nil, loadErr
	}
	sites, loadErr := o.app.Customers.Sites(req.Ctx(), c.Customer)
	if loadErr != nil {
		return nil, loadErr
	}
	labelContract(stored, assets)
	all := differences(err, typed, stored)
	for i := range all {
		all[i].Stored, all[i].Typed = placesIn(all[i].Stored, sites, assets), placesIn(all[i].Typed, sites, assets)
	}
	return all, nil
}

// placesIn puts the names of sites and machines where their ids stand.
func placesIn(s string, sites []customers.Site, assets []customers.Asset) string {
	for _, x := range sites {
		s = strings.ReplaceAll(s, x.ID, x.Name())
	}
	for _, a := range assets {
		s = strings.ReplaceAll(s, a.ID, a.Name())
	}
	return s
}

// contractFormPage shows the form with all that its ids stand for.
func (o *office) contractFormPage(req *web.Request, status int, v contractForm) error {
	if err := o.contractFor(req.Ctx(), &v); err != nil {
		return err
	}
	if v.Customer.ID != "" {
		if err := o.contractChoices(req.Ctx(), &v); err != nil {
			return err
		}
	}
	labelContract(v.Form, v.Assets)
	return req.PageStatus(status, v.title(), "contracts", contractEdit(v))
}

// contractFor loads the customer of the form with his sites and machines, or those who may be meant where none is chosen.
func (o *office) contractFor(ctx context.Context, v *contractForm) error {
	id := v.Get("customer")
	if id == "" {
		if v.Query == "" {
			return nil
		}
		var err error
		v.Hits, err = o.found(ctx, v.Query)
		return err
	}
	full, err := o.app.Customers.Full(ctx, id)
	if err != nil {
		return err
	}
	v.Customer, v.Sites, v.Assets = full.Customer, full.Sites, full.Assets
	if _, chosen := v.Values["sites"]; !chosen && len(v.Sites) == 1 && !v.Has("_key") {
		v.Set("sites", []string{v.Sites[0].ID})
	}
	return nil
}

func (o *office) contractChoices(ctx context.Context, v *contractForm) error {
	found, err := o.app.Catalog.Items(ctx, clock.Today(), catalog.ItemFilter{Kind: catalog.KindService, ActiveOnly: true}, page.Cursor{})
	if err != nil {
		return err
	}
	v.Services = found.Rows
	if v.Lists, err = o.app.Catalog.PriceLists(ctx); err != nil {
		return err
	}
	v.Branches, err = o.app.Settings.Branches(ctx)
	return err
}

// besideShares puts faults of the machines' lines beside their fields, which go by the machine.
func besideShares(err error, lines []contracts.AssetLine) error {
	all := fault.All(err)
	out := make(fault.List, len(all))
	for n, e := range all {
		c := *e
		if i, ok := lineOf(e.Field, "assets_", "_share", len(lines)); ok {
			c.Field = shareField(lines[i].Asset)
		} else if _, ok := lineOf(e.Field, "assets_", "_asset", len(lines)); ok {
			c.Field = "assets"
		}
		out[n] = &c
	}
	return out
}
