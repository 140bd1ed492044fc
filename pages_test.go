package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"doorstep/app/kernel/clock"

	"doorstep/app/apptest"
)

// officePages are all pages of the office that can be opened by an address. A "*" is the id behind the first link below link
// that the page link has; a link of two words is that page, and below what its links are to lie.
var officePages = []struct{ name, path, link string }{
	{"today", "/office/today", ""},
	{"intake", "/office/jobs/new", ""},
	{"intake-new", "/office/jobs/new?new=1&phone=9822012345", ""},
	{"board", "/office/board?day={workday}", ""},
	{"board-list", "/office/board?view=list&day={workday}", ""},
	{"jobs", "/office/jobs", ""},
	{"job", "/office/jobs/*", "/office/jobs"},
	{"copies", "/office/copies", ""},
	{"settings-copies", "/office/settings/copies", ""},
	{"job-edit", "/office/jobs/*/edit", "/office/jobs?status=unscheduled"},
	{"candidates", "/office/jobs/*/candidates", "/office/jobs?status=unscheduled"},
	{"visit", "/office/visits/*", "/office/checkins?from=2020-01-01 /office/visits"},
	{"conflicts", "/office/conflicts", ""},
	{"checkins", "/office/checkins", ""},
	{"checkins-review", "/office/checkins?review=1", ""},
	{"attendance", "/office/attendance", ""},
	{"attendance-one", "/office/attendance?technician=*", "/office/technicians"},
	{"expenses", "/office/expenses", ""},
	{"phones", "/office/phones", ""},
	{"day-sheet", "/office/technicians/*/sheet?day={workday}", "/office/technicians"},
	{"trail", "/office/technicians/*/trail", "/office/technicians"},
	{"search", "/office/search?q=kothrud", ""},
	{"customers", "/office/customers", ""},
	{"customer", "/office/customers/*", "/office/customers"},
	{"intake-known", "/office/jobs/new?customer=*", "/office/customers"},
	{"customer-new", "/office/customers/new", ""},
	{"customer-edit", "/office/customers/*/edit", "/office/customers"},
	{"merge", "/office/customers/*/merge", "/office/customers"},
	{"site-new", "/office/customers/*/sites/new", "/office/customers"},
	{"machines", "/office/machines", ""},
	{"machine", "/office/machines/*", "/office/machines"},
	{"machine-edit", "/office/machines/*/edit", "/office/machines"},
	{"machine-move", "/office/machines/*/move", "/office/machines"},
	{"items", "/office/items", ""},
	{"item", "/office/items/*", "/office/items"},
	{"item-new", "/office/items/new", ""},
	{"manuals", "/office/manuals", ""},
	{"job-types", "/office/job-types", ""},
	{"job-type", "/office/job-types/*", "/office/job-types"},
	{"technicians", "/office/technicians", ""},
	{"technician", "/office/technicians/*", "/office/technicians"},
	{"technician-edit", "/office/technicians/*/edit", "/office/technicians"},
	{"staff", "/office/staff", ""},
	{"staff-one", "/office/staff/*", "/office/staff"},
	{"staff-new", "/office/staff/new", ""},
	{"leaves", "/office/leaves", ""},
	{"areas", "/office/areas", ""},
	{"area", "/office/areas/*", "/office/areas"},
	{"skills", "/office/skills", ""},
	{"shifts", "/office/shifts", ""},
	{"shift", "/office/shifts/*", "/office/shifts"},
	{"settings", "/office/settings", ""},
	{"settings-company", "/office/settings/company", ""},
	{"settings-invoicing", "/office/settings/invoicing", ""},
	{"settings-hours", "/office/settings/hours", ""},
	{"settings-levels", "/office/settings/service-levels", ""},
	{"settings-dispatch", "/office/settings/dispatch", ""},
	{"settings-map", "/office/settings/map", ""},
	{"settings-console", "/office/settings/console", ""},
	{"settings-reach", "/office/settings/reach", ""},
	{"roles", "/office/roles", ""},
	{"audit", "/office/audit", ""},
	{"account", "/account", ""},
}

// workday is today, or tomorrow on a Sunday.
func workday() clock.Date {
	if d := clock.Today(); d.Weekday() != time.Sunday {
		return d
	}
	return clock.Today().AddDays(1)
}

// addressOf puts an id in the place of the star.
func addressOf(t testing.TB, v *visitor, path, list string) string {
	t.Helper()
	path = strings.Replace(path, "{workday}", string(workday()), 1)
	if list == "" {
		return path
	}
	list, bare, other := strings.Cut(list, " ")
	if !other {
		bare, _, _ = strings.Cut(list, "?")
	}
	return strings.Replace(path, "*", v.find(t, list, `href="`+regexp.QuoteMeta(bare)+`/([a-z0-9]{15})["?]`), 1)
}

