package demo

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
)

// seed makes the demo's company this company and no other.
const seed = 20251122

// Build fills the empty appliance a with the company and marks its folder as a demo's.
// It fails where a company is set up already, and where the directory of PIN codes does not know Pune.
func Build(a *app.App, size Size) (Company, error) {
	done, err := a.Settings.IsSetUp(act.As("demo"))
	if err != nil {
		return Company{}, err
	}
	if done {
		return Company{}, errors.New("the folder holds a company already; the demo builds its own in an empty one")
	}
	if err := located(); err != nil {
		return Company{}, err
	}
	b := &builder{app: a, now: clock.Now(), rng: rand.New(rand.NewPCG(seed, 1)), ids: newIDs()}
	b.scale(size)
	owner, undo, err := seeded(a, b.ids)
	if err != nil {
		return Company{}, err
	}
	defer undo()
	defer debug.SetGCPercent(debug.SetGCPercent(200)) // it is brief, and makes much that is soon forgotten
	if err := spacious(a.Core, func() error {
		return a.Core.RunInTransaction(func(tx core.App) error { return b.build(tx, owner) })
	}); err != nil {
		return Company{}, fmt.Errorf("demo: %w", err)
	}
	if err := b.send(); err != nil {
		return Company{}, fmt.Errorf("demo: %w", err)
	}
	debug.FreeOSMemory() // what stood in memory stands on disk now
	return b.company, mark(a.Core.DataDir(), b.company)
}

// spacious gives the writing connection a page cache that holds the whole company while do runs: a transaction larger than
// the cache writes its pages over and over.
func spacious(pb core.App, do func() error) error {
	pragma := func(s string) error {
		_, err := pb.NonconcurrentDB().NewQuery("PRAGMA " + s).Execute()
		return err
	}
	if err := pragma("cache_size = -200000"); err != nil {
		return err
	}
	return errors.Join(do(), pragma("cache_size = -8000"), pragma("shrink_memory"))
}

func mark(dir string, c Company) error {
	text, err := json.MarshalIndent(map[string]any{"demo": c.Name, "jobs": c.Jobs, "seed": seed}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, marker), append(text, '\n'), 0o600)
}

// builder puts the company together.
type builder struct {
	app      *app.App
	rng      *rand.Rand
	ids      *ids
	now      time.Time
	jobs     int // how many
	invoices int
	techs    int
	clients  int
	first    clock.Date // of the days of work
	shares   []float64  // of the jobs, by day from first
	thaw     func()
	company  Company
	shown    []*tech // whose phones send something
	called   *trip   // off, after its technician was told

	generated int // jobs that contracts made in the end
}

// moment is something the verbs do at an instant between the many things that are stored in bulk.
type moment struct {
	at time.Time
	do func() error
}

// The days of work around today, of a company of twelve technicians who do so many jobs on a working day.
const (
	daysBack, daysAhead = 75, 15
	perDay, perTech     = 36, 3
	waitingCalls        = 11
)

// ahead is how full the days after today are already.
var ahead = []float64{0.8, 0.5, 0.36, 0.26, 0.2, 0.16, 0.13, 0.11, 0.1, 0.09, 0.08, 0.07, 0.06, 0.05, 0.05}

// scale decides how many jobs, days, technicians and customers there are.
func (b *builder) scale(size Size) {
	today := clock.DateOf(b.now)
	back := daysBack
	b.jobs, b.techs, b.invoices = size.Jobs, len(workers), size.Invoices
	if size.Jobs > 0 {
		b.techs = min(60, max(len(workers), int(float64(len(workers))*math.Sqrt(float64(size.Jobs)/2400))))
		for back = 3; back < 3000 && sum(b.loads(today, back))*float64(b.techs*perTech) < float64(size.Jobs); back++ {
			continue
		}
	}
	b.shares, b.first = b.loads(today, back), today.AddDays(-back)
	if size.Jobs <= 0 {
		b.jobs = int(sum(b.shares) * perDay)
	}
	b.clients = max(400, b.jobs*400/2600)
}

