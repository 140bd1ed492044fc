package reach

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/app/kernel/clock"
)

func ips(all ...string) []netip.Addr {
	out := make([]netip.Addr, len(all))
	for i, s := range all {
		out[i] = netip.MustParseAddr(s)
	}
	return out
}

func shop() Names {
	return Names{Host: "shop-pc", IPs: ips("127.0.0.1", "192.168.1.5", "::1"), WiFi: ips("192.168.1.5")}
}

func TestOpenAuthority_makesItOnceAndKeepsItsKeyToItself(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tls")
	first, err := OpenAuthority(dir, "shop-pc")
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpenAuthority(dir, "another-name")
	if err != nil {
		t.Fatal(err)
	}
	if !first.Cert.Equal(again.Cert) {
		t.Error("the second opening made another authority")
	}
	if years := first.Cert.NotAfter.Sub(clock.Now()).Hours() / 24 / 365; years < 9.9 || years > 10.1 {
		t.Errorf("it is valid for %.1f years", years)
	}
	for _, name := range []string{keyFile, certFile} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v (%v)", name, info.Mode(), err)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

func TestOpenAuthority_neverReplacesOneThatPhonesTrust(t *testing.T) {
	for name, spoil := range map[string]func(dir string) error{
		"key lost":           func(dir string) error { return os.Remove(filepath.Join(dir, keyFile)) },
		"key of another":     func(dir string) error { return swapKey(t, dir) },
		"key unreadable":     func(dir string) error { return os.WriteFile(filepath.Join(dir, keyFile), []byte("x"), 0o600) },
		"certificate spoilt": func(dir string) error { return os.WriteFile(filepath.Join(dir, certFile), []byte("x"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if _, err := OpenAuthority(dir, "shop-pc"); err != nil {
				t.Fatal(err)
			}
			if err := spoil(dir); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(filepath.Join(dir, certFile))
			if _, err := OpenAuthority(dir, "shop-pc"); err == nil {
				t.Error("it was opened all the same")
			}
			if after, _ := os.ReadFile(filepath.Join(dir, certFile)); string(after) != string(before) {
				t.Error("the certificate was written anew")
			}
		})
	}
}

func swapKey(t *testing.T, dir string) error {
	other := t.TempDir()
	if _, err := OpenAuthority(other, "x"); err != nil {
		return err
	}
	key, err := os.ReadFile(filepath.Join(other, keyFile))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, keyFile), key, 0o600)
}

// verify is what a phone does that trusts the authority.
func verify(ca *Authority, leaf *x509.Certificate, name string) error {
	roots := x509.NewCertPool()
	roots.AddCert(ca.Cert)
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: name, CurrentTime: clock.Now()})
	return err
}

func TestSign_isTrustedForTheShopsOwnNamesOnly(t *testing.T) {
	ca, err := OpenAuthority(t.TempDir(), "shop-pc")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := ca.Sign(shop())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"192.168.1.5", "127.0.0.1", "::1", "localhost", "shop-pc", "shop-pc.local"} {
		if err := verify(ca, cert.Leaf, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if life := cert.Leaf.NotAfter.Sub(cert.Leaf.NotBefore); life > 397*24*time.Hour {
		t.Errorf("browsers refuse a life of %v", life)
	}
	// Even with the key in his hands nobody makes a certificate that phones take for a bank's, or for a public address.
	for _, forged := range []Names{{Host: "bank"}, {Host: "shop-pc", IPs: ips("8.8.8.8")}} {
		loose := *ca
		open := *ca.Cert
		open.PermittedDNSDomains = append(open.PermittedDNSDomains, forged.Host)
		loose.Cert = &open
		cert, err := loose.Sign(forged)
		if err != nil {
			t.Fatal(err)
		}
		name := forged.Host
		if len(forged.IPs) > 0 {
			name = forged.IPs[0].String()
		}
		if err := verify(ca, cert.Leaf, name); err == nil {
			t.Errorf("a certificate for %s was trusted", name)
		}
	}
}

func TestSign_afterTheMachineWasRenamedStaysTrusted(t *testing.T) {
	ca, err := OpenAuthority(t.TempDir(), "old-name")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := ca.Sign(shop())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"192.168.1.5": true, "shop-pc.local": true, "shop-pc": false} {
		if err := verify(ca, cert.Leaf, name); (err == nil) != want {
			t.Errorf("%s: %v, want trusted: %v", name, err, want)
		}
	}
}

