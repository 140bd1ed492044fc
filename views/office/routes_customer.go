package office

import (
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/views/web"
)

func (o *office) customerRoutes(r *web.Router) {
	r.GET("/office/customers", o.listCustomers).May(customers.See)
	r.GET("/office/customers/new", o.newCustomer).May(customers.Edit)
	r.POST("/office/customers", o.createCustomer).May(customers.Edit)
	r.GET("/office/customers/{id}", o.showCustomer).May(customers.See)
	r.GET("/office/customers/{id}/edit", o.editCustomer).May(customers.Edit)
	r.POST("/office/customers/{id}", o.changeCustomer).May(customers.Edit)
	r.GET("/office/customers/{id}/jobs", o.customerJobs).May(customers.See)
	r.POST("/office/customers/{id}/notes", o.addCustomerNote).May(jobs.Note).Body(noteBody)
	r.POST("/office/customers/{id}/technicians", o.addCustomerTechnician).May(customers.Edit)
	r.POST("/office/customers/{id}/technicians/{technician}/removal", o.removeCustomerTechnician).May(customers.Edit)
	r.GET("/office/customers/{id}/merge", o.showMerge).May(customers.Merge)
	r.POST("/office/customers/{id}/merger", o.mergeCustomers).May(customers.Merge)

	r.GET("/office/customers/{id}/sites/new", o.newSite).May(customers.Edit)
	r.POST("/office/customers/{id}/sites", o.createSite).May(customers.Edit)
	r.GET("/office/sites/{id}/edit", o.editSite).May(customers.Edit)
	r.POST("/office/sites/{id}", o.changeSite).May(customers.Edit)

	r.GET("/office/machines", o.listMachines).May(customers.See)
	r.GET("/office/sites/{id}/machines/new", o.newMachine).May(customers.Edit)
	r.POST("/office/sites/{id}/machines", o.createMachine).May(customers.Edit)
	r.GET("/office/machines/{id}", o.showMachine).May(customers.See)
	r.GET("/office/machines/{id}/edit", o.editMachine).May(customers.Edit)
	r.POST("/office/machines/{id}", o.changeMachine).May(customers.Edit)
	r.GET("/office/machines/{id}/jobs", o.machineJobs).May(customers.See)
	r.GET("/office/machines/{id}/move", o.showMachineMove).May(customers.Edit)
	r.POST("/office/machines/{id}/relocation", o.moveMachine).May(customers.Edit)
	r.POST("/office/machines/{id}/retirement", o.retireMachine).May(customers.Edit)

	// What forms ask while they are filled in.
	r.GET("/office/pins", o.pinsNear).May(customers.See)
	r.GET("/office/pins/{pin}", o.pinPlace).May(customers.See)
	r.GET("/office/gstins", o.gstinState).May(customers.See)
}
