package main

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// site is the large company: 10,000 jobs and 100,000 invoices, and who signs in.
type site struct {
	dir                  string
	owner, tech, secret  string
	number, name, portal string // of an invoice, of a customer, of the customer's link
}

// demo measures how long a company takes to build, from the command to its first page.
func (s *sheet) demo() {
	dir := filepath.Join(s.TempDir(), "jobs")
	began := time.Now()
	a := start(s, dir, "demo", "--jobs", "10000")
	s.row("demo of 10,000 jobs, with its audit chain", 15, time.Since(began).Seconds(), "s", processor(a.cmd.Process.Pid).Seconds())
	a.kill()
	if err := os.RemoveAll(dir); err != nil {
		s.Fatal(err)
	}
	s.company()
}

// company builds the large company at the first call.
func (s *sheet) company() *site {
	s.Helper()
	if s.folder != nil {
		return s.folder
	}
	c := &site{dir: filepath.Join(s.TempDir(), "company")}
	began := time.Now()
	a := start(s, c.dir, "demo", "--jobs", "10000", "--invoices", "100000")
	s.row("demo of 10,000 jobs and 100,000 invoices", 60, time.Since(began).Seconds(), "s", processor(a.cmd.Process.Pid).Seconds())
	c.owner, c.secret = demoLogin(s, a, "owner")
	c.tech, _ = demoLogin(s, a, "technician")
	a.kill()
	inside(s, c.dir, func(a *app.App) {
		row := a.Core.DB().NewQuery(`SELECT i.no, c.name, c.id FROM invoices i JOIN customers c ON c.id = i.customer
			WHERE i.state = 'issued' AND i.kind = 'invoice' ORDER BY i.date LIMIT 1 OFFSET 20000`)
		var customer string
		if err := row.Row(&c.number, &c.name, &customer); err != nil {
			s.Fatal(err)
		}
		link, err := a.Customers.MakeLink(actor(s, a, act.Owner), customer)
		if err != nil {
			s.Fatal(err)
		}
		c.portal = link.Path()
	})
	s.folder = c
	return c
}

func (s *sheet) pages() {
	c := s.company()
	a := s.starts(c)
	office := visit(s, a.URL)
	office.signIn(s, c.owner, c.secret)
	office.waits(s)
	for _, path := range []string{"/office/today", "/office/jobs", "/office/board", "/office/customers"} {
		office.raw(s, path)
	}
	s.row("resident memory after the first pages", 80, float64(memory(s, a.cmd.Process.Pid))/1e6, "MB")

	const jobs, invoices = "list of 10,000 jobs, whole page: ", "list of 100,000 invoices, whole page: "
	s.page(jobs+"first", 15, office, "/office/jobs")
	s.page(jobs+"150th", 15, office, office.after(s, "/office/jobs", 150))
	s.page(jobs+"by due time", 15, office, "/office/jobs?order=due")
	s.page(jobs+"searched", 15, office, "/office/jobs?q=kothrud")
	s.page(invoices+"first", 20, office, "/office/invoices")
	s.page(invoices+"150th", 20, office, office.after(s, "/office/invoices", 150))
	s.page(invoices+"open", 20, office, "/office/invoices?show=open")
	s.page(invoices+"by number", 20, office, "/office/invoices?q="+url.QueryEscape(c.number))
	s.page(invoices+"by customer", 20, office, "/office/invoices?q="+url.QueryEscape(c.name))
	s.page("the owner's screen over 100,000 invoices, whole page", 50, office, "/owner")
	s.page("leakage, whole page", 200, office, "/owner/leakage")
	s.row("another desk follows a change", 2, office.follows(s), "s")

	s.weights(c, a, office)
	a.kill()
}

// starts measures five starts to the first page, and leaves the last running.
func (s *sheet) starts(c *site) *appliance {
	var a *appliance
	var times []float64
	for range 5 {
		if a != nil {
			a.kill()
		}
		began := time.Now()
		a = start(s, c.dir, "serve")
		visit(s, a.URL).raw(s, "/login")
		times = append(times, time.Since(began).Seconds())
	}
	s.row("start to first page", 1, middle(times), "s")
	s.pid = a.cmd.Process.Pid
	return a
}

