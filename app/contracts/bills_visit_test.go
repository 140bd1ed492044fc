package contracts_test

import (
	"slices"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/contracts"
)

// visits is a contract of ₹1,000 by visit with a plan of three of them, 20 days apart.
func visits(t *testing.T, timing string) *planned {
	t.Helper()
	p := openPlanned(t)
	var err error
	p.contract, err = p.Contracts.Create(p.owner, contracts.ContractInput{
		Customer: p.Customer, Sites: []string{p.Site}, Type: string(contracts.Comprehensive), Starts: "2026-11-16", Ends: "2027-11-15",
		Value: "1000", Cycle: string(contracts.PerVisit), Timing: timing, Item: apptest.Item(t, p.App, "AC-VISIT"),
	})
	p.ok(err)
	p.plan(func(in *contracts.PlanInput) {
		in.RuleUnit, in.RuleEvery, in.RuleCount, in.First, in.HorizonDays = "days", "20", "3", "2026-11-16", "60"
	})
	p.activate()
	p.draft(0)
	p.generate()
	return p
}

func TestBillVisit_billsEachVisitAfterItIsDoneAndTheLastTakesTheRest(t *testing.T) {
	p := visits(t, contracts.After)
	dates := p.dates()
	p.is(p.said(p.contract.ID), "")
	for n, d := range dates {
		p.day(d.PlannedOn)
		p.done(d.Job)
		if bills := p.bills(p.contract.ID); len(bills) != n+1 || bills[n].PlanDate != d.ID {
			t.Fatalf("after visit %d: %s", n+1, p.said(p.contract.ID))
		}
	}
	p.is(p.said(p.contract.ID), "open 333.33 2026-11-16, open 333.33 2026-12-06, open 333.34 2026-12-26")
	p.draft(3)
	i, err := p.Billing.Invoice(p.owner, p.bills(p.contract.ID)[1].Invoice)
	p.ok(err)
	if !strings.HasSuffix(i.Lines[0].Name, ", 6 Dec 2026") || slices.Contains(i.Missing, billing.LacksTwice) {
		t.Errorf("the draft says %q and lacks %v", i.Lines[0].Name, i.Missing)
	}
}

func TestBillVisit_billsAheadWhatIsMadeAndNotWhatIsCalledOff(t *testing.T) {
	p := visits(t, contracts.Before)
	p.is(p.said(p.contract.ID), "open 333.33 2026-11-16, open 333.33 2026-12-06, open 333.34 2026-12-26")
	j, err := p.Jobs.Get(p.owner, p.dates()[1].Job)
	p.ok(err)
	_, err = p.Jobs.Cancel(p.dispatcher, j.ID, j.Rev, "Customer is away")
	p.ok(err)
	p.is(p.said(p.contract.ID), "open 333.33 2026-11-16, skipped 333.33 2026-12-06, open 333.34 2026-12-26")
	p.done(p.dates()[0].Job)
	p.is(p.said(p.contract.ID), "open 333.33 2026-11-16, skipped 333.33 2026-12-06, open 333.34 2026-12-26")
}

func TestDraft_warnsWhereAPlannedVisitIsBilledByItselfToo(t *testing.T) {
	p := openPlanned(t)
	var err error
	p.contract, err = p.Contracts.Create(p.owner, contracts.ContractInput{
		Customer: p.Customer, Sites: []string{p.Site}, Type: string(contracts.Labour), Starts: "2026-11-16", Ends: "2027-11-15",
		Value: "1200", Cycle: string(contracts.Monthly), Timing: contracts.After, Item: apptest.Item(t, p.App, "AC-VISIT"),
	})
	p.ok(err)
	covers, err := p.Contracts.Covers(p.owner, p.contract.ID)
	p.ok(err)
	for _, v := range covers { // labour is charged after all
		p.ok(p.Contracts.RemoveCover(p.owner, p.contract.ID, 0, v.ID))
	}
	p.plan(nil)
	p.activate()
	p.generate()
	p.day("2026-11-20")
	job := p.dates()[0].Job
	v, err := p.Jobs.SetPlan(p.dispatcher, planOf(p, job))
	p.ok(err)
	p.work(v.ID, "AC-VISIT")
	of, err := p.Billing.OfJob(p.owner, job)
	p.ok(err)
	visit, err := p.Billing.Invoice(p.owner, of[0].ID)
	p.ok(err)
	if !slices.Contains(visit.Missing, billing.LacksTwice) {
		t.Errorf("the visit's draft lacks %v", visit.Missing)
	}
	p.day("2026-12-15")
	p.draft(1)
	draft, err := p.Billing.Invoice(p.owner, p.bills(p.contract.ID)[0].Invoice)
	p.ok(err)
	if !slices.Contains(draft.Missing, billing.LacksTwice) {
		t.Fatalf("the contract's draft lacks %v", draft.Missing)
	}
	_, err = p.Billing.Issue(p.accountant, draft.ID, draft.Rev)
	p.refused("a bill of what is billed", err, "issue_missing", "")
	in := billing.NewInvoice{Customer: draft.Customer, Site: draft.Site, Due: string(draft.Due), Accept: []string{billing.LacksTwice}}
	in.Lines = append(in.Lines, draft.Lines[0].Input())
	in.Lines[0].ID = draft.Lines[0].ID
	draft, err = p.Billing.Edit(p.accountant, draft.ID, draft.Rev, in)
	p.ok(err)
	if draft, err = p.Billing.Issue(p.accountant, draft.ID, draft.Rev); err != nil || draft.Contract != p.contract.ID || draft.Lines[0].Why != billing.WhyContract {
		t.Errorf("accepted: %+v (%v)", draft, err)
	}
}
