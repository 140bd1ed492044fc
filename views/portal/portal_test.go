package portal_test

import (
	"context"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/i18n"
	"doorstep/app/txn"
	"doorstep/views/portal"
	"doorstep/views/web"
)

// door is the portal behind a test server, with one customer's link and all that is hers.
type door struct {
	*httptest.Server
	app                     *app.App
	link                    customers.Link
	job, invoice, paid, est string
}

func open(t *testing.T) *door {
	t.Helper()
	a := apptest.NewApp(t)
	r := web.New(web.Config{Who: a.People.Who, SetUp: a.Settings.IsSetUp, Company: a.Settings.Name, Claims: a.Claims, Hub: a.Live})
	portal.Routes(r, a)
	mux, err := apis.NewRouter(a.Core)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Mount(&core.ServeEvent{App: a.Core, Router: mux}); err != nil {
		t.Fatal(err)
	}
	h, err := mux.BuildMux()
	if err != nil {
		t.Fatal(err)
	}
	d := &door{Server: httptest.NewServer(h), app: a}
	t.Cleanup(d.Close)
	d.link = d.linkFor(t, apptest.Booking(t, a).Customer)
	d.job = apptest.Job(t, a, nil).ID
	today := string(clock.DateOf(apptest.Now))
	d.invoice = d.put(t, "invoices", map[string]any{
		"kind": "invoice", "state": "issued", "no": "FSA/26-27/00001", "fy": "26-27", "date": today, "due": today, "customer": d.link.Customer,
		"gst_mode": "regular", "total_paise": 53100, "balance_paise": 53100, "taxable_paise": 45000, "cgst_paise": 4050, "sgst_paise": 4050, "job": d.job, "jobs": []string{d.job},
	})
	d.paid = d.put(t, "payments", map[string]any{
		"kind": "receipt", "mode": "cash", "state": "claimed", "key": "payment-1", "paise": 10000, "date": today, "customer": d.link.Customer, "job": d.job, "no": "FSAR/26-27/00001",
	})
	d.est = d.put(t, "estimates", map[string]any{
		"no": "FSAE/26-27/00001", "state": "sent", "customer": d.link.Customer, "title": "New compressor", "total_paise": 1180000, "taxable_paise": 1000000,
		"valid_until": string(clock.DateOf(apptest.Now).AddDays(9)), "sent_at": apptest.Now, "job": d.job,
		"lines": []any{},
	})
	return d
}

