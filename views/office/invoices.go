package office

import (
	"net/url"
	"slices"
	"strconv"

	"doorstep/app/billing"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// invoiceTab is one face of the list of documents.
type invoiceTab struct {
	Name, Label string
	Filter      billing.Filter
}

var invoiceTabs = []invoiceTab{
	{"", "Issued", billing.Filter{}},
	{"draft", "Drafts", billing.Filter{State: billing.Draft}},
	{"open", "Open", billing.Filter{Open: true}},
	{"overdue", "Overdue", billing.Filter{Overdue: true}},
	{"paid", "Paid", billing.Filter{Settled: true}},
	{"credit", "Credit notes", billing.Filter{Kind: billing.KindCreditNote}},
	{"debit", "Debit notes", billing.Filter{Kind: billing.KindDebitNote}},
	{"receipt", "Receipt vouchers", billing.Filter{Kind: billing.KindReceiptVoucher}},
	{"refund", "Refund vouchers", billing.Filter{Kind: billing.KindRefundVoucher}},
}

// invoiceList is a page of documents with what narrowed it.
type invoiceList struct {
	Form  *ui.Form
	Query url.Values
	Tab   invoiceTab
	Page  page.Of[billing.Invoice]
	Of    string // the customer that the list is about
	Deep  bool   // not the first page
	Today clock.Date
}

// listInvoices is the list of documents. Its filters stand in the address.
func (o *office) listInvoices(req *web.Request) error {
	v, err := o.invoicesOf(req)
	if err != nil {
		return err
	}
	if id := v.Form.Get("customer"); id != "" {
		c, err := o.app.Customers.Get(req.Ctx(), id)
		if err != nil {
			return err
		}
		v.Of = c.Name
	}
	return req.PageIn(200, layout.Shell{Title: "Invoices", Nav: "invoices"}, invoicesBody(v))
}

// invoiceRows is the inside of the list, which follows changes.
func (o *office) invoiceRows(req *web.Request) error {
	v, err := o.invoicesOf(req)
	if err != nil {
		return err
	}
	return req.Fragment(invoiceRowsPart(v))
}

func (o *office) invoicesOf(req *web.Request) (invoiceList, error) {
	f := req.Form()
	v := invoiceList{Form: f, Query: f.Values, Tab: invoiceTabs[0], Today: clock.Today()}
	if n := slices.IndexFunc(invoiceTabs, func(t invoiceTab) bool { return t.Name == f.Get("show") }); n >= 0 {
		v.Tab = invoiceTabs[n]
	}
	at, err := page.Parse(f.Get("at"))
	if err != nil {
		return v, err
	}
	filter := v.Tab.Filter
	filter.Query, filter.Customer = f.Get("q"), f.Get("customer")
	filter.From, filter.To = invoiceDay(f.Get("from")), invoiceDay(f.Get("to"))
	v.Deep = !at.Zero()
	v.Page, err = o.app.Billing.Invoices(req.Ctx(), filter, at)
	return v, err
}

// invoiceDay reads a day of an address; what is none does not narrow, so that an old address still opens a list.
func invoiceDay(s string) clock.Date {
	d, err := clock.ParseDate(s)
	if err != nil {
		return ""
	}
	return d
}

func (v invoiceList) narrow() bool {
	return v.Form.Has("q") || v.Form.Has("customer") || v.Form.Has("from") || v.Form.Has("to")
}

// tabs keep what was searched for.
func (v invoiceList) tabs() []ui.Tab {
	out := make([]ui.Tab, len(invoiceTabs))
	for n, t := range invoiceTabs {
		q := url.Values{}
		for _, name := range []string{"q", "customer", "from", "to"} {
			if v.Form.Has(name) {
				q.Set(name, v.Form.Get(name))
			}
		}
		if t.Name != "" {
			q.Set("show", t.Name)
		}
		out[n] = ui.Tab{Label: t.Label, Href: "/office/invoices", Count: -1, Current: t.Name == v.Tab.Name}
		if len(q) > 0 {
			out[n].Href += "?" + q.Encode()
		}
	}
	return out
}

func (v invoiceList) rowsHref() string { return "/office/invoices/rows?" + v.Query.Encode() }

func (v invoiceList) pageHref(at string) string { return keyedHref("/office/invoices", v.Query, at) }

func (v invoiceList) info() string {
	n := len(v.Page.Rows)
	if n == 0 {
		return ""
	}
	if v.Page.Prev == "" && v.Page.Next == "" {
		return countWords(n, "document", "documents")
	}
	return strconv.Itoa(n) + " on this page"
}
