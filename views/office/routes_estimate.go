package office

import (
	"doorstep/app/billing"
	"doorstep/views/web"
)

// estimateRoutes are estimates and their approval.
func (o *office) estimateRoutes(r *web.Router) {
	r.GET("/office/estimates", o.listEstimates).May(billing.See)
	r.GET("/office/estimates/new", o.newEstimate).May(billing.MayDraft)
	r.POST("/office/estimates", o.createEstimate).May(billing.MayDraft)
	r.POST("/office/estimates/lines", o.priceEstimate).May(billing.MayDraft)
	r.GET("/office/estimates/items", o.estimateItems).May(billing.MayDraft)
	r.GET("/office/estimates/{id}", o.showEstimate).May(billing.See)
	r.GET("/office/estimates/{id}/part", o.estimatePart).May(billing.See)
	r.GET("/office/estimates/{id}/pdf", o.estimatePDF).May(billing.See)
	r.GET("/office/estimates/{id}/signature", o.estimateSignature).May(billing.See)
	r.GET("/office/estimates/{id}/edit", o.editEstimate).May(billing.MayDraft)
	r.POST("/office/estimates/{id}", o.changeEstimate).May(billing.MayDraft)
	r.POST("/office/estimates/{id}/removal", o.discardEstimate).May(billing.MayDraft)
	r.POST("/office/estimates/{id}/sending", o.sendEstimate).May(billing.MayDraft)
	r.POST("/office/estimates/{id}/approval", o.approveEstimate).May(billing.MayDraft)
	r.POST("/office/estimates/{id}/decline", o.declineEstimate).May(billing.MayDraft)
	r.POST("/office/estimates/{id}/invoice", o.invoiceEstimate).May(billing.MayDraft)
}
