package office

import (
	"net/url"
	"strconv"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/payments"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// paymentList is a page of payments with what narrowed it.
type paymentList struct {
	Form    *ui.Form
	Query   url.Values
	View    string // of paymentViews
	Page    page.Of[payments.Payment]
	Waiting payments.Waiting
	Crew    []people.Technician
	Of      string // the customer that the list is about
	Deep    bool   // not the first page
	Narrow  bool
	May     bool // verify
}

// paymentViews are the faces of the list: what waits first, the red ones on top.
var paymentViews = map[string]payments.Filter{
	"":        {State: payments.Claimed, Oldest: true},
	"red":     {Overdue: true},
	"account": {Unapplied: true, Oldest: true},
	"refunds": {Kind: payments.Out},
	"all":     {},
}

// listPayments is the list of payments. Its filters stand in the address.
func (o *office) listPayments(req *web.Request) error {
	v, err := o.paymentsOf(req)
	if err != nil {
		return err
	}
	if v.Crew, err = o.app.People.Technicians(req.Ctx()); err != nil {
		return err
	}
	if v.Waiting, err = o.app.Payments.Waiting(req.Ctx()); err != nil {
		return err
	}
	if id := v.Form.Get("customer"); id != "" {
		c, err := o.app.Customers.Get(req.Ctx(), id)
		if err != nil {
			return err
		}
		v.Of = c.Name
	}
	return req.Page("Payments", "payments", paymentsBody(v))
}

// paymentRows is the inside of the list, which follows changes.
func (o *office) paymentRows(req *web.Request) error {
	v, err := o.paymentsOf(req)
	if err != nil {
		return err
	}
	return req.Fragment(paymentRowsPart(v))
}

func (o *office) paymentsOf(req *web.Request) (paymentList, error) {
	f := req.Form()
	v := paymentList{Form: f, Query: f.Values, View: f.Get("view"), May: payments.Verify.Allows(req.By.Role)}
	filter, ok := paymentViews[v.View]
	if !ok {
		v.View, filter = "", paymentViews[""]
	}
	filter.Mode, filter.Technician, filter.Customer = payments.Mode(f.Get("mode")), f.Get("technician"), f.Get("customer")
	filter.Text, filter.Cursor = f.Get("q"), f.Get("at")
	filter.From, filter.To = dateOr(f.Get("from")), dateOr(f.Get("to"))
	if state := payments.State(f.Get("state")); v.View == "all" && stateWords[state] != "" {
		filter.State = state
	}
	v.Deep = filter.Cursor != ""
	for _, name := range []string{"mode", "technician", "customer", "q", "from", "to", "state"} {
		v.Narrow = v.Narrow || f.Has(name)
	}
	var err error
	v.Page, err = o.app.Payments.Payments(req.Ctx(), filter)
	return v, err
}

// dateOr is the day that an address names, none where it names none.
func dateOr(s string) clock.Date {
	d, err := clock.ParseDate(s)
	if err != nil {
		return ""
	}
	return d
}

// tabs keep nothing of the filters but the customer.
func (v paymentList) tabs() []ui.Tab {
	tab := func(name, label string, count int) ui.Tab {
		q := url.Values{}
		if name != "" {
			q.Set("view", name)
		}
		if c := v.Form.Get("customer"); c != "" {
			q.Set("customer", c)
		}
		href := "/office/payments"
		if len(q) > 0 {
			href += "?" + q.Encode()
		}
		return ui.Tab{Label: label, Href: href, Count: count, Current: v.View == name}
	}
	return []ui.Tab{
		tab("", "To verify", v.Waiting.Claims), tab("red", "Waiting too long", v.Waiting.Overdue),
		tab("account", "On account", v.Waiting.AccountOfPayments), tab("refunds", "Paid back", -1), tab("all", "All", -1),
	}
}

func (v paymentList) rowsHref() string {
	q := url.Values{}
	for name, values := range v.Query {
		if len(values) > 0 && values[0] != "" {
			q[name] = values
		}
	}
	return "/office/payments/rows?" + q.Encode()
}

func (v paymentList) info() string {
	if n := len(v.Page.Rows); n > 0 {
		return strconv.Itoa(n) + " on this page"
	}
	return ""
}
