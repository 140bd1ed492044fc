package office

import (
	"context"
	"fmt"
	"regexp"
	"strconv"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/views/web"
)

// searchShown is how many of each kind one search shows.
const searchShown = 20

// findings is what a search found.
type findings struct {
	Query     string
	Jobs      []jobs.Row
	Customers []customers.Hit
	MoreJobs  bool
	MayBook   bool
}

// searchAll searches jobs and customers at once. A job's whole number leads straight to the job.
func (o *office) searchAll(req *web.Request) error {
	v := findings{Query: req.Query("q"), MayBook: jobs.Book.Allows(req.By.Role)}
	if v.Query == "" {
		return req.Page("Search", "", searchBody(v))
	}
	id, err := o.numbered(req.Ctx(), v.Query)
	if err != nil {
		return err
	}
	if id != "" {
		return req.Go("/office/jobs/"+id, "")
	}
	found, err := o.app.Jobs.List(req.Ctx(), jobs.Filter{Query: v.Query})
	if err != nil {
		return err
	}
	v.Jobs = found.Rows[:min(len(found.Rows), searchShown)]
	v.MoreJobs = len(found.Rows) > searchShown
	if v.Customers, err = o.app.Customers.Search(req.Ctx(), v.Query, searchShown); err != nil {
		return err
	}
	return req.Page("Search: "+v.Query, "", searchBody(v))
}

// jobNumber is a job's number as people type it: "J-00012", "j12". Bare digits may be a phone number and are searched for.
var jobNumber = regexp.MustCompile(`^[jJ]\s*-?\s*0*([1-9][0-9]{0,8})$`)

func canonicalNumber(typed string) string {
	m := jobNumber.FindStringSubmatch(typed)
	if m == nil {
		return ""
	}
	n, _ := strconv.Atoi(m[1]) // at most nine digits
	return fmt.Sprintf("J-%05d", n)
}

// numbered is the id of the job with exactly the number typed; empty if it is no number or there is no such job.
func (o *office) numbered(ctx context.Context, typed string) (string, error) {
	no := canonicalNumber(typed)
	if no == "" {
		return "", nil
	}
	found, err := o.app.Jobs.List(ctx, jobs.Filter{Query: no})
	if err != nil {
		return "", err
	}
	for _, r := range found.Rows {
		if r.No == no {
			return r.ID, nil
		}
	}
	return "", nil
}
