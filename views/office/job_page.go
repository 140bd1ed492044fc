package office

import (
	"context"
	"net/http"

	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// storyShown is how many acts the timeline of a job goes back.
const storyShown = 100

// jobView is all that the page of a job shows. Refused holds the form that came back, under the name of its place.
type jobView struct {
	Job      jobs.Job
	Customer customers.Customer
	Site     customers.Site
	Machines []customers.Asset
	Kind     catalog.JobType
	Skills   []string
	Lines    []jobs.Line
	Cover    contracts.Entitlement
	Visits   []visitView
	Promises []promise
	Story    []told
	Refused  map[string]*ui.Form
	Lang     string
	Assign   bool // somebody came to assign it: the ranking takes the focus

	MayEdit, MayAssign, MayNote bool
}

// visitView is a visit with the rules that were set aside for it.
type visitView struct {
	jobs.Card
	Overrides []jobs.Override
}

// candidates is where the panel of the ranking comes from.
func (v jobView) candidates() string {
	at := "/office/jobs/" + v.Job.ID + "/candidates"
	if v.Assign {
		return at
	}
	return at + "?quiet=1"
}

// Phone is the number to call about the job.
func (v jobView) Phone() string {
	switch {
	case v.Job.ContactPhone != "":
		return v.Job.ContactPhone
	case v.Site.ContactPhone != "":
		return v.Site.ContactPhone
	}
	return v.Customer.Phone()
}

// form is the form of a place on the page: the one that was refused there, else a new one.
func (v jobView) form(name string) *ui.Form {
	if f := v.Refused[name]; f != nil {
		return f
	}
	return ui.NewForm(v.Lang)
}

// showJob is the page of one job.
func (o *office) showJob(req *web.Request) error {
	return o.jobPage(req, http.StatusOK, req.ID(), nil)
}

func (o *office) jobPage(req *web.Request, status int, id string, refused map[string]*ui.Form) error {
	v, err := o.jobOf(req.Ctx(), id)
	if err != nil {
		return err
	}
	v.Refused, v.Assign = refused, req.Query("assign") != ""
	return req.PageStatus(status, v.Job.No+" "+v.Customer.Name, "jobs", jobBody(v))
}

// jobPart is one part of the page, which follows changes of the job and its visits.
func (o *office) jobPart(req *web.Request) error {
	v, err := o.jobOf(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	switch req.Path("part") {
	case "head":
		return req.Fragment(jobHead(v))
	case "facts":
		return req.Fragment(jobFacts(v))
	case "story":
		return req.Fragment(jobStory(v))
	case "side":
		return req.Fragment(jobSide(v))
	}
	return fault.New(fault.NotFound, "page_not_found")
}

func (o *office) jobOf(ctx context.Context, id string) (jobView, error) {
	j, err := o.app.Jobs.Get(ctx, id)
	if err != nil {
		return jobView{}, err
	}
	by := act.From(ctx)
	v := jobView{
		Job: j, Lang: by.Lang,
		MayEdit: jobs.Edit.Allows(by.Role), MayAssign: dispatch.Assigning.Allows(by.Role), MayNote: jobs.Note.Allows(by.Role),
	}
	clocks, err := o.app.Jobs.Clocks(ctx)
	if err != nil {
		return v, err
	}
	v.Promises = promisesOf(j, clocks, clock.Now())
	if v.Customer, err = o.app.Customers.Get(ctx, j.Customer); err != nil {
		return v, err
	}
	if v.Site, err = o.app.Customers.SiteByID(ctx, j.Site); err != nil {
		return v, err
	}
	if v.Kind, err = o.app.Catalog.JobType(ctx, j.Type); err != nil {
		return v, err
	}
	for _, id := range j.Assets {
		a, err := o.app.Customers.AssetByID(ctx, id)
		if err != nil {
			return v, err
		}
		v.Machines = append(v.Machines, a)
	}
	if v.Skills, err = o.skillNames(ctx, j.Needs); err != nil {
		return v, err
	}
	if v.Lines, err = o.app.Jobs.Lines(ctx, id); err != nil {
		return v, err
	}
	if v.Visits, err = o.visitsOf(ctx, id); err != nil {
		return v, err
	}
	if v.Cover, err = o.app.Contracts.Entitlement(ctx, j); err != nil {
		return v, err
	}
	v.Story, err = o.storyOf(ctx, id)
	return v, err
}

func (o *office) visitsOf(ctx context.Context, job string) ([]visitView, error) {
	cards, err := o.app.Jobs.Visits(ctx, job)
	if err != nil {
		return nil, err
	}
	all := make([]visitView, len(cards))
	for i, c := range cards {
		all[i].Card = c
		if c.Override == "" {
			continue
		}
		visit, err := o.app.Jobs.Visit(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		all[i].Overrides = visit.Overrides
	}
	return all, nil
}

func (o *office) storyOf(ctx context.Context, job string) ([]told, error) {
	acts, err := o.app.Audit.History(ctx, job, storyShown)
	if err != nil {
		return nil, err
	}
	stamps, err := o.app.Jobs.Stamps(ctx, job)
	if err != nil {
		return nil, err
	}
	notes, err := o.app.Jobs.Remarks(ctx, job, "")
	if err != nil {
		return nil, err
	}
	return story(acts, stamps, notes), nil
}
