package office

import (
	"doorstep/app/contracts"
	"doorstep/views/web"
)

// contractRoutes are contracts, what they cover, their machines and their bills.
func (o *office) contractRoutes(r *web.Router) {
	r.GET("/office/contracts", o.listContracts).May(contracts.See)
	r.GET("/office/contracts/new", o.newContract).May(contracts.Write)
	r.POST("/office/contracts", o.createContract).May(contracts.Write)
	r.GET("/office/contracts/{id}", o.showContract).May(contracts.See)
	r.GET("/office/contracts/{id}/jobs", o.contractJobs).May(contracts.See)
	r.GET("/office/contracts/{id}/edit", o.editContract).May(contracts.Write)
	r.POST("/office/contracts/{id}", o.changeContract).May(contracts.Write)

	r.POST("/office/contracts/{id}/activation", o.activateContract).May(contracts.Decide)
	r.POST("/office/contracts/{id}/suspension", o.suspendContract).May(contracts.Decide)
	r.POST("/office/contracts/{id}/resumption", o.resumeContract).May(contracts.Decide)
	r.POST("/office/contracts/{id}/closing", o.closeContract).May(contracts.Decide)

	r.POST("/office/contracts/{id}/machines", o.addContractMachine).May(contracts.Write)
	r.POST("/office/contracts/{id}/machines/{asset}/removal", o.removeContractMachine).May(contracts.Write)
	r.POST("/office/contracts/{id}/covers", o.saveCover).May(contracts.Write)
	r.POST("/office/contracts/{id}/covers/{cover}", o.saveCover).May(contracts.Write)
	r.POST("/office/contracts/{id}/covers/{cover}/removal", o.removeCover).May(contracts.Write)
	r.POST("/office/contracts/{id}/bills/{bill}/omission", o.skipBill).May(contracts.MayBill)
	r.POST("/office/contracts/{id}/bills/{bill}/reopening", o.reopenBill).May(contracts.MayBill)
}
