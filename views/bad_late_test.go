package views_test

import (
	"net/http"
	"testing"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
)

func TestLate_cancellingAJobThatHasEndedSaysWhyNot(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	j := apptest.Job(t, s.app, nil)
	action := "/office/jobs/" + j.ID + "/cancellation"
	deepa, asha := s.at(t, "Deepa Joshi"), s.at(t, "Asha Kulkarni")
	form := but(deepa.get("/office/jobs/"+j.ID).want(http.StatusOK).filled(action), "reason", "Customer called off")
	asha.post(action, form).want(http.StatusSeeOther)
	page := deepa.post(action, but(form, "reason", "Twice booked")).want(http.StatusConflict)
	if len(page.all(func(n *html.Node) bool { return attr(n, "role") == "alert" })) == 0 {
		t.Error("the page says nothing of the refusal")
	}
}

func TestLate_aPersonWhoCannotBeDeactivatedIsShownWithTheReasonTyped(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	owner := s.at(t, "Asha Kulkarni")
	id := act.From(apptest.As(t, s.app, act.Owner)).User
	page := "/office/staff/" + id
	form := but(owner.get(page).want(http.StatusOK).filled(page+"/deactivation"), "reason", "Sold the company")
	again := owner.post(page+"/deactivation", form).want(http.StatusConflict)
	if got := again.filled(page + "/deactivation").Get("reason"); got != "Sold the company" {
		t.Errorf("the reason came back as %q", got)
	}
}
