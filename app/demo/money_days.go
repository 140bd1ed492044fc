package demo

import (
	"sort"
	"time"

	"doorstep/app/billing"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
)

// routine enters what happens on every day: hand-overs, the way to the bank, the statement, and bills for no job.
func (b *books) routine(first clock.Date) {
	var days []clock.Date
	for day := first; day <= b.today; day = day.AddDays(1) {
		if day.Weekday() == time.Sunday {
			continue
		}
		days = append(days, day)
		for i := range b.techs {
			if at, ok := b.slot(i, day); ok {
				b.on(at, func(at time.Time) error { return b.handOver(i, at) })
			}
		}
		if day >= b.today.AddDays(-statementDays) {
			b.on(day.At(10*60+45), b.fetch)
		}
		if day.Weekday() == time.Tuesday || day.Weekday() == time.Friday {
			b.on(day.At(12*60+15), b.deposit)
		}
	}
	for i, day := range days {
		n := b.extra*(i+1)/len(days) - b.extra*i/len(days)
		b.on(day.At(9*60+20), func(time.Time) error { return b.counter(day, n) })
	}
}

// counter makes n bills for no job on the day: parts over the counter, visits that were paid ahead, small contracts.
func (b *books) counter(day clock.Date, n int) error {
	open := day.At(9*60 + 30)
	known := sort.Search(len(b.clients), func(i int) bool { return !b.clients[i].at.Before(open) })
	if known == 0 {
		return nil
	}
	shut := earlier(day.At(18*60+20), b.now)
	for i := range n {
		at := exact(open.Add(shut.Sub(open) * time.Duration(i) / time.Duration(n)))
		if at.After(b.now) {
			return nil
		}
		if err := b.sell(pick(b.rng, b.clients[:known]), at); err != nil {
			return err
		}
	}
	return nil
}

// overCounter is what is sold without a job.
var overCounter = []string{"RO-KIT", "RO-SED", "AC-REMOTE", "VISIT", "AC-SVC", "RO-CARB", "AC-STAND", "CC-CABLE", "GY-ELEM", "RO-SVC", "FR-GASK", "AC-JET"}

func (b *books) sell(c *client, at time.Time) error {
	bl := &bill{client: c, site: c.sites[0], since: at, issue: at, by: b.accountant()}
	bl.Invoice = billing.Invoice{Kind: billing.KindInvoice}
	for _, code := range overCounter[b.rng.IntN(len(overCounter)-1):][:between(b.rng, 1, 2)] {
		l := billing.Line{Name: code, Kind: billing.LineService, QtyMilli: int64(between(b.rng, 1, 3)) * 1000}
		if sales[code].kind != billing.LineService {
			l.Kind = billing.LinePart
		}
		b.fill(&l, clock.DateOf(at))
		bl.Lines = append(bl.Lines, b.priced(c, l))
	}
	b.given(bl.Lines)
	if err := b.compute(bl); err != nil {
		return err
	}
	if chance(b.rng, 62) {
		p := b.pay(bl, pick(b.rng, []string{"upi", "upi", "cash"}), bl.Total, at)
		if p.mode == "cash" {
			p.verified, p.how = at, "accountant"
		} else {
			b.seen(p)
		}
		if p.verified.After(b.now) {
			p.verified = time.Time{}
		}
	} else {
		b.later(bl, c.Kind != "person")
	}
	b.plan(bl)
	return nil
}

// chargeable is how many of the works will be billed.
func chargeable(works []*work) int {
	n := 0
	for _, w := range works {
		done := false
		for _, t := range w.visits {
			done = done || len(t.steps) > 0 && t.steps[len(t.steps)-1].to == jobs.Done
		}
		if done && w.Payment == jobs.Chargeable {
			n++
		}
	}
	return n
}

// finish lets the books catch up with now and closes them. The bills that are lacking of so many are made at once.
func (b *books) finish(invoices int) error {
	if err := b.until(b.now); err != nil {
		return err
	}
	for b.made < invoices {
		c := pick(b.rng, b.clients)
		if err := b.sell(c, b.now); err != nil {
			return err
		}
		if err := b.until(b.now); err != nil {
			return err
		}
	}
	if err := b.kept(); err != nil {
		return err
	}
	delete(b.numbers, "demo:rrn")
	delete(b.numbers, "demo:slip")
	return b.close()
}
