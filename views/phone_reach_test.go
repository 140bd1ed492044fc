package views_test

import (
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/reach"
)

// lan makes the appliance say that it serves so, from a machine in a shop.
func lan(t *testing.T, a *app.App, s reach.Serving) {
	t.Helper()
	a.Reach.See(func() reach.Names {
		shop := netip.MustParseAddr("192.168.1.5")
		return reach.Names{Host: "shop-pc", IPs: []netip.Addr{netip.MustParseAddr("127.0.0.1"), shop}, WiFi: []netip.Addr{shop}}
	})
	if _, err := reach.OpenAuthority(a.Reach.Dir(), "shop-pc"); err != nil {
		t.Fatal(err)
	}
	if err := a.Reach.Announce(s); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPhone_saysOnlyWhatApplies(t *testing.T) {
	for name, c := range map[string]struct {
		s             reach.Serving
		says, silence []string
	}{
		"plain": {
			reach.Serving{HTTP: "0.0.0.0:8090"},
			[]string{"doorstep serve --lan", "twice a day"},
			[]string{"/phone/certificate", "<svg class=\"qr\"", "192.168"},
		},
		"lan": {
			reach.Serving{HTTP: "0.0.0.0:8090", LANPort: 8443},
			[]string{"/phone/certificate", "https://192.168.1.5:8443", "http://192.168.1.5:8090/phone", "<svg class=\"qr\"", "twice a day"},
			[]string{"serve --lan"},
		},
		"lan on a machine that listens to itself": {
			reach.Serving{HTTP: "127.0.0.1:8090", LANPort: 8443},
			[]string{"https://192.168.1.5:8443/phone"},
			[]string{"http://"},
		},
		"domain": {
			reach.Serving{HTTP: "0.0.0.0:443", Domains: []string{"work.example.in"}, LANPort: 8443},
			[]string{"https://work.example.in", "<svg class=\"qr\"", "Home screen", "twice a day"},
			[]string{"/phone/certificate", "192.168", "serve --lan"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := apptest.NewApp(t)
			lan(t, a, c.s)
			r := serve(t, a).ask(t, "GET", "/phone", nil, nil)
			page := text(t, r)
			if r.StatusCode != 200 || strings.Contains(page, "⟦") || strings.Contains(page, " style=") {
				t.Fatalf("%s: %.400s", r.Status, page)
			}
			for _, s := range c.says {
				if !strings.Contains(page, s) {
					t.Errorf("it does not say %s", s)
				}
			}
			for _, s := range c.silence {
				if strings.Contains(strings.ReplaceAll(page, "http://www.w3.org", ""), s) {
					t.Errorf("it says %s", s)
				}
			}
		})
	}
}

func TestPhone_behindAProxyIsReadyAsItIs(t *testing.T) {
	a := apptest.NewApp(t)
	lan(t, a, reach.Serving{HTTP: "127.0.0.1:8090", LANPort: 8443})
	if err := a.Settings.SetProxy(apptest.As(t, a, act.Owner), "X-Forwarded-For"); err != nil {
		t.Fatal(err)
	}
	s := serve(t, a)
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/phone", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "jobs.example.in"
	req.Header.Set("X-Forwarded-Proto", "https")
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if page := text(t, r); !strings.Contains(page, "https://jobs.example.in") || strings.Contains(page, "192.168") {
		t.Errorf("%.600s", page)
	}
}

func TestPhone_speaksTheBrowsersLanguageAndTheOneAskedFor(t *testing.T) {
	a := apptest.NewApp(t)
	lan(t, a, reach.Serving{HTTP: "0.0.0.0:8090", LANPort: 8443})
	s := serve(t, a)
	if page := text(t, s.ask(t, "GET", "/phone?lang=hi", nil, nil)); !strings.Contains(page, "सर्टिफ़िकेट") || !strings.Contains(page, `<html lang="hi"`) {
		t.Error("not in Hindi")
	}
	if page := text(t, s.ask(t, "GET", "/phone", nil, nil)); !strings.Contains(page, "Certificate") {
		t.Error("not in English")
	}
}

func TestPhoneCertificate_isTheAuthorityAsPhonesInstallIt(t *testing.T) {
	a := apptest.NewApp(t)
	s := serve(t, a)
	if r := s.ask(t, "GET", "/phone/certificate", nil, nil); r.StatusCode != http.StatusNotFound {
		t.Errorf("there is none, but: %s", r.Status)
	}
	lan(t, a, reach.Serving{HTTP: "0.0.0.0:8090", LANPort: 8443})
	r := s.ask(t, "GET", "/phone/certificate", nil, nil)
	cert, err := x509.ParseCertificate([]byte(text(t, r)))
	if err != nil || !cert.IsCA || r.Header.Get("Content-Type") != "application/x-x509-ca-cert" {
		t.Fatalf("%s %v", r.Header.Get("Content-Type"), err)
	}
	if page := text(t, s.ask(t, "GET", "/phone", nil, nil)); !strings.Contains(page, reach.Fingerprint(cert)) {
		t.Error("the page shows another fingerprint")
	}
}

func TestReachSettings_setTheTrustedHeader(t *testing.T) {
	a := apptest.NewApp(t)
	lan(t, a, reach.Serving{HTTP: "0.0.0.0:8090", LANPort: 8443})
	s := serve(t, a)
	owner := s.cookie(t, "Asha Kulkarni")
	page := text(t, s.ask(t, "GET", "/office/settings/reach", owner, nil))
	for _, want := range []string{"https://192.168.1.5:8443", "CF-Connecting-IP", "127.0.0.1", "<svg class=\"qr\""} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not show %s", want)
		}
	}
	r := s.ask(t, "POST", "/office/settings/reach", owner, url.Values{"_key": {"reach-key-1"}, "header": {"X-Real-IP"}})
	if r.StatusCode != http.StatusSeeOther || a.Settings.Proxy() != "X-Real-IP" {
		t.Errorf("%s; trusted: %q", r.Status, a.Settings.Proxy())
	}
	bad := s.ask(t, "POST", "/office/settings/reach", owner, url.Values{"_key": {"reach-key-2"}, "header": {"Cookie"}})
	if bad.StatusCode != http.StatusUnprocessableEntity || a.Settings.Proxy() != "X-Real-IP" {
		t.Errorf("%s; trusted: %q", bad.Status, a.Settings.Proxy())
	}
}

