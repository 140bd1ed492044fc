package views_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
	"doorstep/app/kernel/clock"
	"doorstep/app/sync"
)

// desk is somebody of the company at his browser.
type desk struct {
	*site
	t      *testing.T
	cookie *http.Cookie
}

// at puts the person of the name at a desk; an empty name is a stranger.
func (s *site) at(t *testing.T, name string) desk {
	t.Helper()
	d := desk{site: s, t: t}
	if name != "" {
		d.cookie = s.cookie(t, name)
	}
	return d
}

// screen is an answer as it arrived.
type screen struct {
	t      *testing.T
	Status int
	Header http.Header
	Body   string
	doc    *html.Node
}

// fill makes a form of pairs of name and value.
func fill(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

// but is the form with some fields typed otherwise; "" leaves the field out.
func but(form url.Values, pairs ...string) url.Values {
	other := url.Values{}
	for name, values := range form {
		other[name] = slices.Clone(values)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		other.Del(pairs[i])
		if pairs[i+1] != "" {
			other.Set(pairs[i], pairs[i+1])
		}
	}
	return other
}

func (d desk) get(path string, header ...string) screen {
	d.t.Helper()
	return d.do(http.MethodGet, path, "", nil, header...)
}

// post sends the form with a fresh key, unless it has one.
func (d desk) post(path string, form url.Values, header ...string) screen {
	d.t.Helper()
	if !form.Has("_key") {
		form = but(form, "_key", rand.Text())
	}
	return d.do(http.MethodPost, path, "application/x-www-form-urlencoded", []byte(form.Encode()), header...)
}

func (d desk) do(method, path, kind string, body []byte, header ...string) screen {
	d.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, d.URL+path, bytes.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	if d.cookie != nil {
		req.AddCookie(d.cookie)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	doc, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		d.t.Fatal(err)
	}
	return screen{t: d.t, Status: resp.StatusCode, Header: resp.Header, Body: string(text), doc: doc}
}

// phoned sends one item from the person's phone, in the order of seq, and returns what became of it with the fault's code.
func (d desk) phoned(seq int, kind, visit string, data ...string) (state, code string) {
	d.t.Helper()
	item := sync.Item{Key: rand.Text(), Seq: seq, Prev: seq - 1, Kind: kind, Visit: visit, At: clock.Now(), Data: map[string]string{}}
	for i := 0; i+1 < len(data); i += 2 {
		item.Data[data[i]] = data[i+1]
	}
	body, err := json.Marshal(sync.Batch{Device: "phone-of-a-test", At: clock.Now(), Items: []sync.Item{item}})
	if err != nil {
		d.t.Fatal(err)
	}
	var receipt sync.Receipt
	answer := d.do(http.MethodPost, "/t/sync", "application/json", body, "Accept", "application/json").want(http.StatusOK)
	if err := json.Unmarshal([]byte(answer.Body), &receipt); err != nil || len(receipt.Results) != 1 {
		d.t.Fatalf("%v: %s", err, answer.Body)
	}
	return receipt.Results[0].State, receipt.Results[0].Code
}

// want stops the test unless the answer has the status.
func (p screen) want(status int) screen {
	p.t.Helper()
	if p.Status != status {
		p.t.Fatalf("answer %d, want %d; to %q: %s", p.Status, status, p.Header.Get("Location"), brief(textOf(p.doc)))
	}
	return p
}

// says fails unless the words stand on the page.
func (p screen) says(words string) screen {
	p.t.Helper()
	if !strings.Contains(textOf(p.doc), words) {
		p.t.Errorf("the page does not say %q: %s", words, brief(textOf(p.doc)))
	}
	return p
}

func brief(s string) string { return s[:min(len(s), 900)] }

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func textOf(n *html.Node) string {
	var words []string
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.Data != "script" && c.Parent.Data != "style" {
			words = append(words, strings.Fields(c.Data)...)
		}
	}
	return strings.Join(words, " ")
}