// waits until the appliance has caught up with what the clock missed while it was off, such as the nightly copy.
func (v *visitor) waits(t testing.TB) {
	t.Helper()
	for range patience / time.Second {
		if v.caughtUp(t) {
			return
		}
		time.Sleep(time.Second)
	}
	t.Fatal("the appliance never catches up")
}

// page measures how long pages that are fetched one after the other take together, from request to the last byte.
func (s *sheet) page(what string, most float64, v *visitor, paths ...string) {
	s.Helper()
	fetch := func() {
		for _, path := range paths {
			req, err := http.NewRequest(http.MethodGet, v.base+path, nil)
			if err != nil {
				s.Fatal(err)
			}
			req.Header.Set("Accept-Encoding", "gzip")
			resp, err := v.Do(req)
			if err != nil {
				s.Fatal(err)
			}
			_, err = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			if err != nil || resp.StatusCode != http.StatusOK {
				s.Fatalf("%s answered %s (%v)", path, resp.Status, err)
			}
		}
	}
	s.timed(what, most, 51, s.pid, fetch)
}

var nextPage = regexp.MustCompile(`href="([^"]+)"[^>]*rel="next"|rel="next"[^>]*href="([^"]+)"`)

// after is the address of the list so many pages further.
func (v *visitor) after(t testing.TB, path string, pages int) string {
	t.Helper()
	for range pages {
		text, _ := v.raw(t, path)
		m := nextPage.FindSubmatch(text)
		if m == nil {
			t.Fatalf("no further page after %s", path)
		}
		path = html.UnescapeString(string(m[1]) + string(m[2]))
	}
	return path
}

// follows is the median time in seconds from a customer's being saved to an open page's hearing of it.
func (v *visitor) follows(t testing.TB) float64 {
	t.Helper()
	stream := &http.Client{Jar: v.Jar}
	resp, err := stream.Get(v.base + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	heard := make(chan time.Time, 1000)
	go func() {
		defer close(heard)
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "data: ") {
				heard <- time.Now()
			}
		}
	}()
	<-heard // hello
	var times []float64
	for i := range 9 {
		began := time.Now()
		if resp, err := v.post("/office/customers", newCustomer(i)); err != nil || resp.StatusCode != http.StatusSeeOther {
			t.Fatalf("%v, %v", resp, err)
		}
		at, open := <-heard
		if !open {
			t.Fatal("the stream ended")
		}
		times = append(times, at.Sub(began).Seconds())
		for quiet := false; !quiet; { // what else changed with it
			select {
			case <-heard:
			case <-time.After(100 * time.Millisecond):
				quiet = true
			}
		}
	}
	return middle(times)
}

// weights is what a first visit loads, compressed.
func (s *sheet) weights(c *site, a *appliance, office *visitor) {
	phone := visit(s, a.URL)
	phone.signIn(s, c.tech, c.secret)
	his := "/t/visits/" + phone.firstVisit(s)
	for _, w := range []struct {
		name string
		most float64
		v    *visitor
		path string
	}{
		{"an office page: today", 60, office, "/office/today"},
		{"an office page: jobs", 60, office, "/office/jobs"},
		{"an office page: intake", 60, office, "/office/jobs/new"},
		{"an office page: customers", 60, office, "/office/customers"},
		{"an office page: invoices", 60, office, "/office/invoices"},
		{"an office page: the owner's", 60, office, "/owner"},
		{"the day board, its calendar included", 110, office, "/office/board"},
		{"a technician's page: today", 30, phone, "/t/today"},
		{"a technician's page: visit", 30, phone, his},
		{"a technician's page: work", 30, phone, his + "/work"},
		{"a technician's page: finish", 30, phone, his + "/finish"},
		{"a technician's page: pay", 30, phone, his + "/pay"},
		{"a technician's page: extra", 30, phone, his + "/extra"},
		{"a customer's link", 15, visit(s, a.URL), c.portal},
	} {
		s.row(fmt.Sprintf("first visit of %s", w.name), w.most, float64(w.v.weigh(s, w.path))/1000, "kB")
	}
}

// plannedDay is a working day far enough ahead that little is planned on it.
func plannedDay() clock.Date {
	day := clock.Today().AddDays(40)
	for day.Weekday() != time.Tuesday {
		day = day.AddDays(1)
	}
	return day
}
