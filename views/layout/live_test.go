package layout

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"doorstep/app/kernel/act"
	"doorstep/static"
)

// stage is a page with two live rows and a live list, and a stream that the test speaks into.
type stage struct {
	mu     sync.Mutex
	text   string
	gone   bool
	stream chan string
	cut    chan struct{}
}

func (s *stage) set(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text = text
}

func (s *stage) get() (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text, s.gone
}

func (s *stage) row(id string) string {
	text, _ := s.get()
	return fmt.Sprintf(`<div id="row-%s" data-live="jobs:%s" data-live-src="/row/%s"><b>%s</b><details><summary>more</summary>x</details><input id="in-%s" aria-label="Note" value=""></div>`, id, id, id, text, id)
}

func (s *stage) list() string {
	text, _ := s.get()
	return fmt.Sprintf(`<p id="i1">%s</p><p id="i2"><input id="in-list" aria-label="Find" value=""></p>`, text)
}

func (s *stage) handler(t *testing.T) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	page := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self'")
		shell := officeShell("jobs", "Jobs")
		shell.By = act.By{Name: "Asha", Role: act.Owner}
		fmt.Fprint(w, in(t, Office(shell), "<h1>Jobs</h1>", s.row("a"), s.row("b"), `<div id="list" data-live-list="visits" data-live-src="/list">`, s.list(), "</div>"))
	}
	mux.HandleFunc("GET /{$}", page)
	mux.HandleFunc("GET /office/", page)
	mux.HandleFunc("GET /row/{id}", func(w http.ResponseWriter, r *http.Request) {
		if _, gone := s.get(); gone {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, s.row(r.PathValue("id")))
	})
	mux.HandleFunc("GET /list", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, s.list()) })
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "retry: 100\n: hello\n\n")
		flush := http.NewResponseController(w).Flush
		_ = flush()
		for {
			select {
			case m := <-s.stream:
				fmt.Fprintf(w, "data: %s\n\n", m)
				_ = flush()
			case <-s.cut:
				return
			case <-r.Context().Done():
				return
			}
		}
	})
	return mux
}

// browser opens a page in a headless browser; it skips where there is none, except under CI.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("chromium is not installed")
		}
		t.Skip("chromium is not installed")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Flag("no-sandbox", true), chromedp.UserDataDir(t.TempDir()+"/profile"))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 60*time.Second)
	t.Cleanup(stop)
	return ctx
}

func do(t *testing.T, ctx context.Context, js string) {
	t.Helper()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("(() => {"+js+"; return true})()")); err != nil {
		t.Fatalf("%s: %v", js, err)
	}
}

func until(t *testing.T, ctx context.Context, js string) {
	t.Helper()
	var last any
	for range 100 {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+js+")"))
		if err == nil && ok {
			return
		}
		last = err
		time.Sleep(50 * time.Millisecond)
	}
	html, _ := chromedp.Run(ctx, chromedp.Evaluate[string]("document.querySelector('main')?.innerHTML + (document.querySelector('[data-live-dot]')?.outerHTML||'')"))
	t.Fatalf("never true: %s (%v)\n%s", js, last, html)
}

const key = `document.activeElement.dispatchEvent(new KeyboardEvent('keydown',{key:'%s',bubbles:true,cancelable:true}))`

func TestLive_followsChangesAndKeepsWhatTheReaderDoes(t *testing.T) {
	s := &stage{text: "one", stream: make(chan string, 8), cut: make(chan struct{})}
	server := httptest.NewServer(s.handler(t))
	t.Cleanup(server.Close)
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL)); err != nil {
		t.Fatal(err)
	}
	until(t, ctx, `document.querySelector('[data-live-dot]').dataset.state === 'on'`)

	// One row changes; the other stays; opened details stay open; an untouched list stays.
	do(t, ctx, `document.querySelector('#row-a details').open = true; document.querySelector('#in-b').focus()`)
	s.set("two")
	s.stream <- `{"topic":"jobs","id":"a","root":"a"}`
	until(t, ctx, `document.querySelector('#row-a b').textContent === 'two'`)
	until(t, ctx, `document.querySelector('#row-b b').textContent === 'one' && document.querySelector('#i1').textContent === 'one'`)
	until(t, ctx, `document.querySelector('#row-a details').open && document.activeElement.id === 'in-b'`)

	// A change of a visit reaches the row of its job, and the list of visits; what is typed there and the focus stay.
	do(t, ctx, `document.querySelector('#in-list').focus(); document.querySelector('#in-list').value = 'typing'`)
	s.set("three")
	s.stream <- `{"topic":"visits","id":"v","root":"a"}`
	until(t, ctx, `document.querySelector('#row-a b').textContent === 'three' && document.querySelector('#i1').textContent === 'three'`)
	until(t, ctx, `document.activeElement.id === 'in-list' && document.activeElement.value === 'typing'`)

	// Where somebody types nothing is replaced; a link offers the change and takes it.
	do(t, ctx, `document.querySelector('#in-b').focus(); document.querySelector('#in-b').value = 'mine'`)
	s.set("four")
	s.stream <- `{"topic":"jobs","id":"b","root":"b"}`
	until(t, ctx, `document.querySelector('#row-b').dataset.stale && document.querySelector('#row-b b').textContent === 'one' && document.querySelector('#in-b').value === 'mine'`)
	do(t, ctx, `document.querySelector('.stale a').click()`)
	until(t, ctx, `document.querySelector('#row-b b').textContent === 'four' && !document.querySelector('.stale')`)

	// After a broken stream everything is fetched once more.
	s.set("five")
	s.cut <- struct{}{}
	until(t, ctx, `['#row-a b','#row-b b','#i1'].every(q => document.querySelector(q).textContent === 'five')`)

	// What is gone leaves the page.
	s.mu.Lock()
	s.gone = true
	s.mu.Unlock()
	s.stream <- `{"topic":"jobs","id":"a","root":"a"}`
	until(t, ctx, `!document.querySelector('#row-a')`)
}

func TestKeys_leadWhereTheSheetSays(t *testing.T) {
	s := &stage{text: "one", stream: make(chan string), cut: make(chan struct{})}
	server := httptest.NewServer(s.handler(t))
	t.Cleanup(server.Close)
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL)); err != nil {
		t.Fatal(err)
	}
	press := func(k string) { do(t, ctx, strings.ReplaceAll(key, "%s", k)) }
	press("?")
	until(t, ctx, `document.querySelector('#keys').open`)
	do(t, ctx, `document.querySelector('#keys').close()`)
	press("/")
	until(t, ctx, `document.activeElement.name === 'q'`)
	press("n") // while typing, keys are letters
	press("Escape")
	until(t, ctx, `location.pathname === '/' && document.activeElement === document.body`)
	do(t, ctx, `document.querySelector('[data-theme-toggle]').click()`)
	until(t, ctx, `localStorage.theme === document.documentElement.dataset.theme`)
	press("g")
	press("c")
	until(t, ctx, `location.pathname === '/office/customers' && document.readyState === 'complete'`)
	press("n")
	until(t, ctx, `location.pathname === '/office/jobs/new'`)
}
