package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

// First visits, gzip. The page itself comes on top.
func TestBudgets_ofFirstVisits(t *testing.T) {
	for _, c := range []struct {
		name  string
		limit int
		files []string
	}{
		{"tech.css", 6 << 10, []string{"tech.css"}},
		{"office.css", 18 << 10, []string{"office.css"}},
		{"app.js", 4 << 10, []string{"app.js"}},
		{"office", 45 << 10, []string{"office.css", "theme.js", "app.js", "live.js", "htmx.js", "icons.svg", "favicon.svg"}},
		{"technician", 24 << 10, []string{"tech.css", "theme.js", "app.js", "outbox.js", "phone.js", "icons.svg", "favicon.svg"}},
		{"board", 104 << 10, []string{"office.css", "board.css", "theme.js", "app.js", "live.js", "htmx.js", "icons.svg", "calendar.js", "board.js", "board_drag.js", "board_bulk.js"}},
		{"map", 60 << 10, []string{"map.css", "leaflet.js", "map.js"}},
	} {
		sum := 0
		for _, name := range c.files {
			sum += len(byName[name].gzip())
		}
		t.Logf("%-22s %6d bytes gzip", c.name, sum)
		if sum > c.limit {
			t.Errorf("%s: %d bytes gzip, limit %d", c.name, sum, c.limit)
		}
	}
}

func TestVendored_isWhatTheListSays(t *testing.T) {
	listed := map[string]string{}
	for line := range strings.SplitSeq(string(read("vendor/VENDORED.md")), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) == 8 && len(strings.TrimSpace(cells[6])) == 64 {
			for _, cell := range cells[2:6] {
				if strings.TrimSpace(cell) == "" {
					t.Errorf("a cell is empty: %s", line)
				}
			}
			listed[strings.TrimSpace(cells[1])] = strings.TrimSpace(cells[6])
		}
	}
	err := fs.WalkDir(files, "vendor", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Base(name) == "LICENSE" || name == "vendor/VENDORED.md" {
			return err
		}
		short := strings.TrimPrefix(name, "vendor/")
		sum := sha256.Sum256(read(name))
		if got := hex.EncodeToString(sum[:]); listed[short] != got {
			t.Errorf("%s: listed %q, is %q", short, listed[short], got)
		}
		delete(listed, short)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range listed {
		t.Errorf("%s is listed and not there", name)
	}
}

func TestEverySheet_isInABundle(t *testing.T) {
	used := map[string]bool{}
	for _, list := range [][]string{officeCSS, techCSS, formCSS, visitCSS, payCSS, boardCSS, mapCSS, fieldCSS, ownerCSS, moneyCSS, planCSS, portalCSS, routesCSS, proposalCSS, watchCSS} {
		for _, name := range list {
			used[name] = true
		}
	}
	for _, name := range dir("css", ".css") {
		if base := strings.TrimSuffix(path.Base(name), ".css"); !used[base] {
			t.Errorf("css/%s.css is in no bundle", base)
		}
	}
}

// The content security policy allows no inline style, no eval and nothing from elsewhere.
func TestOwnFiles_keepThePolicy(t *testing.T) {
	for _, name := range append(dir("js", ".js"), dir("css", ".css")...) {
		for _, bad := range []string{"eval(", "new Function", "style=", "cssText", "https://", "@import", "url(", "setAttribute('style'"} {
			if strings.Contains(string(read(name)), bad) {
				t.Errorf("%s contains %q", name, bad)
			}
		}
	}
}

func TestURL_isHashedAndPanicsOnUnknownNames(t *testing.T) {
	if u := URL("office.css"); !strings.HasPrefix(u, "/static/office.") || !strings.HasSuffix(u, ".css") || len(u) != len("/static/office..css")+10 {
		t.Errorf("URL = %s", u)
	}
	if css := string(byName["map.css"].raw); strings.Contains(css, "url(images/") || !strings.Contains(css, URL("layers.png")) {
		t.Error("map.css does not lead to the hashed images")
	}
	if m := string(byName["tech.webmanifest"].raw); !strings.Contains(m, URL("icon-192.png")) {
		t.Error("the manifest does not lead to the hashed icons")
	}
	defer func() {
		if recover() == nil {
			t.Error("an unknown name did not panic")
		}
	}()
	URL("nothing.css")
}

