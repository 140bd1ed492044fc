package main

import (
	"testing"

	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// driven stores a visit of a past day as it was made.
func driven(t *testing.T, a *app.App, day clock.Date, from, to int) {
	t.Helper()
	j := apptest.Job(t, a, nil)
	v, err := a.Jobs.SetPlan(apptest.As(t, a, act.Dispatcher), jobs.Plan{
		Job: j.ID, Technician: apptest.Technician(t, a, "Ravi Pawar"), Start: day.At(from), Minutes: to - from, Chosen: "person",
	})
	if err != nil {
		t.Fatal(err)
	}
	const stamp = "2006-01-02 15:04:05.000Z"
	_, err = a.Core.NonconcurrentDB().NewQuery("UPDATE visits SET status = 'done', actual_start = {:from}, actual_end = {:to} WHERE id = {:id}").
		Bind(dbx.Params{"from": day.At(from + 10).UTC().Format(stamp), "to": day.At(to).UTC().Format(stamp), "id": v.ID}).Execute()
	if err != nil {
		t.Fatal(err)
	}
}

func TestReplayPage_worksOutTheMonthByItselfAndOpensADay(t *testing.T) {
	t.Parallel()
	first := clock.Today()[:8] + "01"
	last := clock.DateOf(first.Start().AddDate(0, 0, -3)) // of the month before
	a := furnished(t, func(a *app.App) {
		for n := range 3 {
			driven(t, a, last.AddDays(-n), 600, 660)
			driven(t, a, last.AddDays(-n), 700, 760)
		}
	})
	w := browser(t)
	w.signIn(a.URL, apptest.Mobiles["Asha Kulkarni"], apptest.Password)
	w.open(a.URL + "/office/replay?month=" + string(last[:7]))
	w.until(`document.querySelectorAll('#replay-days tbody tr').length === 3 && !document.querySelector('#replay-days progress')`)
	if got := is[string](w, `document.querySelector('#replay-days tfoot td').textContent`); got != "6" {
		t.Errorf("%s visits together", got)
	}
	axe(w, "look back on a month")
	w.click("#replay-days tbody tr:last-child a")
	w.see("Ravi Pawar")
	if !is[bool](w, `[...document.querySelectorAll('dt')].some(e => e.textContent === 'Travel') && document.querySelector('tfoot td').textContent === '2'`) {
		t.Error("the day is not told as it was")
	}
	w.open(a.URL + "/office/settings/travel")
	w.see("1.35 times")
	axe(w, "travel times")
}
