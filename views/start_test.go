package views_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
	"doorstep/app/people"
	"doorstep/app/settings"
)

// newCompany is one that has only been set up, its owner's cookie, and a context in which he acts.
func newCompany(t *testing.T) (*site, *http.Cookie, context.Context) {
	t.Helper()
	a := apptest.Empty(t)
	s := serve(t, a)
	in := people.SetUpInput{OwnerName: "Asha Kulkarni", OwnerMobile: apptest.Mobiles["Asha Kulkarni"], Password: apptest.Password, Trades: []string{"ac"}}
	in.SetUpInput = settings.SetUpInput{
		CompanyInput: settings.CompanyInput{Name: "Fixwell Services", GSTMode: "unregistered", Address: "12 Karve Road", Pin: "411004"},
		Days:         [7]string{1: "09:00-18:00"}, Prefix: "FSA",
	}
	u, err := a.People.SetUp(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	ctx := act.In(context.Background(), act.By{User: u.ID, Name: u.Name, Role: act.Owner, Source: act.Desk})
	return s, s.cookie(t, "Asha Kulkarni"), ctx
}

func TestToday_leadsANewCompanyToItsFirstJobAndIsThenSilent(t *testing.T) {
	s, owner, ctx := newCompany(t)
	wants := func(when string, missing ...string) {
		t.Helper()
		page := s.text(t, "/office/today/now", owner)
		card, _, _ := strings.Cut(page, "</section>")
		if has := strings.Contains(page, "Getting started"); has != (len(missing) > 0) {
			t.Errorf("%s: getting started is shown: %v", when, has)
			return
		}
		for _, href := range []string{"/office/staff/new", "/office/job-types/new", "/office/items/new", "/office/jobs/new"} {
			want := false
			for _, m := range missing {
				want = want || m == href
			}
			if len(missing) > 0 && strings.Contains(card, `href="`+href+`"`) != want {
				t.Errorf("%s: a link to %s, want %v", when, href, want)
			}
			if want {
				s.text(t, href, owner)
			}
		}
	}
	wants("after set-up", "/office/staff/new", "/office/job-types/new", "/office/items/new", "/office/jobs/new")
	if page := s.text(t, "/office/jobs/new", owner); !strings.Contains(page, `href="/office/job-types/new"`) {
		t.Error("intake does not say that a job type is missing")
	}
	for _, name := range []string{"Deepa Joshi", "Ravi Pawar"} {
		role := map[string]act.Role{"Deepa Joshi": act.Dispatcher, "Ravi Pawar": act.Technician}[name]
		if _, err := s.app.People.CreateUser(ctx, people.UserInput{Name: name, Mobile: apptest.Mobiles[name], Role: string(role), Lang: "en", Password: apptest.Password}); err != nil {
			t.Fatal(err)
		}
	}
	wants("with a technician", "/office/job-types/new", "/office/items/new", "/office/jobs/new")
	if page := s.text(t, "/office/today", s.cookie(t, "Deepa Joshi")); strings.Contains(page, "/office/items/new") || !strings.Contains(page, "/office/job-types/new") {
		t.Error("the dispatcher is not led to what she may do, and to that only")
	}
	if _, err := s.app.Catalog.CreateJobType(ctx, catalog.JobTypeInput{Code: "AC", Name: "AC repair", Duration: "60", Priority: "2", Payment: "chargeable", Active: true}); err != nil {
		t.Fatal(err)
	}
	if page := s.text(t, "/office/jobs/new", owner); strings.Contains(page, "no job type yet") {
		t.Error("intake still misses a job type")
	}
	wants("with a job type", "/office/items/new", "/office/jobs/new")
	book := url.Values{
		"_key": {"the-first-job"}, "new": {"1"}, "customer_name": {"Meera Deshpande"}, "customer_phones": {"9822012345"}, "site": {"new"}, "site_pin": {"411038"},
		"site_address": {"7 Mayur Colony"}, "type": {apptest.JobType(t, s.app, "AC")}, "issue": {"Not cooling"}, "priority": {"2"}, "payment": {"chargeable"},
	}
	if resp := s.ask(t, http.MethodPost, "/office/jobs", owner, book); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("the first job: %s", resp.Status)
	}
	wants("with a job", "/office/items/new")
	if _, err := s.app.Catalog.CreateItem(ctx, catalog.ItemInput{Kind: "service", Code: "V", Name: "Visit", HSN: "998715", UOM: "NOS", Active: true, From: "2025-09-22", Price: "450", GST: "18"}); err != nil {
		t.Fatal(err)
	}
	wants("with all")
}

func TestMachines_areListedAndFoundByKindMakerAndCustomer(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	owner := s.cookie(t, "Asha Kulkarni")
	for query, want := range map[string]bool{"": true, "Split AC": true, "voltas meera": true, "mayur": true, "98220 12345": true, "daikin": false} {
		page := s.text(t, "/office/machines?"+url.Values{"q": {query}}.Encode(), owner)
		if got := strings.Contains(page, "VT-1001") && strings.Contains(page, "Meera Deshpande") && strings.Contains(page, "Home"); got != want {
			t.Errorf("%q shows the machine: %v", query, got)
		}
	}
}
