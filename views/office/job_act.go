package office

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// refusedAt shows the job's page again with what was typed at the place and what is wrong with it; other errors pass.
func (o *office) refusedAt(req *web.Request, job, place string, f *ui.Form, err error) error {
	if !web.Refill(err) {
		return err
	}
	f.Fail(err)
	return o.jobPage(req, web.StatusOf(err), job, map[string]*ui.Form{place: f})
}

// cancelJob ends the job for a reason.
func (o *office) cancelJob(req *web.Request) error {
	f := req.Form()
	j, err := o.app.Jobs.Cancel(req.Ctx(), req.ID(), f.Int("rev"), f.Get("reason"))
	if err != nil {
		return o.refusedAt(req, req.ID(), "cancel", f, err)
	}
	return req.Go("/office/jobs/"+j.ID, j.No+" is cancelled.")
}

// holdJob stops the clock while somebody is waited for.
func (o *office) holdJob(req *web.Request) error {
	f := req.Form()
	j, err := o.app.Jobs.Hold(req.Ctx(), req.ID(), f.Int("rev"), jobs.Waiting(f.Get("waiting")))
	if err != nil {
		return o.refusedAt(req, req.ID(), "clock", f, err)
	}
	return req.Go("/office/jobs/"+j.ID, "The clock is on hold.")
}

// resumeJob lets the clock run on.
func (o *office) resumeJob(req *web.Request) error {
	f := req.Form()
	j, err := o.app.Jobs.Resume(req.Ctx(), req.ID(), f.Int("rev"))
	if err != nil {
		return o.refusedAt(req, req.ID(), "clock", f, err)
	}
	return req.Go("/office/jobs/"+j.ID, "The clock runs again.")
}

// cancelVisit takes a visit off the plan.
func (o *office) cancelVisit(req *web.Request) error {
	f := req.Form()
	v, err := o.app.Jobs.CancelVisit(req.Ctx(), req.ID(), f.Int("rev"), f.Get("reason"))
	if err != nil {
		return o.visitRefused(req, f, err)
	}
	return req.Go(req.NextPath("/office/jobs/"+v.Job), "The visit is cancelled.")
}

// dispatchVisit tells the technician of the visit.
func (o *office) dispatchVisit(req *web.Request) error {
	f := req.Form()
	v, err := o.app.Dispatch.Tell(req.Ctx(), req.ID(), f.Int("rev"))
	if err != nil {
		return o.visitRefused(req, f, err)
	}
	return req.Go(req.NextPath("/office/jobs/"+v.Job), "The technician has been told.")
}

// advanceVisit enters a step of a visit on the technician's behalf.
func (o *office) advanceVisit(req *web.Request) error {
	f := req.Form()
	in := jobs.Progress{Visit: req.ID(), Rev: f.Int("rev"), To: jobs.VisitStatus(f.Get("to")), Reason: f.Get("reason")}
	in.Mark.At = f.Time("at")
	in.Mark.DeviceAt = in.Mark.At
	err := f.Err()
	var v jobs.Visit
	if err == nil {
		v, err = o.app.Jobs.Advance(req.Ctx(), in)
	}
	if err != nil {
		return o.visitRefused(req, f, err)
	}
	return req.Go(req.NextPath("/office/jobs/"+v.Job), "The visit is now: "+strings.ToLower(statusWords(string(v.Status)))+".")
}

// visitRefused shows the page on which the form stood, that of the visit or of its job.
func (o *office) visitRefused(req *web.Request, f *ui.Form, err error) error {
	if f.Get("next") == "/office/visits/"+req.ID() {
		return o.back(req, "step", "", f, err)
	}
	card, lost := o.app.Jobs.Card(req.Ctx(), req.ID())
	if lost != nil {
		return lost
	}
	return o.refusedAt(req, card.Job, "visit-"+card.ID, f, err)
}

// fileMost is the largest file of a note; noteBody leaves room for the rest of its form.
const (
	fileMost = 8 << 20
	noteBody = fileMost + 1<<20
)

// addNote writes on the timeline of the job, with a file if there is one.
func (o *office) addNote(req *web.Request) error {
	f := req.Form()
	note := jobs.NewNote{Job: req.ID(), Kind: f.Get("kind"), Text: f.Get("text")}
	var err error
	if note.File, note.FileName, err = upload(req.Request, "file"); err == nil {
		err = o.app.Jobs.AddNote(req.Ctx(), note)
	}
	if err != nil {
		return o.refusedAt(req, req.ID(), "note", f, err)
	}
	return req.Go("/office/jobs/"+req.ID()+"#story", "Noted.")
}

// upload reads a posted file whole; none is no error. Fault: file_large.
func upload(r *http.Request, name string) ([]byte, string, error) {
	file, head, err := r.FormFile(name)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", fault.New(fault.Invalid, "bad_request").Wrap(err)
	}
	defer func() { _ = file.Close() }() // read only
	if head.Size > fileMost {
		return nil, "", fault.Field(name, "file_large", "limit", "8 MB")
	}
	body, err := io.ReadAll(file)
	return body, head.Filename, err
}

// noteFile shows the file of a note.
func (o *office) noteFile(req *web.Request) error {
	return req.File(o.app.Jobs.File)
}
