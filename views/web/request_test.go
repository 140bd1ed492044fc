package web

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func TestLocalPath_takesOnlyPathsOnThisSite(t *testing.T) {
	for in, want := range map[string]string{
		"/office/jobs":                  "/office/jobs",
		"/office/jobs?q=a%20b&x=1":      "/office/jobs?q=a%20b&x=1",
		"/":                             "/",
		"/office/jobs#row":              "/office/jobs",
		"":                              "",
		"office":                        "",
		"//evil.example":                "",
		"/\\evil.example":               "",
		"/%5cevil.example":              "",
		"/%2fevil.example":              "",
		"\\\\evil.example":              "",
		"https://evil.example":          "",
		"javascript:alert(1)":           "",
		" /office":                      "",
		"/\t/evil.example":              "",
		"/office\r\nSet-Cookie: a=b":    "",
		"///evil.example":               "",
		"/" + strings.Repeat("a", 3000): "",
	} {
		got, ok := LocalPath(in)
		if got != want || ok != (want != "") {
			t.Errorf("LocalPath(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
}

func FuzzLocalPath(f *testing.F) {
	for _, s := range []string{"/a?b=c", "//x", "/\\x", "/%2f%2fx", "/a/../..//x", "/;//x"} {
		f.Add(s)
	}
	base, _ := url.Parse("https://here.example/office/today")
	f.Fuzz(func(t *testing.T, s string) {
		p, ok := LocalPath(s)
		if !ok {
			return
		}
		u, err := base.Parse(p)
		if err != nil || u.Host != base.Host || u.Scheme != base.Scheme {
			t.Errorf("LocalPath(%q) = %q leads to %v (%v)", s, p, u, err)
		}
		if strings.HasPrefix(p, "//") || strings.ContainsAny(p, "\\\r\n\t") {
			t.Errorf("LocalPath(%q) = %q", s, p)
		}
	})
}

func TestNextPath_neverLeadsAway(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.POST("/login", func(req *Request) error { return req.Go(req.NextPath("/office/today"), "") }).Public("sign in").Keyless()
	})
	for next, want := range map[string]string{"/office/jobs?q=1": "/office/jobs?q=1", "//evil.example": "/office/today", "https://evil.example/": "/office/today", "": "/office/today"} {
		if got := h.post("/login", "", form("next", next)).want(t, 303).Header.Get("Location"); got != want {
			t.Errorf("next %q leads to %q, want %q", next, got, want)
		}
	}
}

func TestFlash_isShownOnceAndEscaped(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.POST("/save", func(req *Request) error { return req.Go("/page", "Saved <b>ग्राहक</b>.") }).Signed().Keyless()
		h.GET("/page", func(req *Request) error { return req.Page("P", "", text("body")) }).Signed()
	})
	c := h.post("/save", "tok-desk", nil).want(t, 303).Cookies()[0]
	if !c.HttpOnly || c.MaxAge != flashLife {
		t.Errorf("cookie %+v", c)
	}
	res := h.get("/page", "", "Cookie", "sid=tok-desk~"+today()+"; flash="+c.Value).want(t, 200)
	if !strings.Contains(res.body, "Saved &lt;b&gt;ग्राहक&lt;/b&gt;.") {
		t.Errorf("flash is not in %s", res.body)
	}
	if gone := res.Cookies()[0]; gone.Name != "flash" || gone.MaxAge >= 0 {
		t.Errorf("flash stays: %+v", gone)
	}
	h.get("/page", "", "Cookie", "sid=tok-desk~"+today()+"; flash=!!").want(t, 200)
}

func TestForm_keepsWhatWasTypedWithoutWhatNoFieldMayHold(t *testing.T) {
	var got url.Values
	var key string
	h := newHouse(t, func(h *house) {
		h.POST("/save", func(req *Request) error {
			f := req.Form()
			got, key = f.Values, f.Key
			return nothing(req)
		}).Signed().Keyless()
	})
	h.post("/save?note=from+the+address", "tok-desk", form("_key", "key-00000001", "note", "a\x00b\r\nc\xff", "tag", "1", "tag", "2")).want(t, 200)
	if got.Get("note") != "ab\nc\uFFFD" || len(got["tag"]) != 2 || key != "key-00000001" {
		t.Errorf("values %q, key %q", got, key)
	}
}

func TestPages_areZippedFromOneKilobyte(t *testing.T) {
	long := strings.Repeat("job ", 1000)
	h := newHouse(t, func(h *house) {
		h.GET("/long", func(req *Request) error { return req.Fragment(text(long)) }).Signed()
		h.GET("/short", nothing).Signed()
		h.GET("/pdf", func(req *Request) error { return req.Download("बिल 1.pdf", "application/pdf", []byte(long)) }).Signed()
	})
	res := h.get("/long", "tok-desk", "Accept-Encoding", "br, gzip")
	if res.Header.Get("Content-Encoding") != "gzip" || res.Header.Get("Vary") != "Accept-Encoding" || len(res.body) > 200 {
		t.Fatalf("%v, %d bytes", res.Header, len(res.body))
	}
	z, err := gzip.NewReader(strings.NewReader(res.body))
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(z); string(b) != long {
		t.Error("unzipped it is another page")
	}
	for _, r := range []reply{
		h.get("/short", "tok-desk", "Accept-Encoding", "gzip"),
		h.get("/long", "tok-desk", "Accept-Encoding", "gzip;q=0"),
		h.get("/pdf", "tok-desk", "Accept-Encoding", "gzip"),
	} {
		if r.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s is encoded", r.Request.URL)
		}
	}
	if d := h.get("/pdf", "tok-desk").Header.Get("Content-Disposition"); !strings.Contains(d, `filename="___ 1.pdf"`) || !strings.Contains(d, "filename*=UTF-8''%E0") {
		t.Errorf("Content-Disposition %q", d)
	}
}

func TestRender_sendsNothingOfAPageThatFails(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.GET("/half", func(req *Request) error {
			return req.Page("Half", "", templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
				_, _ = io.WriteString(w, "the first half")
				return errors.New("torn")
			}))
		}).Signed()
	})
	if res := h.get("/half", "tok-desk").want(t, http.StatusInternalServerError); strings.Contains(res.body, "first half") {
		t.Error(res.body)
	}
}

func TestLang_isThePersonsThenTheBrowsers(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.GET("/lang", func(req *Request) error { return req.Fragment(text(req.Lang())) }).Public("test")
	})
	for _, c := range [][3]string{
		{"", "", "en"},
		{"", "hi-IN,hi;q=0.9,en;q=0.8", "hi"},
		{"", "fr,en-GB;q=0.8,hi;q=0.5", "en"},
		{"tok-desk", "hi", "en"},
		{"tok-tech", "en", "hi"},
	} {
		if got := h.get("/lang", c[0], "Accept-Language", c[1]).body; got != c[2] {
			t.Errorf("%q asking for %q reads %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
