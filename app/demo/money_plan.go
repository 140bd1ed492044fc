package demo

import (
	"iter"
	"maps"
	"time"

	"doorstep/app/billing"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// bill is an invoice with the money that settles it.
type bill struct {
	billing.Invoice
	client   *client
	site     *site
	no       string    // of its job
	since    time.Time // when it was drafted
	issue    time.Time // zero: it still waits
	by       act.By
	pays     []*pay
	tds      *settled
	open     int // settlements to come
	seq      int64
	snapshot []byte
}

// pay is money that a customer gives.
type pay struct {
	id       string
	bill     *bill
	mode     string
	amount   money.Paise
	tech     *tech // who took it; nil: the office
	visit    string
	at       time.Time
	verified time.Time // zero: it waits
	how      string
	handover string
	line     string // of the bank's statement
	done     bool   // stored
	no, rrn  string
	ref      string
	seq      int64
	series   string
	fy       string
	applied  money.Paise
	seen     bool // verified by now
}

// settled is what lowers a balance besides payments.
type settled struct {
	paise  money.Paise
	at     time.Time
	kind   string
	ref    string
	reason string
}

// keys are those of a map.
func keys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

// job is what a job's money comes to, once all is known that happened at its visits.
func (b *books) job(w *work, job *kept, visits map[*trip]*kept) error {
	var last *trip
	for _, t := range w.visits {
		if t.Status == jobs.Done {
			last = t
		}
	}
	if last == nil || w.CompletedAt.IsZero() {
		return nil
	}
	lines, err := b.used(w, last, w.CompletedAt)
	if err != nil {
		return err
	}
	charged := w.Payment == jobs.Chargeable
	if w.deal != nil {
		if lines, charged, err = b.borne(w, last, lines); err != nil {
			return err
		}
	}
	if !charged {
		job.record.Set("billing", billing.BillingCovered)
		visits[last].record.Set("pays", string(w.Payment))
		return nil
	}
	if !b.now.Before(w.CompletedAt.Add(20*time.Hour)) && chance(b.rng, 1) { // somebody threw the draft away
		job.record.Set("billing", billing.BillingToInvoice)
		job.record.Set("paid", "none")
		visits[last].record.Set("pays", "invoice")
		return nil
	}
	if w.deal == nil && len(lines) > 1 && chance(b.rng, 2) { // the part was forgotten
		lines = lines[:len(lines)-1]
	}
	for i := range lines {
		if lines[i].Cover == "" {
			lines[i] = b.priced(w.site.client, lines[i])
		}
	}
	b.given(lines)
	bl := &bill{client: w.site.client, site: w.site, no: w.No, since: w.CompletedAt}
	bl.Invoice = billing.Invoice{Kind: billing.KindInvoice, Job: w.ID, Jobs: []string{w.ID}, Technician: last.tech.ID, Lines: lines}
	if err := b.compute(bl); err != nil {
		return err
	}
	b.issued(bl)
	visits[last].record.Set("pays", b.door(bl, last))
	job.record.Set("billing", billing.BillingToInvoice)
	if !bl.issue.IsZero() {
		job.record.Set("billing", billing.BillingInvoiced)
	}
	job.record.Set("paid", bl.paid())
	b.plan(bl)
	return nil
}

// compute fills in whom the bill is for and what it comes to.
func (b *books) compute(bl *bill) error {
	bl.Customer, bl.Site, bl.Area, bl.GSTMode, bl.BuyerGSTIN = bl.client.ID, bl.site.ID, b.areas[bl.site.zone], string(b.company.GSTMode), bl.client.GSTIN
	var err error
	bl.Invoice, err = b.sheet(bl).Compute(bl.Invoice)
	return err
}

func (b *books) sheet(bl *bill) billing.Sheet {
	return billing.Sheet{Company: b.company, Customer: bl.client.Customer, Site: bl.site.Site}
}

// issued decides when the bill goes out: mostly on the next hours of the office, now and then late, and not yet for a few.
func (b *books) issued(bl *bill) {
	wait := time.Duration(between(b.rng, 20, 300)) * time.Minute
	switch n := b.rng.IntN(100); {
	case n < 6:
		wait = time.Duration(between(b.rng, 30, 110)) * time.Hour
	case n < 8 && bl.since.After(b.now.AddDate(0, 0, -40)):
		return // it waits in the queue
	case n < 40 && bl.since.After(b.now.Add(-20*time.Hour)):
		return
	}
	at := b.office(bl.since.Add(wait))
	if at.After(b.now) {
		return
	}
	bl.issue, bl.by = at, b.accountant()
	if chance(b.rng, 15) {
		bl.by = b.staff[0]
	}
}

// office is the next time the office is open from t on.
func (b *books) office(t time.Time) time.Time {
	for {
		day, m := clock.DateOf(t), clock.Minute(t)
		switch {
		case day.Weekday() == time.Sunday || m > 18*60+30:
			t = day.AddDays(1).At(9*60 + 10 + b.rng.IntN(50))
		case m < 9*60+5:
			t = day.At(9*60 + 10 + b.rng.IntN(50))
		default:
			return exact(t)
		}
	}
}

// door is how the customer pays at the visit, and what he gives there.
func (b *books) door(bl *bill, t *trip) string {
	business := bl.client.Kind == customers.Business
	upi, cash, pending := 52, 26, 14
	if business {
		upi, cash, pending = 12, 8, 6
	}
	given := earlier(exact(t.ActualEnd.Add(-2*time.Minute)), b.now)
	switch n := b.rng.IntN(100); {
	case n < upi:
		b.atDoor(bl, t, "upi", given)
		return "upi"
	case n < upi+cash:
		b.atDoor(bl, t, "cash", given)
		return "cash"
	case n < upi+cash+pending:
		b.later(bl, business)
		return "pending"
	}
	b.later(bl, business)
	return "invoice"
}

// atDoor takes all of it, or a part, at the door.
func (b *books) atDoor(bl *bill, t *trip, mode string, at time.Time) {
	amount := bl.Total
	if chance(b.rng, 5) {
		amount = bl.Total / 2 / 100 / money.Rupee * 100 * money.Rupee
	}
	if amount == 0 {
		amount = bl.Total
	}
	p := b.pay(bl, mode, amount, at)
	p.tech, p.visit = t.tech, t.ID
	switch {
	case mode == "cash":
		p.verified, p.how = b.handsOver(t.tech, at), "handover"
	case !b.red && at.After(b.now.AddDate(0, 0, -5)) && at.Before(b.now.AddDate(0, 0, -3)):
		b.red = true // nobody finds it at the bank
	default:
		b.seen(p)
	}
	if p.verified.After(b.now) {
		p.verified = time.Time{}
	}
	if amount < bl.Total && !bl.issue.IsZero() && chance(b.rng, 60) {
		b.rest(bl, at.AddDate(0, 0, between(b.rng, 4, 30)))
	}
}

// later lets the customer pay after the invoice, if he does.
func (b *books) later(bl *bill, business bool) {
	if bl.issue.IsZero() {
		return
	}
	days := between(b.rng, 1, 12)
	if business {
		days = bl.client.CreditDays + between(b.rng, -8, 32)
	}
	switch n := b.rng.IntN(100); {
	case n < 4: // he does not
		return
	case n < 14 && bl.Total > 2000*money.Rupee:
		b.transfer(bl, bl.Total/3/money.Rupee*money.Rupee, bl.issue.AddDate(0, 0, max(1, days)))
		if chance(b.rng, 50) {
			b.rest(bl, bl.issue.AddDate(0, 0, days+between(b.rng, 7, 40)))
		}
		return
	case (n < 30 && bl.client.GSTIN != "" || bl.client == b.corp) && bl.Taxable > 500*money.Rupee:
		at := b.office(bl.issue.AddDate(0, 0, max(1, days)))
		bl.tds = &settled{paise: (bl.Taxable/50 + 50) / 100 * 100, at: at, kind: string(billing.ByTDS), ref: "26AS", reason: "Income tax held back by the customer, section 194C"}
	}
	b.rest(bl, bl.issue.AddDate(0, 0, max(1, days)))
}

// rest pays what is still open.
func (b *books) rest(bl *bill, at time.Time) {
	left := bl.Total
	for _, p := range bl.pays {
		left -= p.amount
	}
	if bl.tds != nil {
		if bl.tds.at.After(b.now) {
			bl.tds = nil
		} else {
			left -= bl.tds.paise
		}
	}
	b.transfer(bl, left, at)
}

func (b *books) transfer(bl *bill, amount money.Paise, at time.Time) {
	if at = b.office(at); at.After(b.now) || amount <= 0 {
		return
	}
	mode := "bank"
	if bl.client.Kind == customers.Person || chance(b.rng, 25) {
		mode = "upi"
	}
	p := b.pay(bl, mode, amount, at)
	if b.onStatement(at) {
		b.seen(p)
	} else {
		p.verified, p.how = at, "accountant"
	}
	if p.verified.After(b.now) {
		p.verified = time.Time{}
	}
}

func (b *books) pay(bl *bill, mode string, amount money.Paise, at time.Time) *pay {
	p := &pay{bill: bl, mode: mode, amount: amount, at: at}
	bl.pays = append(bl.pays, p)
	return p
}

// paid is how the money of the bill's job stands now, as payments works it out.
func (bl *bill) paid() string {
	var verified, claimed money.Paise
	for _, p := range bl.pays {
		if p.verified.IsZero() {
			claimed += p.amount
		} else {
			verified += p.amount
		}
	}
	open := bl.Total - verified
	if bl.tds != nil && !bl.issue.IsZero() {
		open -= bl.tds.paise
	}
	switch {
	case bl.Total > 0 && open <= 0 && verified > 0:
		return "verified"
	case open > 0 && claimed >= open:
		return "claimed"
	case verified > 0 || claimed > 0:
		return "part"
	case bl.Total > 0:
		return "pending"
	}
	return "none"
}
