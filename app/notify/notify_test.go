package notify_test

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/notify"
)

// service is a push service of our own: it answers with status and keeps what it was sent.
type service struct {
	*httptest.Server
	mu      sync.Mutex
	status  map[string]int // by path; 201 otherwise
	got     []*http.Request
	lengths []int
}

func pushService(t *testing.T) *service {
	t.Helper()
	s := &service{status: map[string]int{}}
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.got, s.lengths = append(s.got, r), append(s.lengths, len(body))
		if status := s.status[r.URL.Path]; status != 0 {
			w.WriteHeader(status)
			return
		}
		w.WriteHeader(http.StatusCreated)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *service) answer(path string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status[path] = status
}

// bench is the appliance with its messages going to a push service of our own.
func bench(t *testing.T) (*app.App, *service) {
	t.Helper()
	a, s := apptest.NewApp(t), pushService(t)
	gate := notify.Services()
	gate.Hosts = []string{strings.TrimPrefix(s.URL, "https://")}
	client := s.Client()
	client.CheckRedirect = gate.Client.CheckRedirect
	gate.Client = client
	a.Notify = notify.New(a.Core, a.Settings, filepath.Join(a.Core.DataDir(), "tls"), gate)
	return a, s
}

func browser(t *testing.T, endpoint string) notify.Subscription {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	in := notify.Subscription{Endpoint: endpoint, Agent: "Chrome"}
	in.Keys.P256DH = base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes())
	in.Keys.Auth = base64.RawURLEncoding.EncodeToString([]byte("sixteen bytes ok"))
	return in
}

func subscribe(t *testing.T, a *app.App, name, endpoint string) {
	t.Helper()
	if err := a.Notify.Subscribe(apptest.AsTechnician(t, a, name), browser(t, endpoint)); err != nil {
		t.Fatal(err)
	}
}

func userOf(t *testing.T, a *app.App, name string) string {
	t.Helper()
	return act.From(apptest.AsTechnician(t, a, name)).User
}

func tell(t *testing.T, a *app.App, name string) {
	t.Helper()
	note := notify.Note{Title: "New job", Body: "AC repair, Kothrud, 10:00", URL: "/t/visits/v1", Tag: "v1"}
	if err := a.Notify.Tell(act.As("test"), userOf(t, a, name), "visit_told", note); err != nil {
		t.Fatal(err)
	}
}

func send(t *testing.T, a *app.App, want int) {
	t.Helper()
	if n, err := a.Notify.Send(act.As("messages")); err != nil || n != want {
		t.Fatalf("sent %d, want %d (%v)", n, want, err)
	}
}

func rows(t *testing.T, a *app.App, collection string) []*core.Record {
	t.Helper()
	all, err := a.Core.FindAllRecords(collection)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSend_sealsTheMessageAndSignsItForThePushService(t *testing.T) {
	a, s := bench(t)
	subscribe(t, a, "Ravi Pawar", s.URL+"/p1")
	tell(t, a, "Ravi Pawar")
	send(t, a, 1)
	if len(s.got) != 1 {
		t.Fatalf("%d requests", len(s.got))
	}
	h := s.got[0].Header
	key, err := a.Notify.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(h.Get("Authorization"), "vapid t=") || !strings.HasSuffix(h.Get("Authorization"), "k="+key) {
		t.Errorf("Authorization %q", h.Get("Authorization"))
	}
	for name, want := range map[string]string{"TTL": "21600", "Content-Encoding": "aes128gcm", "Urgency": "high", "Topic": "v1"} {
		if h.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, h.Get(name), want)
		}
	}
	if s.lengths[0] > 4096 || s.lengths[0] < 3000 {
		t.Errorf("%d bytes", s.lengths[0])
	}
	if m := rows(t, a, "messages")[0]; m.GetString("state") != notify.Sent || m.GetDateTime("sent_at").IsZero() {
		t.Errorf("the message is %s", m.GetString("state"))
	}
	send(t, a, 0)
	if len(s.got) != 1 {
		t.Error("it was sent twice")
	}
}

func TestSend_forgetsAPhoneThatIsGone(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		a, s := bench(t)
		subscribe(t, a, "Ravi Pawar", s.URL+"/gone")
		s.answer("/gone", status)
		tell(t, a, "Ravi Pawar")
		send(t, a, 0)
		if n := len(rows(t, a, "pushes")); n != 0 {
			t.Errorf("%d: %d phones are left", status, n)
		}
		if m := rows(t, a, "messages")[0]; m.GetString("state") != notify.Failed {
			t.Errorf("%d: the message is %s", status, m.GetString("state"))
		}
	}
}

