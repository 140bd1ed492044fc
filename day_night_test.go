package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// shownRow is a row of a table as the page shows it.
type shownRow struct {
	Label, Money, Href string
	N                  int
}

// shownList is a list behind a figure: what its head says, and what its rows say.
type shownList struct {
	Href, Sum string
	N         int
	Rows      []string
}

// paiseOf reads an amount as a page shows it: "₹1,23,456.50".
func paiseOf(text string) int64 {
	text = strings.NewReplacer("₹", "", ",", "", "−", "-", " ", "").Replace(strings.TrimSpace(text))
	if text == "" || text == "–" {
		return 0
	}
	rupees, rest, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(rupees+(rest + "00")[:2], 10, 64)
	if err != nil {
		panic(fmt.Sprintf("%q is no amount", text))
	}
	return n
}

const tables = `[...document.querySelectorAll('#money section')].map((s) => ({
	Label: s.querySelector('h2').textContent.trim(),
	Rows: [...s.querySelectorAll('tbody tr, tfoot tr')].map((tr) => {
		const cells = [...tr.querySelectorAll('td.num')].map((c) => c.textContent.trim());
		return {Label: tr.querySelector('th').textContent.trim(), N: +cells[0], Money: cells[1] || '', Href: tr.querySelector('a')?.getAttribute('href') || ''};
	}),
}))`

// ownersTables are the tables of the owner's screen as they stand, without rows that say nothing, and where each row leads.
func (w *window) ownersTables() (map[string]dayFigure, map[string]daySum) {
	w.t.Helper()
	shown, leads := map[string]dayFigure{}, map[string]daySum{}
	type table struct {
		Label string
		Rows  []shownRow
	}
	for _, s := range is[[]table](w, tables) {
		for _, r := range s.Rows {
			if r.N == 0 {
				continue
			}
			if shown[s.Label] == nil {
				shown[s.Label] = dayFigure{}
			}
			shown[s.Label][r.Label] = daySum{r.N, paiseOf(r.Money)}
			leads[r.Href] = shown[s.Label][r.Label]
		}
	}
	return shown, leads
}

// lists fetches the lists behind figures in the window's session, all at once.
func (w *window) lists(hrefs []string) []shownList {
	w.t.Helper()
	all, _ := json.Marshal(hrefs)
	return is[[]shownList](w, `Promise.all(`+string(all)+`.map(async (Href) => {
		const page = new DOMParser().parseFromString(await (await fetch(Href)).text(), 'text/html');
		return {Href, Sum: page.querySelector('.sum b')?.textContent || '', N: parseInt(page.querySelector('.sum .muted')?.textContent) || 0,
			Rows: [...page.querySelectorAll('table.entries tbody tr')].map((tr) => page.querySelector('.sum b') ? tr.querySelector('td.num:last-child').textContent : '')};
	}))`)
}

// seesTheNight holds the owner's screen, which has been open all day, against the books of the day, and each of its rows against
// the list that it leads to.
func (d *dayStory) seesTheNight() {
	w, want := d.owner, d.log.books().figures()
	var shown map[string]dayFigure
	var leads map[string]daySum
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if shown, leads = w.ownersTables(); reflect.DeepEqual(shown, want) || time.Now().After(end) {
			break
		}
	}
	for _, caption := range slices.Sorted(maps.Keys(want)) {
		if !reflect.DeepEqual(shown[caption], want[caption]) {
			d.t.Errorf("%s\nis   %v\nshows %v", caption, want[caption], shown[caption])
		}
	}
	for caption := range shown {
		if want[caption] == nil {
			d.t.Errorf("%s shows %v, and there is nothing", caption, shown[caption])
		}
	}
	if !is[bool](w, "window.morning === true") {
		d.t.Error("the owner's screen was loaded anew in the course of the day")
	}
	if len(leads) < 15 {
		d.t.Errorf("only %d rows of the screen lead to a list", len(leads))
	}
	d.followsItsRows(leads)
	d.seesTheTiles()
}

// followsItsRows opens the list behind every row.
func (d *dayStory) followsItsRows(leads map[string]daySum) {
	for _, l := range d.owner.lists(slices.Sorted(maps.Keys(leads))) {
		var rows int64
		for _, r := range l.Rows {
			rows += paiseOf(r)
		}
		if want := leads[l.Href]; l.N != want.N || len(l.Rows) != want.N || paiseOf(l.Sum) != want.Paise || rows != want.Paise {
			d.t.Errorf("%s says %d rows and %s; it has %d rows that come to %s; the figure is %d and %s",
				l.Href, l.N, l.Sum, len(l.Rows), plain(rows), want.N, plain(want.Paise))
		}
	}
}

// seesTheTiles holds the figures at the top of the screen, in whole rupees, and the lists of those that no table has.
func (d *dayStory) seesTheTiles() {
	b := d.log.books()
	f := b.figures()
	var collected int64
	for label, s := range f["Collected today"] {
		if strings.HasSuffix(label, ", "+verified) {
			collected += s.Paise
		}
	}
	done := f["Jobs today"]["Completed"].N
	want := []string{
		whole(f["Pending by age"][together].Paise) + " pending " + whole(b.overdue().Paise) + " overdue",
		whole(b.claimed().Paise) + " claimed, not verified none is older than 2 days",
		whole(f["Cash in hands"][together].Paise) + " cash in hands",
		whole(f["Done and not invoiced"][together].Paise) + " done, not invoiced",
		whole(f["Collected today"][together].Paise) + " collected today " + whole(collected) + " verified",
		itoa(f["Jobs today"][together].N) + " jobs today " + itoa(done) + " done",
	}
	shown := is[[]string](d.owner, `[...document.querySelectorAll('#money .tile')].map((t) => [...t.children].map((c) => c.textContent.trim()).join(' '))`)
	for i, w := range want {
		if i >= len(shown) || !strings.HasPrefix(shown[i], w) {
			d.t.Errorf("a figure is %q, and the screen shows %q", w, shown)
		}
	}
	d.followsItsRows(map[string]daySum{"/owner/rows/claimed": b.claimed(), "/owner/rows/overdue": b.overdue()})
}

// whole is an amount in rupees, as the owner's tiles show it: without paise, grouped as in India.
func whole(paise int64) string {
	digits := fmt.Sprint(paise / 100)
	if len(digits) <= 3 {
		return "₹" + digits
	}
	head, tail := digits[:len(digits)-3], digits[len(digits)-3:]
	for len(head) > 2 {
		tail = head[len(head)-2:] + "," + tail
		head = head[:len(head)-2]
	}
	return "₹" + head + "," + tail
}
