package views_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/money"
)

// button is the value of the first button with the name and the words.
func (p screen) button(name, words string) string {
	p.t.Helper()
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "button" && attr(n, "name") == name }) {
		if strings.Contains(textOf(n), words) {
			return attr(n, "value")
		}
	}
	p.t.Fatalf("no button %q says %q: %s", name, words, brief(textOf(p.doc)))
	return ""
}

// posts reports whether something on the page sends a form to the address.
func (p screen) posts(to string) bool {
	return len(p.all(func(n *html.Node) bool { return attr(n, "formaction") == to || attr(n, "action") == to })) > 0
}

// draft makes a draft for Meera with one item of the price list by the pages, and returns its address.
func (d desk) draft(words string) string {
	d.t.Helper()
	customer, _, _ := d.meera(d.t)
	fresh := d.get("/office/invoices/new?customer=" + customer).want(http.StatusOK)
	made := d.post("/office/invoices", but(fresh.filled("/office/invoices"), "add", fresh.button("add", words))).want(http.StatusSeeOther)
	return made.Header.Get("Location")
}

// issued makes an issued invoice for Meera and returns its address.
func (d desk) issued(words string) string {
	d.t.Helper()
	at := d.draft(words)
	form := d.get(at).want(http.StatusOK).filled(at)
	d.post(at+"/issue", form).want(http.StatusSeeOther)
	return at
}

