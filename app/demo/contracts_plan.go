package demo

import (
	"cmp"
	"slices"
	"time"

	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/recur"
)

// rota is a plan of visits to a site with its dates.
type rota struct {
	contracts.Plan
	spot
	dates []*date
	due   int // how many of the dates will be made into jobs
}

// date is a date of a plan with the work that it brought.
type date struct {
	contracts.PlanDate
	work *work
}

// aside is how many days before or after its day a visit still counts as that of a date.
const aside = 10

// horizons are how many days ahead dates become jobs.
var horizons = []int{30, 14, 7}

// spot is where a plan brings visits: to one machine, or to all of the contract at the site.
type spot struct {
	site    *site
	machine *machine
}

// plansMost is how many plans one contract has at most.
const plansMost = 6

// rotas plans the visits of the contract so that the work there was is what its plans brought: to firms for each machine.
func (d *dealer) rotas(x *deal, i int) {
	visits := map[spot][]*work{}
	var spots []spot
	for _, w := range x.works {
		at := spot{site: w.site}
		if x.client.Kind == customers.Business {
			at.machine = w.machine
		}
		if w.trade != d.visit {
			continue
		}
		if visits[at] == nil {
			spots = append(spots, at)
		}
		visits[at] = append(visits[at], w)
	}
	if len(spots) == 0 {
		spots = []spot{{site: x.machines[0].site}}
	}
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(len(visits[b]), len(visits[a])) })
	for n, at := range spots[:min(len(spots), plansMost)] {
		slices.SortStableFunc(visits[at], func(a, b *work) int { return cmp.Compare(a.visited(), b.visited()) })
		if r := d.rota(x, at, visits[at], i+n); r != nil {
			x.plans = append(x.plans, r)
		}
	}
	for _, w := range x.works {
		if w.date == nil && w.Source == "amc" {
			w.Source = "manual" // somebody asked for it
		}
	}
}

// rota is the plan for the spot that answers best to its visits; nil if none does.
func (d *dealer) rota(x *deal, at spot, visits []*work, i int) *rota {
	first := d.p.today.AddDays(between(d.rng, 31, 50))
	switch {
	case x.State == contracts.Draft:
		first = x.Starts.AddDays(between(d.rng, 5, 20))
	case len(visits) > 0:
		first = max(x.Starts, visits[0].visited().AddDays(between(d.rng, -3, 2)))
	}
	if first > x.Ends {
		return nil
	}
	for _, every := range [][]int{{1, 2, 3, 6}, {3, 6}, {2, 3, 6}}[i%3] {
		for _, horizon := range horizons {
			r := d.dates(x, at, visits, first, every, horizon)
			if r == nil || d.made+r.due > d.budget || every < 3 && r.missed(d.p.today) > 1 {
				continue
			}
			d.made += r.due
			for _, one := range r.dates {
				if one.work != nil {
					one.work.date = one
				}
			}
			return r
		}
	}
	return nil
}

func (r *rota) missed(today clock.Date) int {
	n := 0
	for _, one := range r.dates {
		if one.work == nil && one.DueOn < today {
			n++
		}
	}
	return n
}

// dates lays out the plan of every so many months from the first day on.
func (d *dealer) dates(x *deal, at spot, visits []*work, first clock.Date, every, horizon int) *rota {
	s := at.site
	r := &rota{spot: at, Plan: contracts.Plan{
		Name: "Preventive service", Rule: recur.Rule{Unit: recur.Months, Every: every}, Anchor: contracts.ByTerms, First: first,
		HorizonDays: horizon, AssignDays: contracts.AssignDefault, FlexBefore: 7, FlexAfter: aside, Holidays: contracts.NextDay,
		Assign: horizon > 7, Tell: every > 2,
	}}
	r.Template = contracts.Template{Type: d.f.types[d.visit].ID, Issue: trades[d.visit].issues[0], ContactName: s.ContactName, ContactPhone: s.ContactPhone}
	if at.machine != nil {
		r.Name += ", " + at.machine.Kind + " " + at.machine.Location
	}
	if every == 3 && len(visits) > 0 && len(visits[0].visits) > 0 {
		r.Technician = visits[0].visits[0].Technician
	}
	days, err := r.Rule.Days(first, x.Ends)
	if err != nil || len(days) == 0 {
		return nil
	}
	if x.State == contracts.Draft {
		return r
	}
	tied := map[*work]bool{}
	for _, on := range days {
		one := &date{PlanDate: contracts.PlanDate{DueOn: on, PlannedOn: d.working(on, x.Ends), State: contracts.Pending}}
		if one.work = nearest(visits, tied, on); one.work != nil {
			tied[one.work] = true
			one.made()
		} else {
			d.left(x, r, one)
		}
		r.dates = append(r.dates, one)
	}
	return r
}

// nearest is the visit nearest to the day that is no other date's; nil if none is near.
func nearest(visits []*work, tied map[*work]bool, on clock.Date) *work {
	var best *work
	least := time.Duration(aside*24+1) * time.Hour
	for _, w := range visits {
		if gap := w.visited().Start().Sub(on.Start()).Abs(); !tied[w] && gap < least {
			best, least = w, gap
		}
	}
	return best
}

// working is the day or the next on which the company works.
func (d *dealer) working(on, ends clock.Date) clock.Date {
	for day := on; day <= ends; day = day.AddDays(1) {
		if len(d.p.cal.Spans(day)) > 0 {
			return day
		}
	}
	return on
}

// made brings the date after its work.
func (one *date) made() {
	w, meant := one.work, one.PlannedOn
	one.State, one.MadeAt, one.PlannedOn = contracts.Generated, w.Created, w.visited()
	one.Moved = one.PlannedOn != meant
	if at := w.done(); !at.IsZero() {
		one.DoneOn = clock.DateOf(at)
	}
	if reason, is := w.off(); is {
		one.State, one.Reason = contracts.Cancelled, reason
	}
}

// left is what becomes of a date that brought no work.
func (d *dealer) left(x *deal, r *rota, one *date) {
	past := one.DueOn < d.p.today
	switch {
	case x.State == contracts.Closed && one.PlannedOn >= clock.DateOf(x.EndedAt):
		one.State, one.Reason = contracts.Cancelled, x.Reason
	case x.State == contracts.Expired:
		one.State = contracts.Cancelled // nobody came
	case x.State == contracts.Suspended && one.PlannedOn >= x.SuspendedOn:
	case past:
		one.State, one.Reason = contracts.Skipped, pick(d.rng, []string{
			"Missed: nobody was free in the first week of the season", "Customer out of town, wants the next one only", "Missed: office was closed for repairs",
		})
	case x.State == contracts.Active && one.PlannedOn <= d.p.today.AddDays(r.HorizonDays):
		r.due++
	}
}
