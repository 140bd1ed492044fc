package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	phones "doorstep/app/sync"
)

const (
	fleet     = 60
	lookEvery = 250 * time.Millisecond
)

// pace is how often a technician says something; in a short run more often, so that each gets through a visit.
type pace struct{ status, trail time.Duration }

func paceFor(length time.Duration) pace {
	return pace{status: min(10*time.Second, length/8), trail: min(30*time.Second, length/4)}
}

// day is what each technician does of a visit, a status at a time.
var day = []string{"accepted", "travelling", "arrived", "working", "done"}

// BenchmarkPhones lets sixty technicians send a status every ten seconds, a position every thirty and a photo of 200 kB per visit
// to the real binary, while the office looks at today four times a second. PHONE_LOAD=5m is the full run; otherwise it lasts 20 s,
// in which everything comes four times as often.
func BenchmarkPhones(b *testing.B) {
	length, err := time.ParseDuration(os.Getenv("PHONE_LOAD"))
	if err != nil {
		length = 20 * time.Second
	}
	p := paceFor(length)
	c := hire(b, fleet, int(length/(p.status*time.Duration(len(day))))+2)
	a := start(b, c.dir, "serve")
	var base atomic.Value
	base.Store(a.URL)
	for b.Loop() {
		m := &gauge{}
		crew := make([]*handset, fleet)
		for i := range crew {
			crew[i] = newHandset(c, i, 60, &base, &atomic.Int64{})
			for range length/(p.status*time.Duration(len(day))) + 1 { // drawing them takes longer than the server may
				crew[i].shots = append(crew[i].shots, noise(crew[i].random, 500, 390))
			}
		}
		ctx, cancel := context.WithTimeout(b.Context(), length)
		var wg sync.WaitGroup
		for i, h := range crew {
			wg.Go(func() { h.shift(ctx, m, p, i) })
		}
		wg.Go(func() { look(ctx, a.URL, c.owner, m) })
		wg.Wait()
		cancel()
		for _, e := range m.errors[:min(len(m.errors), 5)] {
			b.Error(e)
		}
		for _, kind := range []string{"status", "dashboard", "photo", "trail"} {
			times := m.times[kind]
			if len(times) == 0 {
				b.Fatalf("no %s was measured", kind)
			}
			slices.Sort(times)
			b.ReportMetric(milliseconds(times[len(times)/2]), kind+"-p50-ms")
			b.ReportMetric(milliseconds(times[len(times)*95/100]), kind+"-p95-ms")
		}
		b.ReportMetric(float64(len(m.times["status"])), "statuses")
		b.ReportMetric(float64(len(m.times["photo"])), "photos")
		b.ReportMetric(float64(len(m.errors)), "errors")
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// gauge collects how long things took.
type gauge struct {
	mu     sync.Mutex
	times  map[string][]time.Duration
	errors []string
}

func (m *gauge) take(kind string, began time.Time, wrong string) {
	took := time.Since(began)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.times == nil {
		m.times = map[string][]time.Duration{}
	}
	if wrong != "" {
		m.errors = append(m.errors, kind+": "+wrong)
	}
	m.times[kind] = append(m.times[kind], took)
}

// shift lets a technician work until ctx ends. They do not all begin at once.
func (h *handset) shift(ctx context.Context, m *gauge, p pace, i int) {
	h.off = 0
	begin := time.NewTimer(p.status * time.Duration(i) / fleet)
	select {
	case <-ctx.Done():
		return
	case <-begin.C:
	}
	h.add("consent", "", "given", "yes", "lang", "en")
	h.add("day.start", "")
	h.say(m, "begin", nil)
	status, trail := time.NewTicker(p.status), time.NewTicker(p.trail)
	defer status.Stop()
	defer trail.Stop()
	at := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-trail.C:
			h.say(m, "trail", []phones.Fix{{Lat: 18.5, Lng: 73.8, Acc: 10, At: h.clock()}})
		case <-status.C:
			s, to := h.visits[at/len(day)%len(h.visits)], day[at%len(day)]
			at++
			switch to {
			case "accepted":
				h.add("visit.answer", s.id, "accept", "yes")
			case "done":
				h.add("visit.pays", s.id, "pays", "pending", "note", "Pays at the shop")
				fallthrough
			default:
				h.add("visit.step", s.id, "to", to)
			}
			h.say(m, "status", nil)
			if to == "arrived" && len(h.shots) > 0 {
				h.show(m, s, h.shots[0])
				h.shots = h.shots[1:]
			}
		}
	}
}

// say sends what waits, and holds the server to having done it.
func (h *handset) say(m *gauge, kind string, points []phones.Fix) {
	body, _ := json.Marshal(phones.Batch{Device: h.device, At: h.clock(), Items: h.outbox, Points: points}) // it is plain data
	began := time.Now()
	receipt, err := h.post(body)
	wrong := ""
	if err != nil {
		wrong = err.Error()
	}
	for _, r := range receipt.Results {
		if r.State != "done" {
			wrong = r.State + " " + r.Code
		}
	}
	if len(receipt.Results) != len(h.outbox) || receipt.Points < len(points) {
		wrong = fmt.Sprintf("%d of %d items, %d of %d positions; %s", len(receipt.Results), len(h.outbox), receipt.Points, len(points), wrong)
	}
	h.outbox = nil
	m.take(kind, began, wrong)
}

// show sends a photo of 200 kB in the pieces that the phone's script sends.
func (h *handset) show(m *gauge, s stint, body []byte) {
	const piece = 64 << 10
	key := fmt.Sprintf("photo-%s-%d", h.device, h.seq)
	h.announce(s, key, body)
	h.say(m, "announcement", nil)
	began, wrong := time.Now(), ""
	var state phones.Uploaded
	for at := 0; at < len(body) && wrong == ""; at += piece {
		var err error
		if state, err = h.progress(http.MethodPut, fmt.Sprintf("/t/uploads/%s?offset=%d", key, at), body[at:min(at+piece, len(body))]); err != nil {
			wrong = err.Error()
		}
	}
	if wrong == "" && !state.Done {
		wrong = "it did not come whole"
	}
	m.take("photo", began, wrong)
}

// look is the office, which has today's page open.
func look(ctx context.Context, base, session string, m *gauge) {
	every := time.NewTicker(lookEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			began, wrong := time.Now(), ""
			req, _ := http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodGet, base+"/office/today", nil) // the address is sound
			req.AddCookie(&http.Cookie{Name: "sid", Value: session})
			resp, err := http.DefaultClient.Do(req)
			if err == nil {
				_, err = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					wrong = resp.Status
				}
			}
			if err != nil {
				wrong = err.Error()
			}
			m.take("dashboard", began, wrong)
		}
	}
}
