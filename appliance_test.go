package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	buildOnce sync.Once
	binary    string
	buildErr  error
)

// doorstepBinary is the real binary, built once per run of the tests.
func doorstepBinary(t testing.TB) string {
	t.Helper()
	buildOnce.Do(func() {
		dir, err := os.MkdirTemp("", "doorstep-binary-")
		if err != nil {
			buildErr = err
			return
		}
		binary = filepath.Join(dir, "doorstep")
		out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput()
		if err != nil {
			buildErr = fmt.Errorf("%w\n%s", err, out)
		}
	})
	if buildErr != nil {
		t.Fatal(buildErr)
	}
	return binary
}

func TestMain(m *testing.M) {
	code := m.Run()
	if binary != "" {
		_ = os.RemoveAll(filepath.Dir(binary))
	}
	os.Exit(code)
}

// appliance is a running binary.
type appliance struct {
	URL, Dir, Code string
	cmd            *exec.Cmd
	output         *strings.Builder
	mu             *sync.Mutex
}

var setupCodeLine = regexp.MustCompile(`Set-up code: (\S+)`)

// patience is how long an appliance may take until it answers.
var patience = 30 * time.Second

// start runs the binary with a command on a free port of this machine and waits until it answers.
func start(t testing.TB, dir, command string, args ...string) *appliance {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	a := &appliance{URL: "http://" + addr, Dir: dir, output: &strings.Builder{}, mu: &sync.Mutex{}}
	a.cmd = exec.Command(doorstepBinary(t), append([]string{command, "--dir", dir, "--http", addr}, args...)...)
	out, err := a.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	a.cmd.Stderr = a.cmd.Stdout
	if err := a.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.kill)
	go a.listen(bufio.NewScanner(out))
	for range patience / (50 * time.Millisecond) {
		if resp, err := http.Get(a.URL + "/healthz"); err == nil {
			_ = resp.Body.Close()
			if m := setupCodeLine.FindStringSubmatch(a.printed()); m != nil {
				a.Code = m[1]
			}
			return a
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the appliance does not answer:\n%s", a.printed())
	return nil
}

func (a *appliance) listen(lines *bufio.Scanner) {
	for lines.Scan() {
		a.mu.Lock()
		a.output.WriteString(lines.Text() + "\n")
		a.mu.Unlock()
	}
}

func (a *appliance) printed() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.output.String()
}

// kill ends the process as a power cut would.
func (a *appliance) kill() {
	_ = a.cmd.Process.Kill()
	_, _ = a.cmd.Process.Wait()
}

// verify runs the command on the folder and returns what it printed.
func verify(t testing.TB, dir string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, doorstepBinary(t), "verify", "--dir", dir).CombinedOutput()
	return string(out), err
}

// visitor is a browser without a screen: it keeps cookies and follows no redirect.
type visitor struct {
	*http.Client
	base string
}

func visit(t testing.TB, base string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{&http.Client{Jar: jar, Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}, base}
}

// post sends a form; a key keeps it from being done twice.
func (v *visitor) post(path string, form url.Values) (*http.Response, error) {
	return v.PostForm(v.base+path, form)
}

// signIn signs the visitor in or ends the test.
func (v *visitor) signIn(t testing.TB, login, password string) {
	t.Helper()
	resp, err := v.post("/login", url.Values{"login": {login}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in as %s answered %s", login, resp.Status)
	}
}
