package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"doorstep/app"
)

// runners are who work at once, each with a technician and his phone.
const runners = 6

// faultKills is how often the appliance is killed in the day's script: FAULT_KILLS, 6 otherwise.
func faultKills() int {
	if n, err := strconv.Atoi(os.Getenv("FAULT_KILLS")); err == nil {
		return n
	}
	return 6
}

// siege is a day's work at an appliance that is killed again and again, and everything that it acknowledged.
type siege struct {
	*crew
	t                 *testing.T
	books, stores     string // sessions of the accountant and the storekeeper
	base              atomic.Value
	client            *http.Client
	deadline          time.Time
	over              atomic.Bool
	said              atomic.Int64 // acts that were acknowledged
	unsure            atomic.Int64 // acts whose answer was lost, sent again under the same key
	twice             atomic.Int64 // acts that were sent again although they were acknowledged
	kind, check, part string       // of every job: its type, what it asks for, and a part that is used
	pacts             chan pact    // contracts that wait to come into force
	waited            gauge        // how long people waited for answers

	mu      sync.Mutex
	strands []*strand
	faults  []string
}

// pact is the draft of a contract with a visit a day for so many days.
type pact struct {
	id  string
	rev int
}

const pactDays = 5

func (s *siege) fault(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, fmt.Sprintf(format, args...))
}

func (s *siege) sound() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.faults) == 0
}

// FAULT_KILLS=200 go test -run TestFault_killing -v -timeout 60m . is the whole.
func TestFault_killingTheApplianceInADaysScriptLosesNothingAndDoublesNothing(t *testing.T) {
	kills := faultKills()
	s := besieged(t, runners, 4+kills)
	a := start(t, s.dir, "serve")
	s.base.Store(a.URL)
	s.deadline = time.Now().Add(time.Minute + time.Duration(kills)*10*time.Second)
	all := make([]*runner, runners)
	var wg sync.WaitGroup
	for i := range all {
		all[i] = s.runner(i)
		wg.Go(all[i].run)
	}
	a, up := s.attack(a, kills)
	s.over.Store(true)
	wg.Wait()
	s.settles()
	a.kill()
	s.proves(t)
	for _, f := range s.faults {
		t.Error(f)
	}
	inside(t, s.dir, func(a *app.App) { s.sums(t, a, all) })
	slices.Sort(up)
	t.Logf("%d kills; %d jobs from the call to the money; %d acts acknowledged, %d sent again for want of an answer, %d sent twice on purpose; "+
		"open again after %v in the middle, %v at worst", kills, len(s.strands), s.said.Load(), s.unsure.Load(), s.twice.Load(),
		up[len(up)/2].Round(time.Millisecond), up[len(up)-1].Round(time.Millisecond))
	if len(s.strands) < runners || s.unsure.Load() == 0 {
		t.Errorf("the test is too kind: %d jobs, %d acts were cut", len(s.strands), s.unsure.Load())
	}
}

var hasDocument = regexp.MustCompile(`"/office/invoices/[a-z0-9]{15}`)

// settles waits until every contract that came into force has its first bill: that is the last of what they bring by themselves.
func (s *siege) settles() {
	for _, st := range s.strands {
		for st.contract != "" && time.Now().Before(s.deadline) {
			_, page, err := s.ask(s.owner, http.MethodGet, "/office/contracts/"+st.contract, nil)
			if err == nil && hasDocument.MatchString(page) {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// attack kills the appliance so many times, each time after a few acts and a moment more, and starts it on the same folder. One time in
// five it is killed once more while it starts. It returns the last and how long each took to answer.
func (s *siege) attack(a *appliance, kills int) (*appliance, []time.Duration) {
	random := rand.New(rand.NewPCG(20261123, uint64(kills)))
	var up []time.Duration
	for k := range kills {
		next, patience := s.said.Load()+1+random.Int64N(30), time.Now().Add(5*time.Second)
		for s.said.Load() < next && time.Now().Before(patience) {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(random.IntN(20_000)) * time.Microsecond)
		a.kill()
		s.base.Store("") // nobody is to knock at the port until it is ours again
		if random.IntN(5) == 0 {
			s.stumble(time.Duration(random.IntN(150)) * time.Millisecond)
		}
		if kills < 20 || k%20 == 19 {
			s.proves(s.t)
		}
		began := time.Now()
		a = start(s.t, s.dir, "serve")
		up = append(up, time.Since(began))
		s.base.Store(a.URL)
	}
	return a, up
}

// stumble starts the appliance and kills it before it is open.
func (s *siege) stumble(after time.Duration) {
	cmd := exec.Command(doorstepBinary(s.t), "serve", "--dir", s.dir, "--http", "127.0.0.1:0")
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	time.Sleep(after)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

// proves walks the books and the database of the folder, which nobody has open.
func (s *siege) proves(t *testing.T) {
	t.Helper()
	if out, err := verify(t, s.dir); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// ask sends one request in a session and reads the whole answer.
func (s *siege) ask(session, method, path string, form url.Values) (*http.Response, string, error) {
	return s.askBy(s.client, session, method, path, form)
}

func (s *siege) askBy(client *http.Client, session, method, path string, form url.Values) (*http.Response, string, error) {
	req, err := http.NewRequest(method, s.base.Load().(string)+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, "", err
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if strings.HasSuffix(path, "/invoice") { // part of a page
		req.Header.Set("HX-Request", "true")
	}
	req.AddCookie(&http.Cookie{Name: "sid", Value: session})
	resp, err := client.Do(req)
	if err != nil {
		return nil, "", err
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	return resp, string(body), err
}

// does sends a form under a key until it is acknowledged, and returns where the answer leads; empty where it was saved before and the
// appliance was killed before it could say so.
func (s *siege) does(session, key, path string, form url.Values) string {
	form.Set("_key", key)
	for cut := false; time.Now().Before(s.deadline); {
		began := time.Now()
		resp, body, err := s.ask(session, http.MethodPost, path, form)
		if err != nil {
			cut = true
			time.Sleep(5 * time.Millisecond)
			continue
		}
		if cut {
			s.unsure.Add(1)
		}
		if !acknowledges(resp, []byte(body)) {
			s.fault("%s with %v answered %s\n%s", path, form, resp.Status, plainly(body))
			return ""
		}
		s.said.Add(1)
		s.waited.take("act", began, "")
		return resp.Header.Get("Location")
	}
	s.fault("%s was never acknowledged", path)
	return ""
}

var tags = regexp.MustCompile(`(?s)<(script|style|head|nav|svg).*?</(script|style|head|nav|svg)>|<[^>]*>`)

// plainly is what a page says, without its markup and what stands on every page.
func plainly(page string) string {
	if _, main, ok := strings.Cut(page, "<main"); ok {
		page = "<main" + main
	}
	return strings.Join(strings.Fields(tags.ReplaceAllString(page, " ")), " ")
}

// sees returns the first group of the pattern on a page. What was acknowledged is on its page at once.
func (s *siege) sees(session, path, pattern string) string {
	for time.Now().Before(s.deadline) {
		resp, body, err := s.ask(session, http.MethodGet, path, nil)
		if err != nil {
			time.Sleep(5 * time.Millisecond)
			continue
		}
		if m := regexp.MustCompile(pattern).FindStringSubmatch(body); m != nil {
			return m[1]
		}
		s.fault("%s answered %s and does not show %s\n%s", path, resp.Status, pattern, plainly(body))
		return ""
	}
	return ""
}
