package web

import (
	"strings"
	"testing"
)

func TestHeaders_standOnEveryAnswer(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.GET("/page", func(req *Request) error { return req.Page("P", "", text("p")) }).Signed()
		h.GET("/boom", func(*Request) error { panic("boom") }).Public("test")
		h.POST("/write", nothing).Public("test").Keyless()
	})
	for name, res := range map[string]reply{
		"page":      h.get("/page", "tok-desk").want(t, 200),
		"redirect":  h.get("/page", "").want(t, 303),
		"404":       h.get("/nowhere", "").want(t, 404),
		"500":       h.get("/boom", "").want(t, 500),
		"crossSite": h.post("/write", "", nil, "Sec-Fetch-Site", "cross-site").want(t, 403),
		"health":    h.get("/healthz", "").want(t, 200),
		"api":       h.get("/api/collections", "").want(t, 404),
		"static":    h.get("/static/none", ""),
	} {
		for header, want := range map[string]string{
			"Content-Security-Policy":      "frame-ancestors 'none'",
			"X-Content-Type-Options":       "nosniff",
			"X-Frame-Options":              "DENY",
			"Referrer-Policy":              "same-origin",
			"Permissions-Policy":           "geolocation=(self), camera=(self), microphone=(self)",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Access-Control-Allow-Origin":  "",
			"Strict-Transport-Security":    "",
			"Access-Control-Allow-Methods": "",
		} {
			got := res.Header.Get(header)
			if (want == "") != (got == "") || !strings.Contains(got, want) {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
	}
	page := h.get("/page", "tok-desk")
	csp := page.Header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "img-src 'self' data: blob: https://tile.example;") || strings.Contains(csp, "bad") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q", csp)
	}
	if page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a page may be kept: %q", page.Header.Get("Cache-Control"))
	}
}

func TestCrossSite_writesAreRefusedEverywhere(t *testing.T) {
	ran := 0
	h := newHouse(t, func(h *house) {
		h.POST("/office/jobs", func(req *Request) error { ran++; return nothing(req) }).Signed().Keyless()
	})
	for _, c := range []struct {
		path    string
		headers []string
	}{
		{"/office/jobs", []string{"Sec-Fetch-Site", "cross-site"}},
		{"/office/jobs", []string{"Sec-Fetch-Site", "same-site"}},
		{"/office/jobs", []string{"Origin", "https://evil.example"}},
		{"/office/jobs", []string{"Origin", "null"}},
		{"/api/collections/users/records", []string{"Origin", "https://evil.example"}},
	} {
		h.post(c.path, "tok-desk", form("a", "b"), c.headers...).want(t, 403)
	}
	if ran != 0 {
		t.Fatalf("the handler ran %d times", ran)
	}
	h.post("/office/jobs", "tok-desk", form("a", "b"), "Sec-Fetch-Site", "same-origin").want(t, 200)
	h.post("/office/jobs", "tok-desk", form("a", "b"), "Origin", h.srv.URL).want(t, 200)
}

func TestSetUp_comesFirstAndOnlyOnce(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.GET("/setup", func(req *Request) error { return req.Plain("Set up", text("welcome")) }).Public("no company yet")
		h.GET("/{$}", nothing).Public("leads on")
		h.GET("/setup/code", nothing).Public("no company yet")
		h.GET("/setups", nothing).Public("test")
	})
	h.setUp = false
	for path, status := range map[string]int{
		"/": 303, "/office/jobs": 303, "/setup": 200, "/setup/code": 200, "/setups": 303, "/healthz": 200, "/api/health": 200, "/api/collections": 404,
	} {
		res := h.get(path, "").want(t, status)
		if status == 303 && res.Header.Get("Location") != "/setup" {
			t.Errorf("%s leads to %q", path, res.Header.Get("Location"))
		}
	}
	h.setUp = true
	for path, status := range map[string]int{"/": 200, "/setup": 404, "/setup/code": 404, "/setups": 200} {
		h.get(path, "").want(t, status)
	}
}

func TestConsole_isThereForTheOwnerWhoSwitchedItOn(t *testing.T) {
	h := newHouse(t, nil)
	for _, c := range []struct {
		on     bool
		token  string
		path   string
		status int
	}{
		{false, "tok-owner", "/api/collections", 404},
		{false, "tok-owner", "/_/", 404},
		{true, "tok-desk", "/api/collections", 404},
		{true, "", "/api/collections", 404},
		{true, "tok-owner", "/api/collections", 401}, // PocketBase's own login is still asked for
		{true, "", "/api/health", 200},
		{false, "", "/api/health", 200},
		{false, "tok-owner", "/api%2Fcollections", 404},
	} {
		h.console = c.on
		res := h.get(c.path, c.token).want(t, c.status)
		if strings.HasPrefix(c.path, "/api/") && !strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
			t.Errorf("%s: %s", c.path, res.Header.Get("Content-Type"))
		}
	}
}
