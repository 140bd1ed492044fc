package contracts_test

import (
	"slices"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
)

// planned is an office with one contract over the template's machine, from 16 November 2026 for a year, and no plan yet.
type planned struct {
	*office
	contract contracts.Contract
}

func openPlanned(t testing.TB) *planned {
	t.Helper()
	p := &planned{office: openOffice(t)}
	var err error
	p.contract, err = p.Contracts.Create(p.owner, contracts.ContractInput{
		Customer: p.Customer, Sites: []string{p.Site}, Assets: []contracts.AssetLine{{Asset: p.Booking.Assets[0]}}, Type: string(contracts.Comprehensive),
		Starts: "2026-11-16", Ends: "2027-11-15", Value: "12000", Cycle: string(contracts.NoBills),
	})
	p.ok(err)
	return p
}

// input is a monthly plan on the 20th from 20 November, promised from 10 to 12.
func (p *planned) input(change func(*contracts.PlanInput)) contracts.PlanInput {
	in := contracts.PlanInput{
		Contract: p.contract.ID, Site: p.Site, Assets: p.Booking.Assets, Name: "Monthly service", RuleUnit: "months", RuleEvery: "1",
		Type: apptest.JobType(p.t, p.App, "RO-SVC"), Anchor: contracts.ByTerms, First: "20-11-2026", From: "10:00", To: "12:00", Holidays: contracts.KeepDay,
	}
	if change != nil {
		change(&in)
	}
	return in
}

func (p *planned) plan(change func(*contracts.PlanInput)) contracts.Plan {
	p.t.Helper()
	plan, err := p.Contracts.SavePlan(p.dispatcher, p.input(change))
	p.ok(err)
	return plan
}

func (p *planned) activate() {
	p.t.Helper()
	var err error
	p.contract, err = p.Contracts.Activate(p.owner, p.contract.ID, 0, true)
	p.ok(err)
}

func (p *planned) generate() contracts.Tally {
	p.t.Helper()
	made, err := p.Contracts.Generate(p.owner, "")
	p.ok(err)
	return made
}

func (p *planned) dates() []contracts.PlanDate {
	p.t.Helper()
	all, err := p.Contracts.Dates(p.owner, p.contract.ID)
	p.ok(err)
	return all
}

// due prints the dates by the day on which they are due, with the state where it is not pending and the planned day where it differs.
func (p *planned) due() string {
	all := p.dates()
	slices.SortFunc(all, func(a, b contracts.PlanDate) int { return strings.Compare(string(a.DueOn), string(b.DueOn)) })
	var out []string
	for _, d := range all {
		says := string(d.DueOn)
		if d.PlannedOn != d.DueOn {
			says += ">" + string(d.PlannedOn)
		}
		if d.State != contracts.Pending {
			says += ":" + string(d.State)
		}
		if d.CaughtUp {
			says += "!"
		}
		out = append(out, says)
	}
	return strings.Join(out, " ")
}

func (p *planned) on(due clock.Date) contracts.PlanDate {
	p.t.Helper()
	for _, d := range p.dates() {
		if d.DueOn == due {
			return d
		}
	}
	p.t.Fatalf("no date is due on %s: %s", due, p.due())
	return contracts.PlanDate{}
}

// at moves the clock until the test ends.
func (p *planned) at(when string) {
	p.t.Helper()
	now, err := clock.ParseLocal(when)
	p.ok(err)
	p.t.Cleanup(clock.Freeze(now))
}

// done completes the job of the date, at the frozen moment, through everything a visit goes through.
func (p *planned) done(job string) jobs.Job {
	p.t.Helper()
	v, err := p.Jobs.SetPlan(p.dispatcher, jobs.Plan{
		Job: job, Technician: apptest.Technician(p.t, p.App, "Ravi Pawar"), Start: clock.Now(), Minutes: 60, Chosen: "person", Tell: true,
	})
	p.ok(err)
	return p.finish(v)
}

// finish brings a visit that its technician was told of to its end.
func (p *planned) finish(v jobs.Visit) jobs.Job {
	p.t.Helper()
	apptest.Pays(p.t, p.App, v.ID)
	for _, to := range []jobs.VisitStatus{jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Done} {
		_, err := p.Jobs.Advance(p.dispatcher, jobs.Progress{Visit: v.ID, To: to})
		p.ok(err)
	}
	j, err := p.Jobs.Get(p.dispatcher, v.Job)
	p.ok(err)
	if j.Status != jobs.Completed {
		p.t.Fatalf("the job is %s", j.Status)
	}
	return j
}

func (p *planned) want(got, want string) {
	p.t.Helper()
	if got != want {
		p.t.Errorf("got  %s\nwant %s", got, want)
	}
}
