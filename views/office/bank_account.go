package office

import (
	"net/http"

	"doorstep/app/kernel/clock"
	"doorstep/app/payments"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// accountsView is all bank accounts; refused is the form that came back, by account, "" of the new one.
type accountsView struct {
	all     []payments.Account
	imports []payments.Imported
	refused map[string]*ui.Form
	lang    string
	may     bool
}

func (v accountsView) form(id string) *ui.Form {
	if f := v.refused[id]; f != nil {
		return f
	}
	f := ui.NewForm(v.lang)
	for _, a := range v.all {
		if a.ID == id {
			f.Set("name", a.Name).Set("bank", a.Bank).Set("last4", a.Last4)
		}
	}
	return f
}

func (o *office) listAccounts(req *web.Request) error {
	return o.accountsWith(req, http.StatusOK, nil)
}

func (o *office) accountsWith(req *web.Request, status int, refused map[string]*ui.Form) error {
	v := accountsView{refused: refused, lang: req.Lang(), may: payments.MatchBank.Allows(req.By.Role)}
	var err error
	if v.all, err = o.app.Payments.Accounts(req.Ctx()); err != nil {
		return err
	}
	if v.imports, err = o.app.Payments.Imports(req.Ctx()); err != nil {
		return err
	}
	return bankPage(req, status, "Bank accounts", accountsBody(v))
}

// saveAccount adds an account, or changes the one of the path.
func (o *office) saveAccount(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Payments.SaveAccount(req.Ctx(), payments.NewAccount{
		ID: req.ID(), Rev: f.Int("rev"), Name: f.Get("name"), Bank: f.Get("bank"), Last4: f.Get("last4"),
	})
	if web.Refill(err) {
		f.Fail(err)
		return o.accountsWith(req, web.StatusOf(err), map[string]*ui.Form{req.ID(): f})
	}
	if err != nil {
		return err
	}
	return req.Go("/office/bank/accounts", "Saved.")
}

// forgetColumns lets the files of an account be recognised anew.
func (o *office) forgetColumns(req *web.Request) error {
	if err := o.app.Payments.ForgetColumns(req.Ctx(), req.ID()); err != nil {
		return err
	}
	return req.Go("/office/bank/accounts", "Forgotten. The next file says itself what its columns are, or you do.")
}

func reachedDay(d clock.Date) string {
	if d == "" {
		return "none yet"
	}
	return d.Short()
}

func columnsWords(a payments.Account) string {
	if a.Columns == nil {
		return "from the file"
	}
	return "as you chose: " + a.Columns.Date + ", " + a.Columns.Narration + " …"
}
