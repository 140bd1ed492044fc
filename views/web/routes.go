package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// Handler answers one request: bind, one verb, render. A returned error becomes a page (see Fail).
type Handler func(*Request) error

// formLimit is the size of a request body unless the route says otherwise.
const formLimit = 1 << 20

// Route is one method and path with who may use it.
type Route struct {
	method, path string
	handler      Handler
	permission   act.Permission
	signed       bool
	public       string
	actor        func(*Request) string
	keyless      bool
	stream       bool
	body         int64
	limit        *window
}

// RouteInfo describes a route to tests and to the table of who may do what.
type RouteInfo struct {
	Method, Path string
	Permission   act.Permission // zero if the route asks for none
	Signed       bool           // any signed-in person
	Public       string         // why nobody needs to be signed in; empty if somebody must be
	Keyless      bool
	Stream       bool
}

// GET, POST, PUT, PATCH and DELETE add a route; the path follows net/http: "/office/jobs/{id}", "/{$}".
func (r *Router) GET(path string, h Handler) *Route    { return r.add(http.MethodGet, path, h) }
func (r *Router) POST(path string, h Handler) *Route   { return r.add(http.MethodPost, path, h) }
func (r *Router) PUT(path string, h Handler) *Route    { return r.add(http.MethodPut, path, h) }
func (r *Router) PATCH(path string, h Handler) *Route  { return r.add(http.MethodPatch, path, h) }
func (r *Router) DELETE(path string, h Handler) *Route { return r.add(http.MethodDelete, path, h) }

func (r *Router) add(method, path string, h Handler) *Route {
	route := &Route{method: method, path: path, handler: h, body: formLimit}
	r.routes = append(r.routes, route)
	return route
}

// May lets in the roles that hold p.
func (t *Route) May(p act.Permission) *Route { t.permission = p; return t }

// Signed lets in anybody who is signed in.
func (t *Route) Signed() *Route { t.signed = true; return t }

// Public lets in everybody; why says what makes that right.
func (t *Route) Public(why string) *Route { t.public = why; return t }

// Actor is for writes of a public route: of names who sends, so that form keys are that person's wherever he sends from. Each
// write then needs a key, and its repetition is answered as the first was.
func (t *Route) Actor(of func(*Request) string) *Route { t.actor = of; return t }

// Limit answers 429 after n requests from one address within per.
func (t *Route) Limit(n int, per time.Duration) *Route { t.limit = newWindow(n, per); return t }

// Body sets the largest request body in bytes; 1 MiB otherwise.
func (t *Route) Body(maxBytes int64) *Route { t.body = maxBytes; return t }

// Keyless is for writes that are harmless when repeated: no form key is asked for and no answer is remembered.
func (t *Route) Keyless() *Route { t.keyless = true; return t }

// Stream leaves the request body and the pace of the answer to the handler.
func (t *Route) Stream() *Route { t.stream = true; return t }

// Routes lists every route in the order of its making.
func (r *Router) Routes() []RouteInfo {
	all := make([]RouteInfo, len(r.routes))
	for i, t := range r.routes {
		all[i] = RouteInfo{t.method, t.path, t.permission, t.signed, t.public, t.keyless, t.stream}
	}
	return all
}

// check names every route that says nothing about who may use it, or two things at once.
func (r *Router) check() error {
	var wrong []error
	for _, t := range r.routes {
		ways := 0
		for _, said := range []bool{t.permission.Name != "", t.signed, t.public != ""} {
			if said {
				ways++
			}
		}
		switch {
		case ways == 0:
			wrong = append(wrong, fmt.Errorf("%s %s: neither a permission, Signed nor Public", t.method, t.path))
		case ways > 1:
			wrong = append(wrong, fmt.Errorf("%s %s: more than one of permission, Signed and Public", t.method, t.path))
		}
	}
	return errors.Join(wrong...)
}

// Mount binds all routes to PocketBase's router. Call it in OnServe before se.Next.
func (r *Router) Mount(se *core.ServeEvent) error {
	if err := r.check(); err != nil {
		return err
	}
	// PocketBase's own headers are weaker than ours, and no other origin has business here.
	se.Router.Unbind(apis.DefaultSecurityHeadersMiddlewareId, apis.DefaultCorsMiddlewareId)
	log := apis.DefaultActivityLoggerMiddlewarePriority
	caught := apis.DefaultPanicRecoverMiddlewarePriority
	for _, m := range []struct {
		id       string
		priority int
		f        func(*core.RequestEvent) error
	}{
		{"webOpen", log - 5, r.open},
		{"webErrors", caught - 5, r.answerErrors}, // outside PocketBase's panic recovery and rate limit, to make pages of both
		{"webCrossSite", caught + 1, r.refuseCrossSite},
		{"webSetUp", caught + 2, r.setUpFirst},
		{"webSession", caught + 3, r.identify},
		{"webConsole", caught + 4, r.guardConsole},
	} {
		se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: m.id, Priority: m.priority, Func: m.f})
	}
	for _, t := range r.routes {
		// The activity log would keep query strings, and with them customers' phone numbers; failures are logged by Fail.
		se.Router.Route(t.method, t.path, r.serve(t)).
			Bind(apis.SkipSuccessActivityLog()).
			Unbind(apis.DefaultBodyLimitMiddlewareId)
	}
	return nil
}

func (r *Router) serve(t *Route) func(*core.RequestEvent) error {
	return func(e *core.RequestEvent) error {
		req := r.of(e)
		req.route = t
		if err := t.allow(req); err != nil {
			return err
		}
		if t.stream {
			return t.handler(req)
		}
		if err := req.read(t.body); err != nil {
			return err
		}
		if safe(req.Request.Method) {
			return t.handler(req)
		}
		return r.once(req)
	}
}

func (t *Route) allow(req *Request) error {
	if t.limit != nil {
		if err := t.limit.take(req.IP()); err != nil {
			return err
		}
	}
	switch {
	case t.public != "":
		return nil
	case req.By.User == "":
		return fault.New(fault.Unsigned, "unsigned")
	case t.signed || t.permission.Allows(req.By.Role):
		return nil
	}
	return fault.New(fault.Forbidden, "not_allowed")
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// under reports whether path is the place or lies below it: under("/setup/code", "/setup").
func under(path, place string) bool {
	rest, ok := strings.CutPrefix(path, place)
	return ok && (rest == "" || rest[0] == '/')
}
