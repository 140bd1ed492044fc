package main

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// the site of the small company's customer, by its PIN code.
const kothrud = "411038"

// thorough adds a job type that asks for everything that can be asked, and a visit of Ravi's now for each name.
func thorough(t testing.TB, names ...string) func(a *app.App) {
	return thoroughFor(t, map[string][]string{"Ravi Pawar": names})
}

// thoroughFor does so for several technicians.
func thoroughFor(t testing.TB, visits map[string][]string) func(a *app.App) {
	return func(a *app.App) {
		kind, err := a.Catalog.CreateJobType(apptest.As(t, a, act.Owner), catalog.JobTypeInput{
			Code: "AC-FULL", Name: "AC full service", Trade: "AC", Duration: "60", Priority: "2", Payment: "chargeable", Active: true, Position: 3,
			Asks: catalog.Asks{Before: true, After: true, SignOff: true},
			Checklist: []catalog.CheckInput{
				{Text: "Cooling checked", Kind: "tick", Required: true},
				{Text: "Earthing", Kind: "pass_fail", Required: true},
				{Text: "Gas pressure", Kind: "reading", Required: true},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		for technician, names := range visits {
			for _, name := range names {
				calls(t, a, kind.ID, technician, name)
			}
		}
	}
}

// calls books a job for a new customer of the name and sends the technician there now.
func calls(t testing.TB, a *app.App, kind, technician, name string) {
	t.Helper()
	desk := apptest.As(t, a, act.Dispatcher)
	c, err := a.Customers.Create(desk, customers.CustomerInput{Name: name, Pin: kothrud, Address: name + " House"})
	if err != nil {
		t.Fatal(err)
	}
	site, err := a.Customers.CreateSite(desk, customers.SiteInput{Customer: c.ID, Label: "Home", Address: name + " House", Pin: kothrud})
	if err != nil {
		t.Fatal(err)
	}
	machine, err := a.Customers.CreateAsset(desk, customers.AssetInput{Site: site.ID, Kind: "Split AC", Brand: "Voltas", Serial: "SN-" + name})
	if err != nil {
		t.Fatal(err)
	}
	j, err := a.Jobs.Book(desk, jobs.Booking{Customer: c.ID, Site: site.ID, Assets: []string{machine.ID}, Type: kind, Issue: "Not cooling"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Jobs.SetPlan(desk, jobs.Plan{
		Job: j.ID, Technician: apptest.Technician(t, a, technician), Start: clock.Now(), Minutes: 60, Chosen: "person", Tell: true,
	}); err != nil {
		t.Fatal(err)
	}
}

// place is where the site of the PIN code lies.
func place(t testing.TB) (lat, lng float64) {
	t.Helper()
	p, err := pinOf(kothrud)
	if err != nil {
		t.Fatal(err)
	}
	return p.Lat, p.Lng
}

// primary presses the one large button in sight.
func (w *window) primary() {
	w.t.Helper()
	w.until("!document.querySelector('form[aria-busy]')")
	w.until("[...document.querySelectorAll('.dock .btn.primary')].some((b) => b.offsetParent)")
	is[bool](w, "([...document.querySelectorAll('.dock .btn.primary')].find((b) => b.offsetParent).click(), true)")
}

// stepTo presses the large button and waits until the visit stands there.
func (w *window) stepTo(status string) {
	w.t.Helper()
	w.primary()
	w.until("document.getElementById('visit')?.dataset.now === '" + status + "'")
}

// warmed waits until the day's pages are on the phone.
func (w *window) warmed(n int) {
	w.t.Helper()
	w.within(time.Minute, "navigator.serviceWorker.controller && caches.open('pages').then((c) => c.keys()).then((k) => k.filter((r) => /visits/.test(r.url)).length >= "+itoa(5*n)+")")
}

// proves gives everything that the job type asks for: photos, checks, reading, the customer's refusal to sign.
func (w *window) proves(base, visit string) {
	w.t.Helper()
	w.open(base + "/t/visits/" + visit + "/work")
	w.until("window.outbox && document.getElementById('visit').dataset.now")
	for i, slot := range []string{"before", "after"} {
		w.takes("[data-photo][data-slot="+slot+"][data-origin=camera]", photograph(w.t, i+1))
		w.until("document.querySelector('[data-thumbs=" + slot + "] img')")
	}
	is[bool](w, "(document.querySelectorAll('details').forEach((d) => d.open = true), true)")
	w.tap("form[data-check] .toggle")
	w.until("document.querySelector('form[data-check] .toggle[aria-pressed=true]')")
	w.tap("form[data-check] [name=result][value=pass]")
	w.until("document.querySelector('form[data-check] [name=result][value=pass][aria-pressed=true]')")
	is[bool](w, "((f) => { f.value = '62.5'; f.form.requestSubmit(); return true; })(document.querySelector('form[data-check] input[inputmode=decimal]'))")
	w.until("document.querySelector('form.kept input[inputmode=decimal]')")
	w.open(base + "/t/visits/" + visit + "/finish")
	w.until("document.getElementById('visit').dataset.now")
	is[bool](w, "(document.querySelectorAll('details').forEach((d) => d.open = true), true)")
	is[bool](w, "(document.querySelector('#unsigned input[type=radio]').click(), document.querySelector('#unsigned form').requestSubmit(), true)")
	w.until("[...document.querySelectorAll('[data-need]:not([hidden])')].every((li) => li.dataset.need === 'payment')")
}

// pays says that the customer pays later, without which no visit is done, and comes back to the end of the visit.
func (w *window) pays(base, visit string) {
	w.t.Helper()
	w.open(base + "/t/visits/" + visit + "/pay")
	w.until("window.phone && document.getElementById('visit').dataset.now")
	is[bool](w, "(document.getElementById('pending').open = true)")
	w.tap("#pending [name=note][type=submit]")
	w.until("document.querySelector('[data-pays-is=pending]:not([hidden])')")
	w.open(base + "/t/visits/" + visit + "/finish")
	w.until("document.getElementById('visit')?.dataset.now && !document.querySelector('[data-ready]').hidden")
}

// delivers waits until nothing waits on the phone; a browser that was killed may have lost the session, not the work.
func (w *window) delivers(base string) {
	w.t.Helper()
	const empty = "outbox.count().then((n) => !n.waiting && !n.problem)"
	w.until("window.outbox && (outbox.send(), outbox.count().then((n) => !n.waiting && !n.problem || n.problem === 'unsigned'))")
	if !is[bool](w, empty) {
		w.signIn(base, apptest.Mobiles["Ravi Pawar"], apptest.Password)
		w.until("window.outbox && " + empty)
	}
}

func TestPhone_theWholeVisitWithoutANetworkArrivesOnceAndInOrder(t *testing.T) {
	t.Parallel()
	var visit string
	a := furnished(t, func(a *app.App) {
		thorough(t, "Offline")(a)
		visit = visitFor(t, a, "Offline")
	})
	line := lay(t, a)
	profile := t.TempDir()
	w, kill := phone(t, profile)
	lat, lng := place(t)
	w.stands(line.URL, lat, lng, 12)
	w.begins(line.URL, "Ravi Pawar")
	w.warmed(1)

	line.cut()
	w.online(false)
	w.open(line.URL + "/t/visits/" + visit)
	for _, s := range []string{"accepted", "travelling", "arrived"} {
		w.stepTo(s)
	}
	w.until("document.querySelector('[data-badge] b').textContent === '3'")
	kill()

	w, _ = phone(t, profile)
	w.stands(line.URL, lat, lng, 12)
	w.open(line.URL + "/t/visits/" + visit)
	w.until("document.getElementById('visit')?.dataset.now === 'arrived'")
	w.primary()
	w.at("/t/visits/" + visit + "/work")
	w.proves(line.URL, visit)
	w.pays(line.URL, visit)
	w.stepTo("done")

	line.mend()
	w.online(true)
	w.delivers(line.URL)
	a.kill()
	inside(t, a.Dir, func(a *app.App) { heldOnce(t, a, visit) })
	if out, err := verify(t, a.Dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// heldOnce asserts that the office has the visit as it was done: each item once, in order, with both times; nothing refused.
func heldOnce(t testing.TB, a *app.App, visit string) {
	t.Helper()
	var items []struct {
		Kind   string `db:"kind"`
		State  string `db:"state"`
		Code   string `db:"code"`
		Device string `db:"at_device"`
		Server string `db:"at_server"`
	}
	if err := a.Core.DB().NewQuery("SELECT kind, state, code, at_device, at_server FROM inbox WHERE visit = {:visit} ORDER BY seq").
		Bind(dbx.Params{"visit": visit}).All(&items); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, i := range items {
		kinds = append(kinds, i.Kind)
		if i.State != "done" || i.Device == "" || i.Server == "" || i.Device >= i.Server {
			t.Errorf("%s is %s (%s), at %s on the phone and %s here", i.Kind, i.State, i.Code, i.Device, i.Server)
		}
	}
	want := "visit.answer visit.step visit.step visit.step visit.photo visit.photo visit.check visit.check visit.check visit.sign_off visit.pays visit.step"
	if got := strings.Join(kinds, " "); got != want {
		t.Errorf("the inbox holds\n%s\nwant\n%s", got, want)
	}
	var stamps []string
	if err := a.Core.DB().NewQuery("SELECT `to` FROM stamps WHERE visit = {:visit} ORDER BY rowid").Bind(dbx.Params{"visit": visit}).Column(&stamps); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(stamps, " "); got != "dispatched accepted travelling arrived working done" {
		t.Errorf("the visit went %s", got)
	}
	var photos []struct {
		State string `db:"state"`
		Size  int    `db:"size"`
		SHA   string `db:"sha256"`
	}
	if err := a.Core.DB().NewQuery("SELECT state, size, sha256 FROM captures WHERE visit = {:visit}").Bind(dbx.Params{"visit": visit}).All(&photos); err != nil {
		t.Fatal(err)
	}
	for _, p := range photos {
		if p.State != "stored" || p.Size > 200_000 || len(p.SHA) != 64 {
			t.Errorf("a photo is %s with %d bytes and hash %q", p.State, p.Size, p.SHA)
		}
	}
	if len(photos) != 2 {
		t.Errorf("%d photos arrived, want 2", len(photos))
	}
}
