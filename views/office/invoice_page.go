package office

import (
	"context"

	"doorstep/app/audit"
	"doorstep/app/billing"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/upi"
	"doorstep/app/payments"
	"doorstep/app/settings"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// invoiceView is all that the page of an issued document shows. Refused holds the form that came back, by settlement.
type invoiceView struct {
	Doc         billing.Invoice
	Against     billing.Invoice // the document that this one corrects; zero if none
	Customer    customers.Customer
	Jobs        []jobs.Job
	Settlements []billing.Settlement
	Payments    []payments.Payment
	Notes       []billing.Invoice
	History     []audit.Entry
	Link        customers.Link // the newest that opens; zero if none or not to be seen
	Thermal     bool           // papers go to the roll where nobody says otherwise
	Online      bool           // the payment gateway is on
	Site, UPI   string         // this appliance's address; what the QR code for the balance says
	Refused     map[string]*ui.Form
	Lang        string
	Today       clock.Date
}

func (v invoiceView) action(part string) string { return "/office/invoices/" + v.Doc.ID + part }

func (v invoiceView) form(name string) *ui.Form {
	if f := v.Refused[name]; f != nil {
		return f
	}
	return ui.NewForm(v.Lang)
}

// undone reports whether the settlement was taken back.
func (v invoiceView) undone(id string) bool {
	for _, s := range v.Settlements {
		if s.Reverses == id {
			return true
		}
	}
	return false
}

// mayUndo reports whether a person takes the settlement back here: what he entered here, and not twice.
func (v invoiceView) mayUndo(s billing.Settlement) bool {
	switch s.Kind {
	case billing.ByTDS, billing.ByGSTTDS, billing.ByWriteOff:
		return !v.undone(s.ID)
	}
	return false
}

// claimed are the payments that nobody has confirmed yet: they settle nothing.
func (v invoiceView) claimed() []payments.Payment {
	var out []payments.Payment
	for _, p := range v.Payments {
		if p.State == payments.Claimed {
			out = append(out, p)
		}
	}
	return out
}

func (o *office) issuedPage(req *web.Request, status int, i billing.Invoice, refused map[string]*ui.Form) error {
	v, err := o.issuedOf(req.Ctx(), i)
	if err != nil {
		return err
	}
	v.Refused, v.Lang, v.Site = refused, req.Lang(), siteOf(req)
	if customers.GiveLink.Allows(req.By.Role) {
		if v.Link, err = o.openLink(req.Ctx(), i.Customer); err != nil {
			return err
		}
	}
	if payments.AskGateway.Allows(req.By.Role) {
		gateway, err := o.app.Payments.GatewayInfo(req.Ctx())
		if err != nil {
			return err
		}
		v.Online = gateway.Active
	}
	shell := layout.Shell{Title: documentName(i) + ", " + v.Customer.Name, Nav: "invoices", Styles: []string{"money.css"}}
	return req.PageIn(status, shell, invoiceBody(v))
}

func (o *office) issuedOf(ctx context.Context, i billing.Invoice) (invoiceView, error) {
	v := invoiceView{Doc: i, Today: clock.Today()}
	var err error
	if v.Customer, err = o.app.Customers.Get(ctx, i.Customer); err != nil {
		return v, err
	}
	if v.Jobs, err = o.jobsOn(ctx, i); err != nil {
		return v, err
	}
	if v.Settlements, err = o.app.Billing.Settlements(ctx, i.ID); err != nil {
		return v, err
	}
	if v.Payments, err = o.app.Payments.OfInvoice(ctx, i.ID); err != nil {
		return v, err
	}
	if v.Notes, err = o.app.Billing.NotesOf(ctx, i.ID); err != nil {
		return v, err
	}
	if i.Against != "" {
		if v.Against, err = o.app.Billing.Invoice(ctx, i.Against); err != nil {
			return v, err
		}
	}
	company, err := o.app.Settings.Company(ctx)
	if err != nil {
		return v, err
	}
	v.UPI, v.Thermal = balanceUPI(company, i), company.Thermal
	v.History, err = o.app.Audit.History(ctx, i.ID, historyShown)
	return v, err
}

// balanceUPI asks for what is owed; empty where nothing is, without a UPI ID, and over what UPI takes.
func balanceUPI(c settings.Company, i billing.Invoice) string {
	if c.UPI == "" || i.Balance <= 0 {
		return ""
	}
	text, err := upi.Link(upi.Pay{VPA: c.UPI, Name: c.Name, Ref: i.PayRef(), Note: i.No, Amount: i.Balance})
	if err != nil {
		return ""
	}
	return text
}

// openLink is the customer's newest link that opens; the zero Link if there is none.
func (o *office) openLink(ctx context.Context, customer string) (customers.Link, error) {
	all, err := o.app.Customers.Links(ctx, customer)
	if err != nil {
		return customers.Link{}, err
	}
	var newest customers.Link
	for _, l := range all {
		if l.Path() != "" && l.Live(clock.Now()) && l.Created.After(newest.Created) {
			newest = l
		}
	}
	return newest, nil
}

// undoSettlement takes back tax held back or a write-off that was entered by mistake.
func (o *office) undoSettlement(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Billing.Undo(req.Ctx(), req.Path("settlement"), f.Get("reason"))
	if web.Refill(err) {
		i, loadErr := o.app.Billing.Invoice(req.Ctx(), req.ID())
		if loadErr != nil {
			return loadErr
		}
		f.Fail(err)
		return o.issuedPage(req, web.StatusOf(err), i, map[string]*ui.Form{req.Path("settlement"): f})
	}
	if err != nil {
		return err
	}
	return req.Go("/office/invoices/"+req.ID()+"#settled", "Taken back.")
}
