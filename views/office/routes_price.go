package office

import (
	"doorstep/app/catalog"
	"doorstep/app/settings"
	"doorstep/views/web"
)

// priceRoutes are price lists and branches.
func (o *office) priceRoutes(r *web.Router) {
	r.GET("/office/price-lists", o.listPriceLists).May(catalog.See)
	r.POST("/office/price-lists", o.createPriceList).May(catalog.EditServices)
	r.GET("/office/price-lists/{id}", o.showPriceList).May(catalog.See)
	r.POST("/office/price-lists/{id}", o.changePriceList).May(catalog.EditServices)
	r.POST("/office/price-lists/{id}/prices", o.setOwnPrice).May(catalog.EditServices)
	r.POST("/office/price-lists/{id}/prices/{item}/removal", o.dropOwnPrice).May(catalog.EditServices)

	r.GET("/office/branches", o.listBranches).May(settings.See)
	r.GET("/office/branches/new", o.newBranch).May(settings.Manage)
	r.POST("/office/branches", o.createBranch).May(settings.Manage)
	r.GET("/office/branches/{id}", o.editBranch).May(settings.Manage)
	r.POST("/office/branches/{id}", o.changeBranch).May(settings.Manage)
}
