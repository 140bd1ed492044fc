package main

import (
	"slices"
	"strings"

	"doorstep/app/kernel/clock"
)

// The books of the day are kept here a second time, from the events alone and as the law says, without a line of the appliance:
// prices times quantities; the tax of each line by itself, each head to the nearest paisa, half up; the sum of a paper to the nearest
// rupee, 50 paise up (section 170 of the CGST Act); IGST in the place of CGST and SGST where the buyer is registered in another State
// (section 12(2)(a) of the IGST Act).

// half is n ÷ by to the nearest, half up; n is not negative.
func half(n, by int64) int64 { return (n + by/2) / by }

// dayRow is a line of a paper. Off is the discount in hundredths of a percent. What a contract bears comes to nothing.
type dayRow struct {
	ware
	thousandths, rate, off int64
	borne                  bool
}

func (r dayRow) before() int64 {
	if r.borne {
		return 0
	}
	gross := half(r.rate*r.thousandths, 1000)
	return gross - half(gross*r.off, 10_000)
}

// dayTax is the tax of the Union, of the State, and between States.
type dayTax struct{ central, state, between int64 }

func (r dayRow) tax(elsewhere bool) dayTax {
	if elsewhere {
		return dayTax{between: half(r.before()*r.gst, 10_000)}
	}
	h := half(r.before()*r.gst, 20_000)
	return dayTax{central: h, state: h}
}

// dayPaper is an invoice from its draft on, or a credit note.
type dayPaper struct {
	of, technician    string
	date, due         clock.Date
	rows              []dayRow
	call, note, ended bool
	issued            bool
	settled           int64
}

func (p *dayPaper) taxable() int64 {
	var sum int64
	for _, r := range p.rows {
		sum += r.before()
	}
	return sum
}

func (p *dayPaper) tax() dayTax {
	var sum dayTax
	for _, r := range p.rows {
		t := r.tax(payerOf(p.of).elsewhere())
		sum.central, sum.state, sum.between = sum.central+t.central, sum.state+t.state, sum.between+t.between
	}
	return sum
}

func (p *dayPaper) total() int64 {
	t := p.tax()
	return half(p.taxable()+t.central+t.state+t.between, 100) * 100
}

// asked is what the paper comes to at the door: with the least of a visit, whether the visit has ended or not.
func (p *dayPaper) asked() int64 {
	now := *p
	now.rows = slices.Clone(p.rows)
	now.atLeast()
	return now.total()
}

func (p *dayPaper) balance() int64 { return p.total() - p.settled }

// atLeast charges what the services lack to the least of a visit, unless a contract bears the visit.
func (p *dayPaper) atLeast() {
	if p.ended || errandOf(p.of).bears {
		return
	}
	var services int64
	for _, r := range p.rows {
		if r.kind == "service" {
			services += r.before()
		}
	}
	if lack := leastOfVisit - services; lack > 0 {
		p.rows = append(p.rows, dayRow{ware: wareOf("VISIT"), thousandths: 1000, rate: lack})
	}
}

// dayGift is money that a customer gave. Holder has it, if it is cash.
type dayGift struct {
	of, mode, holder, ref, state string
	paise                        int64
	on                           clock.Date
}

// States of a gift.
const (
	claimedOnly = "claimed only"
	verified    = "verified"
	rejected    = "rejected"
)

// dayVisit is on which day the visit of a call stands, and what its job has come to.
type dayVisit struct {
	on    clock.Date
	state string
}

// dayBooks are what the events come to as of today.
type dayBooks struct {
	today  clock.Date
	papers []*dayPaper
	gifts  []*dayGift
	visits map[string]dayVisit // by customer
	hands  map[string][]int64  // the receipts that each technician holds, the oldest first; the till's are those of ""
	short  map[string]int64    // what was missing when it was counted
	stray  []int64
}

func booksOf(events []dayEvent, today clock.Date) *dayBooks {
	b := &dayBooks{today: today, visits: map[string]dayVisit{}, hands: map[string][]int64{}, short: map[string]int64{}}
	for _, e := range events {
		switch e.what {
		case visitPlanned, visitFutile, visitDone:
			b.work(e)
		case wareUsed, workAgreed, debtOwed, priceCut, paperIssued, wareCredited:
			b.bill(e)
		default:
			b.take(e)
		}
	}
	return b
}

// call is the paper of the customer's call.
func (b *dayBooks) call(of string) *dayPaper {
	at := slices.IndexFunc(b.papers, func(p *dayPaper) bool { return p.of == of && p.call })
	if at < 0 {
		b.papers = append(b.papers, &dayPaper{of: of, technician: errandOf(of).technician, call: true})
		at = len(b.papers) - 1
	}
	return b.papers[at]
}

