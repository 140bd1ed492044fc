package office

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// jobList is a page of jobs with the filters that made it.
type jobList struct {
	Form    *ui.Form
	Query   url.Values // what stands in the address, for the pager and the live region
	Page    page.Of[jobs.Row]
	Types   []catalog.JobType
	Crew    []people.Technician
	Of      string // the customer, site or machine that the list is about, in words; empty for all
	Deep    bool   // not the first page
	Narrow  bool   // some filter is set
	MayBook bool
}

// listJobs is the list of jobs. Its filters stand in the address, so that a list can be kept and sent.
func (o *office) listJobs(req *web.Request) error {
	v, err := o.jobsOf(req)
	if err != nil {
		return err
	}
	if v.Types, err = o.app.Catalog.JobTypes(req.Ctx(), false); err != nil {
		return err
	}
	if v.Crew, err = o.app.People.Technicians(req.Ctx()); err != nil {
		return err
	}
	if v.Of, err = o.about(req.Ctx(), v.Form); err != nil {
		return err
	}
	return req.Page("Jobs", "jobs", jobsBody(v))
}

// jobRows is the inside of the list, which follows changes.
func (o *office) jobRows(req *web.Request) error {
	v, err := o.jobsOf(req)
	if err != nil {
		return err
	}
	return req.Fragment(jobRowsPart(v.Page.Rows, v.Deep))
}

// jobRow is one row, which follows changes of its job.
func (o *office) jobRow(req *web.Request) error {
	r, err := o.app.Jobs.Row(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	return req.Fragment(jobRowPart(r, true))
}

func (o *office) jobsOf(req *web.Request) (jobList, error) {
	f := req.Form()
	v := jobList{Form: f, Query: f.Values, MayBook: jobs.Book.Allows(req.By.Role)}
	at, err := page.Parse(f.Get("at"))
	if err != nil {
		return v, err
	}
	filter := filterOf(f)
	filter.At, v.Deep = at, !at.Zero()
	for name := range f.Values {
		v.Narrow = v.Narrow || f.Has(name) && name != "at" && name != "order"
	}
	v.Page, err = o.app.Jobs.List(req.Ctx(), filter)
	return v, err
}

// filterOf reads the filters in an address. What is not understood does not narrow, so that an old address still opens a list.
func filterOf(f *ui.Form) jobs.Filter {
	filter := jobs.Filter{
		Query: f.Get("q"), Type: f.Get("type"), Technician: f.Get("technician"), Customer: f.Get("customer"), Site: f.Get("site"),
		Asset: f.Get("asset"), Late: f.Bool("late"), AtRisk: f.Bool("at_risk"), Due: f.Get("order") == "due",
		Priority: priorityOf(f.Get("priority")),
	}
	for _, s := range jobs.Statuses {
		if slices.Contains(f.All("status"), string(s)) {
			filter.Statuses = append(filter.Statuses, s)
		}
	}
	if p := jobs.Payment(f.Get("payment")); slices.Contains(jobs.Payments, p) {
		filter.Payment = p
	}
	if d, err := clock.ParseDate(f.Get("day")); err == nil {
		filter.Day = d
	}
	return filter
}

// about names what the list is narrowed to by an address from another page.
func (o *office) about(ctx context.Context, f *ui.Form) (string, error) {
	switch {
	case f.Has("asset"):
		a, err := o.app.Customers.AssetByID(ctx, f.Get("asset"))
		return a.Name(), err
	case f.Has("site"):
		s, err := o.app.Customers.SiteByID(ctx, f.Get("site"))
		return s.Name(), err
	case f.Has("customer"):
		c, err := o.app.Customers.Get(ctx, f.Get("customer"))
		return c.Name, err
	}
	return "", nil
}

// without is the address of the list without what it is about.
func (v jobList) without() string {
	q := url.Values{}
	for name, values := range v.Query {
		if !slices.Contains([]string{"customer", "site", "asset", "at"}, name) && v.Form.Has(name) {
			q[name] = values
		}
	}
	if len(q) == 0 {
		return "/office/jobs"
	}
	return "/office/jobs?" + q.Encode()
}

func (v jobList) rowsHref() string { return "/office/jobs/rows?" + v.Query.Encode() }

func (v jobList) info() string {
	n := len(v.Page.Rows)
	switch {
	case n == 0:
		return ""
	case v.Page.Prev == "" && v.Page.Next == "" && n == 1:
		return "1 job"
	case v.Page.Prev == "" && v.Page.Next == "":
		return strconv.Itoa(n) + " jobs"
	}
	return strconv.Itoa(n) + " on this page"
}

func workerOptions(all []people.Technician) []ui.Option {
	options := []ui.Option{{Value: "", Label: "Any technician"}}
	for _, t := range all {
		label := t.Name
		if !t.Active {
			label += " (left)"
		}
		options = append(options, ui.Option{Value: t.ID, Label: label})
	}
	return options
}

func kindOptions(types []catalog.JobType) []ui.Option {
	options := []ui.Option{{Value: "", Label: "Any type"}}
	for _, t := range types {
		options = append(options, ui.Option{Value: t.ID, Label: t.Name})
	}
	return options
}

func payOptions() []ui.Option {
	options := []ui.Option{{Value: "", Label: "Any payment"}}
	for _, p := range jobs.Payments {
		options = append(options, ui.Option{Value: string(p), Label: paymentWords(p)})
	}
	return options
}

// rowTone marks an open job that is late, or due within two hours.
func rowTone(r jobs.Row) string {
	switch {
	case r.Late():
		return "late"
	case r.Status == jobs.Completed, r.Status.Ended(), r.Waiting != "", r.DueAt.IsZero():
		return ""
	case r.DueAt.Time().Sub(clock.Now()).Hours() < 2:
		return "soon"
	}
	return ""
}
