package office

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/gst"
	"doorstep/app/settings"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// draftView is the editor of a draft.
type draftView struct {
	Doc      billing.Invoice
	Rev      int // the revision that the form was filled from
	Form     *ui.Form
	Changed  []difference
	Customer customers.Customer
	Sites    []customers.Site
	Branches []settings.Branch
	Jobs     []jobs.Job
	Missing  []missingFlag
	Sums     draftSums
	Picks    []catalog.Item
	Pick     string // what was searched for in the price list
}

// line is the stored line that stands in the n-th place of the form; the zero Line for a new one.
func (v draftView) line(n int) billing.Line {
	id := v.Form.Get(lineField(n, "id"))
	at := slices.IndexFunc(v.Doc.Lines, func(l billing.Line) bool { return id != "" && l.ID == id })
	if at < 0 {
		return billing.Line{}
	}
	return v.Doc.Lines[at]
}

func (v draftView) action(part string) string { return "/office/invoices/" + v.Doc.ID + part }

// taxed reports whether lines have a rate of GST at all.
func (v draftView) taxed() bool { return v.Doc.GSTMode == string(gst.ModeRegular) }

func (o *office) draftPage(req *web.Request, status int, i billing.Invoice, f *ui.Form, err error) error {
	v, loadErr := o.draftOf(req.Ctx(), i)
	if loadErr != nil {
		return loadErr
	}
	stored := draftValues(req.Lang(), i)
	v.Form, v.Rev, v.Pick = stored, i.Rev, req.Query("pick")
	if f == nil && req.Query("hand") != "" {
		v.Form.Set(lineField(len(i.Lines), "kind"), billing.LineCharge).Set(lineField(len(i.Lines), "qty"), "1")
	}
	if f != nil {
		labelDraft(f)
		f.Labels["rev"] = ""
		v.Form, v.Rev = f, heldRev(err, f, i.Rev)
		v.Changed = differences(err, f, stored)
		sheet, err := o.sheetOf(req.Ctx(), i, f)
		if err != nil {
			return err
		}
		v.Sums = typedSums(i, sheet, f)
	}
	found, err := o.itemsFor(req.Ctx(), v.Pick)
	if err != nil {
		return err
	}
	v.Picks = found
	shell := layout.Shell{Title: documentName(i) + ", " + v.Customer.Name, Nav: "invoices", Styles: []string{"money.css"}}
	return req.PageIn(status, shell, draftBody(v))
}

func (o *office) draftOf(ctx context.Context, i billing.Invoice) (draftView, error) {
	v := draftView{Doc: i, Sums: storedSums(i), Missing: missingFlags(i.Missing, i.ID, i.Customer, i.Job)}
	var err error
	if v.Customer, err = o.app.Customers.Get(ctx, i.Customer); err != nil {
		return v, err
	}
	if v.Sites, err = o.app.Customers.Sites(ctx, i.Customer); err != nil {
		return v, err
	}
	if v.Branches, err = o.app.Settings.Branches(ctx); err != nil {
		return v, err
	}
	v.Jobs, err = o.jobsOn(ctx, i)
	return v, err
}

// jobsOn are the jobs that stand on a document.
func (o *office) jobsOn(ctx context.Context, i billing.Invoice) ([]jobs.Job, error) {
	out := make([]jobs.Job, 0, len(i.Jobs))
	for _, id := range i.Jobs {
		j, err := o.app.Jobs.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, nil
}

// changeInvoice saves a draft; its buttons add a line from the price list or by hand, or take one away.
func (o *office) changeInvoice(req *web.Request) error {
	f := req.Form()
	without, added := -1, f.Get("add")
	if f.Has("remove") {
		without, _ = strconv.Atoi(f.Get("remove")) // what is no number takes no line away: none is typed by a person
	}
	tighten(f, without)
	in := draftInput(f, -1)
	if added != "" && added != "hand" {
		in.Lines = append(in.Lines, billing.LineInput{Item: added})
	}
	i, err := o.app.Billing.Edit(req.Ctx(), req.ID(), f.Int("rev"), in)
	if err != nil {
		return o.draftAgain(req, f, err)
	}
	switch {
	case added == "hand":
		return req.Go("/office/invoices/"+i.ID+"?hand=1#lines", "")
	case added != "", without >= 0:
		return req.Go("/office/invoices/"+i.ID+"#lines", "")
	case f.Has("pick"):
		return req.Go("/office/invoices/"+i.ID+"?pick="+escapeQuery(f.Get("pick"))+"#picks", "")
	}
	return req.Go("/office/invoices/"+i.ID, "The draft is saved.")
}

// draftAgain shows the draft with what is wrong and what was typed.
func (o *office) draftAgain(req *web.Request, f *ui.Form, err error) error {
	if !web.Refill(err) {
		return err
	}
	i, loadErr := o.app.Billing.Invoice(req.Ctx(), req.ID())
	if loadErr != nil {
		return loadErr
	}
	if i.State != billing.Draft {
		return err
	}
	f.Fail(err)
	return o.draftPage(req, web.StatusOf(err), i, f, err)
}

// issueInvoice saves what stands in the form and gives the draft its number.
func (o *office) issueInvoice(req *web.Request) error {
	f := req.Form()
	tighten(f, -1)
	// The form key belongs to the issue: a draft that was saved and could not be issued may be sent again.
	i, err := o.app.Billing.Edit(act.Unclaimed(req.Ctx()), req.ID(), f.Int("rev"), draftInput(f, -1))
	if err != nil {
		return o.draftAgain(req, f, err)
	}
	issued, err := o.app.Billing.Issue(req.Ctx(), i.ID, i.Rev)
	if web.Refill(err) {
		saved, loadErr := o.app.Billing.Invoice(req.Ctx(), i.ID)
		if loadErr != nil {
			return loadErr
		}
		again := draftValues(req.Lang(), saved)
		again.Fail(err)
		return o.draftPage(req, web.StatusOf(err), saved, again, nil)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/invoices/"+issued.ID, documentName(issued)+" is issued.")
}

// discardInvoice throws a draft away, unless somebody changed it since it was shown.
func (o *office) discardInvoice(req *web.Request) error {
	if err := o.app.Billing.Discard(req.Ctx(), req.ID(), req.Form().Int("rev")); err != nil {
		return err
	}
	return req.Go("/office/review", "The draft is thrown away.")
}

// invoicePDF is the paper: as it was issued, or drawn now for a draft, a duplicate, or a roll.
func (o *office) invoicePDF(req *web.Request) error {
	thermal, mark := req.Query("thermal") != "", ""
	if req.Query("copy") == "duplicate" {
		mark = "Duplicate"
	}
	i, err := o.app.Billing.Invoice(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	if i.State == billing.Issued && !thermal && mark == "" {
		return req.File(o.app.Billing.PDF)
	}
	body, err := o.app.Billing.Draw(req.Ctx(), i.ID, thermal, mark)
	if err != nil {
		return err
	}
	return req.Stored(documentName(i)+".pdf", body)
}

// showInvoice is the page of a document: the editor of a draft, or how an issued one stands.
func (o *office) showInvoice(req *web.Request) error {
	i, err := o.app.Billing.Invoice(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	if i.State == billing.Draft && billing.MayDraft.Allows(req.By.Role) {
		return o.draftPage(req, http.StatusOK, i, nil, nil)
	}
	return o.issuedPage(req, http.StatusOK, i, nil)
}
