package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"doorstep/views/layout"
)

const html = "text/html; charset=utf-8"

// Page answers 200 with body in the office's shell. nav is the key of the current NavItem.
func (req *Request) Page(title, nav string, body templ.Component, scripts ...string) error {
	return req.PageStatus(http.StatusOK, title, nav, body, scripts...)
}

// PageStatus is Page with another status, such as StatusOf(err) for a form that goes back.
func (req *Request) PageStatus(status int, title, nav string, body templ.Component, scripts ...string) error {
	return req.PageIn(status, layout.Shell{Title: title, Nav: nav, Scripts: scripts}, body)
}

// PageIn is Page with a shell of which Title, Nav, Scripts, Styles and Wide are taken.
func (req *Request) PageIn(status int, s layout.Shell, body templ.Component) error {
	s = req.shell(s)
	return req.page(status, layout.Office(s), body)
}

// Tech answers 200 with body in the technician's shell.
func (req *Request) Tech(title, nav string, body templ.Component, scripts ...string) error {
	return req.TechStatus(http.StatusOK, title, nav, body, scripts...)
}

// TechStatus is Tech with another status.
func (req *Request) TechStatus(status int, title, nav string, body templ.Component, scripts ...string) error {
	return req.TechIn(status, layout.Shell{Title: title, Nav: nav, Scripts: scripts}, body)
}

// TechIn is Tech with a shell of which Title, Nav, Scripts, Styles and Lean are taken.
func (req *Request) TechIn(status int, s layout.Shell, body templ.Component) error {
	return req.page(status, layout.Tech(req.shell(s)), body)
}

// Plain answers 200 with body in the narrow shell of sign-in and set-up.
func (req *Request) Plain(title string, body templ.Component, scripts ...string) error {
	return req.PlainStatus(http.StatusOK, title, body, scripts...)
}

// PlainStatus is Plain with another status.
func (req *Request) PlainStatus(status int, title string, body templ.Component, scripts ...string) error {
	s := req.shell(layout.Shell{Title: title, Scripts: scripts})
	s.Public = true
	return req.page(status, layout.Plain(s), body)
}

// Fragment answers 200 with body alone.
func (req *Request) Fragment(body templ.Component) error {
	return req.FragmentStatus(http.StatusOK, body)
}

// FragmentStatus is Fragment with another status.
func (req *Request) FragmentStatus(status int, body templ.Component) error {
	return req.render(status, body, nil)
}

func (req *Request) page(status int, shell, body templ.Component) error {
	return req.render(status, shell, body)
}

func (req *Request) shell(s layout.Shell) layout.Shell {
	s.Lang, s.By, s.At, s.Path = req.Lang(), req.By, req.At, req.Request.URL.Path
	s.Flash = req.takeFlash()
	s.Public = req.By.User == ""
	if req.web.cfg.Company != nil {
		s.Company = req.web.cfg.Company(req.Ctx())
	}
	if req.web.cfg.Nav != nil && !s.Public {
		s.Items = req.web.cfg.Nav(req.By)
	}
	return s
}

// render writes the component with its children to memory, then sends it whole.
func (req *Request) render(status int, c, children templ.Component) error {
	var b bytes.Buffer
	b.Grow(16 << 10)
	ctx := req.Ctx()
	if children != nil {
		ctx = templ.WithChildren(ctx, children)
	}
	if err := c.Render(ctx, &b); err != nil {
		return fmt.Errorf("render %s: %w", req.Request.URL.Path, err)
	}
	return req.send(status, html, b.Bytes())
}

// Go leads to another page of the site with 303 and shows flash there once. htmx gets HX-Redirect, which loads the page anew.
func (req *Request) Go(path, flash string) error {
	req.answer = &Answer{Status: http.StatusSeeOther, Location: path, Flash: flash}
	req.keepFlash(flash)
	if req.Request.Header.Get("HX-Request") == "true" {
		req.Response.Header().Set("HX-Redirect", path)
		req.Response.WriteHeader(http.StatusNoContent)
		return nil
	}
	return req.Redirect(http.StatusSeeOther, path)
}

// JSON answers with v.
func (req *Request) JSON(status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return req.send(status, "application/json", append(b, '\n'))
}

// Blob answers with body as it is.
func (req *Request) Blob(status int, contentType string, body []byte) error {
	return req.send(status, contentType, body)
}

// Download answers with body as a file to keep.
func (req *Request) Download(name, contentType string, body []byte) error {
	plain := strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' || strings.ContainsRune(`"\/%`, c) {
			return '_'
		}
		return c
	}, name)
	req.Response.Header().Set("Content-Disposition",
		`attachment; filename="`+plain+`"; filename*=UTF-8''`+url.PathEscape(name))
	return req.send(http.StatusOK, contentType, body)
}

// compressFrom is the size from which gzip is worth its time.
const compressFrom = 1 << 10

var zippers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

func (req *Request) send(status int, contentType string, body []byte) error {
	req.answer = &Answer{Status: status, ContentType: contentType, Body: body}
	if req.renew && req.token != "" && contentType == html {
		req.SetSession(req.token)
		req.renew = false
	}
	h := req.Response.Header()
	h.Set("Content-Type", contentType)
	if compressible(contentType) {
		h.Add("Vary", "Accept-Encoding")
		if len(body) >= compressFrom && acceptsGzip(req.Request.Header.Get("Accept-Encoding")) {
			var err error
			if body, err = zipped(body); err != nil {
				return err
			}
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	req.Response.WriteHeader(status)
	_, _ = req.Response.Write(body) // a client that went away is no failure of ours
	return nil
}

func zipped(body []byte) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(len(body) / 3)
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&b)
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func compressible(contentType string) bool {
	return strings.HasPrefix(contentType, "text/") || strings.HasPrefix(contentType, "application/json") ||
		strings.HasPrefix(contentType, "image/svg")
}

func acceptsGzip(accept string) bool {
	for _, part := range strings.Split(accept, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(coding) == "gzip" {
			w := strings.ReplaceAll(weight, " ", "")
			return w != "q=0" && w != "q=0.0"
		}
	}
	return false
}
