package views_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
)

// hidden are places of PocketBase's own console and interface.
var hidden = []string{
	"/_/", "/_/index.html", "/api/collections/users/records", "/api/collections", "/api/settings", "/api/logs", "/api/backups",
	"/api/realtime", "/api/collections/_superusers/records", "/api/batch", "/api/files/users/x/y",
}

func TestConsole_isNotThereForAnybodyWhileItIsOff(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	for _, name := range []string{"", "Asha Kulkarni", "Deepa Joshi", "Ravi Pawar"} {
		d := s.at(t, name)
		for _, path := range hidden {
			if page := d.get(path); page.Status != http.StatusNotFound {
				t.Errorf("%q opens %s: %d", name, path, page.Status)
			}
		}
	}
}

func TestConsole_switchedOnLetsOnlyTheOwnerPast(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	owner := s.at(t, "Asha Kulkarni")
	if err := s.app.People.OpenConsole(apptest.As(t, s.app, act.Owner), "console@example.com", "a console password"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "Deepa Joshi", "Anil Shah", "Salim Shaikh", "Ravi Pawar"} {
		d := s.at(t, name)
		for _, path := range hidden {
			if page := d.get(path); page.Status != http.StatusNotFound {
				t.Errorf("%q opens %s: %d", name, path, page.Status)
			}
		}
	}
	// Past the door there is still PocketBase's own: it is there, but without its login nothing is read.
	for _, path := range []string{"/api/collections/users/records", "/api/collections", "/api/settings", "/api/collections/_superusers/records"} {
		if page := owner.get(path); page.Status != http.StatusUnauthorized && page.Status != http.StatusForbidden {
			t.Errorf("%s answers the owner, who has not passed the console's login, %d: %s", path, page.Status, brief(page.Body))
		}
	}
}

func TestConsole_nobodyIsCreatedOrSignedInThroughTheInterface(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	user := fmt.Sprintf(`{"name":"Eve","mobile":"+919822099999","role":"owner","active":true,"password":%q,"passwordConfirm":%[1]q}`, apptest.Password)
	login := fmt.Sprintf(`{"identity":"+91%s","password":%q}`, apptest.Mobiles["Asha Kulkarni"], apptest.Password)
	mail := fmt.Sprintf(`{"identity":"asha@example.com","password":%q}`, apptest.Password)
	try := func(d desk, below int) {
		t.Helper()
		for _, c := range [][2]string{
			{"/api/collections/users/records", user},
			{"/api/collections/_superusers/records", `{"email":"eve@example.com","password":"long enough 1","passwordConfirm":"long enough 1"}`},
			{"/api/collections/users/auth-with-password", login},
			{"/api/collections/users/auth-with-password", mail},
			{"/api/collections/users/request-password-reset", `{"email":"asha@example.com"}`},
			{"/api/collections/users/request-otp", `{"email":"asha@example.com"}`},
			{"/api/collections/jobs/records", `{"no":"J-1"}`},
		} {
			page := d.do(http.MethodPost, c[0], "application/json", []byte(c[1]))
			if page.Status < 400 || below > 0 && page.Status != below {
				t.Errorf("%s answers %d: %s", c[0], page.Status, brief(page.Body))
			}
			if strings.Contains(page.Body, "token") {
				t.Errorf("%s hands out a token: %s", c[0], brief(page.Body))
			}
		}
	}
	stranger, owner := s.at(t, ""), s.at(t, "Asha Kulkarni")
	s.unsaved(t, func() { try(stranger, http.StatusNotFound); try(owner, http.StatusNotFound) })
	if err := s.app.People.OpenConsole(apptest.As(t, s.app, act.Owner), "console@example.com", "a console password"); err != nil {
		t.Fatal(err)
	}
	s.unsaved(t, func() { try(stranger, http.StatusNotFound); try(owner, 0) })
}

func TestSignIn_fiveWrongPasswordsLockForAWhileAndSaySo(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "")
	ravi := apptest.Mobiles["Ravi Pawar"]
	for range 4 {
		d.post("/login", fill("login", ravi, "password", "wrong")).want(http.StatusUnauthorized).keeps(fill("login", ravi))
	}
	d.post("/login", fill("login", ravi, "password", "wrong")).want(http.StatusTooManyRequests).says("15 min")
	d.post("/login", fill("login", ravi, "password", apptest.Password)).want(http.StatusTooManyRequests).says("15 min")
	d.post("/login", fill("login", apptest.Mobiles["Sunil More"], "password", apptest.Password)).want(http.StatusSeeOther)
}

func TestSignIn_mailIsLockedAsTheMobileIs(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	owner := s.at(t, "Asha Kulkarni")
	form := fill("name", "Books", "email", "books@example.com", "role", "accountant", "lang", "en", "password", "long enough 1")
	owner.post("/office/staff", form).want(http.StatusSeeOther)
	d := s.at(t, "")
	for range 4 {
		d.post("/login", fill("login", "Books@Example.com", "password", "wrong")).want(http.StatusUnauthorized)
	}
	d.post("/login", fill("login", "books@example.com", "password", "wrong")).want(http.StatusTooManyRequests)
	d.post("/login", fill("login", "books@example.com", "password", "long enough 1")).want(http.StatusTooManyRequests).says("15 min")
}

func TestSignIn_tooManyTriesFromOneAddressAreSlowedDown(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "")
	for range 10 {
		d.post("/login", fill("login", "98220 55555", "password", "x")).want(http.StatusUnauthorized)
	}
	page := d.post("/login", fill("login", apptest.Mobiles["Deepa Joshi"], "password", apptest.Password)).want(http.StatusTooManyRequests)
	if page.Header.Get("Retry-After") == "" || len(page.all(isMain)) == 0 {
		t.Errorf("the refusal is no page or names no time: %v", page.Header)
	}
}

func TestSignIn_leadsNowhereElse(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	for i, next := range []string{
		"//evil.example", "https://evil.example/office", `/\evil.example`, `\\evil.example`, "/%2f%2fevil.example/..//evil", "javascript:alert(1)",
		"/office\r\nSet-Cookie: a=b", "http:evil.example", "///evil.example", " //evil.example", "/\t/evil.example",
	} {
		if i%9 == 0 {
			s = serve(t, s.app) // a fresh count of tries
		}
		d := s.at(t, "")
		page := d.post("/login", fill("login", apptest.Mobiles["Deepa Joshi"], "password", apptest.Password, "next", next)).want(http.StatusSeeOther)
		if to := page.Header.Get("Location"); !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`) {
			t.Errorf("next %q leads to %q", next, to)
		} else if to != "/office/today" && !strings.HasPrefix(to, "/%2f") {
			t.Errorf("next %q leads to %q, want the start page", next, to)
		}
		shown := d.get("/login?next=" + escaped(next)).want(http.StatusOK)
		if strings.Contains(shown.Body, "evil") && i < 4 {
			t.Errorf("the page carries on %q", next)
		}
	}
	d := s.at(t, "")
	page := d.post("/login", fill("login", apptest.Mobiles["Deepa Joshi"], "password", apptest.Password, "next", "/office/jobs?q=ac")).want(http.StatusSeeOther)
	if to := page.Header.Get("Location"); to != "/office/jobs?q=ac" {
		t.Errorf("led to %q", to)
	}
}
