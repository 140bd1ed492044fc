package tech

import (
	"slices"

	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/views/web"
)

// brief is all that a technician must know before he rings the bell.
type brief struct {
	jobs.Card
	lang     string
	job      jobs.Job
	machines []customers.Asset
	last     []jobs.Card
	manuals  map[string][]catalog.Manual // by machine
	onward   string                      // the visit to go to after this one
	cover    contracts.Entitlement
}

func (p *phone) visit(req *web.Request) error {
	b, err := p.brief(req)
	if err != nil {
		return err
	}
	if b.last, err = p.app.Jobs.LastAt(req.Ctx(), b.Site, 4); err != nil {
		return err
	}
	if b.manuals, err = p.manualsOf(req, b); err != nil {
		return err
	}
	if b.cover, err = p.app.Contracts.Entitlement(req.Ctx(), b.job); err != nil {
		return err
	}
	b.last = slices.DeleteFunc(b.last, func(c jobs.Card) bool { return c.ID == b.ID })
	b.last = b.last[:min(len(b.last), 3)]
	return ofVisit(req, b.Name, visitPage(b))
}

// brief is the visit with its job and the machines it is about, which all its pages show.
func (p *phone) brief(req *web.Request) (brief, error) {
	b := brief{lang: req.Lang()}
	var err error
	if b.Card, err = p.app.Jobs.Card(req.Ctx(), req.ID()); err != nil {
		return b, err
	}
	if b.job, err = p.app.Jobs.Get(req.Ctx(), b.Card.Job); err != nil {
		return b, err
	}
	machines, err := p.app.Customers.AssetsAt(req.Ctx(), b.Site)
	for _, m := range machines {
		if slices.Contains(b.job.Assets, m.ID) {
			b.machines = append(b.machines, m)
		}
	}
	return b, err
}

// covered reports whether the warranty of a machine of the job still holds today.
func (b brief) covered() bool {
	return slices.ContainsFunc(b.machines, func(m customers.Asset) bool { return m.InWarranty(clock.Today()) })
}
