package setup

import (
	"errors"
	"net/http"
	"os"
	"strings"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/reach"
	"doorstep/views/web"
)

// home is where a phone begins its day.
const home = "/t/today"

// way is how phones reach this appliance, as the page for phones tells it.
type way struct {
	lang   string
	ready  string // address that gives position, camera and offline pages at once: a domain, or what a proxy stands for
	secure string // address over the shop's own HTTPS, which wants the certificate first
	begin  string // page of steps, as a phone that trusts nothing yet opens it
	print  string // fingerprint of the certificate
	lost   bool   // HTTPS is on, but this machine is on no network by which phones could come
	apple  bool   // who reads holds an iPhone
	phone  bool   // who reads holds a phone
}

// wayIn says how phones reach us, as far as the reader may know: over a domain nothing of the shop's own network.
func (p *pages) wayIn(req *web.Request) (way, error) {
	agent := req.Request.UserAgent()
	w := way{lang: speak(req), apple: strings.Contains(agent, "iPhone") || strings.Contains(agent, "iPad")}
	w.phone = w.apple || strings.Contains(agent, "Android")
	s := p.app.Reach.Serving()
	if d := s.Domain(); d != "" {
		w.ready = d
		return w, nil
	}
	if req.Secure() && !reach.Local(req.Request.Context()) {
		w.ready = "https://" + req.Request.Host
		return w, nil
	}
	door := p.app.Reach.Names().Door(req.Request.Host)
	w.secure = s.Secure(door)
	if w.secure == "" {
		w.lost = s.LANPort != 0
		return w, nil
	}
	w.begin = w.secure
	if plain := s.Plain(door); plain != "" {
		w.begin = plain
	}
	cert, err := p.app.Reach.Authority()
	if err != nil {
		return w, err
	}
	w.print = reach.Fingerprint(cert)
	return w, nil
}

func (p *pages) phonePage(req *web.Request) error {
	w, err := p.wayIn(req)
	if err != nil {
		return err
	}
	return req.Plain(i18n.T(w.lang, "reach.title"), phonePage(w, languagesAt("/phone")))
}

// certificate hands out what phones install to trust this appliance on the shop's network.
func (p *pages) certificate(req *web.Request) error {
	cert, err := p.app.Reach.Authority()
	if errors.Is(err, os.ErrNotExist) {
		return fault.New(fault.NotFound, "page_not_found")
	}
	if err != nil {
		return err
	}
	// No attachment for it: iPhones install only what they open.
	req.Response.Header().Set("Content-Disposition", `inline; filename="doorstep.crt"`)
	return req.Blob(http.StatusOK, "application/x-x509-ca-cert", cert.Raw)
}

// languagesAt are the ways to see a page, each called by its own name.
func languagesAt(path string) []language {
	var all []language
	for _, code := range i18n.Langs() {
		all = append(all, language{code, i18n.T(code, "lang."+code), path + "?lang=" + code})
	}
	return all
}
