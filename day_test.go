package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/kernel/clock"
)

// The mobiles by which the dispatcher and the accountant sign in.
const (
	deskMobile = "9822000002"
	tillMobile = "9822000003"
)

// dayStory is a day at Fixwell Services: who sits where, what happened, and what everything is called inside.
type dayStory struct {
	t                 *testing.T
	a                 *appliance
	on                clock.Date // the day on which the visits stand
	sold              clock.Date // the day on which the contract begins
	log               dayLedger
	hand              *visitor // enters what is entered twenty times
	owner, desk, till *window  // the three people of the office
	board, claims     *window  // what the dispatcher and the accountant keep open beside their work
	ids               map[string]string
	keys              atomic.Int64
}

// dayOfVisits is today, or towards midnight tomorrow: then nothing more can be planned today, and the day's work is done ahead of it.
func dayOfVisits() clock.Date {
	if clock.Minute(clock.Now()) < 20*60 {
		return clock.Today()
	}
	return clock.Today().AddDays(1)
}

func TestDay_everyFigureThatTheOwnerSeesAtNightIsWhatHappened(t *testing.T) {
	t.Parallel()
	d := &dayStory{t: t, on: dayOfVisits(), ids: map[string]string{}, owner: browser(t), desk: browser(t), till: browser(t)}
	d.a = start(t, apptest.EmptyFolder(t), "serve")

	// The company.
	d.opensTheShop()
	d.hasPrices()
	d.hires()
	d.knowsItsWork()
	d.knowsCustomers()
	d.sellsAnAMC()
	d.bringsOldDebts()

	// The morning. Everybody sits down; the owner's screen is not touched again until the night.
	d.sitDown()
	d.answersTheFirstCall()
	d.picksTheBest("Meera Deshpande")
	d.takesCalls("Arun Joshi", "Kavita Shinde", "Farhan Khan", "Nimbus Software Pvt Ltd", "Leela Menon", "Deccan Clinic")
	d.plansTheDay("Arun Joshi", "Kavita Shinde", "Farhan Khan", "Nimbus Software Pvt Ltd", "Leela Menon", "Deccan Clinic")
	d.takesCalls("Suresh Patil", society, "Anita Rao", "Rohan Kulkarni", "Geeta Iyer", "Prakash Naik")
	d.choosesHimself("Suresh Patil", "Vikas was there last year")
	d.sends(society, true)
	d.sends("Anita Rao", true)
	d.sends("Rohan Kulkarni", true)
	d.sends("Geeta Iyer", false)

	// At the doors: three phones at once, while the office writes for two who have none.
	d.together(d.inTheBasement, d.atTheGate, d.underContract, func(t testing.TB) {
		d.fromTheCall(t, "Deccan Clinic", "done", "invoice", dayEvent{ware: "RO-SED", thousandths: 2000})
		d.fromTheCall(t, "Suresh Patil", "cannot_complete", "")
		d.fromTheCall(t, "Anita Rao", "done", "upi", dayEvent{ware: "RO-SVC", thousandths: 1000}, dayEvent{ware: "RO-MEMB", thousandths: 1000})
		d.records(t, "Anita Rao", "UPI", "632611110010")
		d.fromTheCall(t, "Rohan Kulkarni", "done", "upi", dayEvent{ware: "AC-SVC", thousandths: 1000}, dayEvent{ware: "COVER", thousandths: 1000})
		d.records(t, "Rohan Kulkarni", "UPI", "632611110011")
	})
	d.fromPaper("Leela Menon", "RO-SVC", "RO-SED")
	d.records(t, "Leela Menon", "Cash", "cash of Leela Menon")
	d.followed()
	d.wereThere()

	// The evening at the accountant's.
	d.letsAPriceDown("Anita Rao", "RO-SVC", 349_00)
	d.issues("Rohan Kulkarni", "Meera Deshpande", "Arun Joshi", "Kavita Shinde", "Farhan Khan", society, "Nimbus Software Pvt Ltd", "Leela Menon", "Deccan Clinic")
	d.rejects("Arun Joshi", "632611110002")
	d.sees("632611110010")
	d.counts("Sunil More", 0)
	d.counts("Ganesh Jadhav", 20_00)
	d.banks(1500_00)
	d.bringsTheStatement(1500_00, 51_00, "632611110001", "632611110004")
	d.takesBack("Deccan Clinic", "RO-SED")

	// The night.
	d.seesTheNight()
	d.readsThePapers()
	d.readsTheLeaks()
	d.readsTheRest()
	d.a.kill()
	if out, err := verify(t, d.a.Dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// sitDown signs the office in, each at a desk of his own, and opens what stays open all day: the owner's screen, the board, the claims.
func (d *dayStory) sitDown() {
	d.desk.signIn(d.a.URL, deskMobile, ownerPassword)
	d.till.signIn(d.a.URL, tillMobile, ownerPassword)
	d.board, d.claims = d.desk.another(), d.till.another()
	for page, w := range map[string]*window{"/owner": d.owner, "/office/board?view=list&day=" + string(d.on): d.board, "/office/payments": d.claims} {
		w.open(d.a.URL + page)
		w.until("document.querySelector('[data-live-dot][data-state=on]')")
		is[bool](w, "window.morning = true")
	}
}

// followed holds what stood open against what happened at the doors: nobody pressed anything there.
func (d *dayStory) followed() {
	for _, v := range []struct{ of, status string }{
		{"Meera Deshpande", "Done"}, {"Kavita Shinde", "Done"}, {society, "Done"}, {"Suresh Patil", "Could not be done"}, {"Geeta Iyer", "Planned"},
	} {
		d.board.until(rowOf(v.of) + "?.includes(" + quoted(v.status) + ")")
	}
	for _, g := range d.log.books().gifts {
		if g.mode == "UPI" {
			d.claims.see(g.ref)
		}
	}
	for _, w := range []*window{d.board, d.claims} {
		if !is[bool](w, "window.morning === true") {
			d.t.Errorf("%s was loaded anew in the course of the day", is[string](w, "location.pathname"))
		}
	}
}

// wereThere holds where the phones said they were, on arrival and at the end, against where they were.
func (d *dayStory) wereThere() {
	d.desk.open(d.a.URL + "/office/checkins")
	rows := is[[][]string](d.desk, "[...document.querySelectorAll('main tbody tr')].map((r) => [...r.cells].map((c) => c.innerText.trim()))")
	for who, want := range map[string]string{"Ravi Pawar": "At the site", "Sunil More": "Outside the circle", "Imran Shaikh": "At the site", "Vikas Kale": "Entered by the office"} {
		n := 0
		for _, r := range rows {
			if len(r) < 4 || r[1] != who {
				continue
			}
			if n++; r[3] != want {
				d.t.Errorf("%s was %q, and the check-ins show %q", who, want, r)
			}
		}
		if n < 2 {
			d.t.Errorf("%s has %d check-ins: %v", who, n, rows)
		}
	}
}

// side is a test that goes on beside others: it ends alone.
type side struct{ testing.TB }

func (s side) FailNow() { s.Fail(); runtime.Goexit() }

func (s side) Fatal(args ...any) { s.Helper(); s.Error(args...); runtime.Goexit() }

func (s side) Fatalf(format string, args ...any) {
	s.Helper()
	s.Errorf(format, args...)
	runtime.Goexit()
}

// together lets several things happen at once and waits for all of them.
func (d *dayStory) together(scenes ...func(t testing.TB)) {
	d.t.Helper()
	var wg sync.WaitGroup
	for _, scene := range scenes {
		wg.Go(func() { scene(side{d.t}) })
	}
	wg.Wait()
	if d.t.Failed() {
		d.t.FailNow()
	}
}

// of lends the window to a scene.
func (w *window) of(t testing.TB) *window { return &window{t, w.ctx, w.around} }
