package demo

import (
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
)

// book makes up when and how the job was booked that is planned for the day and start.
func (p *planner) book(w *work, day clock.Date, start time.Time) {
	k := trades[w.trade]
	w.Priority, w.Payment = k.priority, jobs.Payment(k.payment)
	if k.repair && day <= p.today.AddDays(1) && chance(p.rng, 5) {
		w.Priority = 1
	}
	w.Created = p.booked(day, start, w.Priority)
	p.describe(w)
	if !chance(p.rng, 70) {
		return
	}
	from := start.Truncate(time.Hour).Add(-30 * time.Minute) // IST is half an hour off the UTC hour
	if !from.Add(time.Hour).After(start) {
		from = from.Add(time.Hour)
	}
	if chance(p.rng, 40) && from.Add(-time.Hour).After(w.Created) {
		from = from.Add(-time.Hour)
	}
	w.PromisedFrom, w.PromisedTo = from, from.Add(2*time.Hour)
}

// describe fills what the customer said and who took the call.
func (p *planner) describe(w *work) {
	k := trades[w.trade]
	day := clock.DateOf(w.Created)
	switch {
	case k.repair && w.machine.InWarranty(day):
		w.Payment = jobs.Warranty
	case k.skill == ac && w.site.client.amc && k.payment == "chargeable":
		w.Payment = jobs.AMC
	}
	w.by = pick(p.rng, p.desk())
	w.Issue, w.Source, w.BookedBy, w.SLAFrom = pick(p.rng, k.issues), "manual", w.by.User, w.Created
	if k.payment == "amc" {
		w.Source = "amc"
	}
	w.Status, w.Billing, w.Paid, w.DurationMin = jobs.Unscheduled, "none", "none", k.minutes
	w.Crew = 1
	if w.site.ContactName != "" {
		w.ContactName, w.ContactPhone = w.site.ContactName, w.site.ContactPhone
	}
	rest := 12
	if len(w.site.assets) > 3 {
		rest = 3
	}
	w.site.rested = day.AddDays(rest)
	p.works = append(p.works, w)
}

// booked is when a job planned for then may have been taken in: sooner before it the more urgent it is, in office hours,
// and not after now.
func (p *planner) booked(day clock.Date, start time.Time, priority int) time.Time {
	lead := []int{0, 0, 0, 1}
	switch priority {
	case 2:
		lead = []int{0, 0, 0, 0, 0, 1}
	case 3:
		lead = []int{0, 1, 1, 1, 2}
	}
	latest := start.Add(-50 * time.Minute)
	if last := p.now.Add(-10 * time.Minute); latest.After(last) {
		latest = last
	}
	from := day.AddDays(-pick(p.rng, lead))
	from = min(from, clock.DateOf(latest))
	share := p.rng.Float64()
	for range 60 {
		for _, s := range p.cal.Spans(from) {
			open, shut := from.At(s.From+5), from.At(s.To-5)
			if shut.After(latest) {
				shut = latest
			}
			if shut.Sub(open) > 15*time.Minute {
				return exact(open.Add(time.Duration(share * float64(shut.Sub(open)))))
			}
		}
		from = from.AddDays(-1)
	}
	return exact(latest)
}

// recent is a moment about so long before now; out of hours, late on the last day of work before it.
func (p *planner) recent(ago time.Duration) time.Time {
	t := p.now.Add(-ago)
	for range 10 * 24 * 4 {
		if p.cal.Open(t) {
			break
		}
		t = t.Add(-15 * time.Minute)
	}
	return exact(t)
}

// opening is t where the office is open, otherwise shortly after it opens next.
func (p *planner) opening(t time.Time) time.Time {
	if p.cal.Open(t) {
		return t
	}
	if next, ok := p.cal.Add(t, time.Duration(between(p.rng, 6, 40))*time.Minute); ok {
		return exact(next)
	}
	return t
}

// backlog books n jobs that nobody has planned: the first an emergency, the later ones the older.
func (p *planner) backlog(n int) {
	for i := range n {
		w := p.call()
		w.Created, w.Priority = p.recent(time.Duration(35+i*between(p.rng, 55, 130))*time.Minute), trades[w.trade].priority
		w.Payment = jobs.Payment(trades[w.trade].payment)
		if i == 0 {
			w.Priority = 1
		}
		p.describe(w)
		if trades[w.trade].code == "AC-INS" {
			w.Crew = 2
		}
		switch {
		case i == 0:
			w.Issue = "Server room AC stopped, 34 °C and rising"
		case i%3 == 1:
			day := p.today.AddDays(between(p.rng, 1, 2))
			if spans := p.cal.Spans(day); len(spans) > 0 {
				w.PromisedFrom = day.At(spans[0].From + 60*between(p.rng, 0, 5)).UTC()
				w.PromisedTo = w.PromisedFrom.Add(2 * time.Hour)
			}
		case i == 5 || i == 8:
			w.steps = append(w.steps, step{at: p.late(w.Created, 20*time.Minute), by: w.by, verb: hold, on: jobs.WaitingCustomer})
		}
	}
}

// lost books n jobs that were called off before anybody was sent, between the days.
func (p *planner) lost(n int, from clock.Date) {
	span := int(p.now.Sub(from.Start()) / time.Hour)
	for range n {
		w := p.call()
		w.Created, w.Priority = p.recent(time.Duration(between(p.rng, 30, max(31, span)))*time.Hour), trades[w.trade].priority
		w.Payment = jobs.Payment(trades[w.trade].payment)
		p.describe(w)
		reason := pick(p.rng, []string{"Works again by itself", "Found somebody else", "Too expensive", "Booked twice", "Out of town until next month"})
		at := p.opening(w.Created.Add(time.Duration(between(p.rng, 20, 400)) * time.Minute))
		w.steps = append(w.steps, step{at: p.late(at, 0), by: pick(p.rng, p.desk()), verb: callOff, reason: reason})
	}
}

// call is some machine's trouble.
func (p *planner) call() *work {
	for {
		m := pick(p.rng, pick(p.rng, p.crowd.all).assets)
		if k := p.tradeFor(m, [4]int{5, 5, 5, 5}); k >= 0 {
			return &work{trade: k, site: m.site, machine: m}
		}
	}
}

// late is t plus d, but not after now.
func (p *planner) late(t time.Time, d time.Duration) time.Time {
	if t = t.Add(d); t.After(p.now) {
		return p.now
	}
	return t
}

// exact cuts to milliseconds, the precision that is stored.
func exact(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
