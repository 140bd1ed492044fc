package office

import (
	"doorstep/app/billing"
	"doorstep/views/web"
)

// invoiceRoutes are invoices, notes, the review queue.
func (o *office) invoiceRoutes(r *web.Router) {
	r.GET("/office/invoices", o.listInvoices).May(billing.See)
	r.GET("/office/invoices/rows", o.invoiceRows).May(billing.See)
	r.GET("/office/invoices/new", o.newInvoice).May(billing.MayDraft)
	r.GET("/office/invoices/items", o.pickItems).May(billing.MayDraft)
	r.POST("/office/invoices", o.createInvoice).May(billing.MayDraft)
	r.GET("/office/invoices/{id}", o.showInvoice).May(billing.See)
	r.GET("/office/invoices/{id}/pdf", o.invoicePDF).May(billing.See)

	r.POST("/office/invoices/{id}", o.changeInvoice).May(billing.MayDraft)
	r.POST("/office/invoices/{id}/sums", o.invoiceSums).May(billing.MayDraft).Keyless() // it stores nothing
	r.POST("/office/invoices/{id}/removal", o.discardInvoice).May(billing.MayDraft)
	r.POST("/office/invoices/{id}/issue", o.issueInvoice).May(billing.MayIssue)

	r.GET("/office/invoices/{id}/credit-note", o.creditNoteForm).May(billing.Correct)
	r.POST("/office/invoices/{id}/credit-note", o.issueCreditNote).May(billing.Correct)
	r.POST("/office/invoices/{id}/credit-note/sums", o.creditNoteSums).May(billing.Correct).Keyless() // it stores nothing
	r.GET("/office/invoices/{id}/debit-note", o.debitNoteForm).May(billing.Correct)
	r.POST("/office/invoices/{id}/debit-note", o.issueDebitNote).May(billing.Correct)
	r.POST("/office/invoices/{id}/debit-note/sums", o.debitNoteSums).May(billing.Correct).Keyless() // it stores nothing
	r.GET("/office/invoices/{id}/tds", o.tdsForm).May(billing.Correct)
	r.POST("/office/invoices/{id}/tds", o.withholdTDS).May(billing.Correct)
	r.GET("/office/invoices/{id}/write-off", o.writeOffForm).May(billing.Correct)
	r.POST("/office/invoices/{id}/write-off", o.writeOffInvoice).May(billing.Correct)
	r.POST("/office/invoices/{id}/settlements/{settlement}/reversal", o.undoSettlement).May(billing.Correct)

	r.GET("/office/jobs/{id}/invoice", o.jobInvoice).May(billing.See)
	r.POST("/office/jobs/{id}/invoice", o.draftJob).May(billing.MayDraft)

	r.GET("/office/review", o.reviewQueue).May(billing.See)
	r.POST("/office/review/issues", o.issueReviewed).May(billing.MayIssue)
	r.POST("/office/review/combination", o.combineReviewed).May(billing.MayDraft)
}
