package office

import (
	"doorstep/app/billing"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/views/web"
)

// jobInvoiceView is how the billing of a job stands.
type jobInvoiceView struct {
	Job       jobs.Job
	Docs      []billing.Invoice
	Estimates []billing.Estimate
	Due       billing.Due
	Lang      string
	Today     clock.Date
}

// drafted reports whether a draft holds the job.
func (v jobInvoiceView) drafted() bool {
	for _, d := range v.Docs {
		if d.State == billing.Draft {
			return true
		}
	}
	return false
}

// jobInvoice is the part of a job's page that says how it is billed. Asked for as a page, it leads to the job.
func (o *office) jobInvoice(req *web.Request) error {
	if !req.IsHX() {
		return req.Go("/office/jobs/"+req.ID(), "")
	}
	v := jobInvoiceView{Lang: req.Lang(), Today: clock.Today()}
	var err error
	if v.Job, err = o.app.Jobs.Get(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if v.Docs, err = o.app.Billing.OfJob(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if v.Estimates, err = o.app.Billing.EstimatesOf(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if v.Due, err = o.app.Billing.Preview(req.Ctx(), req.ID()); err != nil {
		return err
	}
	return req.Fragment(jobInvoicePart(v))
}

// billingWords are the states of a job's billing in words.
func billingWords(billingState string) string {
	return map[string]string{
		billing.BillingCovered: "Covered: nothing to pay", billing.BillingToInvoice: "To invoice", billing.BillingInvoiced: "Invoiced",
		billing.BillingWrittenOff: "Written off",
	}[billingState]
}