// looks are the ways in which every page is looked at. The dark one has the same elements as the light one in other colours, so
// only the rule about colours is asked again. Sheets are not fetched once more for the one rule that reads them: a test of static holds
// them to it.
var looks = []struct {
	name          string
	width, height int64
	theme, rules  string
}{
	{"desk-light", 1280, 900, "light", ", preload: false"},
	{"desk-dark", 1280, 900, "dark", ", runOnly: ['color-contrast']"},
	{"phone-light", 390, 844, "light", ", preload: false"},
	{"phone-dark", 390, 844, "dark", ", runOnly: ['color-contrast']"},
}

func (w *window) look(width, height int64, theme string) {
	w.t.Helper()
	w.size(width, height)
	is[string](w, "document.documentElement.dataset.theme = '"+theme+"'")
}

// workPages opens each page of the demo company, of the office, the technician and the visitor, and calls do on it.
func workPages(t *testing.T, do func(w *window, name string)) {
	w := browser(t)
	a := start(t, t.TempDir()+"/data", "demo", "--jobs", "300")
	w.open(a.URL + "/login")
	do(w, "login")
	w.tours(a, officePages, do)
	w.open(a.URL + "/office/none")
	do(w, "not-found")
	login, password := demoLogin(t, a, "technician")
	tech := visit(t, a.URL)
	tech.signIn(t, login, password)
	is[bool](w, "fetch('/sign-out', {method: 'POST'}) && true")
	w.signIn(a.URL, login, password)
	for _, lang := range []string{"en", "hi"} {
		is[bool](w, "fetch('/account/language', {method: 'POST', headers: {'Content-Type': 'application/x-www-form-urlencoded'}, body: 'lang="+lang+"&_key=speak-to-me-in-"+lang+"'}).then(() => caches.keys()).then((k) => Promise.all(k.map((c) => caches.delete(c)))).then(() => true)")
		techPages(w, a, tech, "tech-"+lang, do)
	}
}

// tours signs the owner in and opens each of the pages.
func (w *window) tours(a *appliance, pages []struct{ name, path, link string }, do func(w *window, name string)) *visitor {
	w.t.Helper()
	login, password := demoLogin(w.t, a, "owner")
	v := visit(w.t, a.URL)
	v.signIn(w.t, login, password)
	w.signIn(a.URL, login, password)
	for _, p := range pages {
		w.open(a.URL + addressOf(w.t, v, p.path, p.link))
		w.until("document.readyState === 'complete' && !document.querySelector('.htmx-request')")
		do(w, p.name)
	}
	return v
}

// techPages opens each page of the technician, with everything unfolded that can be.
func techPages(w *window, a *appliance, tech *visitor, as string, do func(w *window, name string)) {
	w.t.Helper()
	seen := "/t/visits/" + tech.firstVisit(w.t)
	for _, p := range []struct{ name, path string }{
		{"today", "/t/today?day=" + string(clock.Today())},
		{"visit", seen},
		{"work", seen + "/work"},
		{"finish", seen + "/finish"},
		{"pay", seen + "/pay"},
		{"extra", seen + "/extra"},
		{"trail", "/t/trail"},
		{"outbox", "/t/outbox"},
		{"away", "/t/away"},
		{"doctor", "/t/doctor"},
		{"account", "/account"},
		{"phone", "/phone"},
	} {
		w.open(a.URL + p.path)
		w.until("document.readyState === 'complete'")
		if p.name != "visit" {
			is[bool](w, "document.querySelectorAll('main details').forEach((d) => { d.open = true; }) || true")
		}
		do(w, as+"-"+p.name)
	}
}

type violation struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// shell is what stands around main, which is the same on many pages but for what is marked and counted in it.
const shell = `(() => {
	const body = document.body.cloneNode(true);
	body.querySelector('main')?.replaceChildren();
	return body.outerHTML.replace(/ (aria-current|class|value|id|data-[a-z-]+)="[^"]*"|[0-9]+/g, '');
})()`

// wholePage are the rules that axe asks of a page as a whole only.
const wholePage = ", runOnly: ['bypass', 'document-title', 'html-has-lang', 'html-lang-valid', 'meta-refresh', 'meta-viewport']"

// axe looks at the page that the window shows in every way, and fails on what is serious or critical or scrolls sideways. What stands
// around main is looked at where it is not as it was on a page before.
func axe(w *window, name string) {
	w.t.Helper()
	script, err := os.ReadFile(filepath.Join("views", "testdata", "axe.min.js"))
	if err != nil {
		w.t.Fatal(err)
	}
	is[bool](w, string(script)+";true")
	around := is[string](w, shell)
	known := w.around[around] && is[bool](w, "document.querySelectorAll('main').length === 1")
	w.around[around] = true
	for _, l := range looks {
		w.look(l.width, l.height, l.theme)
		if known {
			w.violates(name+", "+l.name, "'main'", l.rules)
		} else {
			w.violates(name+", "+l.name, "document", l.rules)
		}
		if wide := is[int](w, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); wide > 0 {
			w.t.Errorf("%s, %s: the page scrolls sideways by %d px", name, l.name, wide)
		}
	}
	w.size(1280, 900)
	if known {
		w.violates(name, "document", wholePage)
	}
}

