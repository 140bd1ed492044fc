package portal

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/settings"
	"doorstep/views/web"
)

// shows answers one request of a guest.
type shows func(*web.Request, guest) error

// guest is the customer whom a link let in. read is for looking things up: the slices know no customers among their roles, so the
// appliance reads for him, and each handler holds what it found to be his.
type guest struct {
	customer customers.Customer
	company  settings.Company
	lang     string
	base     string // "/c/" and the token
	path     string // of this page
	read     context.Context
}

// t is the text of key in the guest's language.
func (g guest) t(key string, pairs ...any) string { return i18n.T(g.lang, "portal."+key, pairs...) }

// notHis is what a guest hears of anything that is not his, or does not exist.
var notHis = fault.New(fault.NotFound, "not_found")

// actor is in whose name the form keys of a link are kept: the link's, wherever its holder sends from.
func actor(req *web.Request) string {
	id, _, _ := strings.Cut(req.Path("token"), ".")
	return "link:" + id[:min(len(id), 40)]
}

// guarded lets in whoever holds a link that opens. Whatever cannot be shown is answered by one page, which gives no reason.
func (p *portal) guarded(show shows) web.Handler {
	return func(req *web.Request) error {
		h := req.Response.Header()
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Referrer-Policy", "no-referrer")
		g, err := p.open(req)
		if err == nil {
			err = show(req, g)
		}
		if err != nil && fault.KindOf(err) == fault.NotFound && !req.Written() {
			return p.gone(req, g.lang)
		}
		return err
	}
}

// open finds whose link it is. From here on he acts, whoever may be signed in in the same browser.
func (p *portal) open(req *web.Request) (guest, error) {
	token := req.Path("token")
	_, c, err := p.app.Customers.OpenLink(req.Request.Context(), token)
	if err != nil {
		return guest{}, err
	}
	g := guest{customer: c, lang: language(req, c.Lang), base: "/c/" + token, path: req.Request.URL.Path}
	req.By = act.By{Name: c.Name, Source: act.Link, Lang: g.lang, Claim: req.By.Claim}
	reader := req.By
	reader.Role, reader.Claim = act.Owner, nil
	g.read = act.In(req.Request.Context(), reader)
	g.company, err = p.app.Settings.Company(g.read)
	return g, err
}

// langCookie remembers the language, and nothing else. It goes no further than these pages.
const langCookie = "lang"

// language is what the guest chose just now, or before, or what the office noted, or what his browser asks for.
func language(req *web.Request, noted string) string {
	if chosen := req.Query("lang"); slices.Contains(i18n.Langs(), chosen) {
		req.SetCookie(&http.Cookie{
			Name: langCookie, Value: chosen, Path: "/c", MaxAge: 365 * 86400, HttpOnly: true, Secure: req.Secure(), SameSite: http.SameSiteLaxMode,
		})
		return chosen
	}
	if c, err := req.Request.Cookie(langCookie); err == nil && slices.Contains(i18n.Langs(), c.Value) {
		return c.Value
	}
	if noted == i18n.Hindi {
		return noted
	}
	return i18n.Match(req.Request.Header.Get("Accept-Language"))
}

// show answers with a page that has no form.
func (g guest) show(req *web.Request, title string, body templ.Component) error {
	return req.Fragment(shell(g, title, body))
}

// form answers with a page that has one. Under no-referrer a browser sends a form without its origin, and one that speaks plain
// HTTP would be refused as if it came from another site; same-origin keeps the address of the page from others just as well.
func (g guest) form(req *web.Request, status int, title string, body templ.Component) error {
	req.Response.Header().Set("Referrer-Policy", "same-origin")
	return req.FragmentStatus(status, shell(g, title, body))
}

// gone is the one answer to a link that does not open and to what is not the guest's. An empty lang is found out.
func (p *portal) gone(req *web.Request, lang string) error {
	if lang == "" {
		lang = language(req, "")
	}
	g := guest{lang: lang, path: req.Request.URL.Path}
	if c, err := p.app.Settings.Company(req.Request.Context()); err == nil {
		g.company = c
	}
	return req.FragmentStatus(http.StatusNotFound, shell(g, g.t("gone"), gonePage(g)))
}
