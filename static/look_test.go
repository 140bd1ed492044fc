package static

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// shown lays the body out in a browser with the sheets of the office and returns what the script says of it.
func shown[T any](t *testing.T, body, script string) T {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("chromium is not installed")
		}
		t.Skip("chromium is not installed")
	}
	mux := http.NewServeMux()
	mux.Handle("/static/", Handler())
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `<!DOCTYPE html><html lang="en"><link rel="stylesheet" href="%s"><body>%s</body></html>`, URL("office.css"), body)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Flag("no-sandbox", true),
		chromedp.UserDataDir(t.TempDir()+"/profile"), chromedp.Flag("disable-background-networking", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, time.Minute)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL)); err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestFilters_showTheWordsOfATickAndHideTheLabelOfAField(t *testing.T) {
	widths := shown[[]float64](t, `<form class="filters">
		<div class="field"><label class="choice"><input type="checkbox"><span>Not in use</span></label></div>
		<div class="field"><label>Status</label><input class="input"></div></form>`,
		`[...document.querySelectorAll('label')].map(l => l.getBoundingClientRect().width)`)
	if widths[0] < 60 || widths[1] > 1 {
		t.Errorf("a tick's label is %v px wide, a field's %v px", widths[0], widths[1])
	}
}

func TestDefs_leaveMostOfANarrowCardToTheFacts(t *testing.T) {
	widths := shown[[]float64](t, `<div style="width: 18rem"><dl class="defs"><div><dt>Warranty</dt><dd>until 31 January 2027</dd></div></dl></div>
		<div style="width: 50rem"><dl class="defs"><div><dt>Warranty</dt><dd>until 31 January 2027</dd></div></dl></div>`,
		`[...document.querySelectorAll('dt')].map(l => l.getBoundingClientRect().width)`)
	if widths[0] > 0.4*18*16 || widths[1] < 10*16 || widths[1] > 12*16 {
		t.Errorf("terms are %v px wide in 288 px, %v px in 800 px", widths[0], widths[1])
	}
}