// violates asks axe of part of the page, by rules that are options of axe.run.
func (w *window) violates(name, part, rules string) {
	w.t.Helper()
	found, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](
		"axe.run("+part+", {resultTypes: ['violations']"+rules+"}).then(r => JSON.stringify(r.violations))", chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatalf("%s: %v", name, err)
	}
	var all []violation
	if err := json.Unmarshal([]byte(found), &all); err != nil {
		w.t.Fatal(err)
	}
	for _, x := range all {
		if slices.Contains([]string{"serious", "critical"}, x.Impact) {
			w.t.Errorf("%s: %s (%s): %s %s", name, x.ID, x.Impact, x.Nodes[0].HTML, x.Nodes[0].Summary)
		}
	}
}

// small lists what a thumb would miss: every control of the page, or the label that it is pressed by, under 48 px.
const small = `[...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary')].flatMap((el) => {
	if (!el.checkVisibility({visibilityProperty: true}) || el.closest('.skip')) return [];
	const press = /^(radio|checkbox|file)$/.test(el.type) ? el.closest('label') || el : el.closest('.stop h3') ? el.closest('.stop') : el;
	const {width, height} = press.getBoundingClientRect();
	return width < 47.5 || height < 47.5 ? [press.outerHTML.slice(0, 120) + ' ' + Math.round(width) + 'x' + Math.round(height)] : [];
}).join('\n')`

// touch fails on what is too small for a thumb.
func touch(w *window, name string) {
	w.t.Helper()
	w.size(360, 740)
	if found := is[string](w, small); found != "" {
		w.t.Errorf("%s: under 48 px:\n%s", name, found)
	}
	w.size(1280, 900)
}

func TestPages_axeFindsNothingSeriousInEitherThemeAtDeskAndPhone(t *testing.T) {
	t.Parallel() // beside the pages about money: each has its own appliance and browser
	checked := 0
	workPages(t, func(w *window, name string) {
		t.Helper()
		axe(w, name)
		if strings.HasPrefix(name, "tech-") {
			touch(w, name)
		}
		checked++
	})
	t.Logf("%d pages checked in %d looks each", checked, len(looks))
}

func TestPages_axeFindsNothingSeriousWhileTheCompanyIsSetUp(t *testing.T) {
	t.Parallel()
	w := browser(t)
	a := start(t, apptest.EmptyFolder(t), "serve")
	w.open(a.URL + "/setup")
	axe(w, "code")
	w.do(chromedpFocus("[name=code]"))
	w.keys("WRONG", kb.Enter)
	w.until("document.querySelector('[name=code][aria-invalid=true]')")
	axe(w, "code refused")
	setUp(w, a)
	w.at("/office/today")
	axe(w, "today with nothing in it")
	w.open(a.URL + "/office/customers/new")
	w.fill("name", "Meera")
	w.fill("gstin", "27AAPFU0939F1ZX")
	w.click("form.form [type=submit].primary")
	w.until("document.querySelector('[name=gstin][aria-invalid=true]')")
	axe(w, "customer refused")
	w.open(a.URL + "/office/jobs")
	axe(w, "jobs without any")
}

func TestPages_axeFindsNothingSeriousOnTheFormOfSetUp(t *testing.T) {
	t.Parallel()
	w := browser(t)
	a := start(t, apptest.EmptyFolder(t), "serve")
	w.open(a.URL + "/setup")
	w.keys(a.Code, kb.Enter)
	w.see("About five minutes")
	axe(w, "set-up")
}

// TestScreenshots writes pictures of every page into the folder that SCREENSHOTS names; without it there is nothing to do.
// SCREENSHOTS_ONLY names some of them, which are then as high as the window: those that the README shows.
func TestScreenshots(t *testing.T) {
	dir, only := os.Getenv("SCREENSHOTS"), os.Getenv("SCREENSHOTS_ONLY")
	if dir == "" {
		t.Skip("SCREENSHOTS names no folder")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	shot := chromedp.FullScreenshot(90)
	if only != "" {
		shot = chromedp.CaptureScreenshot()
	}
	shoot := func(w *window, name string) {
		for _, l := range looks {
			file := name + "-" + l.name
			if only != "" && !slices.Contains(strings.Fields(only), file) {
				continue
			}
			w.look(l.width, l.height, l.theme)
			picture, err := chromedp.Run(w.ctx, shot)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, file+".png"), picture, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		w.size(1280, 900)
	}
	workPages(t, shoot)
	booksPages(t, shoot)
	agreementPages(t, shoot)
	planPages(t, shoot)
}
