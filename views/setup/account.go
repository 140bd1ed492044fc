package setup

import (
	"net/http"

	"github.com/a-h/templ"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// mine is what the page of one's own account shows.
type mine struct {
	user     people.User
	sessions []people.Session
	password *ui.Form
	language *ui.Form
}

func (p *pages) account(req *web.Request) error {
	return p.accountWith(req, http.StatusOK, ui.NewForm(req.Lang()))
}

// accountWith shows the account with what was typed into the form of the password.
func (p *pages) accountWith(req *web.Request, status int, password *ui.Form) error {
	user, err := p.app.People.User(req.Ctx(), req.By.User)
	if err != nil {
		return err
	}
	sessions, err := p.app.People.Sessions(req.Ctx(), req.By.User)
	if err != nil {
		return err
	}
	open := sessions[:0]
	for _, s := range sessions {
		if !s.Revoked {
			open = append(open, s)
		}
	}
	m := mine{user: user, sessions: open, password: password, language: ui.NewForm(req.Lang()).Set("lang", user.Lang)}
	return inShell(req, status, accountPage(m, req.Lang()))
}

// inShell puts the page into the shell in which the reader lives.
func inShell(req *web.Request, status int, body templ.Component) error {
	title := i18n.T(req.Lang(), "tech.my_account")
	if req.By.Role == act.Technician {
		return req.TechStatus(status, title, "account", body)
	}
	return req.PageStatus(status, title, "account", body)
}

func (p *pages) changePassword(req *web.Request) error {
	f := req.Form()
	old, password := f.Values.Get("old"), f.Values.Get("password")
	var err error
	if password == f.Values.Get("password2") {
		err = p.app.People.ChangePassword(req.Ctx(), old, password)
	} else {
		err = fault.Field("password2", "password_again")
	}
	if web.Refill(err) {
		f.Labels["old"], f.Labels["password"] = i18n.T(req.Lang(), "tech.old_password"), i18n.T(req.Lang(), "tech.new_password")
		f.Labels["password2"] = i18n.T(req.Lang(), "account.password_again")
		f.Fail(err)
		return p.accountWith(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	return req.Go("/account", i18n.T(req.Lang(), "account.password_changed"))
}

func (p *pages) setLanguage(req *web.Request) error {
	lang := req.Form().Get("lang")
	if err := p.app.People.SetLang(req.Ctx(), lang); err != nil {
		return err
	}
	return req.Go("/account", i18n.T(lang, "tech.saved"))
}

func (p *pages) revokeOwn(req *web.Request) error {
	if err := p.app.People.RevokeSession(req.Ctx(), req.ID()); err != nil {
		return err
	}
	return req.Go("/account", i18n.T(req.Lang(), "account.device_signed_out"))
}
