package office

import (
	"doorstep/app/dispatch"
	"doorstep/views/web"
)

func (o *office) mapRoutes(r *web.Router) {
	r.GET("/office/map", o.dayMap).May(dispatch.SeeBoard)
	r.GET("/office/map/list", o.mapSide).May(dispatch.SeeBoard)
	r.GET("/office/map/day", o.mapDay).May(dispatch.SeeBoard)
}