func (d *door) linkFor(t *testing.T, customer string) customers.Link {
	t.Helper()
	l, err := d.app.Customers.MakeLink(apptest.As(t, d.app, act.Dispatcher), customer)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (d *door) put(t *testing.T, collection string, values map[string]any) string {
	t.Helper()
	r, err := txn.New(d.app.Core, collection)
	if err != nil {
		t.Fatal(err)
	}
	for field, v := range values {
		r.Set(field, v)
	}
	if err := txn.Save(apptest.As(t, d.app, act.Owner), d.app.Core, r, 0); err != nil {
		t.Fatal(err)
	}
	return r.Id
}

// ask sends a request, with headers in turn, and follows no redirect.
func (d *door) ask(t *testing.T, method, path string, form url.Values, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, d.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := (&http.Transport{}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

// pages are the customer's pages that are no files.
func (d *door) pages() []string {
	return []string{"", "/jobs/" + d.job, "/invoices/" + d.invoice, "/estimates/" + d.est}
}

func TestPortal_pagesNeedNoScriptAndKeepToThemselves(t *testing.T) {
	d := open(t)
	for _, p := range d.pages() {
		for _, lang := range i18n.Langs() {
			resp, body := d.ask(t, http.MethodGet, d.link.Path()+p+"?lang="+lang, nil)
			if resp.StatusCode != http.StatusOK {
				t.Fatalf("%s: %s", p, resp.Status)
			}
			for _, banned := range []string{"<script", "javascript:", " onclick", " style=", "⟦", "htmx"} {
				if strings.Contains(body, banned) {
					t.Errorf("%s in %s holds %q", p, lang, banned)
				}
			}
			if !strings.Contains(body, `<html lang="`+lang+`"`) || strings.Count(body, "<h1") != 1 {
				t.Errorf("%s in %s: language or heading", p, lang)
			}
			if got := resp.Header.Get("X-Robots-Tag"); got != "noindex, nofollow" {
				t.Errorf("%s: robots %q", p, got)
			}
			want := "no-referrer"
			if strings.Contains(body, "<form") {
				want = "same-origin"
			}
			if got := resp.Header.Values("Referrer-Policy"); len(got) != 1 || got[0] != want {
				t.Errorf("%s: referrer %q, want %q", p, got, want)
			}
			if len(body) > 24<<10 {
				t.Errorf("%s has %d bytes", p, len(body))
			}
		}
	}
}

func TestPortal_speaksTheLanguageThatWasChosenLast(t *testing.T) {
	d := open(t)
	hindi, english := i18n.T("hi", "portal.open_jobs"), i18n.T("en", "portal.open_jobs")
	for name, c := range map[string]struct {
		query, want string
		headers     []string
	}{
		"nothing said":            {"", english, nil},
		"the browser's":           {"", hindi, []string{"Accept-Language", "hi-IN,hi"}},
		"chosen before":           {"", hindi, []string{"Cookie", "lang=hi", "Accept-Language", "en"}},
		"chosen now":              {"?lang=en", english, []string{"Cookie", "lang=hi"}},
		"one that is not spoken":  {"?lang=xx", english, nil},
		"a cookie of other words": {"", english, []string{"Cookie", "lang=%3Cscript"}},
	} {
		resp, body := d.ask(t, http.MethodGet, d.link.Path()+c.query, nil, c.headers...)
		if !strings.Contains(body, c.want) {
			t.Errorf("%s: not %q", name, c.want)
		}
		var set []string
		for _, k := range resp.Cookies() {
			set = append(set, k.Name+"="+k.Value+" "+k.Path)
		}
		if got, want := strings.Join(set, ";"), map[bool]string{true: "lang=en /c"}[c.query == "?lang=en"]; got != want {
			t.Errorf("%s: cookies %q, want %q", name, got, want)
		}
	}
}

// Whatever is not the guest's is answered as what does not exist.
func TestPortal_showsNothingOfAnybodyElse(t *testing.T) {
	d := open(t)
	other, err := d.app.Customers.Create(apptest.As(t, d.app, act.Owner), customers.CustomerInput{Name: "Vikram Rao", Phones: []customers.PhoneInput{{Number: "9822055555"}}})
	if err != nil {
		t.Fatal(err)
	}
	his := d.linkFor(t, other.ID)

	var form url.Values
	tried := 0
	for _, route := range []string{
		"GET /jobs/" + d.job, "POST /jobs/" + d.job + "/complaints", "GET /invoices/" + d.invoice, "GET /invoices/" + d.invoice + "/pdf",
		"POST /invoices/" + d.invoice + "/disputes", "GET /receipts/" + d.paid, "GET /estimates/" + d.est, "GET /estimates/" + d.est + "/pdf",
		"POST /estimates/" + d.est + "/approval", "POST /estimates/" + d.est + "/refusal",
	} {
		method, path, _ := strings.Cut(route, " ")
		if method == http.MethodGet {
			form = nil
		} else {
			form = url.Values{"_key": {"other-" + strings.ReplaceAll(path, "/", "")}, "text": {"x"}, "name": {"V"}, "agreed": {"1"}, "reason": {"x"}, "rev": {"1"}}
		}
		resp, body := d.ask(t, method, his.Path()+path, form)
		if resp.StatusCode != http.StatusNotFound || strings.Contains(body, "Meera") || strings.Contains(body, "00001") {
			t.Errorf("%s by another's link: %s", route, resp.Status)
		}
		tried++
	}
	var n int
	if err := d.app.Core.DB().NewQuery("SELECT (SELECT COUNT(*) FROM disputes) + (SELECT COUNT(*) FROM estimates WHERE state != 'sent')").Row(&n); err != nil || n != 0 || tried != 10 {
		t.Errorf("%d things were changed by another's link, %v", n, err)
	}
	draft := d.put(t, "invoices", map[string]any{"kind": "invoice", "state": "draft", "customer": d.link.Customer})
	hidden := d.put(t, "estimates", map[string]any{"no": "E2", "state": "draft", "customer": d.link.Customer, "lines": []any{}})
	rejected := d.put(t, "payments", map[string]any{"kind": "receipt", "mode": "upi", "state": "rejected", "key": "payment-9", "paise": 1, "customer": d.link.Customer})
	for _, path := range []string{"/invoices/" + draft, "/invoices/" + draft + "/pdf", "/estimates/" + hidden, "/receipts/" + rejected} {
		if resp, _ := d.ask(t, http.MethodGet, d.link.Path()+path, nil); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s, which is not out yet: %s", path, resp.Status)
		}
	}
}

func TestPortal_answersEveryLinkThatDoesNotOpenAlike(t *testing.T) {
	d := open(t)
	revoked, expired := d.linkFor(t, d.link.Customer), d.link
	if err := d.app.Customers.RevokeLink(apptest.As(t, d.app, act.Owner), revoked.Customer, revoked.ID); err != nil {
		t.Fatal(err)
	}
	_, forged, _ := strings.Cut(revoked.Token, ".")
	var first string
	page := func(name, path string) {
		resp, body := d.ask(t, http.MethodGet, path, nil)
		body = strings.ReplaceAll(body, path, "PATH")
		if first == "" {
			first = body
		}
		if resp.StatusCode != http.StatusNotFound || body != first || strings.Contains(body, "<script") || strings.Contains(body, "Meera") {
			t.Errorf("%s: %s, the same page: %v", name, resp.Status, body == first)
		}
	}
	page("revoked", revoked.Path())
	page("forged", "/c/"+d.link.ID+"."+forged)
	page("cut", d.link.Path()[:len(d.link.Path())-1])
	page("nonsense", "/c/x")
	defer clock.Freeze(apptest.Now.AddDate(0, 0, customers.LinkDays))()
	page("expired", expired.Path())
}

func TestInvoicePage_asksForTheBalanceByACodeOfItsOwn(t *testing.T) {
	d := open(t)
	pay := regexp.MustCompile(`href="(upi://pay\?[^"]+)"`)
	seen := map[string]bool{}
	for range 2 {
		_, body := d.ask(t, http.MethodGet, d.link.Path()+"/invoices/"+d.invoice, nil)
		m := pay.FindStringSubmatch(body)
		if m == nil {
			t.Fatal("no payment link")
		}
		u, err := url.Parse(strings.ReplaceAll(m[1], "&amp;", "&"))
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		if q.Get("am") != "531.00" || q.Get("pa") != "fixwell.pune@examplebank" || !strings.HasPrefix(q.Get("tr"), strings.ToUpper(d.invoice)) || seen[q.Get("tr")] {
			t.Errorf("the link asks for %v", q)
		}
		seen[q.Get("tr")] = true
		svg := regexp.MustCompile(`(?s)<svg class="qr".*?</svg>`).FindString(body)
		if xml.Unmarshal([]byte(svg), new(struct{})) != nil || len(svg) < 1000 {
			t.Error("no code to scan")
		}
		if !strings.Contains(body, i18n.T("en", "portal.scan_safer")) {
			t.Error("it does not say that scanning is safer")
		}
	}
}

func TestComplaint_isTakenOnceAndKeepsWhatWasTyped(t *testing.T) {
	d := open(t)
	path := d.link.Path() + "/jobs/" + d.job + "/complaints"
	resp, body := d.ask(t, http.MethodPost, path, url.Values{"_key": {"complaint-1"}, "text": {strings.Repeat("x", 2001)}})
	if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, strings.Repeat("x", 2001)) || !strings.Contains(body, `aria-invalid="true"`) || !strings.Contains(body, "<details class=\"say no-print\" open") {
		t.Errorf("too long: %s", resp.Status)
	}
	form := url.Values{"_key": {"complaint-2"}, "text": {"Water leaks <b>again</b>"}}
	for range 3 {
		resp, _ = d.ask(t, http.MethodPost, path, form)
		if resp.StatusCode != http.StatusSeeOther || !strings.HasSuffix(resp.Header.Get("Location"), "?said=complaint#said") {
			t.Fatalf("sent: %s to %s", resp.Status, resp.Header.Get("Location"))
		}
	}
	if resp, _ = d.ask(t, http.MethodPost, path, url.Values{"text": {"without a key"}}); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("without a key: %s", resp.Status)
	}
	if resp, _ = d.ask(t, http.MethodPost, path, url.Values{"_key": {"complaint-3"}, "text": {"x"}}, "Sec-Fetch-Site", "cross-site"); resp.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: %s", resp.Status)
	}
	_, body = d.ask(t, http.MethodGet, d.link.Path()+"/jobs/"+d.job+"?said=complaint", nil)
	if strings.Count(body, "Water leaks &lt;b&gt;again&lt;/b&gt;") != 1 || !strings.Contains(body, i18n.T("en", "portal.said_complaint")) {
		t.Error("the complaint does not stand on the page once")
	}
	var n int
	if err := d.app.Core.DB().NewQuery("SELECT COUNT(*) FROM disputes WHERE source = 'link' AND kind = 'complaint'").Row(&n); err != nil || n != 1 {
		t.Errorf("%d complaints, %v", n, err)
	}
}

