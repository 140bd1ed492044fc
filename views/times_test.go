package views_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/people"
)

// worked is a visit of Ravi's that is partly done: 30 minutes of travel, 10 of waiting, 45 of work, 15 of break.
func (s *site) worked(t *testing.T) jobs.Visit {
	t.Helper()
	v := s.sent(t)
	ravi := apptest.AsTechnician(t, s.app, "Ravi Pawar")
	var err error
	for _, step := range []struct {
		to     jobs.VisitStatus
		minute int
	}{{jobs.Accepted, 1}, {jobs.Travelling, 10}, {jobs.Arrived, 40}, {jobs.Working, 50}, {jobs.Paused, 80}, {jobs.Working, 95}, {jobs.Partial, 110}} {
		t.Cleanup(clock.Freeze(apptest.Now.Add(time.Duration(step.minute) * time.Minute)))
		if v, err = s.app.Jobs.Advance(ravi, jobs.Progress{Visit: v.ID, To: step.to, Reason: "A part is needed"}); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

func TestTimes_areShownFromTheStepsAndBesideACorrection(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	v := s.worked(t)
	d := s.at(t, "Deepa Joshi")
	at := "/office/visits/" + v.ID
	page := d.get(at).want(http.StatusOK).says("Travel 30 min").says("Waiting at the site 10 min").says("Work 45 min").says("Break 15 min").says("By the steps")
	form := page.filled(at + "/times")
	if form.Get("start") != clock.Local(v.ActualStart) || form.Get("end") != clock.Local(v.ActualEnd) {
		t.Errorf("the form begins as %v", form)
	}
	form = but(form, "start", clock.Local(v.ActualStart.Add(-20*time.Minute)), "reason", "He forgot to tap")
	d.post(at+"/times", form).want(http.StatusSeeOther)
	d.get(at).want(http.StatusOK).says("Work 45 min").says("as Deepa Joshi corrected it").says("He forgot to tap").
		says("Began by the steps " + clock.Stamp(v.ActualStart)).says("Began " + clock.Stamp(v.ActualStart.Add(-20*time.Minute)))
	d.post(at+"/times", but(form, "reason", "Again")).want(http.StatusConflict)
}

func TestBadField_correctedTimes(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	v := s.worked(t)
	d := s.at(t, "Deepa Joshi")
	at := "/office/visits/" + v.ID
	good := but(d.get(at).want(http.StatusOK).filled(at+"/times"), "reason", "He forgot to tap", "_key", "")
	slips(t, d, at+"/times", good, []slip{
		{"reason", "", "needed"},
		{"reason", strings.Repeat("x", 301), "too long"},
		{"start", "soon", ""},
		{"start", "2027-01-01T10:00", "still to come"},
		{"start", "0026-11-16T10:00", ""},
		{"end", "2026-11-16T01:00", "before the start"},
		{"end", "2027-01-01T10:00", "still to come"},
		{"start", "2026-11-01T10:00", ""},
	}[:7])
	d.post(at+"/times", but(good, "start", "2026-11-01T10:00")).want(http.StatusUnprocessableEntity).says("48 hours")
	other := s.sentAgain(t, 1)
	d.post("/office/visits/"+other.ID+"/times", but(good, "rev", "0")).want(http.StatusConflict).says("no times to correct")
	s.at(t, "Anil Shah").post(at+"/times", good).want(http.StatusForbidden)
}

func TestAttendance_hasTheTimeOfVisitsAndTheDistance(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	ravi := apptest.AsTechnician(t, s.app, "Ravi Pawar")
	if _, err := s.app.People.StartDay(ravi, people.DayMark{}); err != nil {
		t.Fatal(err)
	}
	v := s.worked(t)
	c, err := s.app.Settings.Company(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	stop := fence.Fix{Point: c.At, At: v.ActualStart}
	stop.Lat += 10_000 / 111_195.0
	t.Cleanup(clock.Freeze(apptest.Now.Add(3 * time.Hour)))
	ended, err := s.app.People.EndDay(ravi, people.DayMark{Stops: []fence.Fix{stop}})
	if err != nil || ended.DistanceBy != people.BySites {
		t.Fatalf("%+v, %v", ended, err)
	}
	d := s.at(t, "Anil Shah")
	who := apptest.Technician(t, s.app, "Ravi Pawar")
	d.get("/office/attendance?month=2026-11").want(http.StatusOK).says("0:30").says("0:45").says("0:15")
	one := d.get("/office/attendance?month=2026-11&technician=" + who).want(http.StatusOK).says("Days of Ravi Pawar").says("by sites").says("3:00 0:30 0:10 0:45 0:15")
	file := d.get("/office/attendance.csv?month=2026-11").want(http.StatusOK)
	if !strings.Contains(file.Body, ",0:30,0:10,0:45,0:15,") || !strings.Contains(file.Body, ",by sites\n") {
		t.Errorf("the file: %s", file.Body)
	}
	d.get("/office/attendance?month=2026-10&technician=" + who).want(http.StatusOK).says("did not come in this month")
	d.get("/office/attendance?technician=nobody").want(http.StatusOK)
	if len(one.links("/office/technicians/"+who+"/sheet?day=2026-11-16")) != 1 {
		t.Error("the day does not lead to its sheet")
	}
	s.at(t, "Ravi Pawar").get("/t/trail").want(http.StatusOK).says("km, by sites")
}
