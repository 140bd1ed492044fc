package web

import (
	"bytes"
	"context"
	"errors"
	"mime/multipart"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"doorstep/app/kernel/fault"
)

// booking is a house in which POST /office/jobs saves a job and counts how often.
func booking(t *testing.T, saved *atomic.Int32) *house {
	return newHouse(t, func(h *house) {
		h.POST("/office/jobs", func(req *Request) error {
			if req.Form().Get("phone") == "" {
				return fault.Field("phone", "required")
			}
			h.claims.hold(req.Ctx())
			time.Sleep(20 * time.Millisecond)
			saved.Add(1)
			return req.Go("/office/jobs/j1", "Saved.")
		}).May(seeJobs)
		h.POST("/office/part", func(req *Request) error {
			h.claims.hold(req.Ctx())
			saved.Add(1)
			return req.Fragment(text("part " + req.Form().Get("phone")))
		}).Signed()
		h.POST("/public", func(req *Request) error {
			h.claims.hold(req.Ctx())
			saved.Add(1)
			return req.Go("/done", "")
		}).Public("a customer has no login")
		h.POST("/sign-out", func(req *Request) error { saved.Add(1); return req.Go("/login", "") }).Signed().Keyless()
	})
}

func TestOnce_answersARepetitionAsBefore(t *testing.T) {
	var saved atomic.Int32
	h := booking(t, &saved)
	body := form("_key", "key-00000001", "phone", "98220", "note", "a")
	first := h.post("/office/jobs", "tok-desk", body).want(t, 303)
	again := h.post("/office/jobs", "tok-desk", body).want(t, 303)
	if saved.Load() != 1 {
		t.Fatalf("saved %d times", saved.Load())
	}
	for _, header := range []string{"Location", "Set-Cookie"} {
		if first.Header.Get(header) != again.Header.Get(header) || first.Header.Get(header) == "" {
			t.Errorf("%s: %q, then %q", header, first.Header.Get(header), again.Header.Get(header))
		}
	}
	if hx := h.post("/office/jobs", "tok-desk", body, "HX-Request", "true").want(t, 204); hx.Header.Get("HX-Redirect") != "/office/jobs/j1" {
		t.Errorf("HX-Redirect %q", hx.Header.Get("HX-Redirect"))
	}
	for range 2 {
		part := h.post("/office/part", "tok-desk", form("_key", "key-00000002", "phone", "77")).want(t, 200)
		if part.body != "part 77" {
			t.Errorf("fragment %q", part.body)
		}
	}
	if saved.Load() != 2 {
		t.Errorf("saved %d times", saved.Load())
	}
	h.post("/office/jobs", "tok-owner", body).want(t, 303)
	if saved.Load() != 3 {
		t.Error("the key of one person hid the write of another")
	}
}

func TestOnce_refusesAnotherBodyUnderTheSameKey(t *testing.T) {
	var saved atomic.Int32
	h := booking(t, &saved)
	h.post("/office/jobs", "tok-desk", form("_key", "key-00000001", "phone", "98220")).want(t, 303)
	h.post("/office/jobs", "tok-desk", form("_key", "key-00000001", "phone", "98221")).want(t, 409)
	h.post("/office/part", "tok-desk", form("_key", "key-00000001", "phone", "98220")).want(t, 409)
	if saved.Load() != 1 {
		t.Errorf("saved %d times", saved.Load())
	}
}

func TestOnce_letsTheCorrectedFormThroughUnderTheSameKey(t *testing.T) {
	var saved atomic.Int32
	h := booking(t, &saved)
	h.post("/office/jobs", "tok-desk", form("_key", "key-00000001", "phone", "")).want(t, 422)
	h.post("/office/jobs", "tok-desk", form("_key", "key-00000001", "phone", "98220")).want(t, 303)
	if saved.Load() != 1 {
		t.Errorf("saved %d times", saved.Load())
	}
}

func TestOnce_runsConcurrentTwinsOnce(t *testing.T) {
	var saved atomic.Int32
	h := booking(t, &saved)
	var wg sync.WaitGroup
	places := make([]string, 8)
	for i := range places {
		wg.Add(1)
		go func() {
			defer wg.Done()
			places[i] = h.post("/office/jobs", "tok-desk", form("_key", "key-00000001", "phone", "98220")).Header.Get("Location")
		}()
	}
	wg.Wait()
	if saved.Load() != 1 {
		t.Fatalf("saved %d times", saved.Load())
	}
	for _, p := range places {
		if p != "/office/jobs/j1" {
			t.Errorf("a twin was led to %q", p)
		}
	}
	if len(h.twins.open) != 0 {
		t.Errorf("%d turns are left behind", len(h.twins.open))
	}
}

