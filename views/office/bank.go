package office

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/payments"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// bankView is both sides of what is to be matched, or the lines in another state.
type bankView struct {
	form      *ui.Form // of the filters
	match     *ui.Form
	state     payments.LineState // empty: to be matched
	accounts  []payments.Account
	lines     page.Of[payments.BankLine]
	claims    page.Of[payments.Payment]
	day       clock.Date // up to which the statements reach
	narrow    bool
	may       bool
	lineQuery url.Values
}

func (o *office) showBank(req *web.Request) error {
	return o.bankWith(req, http.StatusOK, ui.NewForm(req.Lang()))
}

func (o *office) bankWith(req *web.Request, status int, match *ui.Form) error {
	q := req.Request.URL.Query()
	v := bankView{
		form: ui.ReadForm(req.Lang(), q), match: match, state: payments.LineState(req.Query("state")),
		may: payments.MatchBank.Allows(req.By.Role), lineQuery: q,
	}
	if v.state != payments.LineMatched && v.state != payments.LineIgnored {
		v.state = ""
	}
	v.narrow = v.form.Has("q") || v.form.Has("account")
	var err error
	if v.accounts, err = o.app.Payments.Accounts(req.Ctx()); err != nil {
		return err
	}
	f := payments.LineFilter{Account: v.form.Get("account"), State: v.state, Text: v.form.Get("q"), Cursor: v.form.Get("at")}
	if v.lines, err = o.app.Payments.Lines(req.Ctx(), f); err != nil {
		return err
	}
	if v.state == "" {
		if v.claims, err = o.app.Payments.Unbanked(req.Ctx(), v.form.Get("claims"), v.form.Get("q")); err != nil {
			return err
		}
	}
	if v.day, err = o.app.Payments.BankDay(req.Ctx()); err != nil {
		return err
	}
	return bankPage(req, status, "Bank", bankBody(v))
}

// matchLine matches the line and the payment that were chosen.
func (o *office) matchLine(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Payments.Match(req.Ctx(), f.Get("line"), f.Get("payment"), "")
	if web.Refill(err) {
		f.Fail(err)
		return o.bankWith(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	return req.Go(req.NextPath("/office/bank"), "Matched. The payment is verified by the statement.")
}

// waiting is how many credits of all accounts wait.
func (v bankView) waiting() int {
	n := 0
	for _, a := range v.accounts {
		n += a.Waiting
	}
	return n
}

func (v bankView) here() string {
	q := url.Values{}
	for _, name := range []string{"q", "account", "at", "claims"} {
		if v.form.Has(name) {
			q.Set(name, v.form.Get(name))
		}
	}
	if len(q) == 0 {
		return "/office/bank"
	}
	return "/office/bank?" + q.Encode()
}

// claimsHref leads through the side of the claims.
func (v bankView) claimsHref(at string) string {
	if at == "" {
		return ""
	}
	q := url.Values{"claims": {at}}
	for _, name := range []string{"q", "account", "at"} {
		if v.form.Has(name) {
			q.Set(name, v.form.Get(name))
		}
	}
	return "/office/bank?" + q.Encode()
}

// late reports whether the statements that are there should show the claim.
func (v bankView) late(p payments.Payment) bool {
	return v.day != "" && p.Mode != payments.Cheque && p.Date.AddDays(3) <= v.day
}

// claimed reports whether a claim beside the line is of its amount.
func (v bankView) claimed(l payments.BankLine) bool {
	return slices.ContainsFunc(v.claims.Rows, func(p payments.Payment) bool { return p.Amount == l.Credit })
}

// refOf is what the payment may be found by in the bank.
func refOf(p payments.Payment) string {
	if p.RRN != "" {
		return p.RRN
	}
	return p.Ref
}

func (v bankView) sub() string {
	if v.day == "" {
		return "No statement was brought in yet."
	}
	return "Statements reach to " + v.day.Short() + "."
}

func accountOptions(all []payments.Account, none string) []ui.Option {
	var out []ui.Option
	if none != "" {
		out = append(out, ui.Option{Label: none})
	}
	for _, a := range all {
		out = append(out, ui.Option{Value: a.ID, Label: accountName(a)})
	}
	return out
}

func accountName(a payments.Account) string {
	if a.Last4 != "" {
		return a.Name + " (" + a.Last4 + ")"
	}
	return a.Name
}

var lineKinds = map[string]string{"upi": "UPI", "imps": "IMPS", "neft": "NEFT", "rtgs": "RTGS", "cheque": "Cheque", "cash": "Cash", "other": ""}

var matchWords = map[string]string{
	payments.MatchRRN: "by the bank’s reference", payments.MatchTR: "by our reference in the narration",
	payments.MatchAmount: "by amount and day", payments.MatchHand: "by hand",
}

// bankPage is a page of money at the desk.
func bankPage(req *web.Request, status int, title string, body templ.Component) error {
	return req.PageIn(status, layout.Shell{Title: title, Nav: "bank", Styles: []string{"money.css"}}, body)
}
