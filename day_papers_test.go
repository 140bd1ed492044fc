package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
)

// shownPaper is an issued document as its page shows it.
type shownPaper struct {
	Customer, Title string
	Sums            map[string]string // by their names, before the paper's own total
	Total, Balance  string
	Rows            []string // before tax
}

const paperPage = `(page) => {
	const sums = (root) => Object.fromEntries([...root.querySelectorAll('dl.sums > div')].map((d) => [d.querySelector('dt').textContent.trim(), d.querySelector('dd').textContent.trim()]));
	return {
		Customer: page.querySelector('main a[href^="/office/customers/"]').textContent.trim(), Title: page.querySelector('h1').textContent.trim(),
		Sums: sums(page.querySelector('.split > .stack')), Total: sums(page.querySelector('aside')).Total, Balance: sums(page.querySelector('aside')).Balance || '',
		Rows: [...page.querySelectorAll('.split > .stack table')][0] ? [...[...page.querySelectorAll('.split > .stack table')][0].querySelectorAll('tbody tr')].map((tr) => tr.querySelector('td:last-child').textContent.trim()) : [],
	};
}`

// papersOf opens every document on a list, in the window's session.
func (w *window) papersOf(list string) []shownPaper {
	w.t.Helper()
	return is[[]shownPaper](w, `(async () => {
		const open = async (href) => new DOMParser().parseFromString(await (await fetch(href)).text(), 'text/html'), read = `+paperPage+`;
		const links = [...(await open(`+quoted(list)+`)).querySelectorAll('#invoices a.row-link')].map((a) => a.getAttribute('href'));
		return Promise.all(links.map(async (href) => read(await open(href))));
	})()`)
}

// line is what of a paper must agree to the paisa.
func (s shownPaper) line() string {
	return fmt.Sprintf("%s: before tax %s, CGST %s, SGST %s, IGST %s, total %s, balance %s", s.Customer, plain(paiseOf(s.Sums["Before tax"])),
		plain(paiseOf(s.Sums["CGST"])), plain(paiseOf(s.Sums["SGST"])), plain(paiseOf(s.Sums["IGST"])), plain(paiseOf(s.Total)), plain(paiseOf(s.Balance)))
}

func (p *dayPaper) line() string {
	t, balance := p.tax(), p.balance()
	if p.note {
		balance = 0
	}
	return fmt.Sprintf("%s: before tax %s, CGST %s, SGST %s, IGST %s, total %s, balance %s", p.of, plain(p.taxable()), plain(t.central), plain(t.state),
		plain(t.between), plain(p.total()), plain(balance))
}

// readsThePapers holds every invoice and credit note, and their sums by head of tax, against the books of the day.
func (d *dayStory) readsThePapers() {
	for list, note := range map[string]bool{"/office/invoices": false, "/office/invoices?show=credit": true} {
		var want, shown []string
		var is, shows dayTax
		for _, p := range d.log.books().papers {
			if p.issued && p.note == note {
				t := p.tax()
				want, is = append(want, p.line()), dayTax{is.central + t.central, is.state + t.state, is.between + t.between}
			}
		}
		for _, p := range d.owner.papersOf(list) {
			if strings.HasPrefix(p.Title, "Credit note") != note {
				continue
			}
			var before int64
			for _, r := range p.Rows {
				before += paiseOf(r)
			}
			if before != paiseOf(p.Sums["Before tax"]) {
				d.t.Errorf("the lines of %s of %s come to %s, and not to %s", p.Title, p.Customer, plain(before), p.Sums["Before tax"])
			}
			shown = append(shown, p.line())
			shows = dayTax{shows.central + paiseOf(p.Sums["CGST"]), shows.state + paiseOf(p.Sums["SGST"]), shows.between + paiseOf(p.Sums["IGST"])}
		}
		slices.Sort(want)
		slices.Sort(shown)
		if !slices.Equal(want, shown) || is != shows {
			d.t.Errorf("%s\nis    %s\nshows %s\ntax is %+v and shows %+v", list, strings.Join(want, "\n      "), strings.Join(shown, "\n      "), is, shows)
		}
	}
}

