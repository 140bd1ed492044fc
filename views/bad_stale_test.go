package views_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
)

// filled is the form on the page that posts to the action, as a browser would send it.
func (p screen) filled(action string) url.Values {
	p.t.Helper()
	forms := p.all(func(n *html.Node) bool {
		return n.Data == "form" && attr(n, "action") == action && attr(n, "method") == "post"
	})
	if len(forms) == 0 {
		p.t.Fatalf("no form posts to %s: %s", action, brief(textOf(p.doc)))
	}
	inside := screen{t: p.t, doc: forms[0]}
	form := url.Values{}
	for _, n := range inside.all(func(n *html.Node) bool { return attr(n, "name") != "" && n.Data != "button" }) {
		form[attr(n, "name")] = inside.typed(attr(n, "name"))
	}
	return form
}

// lateCase is a page that two people have open at once.
type lateCase struct {
	name, page, action   string
	field, first, second string // what the first changes, and what the second types there
	table, column        string
	id                   string
}

func lateCases(t *testing.T, s *site) []lateCase {
	t.Helper()
	customer, place, machine := s.meera(t)
	j := apptest.Job(t, s.app, nil)
	v, err := s.app.Dispatch.AssignBest(apptest.As(t, s.app, act.Dispatcher), j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	return []lateCase{
		{"job", "/office/jobs/" + j.ID + "/edit", "/office/jobs/" + j.ID, "issue", "Smells of gas", "Makes noise", "jobs", "issue", j.ID},
		{"customer", "/office/customers/" + customer + "/edit", "/office/customers/" + customer, "name", "Meera D", "Mira D", "customers", "name", customer},
		{"site", "/office/sites/" + place + "/edit", "/office/sites/" + place, "access", "Back door", "Front door", "sites", "access", place},
		{"machine", "/office/machines/" + machine + "/edit", "/office/machines/" + machine, "location", "Attic", "Cellar", "assets", "location", machine},
		{
			"job type", "/office/job-types/" + j.Type, "/office/job-types/" + j.Type, "name", "AC mending", "AC fixing", "job_types", "name", j.Type,
		},
		{
			"visit", "/office/visits/" + v.ID + "/move", "/office/visits/" + v.ID + "/plan", "start", "2026-11-16T14:00", "2026-11-16T15:00",
			"visits", "start", v.ID,
		},
	}
}

func (s *site) column(t *testing.T, c lateCase) string {
	t.Helper()
	r, err := s.app.Core.FindRecordById(c.table, c.id)
	if err != nil {
		t.Fatal(err)
	}
	return r.GetString(c.column)
}

func TestStale_theSecondSaveShowsBothAndOverwritesNothingUntilItIsSentAgain(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	asha, deepa := s.at(t, "Asha Kulkarni"), s.at(t, "Deepa Joshi")
	for _, c := range lateCases(t, s) {
		t.Run(c.name, func(t *testing.T) {
			asha.t, deepa.t = t, t
			one := but(asha.get(c.page).want(http.StatusOK).filled(c.action), c.field, c.first)
			two := but(deepa.get(c.page).want(http.StatusOK).filled(c.action), c.field, c.second)
			asha.post(c.action, one).want(http.StatusSeeOther)
			stored := s.column(t, c)
			var late screen
			s.unsaved(t, func() { late = deepa.post(c.action, two).want(http.StatusConflict) })
			if now := s.column(t, c); now != stored {
				t.Fatalf("the second save put %q over %q", now, stored)
			}
			late.keeps(but(two, "rev", ""))
			if c.name == "visit" {
				late.says("Somebody was quicker").says("16 Nov, 14:00")
			} else {
				late.says("Saved by somebody else").says(c.first).says(c.second)
			}
			deepa.post(c.action, late.filled(c.action)).want(http.StatusSeeOther)
			if now := s.column(t, c); now == stored {
				t.Errorf("sent again, the second save did not hold: %q", now)
			}
		})
	}
}

func TestStale_aSlipFirstDoesNotHideThatSomebodyWasQuicker(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	asha, deepa := s.at(t, "Asha Kulkarni"), s.at(t, "Deepa Joshi")
	slipOf := map[string][2]string{
		"job": {"duration_min", "-5"}, "customer": {"pin", "12"}, "site": {"pin", "12"}, "machine": {"warranty_end", "2027-02-31"},
		"job type": {"duration_min", "-5"}, "visit": {"minutes", "-5"},
	}
	for _, c := range lateCases(t, s) {
		t.Run(c.name, func(t *testing.T) {
			asha.t, deepa.t = t, t
			one := but(asha.get(c.page).want(http.StatusOK).filled(c.action), c.field, c.first)
			two := but(deepa.get(c.page).want(http.StatusOK).filled(c.action), c.field, c.second)
			asha.post(c.action, one).want(http.StatusSeeOther)
			stored := s.column(t, c)
			wrong := slipOf[c.name]
			again := deepa.post(c.action, but(two, wrong[0], wrong[1])).want(http.StatusUnprocessableEntity)
			form := but(again.filled(c.action), wrong[0], two.Get(wrong[0]))
			deepa.post(c.action, form).want(http.StatusConflict)
			if now := s.column(t, c); now != stored {
				t.Errorf("the corrected form put %q over %q unseen", now, stored)
			}
		})
	}
}

func TestStale_aJobThatOnlyMovedOnCanStillBeSaved(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	deepa := s.at(t, "Deepa Joshi")
	j := apptest.Job(t, s.app, nil)
	action := "/office/jobs/" + j.ID
	form := deepa.get(action + "/edit").filled(action)
	if _, err := s.app.Dispatch.AssignBest(apptest.As(t, s.app, act.Dispatcher), j.ID, j.Rev, "", true); err != nil {
		t.Fatal(err)
	}
	late := deepa.post(action, form).want(http.StatusConflict)
	deepa.post(action, late.filled(action)).want(http.StatusSeeOther)
}

func TestStale_twoAssignAtOnceAndTheSecondIsTold(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	asha, deepa := s.at(t, "Asha Kulkarni"), s.at(t, "Deepa Joshi")
	j := apptest.Job(t, s.app, nil)
	page, action := "/office/jobs/"+j.ID+"/candidates", "/office/jobs/"+j.ID+"/visits"
	one, two := asha.get(page).filled(action), deepa.get(page).filled(action)
	asha.post(action, but(one, "pick", "best")).want(http.StatusSeeOther)
	s.unsaved(t, func() {
		late := deepa.post(action, but(two, "pick", "best")).want(http.StatusConflict)
		if !strings.Contains(textOf(late.doc), "somebody") && !strings.Contains(textOf(late.doc), "Somebody") {
			t.Errorf("nobody says that somebody was quicker: %s", brief(textOf(late.doc)))
		}
	})
	cards, err := s.app.Jobs.Visits(apptest.As(t, s.app, act.Dispatcher), j.ID)
	if err != nil || len(cards) != 1 {
		t.Errorf("%d visits, %v", len(cards), err)
	}
}

func TestStale_settingsShowWhatSomebodyElseSaved(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	asha, again := s.at(t, "Asha Kulkarni"), s.at(t, "Asha Kulkarni")
	const path = "/office/settings/company"
	one := but(asha.get(path).filled(path), "legal_name", "Fixwell One")
	two := but(again.get(path).filled(path), "legal_name", "Fixwell Two")
	asha.post(path, one).want(http.StatusSeeOther)
	var late screen
	s.unsaved(t, func() { late = again.post(path, two).want(http.StatusConflict) })
	late.says("Fixwell One").says("Fixwell Two")
	again.post(path, late.filled(path)).want(http.StatusSeeOther)
}
