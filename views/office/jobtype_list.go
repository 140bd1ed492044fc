package office

import (
	"doorstep/views/web"
)

// listJobTypes shows the job types in the order in which they are offered, those no longer offered last.
func (o *office) listJobTypes(req *web.Request) error {
	types, err := o.app.Catalog.JobTypes(req.Ctx(), false)
	if err != nil {
		return err
	}
	return req.Page("Job types", "job-types", jobTypeList(types))
}
