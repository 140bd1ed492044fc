package office

import (
	"doorstep/app/payments"
	"doorstep/views/web"
)

// paymentRoutes are payments, receipts and cash. A payment is recorded here by the office; technicians do so on their phones.
func (o *office) paymentRoutes(r *web.Router) {
	r.GET("/office/payments", o.listPayments).May(payments.See)
	r.GET("/office/payments/rows", o.paymentRows).May(payments.See)
	r.GET("/office/payments/new", o.newPayment).May(payments.See)
	r.POST("/office/payments", o.recordPayment).May(payments.See)
	r.GET("/office/payments/{id}", o.showPayment).May(payments.See)
	r.GET("/office/payments/{id}/receipt", o.paymentReceipt).May(payments.See)
	r.POST("/office/payments/{id}/verification", o.verifyPayment).May(payments.Verify)
	r.POST("/office/payments/{id}/rejection", o.rejectPayment).May(payments.Verify)
	r.POST("/office/payments/{id}/reversal", o.reversePayment).May(payments.Verify)
	r.POST("/office/payments/{id}/allocations", o.allocatePayment).May(payments.Verify)
	r.POST("/office/payments/{id}/releases", o.releasePayment).May(payments.Verify)
	r.POST("/office/payments/{id}/refunds", o.refundPayment).May(payments.Refund)

	r.GET("/office/cash", o.showCash).May(payments.See)
	r.GET("/office/cash/hands/{id}", o.showHand).May(payments.See)
	r.POST("/office/cash/hands/{id}/hand-overs", o.countCash).May(payments.Count)
	r.POST("/office/cash/deposits", o.depositCash).May(payments.BankCash)
}