// readsTheLeaks holds the page about leakage against the books: what leaked, and that nothing else did.
func (d *dayStory) readsTheLeaks() {
	w, want := d.owner, d.log.books().leaks()
	w.open(d.a.URL + "/owner/leakage")
	w.until("document.querySelector('table.leaks')")
	rows := is[[]shownRow](w, `[...document.querySelectorAll('table.leaks tbody tr')].map((tr) => ({
		Label: tr.querySelector('td.main').firstChild.textContent.trim() || tr.querySelector('td.main a').textContent.trim(),
		N: +tr.querySelectorAll('td.num')[0].textContent, Money: tr.querySelectorAll('td.num')[1].textContent, Href: tr.querySelector('a')?.getAttribute('href') || ''}))`)
	leads := map[string]daySum{}
	for _, r := range rows {
		if got := (daySum{r.N, paiseOf(r.Money)}); got != want[r.Label] {
			d.t.Errorf("%q is %v and shows %v", r.Label, want[r.Label], got)
		}
		if r.N > 0 {
			leads[r.Href] = want[r.Label]
		}
	}
	if len(rows) != 8 || len(leads) != len(want) {
		d.t.Errorf("the page of leaks has %d kinds, of which %d have rows; want 8 and %d", len(rows), len(leads), len(want))
	}
	d.followsItsRows(leads)
}

// readsTheRest holds the customers, receivables, cash and the contract against the books.
func (d *dayStory) readsTheRest() {
	w, b := d.owner, d.log.books()
	f := b.figures()
	w.open(d.a.URL + "/office/customers")
	if n := is[int](w, "document.querySelectorAll('main tbody tr').length"); n != len(dayPayers) {
		d.t.Errorf("%d customers are known, want %d", n, len(dayPayers))
	}
	w.open(d.a.URL + "/office/receivables")
	w.see(rupees(f["Pending by age"][together].Paise))
	for name, s := range f["Pending by customer"] {
		if name == together {
			continue
		}
		row := is[string](w, "[...document.querySelectorAll('main tbody tr')].find((r) => r.innerText.includes("+quoted(name)+"))?.querySelector('td:last-child').innerText || ''")
		if paiseOf(row) != s.Paise {
			d.t.Errorf("%s owes %s, and the receivables show %q", name, plain(s.Paise), row)
		}
	}
	var inHands, till int64
	for who, receipts := range b.hands {
		for _, paise := range receipts {
			if who == "" {
				till += paise
			} else {
				inHands += paise
			}
		}
	}
	w.open(d.a.URL + "/office/cash")
	if tiles := is[[]string](w, "[...document.querySelectorAll('main .tile b')].map((b) => b.innerText)"); paiseOf(tiles[0]) != inHands || paiseOf(tiles[1]) != till {
		d.t.Errorf("in hands %s, in the till %s; the page shows %v", plain(inHands), plain(till), tiles)
	}
	for who, missing := range b.short {
		if missing > 0 {
			w.see(rupees(missing) + " short")
			w.see(who)
		}
	}
	d.readsTheContract()
}

// readsTheContract holds the contract's counts and sums against the day: of four calls one is used; the first month is billed, of
// which the first day is earned.
func (d *dayStory) readsTheContract() {
	w := d.owner
	w.open(d.a.URL + "/office/contracts/" + d.ids["contract"])
	w.see("3 of 4 jobs left")
	if used := is[string](w, "[...document.querySelectorAll('#cover tbody tr')].find((r) => r.innerText.includes('Four calls')).querySelector('[data-label=Used]').innerText.trim()"); !strings.HasPrefix(used, "1") {
		d.t.Errorf("of four calls one is used, and the contract shows %q", used)
	}
	begins := d.sold.Start()
	ends := time.Date(begins.Year(), begins.Month()+1, begins.Day(), 0, 0, 0, 0, begins.Location())
	if ends.Day() != begins.Day() { // a month that lacks the day ends with its last one
		ends = time.Date(begins.Year(), begins.Month()+2, 0, 0, 0, 0, 0, begins.Location())
	}
	month, gone := int64(ends.Sub(begins).Hours()/24), int64(clock.Today().Start().Sub(begins).Hours()/24)+1
	earned := half(1000_00*gone, month)
	want := map[string]int64{"Value": 12_000_00, "Billed": 1000_00, "Earned of it": earned, "Deferred": 1000_00 - earned}
	for term, shown := range is[map[string]string](w, "Object.fromEntries([...document.querySelectorAll('aside dl.sums > div')].map((d) => [d.querySelector('dt').innerText.trim(), d.querySelector('dd').innerText]))") {
		if paiseOf(shown) != want[term] {
			d.t.Errorf("%s of the contract is %s, and shows %s", term, plain(want[term]), shown)
		}
		delete(want, term)
	}
	if len(want) > 0 {
		d.t.Errorf("the contract does not show %v", want)
	}
}

// rupees is an amount as pages write it in a sentence: "₹1,234.50".
func rupees(paise int64) string { return whole(paise) + fmt.Sprintf(".%02d", paise%100) }
