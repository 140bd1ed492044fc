// Package tech is what a technician sees and does on his phone: his day, one visit from its acceptance to its end, his trail.
//
// Every page says everything in his language. What he does goes through the phone's outbox, which needs script: a form with
// data-item becomes an item of the inbox (app/sync) and is never posted. Pages are made so that a copy kept on the phone serves
// for a visit's whole life: the controls of every state are on it, those of other states hidden, and data-when names the
// states of each. He reaches his own visits only; jobs holds him to it.
package tech

import (
	"net/http"

	"github.com/a-h/templ"

	"doorstep/app"
	"doorstep/app/jobs"
	"doorstep/views/layout"
	"doorstep/views/web"
)

type phone struct{ app *app.App }

// Routes registers every page of the technician.
func Routes(r *web.Router, a *app.App) {
	p := &phone{a}
	p.doctorRoutes(r)
	r.GET("/t/today", p.today).May(jobs.SeeOwn)
	r.GET("/t/visits/{id}", p.visit).May(jobs.SeeOwn)
	r.GET("/t/visits/{id}/work", p.work).May(jobs.SeeOwn)
	r.GET("/t/visits/{id}/finish", p.finish).May(jobs.SeeOwn)
	p.payRoutes(r)
	r.GET("/t/manuals/{id}", p.manualFile).May(jobs.SeeOwn)
	r.GET("/t/helping/{id}", p.help).May(jobs.SeeOwn)
	r.GET("/t/van", p.van).May(jobs.SeeOwn)
	r.GET("/t/trail", p.trail).May(jobs.SeeOwn)
	p.outboxRoutes(r)
	p.syncRoutes(r)
}

// ofVisit answers with a page of one visit, which has a style of its own.
func ofVisit(req *web.Request, name string, body templ.Component, scripts ...string) error {
	return styled(req, name, body, []string{"visit.css"}, scripts)
}

// styled is ofVisit with the styles that the page needs.
func styled(req *web.Request, name string, body templ.Component, styles, scripts []string) error {
	return req.TechIn(http.StatusOK, layout.Shell{Title: name, Nav: "today", Scripts: scripts, Styles: styles}, body)
}
