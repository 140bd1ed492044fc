package views_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
)

// kinds are those of the items that the technician's forms become, with whether they belong to a visit.
var kinds = map[string]bool{
	"day.start": false, "day.end": false, "consent": false, "visit.answer": true, "visit.step": true, "visit.put_off": true, "visit.check": true,
	"visit.use": true, "visit.drop": true, "visit.expense": true, "visit.swap": true, "visit.sign_off": true, "visit.note": true, "visit.follow_up": true,
	"visit.pay": true, "visit.pays": true, "visit.estimate": true,
}

// own is an attribute of a node; there is whether it has it.
func own(n *html.Node, name string) (value string, there bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// seen reports whether a phone shows the node: neither it nor what it stands in is hidden or folded away.
func seen(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if _, hidden := own(n, "hidden"); hidden || n.Data == "template" || n.Data == "noscript" || n.Data == "option" {
			return false
		}
		if class, _ := own(n, "class"); slices.Contains(strings.Fields(class), "vh") {
			return false
		}
		if _, open := own(n, "open"); n.Data == "dialog" && !open {
			return false
		}
		if p := n.Parent; p != nil && p.Data == "details" && n.Data != "summary" {
			if _, open := own(p, "open"); !open {
				return false
			}
		}
	}
	return true
}

// shown are the elements of the page's own part that a phone shows.
func (p screen) shown(so func(*html.Node) bool) []*html.Node {
	return slices.DeleteFunc(p.all(so), func(n *html.Node) bool { return !seen(n) })
}

func isPrimary(n *html.Node) bool {
	class, _ := own(n, "class")
	dock := false
	for p := n.Parent; p != nil; p = p.Parent {
		in, _ := own(p, "class")
		dock = dock || in == "dock"
	}
	return dock && slices.Contains(strings.Fields(class), "primary")
}

// fits fails where a page of the visit shows what belongs to another state, or has a form that the outbox cannot take.
func (p screen) fits(visit, status string) {
	p.t.Helper()
	for _, n := range p.all(func(n *html.Node) bool { _, is := own(n, "data-when"); return is }) {
		when, _ := own(n, "data-when")
		if _, hidden := own(n, "hidden"); hidden == slices.Contains(strings.Fields(when), status) {
			p.t.Errorf("while %s, what belongs to %q is hidden: %v", status, when, hidden)
		}
	}
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "form" }) {
		kind, is := own(n, "data-item")
		of, known := kinds[kind]
		if is && !known {
			p.t.Errorf("a form makes an item %q, which nobody knows", kind)
		}
		if whose, _ := own(n, "data-visit"); of && whose != visit {
			p.t.Errorf("a form of %s belongs to the visit %q", kind, whose)
		}
		if method, _ := own(n, "method"); !is && method == "post" && !strings.HasPrefix(textOf(n), "Sign out") && !strings.HasPrefix(textOf(n), "साइन आउट") {
			p.t.Errorf("a form is posted past the outbox: %s", textOf(n))
		}
	}
}

func TestPhonePages_showOneNextStepInEveryStateOfAVisit(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	_, v := sent(t, s)
	ravi, path := s.at(t, "Ravi Pawar"), "/t/visits/"+v.ID
	for n, to := range []jobs.VisitStatus{jobs.Dispatched, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Paused, jobs.Working, jobs.Partial} {
		if n > 0 {
			if state, code := ravi.phoned(n, "visit.step", v.ID, "to", string(to), "reason", "A part is needed"); state != "done" {
				t.Fatalf("%s: %s %s", to, state, code)
			}
		}
		for _, part := range []string{"", "/work", "/finish", "/pay", "/extra"} {
			page := ravi.get(path + part).want(http.StatusOK)
			page.fits(v.ID, string(to))
			ready := page.shown(isPrimary)
			if len(ready) != 1 && (part != "/finish" || to != jobs.Working) {
				t.Errorf("%s%s has %d large buttons: %v", to, part, len(ready), ready)
			}
		}
		today := ravi.get("/t/today?day=" + string(clock.DateOf(v.Start))).want(http.StatusOK)
		today.fits(v.ID, string(to))
	}
}

func TestPhonePages_sayFewWordsAtFirst(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	_, v := sent(t, s)
	ravi := s.at(t, "Ravi Pawar")
	ravi.phoned(1, "consent", "", "given", "yes", "lang", "en") // the question itself is longer, and comes once
	for _, lang := range []string{"en", "hi"} {
		if err := s.app.People.SetLang(apptest.As(t, s.app, act.Technician), lang); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/t/today", "/t/visits/" + v.ID, "/t/visits/" + v.ID + "/work", "/t/visits/" + v.ID + "/finish", "/t/visits/" + v.ID + "/pay", "/t/visits/" + v.ID + "/extra", "/t/trail"} {
			words := ravi.get(path).want(http.StatusOK).words()
			t.Logf("%s %-12s %2d words", lang, strings.TrimPrefix(path, "/t/visits/"+v.ID), len(words))
			if len(words) > 40 {
				t.Errorf("%s in %s shows %d words: %v", path, lang, len(words), words)
			}
		}
	}
}

