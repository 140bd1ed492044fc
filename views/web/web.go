// Package web is the HTTP layer under every page.
//
// Owns: routes and who may use them, the session cookie, cross-site refusal, security headers, reading forms, rendering,
// turning faults into answers, answering a repeated submit once, the stream of live changes, limits of size and rate.
// Does not own: any business rule or stored thing (Config brings what it must ask), the words (i18n), the look (ui, layout).
package web

import (
	"context"
	"log/slog"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/live"
	"doorstep/app/txn"
	"doorstep/static"
	"doorstep/views/layout"
)

// Config is everything web asks of the business. Who, SetUp, Company, Claims and Hub are required.
type Config struct {
	// Who returns whose session the token opens; a fault of kind Unsigned if none.
	Who func(ctx context.Context, token string) (act.By, error)
	// SetUp reports whether the company exists. It is asked on every request: answer from memory.
	SetUp func(ctx context.Context) (bool, error)
	// Company is the name shown in the shell.
	Company func(ctx context.Context) string
	// Console reports whether the owner switched PocketBase's console and API on; nil means never.
	Console func(ctx context.Context) (bool, error)
	// Claims remembers the answers of requests that carry a form key.
	Claims Claims
	// Hub tells what changed.
	Hub *live.Hub
	// Nav lists the places of the shell for whoever is signed in.
	Nav func(by act.By) []layout.NavItem
	// Sees reports whether a technician may learn which thing changed; nil means never.
	Sees func(by act.By, c live.Change) bool
	// Log receives failures that are ours; nil means slog.Default.
	Log *slog.Logger
	// TileHosts are the origins of map tiles, such as "https://tile.openstreetmap.org".
	TileHosts func(ctx context.Context) []string
}

// Claims is the store of form keys. txn.Run stores the claim with the first write of a request; web asks for it and adds the answer.
// actor is the id of the user, or what the route says; for any other request without a session "anon:" and the client's address.
type Claims interface {
	Find(ctx context.Context, actor, key string) (Claimed, bool, error)
	Answer(ctx context.Context, actor, key string, a Answer) error
}

// Claimed is a stored claim: the hash of the request that made it and, once it was given, its answer.
type Claimed = txn.Claimed

// Answer is what a request was told, kept so that its repetition is told the same. Location is the path of a redirect;
// with it only Flash matters.
type Answer = txn.Answer

const (
	pingEvery   = 20 * time.Second
	waitForTwin = 10 * time.Second
)

// Router holds the routes until Mount binds them.
type Router struct {
	cfg    Config
	routes []*Route
	twins  twins
	ping   time.Duration
}

// New returns a Router that already has /static/, /healthz and /events.
func New(cfg Config) *Router {
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	r := &Router{cfg: cfg, ping: pingEvery}
	files := static.Handler()
	r.GET("/static/{path...}", func(req *Request) error {
		files.ServeHTTP(req.Response, req.Request)
		return nil
	}).Public("style, script and icons of every page").Stream()
	r.GET("/healthz", r.health).Public("a watchdog asks whether the appliance answers")
	r.GET("/events", r.events).Signed().Stream()
	return r
}

func (r *Router) health(req *Request) error {
	if _, err := r.cfg.SetUp(req.Ctx()); err != nil {
		return req.Blob(503, "text/plain; charset=utf-8", []byte("the data cannot be read\n"))
	}
	return req.Blob(200, "text/plain; charset=utf-8", []byte("ok\n"))
}
