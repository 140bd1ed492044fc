package views_test

import (
	"net/http"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/notify"
)

func TestExceptions_areListedCountedAndLeadOn(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	deepa := s.at(t, "Deepa Joshi")
	deepa.get("/office/exceptions").want(http.StatusOK).says("Nothing is wrong.")
	j := apptest.Job(t, s.app, func(b *jobs.Booking) { b.PromisedFrom, b.PromisedTo = apptest.At(15, 0), apptest.At(17, 0) })
	page := deepa.get("/office/exceptions").want(http.StatusOK)
	page.says(j.No + " Meera Deshpande").says("no visit is planned").says("Ravi Pawar can go today, at 15:00")
	for _, part := range []string{"/office/jobs/" + j.ID + "/candidates?", "tel:+919822012345", "https://wa.me/919822012345?text=Fixwell", `href="/office/exceptions?kind=unserved"`} {
		if !strings.Contains(page.Body, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	deepa.get("/office/exceptions?kind=late").want(http.StatusOK).says("Nothing of this kind.")
	deepa.get("/office/exceptions/rows?kind=unserved", "HX-Request", "true").want(http.StatusOK).says(j.No)

	if _, err := s.app.Dispatch.AssignBest(apptest.As(t, s.app, act.Dispatcher), j.ID, 0, "", false); err != nil {
		t.Fatal(err)
	}
	deepa.get("/office/exceptions").want(http.StatusOK).says("Nothing is wrong.")
}

func TestCapacity_showsTheDays(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	deepa := s.at(t, "Deepa Joshi")
	page := deepa.get("/office/capacity").want(http.StatusOK).says("Mon 16 Nov").says("Sun 29 Nov").says("Ravi Pawar")
	if strings.Contains(page.Body, "Sun 30 Nov") {
		t.Error("there are more than fourteen days")
	}
	deepa.get("/office/capacity?by=area").want(http.StatusOK).says("Kothrud")
	deepa.get("/office/capacity?by=skill&from=2026-12-01").want(http.StatusOK).says("Tue 1 Dec")
	deepa.get("/office/capacity/now?by=skill", "HX-Request", "true").want(http.StatusOK)
}

func TestIntake_offersWindowsInWhichSomebodyCanCome(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	deepa := s.at(t, "Deepa Joshi")
	customer, site, _ := s.meera(t)
	at := "/office/intake/openings?type=" + apptest.JobType(t, s.app, "AC-REP")
	deepa.get(at).want(http.StatusOK).says("Once the site and the job type are chosen")
	at += "&customer=" + customer + "&site=" + site
	some := deepa.get(at).want(http.StatusOK).says("Today 15:00–17:00").says("Ravi Pawar can come").says("Sun 22 Nov: Closed.")
	if !strings.Contains(some.Body, `data-slot-from="15:00"`) || !strings.Contains(some.Body, `hx-swap-oob`) {
		t.Errorf("no button fills the fields: %s", some.Body)
	}
	typed := "&promised_day=2026-11-16&promised_from=20:00&promised_to=21:00"
	deepa.get(at + typed).want(http.StatusOK).says("Nobody can come then").says("It can be booked all the same")
	deepa.get(at + "&promised_day=2026-11-16&promised_from=15:00&promised_to=16:00").want(http.StatusOK).says("Ravi Pawar can come then, from 15:00.")
	deepa.get(at + "&promised_day=nonsense&promised_from=9&duration_min=x&priority=9").want(http.StatusOK)
	deepa.get("/office/intake/openings?site=new&site_pin=411001&type=" + apptest.JobType(t, s.app, "RO-SVC")).want(http.StatusOK).says("Sunil More can come")
	deepa.get(at + "&duration_min=600").want(http.StatusOK).says("with no room in the day")
}

func TestIntake_keepsWhatWasTyped_alsoAWindowThatNobodyCanKeep(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	deepa := s.at(t, "Deepa Joshi")
	customer, site, _ := s.meera(t)
	form := fill("customer", customer, "site", site, "type", apptest.JobType(t, s.app, "AC-REP"), "issue", "", "priority", "2", "payment", "chargeable",
		"duration_min", "60", "promised_day", "2026-11-16", "promised_from", "20:00", "promised_to", "21:00", "contact_name", "Nanda")
	back := deepa.post("/office/jobs", form).want(http.StatusUnprocessableEntity)
	back.keeps(form)
	back.says("Nobody can come then").says("Today 15:00–17:00")
	deepa.post("/office/jobs", but(form, "issue", "Not cooling")).want(http.StatusSeeOther) // it warns, it does not forbid
}

func TestMessages_waitUntilTheyAreMarkedAsSent(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	deepa := s.at(t, "Deepa Joshi")
	deepa.get("/office/messages").want(http.StatusOK).says("No message waits.")
	customer, _, _ := s.meera(t)
	ctx := apptest.As(t, s.app, act.Dispatcher)
	if err := s.app.Notify.TellCustomer(ctx, notify.CustomerNote{Customer: customer, Kind: "visit_moved", Key: "k", To: "+919822012345", Lang: "en", Text: "We come later & sorry"}); err != nil {
		t.Fatal(err)
	}
	page := deepa.get("/office/messages").want(http.StatusOK).says("We come later & sorry").says("Meera Deshpande")
	if !strings.Contains(page.Body, "https://wa.me/919822012345?text=We+come+later+%26+sorry") {
		t.Error("WhatsApp does not get the text")
	}
	all, _, err := s.app.Notify.Drafts(ctx)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	at := "/office/messages/" + all[0].ID + "/outcome"
	deepa.post(at, fill("do", "sent", "rev", "1")).want(http.StatusSeeOther)
	deepa.get("/office/messages").want(http.StatusOK).says("No message waits.")
	deepa.post(at, fill("do", "discard", "rev", "1")).want(http.StatusConflict)
}
