package main

import (
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/i18n"

	"doorstep/app/apptest"
)

const (
	ownerMobile   = "9822000001"
	ownerPassword = "Doorstep#2026"
)

// setUp goes through the set-up page of an appliance on an empty folder, with the keyboard where a person would use it.
func setUp(w *window, a *appliance) {
	w.t.Helper()
	w.open(a.URL)
	w.at("/setup")
	w.keys(strings.ToLower(a.Code), kb.Enter)
	w.see("About five minutes")
	for name, value := range map[string]string{
		"name": "Fixwell Services", "gstin": "27AAPFU0939F1ZV", "address": "12 Karve Road", "pin": "411004", "upi": "fixwell.pune@examplebank",
		"owner_name": "Asha Kulkarni", "owner_mobile": "98220 00001", "password": ownerPassword, "password2": ownerPassword,
	} {
		w.fill(name, value)
	}
	w.click("[name=trades][value=ac]")
	w.click("form [type=submit].primary")
}

func TestStory_anEmptyFolderBecomesACompanyInOnePage(t *testing.T) {
	t.Parallel()
	w := browser(t)
	a := start(t, t.TempDir()+"/data", "serve")
	w.open(a.URL + "/office/jobs")
	w.at("/setup")
	w.keys("WRONG-CODE", kb.Enter)
	w.until("document.querySelector('[name=code][aria-invalid=true]')")
	setUp(w, a)
	w.at("/office/today")
	w.see("Fixwell Services is set up")
	w.open(a.URL + "/setup")
	w.until("document.body.innerText.includes('no such page')")
	w.open(a.URL + "/office/settings")
	w.see("27AAPFU0939F1ZV")
	w.see("Maharashtra")
}

func TestStory_setUpSaysWhatIsWrongBesideTheFieldAndKeepsTheRest(t *testing.T) {
	t.Parallel()
	w := browser(t)
	a := start(t, apptest.EmptyFolder(t), "serve")
	w.open(a.URL + "/setup")
	w.keys(a.Code, kb.Enter)
	w.see("About five minutes")
	for name, value := range map[string]string{
		"name": "Fixwell Services", "gstin": "27AAPFU0939F1ZX", "address": "12 Karve Road", "pin": "011004", "upi": "fixwell",
		"owner_name": "Asha", "owner_mobile": "12", "password": "short", "password2": "short",
	} {
		w.fill(name, value)
	}
	w.click("form [type=submit].primary")
	w.until("document.querySelectorAll('[aria-invalid=true]').length >= 5")
	for _, name := range []string{"gstin", "pin", "upi", "owner_mobile", "password"} {
		if !is[bool](w, "document.querySelector('[name="+name+"]').getAttribute('aria-invalid') === 'true'") {
			t.Errorf("%s is wrong, but nothing says so beside it", name)
		}
	}
	if got := is[string](w, "document.querySelector('[name=gstin]').value"); got != "27AAPFU0939F1ZX" {
		t.Errorf("the GSTIN was typed as 27AAPFU0939F1ZX and is now %q", got)
	}
}

// equip gives a new company what a first job needs: one technician who can do AC work, and one job type.
func equip(t testing.TB, a *appliance) {
	t.Helper()
	v := visit(t, a.URL)
	v.signIn(t, ownerMobile, ownerPassword)
	must := func(path string, form url.Values) {
		t.Helper()
		form.Set("_key", "equip-"+path)
		resp, err := v.post(path, form)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		if resp.StatusCode != 303 {
			body, _ := io.ReadAll(resp.Body)
			t.Fatalf("%s answered %s\n%s", path, resp.Status, body)
		}
	}
	must("/office/staff", url.Values{"name": {"Ravi Pawar"}, "mobile": {"9822000011"}, "role": {"technician"}, "lang": {"hi"}, "password": {ownerPassword}})
	skill := v.find(t, "/office/skills", `/office/skills/([a-z0-9]{15})`)
	tech := v.find(t, "/office/technicians", `/office/technicians/([a-z0-9]{15})`)
	must("/office/technicians/"+tech, url.Values{"rev": {"1"}, "pin": {"411038"}, "skill_" + skill: {"3"}})
	must("/office/job-types", url.Values{
		"code": {"AC-REP"}, "name": {"AC repair"}, "trade": {"AC"}, "duration_min": {"60"}, "priority": {"2"}, "payment": {"chargeable"},
		"active": {"1"}, "position": {"1"}, "skill_" + skill: {"2"}, "issues": {"Not cooling\nWater leaking"},
	})
}

