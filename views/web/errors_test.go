package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"doorstep/app/kernel/fault"
)

func TestStatusOf_followsTheKind(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		refill bool
	}{
		{nil, 200, false},
		{fault.Field("phone", "required"), 422, true},
		{fault.Warn("phone", "phone_taken"), 422, true},
		{fault.New(fault.NotFound, "job_not_found"), 404, false},
		{fault.New(fault.Forbidden, "not_allowed"), 403, false},
		{fault.New(fault.Unsigned, "unsigned"), 401, false},
		{fault.New(fault.Conflict, "job_closed"), 409, true},
		{fault.New(fault.Stale, "stale"), 409, true},
		{fault.New(fault.TooMany, "too_many"), 429, false},
		{fault.New(fault.TooLarge, "body_too_large"), 413, false},
		{fault.New(fault.Invalid, "key_missing"), 400, false},
		{fault.List{fault.Warn("a", "b"), fault.Field("c", "d")}, 422, true},
		{fault.List{fault.Warn("a", "b"), fault.New(fault.Stale, "stale")}, 409, true},
		{errors.New("disk"), 500, false},
		{fmt.Errorf("open: %w", fault.New(fault.NotFound, "x")), 404, false},
	} {
		if got := StatusOf(c.err); got != c.status {
			t.Errorf("StatusOf(%v) = %d, want %d", c.err, got, c.status)
		}
		if got := Refill(c.err); got != c.refill {
			t.Errorf("Refill(%v) = %v", c.err, got)
		}
	}
}

func TestInternal_isLoggedAndShownByReferenceOnly(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.GET("/panic", func(*Request) error { panic("secret detail") }).Signed()
		h.GET("/error", func(*Request) error { return errors.New("secret detail") }).Signed()
		h.GET("/known", func(*Request) error { return fault.New(fault.NotFound, "job_not_found") }).Signed()
	})
	for _, path := range []string{"/panic", "/error"} {
		for _, token := range []string{"tok-desk", "tok-tech"} {
			h.logged.Reset()
			res := h.get(path, token).want(t, 500)
			ref := regexp.MustCompile(`>([A-Z2-7]{8})<`).FindStringSubmatch(res.body)
			if ref == nil {
				t.Fatalf("%s: no reference in %s", path, res.body)
			}
			if strings.Contains(res.body, "secret") || strings.Contains(res.body, "goroutine") {
				t.Errorf("%s tells too much: %s", path, res.body)
			}
			if log := h.logged.String(); !strings.Contains(log, ref[1]) || !strings.Contains(log, "secret detail") {
				t.Errorf("%s: the log does not explain %s: %s", path, ref[1], log)
			}
		}
	}
	h.logged.Reset()
	h.get("/known", "tok-desk").want(t, 404)
	h.get("/nowhere", "tok-desk").want(t, 404)
	if h.logged.Len() != 0 {
		t.Errorf("what is no failure of ours is logged: %s", h.logged)
	}
}

func TestFail_answersInTheFormThatWasAskedFor(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.GET("/job", func(*Request) error { return fault.New(fault.Stale, "stale") }).Signed()
	})
	page := h.get("/job", "tok-desk", "Referer", h.srv.URL+"/office/jobs").want(t, 409)
	if !strings.Contains(page.body, "<html") || !strings.Contains(page.body, `"/office/jobs"`) || !strings.Contains(page.body, `"/office/today"`) {
		t.Errorf("page without what to do next: %s", page.body)
	}
	if tech := h.get("/job", "tok-tech").want(t, 409); !strings.Contains(tech.body, `"/t/today"`) {
		t.Errorf("the technician is led elsewhere: %s", tech.body)
	}
	part := h.get("/job", "tok-desk", "HX-Request", "true").want(t, 409)
	if strings.Contains(part.body, "<html") || part.Header.Get("HX-Retarget") != "#main" || part.Header.Get("HX-Reswap") != "afterbegin" {
		t.Errorf("fragment: %v %s", part.Header, part.body)
	}
	if boosted := h.get("/job", "tok-desk", "HX-Request", "true", "HX-Boosted", "true").want(t, 409); !strings.Contains(boosted.body, "<html") {
		t.Errorf("boosted: %s", boosted.body)
	}
	var told struct {
		Error struct{ Code, Message string }
	}
	if err := json.Unmarshal([]byte(h.get("/job", "tok-desk", "Accept", "application/json").want(t, 409).body), &told); err != nil {
		t.Fatal(err)
	}
	if told.Error.Code != "stale" || told.Error.Message == "" {
		t.Errorf("JSON: %+v", told)
	}
}

func TestBody_tooLargeIsSaidSo(t *testing.T) {
	ran := false
	h := newHouse(t, func(h *house) {
		h.POST("/small", func(req *Request) error { ran = true; return nothing(req) }).Signed().Keyless()
		h.POST("/large", nothing).Signed().Keyless().Body(3 << 20)
		h.POST("/raw", func(req *Request) error { _, err := io.ReadAll(req.Request.Body); return err }).Signed().Keyless().Body(100)
	})
	big := "note=" + strings.Repeat("x", 2<<20)
	res := h.send("POST", "/small", "tok-desk", big).want(t, 413)
	if ran || !strings.Contains(res.body, "<html") {
		t.Errorf("ran %v, body %s", ran, res.body)
	}
	h.send("POST", "/large", "tok-desk", big).want(t, 200)
	h.send("POST", "/raw", "tok-desk", strings.Repeat("x", 200), "Content-Type", "application/octet-stream").want(t, 413)

	// without a length in advance
	req, err := http.NewRequest("POST", h.srv.URL+"/small", io.MultiReader(strings.NewReader(big)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.AddCookie(&http.Cookie{Name: "sid", Value: "tok-desk"})
	chunked, err := h.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	chunked.Body.Close()
	if chunked.StatusCode != 413 || ran {
		t.Errorf("chunked: status %d, ran %v", chunked.StatusCode, ran)
	}
}

func TestBody_damagedIsRefused(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.POST("/form", nothing).Signed().Keyless()
		h.GET("/list", nothing).Signed()
	})
	h.send("POST", "/form", "tok-desk", "a=%zz").want(t, 400)
	h.send("POST", "/form", "tok-desk", "no boundary", "Content-Type", "multipart/form-data").want(t, 400)
	h.send("POST", "/form", "tok-desk", "--x\r\ncut off", "Content-Type", "multipart/form-data; boundary=x").want(t, 400)
	h.get("/list?q=%zz", "tok-desk").want(t, 400)
}
