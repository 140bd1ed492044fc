package office

import (
	"doorstep/app/dispatch"
	"doorstep/views/web"
)

func (o *office) proposalRoutes(r *web.Router) {
	r.GET("/office/proposals", o.proposals).May(dispatch.SeeBoard)
	r.POST("/office/proposals", o.planDay).May(dispatch.Assigning)
	r.GET("/office/proposals/rows", o.proposalRows).May(dispatch.SeeBoard)
	r.GET("/office/proposals/{id}", o.proposal).May(dispatch.SeeBoard)
	r.GET("/office/proposals/{id}/part", o.proposalPart).May(dispatch.SeeBoard)
	r.POST("/office/proposals/{id}/application", o.applyProposal).May(dispatch.Assigning)
	r.GET("/office/whatif", o.whatIf).May(dispatch.SeeBoard)
	r.POST("/office/proposals/{id}/discard", o.discardProposal).May(dispatch.Assigning)
}
