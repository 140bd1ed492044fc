package contracts_test

import (
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/kernel/fault"
)

func TestResume_asksWhatBecomesOfVisitsThatWereMissed(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.RuleUnit = "weeks" })
	p.activate()
	c, err := p.Contracts.Suspend(p.owner, p.contract.ID, 0, "Not paid")
	p.ok(err)
	p.at("2026-12-01T09:00")
	_, err = p.Contracts.Resume(p.owner, c.ID, c.Rev, "")
	p.refused("resuming", err, "resume_missed", "missed")
	if f := fault.All(err)[0]; f.Kind != fault.Confirm || f.Params["n"] != 2 {
		t.Errorf("it asks %v", f)
	}
	_, err = p.Contracts.Resume(p.owner, c.ID, c.Rev, "perhaps")
	p.refused("resuming", err, "invalid", "missed")
	if got := p.read(c.ID); got.State != contracts.Suspended {
		t.Errorf("it is %s", got.State)
	}
	p.at("2027-11-16T09:00")
	_, err = p.Contracts.Resume(p.owner, c.ID, c.Rev, contracts.SkipMissed)
	p.refused("resuming what is over", err, "contract_past", "ends")
}

func TestClose_andExpireDueCancelDatesThatWaitAndLeaveJobsAlone(t *testing.T) {
	for name, end := range map[string]func(p *planned){
		"close": func(p *planned) {
			_, err := p.Contracts.Close(p.owner, p.contract.ID, 0, "Moved away")
			p.ok(err)
		},
		"expire": func(p *planned) {
			p.at("2027-11-16T00:30")
			_, err := p.Contracts.ExpireDue(p.owner)
			p.ok(err)
		},
	} {
		p := openPlanned(t)
		p.plan(func(in *contracts.PlanInput) { in.RuleCount, in.HorizonDays = "3", "7" })
		p.activate()
		p.generate()
		end(p)
		if got, want := p.due(), "2026-11-20:generated 2026-12-20:cancelled 2027-01-20:cancelled"; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestEdit_keepsTheSitesToWhichPlansGo(t *testing.T) {
	p := openPlanned(t)
	plan := p.plan(nil)
	in := apptest.ContractInput(t, p.App)
	in.Sites, in.Assets = []string{p.shop}, nil
	_, err := p.Contracts.Edit(p.owner, p.contract.ID, 0, in)
	p.refused("leaving its site out", err, "site_planned", "sites")
	if !strings.Contains(err.Error(), plan.Name) {
		t.Errorf("it does not name the plan: %v", err)
	}
}