func get(t *testing.T, url string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

func TestHandler_negotiatesCompression(t *testing.T) {
	want := byName["app.js"].raw
	w := get(t, URL("app.js"))
	if !bytes.Equal(w.Body.Bytes(), want) || w.Header().Get("Content-Encoding") != "" {
		t.Error("plain body differs")
	}
	if cc := w.Header().Get("Cache-Control"); !strings.Contains(cc, "immutable") {
		t.Errorf("Cache-Control %q", cc)
	}
	if ct := w.Header().Get("Content-Type"); ct != "text/javascript; charset=utf-8" {
		t.Errorf("Content-Type %q", ct)
	}

	w = get(t, URL("app.js"), "Accept-Encoding", "br;q=0, gzip")
	if w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("encoding %q, want gzip", w.Header().Get("Content-Encoding"))
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := io.ReadAll(z); !bytes.Equal(got, want) {
		t.Error("gzip body differs")
	}

	deadline := time.Now().Add(10 * time.Second)
	for {
		w = get(t, URL("app.js"), "Accept-Encoding", "gzip, deflate, br")
		if w.Header().Get("Content-Encoding") == "br" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("brotli never came")
		}
		time.Sleep(5 * time.Millisecond)
	}
	if got, _ := io.ReadAll(brotli.NewReader(w.Body)); !bytes.Equal(got, want) {
		t.Error("brotli body differs")
	}
}

func TestHandler_answersUnchangedAndUnknown(t *testing.T) {
	etag := get(t, URL("tech.css"), "Accept-Encoding", "gzip").Header().Get("ETag")
	if w := get(t, URL("tech.css"), "Accept-Encoding", "gzip", "If-None-Match", etag); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("code %d with %d bytes", w.Code, w.Body.Len())
	}
	for _, url := range []string{"/static/", "/static/tech.css", "/static/../embed.go", "/static/tech.0000000000.css", "/static/vendor/VENDORED.md"} {
		if w := get(t, url); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", url, w.Code)
		}
	}
	if w := get(t, URL("icons.svg")); w.Header().Get("Content-Type") != "image/svg+xml" {
		t.Errorf("icons are %q", w.Header().Get("Content-Type"))
	}
}

func TestShrink_keepsMeaning(t *testing.T) {
	got := string(shrink("/* why */\n.a > .b :is(p, q) {\n\tcolor: red;\n\tmargin: calc(1px + 2px);\n}\n@media (max-width: 639px) and (x) { .c { top: 0; } }\n"))
	want := ".a>.b :is(p,q){color: red;margin: calc(1px + 2px)}@media (max-width: 639px) and (x){.c{top: 0}}"
	if strings.TrimSpace(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestThin_dropsOnlyCommentsAndIndentation(t *testing.T) {
	const js = "// why\n(() => {\n\n\t// how\n\tconst a = 'x // y'; // kept, for it stands behind code\n})();\n"
	if got, want := string(thin([]byte(js))), "(() => {\nconst a = 'x // y'; // kept, for it stands behind code\n})();\n"; got != want {
		t.Errorf("got %q", got)
	}
	for _, name := range dir("js", ".js") {
		for n, line := range strings.Split(string(read(name)), "\n") {
			if strings.Count(line, "`")%2 == 1 {
				t.Errorf("%s:%d: a string spans lines, of which thinning would take away", name, n+1)
			}
		}
	}
}

// It is what axe's rule css-orientation-lock asks; the tests that look at pages leave the sheets to this one.
func TestSheets_doNotTurnThePageByHowAPhoneIsHeld(t *testing.T) {
	sheets := 0
	if err := fs.WalkDir(os.DirFS("."), ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".css" {
			return err
		}
		sheets++
		text, err := os.ReadFile(name)
		if bytes.Contains(text, []byte("orientation:")) {
			t.Errorf("%s asks how the phone is held", name)
		}
		return err
	}); err != nil || sheets < 10 {
		t.Fatalf("%d sheets, %v", sheets, err)
	}
}
