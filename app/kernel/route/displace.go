package route

import (
	"cmp"
	"math"
	"slices"
)

// Exchange is a way to put a visit into a plan by giving one that is planned another place, with him or with somebody else.
type Exchange struct {
	Out    int    // the visit that makes room
	Choice Choice // where the new one stands, Out being taken away; its Added is without what Out then costs
	Back   Choice // where Out stands afterwards
	Added  Price  // what the plan then costs more in all
}

// Displace lists the ways to put a visit that nobody makes into the plan by moving one other, the cheapest first, for each technician
// his best one; at most so many, or all for 0. It answers an emergency at once where Insert finds a place only hours later: one
// customer is told, the rest of the plan keeps its technicians. What is frozen, locked or for a crew makes no room.
func (d *Day) Displace(visit, most int) []Exchange {
	v := &d.p.Visits[visit]
	if len(d.homes[visit]) > 0 || v.fixed() || v.crew() > 1 {
		return nil
	}
	s := d.p.slot(visit)
	var all []Exchange
	for i := range d.routes {
		if d.routes[i].broken || !allowed(&d.p.Technicians[i], v, i) {
			continue
		}
		var best *Exchange
		for at := d.routes[i].frozen; at < len(d.routes[i].stops); at++ {
			out := d.routes[i].stops[at].Visit
			if o := &d.p.Visits[out]; o.held() || o.timed() || o.crew() > 1 {
				continue
			}
			if x, ok := d.displaceBy(visit, &s, out, i, best); ok {
				best = &x
			}
		}
		if best != nil {
			all = append(all, *best)
		}
	}
	slices.SortStableFunc(all, func(a, b Exchange) int { return cmp.Compare(a.Added.Total(), b.Added.Total()) })
	if most > 0 && len(all) > most {
		all = all[:most]
	}
	return all
}

// displaceBy tries one visit that makes room; ok says that it is cheaper than the best so far. The day is afterwards as it was.
func (d *Day) displaceBy(visit int, s *slot, out, technician int, best *Exchange) (x Exchange, ok bool) {
	before := d.p.priceDay(&d.w, technician, d.routes[technician].stops)
	was, _ := d.Take(out)
	defer func() { d.Put(out, was) }()
	if d.routes[technician].broken || d.short(technician, &d.p.Visits[visit]) != nil {
		return x, false
	}
	f, possible := d.find(visit, s, technician, math.MaxInt64)
	if !possible {
		return x, false
	}
	x = Exchange{Out: out, Choice: d.tell(visit, s, technician, f.at)}
	x.Added = d.p.priceDay(&d.w, technician, d.routes[technician].stops).Minus(before).Plus(x.Choice.Added)
	d.Put(visit, x.Choice)
	defer d.Take(visit)
	back := d.Insert(out, 1)
	if len(back) == 0 {
		return x, false
	}
	x.Back = back[0]
	x.Added = x.Added.Plus(x.Back.Added)
	x.Added.Unserved += d.p.Weights.Unserved[d.p.Visits[out].class()] // it was somebody's before
	return x, best == nil || x.Added.Total() < best.Added.Total()
}

// Exchange makes what Displace gave for this visit and this state of the day.
func (d *Day) Exchange(visit int, x Exchange) {
	d.Take(x.Out)
	d.Put(visit, x.Choice)
	d.Put(x.Out, x.Back)
}

// Place puts a visit that nobody makes where it costs least, if need be by moving one other, and leaves the rest of the plan alone. Where
// there is no place the plan comes back as it was. A search that begins with it need not first find room for what cannot wait.
func Place(p *Problem, plan Plan, visit int) Plan {
	d := Open(p, plan)
	free := d.Insert(visit, 1)
	if x := d.Displace(visit, 1); len(x) > 0 && (len(free) == 0 || x[0].Added.Total() < free[0].Added.Total()) {
		d.Exchange(visit, x[0])
		return d.Plan()
	}
	if len(free) == 0 {
		return plan
	}
	d.Put(visit, free[0])
	return d.Plan()
}
