package demo

import (
	"fmt"
	"time"

	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
)

// receipts is the name of the running number of receipts.
func receipts(series, year string) string { return "payment:" + series + ":" + year }

// claim lets somebody say that money was given: it gets its receipt number, cash goes into a hand.
func (b *books) claim(p *pay, at time.Time) error {
	day := clock.DateOf(at)
	var err error
	if p.no, p.series, p.seq, err = b.number(receipts, "R", day); err != nil {
		return err
	}
	p.id, p.fy = b.k.ids.next("payments"), gst.FY(day).Short
	switch p.mode {
	case "upi":
		p.rrn = b.reference(at)
	case "bank":
		p.ref = fmt.Sprintf("HDFCN%d%08d", at.Year()%100, b.rng.IntN(100_000_000))
	}
	by := p.by(b)
	if p.bill.Job == "" && at.Before(b.k.detailed) {
		return b.taken(p, at, by) // long ago and over the counter: the receipt itself tells
	}
	if err := b.note(by, "payments.record", "", at, "payments", p.id, map[string]any{
		"no": p.no, "kind": "receipt", "mode": p.mode, "state": "claimed", "paise": int64(p.amount), "rrn": p.rrn, "ref": p.ref, "date": string(day),
		"customer": p.bill.Customer, "job": p.bill.Job, "visit": p.visit, "technician": p.techID(), "key": p.key(),
	}); err != nil {
		return err
	}
	return b.taken(p, at, by)
}

// taken puts cash where it is, and stores the claim if nothing becomes of it.
func (b *books) taken(p *pay, at time.Time, by act.By) error {
	if p.mode == "cash" {
		if err := b.take(p, at, by); err != nil {
			return err
		}
	}
	if p.verified.IsZero() {
		return b.keepPay(p)
	}
	return nil
}

func (p *pay) by(b *books) act.By {
	if p.tech != nil {
		return p.tech.by
	}
	return b.accountant()
}

func (p *pay) techID() string {
	if p.tech == nil {
		return ""
	}
	return p.tech.ID
}

// key is the phone's own for the payment.
func (p *pay) key() string { return "demo-" + p.id }

// reference is the twelve digits of a UPI payment: year, day, hour, and a number that nobody else has.
func (b *books) reference(at time.Time) string {
	t := at.In(clock.IST)
	b.numbers["demo:rrn"]++
	return fmt.Sprintf("%d%03d%02d%06d", t.Year()%10, t.YearDay(), t.Hour(), b.numbers["demo:rrn"]*7%1_000_000)
}

// verify makes the claim money that the business has, and settles the bill if it is out.
func (b *books) verify(p *pay, at time.Time, by act.By) error {
	p.seen = true
	if p.how == "statement" {
		if err := b.credited(p, at); err != nil {
			return err
		}
	}
	if err := b.change(by, "payments.verify", at, "payments", p.id, map[string]any{"state": "claimed"},
		map[string]any{"state": "verified", "verified_how": p.how}); err != nil {
		return err
	}
	if p.bill.issue.IsZero() {
		return b.keepPay(p)
	}
	if p.bill.No == "" {
		return nil // issuing settles it
	}
	if err := b.settle(p, at, by); err != nil {
		return err
	}
	return b.closed(p.bill)
}

var allocationColumns = []string{"payment", "invoice", "paise", "settlement", "at", "by", "by_name"}

// settle puts a verified payment to its bill.
func (b *books) settle(p *pay, at time.Time, by act.By) error {
	ref := p.rrn
	if ref == "" {
		ref = p.ref
	}
	p.bill.open--
	p.applied = p.amount
	settlement, err := b.lower(p.bill, string(billing.ByPayment), p.amount, p.id, ref, "", at, by)
	if err != nil {
		return err
	}
	if err := b.put("allocations", at, b.k.ids.next("allocations"), allocationColumns, p.id, p.bill.ID, int64(p.amount), settlement, stampOf(at), by.User, by.Name); err != nil {
		return err
	}
	return b.keepPay(p)
}

var payColumns = []string{
	"no", "kind", "mode", "state", "key", "paise", "applied_paise", "rrn", "vpa", "ref", "date", "customer", "job", "visit", "invoice", "technician",
	"handover", "bank_line", "verified_how", "verified_at", "verified_by", "verified_name", "series", "fy", "seq", "at_device", "at_server", "source", "by", "by_name",
}

func (b *books) keepPay(p *pay) error {
	if p.done {
		return fmt.Errorf("payment %s is stored twice", p.no)
	}
	p.done = true
	by, state, how, invoice, verifier := p.by(b), "claimed", "", "", act.By{}
	if p.seen {
		state, how, verifier = "verified", p.how, b.accountant()
	}
	if p.tech == nil && p.bill.Job == "" {
		invoice = p.bill.ID
	}
	return b.put("payments", p.at, p.id, payColumns,
		p.no, "receipt", p.mode, state, p.key(), int64(p.amount), int64(p.applied), p.rrn, "", p.ref, string(clock.DateOf(p.at)), p.bill.Customer, p.bill.Job,
		p.visit, invoice, p.techID(), p.handover, p.line, how, stampOf(p.verified), verifier.User, verifier.Name, p.series, p.fy, p.seq, stampOf(p.at),
		stampOf(p.at), string(by.Source), by.User, by.Name)
}
