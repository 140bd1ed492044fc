package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
)

func nothing(req *Request) error { return req.Fragment(text("ok")) }

func TestMount_namesEveryRouteThatNobodyMayUse(t *testing.T) {
	r := New(Config{})
	r.GET("/office/forgotten", nothing)
	r.POST("/office/both", nothing).Signed().Public("no")
	r.GET("/office/fine", nothing).May(seeJobs)
	err := r.Mount(&core.ServeEvent{})
	if err == nil {
		t.Fatal("Mount took a route without a permission")
	}
	for _, want := range []string{"GET /office/forgotten", "POST /office/both"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not name %s", err, want)
		}
	}
	if strings.Contains(err.Error(), "fine") {
		t.Errorf("error %q names a route that is right", err)
	}
}

func TestRoutes_letInWhoMay(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.GET("/office/jobs", func(req *Request) error { return req.Page("Jobs", "jobs", text("list")) }).May(seeJobs)
		h.GET("/account", func(req *Request) error { return req.Page("Me", "", text("me "+string(req.By.Source))) }).Signed()
		h.GET("/t/today", func(req *Request) error { return req.Tech("Today", "today", text("day "+string(req.By.Source))) }).Signed()
		h.GET("/login", nothing).Public("nobody is signed in yet")
	})
	for _, c := range []struct {
		path, token string
		status      int
		contains    string
	}{
		{"/office/jobs", "tok-owner", 200, "list"},
		{"/office/jobs", "tok-desk", 200, "list"},
		{"/office/jobs", "tok-tech", 403, "refused"},
		{"/office/jobs", "", 303, ""},
		{"/office/jobs", "forged", 303, ""},
		{"/account", "tok-tech", 200, "me desk"},
		{"/t/today", "tok-tech", 200, "day phone"},
		{"/account", "", 303, ""},
		{"/login", "", 200, "ok"},
		{"/nowhere", "tok-owner", 404, "<html"},
		{"/healthz", "", 200, "ok"},
	} {
		res := h.get(c.path, c.token).want(t, c.status)
		if c.contains == "refused" {
			if !strings.Contains(res.body, "<html") || strings.Contains(res.body, "list") {
				t.Errorf("%s as %q: no page of refusal: %s", c.path, c.token, res.body)
			}
		} else if !strings.Contains(res.body, c.contains) {
			t.Errorf("%s as %q: %q is not in %s", c.path, c.token, c.contains, res.body)
		}
	}
}

func TestUnsigned_isLedToSignInAndBack(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.GET("/office/jobs", nothing).Signed()
		h.POST("/office/jobs", nothing).Signed()
	})
	if got := h.get("/office/jobs?q=ac", "").Header.Get("Location"); got != "/login?next=%2Foffice%2Fjobs%3Fq%3Dac" {
		t.Errorf("Location %q", got)
	}
	if got := h.post("/office/jobs", "", form("a", "b"), "Referer", h.srv.URL+"/office/jobs/new").Header.Get("Location"); got != "/login?next=%2Foffice%2Fjobs%2Fnew" {
		t.Errorf("after a post: Location %q", got)
	}
	if got := h.post("/office/jobs", "", form("a", "b"), "Referer", "https://evil.example/x").Header.Get("Location"); got != "/login" {
		t.Errorf("from elsewhere: Location %q", got)
	}
	hx := h.get("/office/jobs", "", "HX-Request", "true", "HX-Current-URL", h.srv.URL+"/office/today").want(t, 401)
	if got := hx.Header.Get("HX-Redirect"); got != "/login?next=%2Foffice%2Ftoday" {
		t.Errorf("HX-Redirect %q", got)
	}
	typed := h.post("/office/jobs", "", form("a", "b"), "HX-Request", "true").want(t, 401)
	if typed.Header.Get("HX-Redirect") != "" || typed.Header.Get("HX-Retarget") == "" {
		t.Error("an htmx post must not leave the page with what was typed")
	}
	h.get("/office/jobs", "", "Accept", "application/json").want(t, 401)
	h.get("/office/jobs", "", "Sec-Fetch-Mode", "cors").want(t, 401)
}

func TestRevokedSession_losesItsCookie(t *testing.T) {
	h := newHouse(t, func(h *house) { h.GET("/account", nothing).Signed() })
	h.get("/account", "tok-desk").want(t, 200)
	h.revoked["tok-desk"] = true
	res := h.get("/account", "tok-desk").want(t, 303)
	if c := res.Header.Get("Set-Cookie"); !strings.HasPrefix(c, "sid=;") || !strings.Contains(c, "Max-Age=0") {
		t.Errorf("Set-Cookie %q", c)
	}
}

func TestSession_slidesOnceADay(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.GET("/account", nothing).Signed()
		h.POST("/login", func(req *Request) error { req.SetSession("tok-desk"); return req.Go("/account", "") }).
			Public("sign in").Keyless()
	})
	c := h.post("/login", "", nil).want(t, 303).Cookies()[0]
	if c.Name != "sid" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 30*86400 || c.Secure {
		t.Errorf("cookie %+v", c)
	}
	if got := h.get("/account", "tok-desk").Header.Get("Set-Cookie"); got != "" {
		t.Errorf("renewed on the same day: %q", got)
	}
	old := h.get("/account", "", "Cookie", "sid=tok-desk~1").want(t, 200)
	if got := old.Header.Get("Set-Cookie"); !strings.HasPrefix(got, "sid=tok-desk~") {
		t.Errorf("not renewed on a later day: %q", got)
	}
}

func TestSession_isHostBoundBehindATrustedProxyOnly(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.POST("/login", func(req *Request) error { req.SetSession("x"); return req.Go("/", "") }).Public("sign in").Keyless()
	})
	plain := h.post("/login", "", nil, "X-Forwarded-Proto", "https").want(t, 303)
	if c := plain.Cookies()[0]; c.Name != "sid" || plain.Header.Get("Strict-Transport-Security") != "" {
		t.Errorf("anybody can claim TLS: %+v", c)
	}
	h.app.Settings().TrustedProxy.Headers = []string{"X-Forwarded-For"}
	trusted := h.post("/login", "", nil, "X-Forwarded-Proto", "https").want(t, 303)
	if c := trusted.Cookies()[0]; c.Name != "__Host-sid" || !c.Secure || trusted.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("behind the proxy: %+v", c)
	}
}

func TestLimit_refusesWhoAsksTooOften(t *testing.T) {
	now := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	defer clock.Freeze(now)()
	h := newHouse(t, func(h *house) { h.POST("/login", nothing).Public("sign in").Keyless().Limit(3, time.Minute) })
	for range 3 {
		h.post("/login", "", nil).want(t, 200)
	}
	res := h.post("/login", "", nil).want(t, 429)
	if res.Header.Get("Retry-After") != "61" || !strings.Contains(res.body, "<html") {
		t.Errorf("Retry-After %q, body %s", res.Header.Get("Retry-After"), res.body)
	}
	clock.Freeze(now.Add(time.Minute))
	h.post("/login", "", nil).want(t, 200)
}

func TestWindow_forgetsClientsWhoseTimeIsOver(t *testing.T) {
	now := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	defer clock.Freeze(now)()
	w := newWindow(1, time.Minute)
	for i := range crowd {
		_ = w.take(string(rune(i)) + "x")
	}
	clock.Freeze(now.Add(2 * time.Minute))
	if err := w.take("new"); err != nil {
		t.Fatal(err)
	}
	if len(w.seen) != 1 {
		t.Errorf("%d clients are kept, want 1", len(w.seen))
	}
}
