package office

import (
	"net/http"
	"net/url"
	"strings"

	"doorstep/app/billing"
	"doorstep/app/kernel/money"
	"doorstep/app/payments"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// lineView is one line of a bank with what it may be, and whose.
type lineView struct {
	payer
	line    payments.BankLine
	guesses []payments.Suggestion
	form    *ui.Form // of recording, or of what was refused
	refused string   // which form: payment, match, separation, dismissal
	lang    string
	may     bool
}

func (o *office) showLine(req *web.Request) error {
	f := ui.NewForm(req.Lang())
	for _, name := range []string{"customer", "invoice", "held", "replaces"} {
		f.Set(name, req.Query(name))
	}
	return o.lineWith(req, http.StatusOK, f, "")
}

func (o *office) lineWith(req *web.Request, status int, f *ui.Form, refused string) error {
	v := lineView{form: f, refused: refused, lang: req.Lang(), may: payments.MatchBank.Allows(req.By.Role)}
	var err error
	if v.line, err = o.app.Payments.Line(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if v.guesses, err = o.app.Payments.Suggest(req.Ctx(), v.line.ID); err != nil {
		return err
	}
	if v.payer, err = o.payer(req, f.Get("customer")); err != nil {
		return err
	}
	if refused == "" && !f.Has("invoice") {
		v.choose()
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

// fit says how the line's amount goes with the invoice.
func (v lineView) fit(i billing.Invoice) string {
	if bps, held := payments.HeldBack(i, v.line.Credit); held > 0 {
		return ". Short by " + held.Rupees() + ": looks like TDS of " + percentWords(bps)
	}
	if i.Balance == v.line.Credit {
		return ". The same amount"
	}
	return ""
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
