package office

import (
	"context"
	"net/url"

	"doorstep/app/audit"
	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/page"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// served is one job of a machine's history with its visits.
type served struct {
	jobs.Row
	Visits []jobs.Card
}

// machineView is all that a machine's page shows.
type machineView struct {
	Machine  customers.Asset
	Site     customers.Site
	Customer customers.Customer
	Whole    customers.Asset   // the machine it is a part of; zero if it stands alone
	Parts    []customers.Asset // the machines that are parts of it
	Manuals  []catalog.Manual
	Service  page.Of[served]
	History  []audit.Entry
	Held     []contracts.Contract
	Form     *ui.Form
	At       string // which page of the service history
}

func (v machineView) retired() bool { return v.Machine.Status == customers.Retired }

// jobsHref is where the shown page of the service history is fetched again.
func (v machineView) jobsHref() string {
	return "/office/machines/" + v.Machine.ID + "/jobs?" + query("at", v.At)
}

func (v machineView) pageHref(at string) string {
	return keyedHref("/office/machines/"+v.Machine.ID, url.Values{}, at)
}

func (o *office) showMachine(req *web.Request) error {
	at, err := page.Parse(req.Query("at"))
	if err != nil {
		return err
	}
	v, err := o.machineViewOf(req.Ctx(), req.ID(), at)
	if err != nil {
		return err
	}
	v.Form, v.At = ui.NewForm(req.Lang()), req.Query("at")
	return req.Page(v.Machine.Name(), "machines", machinePage(v))
}

func (o *office) machineViewOf(ctx context.Context, id string, at page.Cursor) (machineView, error) {
	var v machineView
	var err error
	if v.Machine, err = o.app.Customers.AssetByID(ctx, id); err != nil {
		return v, err
	}
	if v.Site, err = o.app.Customers.SiteByID(ctx, v.Machine.Site); err != nil {
		return v, err
	}
	if v.Customer, err = o.app.Customers.Get(ctx, v.Machine.Customer); err != nil {
		return v, err
	}
	if v.Held, err = o.heldBy(ctx, "", id); err != nil {
		return v, err
	}
	around, err := o.app.Customers.AssetsAt(ctx, v.Machine.Site)
	if err != nil {
		return v, err
	}
	for _, a := range around {
		if a.ID == v.Machine.Parent {
			v.Whole = a
		}
		if a.Parent == v.Machine.ID {
			v.Parts = append(v.Parts, a)
		}
	}
	if v.Manuals, err = o.app.Catalog.Manuals(ctx, v.Machine.Brand, v.Machine.Model); err != nil {
		return v, err
	}
	if v.Service, err = o.serviceOf(ctx, id, at); err != nil {
		return v, err
	}
	v.History, err = o.app.Audit.History(ctx, id, historyShown)
	return v, err
}

// serviceOf is a page of the machine's jobs, the newest first, each with its visits.
func (o *office) serviceOf(ctx context.Context, machine string, at page.Cursor) (page.Of[served], error) {
	found, err := o.app.Jobs.List(ctx, jobs.Filter{Asset: machine, At: at})
	all := page.Of[served]{Prev: found.Prev, Next: found.Next}
	if err != nil {
		return all, err
	}
	ids := make([]string, len(found.Rows))
	for i, row := range found.Rows {
		ids[i] = row.ID
	}
	visits, err := o.app.Jobs.VisitsOf(ctx, ids)
	for _, row := range found.Rows {
		all.Rows = append(all.Rows, served{row, visits[row.ID]})
	}
	return all, err
}

// machineJobs is the part of the page that is kept true while jobs change.
func (o *office) machineJobs(req *web.Request) error {
	at, err := page.Parse(req.Query("at"))
	if err != nil {
		return err
	}
	service, err := o.serviceOf(req.Ctx(), req.ID(), at)
	if err != nil {
		return err
	}
	return req.Fragment(machineService(service.Rows))
}

// retireMachine takes a machine out of use, or back into use; all else stays as it is.
func (o *office) retireMachine(req *web.Request) error {
	f := req.Form()
	a, err := o.app.Customers.AssetByID(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	in := machineInput(fillMachine(ui.NewForm(req.Lang()), a))
	in.Rev, in.Status = f.Int("rev"), f.Get("status")
	if _, err := o.app.Customers.UpdateAsset(req.Ctx(), a.ID, in); err != nil {
		return err
	}
	done := "The machine is in use again."
	if in.Status == customers.Retired {
		done = "The machine is retired. Its history stays."
	}
	return req.Go("/office/machines/"+a.ID, done)
}
