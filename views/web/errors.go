package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
	"doorstep/views/layout"
)

// statuses is the one map from what went wrong to HTTP.
var statuses = map[fault.Kind]int{
	fault.Internal:  http.StatusInternalServerError,
	fault.Invalid:   http.StatusUnprocessableEntity,
	fault.Confirm:   http.StatusUnprocessableEntity,
	fault.NotFound:  http.StatusNotFound,
	fault.Forbidden: http.StatusForbidden,
	fault.Unsigned:  http.StatusUnauthorized,
	fault.Conflict:  http.StatusConflict,
	fault.Stale:     http.StatusConflict,
	fault.TooMany:   http.StatusTooManyRequests,
	fault.TooLarge:  http.StatusRequestEntityTooLarge,
}

// malformed are the codes of requests that no page of ours sends: 400, where a form to be corrected is 422.
var malformed = map[string]bool{"bad_request": true, "key_missing": true}

// StatusOf is the HTTP status of err; 200 for nil.
func StatusOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	if l := fault.All(err); len(l) == 1 && malformed[l[0].Code] {
		return http.StatusBadRequest
	}
	if txn.Unsaved(err) {
		return http.StatusInsufficientStorage
	}
	return statuses[fault.KindOf(err)]
}

// Refill reports whether err is one that the form itself can tell beside its fields: Invalid, Confirm, Conflict or Stale; or that
// the disk took nothing, so that what was typed stays. A malformed request is not: it goes to Fail.
func Refill(err error) bool {
	if err == nil || StatusOf(err) == http.StatusBadRequest {
		return false
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Confirm, fault.Conflict, fault.Stale:
		return true
	}
	return txn.Unsaved(err)
}

// answerErrors makes an answer of every error that comes from within: ours, PocketBase's, and panics it has caught.
func (r *Router) answerErrors(e *core.RequestEvent) error {
	err := e.Next()
	if err == nil {
		return nil
	}
	var pb *router.ApiError
	if under(e.Request.URL.Path, "/api") && errors.As(err, &pb) {
		return err // PocketBase answers its own clients in its own JSON
	}
	return Fail(r.of(e), err)
}

// Fail answers the request with what went wrong: a page with what to do next for people, a fragment for htmx, JSON for programs.
// Only faults of kind Internal are logged, under a reference that the reader sees.
func Fail(req *Request, err error) error {
	if errors.Is(err, context.Canceled) && req.Request.Context().Err() != nil {
		return nil // nobody is there to be told
	}
	err = faultOf(err)
	status, kind := StatusOf(err), fault.KindOf(err)
	p := problem{Kind: kind}
	if kind == fault.Internal {
		if p.Disk = txn.Unsaved(err); !p.Disk {
			p.Reference = reference()
		}
		req.web.cfg.Log.Error("request failed", "ref", p.Reference, "method", req.Request.Method,
			"path", req.Request.URL.Path, "user", req.By.User, "err", err)
	}
	if req.Written() {
		return nil
	}
	switch kind {
	case fault.TooLarge:
		req.drain()
	case fault.TooMany:
		if seconds, ok := fault.All(err)[0].Params["seconds"].(int); ok {
			req.Response.Header().Set("Retry-After", strconv.Itoa(seconds))
		}
	}
	h := req.Response.Header()
	for _, stale := range []string{"Content-Disposition", "Content-Encoding", "Content-Length", "ETag", "Last-Modified"} {
		h.Del(stale)
	}
	if strings.Contains(h.Get("Cache-Control"), "max-age") {
		h.Set("Cache-Control", "no-store")
	}
	req.describe(&p, err)
	switch {
	case kind == fault.Unsigned:
		return req.signIn(status, p)
	case req.IsHX():
		return req.failPart(status, p)
	case !req.wantsPage():
		return req.failJSON(status, err, p)
	}
	return req.failPage(status, p)
}

