package office

import (
	"net/http"
	"strconv"

	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
	"doorstep/views/web"
)

var jobLabels = map[string]string{
	"issue": "Issue", "priority": "Priority", "payment": "Expected payment", "duration_min": "Minutes of work", "crew": "How many go", "parts_first": "Do not dispatch without parts", "promised_day": "Promised day",
	"promised_from": "Promised from", "promised_to": "Promised until", "contact_name": "Contact", "contact_phone": "Phone for this job",
}

// editJob is the form with which a job's details are changed.
func (o *office) editJob(req *web.Request) error {
	j, err := o.app.Jobs.Get(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	return o.editPage(req, http.StatusOK, j, storedJob(req.Lang(), j), nil)
}

// changeJob stores the changed details. Who comes too late sees what was stored beside what he typed.
func (o *office) changeJob(req *web.Request) error {
	f := req.Form()
	f.Labels = jobLabels
	in, err := changeOf(req.ID(), f)
	if err == nil {
		_, err = o.app.Jobs.Edit(req.Ctx(), in)
	}
	if web.Refill(err) {
		f.Fail(err)
		j, lost := o.app.Jobs.Get(req.Ctx(), req.ID())
		if lost != nil {
			return lost
		}
		late := differences(err, f, storedJob(req.Lang(), j))
		j.Rev = heldRev(err, f, j.Rev)
		return o.editPage(req, web.StatusOf(err), j, f, late)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/jobs/"+req.ID(), "Saved.")
}

func (o *office) editPage(req *web.Request, status int, j jobs.Job, f *ui.Form, late []difference) error {
	return req.PageStatus(status, "Change "+j.No, "jobs", jobForm(j, f, strconv.Itoa(j.Rev), late))
}

func changeOf(id string, f *ui.Form) (jobs.Change, error) {
	in := jobs.Change{
		ID: id, Rev: f.Int("rev"), Priority: f.Int("priority"), Issue: f.Get("issue"), Payment: jobs.Payment(f.Get("payment")),
		DurationMin: f.Int("duration_min"), Crew: f.Int("crew"), PartsFirst: f.Bool("parts_first"), ContactName: f.Get("contact_name"), ContactPhone: f.Get("contact_phone"),
	}
	var check fault.Check
	from, to, err := promiseOf(f)
	in.PromisedFrom, in.PromisedTo = from, to
	check.Add(f.Err())
	check.Add(err)
	return in, check.Err()
}

// storedJob is the form of what is stored.
func storedJob(lang string, j jobs.Job) *ui.Form {
	f := ui.NewForm(lang)
	f.Labels = jobLabels
	f.Set("issue", j.Issue).Set("priority", j.Priority).Set("payment", string(j.Payment)).Set("duration_min", j.DurationMin)
	f.Set("crew", j.Crew).Set("parts_first", j.PartsFirst)
	f.Set("contact_name", j.ContactName).Set("contact_phone", j.ContactPhone)
	setPromise(f, j.PromisedFrom, j.PromisedTo)
	return f
}
