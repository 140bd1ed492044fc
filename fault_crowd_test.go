package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
)

// faultClients is how many are at it at once: FAULT_CLIENTS, 30 otherwise. Of ten, four are technicians whose jobs go from the call to
// the money, four read in the office, and two are customers at their link.
func faultClients() int {
	if n, err := strconv.Atoi(os.Getenv("FAULT_CLIENTS")); err == nil {
		return n
	}
	return 30
}

// crowdPatience is how long anybody waits for an answer before it counts as a page that hangs.
const crowdPatience = 10 * time.Second

// desks are the pages that a session opens again and again.
var desks = map[string][]string{
	"office": {"/office/today", "/office/jobs", "/office/board", "/office/exceptions", "/office/customers"},
	"owner":  {"/owner", "/office/today", "/office/payments", "/office/jobs"},
	"books":  {"/office/review", "/office/invoices", "/office/payments", "/office/cash"},
}

// FAULT_CLIENTS=100 go test -run TestFault_manyClients -v . is the whole.
func TestFault_manyClientsAtOnceAreAllAnsweredAndNothingIsLost(t *testing.T) {
	n := faultClients()
	works, reads := n*4/10, n*4/10
	s := besieged(t, works, 4)
	links := s.links(t, n-works-reads)
	a := start(t, s.dir, "serve")
	s.base.Store(a.URL)
	s.deadline = time.Now().Add(2 * time.Minute)
	ctx, done := context.WithCancel(t.Context())
	var readers, workers sync.WaitGroup
	for i := range reads {
		readers.Go(func() { s.reader(ctx, i) })
	}
	for i, link := range links {
		// Each at a machine of his own: who asks too often from one is told to wait.
		from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(i+1))}}
		own := &http.Client{Timeout: s.client.Timeout, Transport: &http.Transport{DialContext: from.DialContext}}
		readers.Go(func() { s.opens(ctx, own, "link", "", []string{link}, 2*time.Second) })
	}
	all := make([]*runner, works)
	for i := range all {
		all[i] = s.runner(i)
		all[i].n = i // some are paid in cash, some by UPI
		workers.Go(func() { all[i].strand() })
	}
	workers.Wait()
	done()
	readers.Wait()
	s.settles()
	a.kill()
	s.proves(t)
	for _, f := range append(s.faults, s.waited.errors...) {
		t.Error(f)
	}
	inside(t, s.dir, func(a *app.App) { s.sums(t, a, all) })
	s.tells(t)
	if len(s.strands) != works || len(s.waited.times["office"]) < reads/2 || len(s.waited.times["link"]) < len(links) {
		t.Error("the test is too kind: not everybody was at it")
	}
}

// tells prints how long people waited; nobody may have waited too long.
func (s *siege) tells(t *testing.T) {
	t.Helper()
	t.Logf("%d jobs from the call to the money", len(s.strands))
	for kind, times := range s.waited.times {
		slices.Sort(times)
		worst := times[len(times)-1]
		t.Logf("%d times %s: %v in the middle, %v for 95 of 100, %v at worst", len(times), kind, times[len(times)/2].Round(time.Millisecond),
			times[len(times)*95/100].Round(time.Millisecond), worst.Round(time.Millisecond))
		if worst > crowdPatience {
			t.Errorf("%s: somebody waited %v", kind, worst)
		}
	}
}

// links are the pages of so many customers.
func (s *siege) links(t *testing.T, n int) (paths []string) {
	t.Helper()
	within(t, s.dir, func(a *app.App) error {
		owner := apptest.As(t, a, act.Owner)
		j := apptest.Job(t, a, nil)
		for range n {
			l, err := a.Customers.MakeLink(owner, j.Customer)
			if err != nil {
				return err
			}
			paths = append(paths, "/c/"+l.Token)
		}
		return nil
	})
	return paths
}

// reader is somebody in the office: one page stays open and follows, others are opened.
func (s *siege) reader(ctx context.Context, i int) {
	kind, session := "office", s.office
	switch i % 4 {
	case 1:
		kind, session = "owner", s.owner
	case 2:
		kind, session = "books", s.books
	}
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.base.Load().(string)+"/events", nil) // the address is sound
	req.AddCookie(&http.Cookie{Name: "sid", Value: session})
	if resp, err := http.DefaultClient.Do(req); err != nil || resp.StatusCode != http.StatusOK {
		s.fault("the live stream was not opened: %v, %v", resp, err)
	} else {
		defer func() { _ = resp.Body.Close() }()
	}
	s.opens(ctx, s.client, kind, session, desks[kind], time.Second)
}

// opens asks for the pages in turn until ctx ends, after each answer it waits.
func (s *siege) opens(ctx context.Context, client *http.Client, kind, session string, paths []string, wait time.Duration) {
	for i := 0; ctx.Err() == nil; i++ {
		began, wrong := time.Now(), ""
		path := paths[i%len(paths)]
		resp, body, err := s.askBy(client, session, http.MethodGet, path, nil)
		if err != nil {
			wrong = err.Error()
		} else if resp.StatusCode != http.StatusOK {
			wrong = fmt.Sprintf("%s answered %s\n%s", path, resp.Status, plainly(body))
		}
		s.waited.take(kind, began, wrong)
		time.Sleep(wait)
	}
}
