package office

import (
	"strconv"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/views/web"
)

// nearby is another job that is open at the same site. After is where this one is planned right after its visit, empty where it has
// none ahead.
type nearby struct {
	jobs.Row
	After string
}

// nearbyMost is how many jobs of a site are offered.
const nearbyMost = 5

// nearby are the other open jobs at the job's site, so that one trip does them.
func (o *office) nearby(req *web.Request, job jobs.Job, next string) ([]nearby, error) {
	rows, err := o.app.Jobs.List(req.Ctx(), jobs.Filter{Site: job.Site, Statuses: []jobs.Status{jobs.Unscheduled, jobs.Scheduled}, Most: nearbyMost + 1})
	var all []nearby
	for _, r := range rows.Rows {
		if r.ID == job.ID || len(all) == nearbyMost {
			continue
		}
		n := nearby{Row: r}
		end := r.Start.Time().Add(time.Duration(r.DurationMin) * time.Minute)
		if r.Status == jobs.Scheduled && r.VisitStatus.Waiting() && end.After(clock.Now()) {
			n.After = "/office/jobs/" + job.ID + "/candidates?" + query("day", string(clock.DateOf(end)), "technician", r.TechID, "start", clock.Local(end),
				"minutes", strconv.Itoa(job.DurationMin), "tell", "1", "next", next)
		}
		all = append(all, n)
	}
	return all, err
}
