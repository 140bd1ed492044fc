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
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// intake is what the page of a new job shows: what was typed, who calls, what the job type fills in.
type intake struct {
	Form  *ui.Form
	Typed string // in the finder
	Hits  []customers.Hit
	Who   caller
	Kind  kindFill
	Types []catalog.JobType
	Twins []customers.Duplicate
	Quote billing.Estimate // whose lines the job takes over; the zero Estimate for none

	Openings openingsView // when somebody can come
}

// caller is the customer of the job: chosen, about to be entered, or nobody yet.
type caller struct {
	Form   *ui.Form
	Chosen bool
	New    bool
	Full   customers.Full
	At     siteAt
	Open   []jobs.Row
}

// siteAt is what is known of the place of work. Site is empty while none of several is chosen; then Machines are all.
type siteAt struct {
	Form     *ui.Form
	Site     string
	Machines []customers.Asset
	Places   map[string]string // the site of each machine, where that is not plain
	Last     []jobs.Card
	Cover    coverAt
	Today    clock.Date
}

// kindFill is what a job type brings along. Kind is zero while none is chosen.
type kindFill struct {
	Form   *ui.Form
	Kind   catalog.JobType
	Skills []string
	Parts  []string
	Levels levels
}

// levels is what each priority promises for one way of payment; Times is indexed by priority, 0 unused.
type levels struct {
	Form  *ui.Form
	Known bool
	Times [4]jobs.Times
}

// newJob is the empty intake, or one begun by an address: ?customer= ?site= ?asset= or ?phone= with &new=1.
func (o *office) newJob(req *web.Request) error {
	f := req.Form()
	if err := o.begun(req.Ctx(), f); err != nil {
		return err
	}
	return o.intakePage(req, http.StatusOK, f, nil)
}

// begun fills in what an address leaves out: a machine has a site, a site a customer.
func (o *office) begun(ctx context.Context, f *ui.Form) error {
	if id := f.Get("asset"); id != "" {
		a, err := o.app.Customers.AssetByID(ctx, id)
		if err != nil {
			return err
		}
		f.Set("assets", []string{a.ID}).Set("site", a.Site).Set("customer", a.Customer)
	}
	if id := f.Get("site"); id != "" && !f.Has("customer") {
		s, err := o.app.Customers.SiteByID(ctx, id)
		if err != nil {
			return err
		}
		f.Set("customer", s.Customer)
	}
	return nil
}

// bookJob books what was typed and leads to the job; a form that is refused comes back as it was.
func (o *office) bookJob(req *web.Request) error {
	f := req.Form()
	if id := f.Get("use"); id != "" { // the customer that was nearly entered twice
		f.Set("customer", id)
		for _, name := range []string{"new", "site", "assets", "confirm"} {
			f.Values.Del(name)
		}
		return o.intakePage(req, http.StatusOK, f, nil)
	}
	in, err := bookingOf(f)
	var job jobs.Job
	if err == nil {
		job, err = o.bookFor(req.Ctx(), f.Get("estimate"), in)
	}
	if web.Refill(err) {
		err = replaced(err)
		f.Fail(err)
		return o.intakePage(req, web.StatusOf(err), f, err)
	}
	if err != nil {
		return err
	}
	to := "/office/jobs/" + job.ID
	if f.Get("then") == "assign" {
		to += "?assign=1#assign"
	}
	return req.Go(to, job.No+" is booked.")
}

// bookFor books the job; that of an approved estimate takes over its lines.
func (o *office) bookFor(ctx context.Context, estimate string, in jobs.Booking) (jobs.Job, error) {
	if estimate != "" {
		return o.app.Billing.BookEstimate(ctx, estimate, in)
	}
	return o.app.Jobs.Book(ctx, in)
}

func (o *office) intakePage(req *web.Request, status int, f *ui.Form, failed error) error {
	v, err := o.intakeOf(req.Ctx(), f)
	if err != nil {
		return err
	}
	v.Twins = twinsIn(failed)
	return req.PageStatus(status, "New job", "new", intakeBody(v), "intake.js")
}

// intakeOf reads everything that the chosen ids in the form stand for.
func (o *office) intakeOf(ctx context.Context, f *ui.Form) (intake, error) {
	f.Labels = intakeLabels
	v := intake{Form: f, Typed: f.Get("phone")}
	var err error
	if id := f.Get("estimate"); id != "" {
		if v.Quote, err = o.app.Billing.Estimate(ctx, id); err != nil {
			return v, err
		}
	}
	if v.Who, err = o.callerOf(ctx, f); err != nil {
		return v, err
	}
	if !v.Who.Chosen && !v.Who.New && v.Typed != "" {
		if v.Hits, err = o.found(ctx, v.Typed); err != nil {
			return v, err
		}
	}
	if v.Types, err = o.app.Catalog.JobTypes(ctx, true); err != nil {
		return v, err
	}
	if v.Kind, err = o.kindOf(ctx, f); err != nil {
		return v, err
	}
	v.Openings, err = o.openingsOf(ctx, f)
	return v, err
}

