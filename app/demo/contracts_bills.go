package demo

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"doorstep/app/billing"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// charge is a bill of a contract and the invoice that it became.
type charge struct {
	contracts.Bill
	bill *bill
	row  *kept
	date *date // the visit that it is for
}

// everyMonths is how many months are billed together.
var everyMonths = map[contracts.Cycle]int{contracts.Monthly: 1, contracts.Quarterly: 3, contracts.HalfYearly: 6, contracts.Yearly: 12, contracts.Upfront: 12}

// schedule divides the contract's value into its bills; of one that is billed by visit, into those of the visits that were done.
func (x *deal) schedule() {
	switch {
	case x.State == contracts.Draft:
		return
	case x.Cycle == contracts.PerVisit:
		x.perVisit()
		return
	}
	each := everyMonths[x.Cycle]
	if each == 0 {
		return
	}
	for i, amount := range contracts.Parted(x.Value, make([]int64, 12/each)) {
		from := months(x.Starts, i*each)
		b := contracts.Bill{Key: string(from), From: from, To: months(from, each).AddDays(-1), Amount: amount, DueOn: from}
		if x.Timing == contracts.After {
			b.DueOn = b.To
		}
		if x.Cycle == contracts.Upfront {
			b.Key, b.DueOn = "upfront", from
		}
		x.bills = append(x.bills, &charge{Bill: b})
	}
}

// perVisit shares what is left of the value by the visits that are left, each time one is done.
func (x *deal) perVisit() {
	var done []*date
	visits := 0
	for _, r := range x.plans {
		visits += len(r.dates)
		for _, one := range r.dates {
			if one.State == contracts.Generated && one.DoneOn != "" {
				done = append(done, one)
			}
		}
	}
	slices.SortStableFunc(done, func(a, b *date) int { return cmp.Compare(a.DoneOn, b.DoneOn) })
	left := x.Value
	for i, one := range done {
		share := left / money.Paise(visits-i)
		left -= share
		x.bills = append(x.bills, &charge{date: one, Bill: contracts.Bill{
			From: one.DoneOn, To: one.DoneOn, DueOn: one.DoneOn, Amount: share, Text: "Visit of " + one.DoneOn.Short(),
		}})
	}
}

// fates decides what became of the bills: those of the past were drafted, and most of them issued and paid.
func (b *books) fates(x *deal) error {
	stop := b.today
	if x.State == contracts.Suspended {
		stop = x.SuspendedOn
	}
	if x.State == contracts.Closed {
		stop = clock.DateOf(x.EndedAt)
	}
	entered := clock.DateOf(x.ActivatedAt)
	for _, c := range x.bills {
		c.State, c.DraftOn = contracts.BillOpen, max(entered, c.DueOn.AddDays(-x.AheadDays))
		switch {
		case c.DueOn < entered:
			c.State, c.Reason = contracts.BillSkipped, "Billed before the books were opened here"
		case c.DraftOn < stop:
			c.State = contracts.BillDrafted
			if err := b.invoice(x, c); err != nil {
				return err
			}
		case x.State == contracts.Closed:
			c.State, c.Reason = contracts.BillSkipped, x.Reason
		}
	}
	return nil
}

// saidAs is what the types are called on bills.
var saidAs = map[contracts.Type]string{
	contracts.Comprehensive: "comprehensive", contracts.NonComprehensive: "non-comprehensive", contracts.Labour: "labour",
}

// invoice makes the invoice of a bill, on the night of its day, and lets the office issue it and the customer pay.
func (b *books) invoice(x *deal, c *charge) error {
	s := sales["AMC"]
	name := fmt.Sprintf("AMC %s (%s), %s to %s", x.No, saidAs[x.Type], c.From.Short(), c.To.Short())
	if c.From == c.To {
		name = fmt.Sprintf("AMC %s (%s), %s", x.No, saidAs[x.Type], c.From.Short())
	}
	since := exact(later(c.DraftOn.At(3*60+10), x.ActivatedAt.Add(time.Minute)))
	if c.date != nil {
		since = exact(later(since, c.date.work.done().Add(time.Minute)))
	}
	c.bill = &bill{client: x.client, site: x.client.sites[0], since: since}
	c.bill.Invoice = billing.Invoice{Kind: billing.KindInvoice, Contract: x.ID, Lines: []billing.Line{{
		Item: b.items[s.code], Kind: billing.LineService, Name: name, Detail: c.Text, HSN: s.hsn, UOM: s.uom, QtyMilli: 1000, List: c.Amount, Rate: c.Amount,
		GSTBps: s.gst(c.DraftOn), Why: billing.WhyContract,
	}}}
	if err := b.compute(c.bill); err != nil {
		return err
	}
	if at := b.office(since.Add(time.Duration(between(b.rng, 6*60, 50*60)) * time.Minute)); !at.After(b.now) {
		c.bill.issue, c.bill.by = at, b.accountant()
	}
	b.later(c.bill, x.client.Kind == customers.Business)
	b.plan(c.bill)
	return nil
}

// billed stores the bills of contracts, whose invoices are all known by now.
func (b *books) billed(deals []*deal) error {
	for _, x := range deals {
		for _, c := range x.bills {
			if c.bill != nil {
				c.row.record.Set("invoice", c.bill.ID)
			}
			if err := b.k.keep(c.row); err != nil {
				return err
			}
		}
	}
	return nil
}

// borne splits what was used into what the contract bears and what the customer is charged, and stores what it used up of the rules.
// It reports whether anything is charged.
func (b *books) borne(w *work, last *trip, lines []billing.Line) ([]billing.Line, bool, error) {
	x := w.deal
	asks := make([]contracts.LineAsk, 0, len(lines)+1)
	for _, l := range lines {
		asks = append(asks, contracts.LineAsk{Item: l.Item, Kind: l.Kind, UOM: l.UOM, QtyMilli: l.QtyMilli})
	}
	asks = append(asks, contracts.LineAsk{Kind: contracts.KindVisit, QtyMilli: 1000})
	job := contracts.JobAsk{Type: w.Type, Assets: w.Assets, Planned: w.PlanDate != "", PerVisit: x.Cycle == contracts.PerVisit}
	decided, uses := contracts.DecideCover(x.covers, job, asks)
	for _, u := range uses {
		i := slices.IndexFunc(x.covers, func(c contracts.Cover) bool { return c.ID == u.Cover })
		x.covers[i].Used += u.QtyMilli
		if err := b.k.put(doing(last.tech.by, "contracts.use", ""), w.CompletedAt, b.k.ids.next("cover_uses"), row{"cover_uses", map[string]any{
			"contract": x.ID, "cover": u.Cover, "job": w.ID, "qty_milli": u.QtyMilli, "at": stampOf(w.CompletedAt),
		}}); err != nil {
			return nil, false, err
		}
	}
	var out []billing.Line
	charged := false
	for i, l := range lines {
		for _, g := range decided[i].Borne {
			part := l
			part.QtyMilli, part.Cover, part.Why = g.QtyMilli, string(x.Type.Payment()), coverWhy(x.No, g)
			out = append(out, part)
		}
		if l.QtyMilli = decided[i].Charged; l.QtyMilli > 0 {
			charged = true
			if why := decided[i].Why; why != "" {
				l.Detail = "not covered: " + why
			}
			out = append(out, l)
		}
	}
	return out, charged, nil
}

// coverWhy is why a line costs nothing, as billing says it.
func coverWhy(no string, g contracts.Grant) string {
	why := billing.WhyCover + ":" + no + " · " + g.Name
	if g.Count != "" {
		why += " · " + g.Count
	}
	return why
}