func TestDispute_standsOnTheInvoiceWithItsOutcome(t *testing.T) {
	d := open(t)
	path := d.link.Path() + "/invoices/" + d.invoice
	resp, _ := d.ask(t, http.MethodPost, path+"/disputes", url.Values{"_key": {"dispute-01"}, "text": {"The part was free"}})
	if resp.StatusCode != http.StatusSeeOther {
		t.Fatal(resp.Status)
	}
	ctx := apptest.As(t, d.app, act.Accountant)
	var id string
	if err := d.app.Core.DB().NewQuery("SELECT id FROM disputes WHERE invoice = '" + d.invoice + "'").Row(&id); err != nil {
		t.Fatal(err)
	}
	if _, err := d.app.Receivables.Resolve(ctx, id, 1, "A credit note was sent"); err != nil {
		t.Fatal(err)
	}
	if _, body := d.ask(t, http.MethodGet, path, nil); !strings.Contains(body, "The part was free") || !strings.Contains(body, "A credit note was sent") {
		t.Error("the customer does not see what came of it")
	}
}

func TestEstimatePage_wantsANameAndATickBeforeItIsApproved(t *testing.T) {
	d := open(t)
	path := d.link.Path() + "/estimates/" + d.est
	for name, form := range map[string]url.Values{
		"no tick": {"_key": {"approve-001"}, "rev": {"1"}, "name": {"Meera D"}},
		"no name": {"_key": {"approve-002"}, "rev": {"1"}, "agreed": {"1"}},
	} {
		resp, body := d.ask(t, http.MethodPost, path+"/approval", form)
		if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, form.Get("name")) {
			t.Errorf("%s: %s", name, resp.Status)
		}
	}
	if resp, _ := d.ask(t, http.MethodPost, path+"/refusal", url.Values{"_key": {"refuse-001"}, "rev": {"1"}}); resp.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a refusal without a reason: %s", resp.Status)
	}
	stale, _ := d.ask(t, http.MethodPost, path+"/approval", url.Values{"_key": {"approve-003"}, "rev": {"7"}, "name": {"Meera D"}, "agreed": {"1"}})
	if stale.StatusCode != http.StatusConflict {
		t.Errorf("another version of it: %s", stale.Status)
	}
	form := url.Values{"_key": {"approve-004"}, "rev": {"1"}, "name": {"Meera D"}, "agreed": {"1"}}
	for range 2 {
		if resp, body := d.ask(t, http.MethodPost, path+"/approval", form); resp.StatusCode != http.StatusSeeOther {
			t.Fatalf("approved: %s %s", resp.Status, body)
		}
	}
	e, err := d.app.Billing.Estimate(apptest.As(t, d.app, act.Owner), d.est)
	if err != nil || e.State != "approved" || e.DecidedName != "Meera D" || e.DecidedHow != "link" {
		t.Errorf("%+v, %v", e, err)
	}
	if _, body := d.ask(t, http.MethodGet, path+"?said=approved", nil); strings.Contains(body, "<form") || !strings.Contains(body, i18n.T("en", "portal.said_approved")) {
		t.Error("it can be answered again")
	}
}

func TestPortal_actsForTheCustomerWhoeverIsSignedIn(t *testing.T) {
	d := open(t)
	form := url.Values{"_key": {"complaint-5"}, "text": {"Too loud"}}
	if resp, _ := d.ask(t, http.MethodPost, d.link.Path()+"/jobs/"+d.job+"/complaints", form); resp.StatusCode != http.StatusSeeOther {
		t.Fatal(resp.Status)
	}
	var who struct {
		Name   string `db:"actor_name"`
		Source string `db:"source"`
		Actor  string `db:"actor"`
	}
	err := d.app.Core.DB().NewQuery("SELECT actor_name, source, actor FROM audit_log WHERE entity = 'disputes'").WithContext(context.Background()).One(&who)
	if err != nil || who.Name != "Meera Deshpande" || who.Source != "link" || who.Actor != "" {
		t.Errorf("the audit says %+v, %v", who, err)
	}
}
