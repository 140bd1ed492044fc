package office

import (
	"errors"
	"net/http"
	"strconv"

	"doorstep/app/audit"
	"doorstep/views/web"
)

// auditPageSize is how many changed records stand on a page of the log.
const auditPageSize = 60

// auditView is a page of the log, and what checking it found, if it was checked.
type auditView struct {
	entries []audit.Entry
	before  int64
	next    string
	checked bool
	report  audit.Report
	broken  *audit.Broken
}

func (o *office) auditPage(req *web.Request) error {
	return o.auditWith(req, auditView{})
}

func (o *office) auditWith(req *web.Request, v auditView) error {
	v.before, _ = strconv.ParseInt(req.Query("before"), 10, 64) // what is no number is the newest page
	var err error
	if v.entries, err = o.app.Audit.Recent(req.Ctx(), v.before, auditPageSize); err != nil {
		return err
	}
	if n := len(v.entries); n > 0 && v.entries[n-1].Seq > 1 {
		v.next = "/office/audit?before=" + strconv.FormatInt(v.entries[n-1].Seq, 10)
	}
	return req.PageStatus(http.StatusOK, "Audit", "audit", auditPage(v, req.Form().Key))
}

// verifyAudit walks the whole chain and says what it found.
func (o *office) verifyAudit(req *web.Request) error {
	report, err := o.app.Audit.Check(req.Ctx())
	v := auditView{checked: true, report: report}
	if err != nil && !errors.As(err, &v.broken) {
		return err
	}
	return o.auditWith(req, v)
}

// historyLimit is how many acts the history of one record shows.
const historyLimit = 200

func (o *office) historyPage(req *web.Request) error {
	entries, err := o.app.Audit.History(req.Ctx(), req.ID(), historyLimit)
	if err != nil {
		return err
	}
	title := req.Query("title")
	if title == "" {
		title = "History"
	}
	return req.Page(title, "audit", historyPage(title, entries))
}

// sourceWords says from where somebody acted.
func sourceWords(source string) string {
	return map[string]string{"desk": "at the desk", "phone": "by phone", "system": "by itself", "console": "in the console", "link": "by the link"}[source]
}

// telling are the lines of an act that a person can read: not the opaque ones, nor those without a value.
func telling(e audit.Entry) []audit.Line {
	var lines []audit.Line
	for _, l := range e.Lines {
		if !opaque[l.Field] && l.From != l.To {
			lines = append(lines, l)
		}
	}
	return lines
}
