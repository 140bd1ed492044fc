package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/a-h/templ"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/live"
)

var (
	seeJobs = act.Permission{Name: "jobs.see", Roles: []act.Role{act.Owner, act.Dispatcher}}
	people  = map[string]act.By{
		"tok-owner": {User: "u1", Name: "Asha", Role: act.Owner, Session: "s1", Lang: "en"},
		"tok-desk":  {User: "u2", Name: "Binod", Role: act.Dispatcher, Session: "s2", Lang: "en"},
		"tok-tech":  {User: "u3", Name: "Chetan", Role: act.Technician, Technician: "t3", Session: "s3", Lang: "hi"},
	}
)

// house is a Router on a real PocketBase router with a made-up business.
type house struct {
	*Router
	t       *testing.T
	srv     *httptest.Server
	client  *http.Client
	hub     *live.Hub
	claims  *memory
	logged  *strings.Builder
	app     core.App
	mu      sync.Mutex
	revoked map[string]bool
	setUp   bool
	console bool
}

// memory is the store of claims; txn.Run is played by hold.
type memory struct {
	mu   sync.Mutex
	rows map[string]Claimed
}

func (m *memory) Find(_ context.Context, actor, key string) (Claimed, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.rows[actor+" "+key]
	return c, ok, nil
}

func (m *memory) Answer(_ context.Context, actor, key string, a Answer) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.rows[actor+" "+key]
	c.Answer = &a
	m.rows[actor+" "+key] = c
	return nil
}

// hold stores the claim of ctx as txn.Run does with the first write.
func (m *memory) hold(ctx context.Context) {
	claim := act.From(ctx).Claim
	if claim == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows[claim.Actor+" "+claim.Key] = Claimed{Hash: claim.Hash}
	claim.Held = true
}

func text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, templ.EscapeString(s))
		return err
	})
}

// newHouse makes a set-up house; add puts in the routes of the test.
func newHouse(t *testing.T, add func(h *house)) *house {
	t.Helper()
	h := &house{
		t: t, hub: &live.Hub{}, claims: &memory{rows: map[string]Claimed{}}, logged: &strings.Builder{},
		revoked: map[string]bool{}, setUp: true,
	}
	h.Router = New(Config{
		Who: func(_ context.Context, token string) (act.By, error) {
			h.mu.Lock()
			defer h.mu.Unlock()
			by, ok := people[token]
			if !ok || h.revoked[token] {
				return act.By{}, fault.New(fault.Unsigned, "unsigned")
			}
			return by, nil
		},
		SetUp:     func(context.Context) (bool, error) { return h.setUp, nil },
		Company:   func(context.Context) string { return "Sharma Cooling" },
		Console:   func(context.Context) (bool, error) { return h.console, nil },
		Claims:    h.claims,
		Hub:       h.hub,
		Log:       slog.New(slog.NewTextHandler(h.logged, nil)),
		TileHosts: func(context.Context) []string { return []string{"https://tile.example", "bad; script-src *"} },
	})
	app := apptest.Stored(t)
	h.app = app
	pb, err := apis.NewRouter(app)
	if err != nil {
		t.Fatal(err)
	}
	if add != nil {
		add(h)
	}
	if err := h.Mount(&core.ServeEvent{App: app, Router: pb}); err != nil {
		t.Fatal(err)
	}
	mux, err := pb.BuildMux()
	if err != nil {
		t.Fatal(err)
	}
	h.srv = httptest.NewServer(mux)
	t.Cleanup(h.srv.Close)
	h.client = h.srv.Client()
	h.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return h
}

// reply is an answer with its body read.
type reply struct {
	*http.Response
	body string
}

// send makes a request as the holder of token; headers come in pairs.
func (h *house) send(method, path, token, body string, headers ...string) reply {
	h.t.Helper()
	req, err := http.NewRequest(method, h.srv.URL+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	if token != "" {
		req.AddCookie(&http.Cookie{Name: "sid", Value: token + "~" + today()})
	}
	if method == "POST" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := h.client.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return reply{res, string(b)}
}

func (h *house) get(path, token string, headers ...string) reply {
	h.t.Helper()
	return h.send("GET", path, token, "", headers...)
}

func (h *house) post(path, token string, v url.Values, headers ...string) reply {
	h.t.Helper()
	return h.send("POST", path, token, v.Encode(), headers...)
}

func (r reply) want(t *testing.T, status int) reply {
	t.Helper()
	if r.StatusCode != status {
		t.Fatalf("status %d, want %d\n%s", r.StatusCode, status, r.body)
	}
	return r
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func newServer(t *testing.T, h http.Handler) *httptest.Server {
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv
}
