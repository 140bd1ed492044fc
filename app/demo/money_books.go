package demo

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/settings"
	"doorstep/app/txn"
)

// books keep the company's money: what its jobs come to, who paid how and when, and what became of the cash. What is to happen
// stands in the agenda and is stored when its time has come, so that numbers and log run with the time.
type books struct {
	k       *keeper
	rng     *rand.Rand
	billing *billing.Service
	company settings.Company
	items   map[string]string // id by code
	areas   []string          // ids of zones
	staff   []act.By
	techs   []*tech
	clients []*client // in the order in which they were entered
	now     time.Time
	today   clock.Date
	first   clock.Date // of the days of work, and of the bank's statements

	agenda  agenda
	asked   int // for how many events
	numbers map[string]int64
	boxes   map[string]*box // cash by technician; the till under ""
	imports []*statement
	corp    *client      // who has a price list of his own
	list    string       // its id
	red     bool         // the claim that nobody could find at the bank was made
	short   int          // hand-overs until the next one lacks something
	extra   int          // invoices without a job still to make
	made    int          // invoices and drafts of them
	bank    string       // id of the account
	funds   money.Paise  // on it
	strange int          // lines of statements that belong to nothing
	dress   func() error // puts the indexes back
}

// event is something that happens at a time; of two at one time the one asked for first.
type event struct {
	at    time.Time
	order int
	do    func(at time.Time) error
}

type agenda []event

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	if !a[i].at.Equal(a[j].at) {
		return a[i].at.Before(a[j].at)
	}
	return a[i].order < a[j].order
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(event)) }
func (a *agenda) Pop() any {
	old := *a
	last := old[len(old)-1]
	old[len(old)-1] = event{}
	*a = old[:len(old)-1]
	return last
}

// on lets something happen at a time. What lies after now never does.
func (b *books) on(at time.Time, do func(at time.Time) error) {
	if at.After(b.now) {
		return
	}
	b.asked++
	heap.Push(&b.agenda, event{exact(at), b.asked, do})
}

// until lets happen what has its time up to t.
func (b *books) until(t time.Time) error {
	for len(b.agenda) > 0 && !b.agenda[0].at.After(t) {
		e := heap.Pop(&b.agenda).(event)
		if err := e.do(e.at); err != nil {
			return fmt.Errorf("the books at %s: %w", e.at, err)
		}
	}
	return nil
}

// logUntil first lets the books catch up, so that what they store is in the log where it belongs.
func (k *keeper) logUntil(t time.Time) error {
	if k.books != nil {
		if err := k.books.until(t); err != nil {
			return err
		}
	}
	return k.writer.logUntil(t)
}

// number draws the next of a series: letters behind the company's prefix, counted under name.
func (b *books) number(name func(series, year string) string, letters string, day clock.Date) (no, series string, seq int64, err error) {
	year := gst.FY(day)
	series = b.company.InvoicePrefix + letters
	counter := name(series, year.Short)
	b.numbers[counter]++
	seq = b.numbers[counter]
	no, err = gst.Number(series, year, seq)
	return no, series, seq, err
}

// close leaves the running numbers to the verbs.
func (b *books) close() error {
	for name, last := range b.numbers {
		if _, err := b.k.tx.DB().NewQuery("INSERT INTO counters (name, last) VALUES ({:name}, {:last})").
			Bind(dbx.Params{"name": name, "last": last}).Execute(); err != nil {
			return err
		}
	}
	return nil
}

// put stores a row of a table, all of whose rows are given the same columns; the others keep their defaults.
func (b *books) put(table string, at time.Time, id string, columns []string, values ...any) error {
	t := b.k.tables[table]
	if t == nil {
		t = b.k.rows(table, append([]string{"id", "rev", "created", "updated"}, columns...))
		b.k.tables[table] = t
	}
	stamp := stampOf(at)
	return t.add(append([]any{id, 1, stamp, stamp}, values...)...)
}

// note puts the making of a record into the log; it holds what the record held then.
func (b *books) note(by act.By, verb, reason string, at time.Time, table, id string, filled map[string]any) error {
	r := b.k.scratch[table]
	if r == nil {
		var err error
		if r, err = txn.New(b.k.tx, table); err != nil {
			return err
		}
		b.k.scratch[table] = r
	}
	r.Id = id
	r.Load(filled)
	return b.k.log.Note(doing(by, verb, reason), r, at)
}

// change puts a change of a record into the log.
func (b *books) change(by act.By, verb string, at time.Time, table, id string, before, after map[string]any) error {
	if at.Before(b.k.detailed) {
		return nil // long ago: the record itself tells
	}
	r, err := txn.New(b.k.tx, table)
	if err != nil {
		return err
	}
	r.Id = id
	return b.k.log.Change(doing(by, verb, ""), r, before, after, at)
}

// stampOf is the instant as it stands in the database; empty for none.
func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(txn.Stamp)
}

// accountant is who verifies and issues.
func (b *books) accountant() act.By { return b.staff[2] }

// newBooks opens the books of a company that was founded. The extra invoices are for no job.
func newBooks(bld *builder, f *founder, p *planner, k *keeper, extra int) (*books, error) {
	company, err := f.settings.Company(f.ctx)
	if err != nil {
		return nil, err
	}
	b := &books{
		k: k, rng: rand.New(rand.NewPCG(seed, 7)), billing: bld.app.Billing, company: company, items: f.items, areas: f.areas, staff: f.staff,
		techs: p.techs, clients: p.crowd.clients, now: bld.now, today: clock.DateOf(bld.now), first: bld.first, numbers: map[string]int64{}, boxes: map[string]*box{},
		extra: extra, short: 3,
	}
	if b.dress, err = bare(k.tx); err != nil {
		return nil, err
	}
	b.agree(bld.first)
	b.routine(bld.first)
	return b, nil
}
