package views_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
)

func TestAccount_isOnePageForEverybody(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	for _, role := range act.Roles {
		cookie := s.cookie(t, personOf[role])
		page := s.text(t, "/account", cookie)
		for _, action := range []string{"/account/language", "/account/password", "/sign-out"} {
			if !strings.Contains(page, `action="`+action+`"`) {
				t.Errorf("the %s cannot send %s", role, action)
			}
		}
		if bar := strings.Contains(page, `class="tabbar"`); bar != (role == act.Technician) {
			t.Errorf("the %s is in the wrong shell", role)
		}
	}
	ravi := s.cookie(t, personOf[act.Technician])
	if resp := s.ask(t, http.MethodGet, "/t/account", ravi, nil); resp.StatusCode != http.StatusNotFound {
		t.Errorf("there is a second account page: %s", resp.Status)
	}
	if got := s.text(t, "/t/today", ravi); !strings.Contains(got, `href="/account"`) {
		t.Error("the technician's day does not lead to his account")
	}
	resp := s.ask(t, http.MethodPost, "/account/language", ravi, url.Values{"_key": {"language"}, "lang": {"en"}})
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/account" {
		t.Errorf("language: %s to %s", resp.Status, resp.Header.Get("Location"))
	}
	if got := s.text(t, "/t/today", ravi); !strings.Contains(got, `<html lang="en"`) {
		t.Error("the language did not change")
	}
}

// text is the page at the path.
func (s *site) text(t *testing.T, path string, cookie *http.Cookie) string {
	t.Helper()
	resp := s.ask(t, http.MethodGet, path, cookie, nil)
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", path, resp.Status, err)
	}
	return string(body)
}
