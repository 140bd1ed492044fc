package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// window is one browser window. Its steps end the test when they fail, with what the page showed.
type window struct {
	t      testing.TB
	ctx    context.Context
	around map[string]bool // what stood around main when it was looked at; see axe
}

// browser starts a headless browser, as launch does.
func browser(t testing.TB) *window {
	t.Helper()
	w, _ := launch(t, t.TempDir()+"/profile")
	return w
}

// launch starts a headless browser over a profile; stop ends it before the test does. Without a browser the test is skipped, but
// for CI, where that is a failure.
func launch(t testing.TB, profile string) (w *window, stop func()) {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("chromium is not installed")
		}
		t.Skip("chromium is not installed")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Flag("no-sandbox", true),
		chromedp.UserDataDir(profile), chromedp.Flag("disable-background-networking", true), chromedp.Flag("lang", "en-IN"),
		chromedp.Flag("force-prefers-reduced-motion", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	return open(t, ctx), stop
}

func open(t testing.TB, parent context.Context) *window {
	t.Helper()
	ctx, stop := chromedp.NewContext(parent)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil { // the window lives as long as the first context it is used with
		t.Fatal(err)
	}
	w := &window{t: t, ctx: ctx, around: map[string]bool{}}
	w.size(1280, 900)
	return w
}

// another opens a second window of the same browser: it shares cookies.
func (w *window) another() *window { return open(w.t, w.ctx) }

func (w *window) size(width, height int64) {
	w.t.Helper()
	w.do(chromedp.EmulateViewport(width, height))
}

func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 20*time.Second)
	defer cancel()
	err := chromedp.Do(ctx, steps...)
	for i := 0; i < 5 && err != nil && strings.Contains(err.Error(), "No node with given id"); i++ {
		err = chromedp.Do(ctx, steps...) // a fresher copy of the page took the place of what was found
	}
	if err != nil {
		w.t.Fatalf("%v\n%s", err, w.shown())
	}
}

// open leads the window to the address and waits until the new page is whole: what the old one still does, such as changing its own
// address, does not pass for it.
func (w *window) open(url string) {
	w.t.Helper()
	w.do(chromedp.Evaluate[chromedp.Void]("void (window.left = true)"), chromedp.Navigate(url))
	w.until("!window.left && document.readyState === 'complete'")
}

// shown is where the window stands and the text of its page.
func (w *window) shown() string {
	ctx, cancel := context.WithTimeout(w.ctx, 5*time.Second)
	defer cancel()
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string]("location.href + '\\n' + document.body.innerText + '\\n[focus] ' + (document.activeElement?.outerHTML || '').slice(0, 300)"))
	return text
}

// is evaluates an expression of JavaScript, or what it promises.
func is[T any](w *window, js string) T {
	w.t.Helper()
	v, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatalf("%s: %v\n%s", js, err, w.shown())
	}
	return v
}

// until waits at most ten seconds for an expression to become true.
func (w *window) until(js string) {
	w.t.Helper()
	w.within(10*time.Second, js)
}

// within waits at most so long for an expression, or what it promises, to become true.
func (w *window) within(most time.Duration, js string) {
	w.t.Helper()
	for end := time.Now().Add(most); time.Now().Before(end); time.Sleep(40 * time.Millisecond) {
		if ok, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool]("Promise.resolve("+js+").then(Boolean)", chromedp.EvalAwaitPromise)); err == nil && ok {
			return
		}
	}
	w.t.Fatalf("never true: %s\n%s", js, w.shown())
}

// see waits for text on the page.
func (w *window) see(text string) {
	w.t.Helper()
	quoted, _ := json.Marshal(text)
	w.until("document.body.innerText.includes(" + string(quoted) + ")")
}

// at waits until the window stands at a path that begins so.
func (w *window) at(path string) {
	w.t.Helper()
	quoted, _ := json.Marshal(path)
	w.until("location.pathname.startsWith(" + string(quoted) + ") && document.readyState === 'complete'")
}

// keys types as a person would, wherever the focus is.
func (w *window) keys(keys ...string) {
	w.t.Helper()
	for _, k := range keys {
		w.do(chromedp.KeyEvent(k))
	}
}

// fill sets a field by its name and tells the page.
func (w *window) fill(name, value string) {
	w.t.Helper()
	w.do(chromedp.SetValue(chromedp.CSS("[name="+name+"]"), value))
}

func (w *window) click(css string) {
	w.t.Helper()
	w.do(chromedp.Click(chromedp.CSS(css)))
}

func (w *window) signIn(base, login, password string) {
	w.t.Helper()
	w.open(base + "/login")
	w.fill("login", login)
	w.fill("password", password)
	w.keys(kb.Enter)
	w.until("location.pathname !== '/login' && document.readyState === 'complete'")
}

// chromedpFocus puts the focus on an element.
func chromedpFocus(css string) chromedp.Action[chromedp.Void] {
	return chromedp.Focus(chromedp.CSS(css))
}
