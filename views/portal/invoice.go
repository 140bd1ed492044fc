package portal

import (
	"crypto/rand"
	"io"
	"net/http"
	"strings"

	"doorstep/app/billing"
	"doorstep/app/kernel/upi"
	"doorstep/app/receivables"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// invoiceView is what a document's page shows. Pay is the payment link for the balance, empty where none can be made.
type invoiceView struct {
	doc      billing.Invoice
	settled  []billing.Settlement
	receipts map[string]string // numbers of receipts, by payment
	pay      string
	said     []receivables.Dispute
	form     *ui.Form
	done     string
}

// ownInvoice is the issued document with the id; NotFound where it is a draft or another customer's.
func (p *portal) ownInvoice(g guest, id string) (billing.Invoice, error) {
	d, err := p.app.Billing.Invoice(g.read, id)
	if err == nil && (d.Customer != g.customer.ID || d.State != billing.Issued) {
		err = notHis
	}
	return d, err
}

func (p *portal) showInvoice(req *web.Request, g guest) error {
	return p.invoiceWith(req, g, http.StatusOK, ui.NewForm(g.lang), req.Query("said"))
}

func (p *portal) invoiceWith(req *web.Request, g guest, status int, f *ui.Form, done string) error {
	v := invoiceView{form: f, done: done, receipts: map[string]string{}}
	var err error
	if v.doc, err = p.ownInvoice(g, req.ID()); err != nil {
		return err
	}
	if v.settled, err = p.app.Billing.Settlements(g.read, v.doc.ID); err != nil {
		return err
	}
	for _, s := range v.settled {
		if s.Payment == "" {
			continue
		}
		paid, err := p.app.Payments.Payment(g.read, s.Payment)
		if err != nil {
			return err
		}
		if shownPayment(paid) && paid.Customer == g.customer.ID {
			v.receipts[s.Payment] = paid.No
		}
	}
	v.pay = payLink(g, v.doc)
	found, err := p.app.Receivables.Disputes(g.read, receivables.DisputeFilter{Customer: g.customer.ID, Invoice: v.doc.ID})
	if err != nil {
		return err
	}
	v.said = found.Rows
	return g.form(req, status, v.doc.No, invoicePage(g, v))
}

// payLink is the UPI link for the balance. Its reference begins with the invoice's id and is another each time the page is opened,
// so that a bank line that carries it can be told apart. Empty where the company has no UPI address or the amount is over the limit.
func payLink(g guest, d billing.Invoice) string {
	if d.Balance <= 0 || g.company.UPI == "" {
		return ""
	}
	link, err := upi.Link(upi.Pay{
		VPA: g.company.UPI, Name: g.company.Name, Amount: d.Balance, Note: d.No, Ref: strings.ToUpper(d.ID) + rand.Text()[:8],
	})
	if err != nil {
		return ""
	}
	return link
}

func (p *portal) invoicePDF(req *web.Request, g guest) error {
	d, err := p.ownInvoice(g, req.ID())
	if err != nil {
		return err
	}
	fsys, path, _, err := p.app.Billing.PDF(g.read, d.ID)
	if err != nil {
		return err
	}
	defer func() { _ = fsys.Close() }() // read only
	r, err := fsys.GetReader(path)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // read only
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return req.Download(fileName(d.No), "application/pdf", body)
}

// receiptPDF is the receipt of a payment that is the guest's.
func (p *portal) receiptPDF(req *web.Request, g guest) error {
	paid, err := p.app.Payments.Payment(g.read, req.ID())
	if err != nil {
		return err
	}
	if paid.Customer != g.customer.ID || !shownPayment(paid) {
		return notHis
	}
	body, err := p.app.Payments.Receipt(g.read, paid.ID, false)
	if err != nil {
		return err
	}
	return req.Download(fileName(paid.No), "application/pdf", body)
}

// fileName is a document's number as the name of a file.
func fileName(no string) string { return strings.ReplaceAll(no, "/", "-") + ".pdf" }

// dispute takes down what the customer has against an invoice.
func (p *portal) dispute(req *web.Request, g guest) error {
	d, err := p.ownInvoice(g, req.ID())
	if err != nil {
		return err
	}
	f := req.Form()
	_, err = p.app.Receivables.Raise(req.Ctx(), receivables.NewDispute{
		Customer: g.customer.ID, Invoice: d.ID, Kind: receivables.Disputed, Text: f.Get("text"),
	})
	if web.Refill(err) {
		f.Fail(err)
		return p.invoiceWith(req, g, web.StatusOf(err), f, "")
	}
	if err != nil {
		return err
	}
	return req.Go(g.base+"/invoices/"+d.ID+"?said=dispute#said", "")
}

// settledWords is what lowered a balance, or raised it again.
func settledWords(g guest, s billing.Settlement) string { return g.t("by_" + string(s.Kind)) }

func paidSoFar(v invoiceView) bool { return v.doc.Kind.Owed() && len(v.settled) > 0 }
