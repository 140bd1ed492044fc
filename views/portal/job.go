package portal

import (
	"net/http"

	"doorstep/app/billing"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/receivables"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// jobView is what a job's page shows. Visits are those of which the technician was told.
type jobView struct {
	job      jobs.Job
	row      jobs.Row
	site     customers.Site
	machines []customers.Asset
	visits   []jobs.Visit
	names    map[string]string // of technicians, by visit
	bills    []billing.Invoice
	said     []receivables.Dispute
	form     *ui.Form
	done     string
}

// ownJob is the job with the id; NotFound where it is another customer's.
func (p *portal) ownJob(g guest, id string) (jobs.Job, error) {
	j, err := p.app.Jobs.Get(g.read, id)
	if err == nil && j.Customer != g.customer.ID {
		err = notHis
	}
	return j, err
}

func (p *portal) showJob(req *web.Request, g guest) error {
	return p.jobWith(req, g, http.StatusOK, ui.NewForm(g.lang), req.Query("said"))
}

func (p *portal) jobWith(req *web.Request, g guest, status int, f *ui.Form, done string) error {
	v, err := p.jobOf(g, req.ID())
	if err != nil {
		return err
	}
	v.form, v.done = f, done
	return g.form(req, status, v.row.Type, jobPage(g, v))
}

func (p *portal) jobOf(g guest, id string) (v jobView, err error) {
	if v.job, err = p.ownJob(g, id); err != nil {
		return v, err
	}
	if v.row, err = p.app.Jobs.Row(g.read, id); err != nil {
		return v, err
	}
	if v.site, err = p.app.Customers.SiteByID(g.read, v.job.Site); err != nil {
		return v, err
	}
	for _, asset := range v.job.Assets {
		a, err := p.app.Customers.AssetByID(g.read, asset)
		if err != nil {
			return v, err
		}
		v.machines = append(v.machines, a)
	}
	if err = p.visitsOf(g, &v); err != nil {
		return v, err
	}
	docs, err := p.app.Billing.OfJob(g.read, id)
	for _, d := range docs {
		if d.State == billing.Issued && d.Customer == g.customer.ID {
			v.bills = append(v.bills, d)
		}
	}
	if err != nil {
		return v, err
	}
	found, err := p.app.Receivables.Disputes(g.read, receivables.DisputeFilter{Customer: g.customer.ID, Job: id})
	v.said = found.Rows
	return v, err
}

func (p *portal) visitsOf(g guest, v *jobView) error {
	cards, err := p.app.Jobs.Visits(g.read, v.job.ID)
	if err != nil {
		return err
	}
	v.names = map[string]string{}
	for _, c := range cards {
		if !shownVisit(c.Status) {
			continue
		}
		visit, err := p.app.Jobs.Visit(g.read, c.ID)
		if err != nil {
			return err
		}
		v.visits = append(v.visits, visit)
		v.names[c.ID] = first(c.TechName)
	}
	return nil
}

// complain takes down what the customer says of a job. It books nothing: the office reads it and answers.
func (p *portal) complain(req *web.Request, g guest) error {
	if _, err := p.ownJob(g, req.ID()); err != nil {
		return err
	}
	f := req.Form()
	_, err := p.app.Receivables.Raise(req.Ctx(), receivables.NewDispute{
		Customer: g.customer.ID, Job: req.ID(), Kind: receivables.Complaint, Text: f.Get("text"),
	})
	if web.Refill(err) {
		f.Fail(err)
		return p.jobWith(req, g, web.StatusOf(err), f, "")
	}
	if err != nil {
		return err
	}
	return req.Go(g.base+"/jobs/"+req.ID()+"?said=complaint#said", "")
}
