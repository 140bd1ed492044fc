package office

import (
	"doorstep/app/jobs"
	"doorstep/views/web"
)

// workRoutes are the first screen, the intake of jobs, their list and the page of each.
func (o *office) workRoutes(r *web.Router) {
	r.GET("/office/jobs/new", o.newJob).May(jobs.Book)
	r.POST("/office/jobs", o.bookJob).May(jobs.Book)
	r.GET("/office/intake/lookup", o.lookUp).May(jobs.Book)
	r.GET("/office/intake/new", o.unknownCaller).May(jobs.Book)
	r.GET("/office/intake/customer/{id}", o.chosenCustomer).May(jobs.Book)
	r.GET("/office/intake/site", o.chosenSite).May(jobs.Book)
	r.GET("/office/intake/type", o.chosenKind).May(jobs.Book)
	r.GET("/office/intake/due", o.promisedTimes).May(jobs.Book)
	r.GET("/office/intake/pin", o.intakePin).May(jobs.Book)
}
