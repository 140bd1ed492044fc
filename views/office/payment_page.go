package office

import (
	"net/http"
	"strings"

	"doorstep/app/billing"
	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/payments"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// paymentView is the page of one payment.
type paymentView struct {
	P       payments.Payment
	Puts    []put
	Refunds []payments.Payment
	Of      payments.Payment  // of a refund, what it pays back
	Open    []billing.Invoice // the customer's invoices on which something is owed
	Docs    map[string]billing.Invoice
	Photo   jobs.Capture
	Text    string // the receipt in a few words
	Share   string // address that opens WhatsApp with Text; empty without a phone
	Refused map[string]*ui.Form
	Lang    string
	May     bool // verify and all that follows
	MayPay  bool // pay back
}

// put is what of the payment an invoice holds.
type put struct {
	Doc    billing.Invoice
	Amount money.Paise
}

func (v paymentView) form(name string) *ui.Form {
	if f := v.Refused[name]; f != nil {
		return f
	}
	return ui.NewForm(v.Lang)
}

// showPayment is the page of one payment.
func (o *office) showPayment(req *web.Request) error {
	return o.paymentPage(req, http.StatusOK, nil)
}

func (o *office) paymentPage(req *web.Request, status int, refused map[string]*ui.Form) error {
	v := paymentView{
		Refused: refused, Lang: req.Lang(), May: payments.Verify.Allows(req.By.Role), MayPay: payments.Refund.Allows(req.By.Role),
		Docs: map[string]billing.Invoice{},
	}
	var err error
	if v.P, err = o.app.Payments.Payment(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if err = o.paymentPuts(req, &v); err != nil {
		return err
	}
	if v.Refunds, err = o.app.Payments.RefundsOf(req.Ctx(), v.P.ID); err != nil {
		return err
	}
	if v.P.Refunds != "" {
		if v.Of, err = o.app.Payments.Payment(req.Ctx(), v.P.Refunds); err != nil {
			return err
		}
	}
	if v.P.Left() > 0 {
		if v.Open, err = o.app.Billing.OpenOf(req.Ctx(), v.P.Customer); err != nil {
			return err
		}
	}
	if v.P.Capture != "" {
		if v.Photo, err = o.app.Jobs.CaptureByKey(req.Ctx(), v.P.Capture); err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	if err = o.paymentWords(req, &v); err != nil {
		return err
	}
	return req.PageIn(status, layout.Shell{Title: v.P.No, Nav: "payments", Styles: []string{"field.css"}}, paymentBody(v))
}

// paymentPuts reads the documents that the payment names or settled.
func (o *office) paymentPuts(req *web.Request, v *paymentView) error {
	all, err := o.app.Payments.Allocations(req.Ctx(), v.P.ID)
	if err != nil {
		return err
	}
	held := map[string]money.Paise{}
	order := []string{}
	for _, a := range all {
		if _, ok := held[a.Invoice]; !ok {
			order = append(order, a.Invoice)
		}
		held[a.Invoice] += a.Amount
	}
	for _, id := range append(order, v.P.Invoice, v.P.Voucher) {
		if _, known := v.Docs[id]; known || id == "" {
			continue
		}
		if v.Docs[id], err = o.app.Billing.Invoice(req.Ctx(), id); err != nil {
			return err
		}
		if held[id] > 0 {
			v.Puts = append(v.Puts, put{v.Docs[id], held[id]})
		}
	}
	return nil
}

// paymentWords is the receipt as it can be sent.
func (o *office) paymentWords(req *web.Request, v *paymentView) error {
	c, err := o.app.Customers.Get(req.Ctx(), v.P.Customer)
	if err != nil {
		return err
	}
	if v.Text, err = o.app.Payments.ReceiptText(req.Ctx(), v.P.ID, c.Lang); err != nil {
		return err
	}
	if phone := strings.TrimPrefix(c.Phone(), "+"); phone != "" {
		v.Share = waLink(phone, v.Text)
	}
	return nil
}

// paymentReceipt is the receipt as PDF: A4, or for a roll of 80 mm.
func (o *office) paymentReceipt(req *web.Request) error {
	p, err := o.app.Payments.Payment(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	body, err := o.app.Payments.Receipt(req.Ctx(), p.ID, req.Query("roll") != "")
	if err != nil {
		return err
	}
	name := strings.ReplaceAll(p.No, "/", "-") + ".pdf"
	req.Response.Header().Set("Content-Disposition", `inline; filename="`+name+`"`)
	return req.Blob(http.StatusOK, "application/pdf", body)
}