func TestSend_triesAgainLaterAndLaterAndGivesUpAfterSixHours(t *testing.T) {
	a, s := bench(t)
	subscribe(t, a, "Ravi Pawar", s.URL+"/p")
	s.answer("/p", http.StatusInternalServerError)
	tell(t, a, "Ravi Pawar")
	send(t, a, 0)
	m := rows(t, a, "messages")[0]
	if m.GetString("state") != notify.Waiting || m.GetDateTime("next_at").Time().Sub(apptest.Now) != time.Minute {
		t.Fatalf("it is %s, next at %s", m.GetString("state"), m.GetDateTime("next_at"))
	}
	if !strings.Contains(m.GetString("error"), "500") {
		t.Errorf("why: %q", m.GetString("error"))
	}
	send(t, a, 0) // not due
	if len(s.got) != 1 {
		t.Fatalf("%d requests before it was due", len(s.got))
	}
	now, tries := apptest.Now, 1
	for m.GetString("state") == notify.Waiting {
		now = m.GetDateTime("next_at").Time()
		thaw := clock.Freeze(now)
		send(t, a, 0)
		thaw()
		tries++
		m = rows(t, a, "messages")[0]
	}
	if gone := now.Sub(apptest.Now); tries < 8 || tries > 15 || gone < 4*time.Hour || gone > 6*time.Hour {
		t.Errorf("%d tries in %v", tries, gone)
	}
	if m.GetString("state") != notify.Failed || len(rows(t, a, "pushes")) != 1 {
		t.Errorf("it is %s; %d phones", m.GetString("state"), len(rows(t, a, "pushes")))
	}
}

func TestSend_reachesTheOtherPhoneWhereOneRefuses(t *testing.T) {
	a, s := bench(t)
	subscribe(t, a, "Ravi Pawar", s.URL+"/bad")
	subscribe(t, a, "Ravi Pawar", s.URL+"/good")
	s.answer("/bad", http.StatusForbidden)
	tell(t, a, "Ravi Pawar")
	send(t, a, 1)
	if len(rows(t, a, "pushes")) != 2 {
		t.Error("one refusal forgot a phone")
	}
	for range 9 {
		tell(t, a, "Ravi Pawar")
	}
	send(t, a, 9)
	if all := rows(t, a, "pushes"); len(all) != 1 || !strings.HasSuffix(all[0].GetString("endpoint"), "/good") {
		t.Errorf("%d phones after ten refusals in a row", len(all))
	}
}

func TestSend_followsNobodyElsewhere(t *testing.T) {
	a, s := bench(t)
	subscribe(t, a, "Ravi Pawar", s.URL+"/p")
	s.answer("/p", http.StatusTemporaryRedirect)
	tell(t, a, "Ravi Pawar")
	send(t, a, 0)
	if len(s.got) != 1 {
		t.Errorf("%d requests", len(s.got))
	}
}

func TestTell_writesNothingForWhoAskedForNothing(t *testing.T) {
	a, s := bench(t)
	subscribe(t, a, "Ravi Pawar", s.URL+"/p")
	tell(t, a, "Sunil More")
	if n := len(rows(t, a, "messages")); n != 0 {
		t.Errorf("%d messages", n)
	}
}

func TestSubscribe_refusesAddressesThatAreNoPushService(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.AsTechnician(t, a, "Ravi Pawar")
	for endpoint, want := range map[string]bool{
		"https://fcm.googleapis.com/fcm/send/x":                   true,
		"https://updates.push.services.mozilla.com/wpush/v2/x":    true,
		"https://web.push.apple.com/x":                            true,
		"https://wns2-par02p.notify.windows.com/w/?token=x":       true,
		"http://fcm.googleapis.com/x":                             false,
		"https://fcm.googleapis.com.evil.example/x":               false,
		"https://evil.example/fcm.googleapis.com":                 false,
		"https://fcm.googleapis.com@127.0.0.1/x":                  false,
		"https://fcm.googleapis.com:8443/x":                       false,
		"https://127.0.0.1/x":                                     false,
		"https://notify.windows.com/x":                            false,
		"https://evilnotify.windows.com/x":                        false,
		"":                                                        false,
		"https://fcm.googleapis.com/" + strings.Repeat("x", 1000): false,
	} {
		err := a.Notify.Subscribe(ctx, browser(t, endpoint))
		if want && err != nil || !want && !errors.Is(err, fault.New(fault.Invalid, "push_endpoint")) {
			t.Errorf("%.60s: %v, want taken: %v", endpoint, err, want)
		}
	}
}

