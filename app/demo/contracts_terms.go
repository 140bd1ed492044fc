package demo

import (
	"cmp"
	"time"

	"doorstep/app/contracts"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// safe is a day that every month has, at or shortly before the day.
func safe(on clock.Date) clock.Date {
	for on.Start().Day() > 28 {
		on = on.AddDays(-1)
	}
	return on
}

// months is the safe day so many months later.
func months(on clock.Date, n int) clock.Date { return clock.DateOf(on.Start().AddDate(0, n, 0)) }

// year gives the contract the year that ends on the day or shortly before.
func (x *deal) year(ends clock.Date) {
	next := safe(ends.AddDays(1))
	x.Starts, x.Ends = months(next, -12), next.AddDays(-1)
}

// term decides the days and the state of the contract, so that they hold the work of its client.
func (d *dealer) term(x *deal) {
	today := d.p.today
	first, last := today.AddDays(-10), today.AddDays(-20)
	for _, w := range d.amc[x.client] {
		first, last = min(first, w.day()), max(last, w.day())
	}
	x.State, x.Timing, x.AheadDays, x.Reason = cmp.Or(x.state, contracts.Active), contracts.Before, 7, ""
	recent := min(last.AddDays(2), today.AddDays(-3))
	switch from := safe(first.AddDays(-between(d.rng, 5, 225))); {
	case x.State == contracts.Draft:
		x.Starts = safe(today.AddDays(between(d.rng, 7, 12)))
	case x.State == contracts.Expired:
		x.year(max(recent, today.AddDays(-between(d.rng, 12, 40))))
	case x.ends > 0:
		x.year(today.AddDays(x.ends))
	case x.billsNow:
		for x.AheadDays = 7; safe(today.AddDays(x.AheadDays)) != today.AddDays(x.AheadDays); x.AheadDays++ {
			continue
		}
		x.Starts = months(today.AddDays(x.AheadDays), -5)
	default:
		x.Starts = from
	}
	if x.Ends == "" {
		x.Ends = months(x.Starts, 12).AddDays(-1)
	}
	if x.Cycle == contracts.PerVisit || !x.billsNow && chance(d.rng, 12) {
		x.Timing, x.AheadDays = contracts.After, 0
	}
	d.enter(x)
	switch x.State {
	case contracts.Draft:
		x.ActivatedAt = time.Time{}
	case contracts.Suspended:
		x.SuspendedOn, x.Reason = recent, x.reason
		x.settled = recent.At(12 * 60)
	case contracts.Closed:
		x.EndedAt, x.Reason = recent.At(12*60), x.reason
		x.settled = x.EndedAt
	case contracts.Expired:
		x.EndedAt = x.Ends.AddDays(1).At(25)
		x.settled = x.EndedAt
	}
	if x.Renewal = x.renewal; x.Renewal == contracts.RenewalLost {
		x.LostReason = x.reason
	}
	if x.Renewal == contracts.RenewalWon {
		x.Renewal = "" // what it follows was won
	}
}

// enter decides when the contract was drafted and put in force: before it began, or soon after the company's books were opened.
func (d *dealer) enter(x *deal) {
	on := x.Starts.AddDays(-between(d.rng, 2, 12))
	if x.State == contracts.Draft {
		on = d.p.today.AddDays(-between(d.rng, 1, 3))
	}
	for on.Weekday() == time.Sunday {
		on = on.AddDays(-1)
	}
	x.at = exact(later(on.At(between(d.rng, 10*60, 17*60)), d.floor.Add(time.Duration(len(d.p.deals))*2*time.Minute)))
	x.ActivatedAt = exact(x.at.Add(95 * time.Second))
	x.Item = d.f.items["AMC"]
	x.Terms = "Visits on working days. Damage by water, lightning or others is not covered."
}

// worth is what the contract costs: so much for each machine.
func (d *dealer) worth(x *deal) {
	least, most := 34, 52 // hundreds of rupees
	switch x.Type {
	case contracts.NonComprehensive:
		least, most = 18, 26
	case contracts.Labour:
		least, most = 12, 17
	}
	each := between(d.rng, least, most)
	rupees := min(60_000, max(2000, each*100*len(x.machines)))
	x.Value = money.Paise(rupees) * money.Rupee
}

// share is what each machine is worth.
func (x *deal) share() []money.Paise {
	return contracts.Parted(x.Value, make([]int64, len(x.machines)))
}

// covers are what its type bears by custom, and what of it is counted.
func (d *dealer) covers(x *deal) {
	items := d.f.items
	labour := contracts.Cover{Name: "Labour and visits", Kind: contracts.CoverLabour, Applies: contracts.AnyJob, Priority: 5}
	parts := contracts.Cover{Name: "Parts", Kind: contracts.CoverParts, Applies: contracts.AnyJob, Priority: 5}
	gas := []string{items["GAS-R32"], items["GAS-R410"], items["GAS-R22"]}
	switch x.Type {
	case contracts.Comprehensive:
		x.covers = []contracts.Cover{
			labour, parts,
			{Name: "Gas charge once", Kind: contracts.CoverItems, Items: gas, Applies: contracts.AnyJob, Most: 1000, Priority: 3},
			{Name: "More gas", Kind: contracts.CoverItems, Items: gas, Applies: contracts.AnyJob, Excluded: true, Priority: 4},
		}
	case contracts.NonComprehensive:
		labour.Applies = contracts.Planned
		x.covers = []contracts.Cover{
			labour, {Name: "Four visits", Kind: contracts.CoverVisits, Applies: contracts.Unplanned, Most: 4, Priority: 5},
		}
	case contracts.Labour:
		x.covers = []contracts.Cover{{Name: "Six visits", Kind: contracts.CoverVisits, Applies: contracts.AnyJob, Most: 6, Priority: 5}}
	default:
		x.covers = []contracts.Cover{labour, parts}
	}
}

// renewed makes the contract of the year before, which x follows.
func (d *dealer) renewed(x *deal) {
	if x.Starts < clock.DateOf(d.floor).AddDays(10) {
		return
	}
	y := &deal{client: x.client, machines: x.machines, covers: append([]contracts.Cover(nil), x.covers...)}
	y.Type, y.Cycle, y.Timing, y.AheadDays, y.State, y.Renewal = x.Type, x.Cycle, x.Timing, x.AheadDays, contracts.Expired, contracts.RenewalWon
	y.Value = x.Value / 108 * 100 / (100 * money.Rupee) * (100 * money.Rupee)
	y.Starts, y.Ends, y.UpliftBps = months(x.Starts, -12), x.Starts.AddDays(-1), 800
	d.enter(y)
	y.EndedAt = y.Ends.AddDays(1).At(25)
	y.settled = y.EndedAt
	y.schedule()
	x.before = y
	d.p.deals = append(d.p.deals, y)
	x.at = exact(later(x.at, y.at.Add(time.Minute)))
	x.ActivatedAt = exact(later(x.ActivatedAt, x.at.Add(95*time.Second)))
}
