package views_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

func TestVan_isLoadedCountedAndCorrectedByForms(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	store, ravi := s.at(t, "Salim Shaikh"), apptest.Technician(t, s.app, "Ravi Pawar")
	van := "/office/vans/" + ravi
	s.sent(t)
	store.get("/office/vans").want(http.StatusOK).says("Ravi Pawar").says("Every technician has what")
	store.post(van+"/loads", fill("item_0", "CAP-35 · Capacitor 35 µF", "qty_0", "5")).want(http.StatusSeeOther)
	refused := store.post(van+"/loads", fill("item_0", "CAP-35", "qty_0", "many")).want(http.StatusUnprocessableEntity)
	if refused.beside("qty_0") == "" {
		t.Error("no word beside the quantity")
	}
	store.post(van+"/returns", fill("item_0", "CAP-35", "qty_0", "9")).want(http.StatusUnprocessableEntity).says("The van has 5")
	store.post(van+"/counts", fill("item", "CAP-35", "qty", "4", "reason", "One is broken")).want(http.StatusSeeOther)
	page := store.get(van).want(http.StatusOK).says("4 NOS").says("One is broken").says("−1")
	var undo string
	for _, form := range page.all(func(n *html.Node) bool { return n.Data == "form" && strings.Contains(attr(n, "action"), "/reversals/") }) {
		undo = attr(form, "action") // the last is the oldest move
	}
	store.post(undo, fill("reason", "Another van")).want(http.StatusSeeOther)
	store.post(undo, fill("reason", "Again")).want(http.StatusConflict).says("taken back already")
	store.get("/office/vans?q=capacitor").want(http.StatusOK).says("Below zero").says("1 below zero")
	s.at(t, "Ravi Pawar").get("/t/van").want(http.StatusOK).says("−1")
}

func TestVans_loadInOnePressWhatVisitsWant(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	store, ravi := s.at(t, "Salim Shaikh"), apptest.Technician(t, s.app, "Ravi Pawar")
	s.sentAgain(t, 0) // AC repair takes a capacitor
	page := store.get("/office/vans").want(http.StatusOK).says("wants 1, has 0")
	form := fill("from", "list", "day", attr(page.fields("day")[0], "value"), "part_0", attr(page.fields("part_0")[0], "value"), "qty_0", attr(page.fields("qty_0")[0], "value"))
	store.post("/office/vans/"+ravi+"/loads", but(form, "qty_0", "x")).want(http.StatusUnprocessableEntity)
	store.post("/office/vans/"+ravi+"/loads", form).want(http.StatusSeeOther)
	store.get("/office/vans").want(http.StatusOK).says("Every technician has what")
}

func TestAssign_choosesHelpersWhoSeeAndStampTheVisit(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d, ravi, sunil := s.at(t, "Deepa Joshi"), apptest.Technician(t, s.app, "Ravi Pawar"), apptest.Technician(t, s.app, "Sunil More")
	j := apptest.Job(t, s.app, func(b *jobs.Booking) { b.Crew = 2 })
	path := "/office/jobs/" + j.ID
	d.get(path + "/candidates").want(http.StatusOK).says("Helpers: 1 wanted").says("with Sunil More")
	alone := fill("technician", ravi, "start", clock.Local(apptest.At(12, 0)), "minutes", "60", "tell", "1", "crew_shown", "1")
	d.post(path+"/visits", alone).want(http.StatusUnprocessableEntity).says("2 go together, 1 planned")
	d.post(path+"/visits", but(alone, "helpers", sunil)).want(http.StatusSeeOther)
	d.get(path).want(http.StatusOK).says("With Sunil More").says("2 go together")
	visits, err := s.app.Jobs.Visits(apptest.As(t, s.app, act.Dispatcher), j.ID)
	if err != nil || len(visits) != 1 {
		t.Fatal(visits, err)
	}
	visit := visits[0].ID
	lead, helper := s.at(t, "Ravi Pawar"), s.at(t, "Sunil More")
	helper.get("/t/today").want(http.StatusOK).says("Helping Ravi Pawar")
	helper.get("/t/helping/" + visit).want(http.StatusOK).says("I am here")
	helper.get("/t/visits/" + visit).want(http.StatusNotFound)
	helper.get("/t/visits/" + visit + "/finish").want(http.StatusNotFound)
	lead.get("/t/helping/" + visit).want(http.StatusNotFound)
	if state, code := helper.phoned(1, "visit.help", visit, "here", "yes"); state != "done" {
		t.Errorf("coming: %s %s", state, code)
	}
	if state, code := helper.phoned(2, "visit.step", visit, "to", "accepted"); state == "done" {
		t.Errorf("a helper moves the visit on: %s %s", state, code)
	}
	helper.get("/t/helping/" + visit).want(http.StatusOK).says("since 10:00")
	d.get("/office/visits/" + visit).want(http.StatusOK).says("Helpers Sunil More").says("since")
	// Moved with nobody ticked, he goes along no more.
	move := fill("technician", ravi, "start", clock.Local(apptest.At(14, 0)), "minutes", "60", "crew_shown", "1", "confirm", "1", "reason", "Sunil is ill")
	d.post("/office/visits/"+visit+"/plan", move).want(http.StatusSeeOther)
	helper.get("/t/helping/" + visit).want(http.StatusNotFound)
}

