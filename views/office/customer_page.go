package office

import (
	"context"

	"doorstep/app/audit"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// lastShown is how many finished jobs stand on a customer's page; the list of jobs has the rest.
const lastShown = 10

var (
	openStatuses  = []jobs.Status{jobs.Unscheduled, jobs.Scheduled, jobs.InProgress}
	endedStatuses = []jobs.Status{jobs.Completed, jobs.Closed, jobs.Cancelled}
)

// customerView is all that a customer's page shows.
type customerView struct {
	customers.Full
	Open, Last  []jobs.Row
	Remarks     []jobs.Remark
	Technicians []people.Technician // who may still be noted
	History     []audit.Entry
	Note, Wish  *ui.Form
	Rule        string // what he pays, in words
	Contracts   []contracts.Contract
}

// siteOf is the site with the id, for the table of machines.
func (v customerView) siteOf(id string) customers.Site {
	for _, s := range v.Sites {
		if s.ID == id {
			return s
		}
	}
	return customers.Site{}
}

func (v customerView) machinesAt(site string) int {
	n := 0
	for _, a := range v.Assets {
		if a.Site == site && a.Status != customers.Retired {
			n++
		}
	}
	return n
}

// showCustomer is the customer's page; one who was merged leads on to the customer who took it over.
func (o *office) showCustomer(req *web.Request) error {
	v, err := o.customerViewOf(req, req.ID())
	if err != nil {
		return err
	}
	if c := v.Customer; c.MergedInto != "" {
		return req.Go("/office/customers/"+c.MergedInto, c.Name+" was merged into this customer.")
	}
	return req.Page(v.Customer.Name, "customers", customerPage(v))
}

func (o *office) customerViewOf(req *web.Request, id string) (customerView, error) {
	ctx := req.Ctx()
	v := customerView{Note: ui.NewForm(req.Lang()), Wish: ui.NewForm(req.Lang())}
	var err error
	if v.Full, err = o.app.Customers.Full(ctx, id); err != nil || v.Customer.MergedInto != "" {
		return v, err
	}
	if v.Rule, err = o.priceRule(ctx, v.Customer); err != nil {
		return v, err
	}
	if v.Open, v.Last, err = o.openAndLast(ctx, jobs.Filter{Customer: id}); err != nil {
		return v, err
	}
	if v.Contracts, err = o.heldBy(ctx, id, ""); err != nil {
		return v, err
	}
	if v.Remarks, err = o.app.Jobs.Remarks(ctx, "", id); err != nil {
		return v, err
	}
	if v.History, err = o.app.Audit.History(ctx, id, historyShown); err != nil {
		return v, err
	}
	v.Technicians, err = o.technicians(req)
	return v, err
}

// heldBy are the contracts of a customer, or of a machine; none for who may not see them.
func (o *office) heldBy(ctx context.Context, customer, machine string) ([]contracts.Contract, error) {
	switch {
	case !contracts.See.Allows(act.From(ctx).Role):
		return nil, nil
	case machine != "":
		return o.app.Contracts.OfAsset(ctx, machine)
	}
	return o.app.Contracts.OfCustomer(ctx, customer)
}

// openAndLast are the open jobs that the filter finds, the most urgent first, and the last ones that ended.
func (o *office) openAndLast(ctx context.Context, f jobs.Filter) (open, last []jobs.Row, err error) {
	f.Statuses, f.Due = openStatuses, true
	found, err := o.app.Jobs.List(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	f.Statuses, f.Due = endedStatuses, false
	ended, err := o.app.Jobs.List(ctx, f)
	return found.Rows, ended.Rows[:min(len(ended.Rows), lastShown)], err
}

// customerJobs is the part of the page that is kept true while jobs change.
func (o *office) customerJobs(req *web.Request) error {
	open, last, err := o.openAndLast(req.Ctx(), jobs.Filter{Customer: req.ID()})
	if err != nil {
		return err
	}
	return req.Fragment(jobsOpenAndLast(open, last))
}

func (o *office) addCustomerNote(req *web.Request) error {
	f := req.Form()
	note := jobs.NewNote{Customer: req.ID(), Kind: f.Get("kind"), Text: f.Get("text")}
	var err error
	if note.File, note.FileName, err = upload(req.Request, "file"); err == nil {
		err = o.app.Jobs.AddNote(req.Ctx(), note)
	}
	if err == nil {
		return req.Go("/office/customers/"+req.ID()+"#notes", "Note saved.")
	}
	if !web.Refill(err) {
		return err
	}
	return o.customerAgainWith(req, err, func(v *customerView) { v.Note = f; f.Fail(err) })
}

func (o *office) addCustomerTechnician(req *web.Request) error {
	f := req.Form()
	in := customers.PreferenceInput{
		Customer: req.ID(), Technician: f.Get("technician"), Strength: f.Get("strength"), Reason: f.Get("reason"),
	}
	err := error(fault.Field("technician", "required"))
	if in.Technician != "" {
		_, err = o.app.Customers.SetPreference(req.Ctx(), in)
	}
	if err == nil {
		return req.Go("/office/customers/"+req.ID()+"#technicians", "Noted.")
	}
	if !web.Refill(err) {
		return err
	}
	return o.customerAgainWith(req, err, func(v *customerView) { v.Wish = f; f.Fail(err) })
}

func (o *office) removeCustomerTechnician(req *web.Request) error {
	if err := o.app.Customers.RemovePreference(req.Ctx(), req.ID(), req.Path("technician")); err != nil {
		return err
	}
	return req.Go("/office/customers/"+req.ID()+"#technicians", "Removed.")
}

// customerAgainWith shows the page with one of its small forms refused.
func (o *office) customerAgainWith(req *web.Request, err error, put func(*customerView)) error {
	v, loadErr := o.customerViewOf(req, req.ID())
	if loadErr != nil {
		return loadErr
	}
	if v.Customer.MergedInto != "" {
		return req.Go("/office/customers/"+v.Customer.MergedInto, v.Customer.Name+" was merged into this customer. Nothing was saved.")
	}
	put(&v)
	return req.PageStatus(web.StatusOf(err), v.Customer.Name, "customers", customerPage(v))
}
