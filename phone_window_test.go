package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	permission "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/kernel/geo"
	"doorstep/app/txn"
	"doorstep/hooks"
)

// furnished is a running appliance over a folder with the small company of apptest and what build adds to it.
func furnished(t testing.TB, build func(a *app.App)) *appliance {
	t.Helper()
	dir := apptest.Folder(t)
	inside(t, dir, build)
	return start(t, dir, "serve")
}

// inside opens the data of an appliance that does not run.
func inside(t testing.TB, dir string, do func(a *app.App)) {
	t.Helper()
	pb := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: txn.Connect})
	if err := pb.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pb.ResetBootstrapState() }()
	if err := pb.RunAllMigrations(); err != nil {
		t.Fatal(err)
	}
	a := app.New(pb)
	hooks.Bind(a)
	do(a)
}

// wire is the network between phones and an appliance: it can be cut, for service workers and streams as well.
type wire struct {
	URL string

	mu    sync.Mutex
	to    string
	down  bool
	conns map[net.Conn]bool
}

func lay(t testing.TB, a *appliance) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	w := &wire{URL: "http://" + l.Addr().String(), to: strings.TrimPrefix(a.URL, "http://"), conns: map[net.Conn]bool{}}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(c)
		}
	}()
	return w
}

func (w *wire) carry(c net.Conn) {
	w.mu.Lock()
	down, to := w.down, w.to
	w.mu.Unlock()
	if down {
		_ = c.Close()
		return
	}
	far, err := net.Dial("tcp", to)
	if err != nil {
		_ = c.Close()
		return
	}
	w.mu.Lock()
	w.conns[c], w.conns[far] = true, true
	w.mu.Unlock()
	pass := func(dst, src net.Conn) {
		_, _ = io.Copy(dst, src)
		_, _ = dst.Close(), src.Close()
	}
	go pass(far, c)
	pass(c, far)
	w.mu.Lock()
	delete(w.conns, c)
	delete(w.conns, far)
	w.mu.Unlock()
}

// cut ends every connection and refuses new ones until mend.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = true
	for c := range w.conns {
		_ = c.Close()
	}
}

func (w *wire) mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = false
}

// phone starts a browser as a phone has it, with its profile in a folder that outlives it.
func phone(t testing.TB, profile string) (w *window, kill func()) {
	t.Helper()
	w, stop := launch(t, profile)
	w.do(chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch))
	return w, func() {
		_ = chromedp.FromContext(w.ctx).Browser.Process().Kill()
		stop()
	}
}

// stands puts the phone at a place, with the accuracy in metres that it reports.
func (w *window) stands(url string, lat, lng, accuracy float64) {
	w.t.Helper()
	w.allows(url, "granted")
	w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &lat, Longitude: &lng, Accuracy: &accuracy})
		return err
	}))
}

// allows grants or denies the position.
func (w *window) allows(url, setting string) {
	w.t.Helper()
	w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, permission.SetPermission, permission.SetPermissionParams{
			Permission: &permission.PermissionDescriptor{Name: "geolocation"}, Setting: permission.PermissionSetting(setting), Origin: url,
		})
		return err
	}))
}

// online tells the page whether it has a network; the wire is what really carries.
func (w *window) online(yes bool) {
	w.t.Helper()
	w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !yes, DownloadThroughput: -1, UploadThroughput: -1})
		return err
	}))
}

// photograph writes a picture as a camera would, large and different for each seed, and returns its path.
func photograph(t testing.TB, seed int) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 2400, 1800))
	for y := range 1800 {
		for x := range 2400 {
			n := uint32(x*7919+y*104729+seed*15485863) * 2654435761
			img.Set(x, y, color.RGBA{byte(x/10 + seed*40), byte(y / 8), byte(n >> 24), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("%s/photo-%d.jpg", t.TempDir(), seed)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func itoa(n int) string { return strconv.Itoa(n) }

func pinOf(code string) (geo.Point, error) {
	p, err := geo.CheckPin(code)
	return p.Point, err
}

// tap presses what matches as it stands: a fresher copy of the page may take its place at any moment.
func (w *window) tap(css string) {
	w.t.Helper()
	quoted := strconv.Quote(css)
	w.until("document.querySelector(" + quoted + ")")
	is[bool](w, "(document.querySelector("+quoted+").click(), true)")
}

// takes hands a file to an input, again where a fresher copy of the page took its place meanwhile.
func (w *window) takes(css, file string) {
	w.t.Helper()
	var err error
	for range 5 {
		if err = chromedp.Do(w.ctx, chromedp.SetUploadFiles(chromedp.CSS(css), []string{file})); err == nil {
			return
		}
	}
	w.t.Fatal(err)
}
