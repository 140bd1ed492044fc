package office

import (
	"context"
	"net/http"

	"doorstep/app/audit"
	"doorstep/app/billing"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/payments"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// estimateView is all that the page of an estimate shows. Invoice is the one drafted from it, empty where that was thrown away.
type estimateView struct {
	Doc      billing.Estimate
	Today    clock.Date
	Link     string // where the customer sees and answers it; empty where he has no link
	Paid     []payments.Payment
	Invoice  billing.Invoice
	History  []audit.Entry
	Approval *ui.Form
	Decline  *ui.Form
	Send     *ui.Form
	Lang     string
}

func (v estimateView) action(part string) string { return "/office/estimates/" + v.Doc.ID + part }

// waits reports whether a job or an invoice may still come of it.
func (v estimateView) waits() bool {
	return v.Doc.State == billing.EstimateApproved && !v.Doc.Placed && v.Invoice.ID == ""
}

// book is the intake with what the estimate knows.
func (v estimateView) book() string {
	to := "/office/jobs/new?customer=" + v.Doc.Customer + "&estimate=" + v.Doc.ID + "&issue=" + escapeQuery(estimateTitle(v.Doc))
	if v.Doc.Site != "" {
		to += "&site=" + v.Doc.Site
	}
	return to
}

func (v estimateView) mayBook(ctx context.Context) bool {
	return v.waits() && holds(ctx, jobs.Book) && holds(ctx, billing.MayDraft)
}

// showEstimate is the page of one estimate.
func (o *office) showEstimate(req *web.Request) error {
	return o.estimatePage(req, http.StatusOK, func(*estimateView) {})
}

// estimatePart is the estimate again after a change.
func (o *office) estimatePart(req *web.Request) error {
	v, err := o.estimateOf(req)
	if err != nil {
		return err
	}
	return req.Fragment(estimateBody(v))
}

func (o *office) estimatePage(req *web.Request, status int, put func(*estimateView)) error {
	v, err := o.estimateOf(req)
	if err != nil {
		return err
	}
	put(&v)
	return req.PageStatus(status, v.Doc.No+" "+v.Doc.CustomerName, "estimates", estimateBody(v))
}

func (o *office) estimateOf(req *web.Request) (estimateView, error) {
	ctx := req.Ctx()
	form := func() *ui.Form { return ui.NewForm(req.Lang()) }
	v := estimateView{Today: clock.Today(), Lang: req.Lang(), Approval: form(), Decline: form(), Send: form()}
	var err error
	if v.Doc, err = o.app.Billing.Estimate(ctx, req.ID()); err != nil {
		return v, err
	}
	if customers.GiveLink.Allows(req.By.Role) && v.Doc.State != billing.EstimateDraft {
		link, err := o.openLink(ctx, v.Doc.Customer)
		if err != nil {
			return v, err
		}
		if link.Path() != "" {
			v.Link = siteOf(req) + link.Path() + "/estimates/" + v.Doc.ID
		}
	}
	if v.Paid, err = o.paidFor(ctx, v.Doc); err != nil {
		return v, err
	}
	if v.Doc.Invoice != "" {
		v.Invoice, err = o.app.Billing.Invoice(ctx, v.Doc.Invoice)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return v, err
		}
	}
	v.History, err = o.app.Audit.History(ctx, v.Doc.ID, historyShown)
	return v, err
}

// paidFor are the payments that were made for the estimate.
func (o *office) paidFor(ctx context.Context, e billing.Estimate) ([]payments.Payment, error) {
	if !holds(ctx, payments.See) {
		return nil, nil
	}
	all, err := o.app.Payments.OfCustomer(ctx, e.Customer)
	var mine []payments.Payment
	for _, p := range all {
		if p.Estimate == e.ID {
			mine = append(mine, p)
		}
	}
	return mine, err
}

// estimatePDF is the paper, drawn as the estimate stands.
func (o *office) estimatePDF(req *web.Request) error {
	e, err := o.app.Billing.Estimate(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	body, err := o.app.Billing.EstimatePDF(req.Ctx(), e.ID)
	if err != nil {
		return err
	}
	return req.Stored(e.FileName(), body)
}

// estimateSignature is the picture of the customer's signature.
func (o *office) estimateSignature(req *web.Request) error {
	return req.File(o.app.Billing.EstimateSignature)
}

// sendEstimate freezes the draft; a customer without a link is given one by whoever may.
func (o *office) sendEstimate(req *web.Request) error {
	f := req.Form()
	e, err := o.app.Billing.SendEstimate(req.Ctx(), req.ID(), f.Int("rev"))
	if err != nil {
		return o.estimateRefused(req, f, err, func(v *estimateView) { v.Send = f })
	}
	return req.Go("/office/estimates/"+e.ID, e.No+" is frozen. Give the customer its link or its PDF.")
}

// approveEstimate enters what the customer told the office.
func (o *office) approveEstimate(req *web.Request) error {
	f := req.Form()
	in := billing.Decision{ID: req.ID(), Rev: f.Int("rev"), How: billing.ByOffice, Name: f.Get("name"), Reason: f.Get("reason")}
	e, err := o.app.Billing.ApproveEstimate(req.Ctx(), in)
	if err != nil {
		return o.estimateRefused(req, f, err, func(v *estimateView) { v.Approval = f })
	}
	said := e.No + " is approved."
	if e.Placed {
		said = e.No + " is approved; its lines stand in " + e.JobNo + "."
	}
	return req.Go("/office/estimates/"+e.ID, said)
}

func (o *office) declineEstimate(req *web.Request) error {
	f := req.Form()
	in := billing.Decision{ID: req.ID(), Rev: f.Int("rev"), How: billing.ByOffice, Reason: f.Get("reason")}
	e, err := o.app.Billing.DeclineEstimate(req.Ctx(), in)
	if err != nil {
		return o.estimateRefused(req, f, err, func(v *estimateView) { v.Decline = f })
	}
	return req.Go("/office/estimates/"+e.ID, e.No+" is declined.")
}

// invoiceEstimate drafts an invoice of it without a job.
func (o *office) invoiceEstimate(req *web.Request) error {
	f := req.Form()
	i, err := o.app.Billing.InvoiceEstimate(req.Ctx(), req.ID(), f.Int("rev"))
	if err != nil {
		return o.estimateRefused(req, f, err, func(v *estimateView) { v.Send = f })
	}
	return req.Go("/office/invoices/"+i.ID, "The invoice is drafted. Review it, then issue it.")
}

func (o *office) discardEstimate(req *web.Request) error {
	f := req.Form()
	if err := o.app.Billing.DiscardEstimate(req.Ctx(), req.ID(), f.Int("rev")); err != nil {
		return o.estimateRefused(req, f, err, func(v *estimateView) { v.Send = f })
	}
	return req.Go("/office/estimates", "The draft is thrown away.")
}

// estimateRefused shows the page again with what was typed and what is wrong with it.
func (o *office) estimateRefused(req *web.Request, f *ui.Form, err error, put func(*estimateView)) error {
	if !web.Refill(err) {
		return err
	}
	f.Labels["reason"], f.Labels["name"], f.Labels["valid_until"] = "Reason", "Name", "Valid until"
	f.Fail(err)
	return o.estimatePage(req, web.StatusOf(err), put)
}
