package office

import (
	"doorstep/app/jobs"
	"doorstep/app/people"
	"doorstep/app/sync"
	"doorstep/views/web"
)

// phoneRoutes are what came from technicians' phones: visits with their proof, conflicts, check-ins, attendance, expenses.
// What the office enters for a technician without a phone goes through the same verbs.
func (o *office) phoneRoutes(r *web.Router) {
	r.GET("/office/visits/{id}", o.showVisit).May(jobs.See)
	r.GET("/office/visits/{id}/parts/{part}", o.visitScreenPart).May(jobs.See)
	r.GET("/office/visits/items", o.offerItems).May(jobs.Edit)
	r.POST("/office/visits/{id}/code", o.visitCode).May(jobs.See)
	r.POST("/office/visits/{id}/postponement", o.putOffVisit).May(jobs.Edit)
	r.POST("/office/visits/{id}/times", o.correctTimes).May(jobs.Edit)
	r.POST("/office/visits/{id}/answers", o.answerCheck).May(jobs.Edit)
	r.POST("/office/visits/{id}/lines", o.useItem).May(jobs.Edit)
	r.POST("/office/visits/{id}/lines/removal", o.dropLine).May(jobs.Edit)
	r.POST("/office/visits/{id}/expenses", o.spendMoney).May(jobs.Edit).Body(photoBody)
	r.POST("/office/visits/{id}/serials", o.swapSerial).May(jobs.Edit)
	r.POST("/office/visits/{id}/sign-off", o.signOff).May(jobs.Edit)
	r.POST("/office/visits/{id}/payment", o.choosePays).May(jobs.Edit)
	r.POST("/office/visits/{id}/captures", o.addPhoto).May(jobs.Edit).Body(photoBody)
	r.POST("/office/visits/{id}/follow-ups", o.bookFollowUp).May(jobs.Edit)
	r.GET("/office/captures/{id}", o.captureFile).May(jobs.See)
	r.GET("/office/signatures/{id}", o.signatureFile).May(jobs.See)

	r.GET("/office/conflicts", o.listConflicts).May(sync.Settle)
	r.GET("/office/conflicts/now", o.conflictsPart).May(sync.Settle)
	r.POST("/office/conflicts/{id}/acceptance", o.acceptConflict).May(sync.Settle)
	r.POST("/office/conflicts/dismissal", o.keepOurs).May(sync.Settle)
	r.GET("/office/phones", o.listPhones).May(sync.Settle)
	r.GET("/office/phones/now", o.phonesNow).May(sync.Settle)
	r.POST("/office/phones/{id}/release", o.releasePhone).May(sync.Settle)

	r.GET("/office/checkins", o.listCheckIns).May(jobs.See)
	r.POST("/office/checkins/{id}/verdict", o.reviewCheckIn).May(jobs.ReviewCheckIns)
	r.GET("/office/expenses", o.listExpenses).May(jobs.See)
	r.POST("/office/expenses/{id}/approval", o.approveExpense).May(jobs.ApproveExpenses)
	r.POST("/office/expenses/{id}/rejection", o.rejectExpense).May(jobs.ApproveExpenses)

	r.GET("/office/attendance", o.attendance).May(people.SeeTechnicians)
	r.GET("/office/attendance.csv", o.attendanceFile).May(people.SeeTechnicians)
	r.GET("/office/technicians/{id}/sheet", o.daySheet).May(jobs.See)
	r.GET("/office/technicians/{id}/trail", o.dayTrail).May(people.SeeTechnicians)
}
