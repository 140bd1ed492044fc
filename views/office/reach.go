package office

import (
	"net/http"
	"slices"

	"doorstep/app/kernel/clock"
	"doorstep/app/reach"
	"doorstep/app/settings"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// reachView is how phones come to the appliance, and the header by which a proxy says who comes.
type reachView struct {
	f      *ui.Form
	checks []reach.Check
	begin  string // page of steps, as a phone opens it; empty where no phone can
	print  string // fingerprint of the certificate that phones install
	until  string // the last day of that certificate
	me     string // address from which this browser comes, as we see it
	stored string // the trusted header
}

func (o *office) reachPage(req *web.Request) error {
	f := ui.NewForm(req.Lang()).Set("header", o.app.Settings.Proxy())
	return o.showReach(req, http.StatusOK, f)
}

func (o *office) showReach(req *web.Request, status int, f *ui.Form) error {
	f.Labels["header"] = "Trusted header"
	s, names := o.app.Reach.Serving(), o.app.Reach.Names()
	v := reachView{f: f, me: req.IP(), stored: o.app.Settings.Proxy(), checks: []reach.Check{reach.Addresses(s, names)}}
	v.checks = append(v.checks, reach.Places(s, names)...)
	if s.Domain() == "" && s.LANPort == 0 {
		v.checks = append(v.checks, reach.HTTPS(s, reach.Certificate{}, clock.Now()))
	}
	v.begin = s.Domain()
	if v.begin == "" && req.Secure() && !reach.Local(req.Request.Context()) {
		v.begin = "https://" + req.Request.Host
	}
	if door := names.Door(req.Request.Host); v.begin == "" && door != "" {
		if v.begin = s.Plain(door); v.begin == "" {
			v.begin = s.Secure(door)
		}
	}
	if cert, err := o.app.Reach.Authority(); err == nil && s.LANPort != 0 {
		v.print, v.until = reach.Fingerprint(cert), cert.NotAfter.In(clock.IST).Format("2 Jan 2006")
		if c, there := reach.AuthorityAge(cert.NotAfter, clock.Now()); there {
			v.checks = append(v.checks, c)
		}
	}
	v.checks = append(v.checks, reach.Proxy(v.stored, s))
	return req.PageStatus(status, "Reaching phones", "settings", reachPage(v))
}

func (o *office) setProxy(req *web.Request) error {
	f := req.Form()
	err := o.app.Settings.SetProxy(req.Ctx(), f.Get("header"))
	if web.Refill(err) {
		f.Fail(err)
		return o.showReach(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/settings/reach", "Trusted header saved.")
}

// foreign reports whether the stored header is one that only PocketBase's console offers.
func (v reachView) foreign() bool {
	return v.stored != "" && !slices.Contains(settings.ProxyHeaders, v.stored)
}

func proxyOptions() []ui.Option {
	return []ui.Option{
		{Value: "", Label: "None: phones come straight here"},
		{Value: "X-Forwarded-For", Label: "X-Forwarded-For: nginx, Caddy, Traefik, most others"},
		{Value: "CF-Connecting-IP", Label: "CF-Connecting-IP: a Cloudflare tunnel"},
		{Value: "X-Real-IP", Label: "X-Real-IP: nginx that was told so"},
	}
}

// checkTone is the tone of the badge of a check.
func checkTone(s reach.State) string {
	return map[reach.State]string{reach.OK: "good", reach.Attention: "warn", reach.Failed: "bad"}[s]
}

func checkWord(s reach.State) string {
	return map[reach.State]string{reach.OK: "OK", reach.Attention: "Attention", reach.Failed: "Failed"}[s]
}
