package views_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// planTyped is a monthly plan for Meera's machine as somebody fills it in.
func planTyped(t *testing.T, s *site) url.Values {
	t.Helper()
	_, place, machine := s.meera(t)
	return fill(
		"name", "Monthly service", "type", apptest.JobType(t, s.app, "AC-REP"), "site", place, "assets", machine, "rule_unit", "months",
		"rule_every", "1", "rule_nth", "", "rule_weekday", "mon", "rule_month_day", "31", "anchor", "terms", "first", "2026-11-30",
		"holidays", "next", "from", "10:00", "to", "12:00", "horizon_days", "30", "assign_days", "3", "assign", "1",
		"checklist", "Clean the filter", "part_0_item", "CAP-35 · Capacitor 35 µF", "part_0_qty", "2",
	)
}

// plan enters planTyped at the contract and returns the address of its page.
func (d desk) plan(s *site, contract string) string {
	d.t.Helper()
	saved := d.post("/office/contracts/"+contract+"/plans", planTyped(d.t, s)).want(http.StatusSeeOther)
	return saved.Header.Get("Location")
}

func TestPlans_areEnteredPreviewedChangedAndEnded(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	c := apptest.Contract(t, s.app, nil)
	deepa := s.at(t, "Deepa Joshi")
	deepa.get("/office/contracts/" + c.ID + "/plans/new").want(http.StatusOK).says("every month on the 16th")
	preview := deepa.post("/office/plans/preview", but(planTyped(t, s), "contract", c.ID, "name", ""), "HX-Request", "true").want(http.StatusOK)
	preview.says("every month on the last day of the month").says("12 visits").says("Mon 30 Nov 2026").says("due 31 Jan, Sunday")
	if strings.Contains(preview.Body, "<form") {
		t.Error("the part that is asked for while somebody types holds the whole form")
	}
	page := deepa.post("/office/plans/preview", but(planTyped(t, s), "contract", c.ID)).want(http.StatusOK).says("12 visits")
	page.keeps(planTyped(t, s))

	at := deepa.plan(s, c.ID)
	page = deepa.get(at).want(http.StatusOK).says("Monthly service").says("Move or leave out")
	form := page.filled(at)
	if got := form.Get("part_0_item"); got != "CAP-35 · Capacitor 35 µF" {
		t.Errorf("the part stands as %q", got)
	}
	deepa.post(at, but(form, "rule_unit", "weeks", "rule_every", "2", "rule_weekdays", "fri")).want(http.StatusSeeOther)
	page = deepa.get(at).want(http.StatusOK).says("every 2 weeks on Friday")
	late := deepa.post(at, but(form, "name", "Another name", "_key", "")).want(http.StatusConflict).says("Saved by somebody else")
	late.keeps(but(form, "name", "Another name", "rev", "", "_key", ""))
	s.at(t, "Anil Shah").get(at).want(http.StatusOK).says("Monthly service")
	deepa.post(at+"/end", page.filled(at+"/end")).want(http.StatusSeeOther)
	deepa.get(at).want(http.StatusOK).says("This plan was ended").says("Cancelled")
}

func TestPlans_sayWhatIsWrongBesideItAndKeepWhatWasTyped(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	c := apptest.Contract(t, s.app, nil)
	deepa := s.at(t, "Deepa Joshi")
	for field, value := range map[string]string{
		"name": "", "rule_every": "often", "rule_month_day": "32", "rule_except": "some day", "first": "2029-01-01", "to": "09:00",
		"horizon_days": "9999", "flex_after": "-1", "contact_phone": "12", "part_0_qty": "many",
	} {
		form := but(planTyped(t, s), field, value)
		s.unsaved(t, func() {
			page := deepa.post("/office/contracts/"+c.ID+"/plans", form).want(http.StatusUnprocessableEntity)
			page.keeps(form)
			if field == "part_0_qty" {
				field = "parts"
			}
			if len(page.all(func(n *html.Node) bool { return attr(n, "href") == "#f-"+field })) == 0 {
				t.Errorf("nothing leads to what is wrong with %s", field)
			}
			if len(page.all(func(n *html.Node) bool { return attr(n, "id") == "f-"+field })) != 1 {
				t.Errorf("there is no place of %s to be led to", field)
			}
		})
	}
	wrong := deepa.post("/office/plans/preview", but(planTyped(t, s), "contract", c.ID, "first", ""), "HX-Request", "true").want(http.StatusOK)
	wrong.says("First visit: ")
}

