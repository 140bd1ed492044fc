package setup

import (
	"net/url"
	"slices"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

func (p *pages) signInPage(req *web.Request) error {
	if req.By.User != "" {
		return req.Go(after(req.By.Role, req.NextPath("")), "")
	}
	f := ui.NewForm(speak(req)).Set("next", req.NextPath(""))
	return req.Plain(i18n.T(req.Lang(), "tech.sign_in"), signInPage(f, languages(f.Get("next"))))
}

func (p *pages) signIn(req *web.Request) error {
	lang := speak(req)
	f := req.Form()
	token, user, err := p.app.People.SignIn(req.Ctx(), people.SignInInput{
		Login: f.Get("login"), Password: f.Values.Get("password"), Device: device(req.Request.UserAgent()), IP: req.IP(),
	})
	if kind := fault.KindOf(err); err != nil && (kind == fault.Unsigned || kind == fault.TooMany || web.Refill(err)) {
		f.Fail(err)
		return req.PlainStatus(web.StatusOf(err), i18n.T(lang, "tech.sign_in"), signInPage(f, languages(req.NextPath(""))))
	}
	if err != nil {
		return err
	}
	req.SetSession(token)
	return req.Go(after(user.Role, req.NextPath("")), "")
}

func (p *pages) signOut(req *web.Request) error {
	if err := p.app.People.SignOut(req.Ctx()); err != nil {
		return err
	}
	req.ClearSession()
	return req.Go("/login", "")
}

// after is where somebody of the role goes from the sign-in page: to next, if it is a place of his, else to his day.
func after(role act.Role, next string) string {
	home, foreign := "/office/today", "/t"
	switch role {
	case act.Technician:
		home, foreign = "/t/today", "/office"
	case act.Owner:
		home = "/owner"
	}
	path, _, _ := strings.Cut(next, "?")
	if next == "" || path == "/" || path == "/login" || path == foreign || strings.HasPrefix(path, foreign+"/") {
		return home
	}
	return next
}

// speak turns the page to the language asked for in the address or the form, and returns the one it is in.
func speak(req *web.Request) string {
	if lang := req.Request.FormValue("lang"); slices.Contains(i18n.Langs(), lang) {
		req.By.Lang = lang
	}
	return req.Lang()
}

type language struct{ code, name, href string }

// languages are the ways to see the sign-in page, each called by its own name.
func languages(next string) []language {
	var all []language
	for _, code := range i18n.Langs() {
		q := url.Values{"lang": {code}}
		if next != "" {
			q.Set("next", next)
		}
		all = append(all, language{code, i18n.T(code, "lang."+code), "/login?" + q.Encode()})
	}
	return all
}
