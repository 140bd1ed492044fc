package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// TestStory_anEmergencyTakesAPlaceAndWhoGivesWayGetsADraft goes from the call to the displaced customer's message: Ravi alone can
// mend what is broken, and has promised the hour to somebody else.
func TestStory_anEmergencyTakesAPlaceAndWhoGivesWayGetsADraft(t *testing.T) {
	day := boardDay()
	var giving jobs.Visit
	a := furnished(t, func(a *app.App) {
		j := apptest.Job(t, a, func(in *jobs.Booking) {
			in.PromisedFrom, in.PromisedTo, in.Priority = day.At(10*60), day.At(10*60+30), 3
		})
		var err error
		giving, err = a.Dispatch.Assign(apptest.As(t, a, act.Dispatcher), dispatch.Assignment{
			Job: j.ID, Rev: j.Rev, Technician: apptest.Technician(t, a, "Ravi Pawar"), Start: day.At(10 * 60), Tell: true,
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	w := browser(t)
	w.signIn(a.URL, apptest.Mobiles["Deepa Joshi"], apptest.Password)
	board := w.another()
	board.open(a.URL + "/office/board?view=list&day=" + string(day))
	board.see("J-00001")

	w.calls(day)
	began := time.Now()
	board.until("document.querySelector('a.notice[href*=\"/office/proposals/\"]')")
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("the proposal stood on the other desk's board after %v", took)
	}
	board.tap("a.notice[href*='/office/proposals/']")
	board.at("/office/proposals/")
	for _, want := range []string{"Nothing has been changed yet", "Ravi Pawar", "Moves a promise", "Meera Deshpande"} {
		board.see(want)
	}
	draft := is[string](board, "document.querySelector('.draft .pre').textContent")
	if !strings.Contains(draft, "J-00001") && !strings.Contains(draft, day.Short()) {
		t.Errorf("the draft says %q", draft)
	}
	board.focusOn("button[name=which][value=all]")
	board.keys(kb.Enter)
	board.until("!document.querySelector('button[name=which]') && document.readyState === 'complete'")

	inside := visit(t, a.URL)
	inside.signIn(t, apptest.Mobiles["Deepa Joshi"], apptest.Password)
	if got := inside.find(t, "/office/jobs/"+giving.Job, `(Ravi Pawar)`); got == "" {
		t.Error("who gave way is planned with nobody")
	}
	w.open(a.URL + "/office/board?view=list&day=" + string(day))
	w.see("J-00002")
	rows := is[string](w, "document.querySelector('#board-list').innerText")
	if first, second := strings.Index(rows, "J-00002"), strings.Index(rows, "J-00001"); first < 0 || second < 0 || first > second {
		t.Errorf("the emergency does not come first:\n%s", rows)
	}
	a.kill()
	a.holds(t, giving, draft)
}

// calls takes the call of a new customer whose machine cannot wait.
func (w *window) calls(day clock.Date) {
	w.t.Helper()
	w.keys("n")
	w.at("/office/jobs/new")
	w.keys("9890011223")
	w.until("document.querySelector('#hit-new') && !document.querySelector('#hits').hidden")
	w.keys(kb.Enter)
	w.until("document.activeElement.name === 'customer_name'")
	w.keys("Sanjeevani Clinic")
	w.focusOn("[name=site_pin]")
	w.keys("411038")
	w.focusOn("[name=site_address]")
	w.keys("Vaccine room, 3 Paud Road")
	w.focusOn("[name=type]")
	w.keys("A")
	w.until("document.querySelector('[name=duration_min]').value === '60'")
	w.enter("#booking", map[string]string{
		"issue": "Vaccine store at 19 degrees", "priority": "1", "promised_day": string(day), "promised_from": "10:00", "promised_to": "10:30",
	})
}

// holds reads in the folder of an appliance that was stopped whether the visit gave way and its customer's draft waits.
func (a *appliance) holds(t *testing.T, gave jobs.Visit, draft string) {
	t.Helper()
	inside(t, a.Dir, func(a *app.App) {
		v, err := a.Jobs.Visit(t.Context(), gave.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !v.Start.After(gave.Start) || v.Chosen != "plan" {
			t.Errorf("the visit starts %v, chosen by %q", v.Start, v.Chosen)
		}
		var text, state string
		if err := a.Core.DB().NewQuery("SELECT text, state FROM messages WHERE channel = 'customer' AND kind = 'visit_moved'").Row(&text, &state); err != nil {
			t.Fatal(err)
		}
		if text != draft || state != "waiting" {
			t.Errorf("the message is %q, %s", text, state)
		}
		var by int
		if err := a.Core.DB().NewQuery("SELECT COUNT(*) FROM audit_log WHERE verb = 'proposals.apply' AND entity = 'visits'").Row(&by); err != nil || by == 0 {
			t.Errorf("%d events say who decided: %v", by, err)
		}
	})
}
