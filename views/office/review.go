package office

import (
	"net/http"
	"strconv"
	"strings"

	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/kernel/page"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// reviewView is what is done and not invoiced, with what became of those that were just to be issued.
type reviewView struct {
	Form    *ui.Form
	Page    page.Of[billing.Queued]
	Results []issueResult
}

// issueResult is what became of one draft of several that were to be issued.
type issueResult struct {
	ID, Name, Customer string
	Refused            string // why not; empty if it was issued
}

// clean are the drafts on the page that lack nothing.
func (v reviewView) clean() int {
	n := 0
	for _, q := range v.Page.Rows {
		if cleanDraft(q) {
			n++
		}
	}
	return n
}

func cleanDraft(q billing.Queued) bool { return q.Draft != "" && len(q.Missing) == 0 }

// together reports whether several drafts of one customer stand on the page, which may be put on one invoice.
func (v reviewView) together(q billing.Queued) bool {
	n := 0
	for _, o := range v.Page.Rows {
		if o.Draft != "" && o.Customer == q.Customer {
			n++
		}
	}
	return q.Draft != "" && n > 1
}

func (v reviewView) anyTogether() bool {
	for _, q := range v.Page.Rows {
		if v.together(q) {
			return true
		}
	}
	return false
}

// queuedHref is where a row leads: its draft, or the job that has none.
func queuedHref(q billing.Queued) string {
	if q.Draft != "" {
		return "/office/invoices/" + q.Draft
	}
	return "/office/jobs/" + q.Job
}

// reviewQueue is the work that is done and not invoiced, the oldest first.
func (o *office) reviewQueue(req *web.Request) error {
	return o.reviewWith(req, http.StatusOK, req.Form(), nil)
}

func (o *office) reviewWith(req *web.Request, status int, f *ui.Form, results []issueResult) error {
	at, err := page.Parse(req.Query("at"))
	if err != nil {
		return err
	}
	v := reviewView{Form: f, Results: results}
	if v.Page, err = o.app.Billing.Queue(req.Ctx(), at); err != nil {
		return err
	}
	shell := layout.Shell{Title: "To review", Nav: "review", Styles: []string{"money.css"}, Scripts: []string{"review.js"}}
	return req.PageIn(status, shell, reviewBody(v))
}

// issueReviewed issues the drafts that were chosen, each by itself: one that is refused keeps none of the others back. What each
// came to stands on the page.
func (o *office) issueReviewed(req *web.Request) error {
	f := req.Form()
	chosen := f.All("draft")
	if len(chosen) == 0 {
		f.Fail(fault.New(fault.Invalid, "none_chosen"))
		return o.reviewWith(req, http.StatusUnprocessableEntity, f, nil)
	}
	results := make([]issueResult, 0, len(chosen))
	for _, one := range chosen {
		id, rev, _ := strings.Cut(one, ".")
		seen, err := strconv.Atoi(rev)
		if err != nil {
			return fault.New(fault.Invalid, "invalid")
		}
		r, err := o.issueOne(req, id, seen)
		if err != nil {
			return err
		}
		results = append(results, r)
	}
	return o.reviewWith(req, http.StatusOK, ui.NewForm(req.Lang()), results)
}

// issueOne issues a draft as the person saw it. Sent again it says that it is issued, and issues nothing twice. Only what is no
// fault of the draft comes back as an error.
func (o *office) issueOne(req *web.Request, id string, rev int) (issueResult, error) {
	ctx := act.Unclaimed(req.Ctx())
	before, err := o.app.Billing.Invoice(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		return issueResult{Name: "A draft", Refused: "it is no longer there"}, nil
	}
	if err != nil {
		return issueResult{}, err
	}
	r := issueResult{ID: id, Name: documentName(before), Customer: before.CustomerName}
	if before.State == billing.Issued {
		return r, nil
	}
	issued, err := o.app.Billing.Issue(ctx, id, rev)
	switch {
	case web.Refill(err):
		r.Refused = faultWords(req.Lang(), err)
		return r, nil
	case err != nil:
		return r, err
	}
	r.Name = documentName(issued)
	return r, nil
}

// faultWords are all that is wrong in one line.
func faultWords(lang string, err error) string {
	var words []string
	for _, f := range fault.All(err) {
		words = append(words, i18n.Message(lang, f))
	}
	return strings.Join(words, " ")
}

// combineReviewed puts several drafts of one customer on one invoice and leads to it.
func (o *office) combineReviewed(req *web.Request) error {
	f := req.Form()
	var ids []string
	for _, one := range f.All("draft") {
		id, _, _ := strings.Cut(one, ".")
		ids = append(ids, id)
	}
	customer := ""
	if len(ids) > 0 {
		i, err := o.app.Billing.Invoice(req.Ctx(), ids[0])
		if err != nil {
			return err
		}
		customer = i.Customer
	}
	one, err := o.app.Billing.Combine(req.Ctx(), customer, ids)
	if web.Refill(err) {
		f.Fail(err)
		return o.reviewWith(req, web.StatusOf(err), f, nil)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/invoices/"+one.ID, countWords(len(ids), "draft", "drafts")+" put on one invoice.")
}
