package demo

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
)

// deal is a contract with all that hangs on it.
type deal struct {
	contracts.Contract
	lot
	client   *client
	at       time.Time // when it was drafted
	machines []*machine
	covers   []contracts.Cover
	plans    []*rota
	bills    []*charge
	works    []*work // under it
	before   *deal   // which it renews
	settled  time.Time
}

// lot is what a contract shows besides running on.
type lot struct {
	state    contracts.State
	ends     int // in so many days; 0: somewhere in the year
	typed    contracts.Type
	cycle    contracts.Cycle
	renewal  string
	reason   string // why it was lost, suspended or closed
	uplift   string // at which its renewal is quoted
	billsNow bool   // a bill of it is to be drafted today
}

// lots are given to the first contracts of every so many; the others run on.
const lotsEvery = 40

var lots = []lot{
	{state: contracts.Draft},
	{state: contracts.Suspended, reason: "Two bills are open, visits stop until they are paid"},
	{state: contracts.Closed, reason: "Customer moved to Bengaluru and took the machines along"},
	{state: contracts.Expired, renewal: contracts.RenewalLost, reason: "Found a cheaper one"},
	{state: contracts.Expired},
	{cycle: contracts.Monthly, billsNow: true},
	{cycle: contracts.PerVisit},
	{typed: contracts.Warranty, cycle: contracts.NoBills},
	{renewal: contracts.RenewalWon},
	{ends: 5},
	{ends: 6, uplift: "7.5"},
	{ends: 19, uplift: "5"},
	{ends: 27},
	{ends: 44, renewal: contracts.RenewalLost, reason: "Buys new machines with the maker's warranty"},
	{ends: 52},
	{ends: 58, uplift: "10"},
	{renewal: contracts.RenewalWon},
	{typed: contracts.Warranty, cycle: contracts.NoBills},
}

// dealer makes contracts of the work that was planned.
type dealer struct {
	p      *planner
	f      *founder
	rng    *rand.Rand
	floor  time.Time // before which nothing was entered
	budget int       // how many jobs may still be made of dates
	made   int       // that will be
	visit  int       // the trade of planned visits
	amc    map[*client][]*work
	under  map[*machine][]*work // repairs under warranty
	taken  map[*client]bool
	able   []*client       // for whom there may be a contract
	much   map[*client]int // how much work they had, planned visits most of all
	late   map[*client]int // how much of it of late
}

// fromDates is how many of so many jobs are made of dates of contracts in the end.
func fromDates(n int) int {
	if n < 30 {
		return 0
	}
	return 2 + n/150
}

// sign puts the planned work under contracts, about one for every twelve clients, and returns how many more jobs their dates will
// make; at most budget.
func (p *planner) sign(f *founder, floor time.Time, budget int) int {
	d := &dealer{
		p: p, f: f, rng: rand.New(rand.NewPCG(seed, 11)), floor: floor, budget: budget, amc: map[*client][]*work{}, under: map[*machine][]*work{},
		taken: map[*client]bool{}, visit: slices.IndexFunc(trades, func(t trade) bool { return t.code == "AC-AMC" }),
	}
	for _, w := range p.works {
		switch w.Payment {
		case jobs.AMC:
			d.amc[w.site.client] = append(d.amc[w.site.client], w)
		case jobs.Warranty:
			d.under[w.machine] = append(d.under[w.machine], w)
		}
	}
	d.ask()
	for i := range max(24, len(p.crowd.clients)/12) {
		t := lot{}
		if n := i % lotsEvery; n < len(lots) {
			t = lots[n]
		}
		d.deal(i, t)
	}
	return d.made
}

// deal makes the contract that is the i-th, if anybody is left for whom.
func (d *dealer) deal(i int, t lot) {
	x := &deal{lot: t}
	if t.typed == contracts.Warranty {
		d.warranty(x, i)
		return
	}
	x.client = d.who(t)
	if x.client == nil {
		return
	}
	d.taken[x.client] = true
	for _, s := range x.client.sites {
		for _, m := range s.assets {
			if slices.Contains(airConditioners, m.Kind) {
				x.machines = append(x.machines, m)
			}
		}
	}
	x.Type = []contracts.Type{contracts.Comprehensive, contracts.NonComprehensive, contracts.Comprehensive, contracts.Labour, contracts.NonComprehensive}[i%5]
	x.Cycle = cmp.Or(t.cycle, []contracts.Cycle{
		contracts.Quarterly, contracts.Upfront, contracts.Monthly, contracts.HalfYearly, contracts.Upfront, contracts.Quarterly, contracts.Yearly,
	}[i%7])
	d.term(x)
	d.worth(x)
	d.covers(x)
	d.hold(x, d.amc[x.client])
	d.rotas(x, i)
	x.schedule()
	if t.renewal == contracts.RenewalWon {
		d.renewed(x)
	}
	d.p.deals = append(d.p.deals, x)
}