// find returns the first group of the pattern on a page.
func (v *visitor) find(t testing.TB, path, pattern string) string {
	t.Helper()
	resp, err := v.Get(v.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(pattern).FindSubmatch(body)
	if m == nil {
		t.Fatalf("%s does not show %s\n%s", path, pattern, body)
	}
	return string(m[1])
}

// company is an appliance with a company, one technician and one job type, and a window signed in as the owner.
func company(t testing.TB) (*window, *appliance) {
	t.Helper()
	w := browser(t)
	a := start(t, apptest.EmptyFolder(t), "serve")
	setUp(w, a)
	w.at("/office/today")
	equip(t, a)
	return w, a
}

// focusOn presses Tab until the focused element matches; it fails after a hundred.
func (w *window) focusOn(css string) {
	w.t.Helper()
	for range 100 {
		if is[bool](w, "document.activeElement.matches(`"+css+"`)") {
			return
		}
		w.keys(kb.Tab)
	}
	w.t.Fatalf("Tab never reaches %s\n%s", css, w.shown())
}

// take books a job for a new caller with nothing but the keyboard, and ends on the job's page.
func take(w *window, number, name string) {
	w.t.Helper()
	w.keys("n")
	w.at("/office/jobs/new")
	w.keys(number)
	w.until("document.querySelector('#hit-new') && !document.querySelector('#hits').hidden")
	w.keys(kb.Enter)
	w.until("document.activeElement.name === 'customer_name'")
	w.keys(name)
	w.focusOn("[name=site_pin]")
	w.keys("411038")
	w.focusOn("[name=site_address]")
	w.keys("7 Mayur Colony")
	w.focusOn("[name=type]")
	w.keys("A")
	w.until("document.querySelector('[name=duration_min]').value === '60'")
	w.focusOn("[name=issue]")
	w.keys("Not cooling")
	w.focusOn("[name=then][value=assign]")
	w.keys(kb.Enter)
	w.until("/^.office.jobs.[a-z0-9]{15}/.test(location.pathname) && document.readyState === 'complete'")
}

func TestStory_aCallBecomesAnAssignedJobWithTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	w, _ := company(t)
	began := time.Now()
	take(w, "9822012345", "Meera Deshpande")
	w.see("J-00001")
	w.until("document.querySelector('[name=pick][value=best]')")
	w.focusOn("[name=pick][value=best]")
	w.keys(kb.Enter)
	w.see("Scheduled")
	w.see("Ravi Pawar")
	if took := time.Since(began); took > time.Minute {
		t.Errorf("from the call to the technician took %v, want a minute", took)
	}
}

func TestStory_oneWindowFollowsTheOtherWithoutLosingWhatIsTyped(t *testing.T) {
	w, a := company(t)
	w.open(a.URL + "/office/jobs")
	w.at("/office/jobs")
	other := w.another()
	other.open(a.URL + "/office/today")
	other.at("/office/today")
	w.until("document.querySelector('[name=q]')")
	w.do(chromedpFocus("main [name=q]"))
	w.keys("typing")
	take(other, "9822012345", "Meera Deshpande")
	began := time.Now()
	w.see("Meera Deshpande")
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the other window followed after %v, want two seconds", took)
	}
	if got := is[string](w, "document.activeElement.value"); got != "typing" {
		t.Errorf("what was being typed is %q and was \"typing\"", got)
	}
}

// firstVisit is the technician's next visit, or if he has none this week his last; on which day it is depends on the day on
// which the test runs.
func (v *visitor) firstVisit(t testing.TB) string {
	t.Helper()
	for _, n := range []int{0, 1, 2, 3, 4, 5, 6, 7, -1, -2, -3, -4, -5, -6, -7} {
		resp, err := v.Get(v.base + "/t/today?day=" + string(clock.Today().AddDays(n)))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if m := regexp.MustCompile(`href="/t/visits/([a-z0-9]{15})`).FindSubmatch(body); m != nil {
			return string(m[1])
		}
	}
	t.Fatal("the technician has no visit within a week either way")
	return ""
}

// opensAsTechnician hands the window to the technician, as a phone.
func (w *window) opensAsTechnician(a *appliance, path string) {
	w.t.Helper()
	is[bool](w, "fetch('/sign-out', {method: 'POST'}).then(() => true)")
	w.size(390, 844)
	w.signIn(a.URL, "9822000011", ownerPassword)
	w.open(a.URL + path)
	w.until("window.outbox && document.getElementById('visit')?.dataset.now")
}

