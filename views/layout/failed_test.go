package layout

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"doorstep/app/kernel/act"
	"doorstep/static"
)

// failing is a page with a dialog whose links are answered with a failure or a refusal, and with a bar that submits itself.
func failing(t *testing.T) *httptest.Server {
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		shell := officeShell("jobs", "Jobs")
		shell.By = act.By{Name: "Asha", Role: act.Owner}
		link := `<a id="%s" href="/%[1]s" hx-get="/%[1]s" hx-target="#plan-body" hx-swap="innerHTML" data-dialog="plan">Assign</a>`
		fmt.Fprint(w, in(t, Office(shell), "<h1>Jobs</h1>", fmt.Sprintf(link, "broken"), fmt.Sprintf(link, "refused"),
			`<dialog id="plan"><div class="body"><div id="plan-body"><button id="old">Assign Ravi</button></div></div></dialog>`,
			`<form data-auto action="/sent"><input type="date" name="day" id="day" value="2026-11-22" aria-label="Day"></form>`))
	})
	mux.HandleFunc("GET /broken", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "secret", http.StatusInternalServerError) })
	mux.HandleFunc("GET /refused", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("HX-Retarget", "#main")
		w.Header().Set("HX-Reswap", "afterbegin")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `<p id="why" role="alert">It is not there any more.</p>`)
	})
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /sent", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.FormValue("day")) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func TestDialog_saysWhatFailedAndShowsNothingOfTheOneBefore(t *testing.T) {
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(failing(t).URL)); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, `document.querySelector('#broken').click()`)
	until(t, ctx, `document.querySelector('#plan').open && !document.querySelector('#old')`)
	until(t, ctx, `document.querySelector('#plan .flash[role=alert]')?.textContent.includes('try again')`)
	until(t, ctx, `!document.body.textContent.includes('secret')`)
	do(t, ctx, `document.querySelector('#plan').close(); document.querySelector('#refused').click()`)
	until(t, ctx, `document.querySelector('#plan-body > #why')`)
}

func TestFilters_waitUntilATypedDateIsLeft(t *testing.T) {
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(failing(t).URL)); err != nil {
		t.Fatal(err)
	}
	typed := `const day = document.querySelector('#day'); day.focus(); for (const v of ['2026-11-02', '2026-11-25']) {
		day.dispatchEvent(new KeyboardEvent('keydown', {key: '2', bubbles: true})); day.value = v; day.dispatchEvent(new Event('change', {bubbles: true})) }`
	do(t, ctx, typed+`; setTimeout(() => { window.waited = true }, 300)`)
	until(t, ctx, `window.waited && location.pathname === '/'`)
	do(t, ctx, `document.querySelector('#day').dispatchEvent(new FocusEvent('blur'))`) // a headless page has no focus to lose
	until(t, ctx, `location.pathname === '/sent' && location.search === '?day=2026-11-25'`)
}
