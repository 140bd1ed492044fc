package office

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/kernel/page"
	"doorstep/app/payments"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// gatewayView is what was asked of the gateway, and what it told.
type gatewayView struct {
	info   payments.GatewayInfo
	asks   []payments.Ask
	events page.Of[payments.Event]
	state  payments.EventState
	query  url.Values
	books  bool // may see events
	lang   string
}

func (o *office) showGateway(req *web.Request) error {
	v := gatewayView{state: payments.EventState(req.Query("state")), books: payments.SeeBank.Allows(req.By.Role), query: req.Request.URL.Query(), lang: req.Lang()}
	var err error
	if v.info, err = o.app.Payments.GatewayInfo(req.Ctx()); err != nil {
		return err
	}
	if v.asks, err = o.app.Payments.Asks(req.Ctx(), ""); err != nil {
		return err
	}
	if v.books {
		if v.state == "" {
			v.state = payments.EventUnmatched
		}
		filter := v.state
		if filter == "all" {
			filter = ""
		}
		if v.events, err = o.app.Payments.GatewayEvents(req.Ctx(), filter, req.Query("at")); err != nil {
			return err
		}
	}
	return gatewayPage(req, http.StatusOK, "Online payments", gatewayBody(v))
}

// askView is the form for a new request.
type askView struct {
	form *ui.Form
	what string // number of what is asked for
}

func (o *office) newAsk(req *web.Request) error {
	f := ui.NewForm(req.Lang()).Set("kind", payments.AskLink)
	for _, name := range []string{"invoice", "job", "estimate", "amount"} {
		f.Set(name, req.Query(name))
	}
	return o.askWith(req, http.StatusOK, f)
}

func (o *office) askWith(req *web.Request, status int, f *ui.Form) error {
	what, err := o.asked(req, f)
	if err != nil {
		return err
	}
	return gatewayPage(req, status, "Ask for a payment", askBody(askView{form: f, what: what}))
}

// asked is the number of the invoice, job or estimate.
func (o *office) asked(req *web.Request, f *ui.Form) (string, error) {
	switch {
	case f.Has("invoice"):
		doc, err := o.app.Billing.Invoice(req.Ctx(), f.Get("invoice"))
		if err == nil && !f.Has("amount") {
			f.Set("amount", doc.Balance)
		}
		return "Invoice " + doc.No + " of " + doc.CustomerName, err
	case f.Has("job"):
		job, err := o.app.Jobs.Get(req.Ctx(), f.Get("job"))
		return "Job " + job.No, err
	case f.Has("estimate"):
		e, err := o.app.Billing.Estimate(req.Ctx(), f.Get("estimate"))
		return "Estimate " + e.No, err
	}
	return "", fault.New(fault.NotFound, "not_found")
}

// ask asks the gateway for a QR code or link.
func (o *office) ask(req *web.Request) error {
	f := req.Form()
	in := payments.NewAsk{
		Kind: f.Get("kind"), Invoice: f.Get("invoice"), Job: f.Get("job"), Estimate: f.Get("estimate"), Amount: f.Paise("amount"),
	}
	err := f.Err()
	var a payments.Ask
	if err == nil {
		a, err = o.app.Payments.Ask(req.Ctx(), in)
	}
	if web.Refill(err) || fault.KindOf(err) == fault.TooMany && err != nil {
		f.Fail(err)
		return o.askWith(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/gateway/requests/"+a.ID, "")
}

func (o *office) showAsk(req *web.Request) error {
	a, err := o.app.Payments.AskByID(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	info, err := o.app.Payments.GatewayInfo(req.Ctx())
	if err != nil {
		return err
	}
	return gatewayPage(req, http.StatusOK, "Payment request", askPage(a, info))
}

// eventView is one event with whose money it may be.
type eventView struct {
	payer
	event payments.Event
	form  *ui.Form
	may   bool
	lang  string
}

func (o *office) showEvent(req *web.Request) error {
	return o.eventWith(req, http.StatusOK, ui.NewForm(req.Lang()).Set("customer", req.Query("customer")))
}

func (o *office) eventWith(req *web.Request, status int, f *ui.Form) error {
	v := eventView{form: f, may: payments.MatchBank.Allows(req.By.Role), lang: req.Lang()}
	var err error
	if v.event, err = o.app.Payments.GatewayEvent(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if v.payer, err = o.payer(req, f.Get("customer")); err != nil {
		return err
	}
	return gatewayPage(req, status, "Online payment", eventBody(v))
}

// adoptEvent says whose the money is.
func (o *office) adoptEvent(req *web.Request) error {
	f := req.Form()
	p, err := o.app.Payments.Adopt(req.Ctx(), req.ID(), f.Get("customer"), f.Get("invoice"))
	if web.Refill(err) {
		f.Fail(err)
		return o.eventWith(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/payments/"+p.ID, "Recorded and verified by the gateway.")
}

func (o *office) dismissEvent(req *web.Request) error {
	f := req.Form()
	err := o.app.Payments.SetAside(req.Ctx(), req.ID(), f.Get("reason"))
	if web.Refill(err) {
		f.Fail(err)
		return o.eventWith(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/gateway", "Set aside.")
}

// gatewayReason is why an event waits, in words. What a person wrote stands as it is.
func gatewayReason(lang, reason string) string {
	if reason == "" {
		return "Nothing says whose money it is."
	}
	if !i18n.Has("fault." + reason) {
		return reason
	}
	return i18n.Message(lang, fault.New(fault.Conflict, reason, "no", "another"))
}

var (
	askStates   = map[string]string{payments.AskOpen: "Open", payments.AskPaid: "Paid", payments.AskClosed: "Run out"}
	askTones    = map[string]string{payments.AskOpen: "info", payments.AskPaid: "good", payments.AskClosed: "faint"}
	askKinds    = map[string]string{payments.AskQR: "UPI QR code", payments.AskLink: "Payment link"}
	eventStates = map[payments.EventState]string{payments.EventDone: "Booked", payments.EventIgnored: "No money", payments.EventUnmatched: "Whose?"}
	eventTones  = map[payments.EventState]string{payments.EventDone: "good", payments.EventIgnored: "faint", payments.EventUnmatched: "warn"}
)

func askHref(a payments.Ask) string {
	switch {
	case a.Invoice != "":
		return "/office/invoices/" + a.Invoice
	case a.Estimate != "":
		return "/office/estimates/" + a.Estimate
	case a.Job != "":
		return "/office/jobs/" + a.Job
	}
	return "/office/customers/" + a.Customer
}

func gatewayPage(req *web.Request, status int, title string, body templ.Component) error {
	return req.PageIn(status, layout.Shell{Title: title, Nav: "gateway", Styles: []string{"money.css"}}, body)
}
