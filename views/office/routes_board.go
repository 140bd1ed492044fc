package office

import (
	"doorstep/app/dispatch"
	"doorstep/views/web"
)

func (o *office) boardRoutes(r *web.Router) {
	r.GET("/office/board", o.board).May(dispatch.SeeBoard)
	r.GET("/office/board/lanes", o.boardLanes).May(dispatch.SeeBoard)
	r.GET("/office/board/waiting", o.boardWaiting).May(dispatch.SeeBoard)
	r.GET("/office/jobs/{id}/candidates", o.candidates).May(dispatch.SeeBoard)
	r.POST("/office/jobs/{id}/visits", o.assignVisit).May(dispatch.Assigning)
	r.POST("/office/jobs/{id}/visits/best", o.assignBest).May(dispatch.Assigning)
	r.GET("/office/visits/{id}/move", o.moveForm).May(dispatch.Assigning)
	r.POST("/office/visits/{id}/plan", o.moveVisit).May(dispatch.Assigning)
}
