// Package hooks is what happens by itself: the table of contents of all automation. Thin bindings only.
//
//	audit.go             every change of a record writes one audit event in its transaction
//	guards.go            invariants that hold even from PocketBase's console and API
//	guards_money.go      the same for payments and cash
//	guards_billing.go    the same for documents that were issued and what settled them
//	customers_merged.go  when two customers become one, their work follows
//	payment_follows.go   when a document is issued or settled, payments follow
//	job_completed.go     when a job is completed its invoice is drafted
//	lines_imported.go    when a bank statement is brought in, each of its lines gets its audit event
//	visit_told.go        when a technician is told of a visit, his phone gets a message
//	session_ended.go     a phone that was signed out gets no more messages
//	live.go              after a change is durable, open pages are told
//	clock.go             schedules: name, when, verb
package hooks

import "doorstep/app"

// Bind connects everything that happens by itself to the appliance. Call it once, before serving.
func Bind(a *app.App) {
	bindAudit(a)
	bindGuards(a)
	bindGuardsMoney(a)
	bindCustomersMerged(a)
	bindPayments(a)
	bindLinesImported(a)
	bindJobCompleted(a)
	bindVisitTold(a)
	bindSessionEnded(a)
	bindLive(a)
}