func TestSubscribe_refusesKeysWithWhichNothingCanBeSealed(t *testing.T) {
	a, s := bench(t)
	for name, spoil := range map[string]func(*notify.Subscription){
		"no key":       func(in *notify.Subscription) { in.Keys.P256DH = "" },
		"no point":     func(in *notify.Subscription) { in.Keys.P256DH = base64.RawURLEncoding.EncodeToString(make([]byte, 65)) },
		"no base64":    func(in *notify.Subscription) { in.Keys.P256DH = "%%%" },
		"short secret": func(in *notify.Subscription) { in.Keys.Auth = "YWJj" },
	} {
		in := browser(t, s.URL+"/p")
		spoil(&in)
		if err := a.Notify.Subscribe(apptest.AsTechnician(t, a, "Ravi Pawar"), in); !errors.Is(err, fault.New(fault.Invalid, "push_keys")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSubscribe_isForTechniciansAndHoldsOnlyTheNewestPhones(t *testing.T) {
	a, s := bench(t)
	if err := a.Notify.Subscribe(apptest.As(t, a, act.Owner), browser(t, s.URL+"/o")); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the owner: %v", err)
	}
	for i := range 7 {
		subscribe(t, a, "Ravi Pawar", s.URL+"/p"+string(rune('0'+i)))
		time.Sleep(2 * time.Millisecond) // the rows' own times order them
	}
	all := rows(t, a, "pushes")
	if len(all) != 5 {
		t.Fatalf("%d phones", len(all))
	}
	for _, r := range all {
		if e := r.GetString("endpoint"); strings.HasSuffix(e, "/p0") || strings.HasSuffix(e, "/p1") {
			t.Errorf("an old one was kept: %s", e)
		}
	}
}

func TestSubscribe_ofAPhoneThatChangedHands(t *testing.T) {
	a, s := bench(t)
	subscribe(t, a, "Ravi Pawar", s.URL+"/p")
	subscribe(t, a, "Sunil More", s.URL+"/p")
	all := rows(t, a, "pushes")
	if len(all) != 1 || all[0].GetString("user") != userOf(t, a, "Sunil More") {
		t.Fatalf("%d phones", len(all))
	}
	if err := a.Notify.Unsubscribe(apptest.AsTechnician(t, a, "Ravi Pawar"), s.URL+"/p"); err != nil || len(rows(t, a, "pushes")) != 1 {
		t.Errorf("somebody else switched it off (%v)", err)
	}
	if err := a.Notify.Unsubscribe(apptest.AsTechnician(t, a, "Sunil More"), s.URL+"/p"); err != nil || len(rows(t, a, "pushes")) != 0 {
		t.Errorf("it is still on (%v)", err)
	}
}

func TestPublicKey_isMadeOnceAndItsSecretStaysAFile(t *testing.T) {
	a, _ := bench(t)
	first, err := a.Notify.PublicKey()
	if err != nil || len(first) < 80 {
		t.Fatalf("%q %v", first, err)
	}
	path := filepath.Join(a.Core.DataDir(), "tls", "vapid.json")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v %v", info, err)
	}
	again := notify.New(a.Core, a.Settings, filepath.Dir(path), notify.Services())
	if second, err := again.PublicKey(); err != nil || second != first {
		t.Errorf("after a restart it is another (%v)", err)
	}
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := notify.New(a.Core, a.Settings, filepath.Dir(path), notify.Services()).PublicKey(); err == nil {
		t.Error("spoilt keys were replaced")
	}
}

func TestForget_keepsWhatWaits(t *testing.T) {
	a, s := bench(t)
	subscribe(t, a, "Ravi Pawar", s.URL+"/p")
	tell(t, a, "Ravi Pawar")
	send(t, a, 1)
	tell(t, a, "Ravi Pawar")
	defer clock.Freeze(time.Now().AddDate(0, 2, 0))()
	if err := a.Notify.Forget(context.Background(), 30); err != nil {
		t.Fatal(err)
	}
	if all := rows(t, a, "messages"); len(all) != 1 || all[0].GetString("state") != notify.Waiting {
		t.Errorf("%d messages are left", len(all))
	}
}

func TestWork_sendsWhenItIsWoken(t *testing.T) {
	a, s := bench(t)
	subscribe(t, a, "Ravi Pawar", s.URL+"/p")
	tell(t, a, "Ravi Pawar")
	ctx, cancel := context.WithCancel(act.As("messages"))
	done := make(chan struct{})
	go func() { defer close(done); a.Notify.Work(ctx) }()
	a.Notify.Wake()
	for range 500 {
		if rows(t, a, "messages")[0].GetString("state") == notify.Sent {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	<-done
	if state := rows(t, a, "messages")[0].GetString("state"); state != notify.Sent {
		t.Errorf("it is %s", state)
	}
}
