package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tests"
)

const writes = 1000

// newCustomer is the form of one of the writes; its key makes sending it again harmless.
func newCustomer(i int) url.Values {
	return url.Values{
		"_key": {fmt.Sprintf("durability-%06d", i)}, "name": {fmt.Sprintf("Kill Test %06d", i)}, "kind": {"person"},
		"phone_1": {fmt.Sprintf("97%08d", i)}, "pin": {"411038"}, "address": {"7 Mayur Colony"}, "lang": {"en"},
	}
}

// acknowledges reports whether an answer says that the write is stored: done now, or done before the power went.
func acknowledges(resp *http.Response, body []byte) bool {
	return resp.StatusCode == http.StatusSeeOther ||
		resp.StatusCode == http.StatusConflict && strings.Contains(string(body), "already saved")
}

// send posts the writes with eight workers until ctx ends, and returns those that were acknowledged.
func send(ctx context.Context, v *visitor) map[int]bool {
	work := make(chan int)
	acknowledged := map[int]bool{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range work {
				resp, err := v.post("/office/customers", newCustomer(i))
				if err != nil {
					continue
				}
				body, err := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				if err == nil && acknowledges(resp, body) {
					mu.Lock()
					acknowledged[i] = true
					mu.Unlock()
				}
			}
		})
	}
	for i := range writes {
		select {
		case work <- i:
		case <-ctx.Done():
		}
	}
	close(work)
	wg.Wait()
	return acknowledged
}

func TestDurability_killingTheApplianceInAThousandWritesLosesNothingAcknowledged(t *testing.T) {
	dir := t.TempDir() + "/data"
	a := start(t, dir, "demo", "--jobs", "40")
	login, password := demoLogin(t, a, "owner")
	random := rand.New(rand.NewPCG(20261122, 1))
	acknowledged := map[int]bool{}
	for kill := range 5 {
		v := visit(t, a.URL)
		v.signIn(t, login, password)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Duration(150+random.IntN(900))*time.Millisecond, func() { a.kill(); cancel() })
		for i := range send(ctx, v) {
			acknowledged[i] = true
		}
		if out, err := verify(t, dir); err != nil {
			t.Fatalf("after kill %d: %v\n%s", kill+1, err, out)
		}
		a = start(t, dir, "serve")
	}
	missing := absent(t, dir, acknowledged)
	t.Logf("%d of %d writes were acknowledged before five kills", len(acknowledged), writes)
	if len(missing) > 0 || len(acknowledged) < 20 {
		t.Fatalf("%d acknowledged writes are gone: %v", len(missing), missing)
	}
	v := visit(t, a.URL)
	v.signIn(t, login, password)
	if again := send(t.Context(), v); len(again) != writes {
		t.Errorf("sending all again acknowledged %d of %d", len(again), writes)
	}
	a.kill()
	if n := stored(t, dir); n != writes {
		t.Errorf("%d customers are stored, want each of the %d once", n, writes)
	}
	if out, err := verify(t, dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// demoLogin reads the sign-in of a role from what the demo printed.
func demoLogin(t testing.TB, a *appliance, role string) (login, password string) {
	t.Helper()
	for line := range strings.Lines(a.printed()) {
		f := strings.Fields(line)
		if len(f) >= 3 && strings.EqualFold(f[0], role) {
			return f[len(f)-2], f[len(f)-1]
		}
	}
	t.Fatalf("the demo printed no sign-in for %s:\n%s", role, a.printed())
	return "", ""
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	app, err := tests.NewTestApp(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Cleanup()
	var all []string
	if err := app.DB().NewQuery("SELECT name FROM customers WHERE name LIKE 'Kill Test %'").Column(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

func stored(t *testing.T, dir string) int {
	t.Helper()
	return len(names(t, dir))
}

func absent(t *testing.T, dir string, want map[int]bool) []int {
	t.Helper()
	have := map[string]bool{}
	for _, n := range names(t, dir) {
		have[n] = true
	}
	var missing []int
	for i := range want {
		if !have[fmt.Sprintf("Kill Test %06d", i)] {
			missing = append(missing, i)
		}
	}
	return missing
}
