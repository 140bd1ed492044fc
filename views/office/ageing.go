package office

import (
	"net/url"
	"strconv"

	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
	"doorstep/app/receivables"
	"doorstep/views/web"
)

// ageShown is how many rows of the ageing stand on the page before the others are summed up in one.
const ageShown = 100

// bucketNames head the columns of the ageing.
var bucketNames = [receivables.Buckets]string{"Not due", "0–7 days", "8–15", "16–30", "31–60", "Over 60"}

// sideNames are what the ageing may be by; noneNames are what belongs to none.
var (
	sideNames = map[receivables.By]string{
		receivables.ByCustomer: "Customer", receivables.ByTechnician: "Technician", receivables.ByArea: "Area", receivables.ByBranch: "Branch",
	}
	noneNames = map[receivables.By]string{
		receivables.ByCustomer: "No customer", receivables.ByTechnician: "No technician", receivables.ByArea: "No area", receivables.ByBranch: "Head office",
	}
)

// ageingView is what is owed by side and age. others is how many rows are summed up in rest.
type ageingView struct {
	table  receivables.AgeTable
	rows   []receivables.AgeRow
	others int
	rest   receivables.AgeRow
}

func (v ageingView) name(r receivables.AgeRow) string {
	if r.Name == "" {
		return noneNames[v.table.By]
	}
	return r.Name
}

// dueShare is how much of the sum is due today or was before, in percent.
func (v ageingView) dueShare() int {
	total := v.table.Sum.Total()
	if total == 0 {
		return 0
	}
	return int(v.table.Sum.Due() * 100 / total)
}

// owedHref leads to the invoices behind a figure. A bucket below 0 means all; all rows together have no id.
func owedHref(by receivables.By, id string, everybody bool, bucket int) string {
	q := url.Values{"by": {string(by)}}
	if !everybody {
		q.Set("of", id)
	}
	if bucket >= 0 {
		q.Set("bucket", strconv.Itoa(bucket))
	}
	return "/office/receivables/invoices?" + q.Encode()
}

func (o *office) showAgeing(req *web.Request) error {
	by := receivables.By(req.Query("by"))
	if sideNames[by] == "" {
		by = receivables.ByCustomer
	}
	table, err := o.app.Receivables.Ageing(req.Ctx(), by)
	if err != nil {
		return err
	}
	v := ageingView{table: table}
	most := ageShown
	if req.Query("all") == "1" {
		most = len(table.Rows)
	}
	v.rows, v.others, v.rest = table.Cut(most)
	return req.Page("Receivables", "receivables", ageingPage(v))
}

// owedView are the invoices behind one figure of the ageing.
type owedView struct {
	found  page.Of[receivables.Owed]
	n      int
	sum    money.Paise
	by     receivables.By
	of     string
	name   string
	bucket int
	query  url.Values
}

func (v owedView) at(cursor string) string {
	if cursor == "" {
		return ""
	}
	q := url.Values{}
	for name, values := range v.query {
		q[name] = values
	}
	q.Set("at", cursor)
	return "/office/receivables/invoices?" + q.Encode()
}

func (o *office) listOwed(req *web.Request) error {
	q := req.Request.URL.Query()
	q.Del("at")
	f := receivables.OwedFilter{By: receivables.By(req.Query("by")), Of: req.Query("of"), All: !q.Has("of"), Bucket: -1}
	if sideNames[f.By] == "" {
		f.By = receivables.ByCustomer
	}
	if b, err := strconv.Atoi(req.Query("bucket")); err == nil && b >= 0 && b < receivables.Buckets {
		f.Bucket = b
	}
	var err error
	if f.At, err = page.Parse(req.Query("at")); err != nil {
		return err
	}
	v := owedView{by: f.By, of: f.Of, bucket: f.Bucket, query: q}
	if v.found, v.n, v.sum, err = o.app.Receivables.Owed(req.Ctx(), f); err != nil {
		return err
	}
	if v.name, err = o.sideName(req, f); err != nil {
		return err
	}
	return req.Page("What is owed", "receivables", owedPage(v))
}

// sideName is whose invoices are listed.
func (o *office) sideName(req *web.Request, f receivables.OwedFilter) (string, error) {
	switch {
	case f.All:
		return "Everybody", nil
	case f.Of == "":
		return noneNames[f.By], nil
	case f.By == receivables.ByCustomer:
		c, err := o.app.Customers.Get(req.Ctx(), f.Of)
		return c.Name, err
	}
	table, err := o.app.Receivables.Ageing(req.Ctx(), f.By)
	for _, r := range table.Rows {
		if r.ID == f.Of {
			return r.Name, err
		}
	}
	return sideNames[f.By], err
}
