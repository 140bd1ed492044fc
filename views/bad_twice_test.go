package views_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"doorstep/app/apptest"
)

// call is a booking for Meera as the intake form sends it.
func call(t *testing.T, s *site) url.Values {
	t.Helper()
	customer, place, machine := s.meera(t)
	return fill(
		"customer", customer, "site", place, "assets", machine, "type", apptest.JobType(t, s.app, "AC-REP"), "issue", "Not cooling",
		"priority", "2", "payment", "chargeable", "duration_min", "60", "then", "book",
	)
}

func TestTwice_theSameFormMakesOneJobAndTheSameAnswer(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	form := but(call(t, s), "_key", "intake-key-0001")
	first := d.post("/office/jobs", form).want(http.StatusSeeOther).Header.Get("Location")
	s.unsaved(t, func() {
		if again := d.post("/office/jobs", form).want(http.StatusSeeOther).Header.Get("Location"); again != first {
			t.Errorf("first %s, then %s", first, again)
		}
		d.post("/office/jobs", but(form, "issue", "Something else")).want(http.StatusConflict)
	})
	if n := s.rows(t, "jobs"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

func TestTwice_eightAtOnceMakeOneJob(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	form := but(call(t, s), "_key", "intake-key-0008")
	answers := make([]screen, 8)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = d.post("/office/jobs", form) })
	}
	all.Wait()
	for _, a := range answers {
		if to := a.want(http.StatusSeeOther).Header.Get("Location"); to != answers[0].Header.Get("Location") {
			t.Errorf("one went to %s, one to %s", answers[0].Header.Get("Location"), to)
		}
	}
	if n := s.rows(t, "jobs"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

func TestTwice_aRefusedFormKeepsItsKeyAndIsSavedOnce(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	form := but(call(t, s), "_key", "intake-key-0002")
	refused := d.post("/office/jobs", but(form, "issue", "")).want(http.StatusUnprocessableEntity)
	if key := refused.filled("/office/jobs").Get("_key"); key != "intake-key-0002" {
		t.Errorf("the refused form has the key %q", key)
	}
	d.post("/office/jobs", form).want(http.StatusSeeOther)
	d.post("/office/jobs", form).want(http.StatusSeeOther)
	if n := s.rows(t, "jobs"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

func TestTwice_aFormWithoutAKeyIsRefusedInWords(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	s.unsaved(t, func() {
		for _, key := range []string{"", "short", strings.Repeat("k", 101), "with a space"} {
			form := call(t, s)
			form.Set("_key", key)
			page := d.post("/office/jobs", form).want(http.StatusBadRequest)
			if words := textOf(page.all(isMain)[0]); len(words) < 20 {
				t.Errorf("key %q: the page says %q", key, words)
			}
		}
	})
}

// upload is a multipart body with the fields and one file.
func upload(t *testing.T, name string, content []byte, fields url.Values) (kind string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for field, values := range fields {
		for _, v := range values {
			if err := w.WriteField(field, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.Bytes()
}

func TestTooMuch_aLargeFormIsRefusedOnAPageInTheShell(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	s.unsaved(t, func() {
		form := but(call(t, s), "issue", strings.Repeat("x", 1<<20))
		d.post("/office/jobs", form).want(http.StatusRequestEntityTooLarge).says("1 MB").says("Jobs")
		d.post("/office/customers", fill("name", strings.Repeat("न", 200<<10))).want(http.StatusRequestEntityTooLarge)
		s.at(t, "").post("/login", fill("login", strings.Repeat("9", 2<<20))).want(http.StatusRequestEntityTooLarge)
	})
}

func TestTooMuch_longTextBelowTheLimitIsRefusedBesideItsField(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	long := strings.Repeat("long ", 40000)
	long = strings.TrimSpace(long)
	_, place, _ := s.meera(t)
	slips(t, d, "/office/jobs", call(t, s), []slip{{"issue", long, ""}})
	slips(t, d, "/office/customers", fill("name", "Long"), []slip{{"notes", long, ""}, {"address", long, ""}, {"name", long, ""}})
	slips(t, d, "/office/sites/"+place+"/machines", fill("kind", "AC"), []slip{{"notes", long, ""}, {"serial", long, ""}, {"model", long, ""}})
	slips(t, d, "/office/customers/"+call(t, s).Get("customer")+"/sites", fill("address", "Here", "pin", "411038"), []slip{{"access", long, ""}, {"label", long, ""}})
}

func TestTooMuch_aNoteTakesOnlyPicturesAndPDFsOfASize(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	j := apptest.Job(t, s.app, nil)
	customer := call(t, s).Get("customer")
	for _, path := range []string{"/office/jobs/" + j.ID + "/notes", "/office/customers/" + customer + "/notes"} {
		send := func(name string, content []byte) screen {
			kind, body := upload(t, name, content, fill("_key", "note-key-"+name, "kind", "note", "text", "See the photo"))
			return d.do(http.MethodPost, path, kind, body)
		}
		s.unsaved(t, func() {
			page := send("photo.png", []byte("this is text, whatever its name says")).want(http.StatusUnprocessableEntity)
			page.beside("file")
			page.keeps(fill("text", "See the photo"))
			send("page.pdf", []byte("<html><script>alert(1)</script></html>")).want(http.StatusUnprocessableEntity).beside("file")
			send("huge.png", bytes.Repeat([]byte{0}, 12<<20)).want(http.StatusRequestEntityTooLarge)
			large := append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{0}, 8<<20)...)
			send("large.png", large).want(http.StatusUnprocessableEntity).beside("file")
		})
		empty := d.post(path, fill("kind", "note", "text", "  ")).want(http.StatusUnprocessableEntity)
		empty.beside("text")
	}
	if n := s.rows(t, "notes"); n != 0 {
		t.Errorf("%d notes", n)
	}
}
