package web

import (
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/reach"
)

const permissionsPolicy = "geolocation=(self), camera=(self), microphone=(self), payment=(), usb=(), serial=(), bluetooth=(), " +
	"midi=(), magnetometer=(), gyroscope=(), accelerometer=(), display-capture=()"

// open makes the Request of an event and sets the headers that stand on every answer, errors included.
func (r *Router) open(e *core.RequestEvent) error {
	req := r.of(e)
	// The body below PocketBase's rereadable copy: forms are read from it once, and what is too large is drained from it.
	req.raw = e.Request.Body
	if b, ok := req.raw.(*router.RereadableReadCloser); ok {
		req.raw = b.ReadCloser
	}
	path := e.Request.URL.Path
	h := e.Response.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", permissionsPolicy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	// A browser that was told so once would refuse plain HTTP from every port of the host for a year.
	if secure(e) && !reach.Local(e.Request.Context()) {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	switch {
	case under(path, "/_"), under(path, "/api/files"):
		// PocketBase sets its own here, but only where it finds none: a looser one for its console, a sandbox for files.
	default:
		h.Set("Content-Security-Policy", r.policy(e))
	}
	if !under(path, "/_") && !under(path, "/api") {
		// no-store, not no-cache: a page kept for Back would show customers to whoever sits down after somebody signed out.
		// Browsers that keep no-store pages for Back (over TLS) drop them when a cookie changes, as it does on signing out.
		h.Set("Cache-Control", "no-store")
	}
	return e.Next()
}

func (r *Router) policy(e *core.RequestEvent) string {
	var tiles strings.Builder
	if r.cfg.TileHosts != nil && !anonymous(e.Request.URL.Path) {
		for _, host := range r.cfg.TileHosts(e.Request.Context()) {
			if host != "" && !strings.ContainsAny(host, " ;,'\"\r\n\t") {
				tiles.WriteString(" " + host)
			}
		}
	}
	return "default-src 'self'; img-src 'self' data: blob:" + tiles.String() + "; script-src 'self'; style-src 'self'; " +
		"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}

var crossSite = http.NewCrossOriginProtection()

// refuseCrossSite refuses writes that another site makes a browser send, on every path.
func (r *Router) refuseCrossSite(e *core.RequestEvent) error {
	if err := crossSite.Check(e.Request); err != nil {
		return fault.New(fault.Forbidden, "cross_site").Wrap(err)
	}
	return e.Next()
}

// setUpFirst leads to /setup until the company exists, and hides /setup afterwards.
func (r *Router) setUpFirst(e *core.RequestEvent) error {
	path := e.Request.URL.Path
	if anonymous(path) || under(path, "/api") || under(path, "/_") {
		return e.Next()
	}
	done, err := r.cfg.SetUp(e.Request.Context())
	switch inSetup := under(path, "/setup"); {
	case err != nil:
		return err
	case !done && !inSetup:
		return r.of(e).Go("/setup", "")
	case done && inSetup:
		return fault.New(fault.NotFound, "page_not_found")
	}
	return e.Next()
}

// guardConsole answers 404 to PocketBase's console and API, unless the owner is signed in and switched them on.
// PocketBase's own superuser login still stands behind it.
func (r *Router) guardConsole(e *core.RequestEvent) error {
	path := e.Request.URL.Path
	if (!under(path, "/_") && !under(path, "/api")) || path == "/api/health" {
		return e.Next()
	}
	on := false
	if r.of(e).By.Role == act.Owner && r.cfg.Console != nil {
		var err error
		if on, err = r.cfg.Console(e.Request.Context()); err != nil {
			return err
		}
	}
	if !on {
		return e.NotFoundError("", nil)
	}
	return e.Next()
}
