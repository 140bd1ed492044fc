package layout

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/app/kernel/act"
	"doorstep/static"
)

var assetURL = regexp.MustCompile(`/static/[a-z0-9.-]+`)

// With LOOK_OUT set, the sample pages are written to that folder with a light and a dark face, to be looked at.
func TestSamples_canBeLookedAt(t *testing.T) {
	out := os.Getenv("LOOK_OUT")
	if out == "" {
		t.Skip("LOOK_OUT names no folder")
	}
	for name, page := range samples(t) {
		for _, theme := range []string{"light", "dark"} {
			themed := strings.Replace(page, "<html ", `<html data-theme="`+theme+`" `, 1)
			write(t, filepath.Join(out, name+"-"+theme+".html"), []byte(themed))
		}
		for _, u := range assetURL.FindAllString(page, -1) {
			w := httptest.NewRecorder()
			static.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, u, nil))
			write(t, filepath.Join(out, u), w.Body.Bytes())
		}
	}
}

func write(t *testing.T, name string, raw []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPages_haveLandmarksLabelsAndNoInlineStyleOrScript(t *testing.T) {
	for name, page := range samples(t) {
		doc, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		count, ids, labels, fields := map[string]int{}, map[string]bool{}, map[string]bool{}, map[string]*html.Node{}
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			count[n.Data]++
			a := attributes(n)
			for key := range a {
				if key == "style" || strings.HasPrefix(key, "on") || strings.HasPrefix(key, "hx-on") {
					t.Errorf("%s: <%s %s>", name, n.Data, key)
				}
			}
			if n.Data == "script" && a["src"] == "" {
				t.Errorf("%s: inline script", name)
			}
			if id := a["id"]; id != "" {
				if ids[id] {
					t.Errorf("%s: id %q stands twice", name, id)
				}
				ids[id] = true
			}
			if n.Data == "label" {
				labels[a["for"]] = true
			}
			if isField(n.Data, a) {
				fields[a["id"]+"|"+a["name"]] = n
			}
		}
		if count["h1"] != 1 || count["main"] != 1 || count["title"] != 1 {
			t.Errorf("%s: h1 %d, main %d, title %d", name, count["h1"], count["main"], count["title"])
		}
		for key, n := range fields {
			a := attributes(n)
			if !labels[a["id"]] && a["aria-label"] == "" && n.Parent.Data != "label" {
				t.Errorf("%s: field %s has no label", name, key)
			}
			for id := range strings.FieldsSeq(a["aria-describedby"]) {
				if !ids[id] {
					t.Errorf("%s: %s is described by %q, which is not there", name, key, id)
				}
			}
		}
	}
}

func TestPages_askOnlyForFilesThatAreThere(t *testing.T) {
	known := map[string]bool{}
	for _, name := range append([]string{
		"office.css", "tech.css", "form.css", "board.css", "map.css", "leaflet.js", "map.js", "favicon.svg", "icons.svg", "icon-192.png", "office.webmanifest", "tech.webmanifest", "theme.js", "signature-pad.js",
	}, slices.Concat(officeScripts, techScripts)...) {
		known[static.URL(name)] = true
	}
	for name, page := range samples(t) {
		for _, u := range assetURL.FindAllString(page, -1) {
			if !known[u] {
				t.Errorf("%s asks for %s", name, u)
			}
		}
	}
}

func TestNavigation_hidesWhatTheRoleMayNot(t *testing.T) {
	s := officeShell("jobs", "Jobs")
	if got := in(t, Office(s)); strings.Contains(got, "/office/settings") {
		t.Error("a dispatcher sees the settings")
	}
	s.By.Role = act.Owner
	if got := in(t, Office(s)); !strings.Contains(got, "/office/settings") {
		t.Error("the owner does not see the settings")
	}
}

func TestShell_speaksTheReadersLanguageAndEscapes(t *testing.T) {
	got := in(t, Tech(Shell{Lang: "hi", Title: `<b>"x"`, By: act.By{Name: "<i>"}}))
	if !strings.Contains(got, `<html lang="hi">`) || strings.Contains(got, "<b>\"x\"") || strings.Contains(got, "<i>") {
		t.Error(got)
	}
	if got := in(t, Plain(Shell{Public: true})); strings.Contains(got, "/sign-out") {
		t.Error("a public page offers to sign out")
	}
}

func TestInitials_areOneOrTwoLetters(t *testing.T) {
	for name, want := range map[string]string{"Asha Kulkarni": "AK", "ravi": "R", "": "?", "श्री रवि पवार": "शप"} {
		if got := initials(name); got != want {
			t.Errorf("initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func attributes(n *html.Node) map[string]string {
	a := map[string]string{}
	for _, x := range n.Attr {
		a[x.Key] = x.Val
	}
	return a
}

func isField(tag string, a map[string]string) bool {
	switch tag {
	case "select", "textarea":
		return true
	case "input":
		return a["type"] != "hidden" && a["type"] != "submit"
	}
	return false
}
