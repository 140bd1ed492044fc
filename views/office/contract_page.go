package office

import (
	"context"
	"net/http"

	"doorstep/app/audit"
	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/reports"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// contractView is all that the page of a contract shows. Refused holds the form that came back, under the name of its place.
type contractView struct {
	Doc      contracts.Contract
	Sites    []customers.Site
	Machines []contractMachine
	Free     []customers.Asset // those that may still be put under it
	Covers   []contracts.Cover
	Cover    contracts.Cover // the rule that is being changed; zero for a new one
	Items    map[string]catalog.Item
	Offers   []catalog.Item
	Types    []catalog.JobType
	Lists    []catalog.PriceList
	Plans    []contracts.Plan
	Dates    []contracts.PlanDate
	AllDates bool
	Missed   []contracts.PlanDate // while it was suspended
	Counts   contracts.Counts
	Kept     jobs.Kept
	Bills    []contracts.Bill
	Money    contracts.Deferral
	Profit   reports.ContractProfit // for those who may see it
	Open     []jobs.Row
	Last     []jobs.Row
	History  []audit.Entry
	Refused  map[string]*ui.Form
	Lang     string
	Today    clock.Date
}

// contractMachine is a machine with its place under the contract.
type contractMachine struct {
	contracts.Machine
	Of customers.Asset
}

func (v contractView) action(part string) string { return "/office/contracts/" + v.Doc.ID + part }

// form is the form of a place on the page: the one that was refused there, else a new one.
func (v contractView) form(place string) *ui.Form {
	if f := v.Refused[place]; f != nil {
		return f
	}
	return ui.NewForm(v.Lang)
}

// rev is the revision that the form of a place goes back with: the one it came with, so that a change in between is still noticed,
// or the present one.
func (v contractView) rev(place string) int {
	if f := v.Refused[place]; f != nil && f.Has("rev") {
		return f.Int("rev")
	}
	return v.Doc.Rev
}

// lives reports whether the contract may still change.
func (v contractView) lives() bool { return changeable(v.Doc.State) }

// suspended reports whether the page has to ask about visits that went by.
func (v contractView) suspended() bool { return v.Doc.State == contracts.Suspended }

func (v contractView) machineName(id string) string {
	for _, m := range v.Machines {
		if m.Asset == id {
			return m.Of.Name()
		}
	}
	return ""
}

func (v contractView) typeName(id string) string {
	for _, t := range v.Types {
		if t.ID == id {
			return t.Name
		}
	}
	return ""
}

func (v contractView) listName() string {
	for _, l := range v.Lists {
		if l.ID == v.Doc.PriceList {
			return l.Name
		}
	}
	return ""
}

// showContract is the page of one contract. ?cover= opens a rule of its cover to be changed, ?dates=all lists all dates.
func (o *office) showContract(req *web.Request) error {
	return o.contractPage(req, http.StatusOK, nil)
}

func (o *office) contractPage(req *web.Request, status int, refused map[string]*ui.Form) error {
	v, err := o.contractOf(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	v.Refused, v.AllDates = refused, req.Query("dates") == "all"
	editing := req.Query("cover")
	if id := req.Path("cover"); id != "" {
		editing = id
	}
	for _, c := range v.Covers {
		if c.ID == editing {
			v.Cover = c
		}
	}
	shell := layout.Shell{Title: v.Doc.No + " " + v.Doc.CustomerName, Nav: "contracts", Styles: []string{"money.css"}}
	return req.PageIn(status, shell, contractBody(v))
}

// contractOf loads the page. Each loader fills one part of it.
func (o *office) contractOf(ctx context.Context, id string) (contractView, error) {
	v := contractView{Lang: act.From(ctx).Lang, Today: clock.Today()}
	var err error
	if v.Doc, err = o.app.Contracts.Contract(ctx, id); err != nil {
		return v, err
	}
	for _, load := range []func(context.Context, *contractView) error{o.contractPlacesOf, o.contractCoverOf, o.contractVisitsOf, o.contractMoneyOf} {
		if err := load(ctx, &v); err != nil {
			return v, err
		}
	}
	v.History, err = o.app.Audit.History(ctx, id, historyShown)
	return v, err
}

func (o *office) contractPlacesOf(ctx context.Context, v *contractView) error {
	full, err := o.app.Customers.Full(ctx, v.Doc.Customer)
	if err != nil {
		return err
	}
	for _, s := range full.Sites {
		for _, id := range v.Doc.Sites {
			if s.ID == id {
				v.Sites = append(v.Sites, s)
			}
		}
	}
	for _, m := range v.Doc.Assets {
		one := contractMachine{Machine: m}
		for _, a := range full.Assets {
			if a.ID == m.Asset {
				one.Of = a
			}
		}
		v.Machines = append(v.Machines, one)
	}
	v.Free = freeAssets(full.Assets, v.Doc, v.Today)
	return nil
}

func (o *office) contractCoverOf(ctx context.Context, v *contractView) error {
	var err error
	if v.Covers, err = o.app.Contracts.Covers(ctx, v.Doc.ID); err != nil {
		return err
	}
	ids := []string{}
	if v.Doc.Item != "" {
		ids = append(ids, v.Doc.Item)
	}
	for _, c := range v.Covers {
		ids = append(ids, c.Items...)
	}
	if v.Items, err = o.app.Catalog.ItemsByID(ctx, ids, v.Today); err != nil {
		return err
	}
	found, err := o.app.Catalog.Items(ctx, v.Today, catalog.ItemFilter{ActiveOnly: true}, page.Cursor{})
	if err != nil {
		return err
	}
	v.Offers = found.Rows
	if v.Types, err = o.app.Catalog.JobTypes(ctx, false); err != nil {
		return err
	}
	v.Lists, err = o.app.Catalog.PriceLists(ctx)
	return err
}

func (o *office) contractVisitsOf(ctx context.Context, v *contractView) error {
	id := v.Doc.ID
	var err error
	if v.Plans, err = o.app.Contracts.Plans(ctx, id); err != nil {
		return err
	}
	if v.Dates, err = o.app.Contracts.Dates(ctx, id); err != nil {
		return err
	}
	if v.Counts, err = o.app.Contracts.Counts(ctx, id); err != nil {
		return err
	}
	if v.suspended() {
		if v.Missed, err = o.app.Contracts.MissedOn(ctx, id); err != nil {
			return err
		}
	}
	if v.Kept, err = o.app.Jobs.Kept(ctx, id); err != nil {
		return err
	}
	v.Open, v.Last, err = o.openAndLast(ctx, jobs.Filter{Contract: id})
	return err
}

// contractJobs is the part of the page that is kept true while jobs change.
func (o *office) contractJobs(req *web.Request) error {
	open, last, err := o.openAndLast(req.Ctx(), jobs.Filter{Contract: req.ID()})
	if err != nil {
		return err
	}
	return req.Fragment(jobsOpenAndLast(open, last))
}

func (o *office) contractMoneyOf(ctx context.Context, v *contractView) error {
	var err error
	if v.Bills, err = o.app.Contracts.Bills(ctx, v.Doc.ID); err != nil {
		return err
	}
	if v.Money, err = o.app.Contracts.Deferred(ctx, v.Doc.ID, v.Today); err != nil || !holds(ctx, reports.See) {
		return err
	}
	v.Profit, err = o.app.Reports.ContractProfit(ctx, v.Doc.ID)
	return err
}