func TestPlanDates_areMovedLeftOutAndBroughtBack(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	c := apptest.Contract(t, s.app, nil)
	deepa := s.at(t, "Deepa Joshi")
	plan := deepa.plan(s, c.ID)
	all, err := s.app.Contracts.Dates(apptest.As(t, s.app, act.Owner), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	at := "/office/plan-dates/" + all[3].ID
	page := deepa.get(at).want(http.StatusOK).says("Monthly service")
	move := page.filled(at + "/move")
	deepa.post(at+"/move", but(move, "to", "2020-01-01", "_key", "")).want(http.StatusUnprocessableEntity).beside("to")
	moved := deepa.post(at+"/move", but(move, "to", "2027-03-03")).want(http.StatusSeeOther)
	if to := moved.Header.Get("Location"); to != plan+"#dates" {
		t.Errorf("it leads to %q", to)
	}
	deepa.post(at+"/move", but(move, "to", "2027-03-04", "_key", "")).want(http.StatusConflict).says("3 Mar 2027")
	skip := deepa.get(at).want(http.StatusOK).filled(at + "/skip")
	deepa.post(at+"/skip", skip).want(http.StatusUnprocessableEntity).beside("reason")
	deepa.post(at+"/skip", but(skip, "reason", "On holiday")).want(http.StatusSeeOther)
	back := deepa.get(at).want(http.StatusOK).says("On holiday").says("Bring back").filled(at + "/move")
	deepa.post(at+"/move", but(back, "to", "2027-03-05")).want(http.StatusSeeOther)
	deepa.get(plan + "?dates=all").want(http.StatusOK).says("5 Mar 2027")
	s.at(t, "Anil Shah").get(at).want(http.StatusOK).says("5 Mar 2027")
}

func TestRenewals_areQuotedOrLostFromThePipeline(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	ending := func(c *contracts.ContractInput) { c.Starts, c.Ends = "2025-12-11", "2026-12-10" }
	c, other := apptest.Contract(t, s.app, ending), apptest.Contract(t, s.app, ending)
	anil := s.at(t, "Anil Shah")
	page := anil.get("/office/renewals").want(http.StatusOK).says("Within 30 days").says("2 contracts end within 60 days").says("₹24,000").says("Profit")
	s.at(t, "Deepa Joshi").get("/office/renewals").want(http.StatusOK).says(c.No)

	at := "/office/contracts/" + c.ID
	quote := page.filled(at + "/renewal")
	refused := anil.post(at+"/renewal", but(quote, "uplift", "a lot")).want(http.StatusUnprocessableEntity)
	refused.beside("uplift")
	quoted := anil.post(at+"/renewal", but(quote, "uplift", "7.5")).want(http.StatusSeeOther)
	anil.get(quoted.Header.Get("Location")).want(http.StatusOK).says("12,900")
	anil.get("/office/renewals").want(http.StatusOK).says("12,900")
	anil.get(at + "/renewal").want(http.StatusOK).says("EST-00001").says("Profit so far")

	at = "/office/contracts/" + other.ID
	lost := page.filled(at + "/loss")
	anil.post(at+"/loss", but(lost, "reason", "")).want(http.StatusUnprocessableEntity).beside("reason")
	anil.post(at+"/loss", but(lost, "reason", "Price")).want(http.StatusSeeOther)
	anil.get("/office/renewals").want(http.StatusOK).says("1 renewal lost in a year").says("Price").says("1 contract ends within 60 days")
	anil.get(at + "/renewal").want(http.StatusOK).says("It is noted as lost: Price")
	defer clock.Freeze(clock.Now().Add(40 * 24 * time.Hour))()
	anil = s.at(t, "Anil Shah")
	anil.get("/office/renewals").want(http.StatusOK).says("1 contract over and not renewed")
}
