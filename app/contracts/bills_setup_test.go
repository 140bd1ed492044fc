package contracts_test

import (
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
)

// planOf sends Ravi to the job now.
func planOf(p *planned, job string) jobs.Plan {
	return jobs.Plan{
		Job: job, Technician: apptest.Technician(p.t, p.App, "Ravi Pawar"), Start: clock.Now(), Minutes: 60, Chosen: "person", Tell: true,
	}
}

// work brings a visit to its end; the items are used at it.
func (p *planned) work(visit string, codes ...string) {
	p.t.Helper()
	for _, code := range codes {
		_, err := p.Jobs.UseItem(p.phone, jobs.Use{Visit: visit, Key: visit[:8] + code, Item: apptest.Item(p.t, p.App, code), Qty: "1"})
		p.ok(err)
	}
	apptest.Pays(p.t, p.App, visit)
	for _, to := range []jobs.VisitStatus{jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Done} {
		_, err := p.Jobs.Advance(p.dispatcher, jobs.Progress{Visit: visit, To: to})
		p.ok(err)
	}
}
