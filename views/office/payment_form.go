package office

import (
	"doorstep/app/billing"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/payments"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// paymentForm is the form that records a payment of one customer. Without a customer it asks for him first.
type paymentForm struct {
	Form     *ui.Form
	Customer customers.Customer
	Query    string
	Hits     []customers.Hit
	Job      jobs.Job
	Estimate billing.Estimate
	Open     []billing.Invoice
	Crew     []people.Technician
	May      bool // verify at once
}

// newPayment is the form for a payment of a customer, of a job or of an invoice.
func (o *office) newPayment(req *web.Request) error {
	f := req.Form()
	v, err := o.paymentFormOf(req, f)
	if err != nil {
		return err
	}
	if v.Customer.ID == "" {
		if v.Query = f.Get("q"); v.Query != "" {
			if v.Hits, err = o.app.Customers.Lookup(req.Ctx(), v.Query, 10); err != nil {
				return err
			}
		}
		return req.Page("Record a payment", "payments", payerBody(v))
	}
	f.Set("date", clock.Today())
	switch at := v.chosen(); {
	case at >= 0:
		f.Set("amount", v.Open[at].Balance).Set("invoice", v.Open[at].ID)
	case v.Estimate.Deposit > 0:
		f.Set("amount", v.Estimate.Deposit)
	case v.Job.ID != "":
		due, err := o.app.Payments.DueAt(req.Ctx(), v.Job.ID)
		if err != nil {
			return err
		}
		if due.Left > 0 {
			f.Set("amount", due.Left)
		}
	}
	return req.Page("Record a payment", "payments", newPaymentBody(v))
}

// chosen is the place of the invoice that the form is for: the named one, or the only open one where no job is named. -1 is none.
func (v paymentForm) chosen() int {
	for i, d := range v.Open {
		if d.ID == v.Form.Get("invoice") {
			return i
		}
	}
	if len(v.Open) == 1 && v.Job.ID == "" && v.Estimate.ID == "" {
		return 0
	}
	return -1
}

// paymentFormOf reads whose payment the form is: the customer's who is named, or whose job or invoice is.
func (o *office) paymentFormOf(req *web.Request, f *ui.Form) (paymentForm, error) {
	v := paymentForm{Form: f, May: payments.Verify.Allows(req.By.Role)}
	var err error
	who := f.Get("customer")
	if id := f.Get("job"); id != "" {
		if v.Job, err = o.app.Jobs.Get(req.Ctx(), id); err != nil {
			return v, err
		}
		who = v.Job.Customer
	}
	if id := f.Get("invoice"); id != "" && who == "" {
		doc, err := o.app.Billing.Invoice(req.Ctx(), id)
		if err != nil {
			return v, err
		}
		who = doc.Customer
	}
	if id := f.Get("estimate"); id != "" {
		if v.Estimate, err = o.app.Billing.Estimate(req.Ctx(), id); err != nil {
			return v, err
		}
		who = v.Estimate.Customer
	}
	if who == "" {
		return v, nil
	}
	if v.Customer, err = o.app.Customers.Get(req.Ctx(), who); err != nil {
		return v, err
	}
	if v.Open, err = o.app.Billing.OpenOf(req.Ctx(), v.Customer.ID); err != nil {
		return v, err
	}
	v.Crew, err = o.app.People.Technicians(req.Ctx())
	return v, err
}

// recordPayment records what a customer gave; whoever may verify can do so at once.
func (o *office) recordPayment(req *web.Request) error {
	f := req.Form()
	in := payments.Claim{
		Mode: payments.Mode(f.Get("mode")), Amount: f.Paise("amount"), RRN: f.Get("rrn"), Ref: f.Get("ref"), Date: f.Date("date"),
		Customer: f.Get("customer"), Job: f.Get("job"), Invoice: f.Get("invoice"), Estimate: f.Get("estimate"),
		Note: f.Get("note"),
	}
	if in.Mode == payments.Cash {
		in.Technician = f.Get("technician")
	}
	p, err := payments.Payment{}, f.Err()
	if err == nil {
		p, err = o.app.Payments.Record(req.Ctx(), in)
	}
	if web.Refill(err) {
		v, broken := o.paymentFormOf(req, f)
		if broken != nil || v.Customer.ID == "" {
			return err
		}
		f.Fail(err)
		return req.PageStatus(web.StatusOf(err), "Record a payment", "payments", newPaymentBody(v))
	}
	if err != nil {
		return err
	}
	said := "Recorded. It is to be verified."
	if f.Get("then") == "verify" && payments.Verify.Allows(req.By.Role) {
		if _, err := o.app.Payments.Verify(req.Ctx(), p.ID, p.Rev); err != nil {
			return err
		}
		said = "Recorded and verified."
	}
	return req.Go("/office/payments/"+p.ID, said)
}

// holders are the till and the technicians who may have the cash.
func (v paymentForm) holders() []ui.Option {
	options := []ui.Option{{Label: "The till of the office"}}
	for _, t := range v.Crew {
		if t.Active {
			options = append(options, ui.Option{Value: t.ID, Label: t.Name})
		}
	}
	return options
}

// purposes are the customer's open invoices, and nothing in particular.
func (v paymentForm) purposes() []ui.Option {
	nothing := "On account"
	switch {
	case v.Estimate.ID != "":
		nothing = "Estimate " + v.Estimate.No
	case v.Job.ID != "":
		nothing = "Job " + v.Job.No
	}
	return append([]ui.Option{{Label: nothing}}, openOptions(v.Open)...)
}
