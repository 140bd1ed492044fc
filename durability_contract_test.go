package main

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// agreed is how many contracts come into force, each with a visit a day for ten days, all of them due to be booked.
const agreed, daysEach = 60, 10

// agree puts contracts in force whose visits are due at once. No clock runs yet.
func agree(t testing.TB, a *app.App) {
	t.Helper()
	owner, today := apptest.As(t, a, act.Owner), clock.Today()
	for range agreed {
		d := apptest.DraftContract(t, a, func(in *contracts.ContractInput) {
			in.Starts, in.Ends, in.Cycle = string(today), string(today.AddDays(364)), string(contracts.Monthly)
		})
		if _, err := a.Contracts.SavePlan(owner, contracts.PlanInput{
			Contract: d.ID, Site: d.Sites[0], Name: "Daily round", RuleUnit: "days", RuleEvery: "1", RuleCount: "10", Anchor: contracts.ByTerms,
			First: string(today.AddDays(1)), Holidays: contracts.KeepDay, HorizonDays: "30", Type: apptest.JobType(t, a, "RO-SVC"), Tell: true,
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Contracts.Activate(owner, d.ID, d.Rev, true); err != nil {
			t.Fatal(err)
		}
	}
}

// caughtUp reports whether every schedule of the night has ended well, by their page.
func (v *visitor) caughtUp(t testing.TB) bool {
	t.Helper()
	page, _ := v.raw(t, "/office/schedules")
	shown := string(page)
	return !strings.Contains(shown, "Running") && !strings.Contains(shown, "Was cut off") && strings.Count(shown, "In order") >= 9
}

func TestDurability_killingTheApplianceWhileItMakesVisitsMakesEachOnce(t *testing.T) {
	a := furnished(t, func(a *app.App) { agree(t, a) })
	made := func(dir string) (jobs, dates, told, bills int) {
		inside(t, dir, func(a *app.App) {
			if err := a.Core.DB().NewQuery(`SELECT (SELECT COUNT(*) FROM jobs), (SELECT COUNT(DISTINCT job) FROM plan_dates WHERE state = 'generated' AND job IN (SELECT id FROM jobs)),
				(SELECT COUNT(*) FROM messages WHERE channel = 'customer'), (SELECT COUNT(*) FROM invoices WHERE contract != '')`).Row(&jobs, &dates, &told, &bills); err != nil {
				t.Fatal(err)
			}
			if jobs != dates || jobs != told {
				t.Fatalf("%d jobs for %d dates, %d customers told", jobs, dates, told)
			}
		})
		return jobs, dates, told, bills
	}
	random := rand.New(rand.NewPCG(20261124, 1))
	between := false
	for range 4 {
		time.Sleep(time.Duration(20+random.IntN(250)) * time.Millisecond)
		a.kill()
		n, _, _, _ := made(a.Dir)
		between = between || n > 0 && n < agreed*daysEach
		a = start(t, a.Dir, "serve")
	}
	v := visit(t, a.URL)
	v.signIn(t, apptest.Mobiles["Asha Kulkarni"], apptest.Password)
	for end := time.Now().Add(time.Minute); !v.caughtUp(t); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the schedules never end")
		}
	}
	a.kill()
	if jobs, _, _, bills := made(a.Dir); jobs != agreed*daysEach || bills != agreed {
		t.Errorf("%d jobs and %d bills, want %d and %d", jobs, bills, agreed*daysEach, agreed)
	}
	if !between {
		t.Log("no kill came in the middle")
	}
	if out, err := verify(t, a.Dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
