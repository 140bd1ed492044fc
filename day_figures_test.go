package main

import (
	"cmp"

	"doorstep/app/kernel/clock"
)

// daySum is how many rows a figure has and what they come to in paise.
type daySum struct {
	N     int
	Paise int64
}

func (s daySum) and(paise int64) daySum { return daySum{s.N + 1, s.Paise + paise} }

// together is the label of a figure's last row.
const together = "Together"

// dayFigure is a table of the owner's: its rows by their labels, with all of them together as the last.
type dayFigure map[string]daySum

func (f dayFigure) add(label string, paise int64) {
	f[label], f[together] = f[label].and(paise), f[together].and(paise)
}

// age is how old a debt is, as the owner's screen calls it.
func age(due, today clock.Date) string {
	days := int(today.Start().Sub(due.Start()).Hours() / 24)
	for _, b := range []struct {
		most  int
		words string
	}{{-1, "not due"}, {7, "0–7"}, {15, "8–15"}, {30, "16–30"}, {60, "31–60"}} {
		if days <= b.most {
			return b.words
		}
	}
	return "over 60"
}

// figures are the tables of the owner's screen, by their captions, from the books kept here.
func (b *dayBooks) figures() map[string]dayFigure {
	all := map[string]dayFigure{}
	add := func(caption, label string, paise int64) {
		if all[caption] == nil {
			all[caption] = dayFigure{}
		}
		all[caption].add(label, paise)
	}
	for _, p := range b.owed() {
		add("Pending by age", age(p.due, b.today), p.balance())
		add("Pending by customer", p.of, p.balance())
		add("Pending by technician", cmp.Or(p.technician, "No technician"), p.balance())
		add("Pending by area", areaOf(payerOf(p.of).pin), p.balance())
	}
	for _, p := range b.papers {
		if p.ended && !p.issued && p.total() > 0 {
			add("Done and not invoiced", "0–1", p.total())
		}
	}
	for who, receipts := range b.hands {
		for _, paise := range receipts {
			add("Cash in hands", cmp.Or(who, "Till of the office"), paise)
		}
	}
	for _, g := range b.gifts {
		if g.state != rejected && g.on == b.today {
			add("Collected today", g.mode+", "+g.state, g.paise)
		}
	}
	for _, v := range b.visits {
		if v.on == b.today {
			add("Jobs today", v.state, 0)
		}
	}
	return all
}

// owed are the invoices with a balance.
func (b *dayBooks) owed() []*dayPaper {
	var all []*dayPaper
	for _, p := range b.papers {
		if p.issued && !p.note && p.balance() > 0 {
			all = append(all, p)
		}
	}
	return all
}

// claimed are those who said that they gave money that nobody has seen yet.
func (b *dayBooks) claimed() daySum {
	var s daySum
	for _, g := range b.gifts {
		if g.state == claimedOnly {
			s = s.and(g.paise)
		}
	}
	return s
}

// overdue is what is owed past its day.
func (b *dayBooks) overdue() daySum {
	var s daySum
	for _, p := range b.owed() {
		if p.due < b.today {
			s = s.and(p.balance())
		}
	}
	return s
}

// leaks are the kinds of leakage that the day has, by their names; every other kind has none.
func (b *dayBooks) leaks() map[string]daySum {
	all := map[string]daySum{}
	for _, p := range b.papers {
		if p.ended && !p.issued && p.total() > 0 {
			all["Completed without invoice"] = all["Completed without invoice"].and(p.total())
		}
		for _, r := range p.rows {
			list := half(r.price*r.thousandths, 1000)
			if p.issued && p.call && !p.note && !r.borne && r.off == 0 && r.code != "VISIT" && r.before() < list {
				all["Sold below the price list"] = all["Sold below the price list"].and(list - r.before())
			}
		}
	}
	for _, paise := range b.stray {
		all["Money at the bank that belongs to nothing"] = all["Money at the bank that belongs to nothing"].and(paise)
	}
	return all
}
