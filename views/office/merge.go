package office

import (
	"context"
	"strconv"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/phone"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// mergeHits is how many customers the search for the other one lists.
const mergeHits = 20

// mergeChoice is the first step: which other customer is the same one.
type mergeChoice struct {
	Customer customers.Customer
	Query    string
	Hits     []customers.Hit
	Twins    []customers.Duplicate
}

// mergeView is the second step: both side by side, and what moves.
type mergeView struct {
	*ui.Form
	Keep, Drop customers.Full
	Jobs       string // how many jobs of Drop move
	Notes      int
}

// showMerge asks for the other customer, or compares the two once he is named.
func (o *office) showMerge(req *web.Request) error {
	if with := req.Query("with"); with != "" && with != req.ID() {
		return o.mergePage(req, ui.NewForm(req.Lang()), req.ID(), with, nil)
	}
	c, err := o.app.Customers.Get(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	if c.MergedInto != "" {
		return req.Go("/office/customers/"+c.MergedInto, c.Name+" was merged into this customer.")
	}
	v := mergeChoice{Customer: c, Query: req.Query("q")}
	if v.Twins, err = o.app.Customers.Duplicates(req.Ctx(), e164s(c), c.GSTIN, c.ID); err != nil {
		return err
	}
	hits, err := o.app.Customers.Search(req.Ctx(), v.Query, mergeHits)
	if err != nil {
		return err
	}
	for _, h := range hits {
		if h.ID != c.ID {
			v.Hits = append(v.Hits, h)
		}
	}
	return req.Page("Merge "+c.Name, "customers", mergeChoose(v))
}

func e164s(c customers.Customer) []string {
	var all []string
	for _, p := range c.Phones {
		all = append(all, p.E164)
	}
	return all
}

func (o *office) mergeCustomers(req *web.Request) error {
	f := req.Form()
	in := customers.MergeInput{
		Keep: req.ID(), Drop: f.Get("drop"), KeepRev: f.Int("keep_rev"), DropRev: f.Int("drop_rev"),
		Confirm: f.Bool("confirm"), Reason: f.Get("reason"),
	}
	kept, err := o.app.Customers.Merge(req.Ctx(), in)
	if err == nil {
		return req.Go("/office/customers/"+kept.ID, "The two are one customer now.")
	}
	if !web.Refill(err) || in.Keep == in.Drop {
		return err
	}
	return o.mergePage(req, f, in.Keep, in.Drop, err)
}

// mergePage answers with the comparison, and with what is wrong if err is not nil.
func (o *office) mergePage(req *web.Request, f *ui.Form, keep, drop string, err error) error {
	v := mergeView{Form: f}
	var loadErr error
	if v.Keep, loadErr = o.app.Customers.Full(req.Ctx(), keep); loadErr != nil {
		return loadErr
	}
	if v.Drop, loadErr = o.app.Customers.Full(req.Ctx(), drop); loadErr != nil {
		return loadErr
	}
	if into := v.Keep.Customer.MergedInto; into != "" {
		return req.Go("/office/customers/"+into, v.Keep.Customer.Name+" was merged into this customer.")
	}
	if v.Drop.Customer.MergedInto != "" {
		return req.Go("/office/customers/"+keep, v.Drop.Customer.Name+" was merged already.")
	}
	if v.Jobs, v.Notes, loadErr = o.mergeMoves(req.Ctx(), drop); loadErr != nil {
		return loadErr
	}
	f.Fail(err)
	return req.PageStatus(web.StatusOf(err), "Merge "+v.Keep.Customer.Name, "customers", mergeCompare(v))
}

// mergeMoves counts the jobs and notes that go along.
func (o *office) mergeMoves(ctx context.Context, drop string) (work string, notes int, err error) {
	found, err := o.app.Jobs.List(ctx, jobs.Filter{Customer: drop})
	if err != nil {
		return "", 0, err
	}
	work = countWords(len(found.Rows), "job", "jobs")
	if found.Next != "" {
		work = "more than " + strconv.Itoa(jobs.PageSize) + " jobs"
	}
	remarks, err := o.app.Jobs.Remarks(ctx, "", drop)
	return work, len(remarks), err
}

// mergeLine is one fact of both customers.
type mergeLine struct{ Label, Keep, Drop string }

// mergeLines are the facts of both side by side.
func mergeLines(keep, drop customers.Customer) []mergeLine {
	facts := func(c customers.Customer) []string {
		var phones []string
		for _, p := range c.Phones {
			phones = append(phones, phone.Format(p.E164)+commaBefore(p.Label))
		}
		limit, days := "", ""
		if c.CreditLimit > 0 {
			limit = c.CreditLimit.Rupees()
		}
		if c.CreditDays > 0 {
			days = strconv.Itoa(c.CreditDays) + " days"
		}
		contact := "allowed"
		if c.DNC {
			contact = "not allowed"
		}
		return []string{
			c.Name, plainWords(c.Kind), lines(phones), c.GSTIN, stateName(c.StateCode), c.Email, c.Address, c.Pin, c.District,
			days, limit, contact, c.Notes,
		}
	}
	labels := []string{
		"Name", "Kind", "Phones", "GSTIN", "State", "E-mail", "Address", "PIN code", "District", "Credit", "Credit limit",
		"Reminders and offers", "Notes",
	}
	a, b := facts(keep), facts(drop)
	var all []mergeLine
	for i, label := range labels {
		if a[i] != "" || b[i] != "" {
			all = append(all, mergeLine{label, a[i], b[i]})
		}
	}
	return all
}
