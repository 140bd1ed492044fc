package views_test

import (
	"net/http"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
)

// neighbour is another customer with a site and a machine.
func neighbour(t *testing.T, s *site) (customer, place, machine string) {
	t.Helper()
	ctx := apptest.As(t, s.app, act.Dispatcher)
	c, err := s.app.Customers.Create(ctx, customers.CustomerInput{Name: "Vikram Rao", Phones: []customers.PhoneInput{{Number: "98220 66666"}}, Pin: "411014", Address: "1 Viman Nagar"})
	if err != nil {
		t.Fatal(err)
	}
	home, err := s.app.Customers.CreateSite(ctx, customers.SiteInput{Customer: c.ID, Address: "1 Viman Nagar", Pin: "411014"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.app.Customers.CreateAsset(ctx, customers.AssetInput{Site: home.ID, Kind: "Geyser"})
	if err != nil {
		t.Fatal(err)
	}
	return c.ID, home.ID, a.ID
}

// sent is a job that Ravi was told of.
func sent(t *testing.T, s *site) (jobs.Job, jobs.Visit) {
	t.Helper()
	j := apptest.Job(t, s.app, nil)
	v, err := s.app.Dispatch.AssignBest(apptest.As(t, s.app, act.Dispatcher), j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	return j, v
}

func TestForged_aRoleThatIsNotHisIsRefused(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	form := fill("name", "Eve", "mobile", "98220 99999", "role", "owner", "lang", "en", "password", "long enough 1")
	s.unsavedBut(t, func() {
		for _, name := range []string{"Deepa Joshi", "Anil Shah", "Salim Shaikh", "Ravi Pawar"} {
			s.at(t, name).post("/office/staff", form).want(http.StatusForbidden)
		}
	})
	owner := s.at(t, "Asha Kulkarni")
	s.unsaved(t, func() {
		owner.post("/office/staff", but(form, "role", "superuser")).want(http.StatusUnprocessableEntity).beside("role")
	})
}

// unsavedBut is unsaved where people sign in meanwhile: only their sessions and the events of signing in may be new.
func (s *site) unsavedBut(t *testing.T, act func()) {
	t.Helper()
	was := [3]int{s.rows(t, "users"), s.rows(t, "technicians"), s.rows(t, "jobs")}
	act()
	if is := [3]int{s.rows(t, "users"), s.rows(t, "technicians"), s.rows(t, "jobs")}; is != was {
		t.Errorf("users, technicians, jobs were %v, are %v", was, is)
	}
}

func TestForged_whatBelongsToAnotherCustomerIsNotBooked(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	customer, place, machine := neighbour(t, s)
	good := call(t, s)
	s.unsaved(t, func() {
		d.post("/office/jobs", but(good, "site", place)).want(http.StatusUnprocessableEntity).beside("site")
		d.post("/office/jobs", but(good, "assets", machine)).want(http.StatusUnprocessableEntity).beside("assets")
		d.post("/office/jobs", but(good, "customer", customer)).want(http.StatusUnprocessableEntity).beside("site")
		for _, field := range []string{"customer", "type", "site", "assets"} {
			if page := d.post("/office/jobs", but(good, field, "nosuchthing1234")); page.Status != http.StatusUnprocessableEntity && page.Status != http.StatusNotFound {
				t.Errorf("%s that there is not: %d", field, page.Status)
			}
		}
		d.post("/office/sites/"+place+"/machines", fill("kind", "AC", "parent", good.Get("assets"))).want(http.StatusUnprocessableEntity)
		d.post("/office/jobs/"+place, fill("issue", "x")).want(http.StatusNotFound)
	})
}

func TestForged_aTechnicianReachesNoVisitButHisOwn(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	j, v := sent(t, s)
	sunil, ravi, deepa := s.at(t, "Sunil More"), s.at(t, "Ravi Pawar"), s.at(t, "Deepa Joshi")
	path := "/t/visits/" + v.ID
	s.unsaved(t, func() {
		for _, page := range []string{path, path + "/work", path + "/finish", path + "/pay", path + "/extra"} {
			sunil.get(page).want(http.StatusNotFound)
		}
		for _, office := range []string{"/office/jobs/" + j.ID, "/office/board", "/office/jobs", "/office/notes/" + v.ID + "/file"} {
			sunil.get(office).want(http.StatusForbidden)
		}
		sunil.post("/office/visits/"+v.ID+"/plan", fill("technician", v.Technician)).want(http.StatusForbidden)
		deepa.do(http.MethodPost, "/t/sync", "application/json", []byte(`{}`)).want(http.StatusForbidden)
	})
	for n, kind := range []string{"visit.answer", "visit.step", "visit.put_off", "visit.note", "visit.sign_off", "visit.pay", "visit.pays"} {
		if state, code := sunil.phoned(n+1, kind, v.ID, "accept", "yes", "to", "accepted", "reason", "busy", "text", "x", "how", "refused", "mode", "cash", "amount", "100", "pays", "cash"); state != "conflict" || code != "not_found" {
			t.Errorf("another technician's %s: %s %s", kind, state, code)
		}
	}
	if state, code := ravi.phoned(1, "visit.answer", v.ID, "accept", "no"); state != "conflict" || code != "required" {
		t.Errorf("a rejection without a reason: %s %s", state, code)
	}
	if state, code := ravi.phoned(2, "visit.answer", v.ID, "accept", "yes"); state != "done" {
		t.Errorf("an acceptance: %s %s", state, code)
	}
	if state, code := ravi.phoned(3, "visit.step", v.ID, "to", "done"); state != "conflict" || code != "visit_step" {
		t.Errorf("an end without a beginning: %s %s", state, code)
	}
	card, err := s.app.Jobs.Card(apptest.As(t, s.app, act.Technician), v.ID)
	if err != nil || card.Status != jobs.Accepted {
		t.Errorf("the visit is %s, %v", card.Status, err)
	}
}

func TestForged_aFormFromAnotherSiteIsRefused(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	s.unsaved(t, func() {
		d.post("/office/jobs", call(t, s), "Sec-Fetch-Site", "cross-site").want(http.StatusForbidden)
		d.post("/office/jobs", call(t, s), "Sec-Fetch-Site", "same-site").want(http.StatusForbidden)
		d.post("/office/jobs", call(t, s), "Origin", "https://evil.example").want(http.StatusForbidden)
		d.post("/sign-out", fill(), "Sec-Fetch-Site", "cross-site").want(http.StatusForbidden)
		s.at(t, "").post("/login", fill("login", apptest.Mobiles["Deepa Joshi"], "password", apptest.Password), "Sec-Fetch-Site", "cross-site").want(http.StatusForbidden)
	})
	d.post("/office/jobs", call(t, s), "Sec-Fetch-Site", "same-origin").want(http.StatusSeeOther)
}

func TestForged_aRevokedPhoneAndADeactivatedPersonAreLedToSignIn(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	ravi, owner := s.at(t, "Ravi Pawar"), s.at(t, "Asha Kulkarni")
	ravi.get("/t/today").want(http.StatusOK)
	user := act.From(apptest.As(t, s.app, act.Technician)).User
	sessions, err := s.app.People.Sessions(apptest.As(t, s.app, act.Owner), user)
	if err != nil || len(sessions) == 0 {
		t.Fatalf("sessions %v, %v", sessions, err)
	}
	for _, session := range sessions {
		owner.post("/office/staff/"+user+"/sessions/"+session.ID+"/revocation", fill()).want(http.StatusSeeOther)
	}
	led(t, ravi.get("/t/today"))
	led(t, ravi.post("/account/language", fill("lang", "hi")))

	deepa := s.at(t, "Deepa Joshi")
	deepa.get("/office/jobs").want(http.StatusOK)
	id := act.From(apptest.As(t, s.app, act.Dispatcher)).User
	owner.post("/office/staff/"+id+"/deactivation", fill("rev", "1", "reason", "left")).want(http.StatusSeeOther)
	was := s.rows(t, "jobs")
	led(t, deepa.get("/office/jobs"))
	led(t, deepa.post("/office/jobs", call(t, s)))
	if s.rows(t, "jobs") != was {
		t.Error("somebody who left booked a job")
	}
	s.at(t, "").post("/login", fill("login", apptest.Mobiles["Deepa Joshi"], "password", apptest.Password)).want(http.StatusUnauthorized).says("wrong")
}

// led fails unless the answer leads to the sign-in page.
func led(t *testing.T, p screen) {
	t.Helper()
	if to := p.want(http.StatusSeeOther).Header.Get("Location"); !strings.HasPrefix(to, "/login") {
		t.Errorf("led to %q", to)
	}
}
