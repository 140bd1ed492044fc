package demo

import (
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
)

// store enters everything, the many in bulk, what the verbs do at its moment.
func (b *builder) store(tx core.App, f *founder, p *planner, moments []moment, imported time.Time) error {
	k := &keeper{writer: newWriter(f.ctx, tx, b.ids), types: f.types, now: b.now, detailed: b.now.AddDate(0, 0, -7)}
	defer k.close()
	var err error
	if k.clocks, err = b.app.Jobs.In(tx).Clocks(f.ctx); err != nil {
		return err
	}
	if k.lines, err = linesOf(f.items); err != nil {
		return err
	}
	p.enter(imported)
	k.number(p.crowd.clients)
	for _, c := range p.crowd.clients {
		if err := k.client(c, p.liking()); err != nil {
			return err
		}
	}
	if k.books, err = newBooks(b, f, p, k, max(0, b.invoices-chargeable(p.works))); err != nil {
		return err
	}
	if err := k.deals(p); err != nil {
		return err
	}
	if err := b.enterWorks(tx, k, p, moments); err != nil {
		return err
	}
	for _, last := range []func() error{
		func() error { return k.books.finish(b.invoices) }, func() error { return k.books.billed(p.deals) }, k.flush, func() error { return k.logUntil(b.now) }, k.books.dress, k.books.assign,
		func() error { return b.vans(tx, f, p) }, func() error { return b.fields(tx, p) }, func() error { return b.showMoney(tx, f, p) },
		func() error { return b.dueNow(tx, p) },
	} {
		if err := last(); err != nil {
			return err
		}
	}
	b.introduce(k, p)
	return nil
}

// enterWorks enters the jobs in the order of their booking, and between them what the verbs do.
func (b *builder) enterWorks(tx core.App, k *keeper, p *planner, moments []moment) error {
	number, err := jobs.Reserve(tx, len(p.works))
	if err != nil {
		return err
	}
	slices.SortStableFunc(moments, func(a, c moment) int { return a.at.Compare(c.at) })
	for i, w := range p.works {
		if i%300 == 0 { // nothing that comes is older, so the log need not stay in memory
			if moments, err = b.pass(k, moments, w.Created.Add(-time.Second)); err != nil {
				return err
			}
		}
		if err := k.work(w, number+int64(i), p.note()); err != nil {
			return err
		}
		b.remember(w)
		p.works[i] = nil
	}
	_, err = b.pass(k, moments, b.now)
	return err
}

// introduce says who the company is and how its people sign in.
func (b *builder) introduce(k *keeper, p *planner) {
	b.company = k.tally
	b.company.Jobs += b.generated
	b.company.Name, b.company.Technicians, b.company.Customers = firmName, len(p.techs), len(p.crowd.clients)
	for _, e := range office[:4] {
		b.company.Logins = append(b.company.Logins, Login{e.role, e.name, e.mobile})
	}
	first := p.techs[0]
	b.company.Logins = append(b.company.Logins, Login{act.Technician, first.Name, first.Mobile[3:]})
}

// pass writes the log up to the instant and lets the verbs do what they do at the moments before it; it returns those after it.
func (b *builder) pass(k *keeper, moments []moment, until time.Time) ([]moment, error) {
	for len(moments) > 0 && !moments[0].at.After(until) {
		m := moments[0]
		moments = moments[1:]
		if err := k.logUntil(m.at); err != nil {
			return nil, err
		}
		b.freeze(m.at)
		if err := m.do(); err != nil {
			return nil, err
		}
	}
	b.freeze(b.now)
	return moments, k.logUntil(until)
}
