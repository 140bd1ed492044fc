package views_test

import (
	"bytes"
	"crypto/rand"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/app/sync"
)

// sent is a visit of Ravi's at Meera's, today at ten, of which he was told, with a checklist of every kind.
func (s *site) sent(t *testing.T) jobs.Visit {
	t.Helper()
	office := apptest.As(t, s.app, act.Owner)
	kind, err := s.app.Catalog.CreateJobType(office, catalog.JobTypeInput{
		Code: "AC-ALL", Name: "AC overhaul", Duration: "60", Priority: "2", Payment: "chargeable", Active: true,
		Checklist: []catalog.CheckInput{
			{Text: "Filters washed", Kind: "tick", Required: true},
			{Text: "Earthing", Kind: "pass_fail"},
			{Text: "Amperes", Kind: "number"},
			{Text: "Hour meter", Kind: "reading"},
			{Text: "Remarks", Kind: "text"},
			{Text: "Name plate", Kind: "photo"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	j := apptest.Job(t, s.app, func(b *jobs.Booking) { b.Type = kind.ID })
	v, err := s.app.Jobs.SetPlan(office, jobs.Plan{
		Job: j.ID, Rev: j.Rev, Technician: apptest.Technician(t, s.app, "Ravi Pawar"), Start: apptest.At(10, 0), Minutes: 60, Chosen: "person", Tell: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// sentAgain is another such visit, n hours later.
func (s *site) sentAgain(t *testing.T, n int) jobs.Visit {
	t.Helper()
	j := apptest.Job(t, s.app, nil)
	v, err := s.app.Jobs.SetPlan(apptest.As(t, s.app, act.Owner), jobs.Plan{
		Job: j.ID, Rev: j.Rev, Technician: apptest.Technician(t, s.app, "Ravi Pawar"), Start: apptest.At(12+n, 0), Minutes: 45, Chosen: "person", Tell: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// begun is such a visit at which the work goes on.
func (s *site) begun(t *testing.T) jobs.Visit {
	t.Helper()
	v := s.sent(t)
	for _, to := range []jobs.VisitStatus{jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working} {
		var err error
		if v, err = s.app.Jobs.Advance(apptest.As(t, s.app, act.Dispatcher), jobs.Progress{Visit: v.ID, To: to}); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// checks are the ids of the visit's checklist by their kinds.
func (s *site) checks(t *testing.T, v jobs.Visit) map[string]string {
	t.Helper()
	j, err := s.app.Jobs.Get(apptest.As(t, s.app, act.Owner), v.Job)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for _, c := range j.Checklist {
		ids[c.Kind] = c.ID
	}
	return ids
}

// photo is a small picture of one colour with a mark.
func photo(t *testing.T, shade uint8) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for i := range 64 * 48 {
		m.Set(i%64, i/64, color.RGBA{shade, uint8(i % 64 * 4), uint8(i / 64 * 5), 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// file posts a form with a file.
func (d desk) file(path string, content []byte, form url.Values) screen {
	d.t.Helper()
	form = but(form, "_key", rand.Text())
	kind, body := upload(d.t, "photo.jpg", content, form)
	return d.do(http.MethodPost, path, kind, body)
}

func TestVisit_theOfficeEntersAllOfAVisitForATechnicianWithoutAPhone(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	v := s.sent(t)
	d := s.at(t, "Deepa Joshi")
	at := "/office/visits/" + v.ID
	check := s.checks(t, v)
	step := func(to string) {
		form := d.get(at).want(http.StatusOK).filled(at + "/progress")
		d.post(at+"/progress", but(form, "to", to)).want(http.StatusSeeOther)
	}
	for _, to := range []string{"accepted", "travelling", "arrived", "working"} {
		step(to)
	}
	page := d.get(at).want(http.StatusOK).says("Still missing").says("Filters washed").says("Entered by the office")
	d.post(at+"/progress", but(page.filled(at+"/progress"), "to", "done")).want(http.StatusConflict)
	for _, a := range []url.Values{
		fill("check", check["tick"], "value", "yes"), fill("check", check["pass_fail"], "result", "fail", "value", "Loose"),
		fill("check", check["number"], "value", "6.25"), fill("check", check["reading"], "value", "1200"), fill("check", check["text"], "value", "Gas low"),
	} {
		d.post(at+"/answers", a).want(http.StatusSeeOther)
	}
	d.get("/office/visits/items?item=capac").want(http.StatusOK)
	d.post(at+"/lines", fill("item", "CAP-35 · Capacitor 35 µF", "qty", "2", "serial", "C-9")).want(http.StatusSeeOther)
	_, _, machine := s.meera(t)
	d.post(at+"/serials", fill("asset", machine, "serial", "VT-2002", "reason", "New board")).want(http.StatusSeeOther)
	d.file(at+"/expenses", photo(t, 10), fill("kind", "parking", "amount", "40", "note", "Mall")).want(http.StatusSeeOther)
	for i, slot := range []string{"before", "after", "check:" + check["photo"]} {
		d.file(at+"/captures", photo(t, uint8(40*i+60)), fill("slot", slot)).want(http.StatusSeeOther)
	}
	d.post(at+"/follow-ups", fill("check", check["pass_fail"])).want(http.StatusSeeOther)
	code := textOf(d.post(at+"/code", fill()).want(http.StatusOK).all(func(n *html.Node) bool { return attr(n, "id") == "visit-code" })[0])
	d.post(at+"/sign-off", fill("how", "code", "name", "Meera", "code", code)).want(http.StatusSeeOther)
	d.get(at).says("How the customer pays")
	d.post(at+"/payment", fill("pays", "someday")).want(http.StatusUnprocessableEntity)
	d.post(at+"/payment", fill("pays", "invoice", "note", "By the society’s office")).want(http.StatusSeeOther)
	step("done")
	page = d.get(at).want(http.StatusOK)
	for _, words := range []string{
		"Done", "6.25", "1200", "Gas low", "Fail", "Capacitor 35 µF", "serial C-9", "VT-1001 out, VT-2002 in", "Parking", "Name plate", "Gave the four-digit code",
		"Follow-up job", "entered by the office", "Entered by the office",
	} {
		page.says(words)
	}
	for _, part := range []string{"head", "proof", "side"} {
		d.get(at + "/parts/" + part).want(http.StatusOK)
	}
	d.get("/office/jobs/" + v.Job).want(http.StatusOK).says("Steps, photos, sign-off")
	if n := strings.Count(page.Body, `<img src="/office/captures/`); n != 4 {
		t.Errorf("%d photos are shown", n)
	}
}

func TestVisit_aFileIsShownWithHeadersThatKeepItFromDoingAnything(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	v := s.begun(t)
	d := s.at(t, "Deepa Joshi")
	at := "/office/visits/" + v.ID
	d.file(at+"/captures", photo(t, 99), fill("slot", "before")).want(http.StatusSeeOther)
	proof, err := s.app.Jobs.Proof(apptest.As(t, s.app, act.Owner), v.ID)
	if err != nil || len(proof.Captures) != 1 {
		t.Fatalf("%v, %v", proof.Captures, err)
	}
	p := d.get("/office/captures/" + proof.Captures[0].ID).want(http.StatusOK)
	for name, want := range map[string]string{
		"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
		"Cache-Control": "private, max-age=3600", "Content-Disposition": "inline",
	} {
		if got := p.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	s.at(t, "Ravi Pawar").get("/office/captures/" + proof.Captures[0].ID).want(http.StatusForbidden)
	d.file(at+"/captures", []byte("<script>alert(1)</script>"), fill("slot", "after")).want(http.StatusUnprocessableEntity).beside("file")
}

func TestConflicts_areShownWithTheirReasonAndSettledEitherWay(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	ravi := apptest.AsTechnician(t, s.app, "Ravi Pawar")
	d := s.at(t, "Deepa Joshi")
	late := func(n int) jobs.Visit { // he works offline on what the office cancels
		v := s.sentAgain(t, n)
		if _, err := s.app.Jobs.CancelVisit(apptest.As(t, s.app, act.Dispatcher), v.ID, v.Rev, "Customer called off"); err != nil {
			t.Fatal(err)
		}
		_, err := s.app.Sync.Receive(ravi, sync.Batch{Device: "phone-of-ravi", At: clock.Now(), Agent: "Chrome on Android", Waiting: 1, Items: []sync.Item{{
			Key: "item-key-" + string(rune('a'+n)), Seq: n + 1, Prev: n, Kind: "visit.answer", Visit: v.ID, At: clock.Now(), Offline: true, Data: map[string]string{"accept": "yes"},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	first := late(0)
	page := d.get("/office/conflicts").want(http.StatusOK).says("Ravi Pawar").says("accepted the visit").says("Cancelled")
	d.get("/office/today").says("could not be done as it stood")
	if counts := page.all(func(n *html.Node) bool { return attr(n, "class") == "count" }); len(counts) == 0 {
		t.Error("the navigation does not count them")
	}
	form := page.filled("/office/conflicts/dismissal")
	d.post("/office/conflicts/dismissal", but(form, "reason", "")).want(http.StatusUnprocessableEntity).beside("reason")
	d.post("/office/conflicts/dismissal", but(form, "reason", "He was called back")).want(http.StatusSeeOther)
	d.get("/office/conflicts").want(http.StatusOK).says("Nothing waits")
	d.get("/office/visits/" + first.ID).says("Set aside").says("He was called back")
	second := late(1)
	page = d.get("/office/conflicts").want(http.StatusOK)
	action := "/office/conflicts/" + second.ID + "/acceptance"
	d.post(action, page.filled(action)).want(http.StatusSeeOther)
	d.get("/office/conflicts").says("Nothing waits")
	d.get("/office/phones").want(http.StatusOK).says("Ravi Pawar").says("Android, Chrome")
}

func TestPhones_aTechnicianIsLetOutWithUnsentWork(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	_, err := s.app.Sync.Receive(apptest.AsTechnician(t, s.app, "Ravi Pawar"), sync.Batch{
		Device: "phone-of-ravi", At: clock.Now().Add(-10 * time.Minute), Waiting: 3, FreeMB: 90, Position: "denied",
	})
	if err != nil {
		t.Fatal(err)
	}
	d := s.at(t, "Deepa Joshi")
	page := d.get("/office/phones").want(http.StatusOK).says("phone 10 min slow").says("nearly full, 90 MB free").says("refused")
	for _, b := range page.all(func(n *html.Node) bool { return n.Data == "form" && strings.HasSuffix(attr(n, "action"), "/release") }) {
		d.post(attr(b, "action"), fill()).want(http.StatusSeeOther)
	}
	d.get("/office/phones").says("Deepa Joshi let him sign out")
}

func TestAttendance_isAMusterAndAFileThatASpreadsheetCannotRun(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	owner := apptest.As(t, s.app, act.Owner)
	ravi := act.From(apptest.AsTechnician(t, s.app, "Ravi Pawar"))
	u, err := s.app.People.User(owner, ravi.User)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.app.People.UpdateUser(owner, people.UserInput{ID: u.ID, Rev: u.Rev, Name: "=Ravi", Mobile: u.Mobile, Role: "technician", Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	ctx := apptest.AsTechnician(t, s.app, "=Ravi")
	if _, err := s.app.People.StartDay(ctx, people.DayMark{At: apptest.At(8, 0), Device: apptest.At(8, 0)}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.app.People.EndDay(ctx, people.DayMark{At: apptest.At(9, 30), Device: apptest.At(9, 30)}); err != nil {
		t.Fatal(err)
	}
	d := s.at(t, "Asha Kulkarni")
	d.get("/office/attendance?month=2026-11").want(http.StatusOK).says("1:30").says("Sunil More")
	file := d.get("/office/attendance.csv?month=2026-11").want(http.StatusOK)
	if !strings.HasPrefix(file.Body, "\ufeffTechnician,") || !strings.Contains(file.Body, "\n'=Ravi,2026-11-16,08:00,") {
		t.Errorf("the file: %q", file.Body)
	}
	if kind := file.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/csv") {
		t.Errorf("the file is %s", kind)
	}
}

func TestSheet_hasAllThatATechnicianWithoutAPhoneNeeds(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	v := s.sent(t)
	d := s.at(t, "Deepa Joshi")
	page := d.get("/office/technicians/" + v.Technician + "/sheet?day=" + string(clock.DateOf(v.Start))).want(http.StatusOK)
	for _, words := range []string{"Fixwell Services", "10:00", "Meera Deshpande", "7 Mayur Colony", "98220 12345", "Not cooling", "VT-1001", "Filters washed", "pass / fail", "Customer’s name and signature"} {
		page.says(words)
	}
	d.get("/office/technicians/" + v.Technician + "/sheet?day=2026-11-20").want(http.StatusOK).says("no visit on this day")
	d.get("/office/technicians/" + v.Technician + "/trail").want(http.StatusOK).says("90 days").says("not asked yet")
}

func TestCheckIns_areListedAndReviewedOnce(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	v := s.begun(t)
	d := s.at(t, "Deepa Joshi")
	d.get("/office/checkins").want(http.StatusOK).says("Entered by the office").says("Meera Deshpande")
	d.get("/office/checkins?review=1").want(http.StatusOK).says("never a proof").says("No check-in looks odd")
	d.get("/office/checkins?from=2026-99-01&to=x").want(http.StatusOK)
	all, err := s.app.Jobs.CheckIns(apptest.As(t, s.app, act.Owner), clock.Today(), clock.Today(), false)
	if err != nil || len(all) != 1 || all[0].Visit != v.ID {
		t.Fatalf("%v, %v", all, err)
	}
	d.post("/office/checkins/"+all[0].ID+"/verdict", fill("verdict", "talk", "note", "He was at the gate")).want(http.StatusSeeOther)
	d.get("/office/visits/" + v.ID).says("He was at the gate")
	d.post("/office/checkins/"+all[0].ID+"/verdict", fill("verdict", "fine")).want(http.StatusConflict)
}

func TestExpenses_areDecidedByWhoMayAndOnce(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	v := s.begun(t)
	deepa, anil := s.at(t, "Deepa Joshi"), s.at(t, "Anil Shah")
	deepa.post("/office/visits/"+v.ID+"/expenses", fill("kind", "fuel", "amount", "120")).want(http.StatusSeeOther)
	e, err := s.app.Jobs.Expenses(apptest.As(t, s.app, act.Owner), "claimed")
	if err != nil || len(e) != 1 {
		t.Fatalf("%v, %v", e, err)
	}
	at := "/office/expenses/" + e[0].ID
	deepa.get("/office/expenses").want(http.StatusOK).says("Fuel").says("120")
	deepa.post(at+"/approval", fill()).want(http.StatusForbidden)
	anil.post(at+"/rejection", fill()).want(http.StatusUnprocessableEntity).beside("reason")
	anil.post(at+"/approval", fill()).want(http.StatusSeeOther)
	anil.post(at+"/rejection", fill("reason", "No bill")).want(http.StatusConflict)
	anil.get("/office/expenses?state=approved").want(http.StatusOK).says("Anil Shah")
}
