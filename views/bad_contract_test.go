package views_test

import (
	"net/http"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
)

func TestBadField_contractFormSaysItBesideTheFieldAndKeepsTheRest(t *testing.T) {
	a := apptest.NewApp(t)
	d := serve(t, a).at(t, "Asha Kulkarni")
	b := apptest.Booking(t, a)
	good := fill(
		"customer", b.Customer, "type", "comprehensive", "starts", "2026-11-16", "ends", "2027-11-15", "sites", b.Site, "assets", b.Assets[0],
		"value", "12000", "item", "AC-VISIT", "cycle", "monthly", "timing", "before", "ahead_days", "7", "respond_hours", "4", "resolve_hours", "24",
		"terms", "Visits on working days", "note", "Gate 2",
	)
	slips(t, d, "/office/contracts", good, []slip{
		{"starts", "2026-02-31", ""},
		{"starts", "", ""},
		{"ends", "2026-11-15", "ends before"},
		{"ends", "2033-01-01", "years"},
		{"value", "abc", ""},
		{"value", "-5", ""},
		{"value", "1e9", ""},
		{"value", "99999999999999999999", ""},
		{"item", "NONE", ""},
		{"item", "CAP-35", "service"},
		{"ahead_days", "-1", ""},
		{"ahead_days", "9999999999", ""},
		{"respond_hours", "soon", ""},
		{"respond_hours", "99999", ""},
		{"resolve_hours", "1", ""},
	})
}

func TestIntake_offersTheContractThatHoldsAndTakesItsWordWhoPays(t *testing.T) {
	a := apptest.NewApp(t)
	c := apptest.Contract(t, a, nil)
	d := serve(t, a).at(t, "Deepa Joshi")
	b := apptest.Booking(t, a)
	d.get("/office/intake/cover?site=" + b.Site + "&assets=" + b.Assets[0]).want(http.StatusOK).says(c.No)
	form := d.get("/office/jobs/new?asset=" + b.Assets[0]).want(http.StatusOK).filled("/office/jobs")
	if form.Get("contract") != c.ID {
		t.Fatalf("the form takes %q", form.Get("contract"))
	}
	form = but(form, "type", b.Type, "issue", "Not cooling", "payment", "chargeable")
	book := func(contract string) jobs.Job {
		t.Helper()
		to := d.post("/office/jobs", but(form, "contract", contract)).want(http.StatusSeeOther).Header.Get("Location")
		j, err := a.Jobs.Get(apptest.As(t, a, act.Dispatcher), to[len("/office/jobs/"):])
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	if j := book(c.ID); j.Contract != c.ID || j.Payment != jobs.AMC {
		t.Errorf("under %q, paid by %s", j.Contract, j.Payment)
	}
	form = but(form, "_key", "another-job")
	if j := book(jobs.NoContract); j.Contract != "" || j.Payment != jobs.Chargeable {
		t.Errorf("under %q, paid by %s", j.Contract, j.Payment)
	}
	form = but(form, "_key", "a-third-job")
	d.post("/office/jobs", but(form, "contract", "no-such-contract")).want(http.StatusUnprocessableEntity)
}
