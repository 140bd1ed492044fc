package views_test

import (
	"testing"

	"doorstep/app/apptest"
)

func TestProbe(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Asha Kulkarni")
	for _, start := range []string{"2026-11-14T10:00", "2026-11-16T09:00", "2030-11-15T10:00"} {
		j := apptest.Job(t, s.app, nil)
		p := d.post("/office/jobs/"+j.ID+"/visits", fill("rev", "1", "technician", apptest.Technician(t, s.app, "Ravi Pawar"), "start", start, "minutes", "60"))
		t.Log(start, p.Status, p.Header.Get("Location"), len(p.all(isMain)))
		if len(p.all(isMain)) > 0 {
			x := textOf(p.all(isMain)[0])
			t.Log(x[:600])
		}
	}
}
