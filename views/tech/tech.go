// Package tech is what a technician sees and does on his phone: his day and one visit.
//
// Every page works without script and says everything in his language. He reaches his own visits only; jobs holds him to it.
package tech

import (
	"doorstep/app"
	"doorstep/app/jobs"
	"doorstep/views/web"
)

type phone struct{ app *app.App }

// Routes registers every page of the technician.
func Routes(r *web.Router, a *app.App) {
	p := &phone{a}
	r.GET("/t/today", p.today).May(jobs.SeeOwn)
	r.GET("/t/visits/{id}", p.visit).May(jobs.SeeOwn)
	r.POST("/t/visits/{id}/acceptance", p.accept).May(jobs.Answer)
	r.POST("/t/visits/{id}/rejection", p.reject).May(jobs.Answer)
	r.POST("/t/visits/{id}/progress", p.advance).May(jobs.Answer)
}
