package web

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/live"
)

// listen opens the stream and hands out its lines; the channel is closed when the stream ends.
func (h *house) listen(token string) <-chan string {
	h.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	h.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, "GET", h.srv.URL+"/events", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/event-stream")
	req.AddCookie(&http.Cookie{Name: "sid", Value: token})
	res, err := h.client.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("X-Accel-Buffering") != "no" {
		h.t.Fatalf("%s %v", res.Status, res.Header)
	}
	lines := make(chan string, 64)
	go func() {
		defer close(lines)
		defer res.Body.Close()
		for s := bufio.NewScanner(res.Body); s.Scan(); {
			if s.Text() != "" {
				lines <- s.Text()
			}
		}
	}()
	for _, want := range []string{"retry: 3000", "event: hello", "data: {}"} {
		if got := <-lines; got != want {
			h.t.Fatalf("line %q, want %q", got, want)
		}
	}
	return lines
}

// next is the next line within d, leaving out pings; "" if none comes, "end" if the stream ended.
func next(lines <-chan string, d time.Duration) string {
	for late := time.After(d); ; {
		select {
		case l, open := <-lines:
			if !open {
				return "end"
			}
			if !strings.HasPrefix(l, ":") {
				return l
			}
		case <-late:
			return ""
		}
	}
}

func TestEvents_arriveWithinATenthOfASecond(t *testing.T) {
	h := newHouse(t, nil)
	desk := h.listen("tok-desk")
	h.hub.Publish(live.Change{Topic: "jobs", ID: "j1", Root: "j1"})
	if got := next(desk, 100*time.Millisecond); got != `data: {"topic":"jobs","id":"j1","root":"j1"}` {
		t.Errorf("line %q", got)
	}
}

func TestEvents_tellTechniciansOnlyWhatIsTheirs(t *testing.T) {
	h := newHouse(t, func(h *house) {
		h.cfg.Sees = func(by act.By, c live.Change) bool { return by.Technician == "t3" && c.ID == "mine" }
	})
	tech := h.listen("tok-tech")
	h.hub.Publish(live.Change{Topic: "customers", ID: "c1"})
	h.hub.Publish(live.Change{Topic: "visits", ID: "mine", Root: "j1"})
	if got := next(tech, time.Second); got != `data: {"topic":"visits","id":"mine","root":"j1"}` {
		t.Errorf("own visit: %q", got)
	}
	h.hub.Publish(live.Change{Topic: "jobs", ID: "j2"})
	h.hub.Publish(live.Change{Topic: "visits", ID: "others", Root: "j2"})
	if got := next(tech, time.Second); got != `data: {"topic":"visits","id":"","root":""}` {
		t.Errorf("somebody else's: %q", got)
	}
	if got := next(tech, 100*time.Millisecond); got != "" {
		t.Errorf("told twice at once: %q", got)
	}
	if got := next(tech, anonymousEvery+time.Second); got != `data: {"topic":"visits","id":"","root":""}` {
		t.Errorf("the later change was forgotten: %q", got)
	}
}

func TestEvents_endWhenTheSessionIsRevoked(t *testing.T) {
	h := newHouse(t, func(h *house) { h.ping = 20 * time.Millisecond })
	desk := h.listen("tok-desk")
	if l := <-desk; l != ": ping" {
		t.Fatalf("line %q", l)
	}
	h.mu.Lock()
	h.revoked["tok-desk"] = true
	h.mu.Unlock()
	if got := next(desk, time.Second); got != "end" {
		t.Errorf("the stream goes on: %q", got)
	}
}

func TestEvents_endWhenTheApplianceStops(t *testing.T) {
	base, stop := context.WithCancel(context.Background())
	h := newHouse(t, nil)
	mux := h.srv.Config.Handler
	h.srv = newServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		context.AfterFunc(base, cancel) // as PocketBase's base context does
		mux.ServeHTTP(w, r.WithContext(ctx))
	}))
	desk := h.listen("tok-desk")
	stop()
	if got := next(desk, time.Second); got != "end" {
		t.Errorf("the stream goes on: %q", got)
	}
}

func TestEvents_startOverWhenTheReaderWasTooSlow(t *testing.T) {
	h := newHouse(t, nil)
	desk := h.listen("tok-desk")
	for i := range 100_000 {
		h.hub.Publish(live.Change{Topic: "jobs", ID: string(rune('a' + i%26))})
	}
	for {
		switch got := next(desk, time.Second); got {
		case `data: {"topic":"*","id":"","root":""}`:
			return
		case "", "end":
			t.Fatalf("it is never told to fetch everything (%q)", got)
		}
	}
}

func TestEvents_areForTheSignedIn(t *testing.T) {
	h := newHouse(t, nil)
	h.get("/events", "", "Accept", "text/event-stream").want(t, 401)
}
