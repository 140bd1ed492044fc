package office

import (
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/notify"
	"doorstep/views/web"
)

func (o *office) exceptionRoutes(r *web.Router) {
	r.GET("/office/exceptions", o.exceptions).May(dispatch.SeeBoard)
	r.GET("/office/exceptions/rows", o.exceptionRows).May(dispatch.SeeBoard)
	r.GET("/office/capacity", o.capacity).May(dispatch.SeeBoard)
	r.GET("/office/capacity/now", o.capacityNow).May(dispatch.SeeBoard)
	r.GET("/office/intake/openings", o.openings).May(jobs.Book)
	r.GET("/office/messages", o.messages).May(notify.SendDrafts)
	r.POST("/office/messages/{id}/outcome", o.settleMessage).May(notify.SendDrafts)
}