func TestOnce_asksForAKey(t *testing.T) {
	var saved atomic.Int32
	h := booking(t, &saved)
	for _, body := range []url.Values{form("phone", "1"), form("phone", "1", "_key", "short"), form("phone", "1", "_key", "with spaces in it")} {
		h.post("/office/jobs", "tok-desk", body).want(t, 400)
	}
	if saved.Load() != 0 {
		t.Fatalf("saved %d times", saved.Load())
	}
	h.post("/sign-out", "tok-desk", nil).want(t, 303)
	h.post("/office/jobs", "tok-desk", form("phone", "1"), "Idempotency-Key", "from-the-phone-1").want(t, 303)
	h.post("/office/jobs", "tok-desk", form("phone", "1"), "Idempotency-Key", "from-the-phone-1").want(t, 303)
	h.post("/public", "", form("a", "b")).want(t, 303)
	h.post("/public", "", form("a", "b", "_key", "key-00000009")).want(t, 303)
	h.post("/public", "", form("a", "b", "_key", "key-00000009")).want(t, 303)
	if saved.Load() != 4 {
		t.Errorf("ran %d times, want 4", saved.Load())
	}
}

func TestOnce_saysAlreadySavedWhenTheAnswerWasLost(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.POST("/office/jobs", func(req *Request) error {
			h.claims.hold(req.Ctx())
			return errors.New("the lights went out after the commit")
		}).Signed()
	})
	body := form("_key", "key-00000001", "phone", "98220")
	h.post("/office/jobs", "tok-desk", body).want(t, 500)
	h.post("/office/jobs", "tok-desk", body).want(t, 409)
	h.post("/office/jobs", "tok-desk", body, "Referer", "https://evil.example/x").want(t, 409)
	back := h.post("/office/jobs", "tok-desk", body, "Referer", h.srv.URL+"/office/jobs/new").want(t, 303)
	if back.Header.Get("Location") != "/office/jobs/new" || !strings.HasPrefix(back.Header.Get("Set-Cookie"), "flash=") {
		t.Errorf("Location %q, Set-Cookie %q", back.Header.Get("Location"), back.Header.Get("Set-Cookie"))
	}
}

func TestOnce_comparesUploadedFiles(t *testing.T) {
	saved := 0
	h := newHouse(t, func(h *house) {
		h.POST("/office/photo", func(req *Request) error {
			h.claims.hold(req.Ctx())
			saved++
			return req.Go("/done", "")
		}).Signed()
	})
	upload := func(content string) reply {
		var b bytes.Buffer
		m := multipart.NewWriter(&b) // a new boundary each time, as browsers make
		_ = m.WriteField("_key", "key-00000001")
		f, _ := m.CreateFormFile("photo", "a.jpg")
		_, _ = f.Write([]byte(content))
		_ = m.Close()
		return h.send("POST", "/office/photo", "tok-desk", b.String(), "Content-Type", m.FormDataContentType())
	}
	upload("same").want(t, 303)
	upload("same").want(t, 303)
	upload("other").want(t, 409)
	if saved != 1 {
		t.Errorf("saved %d times", saved)
	}
}

func TestTwins_doNotWaitForEver(t *testing.T) {
	var tw twins
	leave, err := tw.enter(context.Background(), "k", time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tw.enter(context.Background(), "k", 10*time.Millisecond); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the second got %v", err)
	}
	leave()
	leave, err = tw.enter(context.Background(), "k", 10*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	leave()
}

func TestOnce_remembersOnlyWhatWasStored(t *testing.T) {
	ran := 0
	h := newHouse(t, func(h *house) {
		h.POST("/preview", func(req *Request) error { ran++; return nothing(req) }).Signed()
	})
	for range 2 {
		h.post("/preview", "tok-desk", form("_key", "key-00000001")).want(t, 200)
	}
	if ran != 2 || len(h.claims.rows) != 0 {
		t.Errorf("ran %d times, %d claims kept", ran, len(h.claims.rows))
	}
}