func (b *builder) loads(today clock.Date, back int) []float64 {
	shares := make([]float64, 0, back+daysAhead+1)
	rng := rand.New(rand.NewPCG(seed, 3))
	for i := -daysAhead; i <= back; i++ { // from the far end, so that more days back leave the others as they are
		share := 1 + (rng.Float64()-0.5)/4
		if i < 0 {
			share *= ahead[-i-1]
		}
		switch day := today.AddDays(-i); {
		case len(holidaysBetween(day, day, today)) > 0:
			share = 0
		case day.Weekday() == time.Sunday: // only the late shift works, and shortly
			share *= 0.28
		case day.Weekday() == time.Monday: // it is off instead
			share *= 0.7
		}
		shares = append(shares, share)
	}
	slices.Reverse(shares)
	return shares
}

func sum(of []float64) float64 {
	total := 0.0
	for _, f := range of {
		total += f
	}
	return total
}

// freeze holds the clock at the instant; b.thaw lets it go as it went before the first time.
func (b *builder) freeze(at time.Time) {
	thaw := clock.Freeze(at)
	if b.thaw == nil {
		b.thaw = thaw
	}
}

func (b *builder) build(tx core.App, owner string) error {
	defer func() { b.thaw() }()
	today := clock.DateOf(b.now)
	opening := min(clock.Date("2025-08-18"), b.first.AddDays(-20)).At(10 * 60)
	b.freeze(opening)
	f := newFounder(b.app, tx, b.rng, owner)
	if err := f.found(holidaysBetween(b.first.AddDays(-20), today.AddDays(370), today)); err != nil {
		return err
	}
	hired, err := f.hire(b.techs)
	if err != nil {
		return err
	}
	p, moments, err := b.plan(f, hired, opening.Add(31*time.Hour))
	if err != nil {
		return err
	}
	moments = append(moments, moment{clock.Date("2025-09-15").At(11 * 60), f.newRates})
	b.freeze(b.now)
	return b.store(tx, f, p, moments, opening.Add(25*time.Hour))
}

// plan lays out all days. floor is when everything of the old books is entered.
func (b *builder) plan(f *founder, hired []people.Technician, floor time.Time) (*planner, []moment, error) {
	cal, err := f.settings.Calendar(f.ctx)
	if err != nil {
		return nil, nil, err
	}
	shifts, err := f.people.Shifts(f.ctx)
	if err != nil {
		return nil, nil, err
	}
	p := &planner{rng: b.rng, now: b.now, today: clock.DateOf(b.now), cal: cal, office: f.staff, stuck: map[*tech]bool{}, slow: map[*tech]bool{}}
	if p.crowd, err = newCrowd(b.rng, b.clients, p.today); err != nil {
		return nil, nil, err
	}
	for _, h := range hired {
		p.techs = append(p.techs, enlist(h, f, shifts, p.crowd))
	}
	slices.SortFunc(p.techs, func(a, b *tech) int { return cmp.Compare(a.Mobile, b.Mobile) })
	moments := b.leave(f, p)
	p.stuck[p.techs[0]], p.stuck[p.techs[9]] = true, true
	p.slow[p.techs[1]], p.slow[p.techs[4]], p.slow[p.techs[6]] = true, true, true
	calledOff, toCome := b.jobs/90, fromDates(b.jobs)
	b.days(p, b.jobs-min(waitingCalls, b.jobs/4)-calledOff-toCome)
	p.backlog(min(waitingCalls, b.jobs/4))
	toCome = p.sign(f, floor, toCome)
	p.lost(b.jobs-len(p.works)-toCome, b.first)
	for _, w := range p.works {
		p.finish(w)
	}
	slices.SortStableFunc(p.works, func(a, c *work) int { return a.Created.Compare(c.Created) })
	return p, moments, nil
}

// days plans n jobs over the days; what a day cannot take goes to the next.
func (b *builder) days(p *planner, n int) {
	total, done, due := sum(b.shares), 0, 0.0
	for i, share := range b.shares {
		due += share / total * float64(n)
		done += p.day(b.first.AddDays(i), int(math.Round(due))-done)
	}
}

