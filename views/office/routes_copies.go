package office

import (
	"doorstep/app/backup"
	"doorstep/views/web"
)

func (o *office) copiesRoutes(r *web.Router) {
	r.GET("/office/copies", o.copiesPage).May(backup.Manage)
	r.POST("/office/copies", o.makeCopy).May(backup.Manage)
	r.GET("/office/copies/{name}", o.takeCopy).May(backup.Manage)
	r.POST("/office/copies/{name}/trial", o.tryCopy).May(backup.Manage)
	r.GET("/office/settings/copies", o.editCopies).May(backup.Manage)
	r.POST("/office/settings/copies", o.updateCopies).May(backup.Manage)
}
