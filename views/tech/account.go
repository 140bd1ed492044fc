package tech

import (
	"doorstep/app/kernel/i18n"
	"doorstep/views/ui"
	"doorstep/views/web"
)

func (p *phone) account(req *web.Request) error {
	return req.Tech(i18n.T(req.Lang(), "tech.my_account"), "account", accountPage(ui.NewForm(req.Lang()), req.By))
}

func (p *phone) setLanguage(req *web.Request) error {
	lang := req.Form().Get("lang")
	if err := p.app.People.SetLang(req.Ctx(), lang); err != nil {
		return err
	}
	return req.Go("/t/account", i18n.T(lang, "tech.saved"))
}
