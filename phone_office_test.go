package main

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// desk is a dispatcher's browser without a screen.
func desk(t testing.TB, a *appliance) *visitor {
	t.Helper()
	v := visit(t, a.URL)
	v.signIn(t, apptest.Mobiles["Deepa Joshi"], apptest.Password)
	return v
}

// does posts a form that is to be taken.
func (v *visitor) does(t testing.TB, path string, form url.Values) {
	t.Helper()
	form.Set("_key", "office-"+path)
	resp, err := v.post(path, form)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s answered %s", path, resp.Status)
	}
}

// kept plans another visit of Ravi's for today of which he is not told yet.
func kept(t testing.TB, a *app.App) (id string) {
	t.Helper()
	v, err := a.Jobs.SetPlan(apptest.As(t, a, act.Dispatcher), jobs.Plan{
		Job: apptest.Job(t, a, nil).ID, Technician: apptest.Technician(t, a, "Ravi Pawar"), Start: clock.Now(), Minutes: 60, Chosen: "person",
	})
	if err != nil {
		t.Fatal(err)
	}
	return v.ID
}

func TestPhone_newWorkArrivesWhileThePageIsOpen(t *testing.T) {
	var later string
	a := furnished(t, func(a *app.App) {
		thorough(t, "First")(a)
		later = kept(t, a)
	})
	w, _ := phone(t, t.TempDir())
	w.signIn(a.URL, apptest.Mobiles["Ravi Pawar"], apptest.Password)
	w.at("/t/today")
	w.until("window.outbox && document.querySelectorAll('article[data-visit]').length === 1")
	w.warmed(1)
	desk(t, a).does(t, "/office/visits/"+later+"/dispatch", url.Values{"rev": {"1"}})
	began := time.Now()
	w.until("document.querySelectorAll('article[data-visit]').length === 2")
	w.see("New work has come.")
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("the new visit stood on the phone after %v", took)
	}
}

func TestPhone_workOnAVisitThatTheOfficeCancelledIsAConflictThatTheOfficeSettles(t *testing.T) {
	t.Parallel()
	var visit string
	a := furnished(t, func(a *app.App) {
		thorough(t, "Meera")(a)
		visit = visitFor(t, a, "Meera")
	})
	line := lay(t, a)
	w, _ := phone(t, t.TempDir())
	w.begins(line.URL, "Ravi Pawar")
	w.warmed(1)
	line.cut()
	w.online(false)
	office := desk(t, a)
	office.does(t, "/office/visits/"+visit+"/cancellation", url.Values{"rev": {"1"}, "reason": {"Customer called it off"}})

	w.open(line.URL + "/t/visits/" + visit)
	w.until("window.outbox && document.getElementById('visit').dataset.now")
	for _, s := range []string{"accepted", "travelling", "arrived"} {
		w.stepTo(s)
	}
	is[bool](w, "(document.querySelector('form[action=\"/sign-out\"]').requestSubmit(), true)")
	w.see("not sent yet")
	line.mend()
	w.online(true)
	w.delivers(line.URL)
	w.open(line.URL + "/t/outbox")
	w.until("document.querySelectorAll('[data-items] .badge.bad').length === 3")

	settle := office.find(t, "/office/conflicts", `action="(/office/conflicts/[a-z0-9]{15}/acceptance)"`)
	office.does(t, settle, url.Values{"reason": {"He was there"}})
	var status, journey string
	a.kill()
	inside(t, a.Dir, func(a *app.App) {
		if err := a.Core.DB().NewQuery("SELECT v.status FROM visits v WHERE v.status != 'cancelled'").Row(&status); err != nil {
			t.Fatal(err)
		}
		if err := a.Core.DB().NewQuery("SELECT group_concat(state, ' ') FROM inbox WHERE visit = '" + visit + "'").Row(&journey); err != nil {
			t.Fatal(err)
		}
	})
	if status != "arrived" || journey != "accepted accepted accepted" {
		t.Errorf("the office took his word: the visit is %s and his items are %s", status, journey)
	}
	if out, err := verify(t, a.Dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestPhone_aPhotoThatCannotBeStoredIsRefusedBeforeItIsTaken(t *testing.T) {
	t.Parallel()
	var visit string
	a := furnished(t, func(a *app.App) {
		thorough(t, "Meera")(a)
		visit = visitFor(t, a, "Meera")
	})
	w, _ := phone(t, t.TempDir())
	w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: "StorageManager.prototype.estimate = async () => ({quota: 1e9, usage: 1e9 - 1e6})",
		})
		return err
	}))
	w.begins(a.URL, "Ravi Pawar")
	w.open(a.URL + "/t/visits/" + visit + "/work")
	w.until("window.phone && document.querySelector('[data-photo][data-slot=before]')")
	if is[bool](w, "document.querySelector('[data-photo][data-slot=before]').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))") {
		t.Error("the camera opens although the phone is full")
	}
	w.see("no room left")
	w.open(a.URL + "/t/outbox")
	w.see("Little room: 1 MB")
}