func TestDays_areProposedChangedAndPlanned(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d, ravi := s.at(t, "Deepa Joshi"), apptest.Technician(t, s.app, "Ravi Pawar")
	j := apptest.Job(t, s.app, func(b *jobs.Booking) { b.DurationMin = 900 })
	path := "/office/jobs/" + j.ID
	d.get(path).want(http.StatusOK).says("Plan over several days")
	d.get(path + "/days").want(http.StatusOK).says("Choose who goes")
	page := d.get(path + "/days?technician=" + ravi + "&first=2026-11-17").want(http.StatusOK).says("15 h within his shifts of 15 h to plan")
	form := fill("technician", ravi, "first", "2026-11-17", "tell", "1")
	for _, name := range []string{"start_0", "minutes_0", "start_1", "minutes_1", "start_2", "minutes_2"} {
		for _, field := range page.fields(name) {
			form.Set(name, attr(field, "value"))
		}
	}
	bad := d.post(path+"/days", but(form, "start_1", form.Get("start_0"))).want(http.StatusUnprocessableEntity)
	if bad.beside("start_1") == "" {
		t.Error("no word beside the day")
	}
	d.post(path+"/days", form).want(http.StatusSeeOther)
	d.get(path).want(http.StatusOK).says("Day 1 of 2").says("Change the days").says("Scheduled")
	visits, err := s.app.Jobs.Visits(apptest.As(t, s.app, act.Dispatcher), j.ID)
	if err != nil || len(visits) != 2 {
		t.Fatalf("%+v %v", visits, err)
	}
	for _, to := range []jobs.VisitStatus{jobs.Accepted, jobs.Arrived, jobs.Working, jobs.Done} {
		if _, err := s.app.Jobs.Advance(apptest.As(t, s.app, act.Dispatcher), jobs.Progress{Visit: visits[1].ID, To: to}); err != nil {
			t.Fatal(to, err)
		}
	}
	d.get(path).want(http.StatusOK).says("In progress").says("Take the days left off the plan")
	d.post(path+"/days/end", fill("reason", "")).want(http.StatusUnprocessableEntity)
	d.post(path+"/days/end", fill("reason", "Done in one day")).want(http.StatusSeeOther)
	d.get(path).want(http.StatusOK).says("Completed")
}

func TestCandidates_offerWhatElseIsToBeDoneAtTheSite(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	other := s.sentAgain(t, 3) // fifteen to a quarter to sixteen
	j := apptest.Job(t, s.app, func(b *jobs.Booking) { b.Issue = "Remote is lost" })
	page := d.get("/office/jobs/" + j.ID + "/candidates").want(http.StatusOK).says("Also at this site:").says("Put right after")
	links := page.all(func(n *html.Node) bool { return n.Data == "a" && strings.Contains(attr(n, "href"), "start=") })
	if len(links) == 0 {
		t.Fatal("no way to put it right after")
	}
	after := d.get(attr(links[0], "href")).want(http.StatusOK)
	if got := attr(after.fields("start")[0], "value"); got != "2026-11-16T16:00" {
		t.Errorf("right after is %s, the job before lasts an hour from %s", got, clock.HM(other.Start))
	}
}
