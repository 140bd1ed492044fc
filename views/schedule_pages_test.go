package views_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
)

func runOf(name string) string { return "/office/schedules/" + url.PathEscape(name) + "/runs" }

func TestSchedules_theOwnerRunsOneAndSeesHowThatWent(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Asha Kulkarni")
	d.get("/office/schedules").want(http.StatusOK).says("Make visits of plans").says("Every day at 00:20").says("Never ran").says("Not planned")
	form := fill("_key", rand.Text())
	in := d.post(runOf("draft contracts' invoices"), form).want(http.StatusSeeOther)
	d.get(in.Header.Get("Location")).want(http.StatusOK).says("Draft contracts' invoices: under 1 s, nothing to tell.").says("In order")
	before, err := s.app.Settings.LastRun(t.Context(), "draft contracts' invoices")
	if err != nil || before.OK.IsZero() {
		t.Fatalf("%+v %v", before, err)
	}
	again := d.post(runOf("draft contracts' invoices"), form).want(http.StatusSeeOther)
	if again.Header.Get("Location") != in.Header.Get("Location") {
		t.Errorf("the same request again leads to %s", again.Header.Get("Location"))
	}
	d.post(runOf("no such"), fill()).want(http.StatusNotFound)
}

func TestSchedules_aFailureIsShownWithItsText(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	r := settings.Run{}.Begin("make visits of plans", apptest.Now).End("", "no room on the disk")
	r = r.Begin(r.Name, apptest.Now).End("", "no room on the disk")
	r.CaughtUp = apptest.At(0, 20)
	if err := s.app.Settings.EndRun(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	cut := settings.Run{}.Begin("expire contracts", apptest.Now)
	if err := s.app.Settings.BeginRun(t.Context(), cut); err != nil {
		t.Fatal(err)
	}
	page := s.at(t, "Deepa Joshi").get("/office/schedules").want(http.StatusOK)
	page.says("Failed 2 times in a row").says("no room on the disk").says("For 16 Nov, 00:20").says("Was cut off")
	s.at(t, "Asha Kulkarni").get("/office/schedules?ran=make+visits+of+plans").want(http.StatusOK).says("Make visits of plans failed: no room on the disk")
}

// busy is a clock all of whose schedules run already.
type busy struct{ app.Clock }

func (busy) RunNow(context.Context, string) (settings.Run, error) {
	return settings.Run{}, fault.New(fault.Conflict, "schedule_running")
}

func TestSchedules_thatRunAlreadyAreNotRunTwice(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	s.app.Clock = busy{s.app.Clock}
	s.at(t, "Asha Kulkarni").post(runOf("expire contracts"), fill()).want(http.StatusConflict).says("It is running already.")
}
