package office

import (
	"doorstep/app/dispatch"
	"doorstep/views/web"
)

// replayRoutes are past days planned again, and how travel is reckoned.
func (o *office) replayRoutes(r *web.Router) {
	r.GET("/office/replay", o.lookBack).May(dispatch.LookBack)
	r.GET("/office/replay/days", o.lookBackOn).May(dispatch.LookBack)
	r.GET("/office/settings/travel", o.travelTimes).May(dispatch.SeeBoard)
}
