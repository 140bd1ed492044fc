package tech

import (
	"doorstep/app/jobs"
	"doorstep/views/web"
)

// payRoutes are the pages at the door on which money is spoken of. What is done there goes through the outbox.
func (p *phone) payRoutes(r *web.Router) {
	r.GET("/t/visits/{id}/pay", p.pay).May(jobs.SeeOwn)
	r.GET("/t/visits/{id}/extra", p.extra).May(jobs.SeeOwn)
}
