package office

import (
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/stock"
	"doorstep/views/web"
)

// vanRoutes are what vans carry, and jobs that take several days.
func (o *office) vanRoutes(r *web.Router) {
	r.GET("/office/vans", o.listVans).May(stock.See)
	r.GET("/office/vans/{id}", o.showVan).May(stock.See)
	r.POST("/office/vans/{id}/loads", o.loadVan).May(stock.Move)
	r.POST("/office/vans/{id}/returns", o.returnFromVan).May(stock.Move)
	r.POST("/office/vans/{id}/counts", o.countVan).May(stock.Move)
	r.POST("/office/vans/{id}/reversals/{move}", o.reverseMove).May(stock.Move)

	r.GET("/office/jobs/{id}/days", o.planDays).May(dispatch.Assigning)
	r.POST("/office/jobs/{id}/days", o.saveDays).May(dispatch.Assigning)
	r.POST("/office/jobs/{id}/days/end", o.endDays).May(jobs.Edit)
}
