package contracts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/txn"
)

// batchSize is how many dates become jobs in one transaction: enough that the disk is waited for seldom, few enough that nobody else
// waits long for the writer.
const batchSize = 50

// Tally is what a run made. CaughtUp are those of the Jobs whose day had gone by; Failed are dates that could not be made, whose alert
// says why, and that the next run tries again.
type Tally struct{ Jobs, CaughtUp, Failed int }

// Generate makes jobs of the dates that lie within the horizon of their plans, of one contract in force or of all if none is named.
// Each date becomes one job only, however often it runs, two at once too; what one run did not reach the next one makes. A date whose
// day went by is made for today, or the next working day. It makes no more work than there are dates to make.
// Errors: Forbidden; whatever kept single dates from being made, joined: all others are made nevertheless.
func (s *Service) Generate(ctx context.Context, contract string) (Tally, error) {
	var t Tally
	if err := act.Require(ctx, Write); err != nil {
		return t, err
	}
	var failed []error
	var last waiting
	for {
		due, err := s.due(ctx, contract, last)
		if err != nil || len(due) == 0 {
			return t, errors.Join(append(failed, err)...)
		}
		last = due[len(due)-1]
		made, err := s.batch(ctx, due)
		if err == nil {
			t = t.plus(made)
			continue
		}
		for _, one := range due { // one of them is bad: the others are not to wait for it
			if err := ctx.Err(); err != nil {
				return t, errors.Join(append(failed, err)...)
			}
			made, err := s.batch(ctx, []waiting{one})
			if err != nil {
				made.Failed = 1
				failed = append(failed, fmt.Errorf("date %s: %w", one.ID, err), s.complain(ctx, one.ID, err))
			}
			t = t.plus(made)
		}
	}
}

func (t Tally) plus(more Tally) Tally {
	return Tally{Jobs: t.Jobs + more.Jobs, CaughtUp: t.CaughtUp + more.CaughtUp, Failed: t.Failed + more.Failed}
}

// batch makes the dates in one transaction, or none of them.
func (s *Service) batch(ctx context.Context, due []waiting) (Tally, error) {
	var t Tally
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		b, err := s.In(tx).open(ctx, tx, due)
		if err != nil {
			return err
		}
		for _, r := range b.dates {
			if err := ctx.Err(); err != nil {
				return err
			}
			made, err := b.make(act.Begin(ctx, "contracts.generate", ""), r)
			if err != nil {
				return err
			}
			t = t.plus(made)
		}
		return nil
	})
	if err != nil {
		return Tally{}, err
	}
	return t, nil
}

// batch is dates that become jobs together, with what they are made of as the transaction sees it, read once for all.
type batch struct {
	s         *Service
	tx        core.App
	dates     []*core.Record
	contracts map[string]Contract
	plans     map[string]Plan
	sites     map[string]string // of machines
	with      calendar
}

func (s *Service) open(ctx context.Context, tx core.App, due []waiting) (*batch, error) {
	b := &batch{s: s, tx: tx, contracts: map[string]Contract{}, plans: map[string]Plan{}, sites: map[string]string{}}
	ids := make([]any, len(due))
	for i, d := range due {
		ids[i] = d.ID
	}
	var err error
	if b.dates, err = dateRecords(ctx, tx, dbx.In("id", ids...), dbx.HashExp{"state": string(Pending)}); err != nil || len(b.dates) == 0 {
		return b, err
	}
	var contracts, plans []any
	for _, r := range b.dates {
		contracts, plans = append(contracts, r.GetString("contract")), append(plans, r.GetString("plan"))
	}
	if err := b.read(ctx, contracts, plans); err != nil {
		return nil, err
	}
	if b.with.cal, err = s.settings.Calendar(ctx); err != nil {
		return nil, err
	}
	from, to := clock.Today(), clock.Today().AddDays(shiftMost)
	for _, r := range b.dates {
		to = max(to, day(r, "planned_on"), day(r, "due_on").AddDays(shiftMost))
	}
	b.with.away, err = s.away(ctx, from, to)
	return b, err
}

