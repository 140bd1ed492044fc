package office

import (
	"net/http"
	"net/url"
	"strings"

	"doorstep/app/billing"
	"doorstep/app/customers"
	"doorstep/app/kernel/money"
	"doorstep/app/payments"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// lineView is one line of a bank with what it may be. Customer is whom a person took for its payer, with what he owes.
type lineView struct {
	line     payments.BankLine
	guesses  []payments.Suggestion
	form     *ui.Form // of recording, or of what was refused
	query    string
	hits     []customers.Hit
	customer customers.Customer
	open     []billing.Invoice
	refused  string // which form: payment, match, separation, dismissal
	lang     string
	may      bool
}

func (o *office) showLine(req *web.Request) error {
	f := ui.NewForm(req.Lang())
	for _, name := range []string{"customer", "invoice", "held", "replaces"} {
		f.Set(name, req.Query(name))
	}
	return o.lineWith(req, http.StatusOK, f, "")
}

func (o *office) lineWith(req *web.Request, status int, f *ui.Form, refused string) error {
	v := lineView{form: f, refused: refused, query: req.Query("q"), lang: req.Lang(), may: payments.MatchBank.Allows(req.By.Role)}
	var err error
	if v.line, err = o.app.Payments.Line(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if v.guesses, err = o.app.Payments.Suggest(req.Ctx(), v.line.ID); err != nil {
		return err
	}
	if v.query != "" {
		if v.hits, err = o.app.Customers.Search(req.Ctx(), v.query, 10); err != nil {
			return err
		}
	}
	if id := f.Get("customer"); id != "" {
		if v.customer, err = o.app.Customers.Get(req.Ctx(), id); err != nil {
			return err
		}
		if v.open, err = o.app.Billing.OpenOf(req.Ctx(), id); err != nil {
			return err
		}
		if refused == "" && !f.Has("invoice") {
			v.choose()
		}
	}
	return bankPage(req, status, "Bank line", lineBody(v))
}

// receiveLine records the payment that a line is.
func (o *office) receiveLine(req *web.Request) error {
	f := req.Form()
	p, err := o.app.Payments.Receive(req.Ctx(), payments.Receipt{
		Line: req.ID(), Customer: f.Get("customer"), Invoice: f.Get("invoice"), Held: f.Get("held"), Note: f.Get("note"), Replaces: f.Get("replaces"),
	})
	if err != nil {
		return o.lineRefused(req, f, "payment", err)
	}
	return req.Go("/office/payments/"+p.ID, "Recorded and verified by the statement.")
}

// matchOneLine matches the line with the payment or deposit that was suggested.
func (o *office) matchOneLine(req *web.Request) error {
	f := req.Form()
	if _, err := o.app.Payments.Match(req.Ctx(), req.ID(), f.Get("payment"), f.Get("deposit")); err != nil {
		return o.lineRefused(req, f, "match", err)
	}
	return req.Go("/office/bank", "Matched.")
}

func (o *office) unmatchLine(req *web.Request) error {
	f := req.Form()
	if _, err := o.app.Payments.Unmatch(req.Ctx(), req.ID(), f.Get("reason")); err != nil {
		return o.lineRefused(req, f, "separation", err)
	}
	return req.Go("/office/bank/lines/"+req.ID(), "Taken apart. The line waits again.")
}

func (o *office) ignoreLine(req *web.Request) error {
	f := req.Form()
	if _, err := o.app.Payments.Ignore(req.Ctx(), req.ID(), f.Get("reason")); err != nil {
		return o.lineRefused(req, f, "dismissal", err)
	}
	return req.Go("/office/bank", "Set aside.")
}

func (o *office) restoreLine(req *web.Request) error {
	if _, err := o.app.Payments.Restore(req.Ctx(), req.ID()); err != nil {
		return o.lineRefused(req, req.Form(), "", err)
	}
	return req.Go("/office/bank/lines/"+req.ID(), "The line waits again.")
}

func (o *office) lineRefused(req *web.Request, f *ui.Form, form string, err error) error {
	if !web.Refill(err) {
		return err
	}
	f.Fail(err)
	return o.lineWith(req, web.StatusOf(err), f, form)
}

// formOf is the form that came back, or an empty one.
func (v lineView) formOf(name string) *ui.Form {
	if v.refused == name {
		return v.form
	}
	return ui.NewForm(v.lang)
}

// href is the line's page with a payer filled in.
func (v lineView) href(g payments.Suggestion) string {
	q := url.Values{"customer": {g.Customer}}
	if g.Invoice != "" {
		q.Set("invoice", g.Invoice)
	}
	if g.Held > 0 {
		q.Set("held", g.Held.Plain())
	}
	return "/office/bank/lines/" + v.line.ID + "?" + q.Encode() + "#record"
}

// purposes are what the payer owes, to choose what the line is for.
func (v lineView) purposes() []ui.Option {
	out := []ui.Option{{Label: "On account", Hint: "to be put to invoices later"}}
	for _, i := range v.open {
		hint := "dated " + i.Date.Short()
		if bps, held := payments.HeldBack(i, v.line.Credit); held > 0 {
			hint += ". Short by " + held.Rupees() + ": looks like TDS of " + percentWords(bps)
		} else if i.Balance == v.line.Credit {
			hint += ". The same amount"
		}
		out = append(out, ui.Option{Value: i.ID, Label: i.No + ", " + i.Balance.Rupees() + " open", Hint: hint})
	}
	return out
}

// choose fills in the one invoice that the line pays, or pays but for the tax held back.
func (v lineView) choose() {
	for _, i := range v.open {
		_, held := payments.HeldBack(i, v.line.Credit)
		if held == 0 && i.Balance != v.line.Credit {
			continue
		}
		if v.form.Has("invoice") { // more than one: a person decides
			v.form.Set("invoice", "").Set("held", "")
			return
		}
		v.form.Set("invoice", i.ID)
		if held > 0 {
			v.form.Set("held", held)
		}
	}
}

func percentWords(bps int) string { return strings.TrimSuffix(money.Paise(bps).Plain(), ".00") + " %" }

var whyWords = map[string]string{
	payments.WhyRRN: "same bank reference", payments.WhyTR: "our reference", payments.WhyAmount: "same amount", payments.WhyName: "the name",
	payments.WhyNumber: "the invoice’s number", payments.WhyHeld: "short by what TDS would be",
}

func whys(g payments.Suggestion) string {
	out := make([]string, len(g.Why))
	for i, w := range g.Why {
		out[i] = whyWords[w]
	}
	return strings.Join(out, ", ")
}

func lineTitle(l payments.BankLine) string {
	if l.Debit > 0 {
		return "Out of the bank on " + l.Date.Short()
	}
	return "Into the bank on " + l.Date.Short()
}
