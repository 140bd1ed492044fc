package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"doorstep/app/kernel/clock"
)

// fromPaper enters at the dispatcher's desk what a technician without a phone wrote on his day sheet.
func (d *dayStory) fromPaper(of string, uses ...string) {
	w, page := d.desk, "/office/visits/"+d.ids["visit of "+of]
	at := func(form string, fields map[string]string) {
		w.open(d.a.URL + page)
		w.enter("form[action='"+page+form+"']", fields)
	}
	for _, step := range []string{"accepted", "travelling", "arrived", "working"} {
		at("/progress", map[string]string{"to": step})
	}
	for _, code := range uses {
		at("/lines", map[string]string{"item": code})
		d.log.tell(dayEvent{what: wareUsed, of: of, ware: code, thousandths: 1000})
	}
	at("/payment", map[string]string{"pays": "cash"})
	at("/progress", map[string]string{"to": "done"})
	w.until("!document.querySelector(\"form[action='" + page + "/progress']\")")
	d.log.tell(dayEvent{what: visitDone, of: of})
}

// fromTheCall does the same as the forms send it, for those who rang the office; ends says how the visit ended, pays how was paid.
func (d *dayStory) fromTheCall(t testing.TB, of, ends, pays string, uses ...dayEvent) {
	page := "/office/visits/" + d.ids["visit of "+of]
	for _, step := range []string{"accepted", "travelling", "arrived", "working"} {
		d.enters(t, page+"/progress", url.Values{"to": {step}})
	}
	for _, e := range uses {
		e.what, e.of = wareUsed, of
		d.enters(t, page+"/lines", url.Values{"item": {e.ware}, "qty": {thousands(e.thousandths)}})
		d.log.tell(e)
	}
	if pays != "" {
		d.enters(t, page+"/payment", url.Values{"pays": {pays}, "note": {"As he said on the phone"}})
	}
	d.enters(t, page+"/progress", url.Values{"to": {ends}, "reason": {map[string]string{"cannot_complete": "Nobody opened"}[ends]}})
	d.log.tell(dayEvent{what: map[string]string{"done": visitDone, "cannot_complete": visitFutile}[ends], of: of})
}

// records enters money that the office was told of: the cash of a technician without a phone, or a reference that the customer sent.
func (d *dayStory) records(t testing.TB, of, mode, ref string) {
	due := d.log.due(of)
	form := url.Values{"job": {d.ids["job of "+of]}, "amount": {plain(due)}, "mode": {strings.ToLower(mode)}, "date": {string(clock.Today())}}
	if mode == "UPI" {
		form.Set("rrn", ref)
	} else {
		form.Set("technician", d.ids[errandOf(of).technician])
	}
	d.ids["payment "+ref] = d.made(t, "/office/payments", form)
	d.log.tell(dayEvent{what: moneyGiven, of: of, mode: mode, by: errandOf(of).technician, ref: ref, paise: due})
}

// letsAPriceDown changes one price on a draft and issues it.
func (d *dayStory) letsAPriceDown(of string, ware string, to int64) {
	w := d.till
	w.open(d.a.URL + "/office/review")
	href := is[string](w, "[...document.querySelectorAll('#review tr')].find((r) => r.innerText.includes("+quoted(of)+")).querySelector('[data-open]').getAttribute('href')")
	w.open(d.a.URL + href)
	w.until("document.querySelector('[name=lines_0_item]')?.value === '" + d.ids[ware] + "'")
	w.fill("lines_0_rate", plain(to))
	d.log.tell(dayEvent{what: priceCut, of: of, ware: ware, paise: to}, dayEvent{what: paperIssued, of: of})
	w.click("[formaction$='/issue']")
	w.see("is issued")
}

// issues sends out all that waits in the review queue but one: those of the calls, and the first month of the contract.
func (d *dayStory) issues(but string, of ...string) {
	w := d.till
	w.open(d.a.URL + "/office/review")
	w.until("document.querySelectorAll('#review tr[data-row]').length === " + itoa(len(of)+2))
	is[bool](w, "((r) => { const b = r.querySelector('[name=draft]'); b.checked = false; b.dispatchEvent(new Event('change', {bubbles: true})); return true; })([...document.querySelectorAll('#review tr[data-row]')].find((r) => r.innerText.includes("+quoted(but)+")))")
	w.click("#issue-chosen")
	w.until("[...document.querySelectorAll('main .badge.good')].filter((b) => b.innerText === 'Issued').length === " + itoa(len(of)+1))
	d.log.tell(dayEvent{what: debtOwed, of: society, ware: "AMC", thousandths: 1000, paise: 1000_00})
	for _, name := range of {
		d.log.tell(dayEvent{what: paperIssued, of: name})
	}
}

