package tech

import (
	"net/http"

	"doorstep/app/jobs"
	"doorstep/app/kernel/i18n"
	"doorstep/static"
	"doorstep/views/web"
)

func (p *phone) outboxRoutes(r *web.Router) {
	r.GET("/t/outbox", p.outbox).May(jobs.SeeOwn)
	r.GET("/t/away", p.away).May(jobs.SeeOwn)
	r.GET("/t/sw.js", p.worker).Public("it names public files only; a browser asks for it when nobody may be signed in")
}

// outbox is the frame in which script lists what waits on the phone.
func (p *phone) outbox(req *web.Request) error {
	return req.Tech(i18n.T(req.Lang(), "outbox.title"), "outbox", outboxPage(req.Lang()), "waiting.js")
}

// away is what the phone shows, from its own copy, for a page that it has not got.
func (p *phone) away(req *web.Request) error {
	return req.Tech(i18n.T(req.Lang(), "away.title"), "", awayPage(req.Lang()))
}

func (p *phone) worker(req *web.Request) error {
	req.Response.Header().Set("Cache-Control", "no-cache")
	return req.Blob(http.StatusOK, "text/javascript; charset=utf-8", static.Worker())
}
