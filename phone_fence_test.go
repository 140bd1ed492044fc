package main

import (
	"testing"

	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
)

// begins signs a technician in on the phone, gives his consent and starts his day.
func (w *window) begins(base, name string) {
	w.t.Helper()
	w.signIn(base, apptest.Mobiles[name], apptest.Password)
	w.at("/t/today")
	w.until("window.outbox && document.querySelector('form[data-item=consent]')")
	w.tap("form[data-item=consent] [value=yes]")
	w.until("document.getElementById('today').dataset.consent === 'yes'")
	w.tap("form[data-item='day.start'] button")
	w.until("document.getElementById('today').dataset.day === 'open'")
	w.until("outbox.count().then((n) => !n.waiting)") // a place that he reaches from now on lies within his day
}

// walks brings a visit from its acceptance to its end, with everything that it asks for.
func (w *window) walks(base, visit string) {
	w.t.Helper()
	w.open(base + "/t/visits/" + visit)
	w.until("window.outbox && document.getElementById('visit').dataset.now")
	for _, s := range []string{"accepted", "travelling", "arrived"} {
		w.stepTo(s)
	}
	w.primary()
	w.at("/t/visits/" + visit + "/work")
	w.proves(base, visit)
	w.pays(base, visit)
	w.stepTo("done")
}

func TestPhone_theWholeVisitIsJudgedByWhereHeWas(t *testing.T) {
	t.Parallel()
	lat, lng := place(t)
	type stop struct {
		name     string
		lat, acc float64
		denied   bool
		want     string
	}
	days := map[string][]stop{ // a jump from one end of the street to the other within seconds would itself be odd
		"Ravi Pawar": {
			{name: "Inside", lat: lat + 0.0002, acc: 12, want: "validated_inside"},
			{name: "Vague", lat: lat + 0.0002, acc: 900, want: "low_accuracy"},
			{name: "Denied", denied: true, want: "permission_denied"},
		},
		"Sunil More": {{name: "Outside", lat: lat + 0.004, acc: 15, want: "validated_outside"}},
	}
	names, visits := map[string][]string{}, map[string]string{}
	var cases []stop
	for who, stops := range days {
		for _, s := range stops {
			names[who] = append(names[who], s.name)
		}
		cases = append(cases, stops...)
	}
	a := furnished(t, func(a *app.App) {
		thoroughFor(t, names)(a)
		for _, c := range cases {
			visits[c.name] = visitFor(t, a, c.name)
		}
	})
	for who, stops := range days {
		w, _ := phone(t, t.TempDir())
		w.stands(a.URL, stops[0].lat, lng, 12)
		w.begins(a.URL, who)
		for _, c := range stops {
			if c.denied {
				w.allows(a.URL, "denied")
			} else {
				w.stands(a.URL, c.lat, lng, c.acc)
			}
			w.walks(a.URL, visits[c.name])
		}
		w.delivers(a.URL)
		w.open(a.URL + "/t/trail")
		w.until("document.querySelectorAll('main time').length > 0 && /maps|geo:/.test(document.querySelector('main').innerHTML)") // he sees what was taken of him
	}
	a.kill()
	inside(t, a.Dir, func(a *app.App) {
		for _, c := range cases {
			var outcomes []string
			if err := a.Core.DB().NewQuery("SELECT outcome FROM checkins WHERE visit = {:visit} AND what = 'in'").Bind(dbx.Params{"visit": visits[c.name]}).Column(&outcomes); err != nil {
				t.Fatal(err)
			}
			if len(outcomes) != 1 || outcomes[0] != c.want {
				t.Errorf("%s: the check-in came to %v, want %s", c.name, outcomes, c.want)
			}
			var status string
			if err := a.Core.DB().NewQuery("SELECT status FROM visits WHERE id = {:visit}").Bind(dbx.Params{"visit": visits[c.name]}).Row(&status); err != nil || status != "done" {
				t.Errorf("%s: the visit is %s (%v): a position never keeps anybody from working", c.name, status, err)
			}
		}
	})
}

func visitFor(t testing.TB, a *app.App, customer string) string {
	t.Helper()
	var id string
	if err := a.Core.DB().NewQuery("SELECT v.id FROM visits v JOIN jobs j ON j.id = v.job JOIN customers c ON c.id = j.customer WHERE c.name = {:name}").
		Bind(dbx.Params{"name": customer}).Row(&id); err != nil {
		t.Fatal(err)
	}
	return id
}
