package office

import (
	"context"
	"net/http"
	"net/url"

	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// picksShown is how many items of the price list a search offers.
const picksShown = 8

// newInvoiceView is an invoice before its first line: for whom it is, and what may be put on it.
type newInvoiceView struct {
	Form     *ui.Form
	Customer customers.Customer
	Sites    []customers.Site
	Pick     string
	Picks    []catalog.Item
	Query    string // who is looked for, where no customer is chosen yet
	Hits     []customers.Hit
}

func escapeQuery(s string) string { return url.QueryEscape(s) }

// itemsFor are the items that can be put on an invoice and fit the words; without words, the first services of the price list.
func (o *office) itemsFor(ctx context.Context, words string) ([]catalog.Item, error) {
	f := catalog.ItemFilter{Query: words, ActiveOnly: true}
	if words == "" {
		f.Kind = catalog.KindService
	}
	found, err := o.app.Catalog.Items(ctx, clock.Today(), f, page.Cursor{})
	if err != nil {
		return nil, err
	}
	var out []catalog.Item
	for _, i := range found.Rows {
		if i.RateFrom != "" && len(out) < picksShown {
			out = append(out, i)
		}
	}
	return out, nil
}

// pickItems is what the price list offers for the words that are typed.
func (o *office) pickItems(req *web.Request) error {
	found, err := o.itemsFor(req.Ctx(), req.Query("pick"))
	if err != nil {
		return err
	}
	return req.Fragment(itemPicks(found, req.Query("pick")))
}

// newInvoice begins an invoice without a job: its first item makes the draft.
func (o *office) newInvoice(req *web.Request) error {
	return o.newInvoiceWith(req, http.StatusOK, req.Form())
}

func (o *office) newInvoiceWith(req *web.Request, status int, f *ui.Form) error {
	v := newInvoiceView{Form: f, Query: f.Get("q"), Pick: f.Get("pick")}
	var err error
	ctx := req.Ctx()
	if id := f.Get("customer"); id != "" {
		if v.Customer, err = o.app.Customers.Get(ctx, id); err != nil {
			return err
		}
		if v.Sites, err = o.app.Customers.Sites(ctx, id); err != nil {
			return err
		}
		if v.Picks, err = o.itemsFor(ctx, v.Pick); err != nil {
			return err
		}
	} else if v.Query != "" {
		if v.Hits, err = o.app.Customers.Search(ctx, v.Query, picksShown); err != nil {
			return err
		}
	}
	shell := layout.Shell{Title: "New invoice", Nav: "invoices", Styles: []string{"money.css"}}
	return req.PageIn(status, shell, newInvoiceBody(v))
}

// createInvoice makes the draft with the item that was chosen, or with none to be typed by hand. It books no job and no visit.
func (o *office) createInvoice(req *web.Request) error {
	f := req.Form()
	in := billing.NewInvoice{Customer: f.Get("customer"), Site: f.Get("site")}
	hand := f.Get("add") == "hand"
	switch {
	case f.Has("add") && !hand:
		in.Lines = []billing.LineInput{{Item: f.Get("add")}}
	case !hand:
		return o.newInvoiceWith(req, http.StatusOK, f) // only looked for an item
	}
	i, err := o.app.Billing.Draft(req.Ctx(), in)
	if web.Refill(err) && f.Has("customer") {
		f.Fail(err)
		return o.newInvoiceWith(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	if hand {
		return req.Go("/office/invoices/"+i.ID+"?hand=1", "")
	}
	return req.Go("/office/invoices/"+i.ID, "")
}

// draftJob makes the draft of a job that has none.
func (o *office) draftJob(req *web.Request) error {
	j, err := o.app.Jobs.Get(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	i, err := o.app.Billing.Draft(req.Ctx(), billing.NewInvoice{Customer: j.Customer, Site: j.Site, Jobs: []string{j.ID}})
	if err != nil {
		return err
	}
	return req.Go("/office/invoices/"+i.ID, "")
}

// siteNames are the customer's sites to choose from.
func siteNames(sites []customers.Site) []ui.Option {
	out := []ui.Option{{Label: "No site"}}
	for _, s := range sites {
		out = append(out, ui.Option{Value: s.ID, Label: s.Name()})
	}
	return out
}