func TestDoctorPage_holdsEverySentenceInBothLanguagesAndShowsFewWords(t *testing.T) {
	a := apptest.NewApp(t)
	s := serve(t, a)
	ravi := s.cookie(t, "Ravi Pawar")
	for _, lang := range []string{"en", "hi"} {
		if err := a.People.SetLang(apptest.AsTechnician(t, a, "Ravi Pawar"), lang); err != nil {
			t.Fatal(err)
		}
		page := text(t, s.ask(t, "GET", "/t/doctor", ravi, nil))
		if strings.Contains(page, "⟦") || !strings.Contains(page, `data-check="push"`) || !strings.Contains(page, "{minutes}") {
			t.Errorf("%s: a sentence is missing", lang)
		}
		if lang == "hi" && strings.Contains(page, "Trusted address") {
			t.Error("English words in the Hindi page")
		}
	}
}

func TestPushRoutes_takeAndDropAPhone(t *testing.T) {
	a := apptest.NewApp(t)
	s := serve(t, a)
	ravi := s.cookie(t, "Ravi Pawar")
	var key struct{ Key string }
	if err := json.Unmarshal([]byte(text(t, s.ask(t, "GET", "/t/push/key", ravi, nil))), &key); err != nil || len(key.Key) < 80 {
		t.Fatalf("key %q (%v)", key.Key, err)
	}
	if _, err := os.Stat(a.Reach.Dir() + "/vapid.json"); err != nil {
		t.Error(err)
	}
	// The public key of the appliance is a point as good as any browser's.
	phone := url.Values{"endpoint": {"https://fcm.googleapis.com/fcm/send/a"}, "p256dh": {key.Key}, "auth": {"AAAAAAAAAAAAAAAAAAAAAA"}}
	if r := s.ask(t, "POST", "/t/push", ravi, phone); r.StatusCode != 200 {
		t.Fatalf("%s: %s", r.Status, text(t, r))
	}
	body := `{"endpoint":"https://fcm.googleapis.com/fcm/send/b","expirationTime":null,"keys":{"p256dh":"` + key.Key + `","auth":"AAAAAAAAAAAAAAAAAAAAAA"}}`
	for _, method := range []string{"POST", "POST", "DELETE"} {
		if status, answer := asJSON(t, s, method, ravi, body); status != 200 {
			t.Errorf("%s: %d %s", method, status, answer)
		}
	}
	if left, err := a.Core.FindAllRecords("pushes"); err != nil || len(left) != 1 || left[0].GetString("session") == "" {
		t.Errorf("%d phones (%v)", len(left), err)
	}
	if status, _ := asJSON(t, s, "POST", ravi, `{"endpoint":"https://evil.example/","keys":{}}`); status != http.StatusUnprocessableEntity {
		t.Errorf("an address that is no push service: %d", status)
	}
	if status, _ := asJSON(t, s, "POST", ravi, `{`); status != http.StatusBadRequest {
		t.Errorf("half a body: %d", status)
	}
}

func asJSON(t *testing.T, s *site, method string, cookie *http.Cookie, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+"/t/push", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.AddCookie(cookie)
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	return r.StatusCode, text(t, r)
}
