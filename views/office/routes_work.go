package office

import (
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/views/web"
)

// workRoutes are the first screen, the intake of jobs, their list and the page of each.
func (o *office) workRoutes(r *web.Router) {
	r.GET("/{$}", o.home).Signed()
	r.GET("/office", o.home).Signed()
	r.GET("/office/today", o.showToday).May(jobs.See)
	r.GET("/office/today/now", o.todayNow).May(jobs.See)
	r.GET("/office/search", o.searchAll).May(jobs.See)
	r.GET("/office/jobs/new", o.newJob).May(jobs.Book)
	r.POST("/office/jobs", o.bookJob).May(jobs.Book)
	r.GET("/office/intake/lookup", o.lookUp).May(jobs.Book)
	r.GET("/office/intake/new", o.unknownCaller).May(jobs.Book)
	r.GET("/office/intake/customer/{id}", o.chosenCustomer).May(jobs.Book)
	r.GET("/office/intake/site", o.chosenSite).May(jobs.Book)
	r.GET("/office/intake/cover", o.chosenCover).May(jobs.Book)
	r.GET("/office/intake/type", o.chosenKind).May(jobs.Book)
	r.GET("/office/intake/due", o.promisedTimes).May(jobs.Book)
	r.GET("/office/intake/pin", o.intakePin).May(jobs.Book)

	r.GET("/office/jobs", o.listJobs).May(jobs.See)
	r.GET("/office/jobs/rows", o.jobRows).May(jobs.See)
	r.GET("/office/jobs/{id}/row", o.jobRow).May(jobs.See)

	r.GET("/office/jobs/{id}", o.showJob).May(jobs.See)
	r.GET("/office/jobs/{id}/parts/{part}", o.jobPart).May(jobs.See)
	r.GET("/office/jobs/{id}/edit", o.editJob).May(jobs.Edit)
	r.POST("/office/jobs/{id}", o.changeJob).May(jobs.Edit)
	r.POST("/office/jobs/{id}/cancellation", o.cancelJob).May(jobs.Edit)
	r.POST("/office/jobs/{id}/hold", o.holdJob).May(jobs.Edit)
	r.POST("/office/jobs/{id}/resumption", o.resumeJob).May(jobs.Edit)
	r.POST("/office/jobs/{id}/notes", o.addNote).May(jobs.Note).Body(noteBody)
	r.GET("/office/notes/{id}/file", o.noteFile).May(jobs.See)
	r.POST("/office/visits/{id}/cancellation", o.cancelVisit).May(jobs.Edit)
	r.POST("/office/visits/{id}/dispatch", o.dispatchVisit).May(dispatch.Assigning)
	r.POST("/office/visits/{id}/progress", o.advanceVisit).May(jobs.Edit)
}