// faultOf reads PocketBase's errors and the body limit's as faults; an error that is none is Internal.
func faultOf(err error) error {
	err = txn.Disk(err)
	var e *fault.Error
	var l fault.List
	if errors.As(err, &l) || errors.As(err, &e) {
		return err
	}
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return tooLarge(over.Limit)
	}
	var pb *router.ApiError
	if !errors.As(err, &pb) {
		return fault.New(fault.Internal, "internal").Wrap(err)
	}
	switch pb.Status {
	case http.StatusNotFound:
		return fault.New(fault.NotFound, "page_not_found").Wrap(err)
	case http.StatusForbidden:
		return fault.New(fault.Forbidden, "not_allowed").Wrap(err)
	case http.StatusUnauthorized:
		return fault.New(fault.Unsigned, "unsigned").Wrap(err)
	case http.StatusTooManyRequests:
		return fault.New(fault.TooMany, "too_many", "seconds", 60).Wrap(err)
	case http.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, "body_too_large", "limit", "32 MB").Wrap(err)
	case http.StatusBadRequest:
		return fault.New(fault.Invalid, "bad_request").Wrap(err)
	}
	return fault.New(fault.Internal, "internal").Wrap(fmt.Errorf("%w: %v", err, pb.RawData()))
}

// signIn leads to the sign-in page and back. What sends no page gets 401; htmx is led there too, unless that would lose what was typed.
func (req *Request) signIn(status int, p problem) error {
	r := req.Request
	next := r.URL.RequestURI()
	if !safe(r.Method) {
		next, _ = req.referer()
	}
	if req.IsHX() {
		next, _ = req.own(r.Header.Get("HX-Current-URL"))
	}
	to := "/login"
	if p, ok := LocalPath(next); ok && p != "/" {
		to += "?next=" + url.QueryEscape(p)
	}
	switch {
	case req.IsHX():
		if safe(r.Method) {
			req.Response.Header().Set("HX-Redirect", to)
		}
		p.SignIn = "/login"
		return req.failPart(status, p)
	case !req.wantsPage():
		return req.failJSON(status, fault.New(fault.Unsigned, "unsigned"), p)
	}
	return req.Redirect(http.StatusSeeOther, to)
}

// wantsPage reports whether a person looks at the answer: a navigation, or a client that takes anything.
func (req *Request) wantsPage() bool {
	h := req.Request.Header
	if mode := h.Get("Sec-Fetch-Mode"); mode != "" && mode != "navigate" {
		return false
	}
	accept := h.Get("Accept")
	return accept == "" || accept == "*/*" || strings.Contains(accept, "text/html")
}

func (req *Request) failJSON(status int, err error, p problem) error {
	type body struct {
		Code      string   `json:"code"`
		Message   string   `json:"message"`
		More      []string `json:"more,omitempty"`
		Reference string   `json:"reference,omitempty"`
	}
	b := body{Code: fault.All(err)[0].Code, Message: p.Texts[0], More: p.Texts[1:], Reference: p.Reference}
	return req.JSON(status, map[string]any{"error": b})
}

// failPart answers htmx at the top of the page: the target of the request would be the wrong place, and what stands there is kept.
func (req *Request) failPart(status int, p problem) error {
	h := req.Response.Header()
	h.Set("HX-Retarget", "#main")
	h.Set("HX-Reswap", "afterbegin")
	return req.FragmentStatus(status, problemPart(p))
}

// failPage shows the page in the reader's shell; in plain text if even that fails.
func (req *Request) failPage(status int, p problem) (err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("%v", x)
		}
		if err != nil && !req.Written() {
			req.web.cfg.Log.Error("error page failed", "path", req.Request.URL.Path, "err", err)
			err = req.send(status, "text/plain; charset=utf-8", []byte(strings.Join(append(p.Texts, p.Reference), "\n")))
		}
	}()
	switch {
	case req.By.User == "":
		s := layout.Shell{Title: p.Title, Lang: req.Lang(), Public: true, Path: req.Request.URL.Path}
		return req.page(status, layout.Plain(s), problemPage(p))
	case req.By.Role == act.Technician:
		return req.TechStatus(status, p.Title, "", problemPage(p))
	}
	return req.PageStatus(status, p.Title, "", problemPage(p))
}

// reference is short enough to be read out on the phone: 8 letters and digits.
func reference() string {
	return rand.Text()[:8]
}