func (o *office) callerOf(ctx context.Context, f *ui.Form) (caller, error) {
	c := caller{Form: f}
	id := f.Get("customer")
	if id == "" {
		c.New = f.Has("new")
		if typed := f.Get("phone"); c.New && !f.Has("customer_phones") && readsAsPhone(typed) {
			f.Set("customer_phones", typed)
		}
		return c, nil
	}
	full, err := o.app.Customers.Full(ctx, id)
	if err == nil && full.Customer.MergedInto != "" {
		f.Set("customer", full.Customer.MergedInto)
		full, err = o.app.Customers.Full(ctx, full.Customer.MergedInto)
	}
	if err != nil {
		return c, err
	}
	c.Chosen, c.Full = true, full
	if len(full.Sites) == 1 && !f.Has("site") {
		f.Set("site", full.Sites[0].ID)
	}
	open, err := o.app.Jobs.List(ctx, jobs.Filter{Customer: full.Customer.ID, Statuses: openStatuses, Due: true})
	if err != nil {
		return c, err
	}
	c.Open = open.Rows[:min(len(open.Rows), 5)]
	c.At, err = o.siteAtOf(ctx, f, full)
	return c, err
}

// siteAtOf narrows a customer's machines to the chosen site and reads who was last there.
func (o *office) siteAtOf(ctx context.Context, f *ui.Form, full customers.Full) (siteAt, error) {
	at := siteAt{Form: f, Cover: coverAt{Form: f}, Today: clock.Today(), Places: map[string]string{}}
	known := slices.IndexFunc(full.Sites, func(s customers.Site) bool { return s.ID == f.Get("site") })
	if known >= 0 {
		at.Site = full.Sites[known].ID
	}
	if f.Get("site") == newSite {
		return at, nil
	}
	for _, a := range full.Assets {
		if a.Status == customers.Retired || at.Site != "" && a.Site != at.Site {
			continue
		}
		at.Machines = append(at.Machines, a)
		if at.Site == "" {
			i := slices.IndexFunc(full.Sites, func(s customers.Site) bool { return s.ID == a.Site })
			if i >= 0 {
				at.Places[a.ID] = full.Sites[i].Name()
			}
		}
	}
	if at.Site == "" {
		return at, nil
	}
	var err error
	if at.Cover, err = o.coverOf(ctx, f, at.Site); err != nil {
		return at, err
	}
	at.Last, err = o.app.Jobs.LastAt(ctx, at.Site, 3)
	return at, err
}

// kindOf reads what the chosen job type brings along; empty fields are filled from it.
func (o *office) kindOf(ctx context.Context, f *ui.Form) (kindFill, error) {
	k := kindFill{Form: f}
	id := f.Get("type")
	if id == "" {
		var err error
		k.Levels, err = o.levelsOf(ctx, f)
		return k, err
	}
	var err error
	if k.Kind, err = o.app.Catalog.JobType(ctx, id); err != nil {
		return k, err
	}
	for name, value := range map[string]string{
		"priority": strconv.Itoa(k.Kind.Priority), "payment": k.Kind.Payment, "duration_min": strconv.Itoa(k.Kind.DurationMin),
	} {
		if !f.Has(name) {
			f.Set(name, value)
		}
	}
	if k.Skills, err = o.skillNames(ctx, k.Kind.Skills); err != nil {
		return k, err
	}
	if k.Parts, err = o.partNames(ctx, k.Kind.Parts); err != nil {
		return k, err
	}
	k.Levels, err = o.levelsOf(ctx, f)
	return k, err
}

// levelsOf previews the promises of all priorities for the payment in the form; none are known while there is no payment.
func (o *office) levelsOf(ctx context.Context, f *ui.Form) (levels, error) {
	l := levels{Form: f}
	pays := jobs.Payment(f.Get("payment"))
	if !slices.Contains(jobs.Payments, pays) {
		return l, nil
	}
	l.Known = true
	for p := 1; p <= 3; p++ {
		t, err := o.app.Jobs.Preview(ctx, p, pays)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return l, err
		}
		l.Times[p] = t
	}
	return l, nil
}

func (o *office) skillNames(ctx context.Context, needs []catalog.Need) ([]string, error) {
	all, err := o.app.People.Skills(ctx)
	if err != nil || len(needs) == 0 {
		return nil, err
	}
	var names []string
	for _, n := range needs {
		for _, s := range all {
			if s.ID == n.Skill {
				names = append(names, s.Name+" "+strconv.Itoa(n.Level)+"+")
			}
		}
	}
	return names, nil
}

func (o *office) partNames(ctx context.Context, parts []catalog.Part) ([]string, error) {
	if len(parts) == 0 {
		return nil, nil
	}
	ids := make([]string, len(parts))
	for i, p := range parts {
		ids[i] = p.Item
	}
	items, err := o.app.Catalog.ItemsByID(ctx, ids, clock.Today())
	if err != nil {
		return nil, err
	}
	var names []string
	for _, p := range parts {
		if item, ok := items[p.Item]; ok {
			names = append(names, catalog.QtyText(p.QtyMilli)+" × "+item.Name)
		}
	}
	return names, nil
}
