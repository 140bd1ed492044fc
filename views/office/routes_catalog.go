package office

import (
	"doorstep/app/catalog"
	"doorstep/views/web"
)

func (o *office) catalogRoutes(r *web.Router) {
	r.GET("/office/items", o.listItems).May(catalog.See)
	r.GET("/office/items/new", o.newItem).May(catalog.EditPrices)
	r.POST("/office/items", o.createItem).May(catalog.EditPrices)
	r.GET("/office/items/{id}", o.showItem).May(catalog.See)
	r.GET("/office/items/{id}/edit", o.editItem).May(catalog.EditPrices)
	r.POST("/office/items/{id}", o.changeItem).May(catalog.EditPrices)
	r.POST("/office/items/{id}/rates", o.addItemRate).May(catalog.EditPrices)

	r.GET("/office/manuals", o.listManuals).May(catalog.See)
	r.POST("/office/manuals", o.addManual).May(catalog.ManageManuals).Body(noteBody)
	r.GET("/office/manuals/{id}", o.manualFile).May(catalog.See)
	r.POST("/office/manuals/{id}/removal", o.removeManual).May(catalog.ManageManuals)

	r.GET("/office/job-types", o.listJobTypes).May(catalog.See)
	r.GET("/office/job-types/new", o.newJobType).May(catalog.EditTypes)
	r.POST("/office/job-types", o.createJobType).May(catalog.EditTypes)
	r.GET("/office/job-types/{id}", o.showJobType).May(catalog.See)
	r.POST("/office/job-types/{id}", o.changeJobType).May(catalog.EditTypes)
}
