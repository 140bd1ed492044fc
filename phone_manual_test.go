package main

import (
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
)

func TestPhone_theManualsOfTheDaysMachinesOpenWithoutANetwork(t *testing.T) {
	t.Parallel()
	var visit, manual string
	a := furnished(t, func(a *app.App) {
		thorough(t, "Basement")(a)
		visit = visitFor(t, a, "Basement")
		for _, brand := range []string{"VOLTAS", "Kent"} {
			m, err := a.Catalog.AddManual(apptest.As(t, a, act.Owner), catalog.NewManual{Brand: brand, Title: "Service manual", File: []byte("%PDF-1.4\n%%EOF\n")})
			if err != nil {
				t.Fatal(err)
			}
			if brand == "VOLTAS" {
				manual = m.ID
			}
		}
	})
	line := lay(t, a)
	w, _ := phone(t, t.TempDir())
	lat, lng := place(t)
	w.stands(line.URL, lat, lng, 12)
	w.begins(line.URL, "Ravi Pawar")
	w.warmed(1)
	w.until("caches.open('manuals').then((c) => c.keys()).then((k) => k.length > 0)")

	line.cut()
	w.online(false)
	w.open(line.URL + "/t/visits/" + visit)
	w.until("document.querySelector('a[href=\"/t/manuals/" + manual + "\"]')")
	if got := is[string](w, "fetch('/t/manuals/"+manual+"').then((a) => a.text())"); got != "%PDF-1.4\n%%EOF\n" {
		t.Errorf("the manual is %q", got)
	}
	if n := is[int](w, "caches.open('manuals').then((c) => c.keys()).then((k) => k.length)"); n != 1 {
		t.Errorf("%d manuals are kept, but one belongs to the day", n)
	}
}
