package main

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	phones "doorstep/app/sync"
)

// phoneVisits is how many visits the randomised test works through: PHONE_VISITS, 40 otherwise.
func phoneVisits(t testing.TB) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("PHONE_VISITS"))
	if err != nil {
		return 40
	}
	return n
}

// PHONE_VISITS=1000 go test -run TestPhones . is the full one.
func TestPhones_loseNothingAndDoubleNothingWhateverTheNetworkDoes(t *testing.T) {
	const seed, crewSize = 20261122, 8
	visits := (phoneVisits(t) + crewSize - 1) / crewSize
	c := hire(t, crewSize, visits)
	a := start(t, c.dir, "serve")
	var base atomic.Value
	base.Store(a.URL)
	var settled atomic.Int64
	sets := make([]*handset, crewSize)
	deadline := time.Now().Add(30*time.Second + time.Duration(visits*crewSize)*400*time.Millisecond)
	var wg sync.WaitGroup
	for i := range sets {
		sets[i] = newHandset(c, i, seed, &base, &settled)
		wg.Go(func() { sets[i].run(deadline) })
	}
	finished := make(chan struct{})
	go func() { wg.Wait(); close(finished) }()
	wg.Go(func() { callOff(c, &base, finished) })

	random, kills, every := rand.New(rand.NewPCG(seed, crewSize)), 0, int64(max(50, visits*crewSize/3)) // items between two kills
	for next, running := random.Int64N(every), true; running; {
		select {
		case <-finished:
			running = false
		case <-time.After(3 * time.Millisecond):
			if settled.Load() >= next {
				a.kill()
				a = start(t, c.dir, "serve")
				base.Store(a.URL)
				kills, next = kills+1, settled.Load()+every/2+random.Int64N(every)
			}
		}
	}
	a.kill()
	if out, err := verify(t, c.dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	total, refused := 0, 0
	within(t, c.dir, func(a *app.App) error {
		for _, h := range sets {
			n := h.check(t, a)
			total, refused = total+len(h.made), refused+n
		}
		shown, err := a.Sync.Conflicts(apptest.As(t, a, act.Dispatcher))
		n := 0
		for _, s := range shown {
			n += len(s.Items)
		}
		if n != refused {
			t.Errorf("the office sees %d conflicts, want %d", n, refused)
		}
		return err
	})
	t.Logf("%d visits, %d items of %d phones, %d kills: %d conflicts, all visible", visits*crewSize, total, crewSize, kills, refused)
	if kills < 2 || refused == 0 {
		t.Errorf("the test is too kind: %d kills, %d conflicts", kills, refused)
	}
}

// callOff is the office, which cancels every fifth visit as long as it can be.
func callOff(c *crew, base *atomic.Value, finished <-chan struct{}) {
	client := &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for n := range len(c.phones[0].visits) {
		for i, h := range c.phones {
			if (n+i)%5 != 0 {
				continue
			}
			select {
			case <-finished:
				return
			default:
			}
			form := url.Values{"_key": {"call-off-" + h.visits[n].id}, "reason": {"called off"}, "rev": {"0"}}
			req, err := http.NewRequest(http.MethodPost, base.Load().(string)+"/office/visits/"+h.visits[n].id+"/cancellation", strings.NewReader(form.Encode()))
			if err != nil {
				return
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.AddCookie(&http.Cookie{Name: "sid", Value: c.office})
			if resp, err := client.Do(req); err == nil {
				_ = resp.Body.Close()
			}
		}
	}
}

type inboxRow struct {
	Key    string `db:"key"`
	Seq    int    `db:"seq"`
	State  string `db:"state"`
	Code   string `db:"code"`
	Device string `db:"at_device"`
	Server string `db:"at_server"`
}

// check holds what the server has against what was done on the phone, and returns how many items were refused.
func (h *handset) check(t *testing.T, a *app.App) int {
	t.Helper()
	for _, f := range h.faults {
		t.Errorf("%s: %s", h.device, f)
	}
	var rows []inboxRow
	err := a.Core.DB().NewQuery("SELECT `key`, seq, state, code, at_device, at_server FROM inbox WHERE user = {:user} ORDER BY rowid").
		Bind(map[string]any{"user": h.user}).All(&rows)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(h.made) {
		t.Errorf("%s did %d things, the server has %d", h.device, len(h.made), len(rows))
	}
	done := map[string]bool{}
	refused := 0
	for i, r := range rows {
		if i >= len(h.made) {
			break
		}
		it := h.made[i]
		if r.Key != it.Key || r.Seq != it.Seq {
			t.Fatalf("%s: item %d is %s, want %s", h.device, i, r.Key, it.Key)
		}
		if want := it.At.Format("2006-01-02 15:04:05.000Z"); r.Device != want || r.Server == "" {
			t.Errorf("%s has the times %s and %s, want %s", r.Key, r.Device, r.Server, want)
		}
		if end := r.State + " " + r.Code; h.ends[r.Key] != end {
			t.Errorf("%s is %s, the phone was told %s", r.Key, end, h.ends[r.Key])
		}
		done[r.Key] = r.State == "done"
		if r.State == "conflict" {
			refused++
		}
	}
	for _, s := range h.visits {
		h.checkVisit(t, a, s, done)
	}
	return refused
}

// checkVisit holds the stamps, notes, lines and photos of a visit against the items that were done.
func (h *handset) checkVisit(t *testing.T, a *app.App, s stint, done map[string]bool) {
	t.Helper()
	var want []string
	count := map[string]int{}
	for _, it := range h.made {
		if it.Visit != s.id || !done[it.Key] {
			continue
		}
		count[it.Kind]++
		if to := stepOf(it); to != "" {
			want = append(want, to)
		}
	}
	var stamps []struct {
		To     string `db:"to"`
		Source string `db:"source"`
	}
	if err := a.Core.DB().NewQuery("SELECT `to`, source FROM stamps WHERE visit = {:visit} ORDER BY rowid").Bind(map[string]any{"visit": s.id}).All(&stamps); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, st := range stamps {
		if st.Source == string(act.Phone) {
			got = append(got, st.To)
		}
		if st.Source == string(act.Desk) && st.To == "cancelled" {
			// To refuse what was called off already is to agree: it is done, and changes nothing.
			want = slices.DeleteFunc(want, func(to string) bool { return to == "cancelled" })
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("visit %s went %v, the phone did %v", s.id, got, want)
	}
	for kind, query := range map[string]string{
		"visit.note":  "SELECT COUNT(*) FROM notes WHERE job = {:job}",
		"visit.use":   "SELECT COUNT(*) FROM job_lines WHERE visit = {:visit}",
		"visit.check": "SELECT COUNT(*) FROM answers WHERE visit = {:visit}",
		"visit.photo": "SELECT COUNT(*) FROM captures WHERE visit = {:visit} AND state = 'stored'",
	} {
		var n int
		if err := a.Core.DB().NewQuery(query).Bind(map[string]any{"visit": s.id, "job": s.job}).Row(&n); err != nil {
			t.Fatal(err)
		}
		if n != count[kind] {
			t.Errorf("visit %s has %d of %s, the phone did %d", s.id, n, kind, count[kind])
		}
	}
}

// stepOf is the state into which an item brings its visit; empty for what is no step.
func stepOf(it phones.Item) string {
	switch {
	case it.Kind == "visit.step":
		return it.Data["to"]
	case it.Kind == "visit.answer" && it.Data["accept"] == "yes":
		return "accepted"
	case it.Kind == "visit.answer":
		return "cancelled"
	}
	return ""
}
