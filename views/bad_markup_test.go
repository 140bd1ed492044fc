package views_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
)

func escaped(s string) string { return url.QueryEscape(s) }

// evil is what somebody types who hopes that it is run, marked so that it is found again.
func evil(mark string) string {
	return `"><script>alert('` + mark + `')</script><img src=x onerror=alert(1)>'`
}

// harmless fails if what was typed became markup.
func (p screen) harmless(path string) {
	p.t.Helper()
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "script" || n.Data == "img" || has(n, "onerror") }) {
		if n.Data == "script" && attr(n, "src") == "" && n.FirstChild != nil && strings.Contains(n.FirstChild.Data, "alert(") {
			p.t.Errorf("%s runs %q", path, n.FirstChild.Data)
		}
		if has(n, "onerror") {
			p.t.Errorf("%s has an element made of what was typed", path)
		}
	}
}

func TestMarkup_whatIsTypedIsShownAndNeverRun(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d, owner := s.at(t, "Deepa Joshi"), s.at(t, "Asha Kulkarni")
	form := fill(
		"new", "1", "customer_name", evil("name"), "customer_phones", "98220 77777", "site_pin", "411038", "site_address", evil("address"),
		"site_access", evil("access"), "site_label", "Home", "asset_kind", "<script>alert('kind')</script>", "type", apptest.JobType(t, s.app, "AC-REP"), "issue", evil("issue"),
		"contact_name", evil("contact"), "then", "book",
	)
	refused := d.post("/office/jobs", but(form, "site_pin", "1")).want(http.StatusUnprocessableEntity)
	refused.keeps(but(form, "site_pin", ""))
	refused.harmless("the refused intake")
	jobPath := d.post("/office/jobs", form).want(http.StatusSeeOther).Header.Get("Location")
	id := jobPath[strings.LastIndexByte(jobPath, '/')+1:]
	j, err := s.app.Jobs.Get(apptest.As(t, s.app, act.Dispatcher), id)
	if err != nil {
		t.Fatal(err)
	}
	kind, body := upload(t, "", nil, fill("_key", "note-key-evil", "kind", "note", "text", evil("note")))
	d.do(http.MethodPost, jobPath+"/notes", kind, body).want(http.StatusSeeOther)
	d.post("/office/customers/"+j.Customer, fill("rev", "1", "name", evil("name"), "notes", evil("memo"), "phone_0", "98220 77777", "phone_label_0", "wife")).want(http.StatusSeeOther)
	waiting := d.get("/office/board").want(http.StatusOK)
	waiting.harmless("the board with the job waiting")
	v, err := s.app.Dispatch.AssignBest(apptest.As(t, s.app, act.Dispatcher), j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	for path, mark := range map[string]string{
		"/office/jobs": "name", jobPath: "issue", jobPath + "/edit": "issue", "/office/customers": "name", "/office/customers/" + j.Customer: "memo",
		"/office/customers/" + j.Customer + "/edit": "memo", "/office/board": "", "/office/board?view=list": "name", "/office/board/visits/" + v.ID: "name", "/office/machines/" + j.Assets[0]: "kind",
		"/office/jobs/new?customer=" + j.Customer: "memo", "/office/machines": "kind", "/office/today": "", jobPath + "/candidates": "", "/office/visits/" + v.ID + "/move": "name",
		"/office/search?q=" + escaped("alert"): "name", "/office/intake/lookup?q=98220777": "name", jobPath + "/parts/story": "note",
	} {
		page := d.get(path).want(http.StatusOK)
		page.harmless(path)
		if mark != "" && !strings.Contains(page.Body, "&#39;"+mark+"&#39;") {
			t.Errorf("%s does not show %q", path, evil(mark))
		}
	}
	for _, path := range []string{"/office/audit", "/office/history/" + j.ID, "/office/history/" + j.Customer} {
		owner.get(path).want(http.StatusOK).harmless(path)
	}
	ravi := s.at(t, "Ravi Pawar")
	for _, path := range []string{"/t/today", "/t/visits/" + v.ID} {
		page := ravi.get(path).want(http.StatusOK)
		page.harmless(path)
		page.says("alert('name')")
	}
}

func TestMarkup_whatIsTypedInAnAddressIsNeverRun(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	owner := s.at(t, "Asha Kulkarni")
	word := escaped(evil("query"))
	for _, path := range []string{
		"/office/search?q=" + word, "/office/jobs?q=" + word + "&status=" + word + "&tech=" + word, "/office/customers?q=" + word, "/office/items?q=" + word + "&kind=" + word,
		"/office/machines?q=" + word, "/office/jobs/new?new=1&phone=" + word, "/office/board?day=" + word + "&view=" + word, "/office/leaves?month=" + word,
		"/office/customers/new?name=" + word + "&phone=" + word, "/office/audit?before=" + word, "/login?next=" + word + "&lang=" + word, "/" + word,
		"/office/intake/pin?site_pin=" + word, "/office/pins/" + word, "/office/gstins?gstin=" + word, "/office/settings/series?invoice_prefix=" + word,
	} {
		page := owner.get(path)
		page.harmless(path)
		if page.Status >= 500 {
			t.Errorf("%s answers %d", path, page.Status)
		}
	}
}

// awkward are searches that mean something to SQL, to the full-text index, or to nobody.
var awkward = []string{
	`"*') OR 1=1 --`, "NEAR(", "NEAR(a b, 2)", "%_", "*", "a*", `"`, `""`, "'", "(", ")", "AND", "OR NOT", "NOT", "-", "--", "^a", "name:meera", "{a b}", "+91",
	"💧🔧", "हिन्दी", "a\x00b", "\xff\xfe", "; DROP TABLE customers", strings.Repeat("meera ", 850), strings.Repeat("9", 5000), strings.Repeat("%", 5000), "\\", "J-", "J-99999999999999999999",
}

func TestSearch_anyWordsAreAnsweredInEveryBox(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Asha Kulkarni")
	customer, _, machine := s.meera(t)
	apptest.Job(t, s.app, nil)
	for _, box := range []string{
		"/office/search?q=%s", "/office/jobs?q=%s", "/office/jobs/rows?q=%s", "/office/customers?q=%s", "/office/machines?q=%s", "/office/items?q=%s",
		"/office/intake/lookup?q=%s", "/office/jobs/new?phone=%s", "/office/customers/" + customer + "/merge?q=%s", "/office/machines/" + machine + "/move?q=%s",
	} {
		for _, words := range awkward {
			path := fmt.Sprintf(box, escaped(words))
			if page := d.get(path); page.Status != http.StatusOK {
				t.Errorf("%s for %.40q: %d", box, words, page.Status)
			}
		}
	}
	if n := s.rows(t, "customers"); n != 1 {
		t.Errorf("%d customers", n)
	}
	for _, words := range []string{`"*') OR 1=1 --`, "%_", "*"} {
		if page := d.get("/office/customers?q=" + escaped(words)); strings.Contains(textOf(page.doc), "Meera Deshpande") {
			t.Errorf("%q finds a customer who has nothing of it", words)
		}
	}
}

func TestList_anyFilterOrPlaceInAnAddressIsAnsweredPlainly(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Asha Kulkarni")
	apptest.Job(t, s.app, nil)
	for _, path := range []string{
		"/office/jobs?at=%s", "/office/jobs?status=%s", "/office/jobs?from=%s", "/office/jobs?technician=%s", "/office/jobs?sort=%s", "/office/customers?at=%s",
		"/office/machines?at=%s", "/office/items?at=%s", "/office/board?day=%s", "/office/audit?before=%s", "/office/leaves?month=%s", "/office/pins?lat=%s&lng=1",
		"/office/jobs/new?customer=%s", "/office/jobs/new?asset=%s", "/office/jobs/%s", "/office/customers/%s", "/office/visits/%s/move", "/office/notes/%s/file",
	} {
		for _, words := range []string{"-1", "0", "99999-99-99", "2026-02-31", "'", "NaN", "1e999", "../../etc/passwd", "%00", strings.Repeat("a", 4000)} {
			if page := d.get(fmt.Sprintf(path, url.PathEscape(words))); page.Status >= 500 {
				t.Errorf("%s with %.20q: %d", path, words, page.Status)
			}
		}
	}
}
