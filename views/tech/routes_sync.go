package tech

import (
	"doorstep/app/jobs"
	"doorstep/app/sync"
	"doorstep/views/web"
)

// syncMost is the largest batch of a phone in bytes: the items of a day, a few signatures among them.
const syncMost = 2 << 20

// syncRoutes are the ways in of the outbox. They ask for no form key: each item and each upload carries its own.
func (p *phone) syncRoutes(r *web.Router) {
	r.POST("/t/sync", p.sync).May(sync.Send).Body(syncMost).Keyless()
	r.GET("/t/uploads/{key}", p.uploaded).May(sync.Send)
	r.PUT("/t/uploads/{key}", p.upload).May(sync.Send).Body(sync.PartMost).Keyless()
	r.GET("/t/captures/{id}", p.captureFile).May(jobs.SeeOwn)
}