// visit is a phone's greeting at one of our addresses.
func visit(t *testing.T, local string) *tls.ClientHelloInfo {
	t.Helper()
	return &tls.ClientHelloInfo{Conn: at{addr: net.TCPAddrFromAddrPort(netip.MustParseAddrPort(local))}}
}

type at struct {
	net.Conn
	addr net.Addr
}

func (c at) LocalAddr() net.Addr { return c.addr }

func TestKeeper_makesTheCertificateAnewWhenItsTimeOrAddressesChange(t *testing.T) {
	now := time.Date(2026, 11, 16, 4, 30, 0, 0, time.UTC)
	defer clock.Freeze(now)()
	ca, err := OpenAuthority(t.TempDir(), "shop-pc")
	if err != nil {
		t.Fatal(err)
	}
	names, looks := shop(), 0
	k, err := NewKeeper(ca, func() Names { looks++; return names })
	if err != nil {
		t.Fatal(err)
	}
	serial := func(after time.Duration, local string) string {
		t.Helper()
		defer clock.Freeze(now.Add(after))()
		c, err := k.Certificate(visit(t, local))
		if err != nil {
			t.Fatal(err)
		}
		return c.Leaf.SerialNumber.String()
	}
	first := serial(time.Minute, "192.168.1.5:8443")
	if looks != 1 {
		t.Fatalf("looked %d times within the hour", looks)
	}
	if serial(2*time.Hour, "192.168.1.5:8443") != first || looks != 2 {
		t.Errorf("nothing changed, but it was made anew (looked %d times)", looks)
	}
	names.IPs = ips("127.0.0.1", "192.168.1.9", "::1")
	moved := serial(2*time.Hour+time.Minute, "192.168.1.9:8443")
	if moved == first {
		t.Error("a phone came to the new address and got the old certificate")
	}
	if serial(2*time.Hour+time.Minute+time.Second, "192.168.7.7:8443") != moved || looks != 3 {
		t.Errorf("a strange address made us look again at once (%d)", looks)
	}
	if serial(366*24*time.Hour, "192.168.1.9:8443") != moved {
		t.Error("made anew with 31 days to go")
	}
	if serial(368*24*time.Hour, "192.168.1.9:8443") == moved {
		t.Error("not made anew with 29 days to go")
	}
}

func TestServe_answersOverHTTPSWithTheSameHandlerUntilItIsStopped(t *testing.T) {
	box := New(t.TempDir())
	box.See(shop)
	main := &http.Server{ReadTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && Local(r.Context()) {
			_, _ = io.WriteString(w, "here")
		}
	})}
	port := unused(t)
	stop, err := box.Serve(main, port, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s := Serving{HTTP: "127.0.0.1:1", LANPort: port}
	met := box.met(t.Context(), s)
	if met.Err != nil || !strings.Contains(strings.Join(met.Names, " "), "192.168.1.5") {
		t.Errorf("a phone meets %+v", met)
	}
	cert, err := box.Authority()
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	resp, err := client.Get(s.Secure("127.0.0.1") + "/")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if string(body) != "here" {
		t.Errorf("answered %q", body)
	}
	if _, err := box.Serve(main, port, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a port that is taken was taken again")
	}
	client.CloseIdleConnections()
	if err := stop(); err != nil {
		t.Error(err)
	}
	if met := box.met(t.Context(), s); met.Err == nil {
		t.Error("it answers after it was stopped")
	}
}

