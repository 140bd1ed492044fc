package views_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
)

// pdf is as little of one as a browser takes for it.
var pdf = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")

// manual adds one for the brand and model and returns its id.
func (s *site) manual(t *testing.T, brand, model, title string) string {
	t.Helper()
	m, err := s.app.Catalog.AddManual(apptest.As(t, s.app, act.Owner), catalog.NewManual{Brand: brand, Model: model, Title: title, File: pdf})
	if err != nil {
		t.Fatal(err)
	}
	return m.ID
}

// links are the addresses on the page that begin so.
func (p screen) links(to string) []string {
	var all []string
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(attr(n, "href"), to) }) {
		all = append(all, attr(n, "href"))
	}
	return all
}

func TestManuals_areAddedSeenAtTheMachineAndRemoved(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Salim Shaikh")
	_, _, machine := s.meera(t)
	a, err := s.app.Customers.AssetByID(t.Context(), machine)
	if err != nil || a.Brand == "" {
		t.Fatalf("%+v, %v", a, err)
	}
	d.get("/office/manuals").want(http.StatusOK).says("No manual yet")
	d.file("/office/manuals", pdf, fill("brand", strings.ToUpper(a.Brand), "model", a.Model, "title", "Service manual")).want(http.StatusSeeOther)
	page := d.get("/office/manuals").want(http.StatusOK).says("Service manual").says(strings.ToUpper(a.Brand))
	at := page.links("/office/manuals/")
	if len(at) != 1 {
		t.Fatalf("links to %v", at)
	}
	d.get("/office/machines/" + machine).want(http.StatusOK).says("Service manual")
	if n := len(d.get("/office/machines/" + machine).links(at[0])); n != 1 {
		t.Errorf("%d links at the machine", n)
	}
	file := d.get(at[0]).want(http.StatusOK)
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Content-Disposition": "inline",
		"Content-Security-Policy": "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
	} {
		if got := file.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if file.Body != string(pdf) {
		t.Errorf("the file is %q", file.Body)
	}
	d.post(at[0]+"/removal", page.filled(at[0]+"/removal")).want(http.StatusSeeOther)
	d.get(at[0]).want(http.StatusNotFound)
	d.get("/office/manuals").want(http.StatusOK).says("No manual yet")
}

func TestManuals_areOnThePhoneInTheFoldOfTheMachine(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	_, v := sent(t, s)
	_, _, machine := s.meera(t)
	a, err := s.app.Customers.AssetByID(t.Context(), machine)
	if err != nil {
		t.Fatal(err)
	}
	own, other := s.manual(t, a.Brand, "", "Error codes <of all>"), s.manual(t, "Kent", "", "Filters")
	ravi := s.at(t, "Ravi Pawar")
	page := ravi.get("/t/visits/" + v.ID).want(http.StatusOK).says("Error codes <of all>")
	if got := page.links("/t/manuals/"); len(got) != 1 || got[0] != "/t/manuals/"+own {
		t.Errorf("links to %v", got)
	}
	for _, n := range page.all(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "/t/manuals/") }) {
		if seen(n) {
			t.Error("the manual is not folded away")
		}
	}
	if got := ravi.get("/t/manuals/" + own).want(http.StatusOK); got.Header.Get("Content-Type") != "application/pdf" || got.Body != string(pdf) {
		t.Errorf("%s: %q", got.Header.Get("Content-Type"), got.Body)
	}
	ravi.get("/t/manuals/" + other).want(http.StatusOK) // what is no secret is not hidden
	ravi.get("/t/manuals/nosuchthing1234").want(http.StatusNotFound)
	s.at(t, "Deepa Joshi").get("/t/manuals/" + own).want(http.StatusForbidden)
}

func TestBadField_aManualIsAPDFForABrand(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Salim Shaikh")
	good := fill("brand", "Voltas", "model", "183V", "title", "Service manual")
	for _, c := range []struct {
		field, typed string
		file         []byte
		says         string
	}{
		{"brand", "", pdf, "needed"},
		{"brand", strings.Repeat("x", 61), pdf, "too long"},
		{"model", strings.Repeat("x", 81), pdf, "too long"},
		{"title", strings.Repeat("x", 121), pdf, "too long"},
		{"file", "", nil, "needed"},
		{"file", "", []byte("<script>alert(1)</script>"), "no PDF"},
		{"file", "", append([]byte("GIF89a"), pdf...), "no PDF"},
		{"file", "", append(pdf[:len(pdf):len(pdf)], make([]byte, 8<<20)...), "too large"},
	} {
		form := good
		if c.field != "file" {
			form = but(good, c.field, c.typed)
		}
		s.unsaved(t, func() {
			page := d.file("/office/manuals", c.file, form).want(http.StatusUnprocessableEntity)
			if said := page.beside(c.field); !strings.Contains(said, c.says) {
				t.Errorf("%s %.20q: beside it stands %q", c.field, c.typed, said)
			}
			page.keeps(form)
		})
	}
	s.unsavedBut(t, func() {
		for _, name := range []string{"Anil Shah", "Ravi Pawar"} {
			s.at(t, name).file("/office/manuals", pdf, good).want(http.StatusForbidden)
		}
	})
}
