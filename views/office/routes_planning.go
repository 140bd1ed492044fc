package office

import (
	"doorstep/app/settings"
	"doorstep/views/web"
)

func (o *office) planningRoutes(r *web.Router) {
	r.GET("/office/settings/planning", o.editPlanning).May(settings.Manage)
	r.POST("/office/settings/planning", o.updatePlanning).May(settings.Manage)
}