// who is a client with a maintenance contract for whom none was made yet: mostly one with much work, for one that is not in force one
// without work of late, for a draft one with little.
func (d *dealer) who(t lot) *client {
	var best *client
	most := 0
	for _, c := range d.able {
		if d.taken[c] {
			continue
		}
		n := d.much[c]
		switch t.state {
		case "":
		case contracts.Draft:
			n = -n
		default:
			n -= d.late[c]
		}
		if best == nil || n > most {
			best, most = c, n
		}
	}
	return best
}

// ask counts for each client with a maintenance contract how much work he had.
func (d *dealer) ask() {
	d.much, d.late = map[*client]int{}, map[*client]int{}
	for _, c := range d.p.crowd.clients {
		if !c.amc || !c.cooled() {
			continue
		}
		d.able = append(d.able, c)
		for _, w := range d.amc[c] {
			d.much[c]++
			if w.trade == d.visit {
				d.much[c] += 3
			}
			if w.day() > d.p.today.AddDays(-10) {
				d.late[c] += 9
			}
		}
	}
}

// cooled reports whether the client has an air conditioner.
func (c *client) cooled() bool {
	return slices.ContainsFunc(c.sites, func(s *site) bool {
		return slices.ContainsFunc(s.assets, func(m *machine) bool { return slices.Contains(airConditioners, m.Kind) })
	})
}

// warranty is the seller's, over a machine that was repaired under it.
func (d *dealer) warranty(x *deal, i int) {
	for _, w := range d.p.works {
		m := w.machine
		if c := w.site.client; d.under[m] == nil || c.amc || d.taken[c] || m.WarrantyEnd < d.p.today.AddDays(9) {
			continue
		}
		x.client, x.machines, x.Type, x.Cycle = w.site.client, []*machine{m}, contracts.Warranty, contracts.NoBills
		d.taken[x.client] = true
		x.State, x.Starts, x.Ends = contracts.Active, m.InstalledOn, m.WarrantyEnd
		x.Timing, x.Sites = contracts.Before, nil
		d.enter(x)
		d.covers(x)
		d.hold(x, d.under[m])
		d.p.deals = append(d.p.deals, x)
		return
	}
}

// hold puts those of the works under the contract for which it holds.
func (d *dealer) hold(x *deal, works []*work) {
	for _, w := range works {
		if x.holds(w) {
			w.deal = x
			x.works = append(x.works, w)
		}
	}
}

// holds reports whether the work may be done under the contract.
func (x *deal) holds(w *work) bool {
	on := w.day()
	switch {
	case x.State == contracts.Draft || w.Payment != x.Type.Payment() || !slices.Contains(x.machines, w.machine):
		return false
	case on < x.Starts || on > x.Ends || w.Created.Before(x.ActivatedAt):
		return false
	case x.SuspendedOn != "" && on >= x.SuspendedOn, !x.EndedAt.IsZero() && on >= clock.DateOf(x.EndedAt):
		return false
	}
	return true
}

// day is the day by which a contract holds for the work.
func (w *work) day() clock.Date {
	if !w.PromisedFrom.IsZero() {
		return clock.DateOf(w.PromisedFrom)
	}
	return clock.DateOf(w.Created)
}

// visited is the day on which somebody first goes, or that of the work.
func (w *work) visited() clock.Date {
	if len(w.visits) > 0 {
		return clock.DateOf(w.visits[0].Start)
	}
	return w.day()
}

// done is when the work was completed; zero while it is not.
func (w *work) done() time.Time {
	if len(w.visits) == 0 {
		return time.Time{}
	}
	steps := w.visits[len(w.visits)-1].steps
	if len(steps) == 0 || steps[len(steps)-1].to != jobs.Done {
		return time.Time{}
	}
	return steps[len(steps)-1].at
}

// off says whether the work was called off, and why.
func (w *work) off() (reason string, is bool) {
	for _, s := range w.steps {
		if s.verb == callOff {
			return s.reason, true
		}
	}
	return "", false
}
