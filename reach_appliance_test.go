package main

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// quiet is a port that nothing listens on.
func quiet(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// trusting is a phone that installed the certificate of the folder.
func trusting(t *testing.T, dir string) (*http.Client, string) {
	t.Helper()
	ca, err := os.ReadFile(filepath.Join(dir, "tls", "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}, string(ca)
}

func doctor(t *testing.T, dir string) (string, error) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), doorstepBinary(t), "doctor", "--dir", dir).CombinedOutput()
	return string(out), err
}

func TestLAN_isTrustedByPhonesThatInstalledTheCertificateAcrossRestarts(t *testing.T) {
	dir, port := t.TempDir(), strconv.Itoa(quiet(t))
	address := "https://" + net.JoinHostPort("127.0.0.1", port)
	var certificate string
	for i := range 2 {
		a := start(t, dir, "serve", "--lan", "--lan-port", port)
		phone, ca := trusting(t, dir)
		if i > 0 && ca != certificate {
			t.Error("a restart made another authority: every phone would have to install it again")
		}
		certificate = ca
		resp, err := phone.Get(address + "/setup")
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK || resp.ProtoMajor != 2 {
			t.Errorf("%s %s", resp.Proto, resp.Status)
		}
		if h := resp.Header.Get("Strict-Transport-Security"); h != "" {
			t.Errorf("browsers are told never to use plain HTTP here again: %s", h)
		}
		report, err := doctor(t, dir)
		if err != nil || !strings.Contains(report, "OK         HTTPS: valid until") || !strings.Contains(report, "OK         Appliance") {
			t.Errorf("doctor: %v\n%s", err, report)
		}
		phone.CloseIdleConnections()
		if err := a.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := a.cmd.Wait(); err != nil {
			t.Errorf("it ended with %v:\n%s", err, a.printed())
		}
	}
	report, err := doctor(t, dir)
	if err != nil || !strings.Contains(report, "it is not running") || !strings.Contains(report, "doorstep serve --lan") {
		t.Errorf("doctor of a stopped appliance: %v\n%s", err, report)
	}
}

func TestLAN_saysWhyItCannotStart(t *testing.T) {
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	cmd := exec.CommandContext(t.Context(), doorstepBinary(t), "serve", "--dir", t.TempDir(), "--http", "127.0.0.1:"+strconv.Itoa(quiet(t)),
		"--lan", "--lan-port", strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "--lan") || !strings.Contains(string(out), "in use") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestDoctor_failsWhereTheLogWasForged(t *testing.T) {
	dir := t.TempDir()
	if report, err := doctor(t, dir); err != nil {
		t.Fatalf("%v\n%s", err, report)
	}
	if err := os.WriteFile(filepath.Join(dir, "data.db"), []byte("this is no database, and was never one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if report, err := doctor(t, dir); err == nil {
		t.Errorf("a spoilt database was no failure:\n%s", report)
	}
}