func (w *window) opensAsOwner(a *appliance, url string) {
	w.t.Helper()
	is[bool](w, "fetch('/sign-out', {method: 'POST'}).then(() => true)")
	w.size(1280, 900)
	w.signIn(a.URL, ownerMobile, ownerPassword)
	w.open(url)
}

func TestStory_aTechnicianSeesHisVisitInHisLanguageAndRejectsItForAReason(t *testing.T) {
	t.Parallel()
	w, a := company(t)
	take(w, "9822012345", "Meera Deshpande")
	job := is[string](w, "location.href")
	w.until("document.querySelector('[name=pick][value=best]')")
	w.click("[name=pick][value=best]")
	w.see("Scheduled")

	v := visit(t, a.URL)
	v.signIn(t, "9822000011", ownerPassword)
	seen := v.firstVisit(t)
	card := v.find(t, "/t/visits/"+seen, `(?s)(.*)`)
	for _, want := range []string{"Meera Deshpande", "7 Mayur Colony", `lang="hi"`, "tel:"} {
		if !strings.Contains(card, want) {
			t.Errorf("the technician's card does not show %q", want)
		}
	}
	w.opensAsTechnician(a, "/t/visits/"+seen)
	is[bool](w, "(document.getElementById('reject').open = true)")
	w.click("#reject form:last-of-type button")
	if !is[bool](w, "document.querySelector('#reject form:last-of-type [name=reason]').matches(':invalid')") {
		t.Error("a rejection without a reason is taken")
	}
	w.do(chromedpFocus("#reject form:last-of-type [name=reason]"))
	w.keys("Scooter broke down", kb.Enter)
	w.at("/t/today")
	w.until("outbox.count().then((n) => !n.waiting)")
	w.opensAsOwner(a, job)
	w.see("Scooter broke down")
	w.see("Unscheduled")
}

func TestStory_aTechnicianBringsAVisitToItsEndWithOneButtonAtATime(t *testing.T) {
	t.Parallel()
	w, a := company(t)
	take(w, "9822012345", "Meera Deshpande")
	job := is[string](w, "location.href")
	w.until("document.querySelector('[name=pick][value=best]')")
	w.click("[name=pick][value=best]")
	w.see("Scheduled")
	v := visit(t, a.URL)
	v.signIn(t, "9822000011", ownerPassword)
	seen := v.firstVisit(t)

	w.opensAsTechnician(a, "/t/visits/"+seen)
	for _, now := range []string{"accepted", "travelling", "arrived"} {
		w.stepTo(now)
		w.see(i18n.T(i18n.Hindi, "visit.status."+now))
	}
	w.primary()
	w.at("/t/visits/" + seen + "/work")
	w.see(i18n.T(i18n.Hindi, "visit.status.working"))
	w.primary()
	w.at("/t/visits/" + seen + "/finish")
	w.until("window.outbox && document.getElementById('visit')?.dataset.now === 'working'")
	w.pays(a.URL, seen)
	w.stepTo("done")
	w.see(i18n.T(i18n.Hindi, "visit.status.done"))
	w.until("outbox.count().then((n) => !n.waiting)")
	w.opensAsOwner(a, job)
	w.see("Completed")
	w.see("Ravi Pawar completed the visit")
}

func TestStory_thePositionOfASiteFollowsThePINCodeAndThenTheKeyboard(t *testing.T) {
	t.Parallel()
	w, a := company(t)
	take(w, "9822012345", "Meera Deshpande")
	customer := is[string](w, `document.querySelector('main a[href^="/office/customers/"]').getAttribute('href')`)
	w.open(a.URL + customer + "/sites/new")
	w.do(chromedpFocus("[name=pin]"))
	w.keys("411014")
	w.see("Maharashtra")
	w.until("Number(document.querySelector('[name=lat]').value) > 18")
	before := is[float64](w, "Number(document.querySelector('[name=lat]').value)")
	w.do(chromedpFocus(".map-pin"))
	w.keys(kb.ArrowUp, kb.ArrowUp)
	if after := is[float64](w, "Number(document.querySelector('[name=lat]').value)"); after <= before {
		t.Errorf("two steps north the latitude went from %f to %f", before, after)
	}
	w.fill("address", "Sky Towers, Viman Nagar")
	w.click("form [type=submit].primary")
	w.see("Sky Towers, Viman Nagar")
	w.see("placed by hand")
}