// all are the elements that are so.
func (p screen) all(so func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && so(n) {
			found = append(found, n)
		}
	}
	return found
}

func (p screen) fields(name string) []*html.Node {
	return p.all(func(n *html.Node) bool {
		return attr(n, "name") == name && slices.Contains([]string{"input", "select", "textarea"}, n.Data)
	})
}

// beside is the error that stands with the field, as a screen reader would find it; the test fails where there is none.
func (p screen) beside(name string) string {
	p.t.Helper()
	fields := p.fields(name)
	if len(fields) == 0 {
		p.t.Errorf("there is no field %q on the page", name)
		return ""
	}
	for _, n := range fields {
		at := n
		if kind := attr(n, "type"); kind == "radio" || kind == "checkbox" {
			for at != nil && (at.Data != "fieldset" || !has(at, "aria-describedby")) {
				at = at.Parent
			}
		} else if attr(n, "aria-invalid") != "true" {
			continue
		}
		if at == nil {
			continue
		}
		for _, id := range strings.Fields(attr(at, "aria-describedby")) {
			if !strings.HasSuffix(id, "-error") {
				continue
			}
			for _, said := range p.all(func(n *html.Node) bool { return attr(n, "id") == id }) {
				if words := textOf(said); words != "" {
					return words
				}
			}
		}
	}
	p.t.Errorf("nothing is said beside %q: %s", name, brief(textOf(p.doc)))
	return ""
}

// typed are the values that stand in the fields of the name.
func (p screen) typed(name string) []string {
	var values []string
	for _, n := range p.fields(name) {
		switch {
		case n.Data == "textarea":
			if n.FirstChild != nil {
				values = append(values, n.FirstChild.Data)
			}
		case n.Data == "select":
			for o := range n.Descendants() {
				if o.Data == "option" && has(o, "selected") {
					values = append(values, attr(o, "value"))
				}
			}
		case attr(n, "type") == "radio" || attr(n, "type") == "checkbox":
			if has(n, "checked") {
				values = append(values, attr(n, "value"))
			}
		default:
			values = append(values, attr(n, "value"))
		}
	}
	return values
}

// keeps fails for every value of the form that is not on the page any more. Passwords never come back.
func (p screen) keeps(form url.Values) {
	p.t.Helper()
	for name, values := range form {
		if name == "_key" || name == "then" || strings.HasPrefix(name, "password") {
			continue
		}
		here := p.typed(name)
		for _, v := range values {
			if v != "" && !slices.Contains(here, v) {
				p.t.Errorf("%s: typed %q, the page has %q", name, v, here)
			}
		}
	}
}

// saved is how many rows there are in every table of the appliance, its log and its form keys included.
func (s *site) saved(t *testing.T) string {
	t.Helper()
	var tables []string
	list := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' ORDER BY name"
	if err := s.app.Core.DB().NewQuery(list).Column(&tables); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(tables, "audit_log") || !slices.Contains(tables, "jobs") {
		t.Fatalf("the tables are %v", tables)
	}
	var counts []string
	for _, table := range tables {
		counts = append(counts, table+" "+strconv.Itoa(s.rows(t, table)))
	}
	return strings.Join(counts, "\n")
}

func (s *site) rows(t *testing.T, table string) int {
	t.Helper()
	var n int
	if err := s.app.Core.DB().NewQuery("SELECT count(*) FROM {{" + table + "}}").Row(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// unsaved runs act and fails if a row, an event or a claim was written by it.
func (s *site) unsaved(t *testing.T, act func()) {
	t.Helper()
	before := s.saved(t)
	act()
	if after := s.saved(t); after != before {
		t.Errorf("something was saved:\n%s\n%s", before, after)
	}
}

// meera are the ids of the company's customer, her site and her machine.
func (s *site) meera(t *testing.T) (customer, place, machine string) {
	t.Helper()
	in := apptest.Booking(t, s.app)
	return in.Customer, in.Site, in.Assets[0]
}

func isMain(n *html.Node) bool { return n.Data == "main" }
