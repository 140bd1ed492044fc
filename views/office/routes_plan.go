package office

import (
	"doorstep/app/contracts"
	"doorstep/views/web"
)

// planRoutes are visit plans, their dates, and renewals.
func (o *office) planRoutes(r *web.Router) {
	r.GET("/office/contracts/{id}/plans/new", o.newPlan).May(contracts.Write)
	r.POST("/office/contracts/{id}/plans", o.createPlan).May(contracts.Write)
	r.POST("/office/plans/preview", o.previewPlan).May(contracts.Write).Keyless() // it stores nothing
	r.GET("/office/plans/{id}", o.showPlan).May(contracts.See)
	r.POST("/office/plans/{id}", o.changePlan).May(contracts.Write)
	r.POST("/office/plans/{id}/end", o.endPlan).May(contracts.Write)

	r.GET("/office/plan-dates/{id}", o.showPlanDate).May(contracts.See)
	r.POST("/office/plan-dates/{id}/move", o.movePlanDate).May(contracts.Write)
	r.POST("/office/plan-dates/{id}/skip", o.skipPlanDate).May(contracts.Write)

	r.GET("/office/renewals", o.listRenewals).May(contracts.See)
	r.GET("/office/contracts/{id}/renewal", o.showRenewal).May(contracts.See)
	r.POST("/office/contracts/{id}/renewal", o.quoteRenewal).May(contracts.Renew)
	r.POST("/office/contracts/{id}/loss", o.loseRenewal).May(contracts.Renew)
}
