package main

import (
	"io"
	"net/url"
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
)

// atTheGate is Sunil's day: the phone stands at the gate, 450 m from the flat, and the work grows. The office quotes the gas, the
// customer approves it by her link, and he fills it in; she pays in cash. The next customer pays part in cash and the rest by UPI.
func (d *dayStory) atTheGate(t testing.TB) {
	const of, next, ref = "Kavita Shinde", "Farhan Khan", "632611110004"
	base := d.a.URL
	w, _ := phone(t, t.TempDir())
	at, _ := pinOf(payerOf(of).pin)
	w.stands(base, at.Lat+0.00405, at.Lng, 15)
	w.starts(base, workerOf("Sunil More"))
	w.arrives(base, d.ids["visit of "+of])
	d.fits(w, of, "AC-REP", 1000)
	w.sends()
	d.board.of(t).until(rowOf(of) + "?.includes('Working')")

	d.quotesGas(t, of)
	line := "form[data-item='visit.use']:has(input[name=item][value='" + d.ids["GAS-R32"] + "'])"
	w.open(base + "/t/visits/" + d.ids["visit of "+of] + "/work")
	w.works(d.ids["visit of "+of])
	w.until("document.querySelector(" + quoted(line) + ")") // the customer's word reached the phone by itself
	is[bool](w, "(document.getElementById('parts').open = true)")
	had := is[int](w, sent("visit.use"))
	w.tap(line + " button")
	w.until(sent("visit.use") + ".then((n) => n === " + itoa(had+1) + ")")
	d.log.tell(dayEvent{what: wareUsed, of: of, ware: "GAS-R32", thousandths: 650})
	w.shows(11)
	w.sends()
	w.finishes(base, d.ids["visit of "+of])
	w.signs(of)
	d.paysCash(w, of, d.owes(w, base, of))
	d.ends(w, base, of)
	w.sends()

	w.arrives(base, d.ids["visit of "+next])
	d.fits(w, next, "AC-SVC", 1000)
	d.fits(w, next, "COVER", 2000)
	w.sends()
	due := d.owes(w, base, next)
	d.paysCash(w, next, 500_00)
	d.paysByUPI(w, next, ref, due-500_00)
	d.ends(w, base, next)
	w.sends()
}

// quotesGas is the dispatcher's estimate for more work at a visit, and the customer's yes on her own phone.
func (d *dayStory) quotesGas(t testing.TB, of string) {
	desk, job := d.desk.of(t), d.ids["job of "+of]
	customer := d.hand.find(t, "/office/jobs/"+job, `/office/customers/([a-z0-9]{15})`)
	desk.open(d.a.URL + "/office/customers/" + customer + "/links")
	desk.enter("form[action$='/links']", nil)
	desk.open(d.a.URL + "/office/estimates/new?job=" + job + "&extra=1")
	desk.enter("form#estimate", map[string]string{
		"title": "Gas charging", "lines_0_name": "GAS-R32", "lines_0_qty": "0.65", "lines_1_name": "AC-GASL", "lines_1_qty": "1",
	})
	desk.at("/office/estimates/")
	desk.enter("form[action$='/sending']", nil)
	link := is[string](desk, "document.querySelector('input[readonly][value*=\"/c/\"]').value")

	hers, _ := launch(t, t.TempDir())
	hers.do(chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch))
	hers.open(link)
	hers.see("Gas charging")
	hers.enter("form[action$='/approval']", map[string]string{"name": of, "agreed": "1"})
	hers.until("location.search.includes('said=approved')")
	d.log.tell(dayEvent{what: workAgreed, of: of, ware: "AC-GASL", thousandths: 1000})
	desk.see("Approved") // the desk follows without being touched
}

// underContract is Imran's day: a call that the contract bears but for the gas, proved by the code that the office gave the customer,
// then a company of another State that pays by invoice.
func (d *dayStory) underContract(t testing.TB) {
	const next = "Nimbus Software Pvt Ltd"
	base := d.a.URL
	w, _ := phone(t, t.TempDir())
	at, _ := pinOf(payerOf(society).pin)
	w.stands(base, at.Lat, at.Lng, 10)
	w.starts(base, workerOf("Imran Shaikh"))
	w.open(base + "/t/visits/" + d.ids["visit of "+society])
	w.see("4 of 4 left")
	w.see("Gas is charged")
	w.arrives(base, d.ids["visit of "+society])
	d.fits(w, society, "AC-REP", 1000)
	d.fits(w, society, "CAP35", 1000)
	d.fits(w, society, "GAS-R32", 400)
	w.shows(21)
	w.sends()
	w.finishes(base, d.ids["visit of "+society])
	w.says(d.codeOf(t, society))
	d.paysCash(w, society, d.owes(w, base, society))
	d.ends(w, base, society)
	w.sends()

	w.arrives(base, d.ids["visit of "+next])
	d.fits(w, next, "AC-SVC", 1000)
	d.fits(w, next, "COVER", 3000)
	w.sends()
	d.owes(w, base, next)
	is[bool](w, "(document.getElementById('invoice').open = true)")
	w.tap("#invoice [name=note][type=submit]")
	w.until("document.querySelector('[data-pays-is=invoice]:not([hidden])')")
	d.ends(w, base, next)
	w.sends()
}

// codeOf is the four digits that the office reads to the customer of a visit.
func (d *dayStory) codeOf(t testing.TB, of string) string {
	t.Helper()
	resp, err := d.hand.post("/office/visits/"+d.ids["visit of "+of]+"/code", url.Values{"_key": {"the-code-of-" + d.ids["visit of "+of]}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	m := regexp.MustCompile(`id="visit-code">([0-9]{4})<`).FindSubmatch(body)
	if err != nil || m == nil {
		t.Fatalf("the visit shows no code: %v\n%s", err, body)
	}
	return string(m[1])
}