func (b *dayBooks) work(e dayEvent) {
	v := b.visits[e.of]
	switch e.what {
	case visitPlanned:
		v = dayVisit{e.on, "Scheduled"}
	case visitFutile:
		v.state = "Unscheduled"
	case visitDone:
		v.state = "Completed"
		b.call(e.of).atLeast()
		b.call(e.of).ended = true
	}
	b.visits[e.of] = v
}

func (b *dayBooks) bill(e dayEvent) {
	if e.what == debtOwed {
		b.papers = append(b.papers, &dayPaper{
			of: e.of, date: e.on, due: e.on.AddDays(payerOf(e.of).credit), issued: true,
			rows: []dayRow{{ware: wareOf(e.ware), thousandths: e.thousandths, rate: e.paise}},
		})
		return
	}
	p := b.call(e.of)
	switch e.what {
	case wareUsed, workAgreed:
		p.rows = append(p.rows, b.row(e))
	case priceCut:
		p.rows[slices.IndexFunc(p.rows, func(r dayRow) bool { return r.code == e.ware })].rate = e.paise
	case paperIssued:
		p.date, p.issued, p.due = e.on, true, e.on.AddDays(payerOf(e.of).credit)
		b.settle(p)
	case wareCredited:
		n := &dayPaper{of: e.of, date: e.on, issued: true, note: true, rows: []dayRow{b.row(e)}}
		n.settled = min(n.total(), p.balance())
		p.settled += n.settled
		b.papers = append(b.papers, n)
	}
}

// row prices what was used as the customer pays it.
func (b *dayBooks) row(e dayEvent) dayRow {
	w := wareOf(e.ware)
	r := dayRow{ware: w, thousandths: e.thousandths, rate: w.price, off: payerOf(e.of).off}
	r.borne = errandOf(e.of).bears && w.code != "GAS-R32"
	return r
}

func (b *dayBooks) take(e dayEvent) {
	switch e.what {
	case moneyGiven:
		g := &dayGift{of: e.of, mode: e.mode, ref: e.ref, paise: e.paise, state: claimedOnly, on: e.on}
		if e.mode == "Cash" {
			g.holder = e.by
			b.hands[e.by] = append(b.hands[e.by], e.paise)
		}
		b.gifts = append(b.gifts, g)
	case moneyNever:
		b.gift(e.ref).state = rejected
	case moneySeen:
		b.verify(b.gift(e.ref))
	case cashCounted: // what is missing is the technician's: the customers did pay
		for _, paise := range b.hands[e.by] {
			b.short[e.by] += paise
		}
		b.short[e.by] -= e.paise
		b.hands[e.by], b.hands[""] = nil, append(b.hands[""], e.paise)
		for _, g := range b.gifts {
			if g.mode == "Cash" && g.holder == e.by && g.state == claimedOnly {
				b.verify(g)
			}
		}
	case cashBanked:
		b.hands[""] = spent(b.hands[""], e.paise)
	case moneyStrayed:
		b.stray = append(b.stray, e.paise)
	}
}

func (b *dayBooks) gift(ref string) *dayGift {
	return b.gifts[slices.IndexFunc(b.gifts, func(g *dayGift) bool { return g.ref == ref })]
}

func (b *dayBooks) verify(g *dayGift) {
	g.state = verified
	if p := b.call(g.of); p.issued {
		p.settled = min(p.settled+g.paise, p.total())
	}
}

// settle puts what was verified before to an invoice that is issued only now.
func (b *dayBooks) settle(p *dayPaper) {
	for _, g := range b.gifts {
		if g.of == p.of && g.state == verified {
			p.settled = min(p.settled+g.paise, p.total())
		}
	}
}

// spent takes paise out of receipts, the oldest first.
func spent(receipts []int64, paise int64) []int64 {
	for len(receipts) > 0 && paise >= receipts[0] {
		paise, receipts = paise-receipts[0], receipts[1:]
	}
	if paise > 0 && len(receipts) > 0 {
		receipts = append([]int64{receipts[0] - paise}, receipts[1:]...)
	}
	return receipts
}

func payerOf(name string) payer {
	return dayPayers[slices.IndexFunc(dayPayers, func(p payer) bool { return p.name == name })]
}

// errandOf is the call of a customer; the zero errand for one who did not call.
func errandOf(name string) errand {
	at := slices.IndexFunc(errands, func(e errand) bool { return e.of == name })
	if at < 0 {
		return errand{}
	}
	return errands[at]
}

// areaOf is the area that holds a PIN code.
func areaOf(pin string) string {
	for name, pins := range dayAreas {
		if slices.Contains(strings.Fields(pins), pin) {
			return name
		}
	}
	return ""
}