func (s *site) document(t *testing.T, at string) billing.Invoice {
	t.Helper()
	i, err := s.app.Billing.Invoice(apptest.As(t, s.app, act.Owner), at[strings.LastIndex(at, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestInvoice_beginsAtTheCustomerInThreeClicksAndBooksNothing(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	asha := s.at(t, "Asha Kulkarni")
	customer, _, _ := s.meera(t)
	apptest.Job(t, s.app, nil)
	jobs, visits := s.rows(t, "jobs"), s.rows(t, "visits")

	begin := "/office/invoices/new?customer=" + customer
	if links := asha.get("/office/customers/" + customer).want(http.StatusOK).links(begin); len(links) != 1 {
		t.Fatalf("the customer's page leads %d times to a new invoice", len(links))
	}
	fresh := asha.get(begin).want(http.StatusOK) // first click
	made := asha.post("/office/invoices", but(fresh.filled("/office/invoices"), "add", fresh.button("add", "AC visit charge"))).want(http.StatusSeeOther)
	at := made.Header.Get("Location")
	draft := asha.get(at).want(http.StatusOK).says("AC visit charge").says("Price list") // second
	if !draft.posts(at + "/issue") {
		t.Fatal("the draft cannot be issued from its page")
	}
	asha.post(at+"/issue", draft.filled(at)).want(http.StatusSeeOther) // third

	i := s.document(t, at)
	if i.State != billing.Issued || i.No == "" || i.Total != 531*money.Rupee {
		t.Errorf("issued is %s %q of %s", i.State, i.No, i.Total.Rupees())
	}
	asha.get(at).want(http.StatusOK).says(i.No).says("CGST").says("531")
	asha.get("/office/invoices?q=" + url.QueryEscape(i.No)).want(http.StatusOK).says("Meera Deshpande")
	if pdf := asha.get(at + "/pdf").want(http.StatusOK); !strings.HasPrefix(pdf.Body, "%PDF") {
		t.Error("the paper is no PDF")
	}
	asha.get(at + "/pdf?copy=duplicate").want(http.StatusOK)
	asha.get(at + "/pdf?thermal=1").want(http.StatusOK)
	if j, v := s.rows(t, "jobs"), s.rows(t, "visits"); j != jobs || v != visits {
		t.Errorf("%d jobs and %d visits became %d and %d", jobs, visits, j, v)
	}
}

func TestInvoice_isDraftedByTheDispatcherAndIssuedByTheAccountant(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	deepa, anil := s.at(t, "Deepa Joshi"), s.at(t, "Anil Shah")
	at := deepa.draft("AC visit charge")
	page := deepa.get(at).want(http.StatusOK)
	if page.posts(at + "/issue") {
		t.Error("the dispatcher sees a button to issue")
	}
	deepa.post(at, but(page.filled(at), "lines_0_qty", "2")).want(http.StatusSeeOther)
	form := deepa.get(at).want(http.StatusOK).filled(at)
	s.unsaved(t, func() {
		deepa.post(at+"/issue", form).want(http.StatusForbidden)
		deepa.post("/office/review/issues", fill("draft", s.document(t, at).ID+".2")).want(http.StatusForbidden)
	})
	if deepa.get("/office/review").want(http.StatusOK).posts("/office/review/issues") &&
		len(deepa.get("/office/review").all(func(n *html.Node) bool { return attr(n, "id") == "issue-chosen" })) > 0 {
		t.Error("the dispatcher's queue has a button to issue")
	}
	anil.post(at+"/issue", anil.get(at).want(http.StatusOK).filled(at)).want(http.StatusSeeOther)
	for _, part := range []string{"/credit-note", "/debit-note", "/tds", "/write-off"} {
		deepa.get(at + part).want(http.StatusForbidden)
		if len(deepa.get(at).want(http.StatusOK).links(at+part)) > 0 {
			t.Errorf("the dispatcher is led to %s", part)
		}
		anil.get(at + part).want(http.StatusOK)
	}
	s.at(t, "Salim Shaikh").get(at).want(http.StatusForbidden)
	if i := s.document(t, at); i.Total != 1062*money.Rupee {
		t.Errorf("two visits come to %s", i.Total.Rupees())
	}
}

func TestBadField_aDraftSaysItBesideTheFieldAndKeepsTheRest(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	asha := s.at(t, "Asha Kulkarni")
	at := asha.draft("AC visit charge")
	good := but(asha.get(at).want(http.StatusOK).filled(at), "note", "Thank you", "po", "PO 17")
	for _, c := range []struct{ field, typed string }{
		{"lines_0_qty", "none"},
		{"lines_0_rate", "12,3"},
		{"lines_0_discount", "110%"},
		{"lines_0_hsn", "12"},
		{"discount", "101"},
		{"date", "2026-02-31"},
		{"place_reason", ""},
	} {
		t.Run(c.field, func(t *testing.T) {
			asha.t = t
			form := but(good, c.field, c.typed)
			if c.field == "place_reason" {
				form = but(good, "place", "29")
			}
			for _, to := range []string{at, at + "/issue"} {
				var back screen
				s.unsaved(t, func() { back = asha.post(to, form).want(http.StatusUnprocessableEntity) })
				if back.beside(c.field) == "" {
					t.Errorf("%s says nothing beside %s", to, c.field)
				}
				back.keeps(but(form, "rev", ""))
			}
		})
	}
}

func TestInvoice_linesAreAddedTakenAwayAndTypedByHand(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	deepa := s.at(t, "Deepa Joshi")
	at := deepa.draft("AC visit charge")
	searched := deepa.get(at + "?pick=CAP").want(http.StatusOK)
	added := deepa.post(at, but(searched.filled(at), "add", searched.button("add", "Capacitor"))).want(http.StatusSeeOther)
	if to := added.Header.Get("Location"); to != at+"#lines" {
		t.Errorf("adding leads to %s", to)
	}
	deepa.post(at, but(deepa.get(at).filled(at), "remove", "0")).want(http.StatusSeeOther)
	if i := s.document(t, at); len(i.Lines) != 1 || i.Lines[0].Name != "Capacitor 35 µF" {
		t.Fatalf("left is %+v", i.Lines)
	}
	hand := deepa.get(at + "?hand=1").want(http.StatusOK)
	form := but(hand.filled(at), "lines_1_name", "Ladder hire", "lines_1_rate", "250", "lines_1_gst", "18", "lines_1_hsn", "9973")
	deepa.post(at, form).want(http.StatusSeeOther)
	i := s.document(t, at)
	if len(i.Lines) != 2 || i.Lines[1].Name != "Ladder hire" || i.Lines[1].Rate != 250*money.Rupee {
		t.Fatalf("the line by hand is %+v", i.Lines)
	}
	late := but(deepa.get(at).filled(at+"/removal"), "rev", "1")
	s.unsaved(t, func() { deepa.post(at+"/removal", late).want(http.StatusConflict) })
	again := deepa.get(at).filled(at)
	var sums screen
	s.unsaved(t, func() { sums = deepa.post(at+"/sums", but(again, "lines_1_qty", "3")).want(http.StatusOK) })
	sums.says("1,333") // 380 + 750 and 18 %
	if now := s.document(t, at); now.Total != i.Total {
		t.Error("what is typed was stored before it was saved")
	}
	deepa.post(at+"/removal", deepa.get(at).filled(at+"/removal")).want(http.StatusSeeOther)
	deepa.get(at).want(http.StatusNotFound)
}

func TestInvoice_isCorrectedByNotesAndSettledByWhatWasHeldBack(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	anil := s.at(t, "Anil Shah")
	at := anil.issued("AC visit charge")
	line := s.document(t, at).Lines[0].ID

	form := but(anil.get(at+"/credit-note").want(http.StatusOK).filled(at+"/credit-note"), "what", "some", "reason", "Charged too much")
	anil.post(at+"/credit-note", form).want(http.StatusUnprocessableEntity).says("at least one line")
	over := anil.post(at+"/credit-note", but(form, "amount_"+line, "9999")).want(http.StatusUnprocessableEntity)
	if over.beside("amount_"+line) == "" {
		t.Error("too much is not said beside the amount")
	}
	over.keeps(but(form, "amount_"+line, "9999", "rev", ""))
	bare := anil.post(at+"/credit-note", but(form, "amount_"+line, "100", "reason", "")).want(http.StatusUnprocessableEntity)
	bare.beside("reason")
	anil.post(at+"/credit-note/sums", but(form, "amount_"+line, "100")).want(http.StatusOK).says("413")
	note := anil.post(at+"/credit-note", but(form, "amount_"+line, "100")).want(http.StatusSeeOther)
	anil.get(note.Header.Get("Location")).want(http.StatusOK).says("Credit note").says(s.document(t, at).No)
	anil.get(note.Header.Get("Location") + "/credit-note").want(http.StatusConflict)
	if i := s.document(t, at); i.Balance != 413*money.Rupee {
		t.Fatalf("after the note %s are owed", i.Balance.Rupees())
	}

	held := anil.get(at + "/tds").want(http.StatusOK).filled(at + "/tds")
	anil.post(at+"/tds", but(held, "amount", "ten")).want(http.StatusUnprocessableEntity).beside("amount")
	anil.post(at+"/tds", but(held, "percent", "2")).want(http.StatusSeeOther)
	if i := s.document(t, at); i.Balance != 404*money.Rupee {
		t.Fatalf("with 2 %% of 450 held back %s are owed", i.Balance.Rupees())
	}
	off := anil.get(at + "/write-off").want(http.StatusOK).filled(at + "/write-off")
	anil.post(at+"/write-off", but(off, "reason", "")).want(http.StatusUnprocessableEntity).beside("reason")
	anil.post(at+"/write-off", but(off, "reason", "Moved away")).want(http.StatusSeeOther)
	anil.get(at).want(http.StatusOK).says("Written off").says("Moved away")

	all, err := s.app.Billing.Settlements(apptest.As(t, s.app, act.Owner), s.document(t, at).ID)
	if err != nil {
		t.Fatal(err)
	}
	back := at + "/settlements/" + all[len(all)-1].ID + "/reversal"
	anil.post(back, fill("reason", "")).want(http.StatusUnprocessableEntity).beside("reason")
	anil.post(back, fill("reason", "He paid after all")).want(http.StatusSeeOther)
	if i := s.document(t, at); i.Balance != 404*money.Rupee {
		t.Errorf("after taking back %s are owed", i.Balance.Rupees())
	}
}

func TestReview_issuesTheChosenEachByItselfAndCombinesThoseOfACustomer(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	anil := s.at(t, "Anil Shah")
	one, two, three := anil.draft("AC visit charge"), anil.draft("AC visit charge"), anil.draft("AC visit charge")
	queue := anil.get("/office/review").want(http.StatusOK).says("Ready")
	var chosen []string
	for _, n := range queue.fields("draft") {
		chosen = append(chosen, attr(n, "value"))
	}
	if len(chosen) != 3 {
		t.Fatalf("%d drafts may be chosen", len(chosen))
	}
	anil.post("/office/review/issues", fill()).want(http.StatusUnprocessableEntity).says("Choose at least one")
	first, second := s.document(t, one), s.document(t, two)
	gone := fill("draft", first.ID+".1", "draft", second.ID+".99")
	anil.post("/office/review/issues", gone).want(http.StatusOK).says("Issued").says("Not issued")
	if s.document(t, one).State != billing.Issued || s.document(t, two).State != billing.Draft {
		t.Error("one that is refused keeps the others back, or is issued as nobody saw it")
	}
	again := anil.post("/office/review/issues", fill("draft", first.ID+".1")).want(http.StatusOK)
	if no := s.document(t, one).No; !strings.Contains(again.Body, no) {
		t.Errorf("sent again it does not say %s", no)
	}
	anil.post("/office/review/combination", fill("draft", second.ID+".1")).want(http.StatusUnprocessableEntity)
	made := anil.post("/office/review/combination", fill("draft", second.ID+".1", "draft", s.document(t, three).ID+".1")).want(http.StatusSeeOther)
	if i := s.document(t, made.Header.Get("Location")); len(i.Lines) != 2 {
		t.Errorf("together they have %d lines", len(i.Lines))
	}
}
