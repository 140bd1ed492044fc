package office

import (
	"net/http"
	"net/url"

	"doorstep/app/kernel/page"
	"doorstep/app/people"
	"doorstep/app/receivables"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// disputesView is the list of disputes in one state; refused is the form that came back, by dispute.
type disputesView struct {
	state    string
	customer string
	name     string
	found    page.Of[receivables.Dispute]
	staff    []people.User
	refused  map[string]*ui.Form
	lang     string
	may      bool
}

func (v disputesView) form(id string) *ui.Form {
	if f := v.refused[id]; f != nil {
		return f
	}
	return ui.NewForm(v.lang)
}

func (v disputesView) href(state, at string) string {
	q := url.Values{}
	for name, value := range map[string]string{"state": state, "customer": v.customer, "at": at} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/office/disputes"
	}
	return "/office/disputes?" + q.Encode()
}

// page leads to a neighbouring page of the list; empty at the end.
func (v disputesView) page(at string) string {
	if at == "" {
		return ""
	}
	return v.href(v.state, at)
}

// owners are who may look after a dispute.
func (v disputesView) owners() []ui.Option {
	all := []ui.Option{{Label: "Nobody yet"}}
	for _, u := range v.staff {
		if u.Active && receivables.Settle.Allows(u.Role) {
			all = append(all, ui.Option{Value: u.ID, Label: u.Name})
		}
	}
	return all
}

func disputeWords(kind string) string {
	if kind == receivables.Complaint {
		return "Complaint"
	}
	return "Dispute"
}

func (o *office) listDisputes(req *web.Request) error {
	return o.disputesWith(req, http.StatusOK, nil)
}

func (o *office) disputesWith(req *web.Request, status int, refused map[string]*ui.Form) error {
	v := disputesView{state: req.Query("state"), customer: req.Query("customer"), refused: refused, lang: req.Lang(), may: receivables.Settle.Allows(req.By.Role)}
	if v.state != receivables.Resolved {
		v.state = receivables.Open
	}
	at, err := page.Parse(req.Query("at"))
	if err != nil {
		return err
	}
	if v.found, err = o.app.Receivables.Disputes(req.Ctx(), receivables.DisputeFilter{State: v.state, Customer: v.customer, At: at}); err != nil {
		return err
	}
	if v.customer != "" {
		c, err := o.app.Customers.Get(req.Ctx(), v.customer)
		if err != nil {
			return err
		}
		v.name = c.Name
	}
	if v.staff, err = o.app.People.Users(req.Ctx()); err != nil {
		return err
	}
	return req.PageStatus(status, "Disputes", "disputes", disputesBody(v))
}

func (o *office) assignDispute(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Receivables.Assign(req.Ctx(), req.ID(), f.Int("rev"), f.Get("owner"))
	return o.disputeDone(req, f, err, "Saved.")
}

func (o *office) resolveDispute(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Receivables.Resolve(req.Ctx(), req.ID(), f.Int("rev"), f.Get("outcome"))
	return o.disputeDone(req, f, err, "Resolved.")
}

func (o *office) disputeDone(req *web.Request, f *ui.Form, err error, flash string) error {
	if web.Refill(err) {
		f.Fail(err)
		return o.disputesWith(req, web.StatusOf(err), map[string]*ui.Form{req.ID(): f})
	}
	if err != nil {
		return err
	}
	return req.Go("/office/disputes", flash)
}

// raiseDispute enters what a customer said by telephone or in person, about an issued invoice.
func (o *office) raiseDispute(req *web.Request) error {
	f := req.Form()
	in := receivables.NewDispute{Kind: receivables.Disputed, Text: f.Get("text"), Invoice: req.ID()}
	doc, err := o.app.Billing.Invoice(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	in.Customer = doc.Customer
	_, err = o.app.Receivables.Raise(req.Ctx(), in)
	if web.Refill(err) {
		f.Fail(err)
		return req.PageStatus(web.StatusOf(err), "Dispute", "disputes", raiseBody(f, doc.ID, doc.No))
	}
	if err != nil {
		return err
	}
	return req.Go("/office/disputes", "Entered.")
}

func (o *office) newDispute(req *web.Request) error {
	doc, err := o.app.Billing.Invoice(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	return req.Page("Dispute", "disputes", raiseBody(ui.NewForm(req.Lang()), doc.ID, doc.No))
}
