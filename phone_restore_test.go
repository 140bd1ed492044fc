package main

import (
	"os"
	"strings"
	"testing"

	"doorstep/app"
)

// leads lets the wire end at another appliance.
func (w *wire) leads(a *appliance) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.to = strings.TrimPrefix(a.URL, "http://")
}

func TestPhone_sendsAgainWhatAnApplianceSetBackToAnOlderCopyLacks(t *testing.T) {
	t.Parallel()
	var visit string
	a := furnished(t, func(a *app.App) {
		thorough(t, "Meera")(a)
		visit = visitFor(t, a, "Meera")
	})
	line := lay(t, a)
	w, _ := phone(t, t.TempDir())
	w.begins(line.URL, "Ravi Pawar")
	w.open(line.URL + "/t/visits/" + visit)
	w.until("window.outbox && document.getElementById('visit').dataset.now")
	w.stepTo("accepted")
	w.delivers(line.URL)
	a.kill()
	older := t.TempDir() + "/older"
	if err := os.CopyFS(older, os.DirFS(a.Dir)); err != nil {
		t.Fatal(err)
	}
	line.leads(start(t, a.Dir, "serve"))
	w.stepTo("travelling")
	w.delivers(line.URL)

	back := start(t, older, "serve")
	line.cut()
	line.leads(back)
	line.mend()
	w.stepTo("arrived")
	w.delivers(line.URL)
	back.kill()
	inside(t, older, func(a *app.App) {
		var stamps []string
		if err := a.Core.DB().NewQuery("SELECT `to` FROM stamps WHERE visit = '" + visit + "' ORDER BY rowid").Column(&stamps); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(stamps, " "); got != "dispatched accepted travelling arrived" {
			t.Errorf("the older copy has %s", got)
		}
	})
}
