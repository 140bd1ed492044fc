package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// weigh is what a page and everything it loads weigh on the wire, compressed, on a first visit.
func (v *visitor) weigh(t testing.TB, path string) int {
	t.Helper()
	page, total := v.raw(t, path)
	for _, m := range regexp.MustCompile(`(?:src|href|data-then)="(/static/[^"#]+\.(?:js|css))"`).FindAllSubmatch(page, -1) {
		for _, file := range strings.Fields(string(m[1])) {
			_, n := v.raw(t, file)
			total += n
		}
	}
	return total
}

// raw fetches a path as a browser does, compressed, and returns it unpacked with its weight.
func (v *visitor) raw(t testing.TB, path string) ([]byte, int) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, v.base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := v.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s answered %s (%v)", path, resp.Status, err)
	}
	resp, err = v.Get(v.base + path)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	return plain, len(packed)
}

func TestBudget_aFirstVisitIsLight(t *testing.T) {
	a := start(t, t.TempDir()+"/data", "demo", "--jobs", "400")
	login, password := demoLogin(t, a, "owner")
	office := visit(t, a.URL)
	office.signIn(t, login, password)
	login, password = demoLogin(t, a, "technician")
	phone := visit(t, a.URL)
	phone.signIn(t, login, password)
	seen := phone.firstVisit(t)
	for _, p := range []struct {
		v    *visitor
		path string
		most int
	}{
		{office, "/office/today", 60_000},
		{office, "/office/jobs", 60_000},
		{office, "/office/jobs/new", 60_000},
		{office, "/office/customers", 60_000},
		{office, "/office/board", 110_000},
		{phone, "/t/today", 30_000},
		{phone, "/t/visits/" + seen, 30_000},
		{phone, "/t/visits/" + seen + "/work", 30_000},
		{phone, "/t/visits/" + seen + "/finish", 30_000},
		{phone, "/t/visits/" + seen + "/pay", 30_000},
		{phone, "/t/visits/" + seen + "/extra", 30_000},
		{visit(t, a.URL), "/login", 30_000},
	} {
		got := p.v.weigh(t, p.path)
		t.Logf("%-20s %5.1f kB", p.path, float64(got)/1000)
		if got > p.most {
			t.Errorf("%s weighs %d bytes, over %d", p.path, got, p.most)
		}
	}
}

func TestBudget_theApplianceOpensWithinASecondAndStaysSmall(t *testing.T) {
	dir := t.TempDir() + "/data"
	a := start(t, dir, "demo")
	login, password := demoLogin(t, a, "owner")
	a.kill()
	var times []time.Duration
	for range 5 {
		began := time.Now()
		a = start(t, dir, "serve")
		v := visit(t, a.URL)
		if page, _ := v.raw(t, "/login"); len(page) == 0 {
			t.Fatal("the first page is empty")
		}
		times = append(times, time.Since(began))
		if len(times) < 5 {
			a.kill()
		}
	}
	slices.Sort(times)
	t.Logf("start to first page: median %v of %v", times[2], times)
	if times[0] > time.Second {
		t.Errorf("the best of five starts took %v, over a second", times[0])
	}
	v := visit(t, a.URL)
	v.signIn(t, login, password)
	for _, path := range []string{"/office/today", "/office/jobs", "/office/board", "/office/customers"} {
		v.raw(t, path)
	}
	if runtime.GOOS != "linux" {
		t.Skip("resident memory is read from /proc")
	}
	resident := memory(t, a.cmd.Process.Pid)
	t.Logf("resident after a few pages: %d MB", resident>>20)
	if resident > 80<<20 {
		t.Errorf("the appliance takes %d MB, over 80", resident>>20)
	}
}

// memory is the resident memory of a process in bytes.
func memory(t testing.TB, pid int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	var kb int
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(text)
	if m == nil {
		t.Fatalf("no resident memory in\n%s", text)
	}
	_, _ = fmt.Sscan(string(m[1]), &kb)
	return kb << 10
}