func enlist(h people.Technician, f *founder, shifts []people.Shift, c *crowd) *tech {
	t := &tech{Technician: h, off: map[clock.Date]bool{}}
	t.by = act.By{User: h.UserID, Name: h.Name, Role: act.Technician, Technician: h.ID, Source: act.Phone, Lang: "hi"}
	for i, skill := range f.skills {
		t.level[i] = h.Level(skill)
	}
	for _, s := range shifts {
		if s.ID == h.ShiftID {
			t.week = s.Week
		}
	}
	if len(h.Areas) > 0 {
		t.zones = map[int]bool{}
	}
	for _, a := range h.Areas {
		t.zones[slices.Index(f.areas, a)] = true
	}
	for _, s := range c.all {
		if t.zones == nil || t.zones[s.zone] {
			t.sites = append(t.sites, s)
		}
	}
	return t
}

// leave gives some a few days off: around today, and now and then before. One called in sick this morning.
func (b *builder) leave(f *founder, p *planner) []moment {
	var all []moment
	enter := func(t *tech, from clock.Date, days int, reason string, at time.Time) {
		for i := range days {
			t.off[from.AddDays(i)] = true
		}
		at = earlier(at, b.now)
		in := people.LeaveInput{Technician: t.ID, From: string(from), To: string(from.AddDays(days - 1)), Reason: reason}
		all = append(all, moment{at, func() error {
			_, err := f.people.AddLeave(act.In(f.ctx, p.office[1]), in)
			return err
		}})
	}
	enter(p.techs[2], p.today.AddDays(-2), 5, "Sister's wedding", p.today.AddDays(-16).At(12*60))
	enter(p.techs[7], p.today, 1, "Fever", p.today.At(8*60+5))
	enter(p.techs[5], p.today.AddDays(4), 3, "Village, land papers", p.today.AddDays(-3).At(17*60))
	enter(p.techs[10], p.today.AddDays(9), 2, "Family function", p.today.AddDays(-5).At(16*60))
	for i, t := range p.techs {
		for day := b.first.AddDays(5 + 7*(i%5)); day < p.today.AddDays(-8); day = day.AddDays(between(b.rng, 35, 60)) {
			days := between(b.rng, 1, 3)
			reason := pick(b.rng, []string{"Fever", "Family function", "Casual leave", "Village", "Bike service"})
			enter(t, day, days, reason, day.AddDays(-2).At(15*60+i))
		}
	}
	return all
}

// enter decides when each client came: half from the old books, the others when they first called.
func (p *planner) enter(imported time.Time) {
	first := map[*client]*work{}
	for _, w := range p.works { // in the order of booking
		if first[w.site.client] == nil {
			first[w.site.client] = w
		}
	}
	signed := map[*client]bool{}
	for _, x := range p.deals {
		signed[x.client] = true
	}
	for i, c := range p.crowd.clients {
		c.at, c.by = imported.Add(time.Duration(i)*time.Second), p.office[0]
		if w := first[c]; w != nil && chance(p.rng, 50) && !signed[c] {
			c.at, c.by = w.Created.Add(-4*time.Minute), w.by
		}
	}
	slices.SortStableFunc(p.crowd.clients, func(a, b *client) int { return a.at.Compare(b.at) })
}

// liking is a technician whom now and then a client prefers, insists on, or does not want.
func (p *planner) liking() jobsPreference {
	if !chance(p.rng, 5) {
		return jobsPreference{}
	}
	l := customers.Preference{Technician: pick(p.rng, p.techs).ID, Strength: customers.Preferred, Reason: "Knows the machines"}
	switch n := p.rng.IntN(10); {
	case n == 0:
		l.Strength, l.Reason = customers.Must, "Only he has the gate pass"
	case n < 3:
		l.Strength, l.Reason = customers.Restricted, "Quarrel in May"
	}
	return jobsPreference{l}
}

// note is what now and then was written down when a job was booked.
func (p *planner) note() string {
	if !chance(p.rng, 9) {
		return ""
	}
	return pick(p.rng, []string{
		"Call: wants to know the price before any part is changed", "Call: please come after school hours", "Same fault as last month, check the joint",
		"Customer will pay by UPI", "Call: asked to send somebody who speaks Marathi", "Ladder needed, outdoor unit is on the third floor",
	})
}
