package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
	"doorstep/views/ui"
)

// Request is one request with who makes it. It embeds PocketBase's event: req.Request is the *http.Request.
type Request struct {
	*core.RequestEvent
	By act.By    // the zero By if nobody is signed in
	At time.Time // when it came

	web    *Router
	route  *Route
	raw    io.ReadCloser
	form   bool // the body was a form; it stands parsed in Request.Form and PostForm
	token  string
	renew  bool // the session cookie is from an earlier day
	answer *Answer
}

const requestKey = "web.request"

// of is the Request of an event; one per event.
func (r *Router) of(e *core.RequestEvent) *Request {
	if req, ok := e.Get(requestKey).(*Request); ok {
		return req
	}
	req := &Request{RequestEvent: e, At: clock.Now(), web: r}
	req.By.Lang = req.spoken()
	e.Set(requestKey, req)
	return req
}

// Ctx carries who acts and the form key. Every verb gets this one.
func (req *Request) Ctx() context.Context { return act.In(req.Request.Context(), req.By) }

// Lang is the reader's language, "en" or "hi".
func (req *Request) Lang() string { return req.By.Lang }

// ID is the {id} of the path.
func (req *Request) ID() string { return req.Request.PathValue("id") }

// Path is another named part of the path.
func (req *Request) Path(name string) string { return req.Request.PathValue(name) }

// Query is a value of the address, trimmed; empty if absent.
func (req *Request) Query(name string) string {
	return strings.TrimSpace(clean(req.Request.URL.Query().Get(name)))
}

// IsHX reports whether htmx asks for a part of a page.
func (req *Request) IsHX() bool {
	h := req.Request.Header
	return h.Get("HX-Request") == "true" && h.Get("HX-Request-Type") != "full" && h.Get("HX-Boosted") != "true"
}

// Form is what was posted, or the address's values on GET. It keeps the form key, so that a corrected form is the same submit.
func (req *Request) Form() *ui.Form {
	values := req.Request.Form
	if !safe(req.Request.Method) && req.form {
		values = req.Request.PostForm
	}
	f := ui.ReadForm(req.Lang(), cleaned(values))
	if key := f.Values.Get("_key"); key != "" {
		f.Key = key
	}
	return f
}

// NextPath is the local path in the value "next" of the form or the address; fallback if there is none or it leads away.
func (req *Request) NextPath(fallback string) string {
	if req.Request.Form != nil {
		if p, ok := LocalPath(req.Request.Form.Get("next")); ok {
			return p
		}
	}
	return fallback
}

// LocalPath accepts a path on this site and nothing that a browser could take for another host.
func LocalPath(s string) (string, bool) {
	if len(s) > 2000 || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsRune(s, '\\') {
		return "", false
	}
	for _, c := range s {
		if c < ' ' || c == 0x7f {
			return "", false
		}
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.HasPrefix(u.Path, "//") || strings.ContainsRune(u.Path, '\\') {
		return "", false
	}
	return u.RequestURI(), true
}

// referer is the local path of the page that sent the request.
func (req *Request) referer() (string, bool) {
	return req.own(req.Request.Referer())
}

// own is the path of an address on this host.
func (req *Request) own(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Host != req.Request.Host {
		return "", false
	}
	return LocalPath(u.RequestURI())
}

// read bounds the body and parses it if it is a form. Faults: TooLarge "body_too_large", Invalid "bad_request".
func (req *Request) read(limit int64) error {
	r := req.Request
	if r.ContentLength > limit {
		return tooLarge(limit)
	}
	if req.raw != nil {
		r.Body = http.MaxBytesReader(nil, req.raw, limit)
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	switch {
	case kind == "multipart/form-data":
		req.form = true
		err = r.ParseMultipartForm(4 << 20)
	case kind == "application/x-www-form-urlencoded":
		req.form = true
		err = r.ParseForm()
	default:
		r.Form, err = url.ParseQuery(r.URL.RawQuery)
	}
	return badBody(err, limit)
}

// bytes reads a body that is no form, and leaves it readable.
func (req *Request) bytes() ([]byte, error) {
	b, err := io.ReadAll(req.Request.Body)
	if err != nil {
		return nil, badBody(err, req.route.body)
	}
	req.Request.Body = io.NopCloser(bytes.NewReader(b))
	return b, nil
}

func badBody(err error, limit int64) error {
	var over *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &over):
		return tooLarge(limit)
	}
	if err = txn.Disk(err); txn.Unsaved(err) { // large files are laid down while they come
		return err
	}
	return fault.New(fault.Invalid, "bad_request").Wrap(err)
}

func tooLarge(limit int64) error {
	if limit < 1<<20 {
		return fault.New(fault.TooLarge, "body_too_large", "limit", fmt.Sprintf("%d kB", limit>>10))
	}
	return fault.New(fault.TooLarge, "body_too_large", "limit", fmt.Sprintf("%d MB", limit>>20))
}

// drainMax bounds how much of a refused body is read. Unread, most browsers would show a broken connection, not the refusal.
// The server's read timeout bounds how long.
const drainMax = 64 << 20

func (req *Request) drain() {
	if req.raw != nil {
		_, _ = io.CopyN(io.Discard, req.raw, drainMax)
	}
}

// cleaned is v without what no field may hold: bytes that are no UTF-8, NUL, and the browser's CR before LF.
func cleaned(v url.Values) url.Values {
	out := make(url.Values, len(v))
	for name, values := range v {
		for _, s := range values {
			out.Add(name, clean(s))
		}
	}
	return out
}

func clean(s string) string {
	return strings.NewReplacer("\x00", "", "\r\n", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
}
