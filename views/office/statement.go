package office

import (
	"net/http"
	"strconv"
	"strings"

	"doorstep/app/kernel/clock"
	"doorstep/app/receivables"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// statementView is a customer's account over some days, and the form that chooses them. ready is false where they were refused.
type statementView struct {
	id, name string
	st       receivables.Statement
	form     *ui.Form
	ready    bool
}

func (v statementView) pdf() string {
	return "/office/customers/" + v.id + "/statement.pdf?from=" + string(v.st.From) + "&to=" + string(v.st.To)
}

func (o *office) showStatement(req *web.Request) error {
	v, err := o.statementOf(req)
	if err != nil && !web.Refill(err) {
		return err
	}
	status := http.StatusOK
	if err != nil {
		v.form.Fail(err)
		status = web.StatusOf(err)
	}
	return req.PageStatus(status, "Statement of "+v.name, "receivables", statementPage(v))
}

// statementOf is the statement over the days asked for; without any, over the financial year so far.
func (o *office) statementOf(req *web.Request) (statementView, error) {
	f := req.Form()
	v := statementView{id: req.ID(), form: f}
	c, err := o.app.Customers.Get(req.Ctx(), v.id)
	if err != nil {
		return v, err
	}
	v.name = c.Name
	if f.Get("from") == "" {
		f.Set("from", yearStart(clock.Today()))
	}
	if f.Get("to") == "" {
		f.Set("to", clock.Today())
	}
	from, to := f.Date("from"), f.Date("to")
	if err := f.Err(); err != nil {
		return v, err
	}
	v.st, err = o.app.Receivables.StatementOf(req.Ctx(), v.id, from, to)
	v.ready = err == nil
	return v, err
}

// yearStart is the first of April on or before the day: the financial year's first day.
func yearStart(day clock.Date) clock.Date {
	first := day[:4] + "-04-01"
	if first > day {
		return clock.Date(strconv.Itoa(day.Start().Year()-1)) + "-04-01"
	}
	return first
}

func (o *office) statementPDF(req *web.Request) error {
	v, err := o.statementOf(req)
	if err != nil {
		return err
	}
	body, err := o.app.Receivables.StatementPDF(req.Ctx(), v.st)
	if err != nil {
		return err
	}
	return req.Download("Statement "+v.name+" "+string(v.st.To)+".pdf", "application/pdf", body)
}

// entryHref leads to what an entry is about; empty where there is no page of it.
func entryHref(e receivables.Entry) string {
	switch e.Kind {
	case receivables.EntryPayment, receivables.EntryBounce, receivables.EntryRefund:
		return "/office/payments/" + e.ID
	}
	return "/office/invoices/" + e.ID
}

func entryWords(e receivables.Entry) string {
	return strings.TrimSpace(receivables.EntryWords[e.Kind] + " " + e.No)
}
