// Package hooks is what happens by itself: the table of contents of all automation. Thin bindings only.
//
//	audit.go             every change of a record writes one audit event in its transaction
//	guards.go            invariants that hold even from PocketBase's console and API
//	guards_money.go      the same for payments and cash
//	guards_billing.go    the same for documents that were issued and what settled them
//	guards_contracts.go  the same for contracts, their dates and bills
//	customers_merged.go  when two customers become one, their work follows
//	payment_follows.go   when a document is issued or settled, payments follow
//	job_taking.go        a job that is taken in is put under the contract that holds for it
//	job_completed.go     when a job is completed its invoice is drafted
//	contract_visits.go   when the job of a visit plan is done, opened again or cancelled, its date follows
//	contract_bills.go    when a bill falls due it is drafted; a renewal that is approved makes the next contract
//	van_used.go          a part used at a visit leaves the van; what vans moved stays as it is
//	lines_imported.go    when a bank statement is brought in, each of its lines gets its audit event
//	visit_told.go        when a technician is told of a visit, his phone gets a message
//	plan_applied.go      when a plan that is applied breaks a promise, its customer gets a message
//	dispatch_upset.go    what upsets the day makes a proposal: an emergency, a visit that falls out, a leave
//	session_ended.go     a phone that was signed out gets no more messages
//	live.go              after a change is durable, open pages are told
//	copies.go            a copy of the data is made without letting anybody wait
//	contract_made.go     when a plan makes a visit or a contract ends soon, its customer gets a message
//	clock.go             schedules: name, when, verb; clock_run.go runs each once and keeps how it went, clock_when.go knows the hours
//	contract_clock.go    those of contracts; contract_assign.go gives their visits a technician
//	plan_day.go          the schedule that plans the day at its hour
package hooks

import "doorstep/app"

// Bind connects everything that happens by itself to the appliance. Call it once, before serving.
func Bind(a *app.App) {
	bindAudit(a)
	bindGuards(a)
	bindGuardsMoney(a)
	bindCustomersMerged(a)
	bindJobTaking(a)
	bindPayments(a)
	bindLinesImported(a)
	bindContractVisits(a)
	bindContractBills(a)
	bindJobCompleted(a)
	bindVisitTold(a)
	bindVanUsed(a)
	bindPlanApplied(a)
	bindDispatchUpset(a)
	bindSessionEnded(a)
	bindContractMade(a)
	bindContractClock(a)
	bindLive(a)
	bindCopies(a)
	bindClock(a)
}