// rejects says of a claim that the money never came.
func (d *dayStory) rejects(of, ref string) {
	w := d.till
	w.open(d.a.URL + "/office/payments?q=" + ref)
	w.click("#payments a[href^='/office/payments/']")
	w.until("document.querySelector(\"form[action$='/rejection']\")")
	w.enter("form[action$='/rejection']", map[string]string{"reason": "The bank has no such transfer"})
	w.see("was not received")
	d.log.tell(dayEvent{what: moneyNever, of: of, ref: ref})
}

// sees verifies a claim by hand: the accountant has it on his own screen.
func (d *dayStory) sees(ref string) {
	w := d.till
	w.open(d.a.URL + "/office/payments/" + d.ids["payment "+ref])
	w.enter("form[action$='/verification']", nil)
	w.until("!document.querySelector(\"form[action$='/verification']\")")
	d.log.tell(dayEvent{what: moneySeen, ref: ref})
}

// counts takes the cash that a technician hands over; paise are missing.
func (d *dayStory) counts(technician string, missing int64) {
	w := d.till
	var holds int64
	for _, paise := range d.log.books().hands[technician] {
		holds += paise
	}
	w.open(d.a.URL + "/office/cash/hands/" + d.ids[technician])
	w.enter("form[action$='/hand-overs']", map[string]string{"counted": plain(holds - missing), "reason": map[bool]string{true: "Gave change and kept no note"}[missing > 0]})
	w.see(" went to the till.")
	d.log.tell(dayEvent{what: cashCounted, by: technician, paise: holds - missing})
}

// banks takes cash from the till to the bank.
func (d *dayStory) banks(paise int64) {
	w := d.till
	w.open(d.a.URL + "/office/cash")
	w.enter("form[action='/office/cash/deposits']", map[string]string{"amount": plain(paise), "bank": "HDFC", "slip": "4417"})
	w.see("went to the bank")
	d.log.tell(dayEvent{what: cashBanked, paise: paise})
}

// bringsTheStatement brings the bank's file in: what was sent by UPI, the cash that was brought, and a credit that nobody claimed.
func (d *dayStory) bringsTheStatement(cash, stray int64, refs ...string) {
	w := d.till
	w.open(d.a.URL + "/office/bank/accounts")
	w.enter("form[action='/office/bank/accounts']", map[string]string{"name": "HDFC current", "bank": "HDFC"})
	day, balance := clock.Today().Start().In(clock.IST).Format("02/01/06"), int64(100_000_00)
	lines := []string{"Date,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance"}
	line := func(narration, ref string, paise int64) {
		balance += paise
		lines = append(lines, fmt.Sprintf("%s,%s,%s,%s,,%s,%s", day, narration, ref, day, plain(paise), plain(balance)))
	}
	for _, ref := range refs {
		line("UPI-CUSTOMER-CUSTOMER@EXAMPLEBANK-UTIB0000001-"+ref+"-AC", "0000"+ref, d.log.books().gift(ref).paise)
		d.log.tell(dayEvent{what: moneySeen, ref: ref})
	}
	line("CASH DEPOSIT BY SELF-KARVE ROAD", "", cash)
	line("UPI-SOMEBODY-ELSE@EXAMPLEBANK-UTIB0000001-632699999999-AC", "0000632699999999", stray)
	d.log.tell(dayEvent{what: moneyStrayed, paise: stray})
	path := filepath.Join(d.t.TempDir(), "statement.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		d.t.Fatal(err)
	}
	w.open(d.a.URL + "/office/bank/import")
	is[bool](w, "((s) => { s.selectedIndex = s.options.length - 1; return true; })(document.querySelector('[name=account]'))")
	w.do(chromedp.SetUploadFiles(chromedp.CSS("[name=file]"), []string{path}))
	w.click("form[action='/office/bank/import'] .btn.primary")
	w.at("/office/bank/imports/")
	w.until("document.querySelector('.tile.good b').innerText === '" + itoa(len(refs)+1) + "'")
}

// takesBack is a credit note for one of what an invoice charged.
func (d *dayStory) takesBack(of, code string) {
	w := d.till
	w.open(d.a.URL + "/office/invoices?q=" + url.QueryEscape(of))
	w.click("#invoices a.row-link")
	w.click("a[href$='/credit-note']")
	w.until("document.querySelector('form[action$=\"/credit-note\"]')")
	name := is[string](w, "[...document.querySelectorAll('form[action$=\"/credit-note\"] tbody tr')].find((r) => r.innerText.includes("+quoted(wareOf(code).name)+")).querySelector('[name^=qty_]').name")
	w.enter("form[action$='/credit-note']", map[string]string{"what": "some", name: "1", "reason": "One was not fitted"})
	w.see("Credit note INVC/")
	d.log.tell(dayEvent{what: wareCredited, of: of, ware: code, thousandths: 1000})
}
