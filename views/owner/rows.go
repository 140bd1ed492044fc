package owner

import (
	"net/url"
	"strings"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/reports"
	"doorstep/views/layout"
	"doorstep/views/web"
)

// none stands in an address for what belongs to nobody.
const none = "none"

// rowsOf is the address of the rows behind a figure, narrowed by pairs of a name and a value.
func rowsOf(measure string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		value := pairs[i+1]
		if value == "" {
			value = none
		}
		q.Set(pairs[i], value)
	}
	if len(q) == 0 {
		return "/owner/rows/" + measure
	}
	return "/owner/rows/" + measure + "?" + q.Encode()
}

// showRows lists the rows behind a figure, with what they come to.
func (o *owner) showRows(req *web.Request) error {
	q := reports.Query{Measure: req.Path("measure"), By: map[string]string{}, Rest: req.Query("rest") != ""}
	for _, dim := range reports.Dims(q.Measure) {
		if key := req.Query(dim); key == none {
			q.By[dim] = ""
		} else if key != "" {
			q.By[dim] = key
		}
	}
	if reports.Spanned(q.Measure) {
		q.Span = spanOf(req.Form())
	}
	var err error
	if q.At, err = page.Parse(req.Query("at")); err != nil {
		return err
	}
	b, err := o.app.Reports.Rows(req.Ctx(), q, clock.Now())
	if err != nil {
		return err
	}
	v := rowsView{Behind: b, filters: req.Request.URL.Query()}
	return req.PageIn(200, layout.Shell{Title: v.title(), Nav: v.nav(), Styles: []string{"owner.css"}}, rowsBody(v))
}

// rowsView is a page of the rows behind a figure.
type rowsView struct {
	reports.Behind
	filters url.Values
}

// titles are the figures in words.
var titles = map[string]string{
	reports.Pending: "Pending", reports.Overdue: "Overdue", reports.Claimed: "Claimed, not verified", reports.CashInHand: "Cash in hands",
	reports.NotInvoiced: "Done and not invoiced", reports.Collected: "Collected today", reports.JobsToday: "Jobs today",
}

func (v rowsView) title() string {
	if w, ok := leakWords[v.Measure]; ok {
		return w.Name
	}
	return titles[v.Measure]
}

func (v rowsView) leak() bool { return leakWords[v.Measure].Name != "" }

func (v rowsView) nav() string {
	if v.leak() {
		return "leakage"
	}
	return "owner"
}

// narrowed says in words to what the rows are narrowed.
func (v rowsView) narrowed() string {
	var all []string
	add := func(words string) {
		if words != "" {
			all = append(all, words)
		}
	}
	for _, dim := range reports.Dims(v.Measure) {
		if key, ok := v.By[dim]; ok {
			add(v.word(dim, key))
		}
	}
	if v.Rest {
		add("all but the ten customers who owe most")
	}
	if reports.Spanned(v.Measure) {
		add(v.From.Short() + " to " + v.To.Short())
	}
	return strings.Join(all, " · ")
}

func (v rowsView) word(dim, key string) string {
	switch dim {
	case reports.ByBucket:
		buckets, of := reports.DueBuckets, " days over due"
		if v.Measure == reports.NotInvoiced || v.Measure == reports.LeakNotInvoiced {
			buckets, of = reports.DoneBuckets, " days since the work"
		}
		for _, b := range buckets {
			if b.Key == key && key == reports.NotDue && of == " days over due" {
				return b.Name
			} else if b.Key == key {
				return b.Name + of
			}
		}
		return ""
	case reports.ByWeek:
		return "week from " + clock.Date(key).Short()
	case reports.ByMode:
		return reports.ModeName[key]
	case reports.ByState:
		return states[key]
	case reports.ByRed:
		return map[string]string{"red": "older than 2 days", "fresh": "of the last 2 days"}[key]
	}
	if name := v.Names[dim]; name != "" {
		return name
	}
	if dim == reports.ByTechnician && v.Measure == reports.CashInHand {
		return reports.Till
	}
	return map[string]string{reports.ByTechnician: "no technician", reports.ByArea: "no area", reports.ByCustomer: "no customer"}[dim]
}

// opens is where a row leads.
func opens(r reports.Row) string {
	switch r.Opens {
	case "invoices", "payments", "jobs", "visits":
		return "/office/" + r.Opens + "/" + r.ID
	case "bank":
		return "/office/bank"
	}
	return "/office/cash"
}

// label is what the link of a row says.
func label(r reports.Row) string {
	if r.No != "" {
		return r.No
	}
	return map[string]string{"invoices": "Draft", "payments": "Payment", "jobs": "Job", "visits": "Visit", "bank": "Bank line"}[r.Opens] + map[bool]string{true: "Cash"}[r.Opens == "cash"]
}

// turned is the address of another page of the same rows.
func (v rowsView) turned(at string) string {
	if at == "" {
		return ""
	}
	q := url.Values{}
	for name, values := range v.filters {
		q[name] = values
	}
	q.Set("at", at)
	return "/owner/rows/" + v.Measure + "?" + q.Encode()
}

func (v rowsView) back() (label, href string) {
	if v.leak() {
		return "Leakage", "/owner/leakage?" + url.Values{"from": {string(v.From)}, "to": {string(v.To)}}.Encode()
	}
	return "Money", "/owner"
}

// counted says how many rows there are.
func (v rowsView) counted() string {
	if v.N > len(v.Page.Rows) {
		return plural(len(v.Page.Rows), "row", "rows") + " of " + plural(v.N, "row", "rows")
	}
	return plural(v.N, "row", "rows")
}

func (v rowsView) rupees() bool { return v.Measure != reports.JobsToday }
