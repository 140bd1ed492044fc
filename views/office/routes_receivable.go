package office

import (
	"doorstep/app/customers"
	"doorstep/app/receivables"
	"doorstep/views/web"
)

// receivableRoutes are ageing, statements, disputes, the customer's link.
func (o *office) receivableRoutes(r *web.Router) {
	r.GET("/office/receivables", o.showAgeing).May(receivables.See)
	r.GET("/office/receivables/invoices", o.listOwed).May(receivables.See)
	r.GET("/office/customers/{id}/statement", o.showStatement).May(receivables.See)
	r.GET("/office/customers/{id}/statement.pdf", o.statementPDF).May(receivables.See)

	r.GET("/office/disputes", o.listDisputes).May(receivables.See)
	r.POST("/office/disputes/{id}/owner", o.assignDispute).May(receivables.Settle)
	r.POST("/office/disputes/{id}/resolution", o.resolveDispute).May(receivables.Settle)
	r.GET("/office/invoices/{id}/disputes/new", o.newDispute).May(receivables.Settle)
	r.POST("/office/invoices/{id}/disputes", o.raiseDispute).May(receivables.Settle)

	r.GET("/office/customers/{id}/links", o.customerLinks).May(customers.GiveLink)
	r.POST("/office/customers/{id}/links", o.makeCustomerLink).May(customers.GiveLink)
	r.POST("/office/customers/{id}/links/{link}/revocation", o.revokeCustomerLink).May(customers.GiveLink)
}