func unused(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func TestAnnounce_isFoundByTheDoctorUntilTheApplianceLeaves(t *testing.T) {
	dir := t.TempDir()
	running, doctor := New(dir), New(dir)
	if s, err := doctor.Announced(); err != nil || s.PID != 0 {
		t.Fatalf("nothing runs, but found %+v (%v)", s, err)
	}
	if err := running.Announce(Serving{HTTP: "0.0.0.0:8090", LANPort: 8443, PID: 7}); err != nil {
		t.Fatal(err)
	}
	if s, err := doctor.Announced(); err != nil || s.LANPort != 8443 || running.Serving().PID != 7 {
		t.Errorf("found %+v (%v)", s, err)
	}
	if err := errors.Join(running.Leave(), running.Leave()); err != nil {
		t.Error(err)
	}
	if s, _ := doctor.Announced(); s.PID != 0 {
		t.Errorf("it left, but found %+v", s)
	}
}

func TestServing_saysByWhichAddressesPhonesCome(t *testing.T) {
	for _, c := range []struct {
		s             Serving
		plain, secure string
	}{
		{Serving{HTTP: "0.0.0.0:8090", LANPort: 8443}, "http://192.168.1.5:8090", "https://192.168.1.5:8443"},
		{Serving{HTTP: "192.168.1.5:80"}, "http://192.168.1.5:80", ""},
		{Serving{HTTP: "192.168.9.9:80"}, "", ""},
		{Serving{HTTP: "127.0.0.1:8090", LANPort: 9443}, "", "https://192.168.1.5:9443"},
		{Serving{HTTP: "localhost:8090"}, "", ""},
		{Serving{HTTP: "0.0.0.0:443", Domains: []string{"work.example.in"}}, "", ""},
		{Serving{}, "", ""},
	} {
		if p, s := c.s.Plain("192.168.1.5"), c.s.Secure("192.168.1.5"); p != c.plain || s != c.secure {
			t.Errorf("%+v: %q and %q", c.s, p, s)
		}
	}
}

func TestDoor_isTheOneThePhoneCameByIfItLeadsHere(t *testing.T) {
	n := Names{Host: "shop-pc", IPs: ips("127.0.0.1", "10.1.1.1", "192.168.1.5"), WiFi: ips("192.168.1.5", "10.1.1.1")}
	for host, want := range map[string]string{
		"10.1.1.1:8090": "10.1.1.1", "127.0.0.1:8090": "192.168.1.5", "localhost": "192.168.1.5", "SHOP-PC.local:8090": "SHOP-PC.local",
		"evil.example:8090": "192.168.1.5", "192.168.44.44": "192.168.1.5", "": "192.168.1.5", "[::1]:8090": "192.168.1.5",
	} {
		if got := n.Door(host); got != want {
			t.Errorf("%s: %s, want %s", host, got, want)
		}
	}
	if got := (Names{}).Door("localhost"); got != "" {
		t.Errorf("a machine on no network has the door %s", got)
	}
}

func TestRank_putsTheAddressThatSpeaksToOthersFirst(t *testing.T) {
	all := ips("100.70.1.1", "10.0.0.4", "192.168.1.5")
	rank(all, netip.Addr{})
	if all[0].String() != "192.168.1.5" || all[2].String() != "100.70.1.1" {
		t.Errorf("%v", all)
	}
	rank(all, all[1])
	if all[0].String() != "10.0.0.4" {
		t.Errorf("%v", all)
	}
}

func TestHostLabel_takesOnlyWhatStandsInACertificate(t *testing.T) {
	for in, want := range map[string]string{"Shop-PC": "shop-pc", "box.lan.example": "box", "Büro": "", "-x": "", "": "", "a_b": "", strings.Repeat("x", 64): ""} {
		if got := hostLabel(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestHere_namesOnlyAddressesOfOurOwn(t *testing.T) {
	n := Here()
	for _, ip := range n.IPs {
		if !Private(ip) {
			t.Errorf("%s is nobody's own", ip)
		}
	}
	if len(n.IPs) < 2 {
		t.Errorf("only %v", n.IPs)
	}
	for in, want := range map[string]bool{"172.31.0.1": true, "172.32.0.1": false, "8.8.8.8": false, "fd00::1": true, "2001:db8::1": false, "100.127.0.1": true, "100.128.0.1": false, "::ffff:10.0.0.1": true} {
		if Private(netip.MustParseAddr(in)) != want {
			t.Errorf("%s: want private %v", in, want)
		}
	}
}

func TestDoctor_looksAtAMachineOnWhichNothingRuns(t *testing.T) {
	dir := t.TempDir()
	box := New(dir)
	box.See(shop)
	checks := box.Doctor(context.Background(), Store{Dir: dir})
	var out strings.Builder
	if Report(&out, checks) {
		t.Errorf("failed:\n%s", out.String())
	}
	if !strings.Contains(out.String(), "doorstep serve --lan") || !strings.Contains(out.String(), "192.168.1.5") {
		t.Errorf("the report does not say what to start and where phones would find it:\n%s", out.String())
	}
}
