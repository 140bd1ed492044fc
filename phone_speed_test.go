package main

import (
	"context"
	"net/url"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"doorstep/app"
	"doorstep/app/apptest"
)

// slow makes the window a cheap phone on 3G: 400 ms, 400 kbit/s, processor four times slower, as Lighthouse does it.
func (w *window) slow() {
	w.t.Helper()
	w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Latency: 400, DownloadThroughput: 50_000, UploadThroughput: 50_000}},
		}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: 4})
		return err
	}))
}

// enters gives the window a session without its having opened any page.
func (w *window) enters(base, login, password string) {
	w.t.Helper()
	v := visit(w.t, base)
	v.signIn(w.t, login, password)
	u, err := url.Parse(base)
	if err != nil {
		w.t.Fatal(err)
	}
	w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, c := range v.Jar.Cookies(u) {
			if _, err := cdp.Call(ctx, t, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: base}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// painted is the first contentful paint of the page in milliseconds.
func (w *window) painted() float64 {
	w.t.Helper()
	w.until("performance.getEntriesByName('first-contentful-paint').length")
	return is[float64](w, "performance.getEntriesByName('first-contentful-paint')[0].startTime")
}

// BenchmarkPhonePaint opens the technician's day on a cheap phone: with an empty cache, then again from the phone's own copy.
func BenchmarkPhonePaint(b *testing.B) {
	a := furnished(b, thorough(b, "One", "Two", "Three", "Four", "Five", "Six"))
	var first, again []float64
	for b.Loop() {
		w, kill := phone(b, b.TempDir())
		w.enters(a.URL, apptest.Mobiles["Ravi Pawar"], apptest.Password)
		w.open(a.URL + "/healthz") // the browser itself has started
		w.slow()
		w.open(a.URL + "/t/today")
		first = append(first, w.painted())
		w.warmed(6)
		w.open(a.URL + "/t/today")
		again = append(again, w.painted())
		kill()
	}
	slices.Sort(first)
	slices.Sort(again)
	b.ReportMetric(first[len(first)/2], "first-ms")
	b.ReportMetric(again[len(again)/2], "again-ms")
}

func TestPhone_aTapThatComesBeforeTheScriptsIsKept(t *testing.T) {
	var visit string
	a := furnished(t, func(a *app.App) {
		thorough(t, "Meera")(a)
		visit = visitFor(t, a, "Meera")
	})
	w, _ := phone(t, t.TempDir())
	w.enters(a.URL, apptest.Mobiles["Ravi Pawar"], apptest.Password)
	w.open(a.URL + "/healthz")
	w.slow()
	is[bool](w, "(location.href = '/t/visits/"+visit+"', true)")
	w.until("!window.phone && document.readyState !== 'loading' && [...document.querySelectorAll('.dock .btn.primary')].some((b) => b.offsetParent && (b.click(), true))")
	w.until("document.getElementById('visit')?.dataset.now === 'accepted'")
}