// words are the page's own that a phone shows: without figures, and without what customers and intake wrote.
func (p screen) words() []string {
	var all []string
	for n := range p.doc.Descendants() {
		if n.Type != html.TextNode || !seen(n.Parent) || !within(n, "main") || within(n, "h1") || given(n) {
			continue
		}
		all = append(all, strings.FieldsFunc(n.Data, func(r rune) bool { return strings.ContainsRune(" \n\t·–×0123456789:,.+?", r) })...)
	}
	return all
}

// given reports whether the text was typed by somebody: where, what is wrong, what to mind.
func given(n *html.Node) bool {
	class, _ := own(n.Parent, "class")
	if n.Parent.Data == "div" || n.Parent.Data == "span" {
		class, _ = own(n.Parent.Parent, "class")
	}
	return slices.ContainsFunc(strings.Fields(class), func(c string) bool { return c == "where" || c == "issue" || strings.HasPrefix(c, "note") })
}

func within(n *html.Node, tag string) bool {
	for ; n != nil; n = n.Parent {
		if n.Data == tag {
			return true
		}
	}
	return false
}

func TestPhonePages_askForPositionsOnceAndBelieveTheAnswer(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	ravi := s.at(t, "Ravi Pawar")
	asks := func() (string, bool) {
		page := ravi.get("/t/today").want(http.StatusOK)
		box := page.all(func(n *html.Node) bool { id, _ := own(n, "id"); return id == "today" })
		word, _ := own(box[0], "data-consent")
		return word, len(page.shown(func(n *html.Node) bool { class, _ := own(n, "class"); return class == "consent" })) > 0
	}
	if word, asked := asks(); word != "ask" || !asked {
		t.Errorf("before an answer: %s, asked %v", word, asked)
	}
	for n, word := range []string{"no", "yes"} {
		if state, code := ravi.phoned(n+1, "consent", "", "given", word, "lang", "hi"); state != "done" {
			t.Fatalf("%s: %s %s", word, state, code)
		}
		if got, asked := asks(); got != word || asked {
			t.Errorf("after %s: %s, asked %v", word, got, asked)
		}
	}
	if said, err := s.app.People.ConsentOf(apptest.As(t, s.app, act.Technician), act.From(apptest.As(t, s.app, act.Technician)).Technician); err != nil || said.Lang != "hi" || said.Version != people.ConsentVersion {
		t.Errorf("what was agreed to: %+v, %v", said, err)
	}
}

func TestPhonePages_showWhatTheMachineReadLastTime(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	j, v := sent(t, s)
	ravi, path := s.at(t, "Ravi Pawar"), "/t/visits/"+v.ID+"/work"
	var check string
	for _, c := range j.Checklist {
		if c.Kind == "reading" {
			check = c.ID
		}
	}
	before := func(path string) string {
		fields := ravi.get(path).want(http.StatusOK).all(func(n *html.Node) bool { mode, _ := own(n, "inputmode"); return mode == "decimal" && within(n, "li") })
		if len(fields) != 1 {
			t.Fatalf("%d fields for figures", len(fields))
		}
		value, _ := own(fields[0], "data-before")
		return value
	}
	if got := before(path); got != "" {
		t.Errorf("before any reading: %q", got)
	}
	for n, step := range [][]string{{"visit.step", "to", "accepted"}, {"visit.step", "to", "travelling"}, {"visit.step", "to", "arrived"}, {"visit.check", "check", check, "value", "62.5"}} {
		if state, code := ravi.phoned(n+1, step[0], v.ID, step[1:]...); state != "done" {
			t.Fatalf("%v: %s %s", step, state, code)
		}
	}
	second := apptest.Job(t, s.app, func(b *jobs.Booking) { b.Customer, b.Site, b.Assets = j.Customer, j.Site, j.Assets })
	later, err := s.app.Dispatch.AssignBest(apptest.As(t, s.app, act.Dispatcher), second.ID, second.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	if later.Technician != v.Technician {
		t.Fatal("the second job went to somebody else")
	}
	if got := before("/t/visits/" + later.ID + "/work"); got != "62.5" {
		t.Errorf("on the next visit: %q, want 62.5", got)
	}
}
