package office

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/settings"
	"doorstep/views/web"
)

const schedulesPath = "/office/schedules"

// scheduleView is what runs by itself; ran is the schedule that somebody just ran, by name, with how that went, and refused why one was
// not run.
type scheduleView struct {
	all     []settings.Schedule
	ran     *settings.Schedule
	refused string
}

func (o *office) schedulesPage(req *web.Request) error {
	return o.schedulesWith(req, nil)
}

func (o *office) schedulesWith(req *web.Request, refusal error) error {
	var v scheduleView
	var err error
	if v.all, err = o.app.Clock.Schedules(req.Ctx()); err != nil {
		return err
	}
	if refusal != nil {
		v.refused = i18n.Message(req.Lang(), fault.All(refusal)[0])
	}
	name := req.Query("ran")
	for i := range v.all {
		if v.all[i].Name == name && refusal == nil {
			v.ran = &v.all[i]
		}
	}
	return req.PageStatus(web.StatusOf(refusal), "Schedules", "schedules", schedulesBody(v))
}

// runSchedule runs one at once; its page then says how that went.
func (o *office) runSchedule(req *web.Request) error {
	r, err := o.app.Clock.RunNow(req.Ctx(), req.Path("name"))
	if web.Refill(err) {
		return o.schedulesWith(req, err)
	}
	if err != nil {
		return err
	}
	return req.Go(schedulesPath+"?ran="+url.QueryEscape(r.Name), "")
}

// runPath is where a schedule is run at once.
func runPath(name string) string { return schedulesPath + "/" + url.PathEscape(name) + "/runs" }

// scheduleState says in a word how the schedule stands, and in which tone.
func scheduleState(s settings.Schedule) (tone, words string) {
	switch r := s.Last; {
	case s.Running:
		return "info", "Running"
	case r.Started.IsZero():
		return "faint", "Never ran"
	case r.Failures == 1:
		return "bad", "Failed"
	case r.Failures > 1:
		return "bad", "Failed " + strconv.Itoa(r.Failures) + " times in a row"
	case r.Finished.IsZero():
		return "warn", "Was cut off"
	}
	return "good", "In order"
}

// ranWords says how long a run took, and what it did.
func ranWords(r settings.Run) string {
	did := r.Did
	if did == "" {
		did = "nothing to tell"
	}
	return briefly(r.Took()) + ", " + did
}

// briefly is a length of time from a second to hours.
func briefly(d time.Duration) string {
	switch {
	case d < time.Second:
		return "under 1 s"
	case d < time.Minute:
		return strconv.Itoa(int(d.Seconds())) + " s"
	}
	return strconv.Itoa(int(d.Minutes())) + " min"
}

// capital is the text as a sentence begins.
func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