// make makes a job of one date.
func (b *batch) make(ctx context.Context, r *core.Record) (Tally, error) {
	d := readDate(r)
	c, p := b.contracts[d.Contract], b.plans[d.Plan]
	if d.State != Pending || c.State != Active || p.Ended {
		return Tally{}, nil
	}
	if meant := p.planned(b.with.cal, d.DueOn, c.Starts, c.Ends); !d.Moved && meant >= clock.Today() && d.PlannedOn >= clock.Today() {
		d.PlannedOn = meant // a holiday may have been entered since
	}
	on, from, to, late, ok := p.promise(b.with.cal, d.PlannedOn, c.Ends)
	if !ok {
		d.Alert = "No working day was left before the contract ends."
		return Tally{}, b.save(ctx, r, d)
	}
	assets, ok := b.machines(p, c, on)
	if !ok {
		d.State, d.Reason, d.Alert = Skipped, "None of its machines is at the site and under the contract any more.", ""
		return Tally{}, b.save(ctx, r, d)
	}
	job, err := b.s.jobs.BookPlanned(ctx, p.booking(c, d, assets, from, to))
	if err != nil {
		return Tally{}, err
	}
	d.State, d.Job, d.MadeAt, d.PlannedOn, d.CaughtUp = Generated, job.ID, clock.Now(), on, late
	if p.Assign {
		d.Assigning = AssignWanted
	}
	d.Alert = p.alert(d, b.with.cal, b.with.away)
	if d, err = saveDate(ctx, b.tx, r, d, 0); err != nil {
		return Tally{}, err
	}
	if err := b.s.billVisit(ctx, b.tx, c, d); err != nil {
		return Tally{}, err
	}
	t := Tally{Jobs: 1}
	if late {
		t.CaughtUp = 1
	}
	return t, b.s.Events.Made.Trigger(&Made{Ctx: ctx, Tx: b.tx, Contract: c, Plan: p, Date: d, Job: job})
}

// save stores what became of a date other than a job, if it is news.
func (b *batch) save(ctx context.Context, r *core.Record, d PlanDate) error {
	if readDate(r) == d {
		return nil
	}
	_, err := saveDate(ctx, b.tx, r, d, 0)
	return err
}

// machines are those that the visit is for: the plan's, or all of the contract at the site. Those that stand elsewhere or are not under
// the contract on the day are left out; false where none of the plan's own is left.
func (b *batch) machines(p Plan, c Contract, on clock.Date) ([]string, bool) {
	under := func(id string) bool {
		listed := slices.ContainsFunc(c.Assets, func(m Machine) bool { return m.Asset == id && m.Under(on) })
		return b.sites[id] == p.Site && (listed || len(c.Assets) == 0)
	}
	from := p.Assets
	if len(from) == 0 {
		for _, m := range c.Assets {
			from = append(from, m.Asset)
		}
	}
	var assets []string
	for _, id := range from {
		if under(id) && !slices.Contains(assets, id) {
			assets = append(assets, id)
		}
	}
	return assets, len(assets) > 0 || len(p.Assets) == 0
}

// booking is the job that the template makes: every field of it is in there.
func (p Plan) booking(c Contract, d PlanDate, assets []string, from, to time.Time) jobs.Booking {
	t := p.Template
	in := jobs.Booking{
		Customer: c.Customer, Site: p.Site, Assets: assets, Type: t.Type, Priority: t.Priority, Issue: t.Issue, DurationMin: t.DurationMin,
		PromisedFrom: from, PromisedTo: to, ContactName: t.ContactName, ContactPhone: t.ContactPhone, Source: "amc", Contract: c.ID,
		PlanDate: d.ID, Needs: t.Needs, Checklist: t.Checklist, Asks: t.Asks, Parts: t.Parts,
	}
	if in.Issue == "" {
		in.Issue = p.Name
	}
	return in
}

// complain leaves at a date why it could not be made, for somebody to look at. Said once it is not said again.
func (s *Service) complain(ctx context.Context, id string, why error) error {
	says := clipped("It could not be made into a job: "+i18n.Message(i18n.English, fault.All(why)[0]), 300)
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, d, err := findDate(tx, id)
		if err != nil || d.State != Pending || d.Alert == says {
			return err
		}
		d.Alert = says
		_, err = saveDate(act.Begin(ctx, "contracts.generate", ""), tx, r, d, 0)
		return err
	})
}
