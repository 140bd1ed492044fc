package contracts_test

import (
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

func TestRenewalSums_countWhatWasWonAndLostWithTheCommonestReasonFirst(t *testing.T) {
	p := openPlanned(t)
	ending := func(starts, ends, value string) contracts.Contract {
		return apptest.Contract(t, p.App, func(in *contracts.ContractInput) { in.Starts, in.Ends, in.Value = starts, ends, value })
	}
	lose := func(c contracts.Contract, reason string) {
		_, err := p.Contracts.Lost(p.owner, c.ID, c.Rev, reason)
		p.ok(err)
	}
	lose(ending("2025-12-11", "2026-12-10", "1000"), "Moved away")
	lose(ending("2025-12-11", "2026-12-10", "2000"), "Price")
	lose(ending("2025-12-11", "2026-12-10", "4000"), "price")
	lose(ending("2026-02-11", "2027-02-10", "8000"), "Ends later than 60 days")
	won := ending("2025-12-11", "2026-12-10", "16000")
	_, err := p.Contracts.Successor(p.owner, won.ID, 1_700_000)
	p.ok(err)

	sums, err := p.Contracts.RenewalSums(p.dispatcher, clock.Today())
	p.ok(err)
	if sums.Won != (contracts.Outcome{N: 1, Value: 1_700_000}) || sums.Lost != (contracts.Outcome{N: 3, Value: 700_000}) {
		t.Errorf("won %v, lost %v", sums.Won, sums.Lost)
	}
	if len(sums.Reasons) != 2 || sums.Reasons[0].Outcome != (contracts.Outcome{N: 2, Value: money.Paise(600_000)}) || sums.Reasons[1].Reason != "Moved away" {
		t.Errorf("the reasons are %v", sums.Reasons)
	}
	if later, err := p.Contracts.RenewalSums(p.owner, "2027-12-31"); err != nil || later.Lost.N != 1 || later.Won.N != 0 {
		t.Errorf("after more than a year: %v, %v", later, err)
	}
	if _, err := p.Contracts.RenewalSums(apptest.As(t, p.App, act.Technician), clock.Today()); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a technician sees the sums: %v", err)
	}
}

func TestDate_hasThePlanAndTheJob(t *testing.T) {
	p := openPlanned(t)
	p.plan(nil)
	p.activate()
	p.generate()
	want := p.dates()[0]
	got, err := p.Contracts.Date(p.owner, want.ID)
	p.ok(err)
	if got != want || got.PlanName != "Monthly service" || got.JobNo == "" {
		t.Errorf("it is %+v", got)
	}
	if _, err := p.Contracts.Date(p.owner, "none"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a date that is not there: %v", err)
	}
}

func TestPlanInput_saysItsRuleInWordsOnceItCanBeRead(t *testing.T) {
	in := contracts.PlanInput{RuleUnit: "months", RuleEvery: "3", RuleNth: "-1", RuleWeekday: "fri", First: "20-11-2026"}
	if got := in.RuleText(); got != "every 3 months on the last Friday" {
		t.Errorf("it says %q", got)
	}
	for name, change := range map[string]func(*contracts.PlanInput){
		"no first day":  func(in *contracts.PlanInput) { in.First = "" },
		"no number":     func(in *contracts.PlanInput) { in.RuleEvery = "often" },
		"no such unit":  func(in *contracts.PlanInput) { in.RuleUnit = "moons" },
		"no own day":    func(in *contracts.PlanInput) { in.RuleUnit = "own" },
		"a bad weekday": func(in *contracts.PlanInput) { in.RuleWeekday = "someday" },
	} {
		bad := in
		if change(&bad); bad.RuleText() != "" {
			t.Errorf("%s: it says %q", name, bad.RuleText())
		}
	}
}
