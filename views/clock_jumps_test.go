package views_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/audit"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// leaps are hours from this morning to which the machine's clock is set, one after another: a slow battery, a day lost at a start, a
// wrong year, and each time right again.
var leaps = []int{0, 3, -5, 1, -26, 2, 40 * 24, 3, 400 * 24, 4}

// round is what the office, the phone and the night do after each leap.
type round struct {
	*site
	t       *testing.T
	seq     int
	open    jobs.Visit // began before the leap, and is finished after it
	issued  int
	refused int // invoices whose series holds a date that is still to come
}

func TestFault_aClockThatJumpsHoldsNobodyUpAndLosesAndDoublesNothing(t *testing.T) {
	r := &round{site: serve(t, apptest.NewApp(t)), t: t}
	morning, before := clock.Today().At(9*60), r.at(t, "Asha Kulkarni")
	for _, hours := range leaps {
		thaw := clock.Freeze(morning.Add(time.Duration(hours) * time.Hour))
		if got := before.get("/office/today"); got.Status != http.StatusOK && got.Status != http.StatusSeeOther {
			t.Errorf("%+d hours: the session of before is answered %d", hours, got.Status)
		}
		r.at(t, "Deepa Joshi") // was locked out while the clock was ahead
		r.phone()
		r.office()
		r.nights()
		r.lockOut("Deepa Joshi")
		if report, err := audit.Verify(r.app.Core); err != nil {
			t.Fatalf("%+d hours, after %d events: %v", hours, report.Events, err)
		}
		if t.Failed() {
			t.Fatalf("at %+d hours", hours)
		}
		thaw()
	}
	r.adds()
}

// phone finishes the visit that is open and begins another.
func (r *round) phone() {
	r.t.Helper()
	ravi := r.at(r.t, "Ravi Pawar")
	do := func(kind string, data ...string) {
		r.t.Helper()
		r.seq++
		if state, code := ravi.phoned(r.seq, kind, r.open.ID, data...); state != "done" {
			r.t.Errorf("%s %v became %s %s", kind, data, state, code)
		}
	}
	if r.open.ID != "" {
		do("visit.check", "check", r.checks(r.t, r.open)["tick"], "value", "yes")
		do("visit.pays", "pays", "pending", "note", "Pays at the shop")
		do("visit.step", "to", "done")
	}
	r.open = r.sentAgain(r.t, 0)
	do("visit.answer", "accept", "yes")
	for _, to := range []string{"travelling", "arrived", "working"} {
		do("visit.step", "to", to)
	}
}

// office issues an invoice; it is refused only while the last of the series has a date that is still to come.
func (r *round) office() {
	r.t.Helper()
	asha := r.at(r.t, "Asha Kulkarni")
	at := asha.draft("AC visit charge")
	answer := asha.post(at+"/issue", asha.get(at).want(http.StatusOK).filled(at))
	switch {
	case answer.Status == http.StatusSeeOther:
		r.issued++
	case strings.Contains(textOf(answer.doc), "still to come by the clock of the appliance"):
		r.refused++
	default:
		r.t.Errorf("issuing is answered %d: %s", answer.Status, brief(textOf(answer.doc)))
	}
}

// nights runs every schedule.
func (r *round) nights() {
	r.t.Helper()
	owner := apptest.As(r.t, r.app, act.Owner)
	all, err := r.app.Clock.Schedules(owner)
	if err != nil || len(all) == 0 {
		r.t.Fatalf("%d schedules, %v", len(all), err)
	}
	for _, one := range all {
		if _, err := r.app.Clock.RunNow(owner, one.Name); err != nil {
			r.t.Errorf("%s: %v", one.Name, err)
		}
	}
}

// lockOut spends the tries of the person's password.
func (r *round) lockOut(name string) {
	r.t.Helper()
	for range 5 {
		r.at(r.t, "").post("/login", fill("login", apptest.Mobiles[name], "password", "wrong"))
	}
	r.at(r.t, "").post("/login", fill("login", apptest.Mobiles[name], "password", apptest.Password)).want(http.StatusTooManyRequests)
}

// adds holds what there is in the end against the rounds: three of ten fell while the series held a later date of the same year.
func (r *round) adds() {
	r.t.Helper()
	var done, numbers, gaps int
	if err := r.app.Core.DB().NewQuery(`SELECT (SELECT COUNT(*) FROM visits WHERE status = 'done'), (SELECT COUNT(*) FROM invoices WHERE state = 'issued'),
		(SELECT COUNT(*) FROM (SELECT 1 FROM invoices WHERE state = 'issued' GROUP BY series, fy HAVING MAX(seq) != COUNT(DISTINCT seq)))`).
		Row(&done, &numbers, &gaps); err != nil {
		r.t.Fatal(err)
	}
	if done != len(leaps)-1 || numbers != r.issued || gaps != 0 || r.issued != len(leaps)-3 || r.refused != 3 {
		r.t.Errorf("%d visits done, %d numbers of %d issued, %d refused, %d series with gaps", done, numbers, r.issued, r.refused, gaps)
	}
}
