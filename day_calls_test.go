package main

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
)

const society = "Sahyadri Heights Society"

// sellsAnAMC writes a contract of twelve thousand a year, billed by the month, with four calls and without gas, and puts it in force.
func (d *dayStory) sellsAnAMC() {
	w, today := d.owner, clock.Today()
	d.sold = today
	w.open(d.a.URL + "/office/sites/" + d.ids["site of "+society] + "/machines/new")
	w.enter("form[action$='/machines']", map[string]string{"kind": "Split AC", "brand": "Voltas", "serial": "SHS-001", "location": "Club house"})
	d.ids["machine"] = w.reached()
	w.click("a[href*='/office/contracts/new']")
	w.enter("form[action='/office/contracts']", map[string]string{
		"type": "comprehensive", "starts": string(today), "ends": string(today.AddDays(364)), "value": "12000", "item": "AMC",
		"cycle": "monthly", "timing": "before", "assets": d.ids["machine"],
	})
	d.ids["contract"] = w.reached()
	page := "/office/contracts/" + d.ids["contract"]
	w.enter("form[action='"+page+"/covers']", map[string]string{"name": "Four calls", "kind": "visits", "most": "4", "priority": "1"})
	w.enter("form[action='"+page+"/covers']", map[string]string{"name": "Gas is charged", "kind": "items", "excluded": "1", "priority": "1", "item_0": "GAS-R32"})
	w.see("4 of 4 jobs left")
	w.enter("form[action='"+page+"/activation']", nil)
	w.see("In force")
}

// bringsOldDebts are two invoices from before, entered from the customers' pages with their own dates: they make no visit.
func (d *dayStory) bringsOldDebts() {
	for _, debt := range []struct {
		of, ware string
		days     int
	}{{"Hotel Shreyas", "AMC", 40}, {"Vandana Gokhale", "RO-MEMB", 12}} {
		w, on := d.owner, clock.Today().AddDays(-debt.days)
		w.open(d.a.URL + "/office/customers/" + d.ids[debt.of])
		w.click("a[href*='/office/invoices/new']")
		w.until("document.querySelector('#picks')")
		w.open(d.a.URL + "/office/invoices/new?customer=" + d.ids[debt.of] + "&pick=" + debt.ware)
		w.click("#picks [name=add][value='" + d.ids[debt.ware] + "']")
		w.until("document.querySelector('[formaction$=\"/issue\"]')")
		w.fill("date", string(on))
		w.click("[formaction$='/issue']")
		w.see("to pay")
		d.log.tell(dayEvent{what: debtOwed, of: debt.of, ware: debt.ware, thousandths: 1000, paise: wareOf(debt.ware).price, on: on})
	}
}

// takesCalls books the morning's calls: the first by the keyboard at the dispatcher's desk, the others as its form sends them. They
// wait for a plan.
func (d *dayStory) takesCalls(of ...string) {
	for _, name := range of {
		p, e := payerOf(name), errandOf(name)
		form := url.Values{"type": {d.ids["type "+e.kind]}, "issue": {e.issue}, "then": {"book"}}
		if p.caller {
			form.Set("new", "1")
			form.Set("customer_name", p.name)
			form.Set("customer_phones", p.mobile)
			form.Set("site_pin", p.pin)
			form.Set("site_address", p.address)
			form.Set("asset_kind", map[bool]string{true: "Split AC", false: "Water purifier"}[strings.HasPrefix(e.kind, "AC")])
		} else {
			form.Set("customer", d.ids[name])
			form.Set("site", d.ids["site of "+name])
		}
		if !e.patient {
			form.Set("promised_day", string(d.on))
			form.Set("promised_from", "00:05")
			form.Set("promised_to", "23:55")
		}
		if e.bears {
			form.Set("assets", d.ids["machine"])
			form.Set("contract", d.ids["contract"])
		}
		d.ids["job of "+name] = d.made(d.t, "/office/jobs", form)
	}
}

// answersTheFirstCall is the keyboard alone.
func (d *dayStory) answersTheFirstCall() {
	take(d.desk, payerOf("Meera Deshpande").mobile, "Meera Deshpande")
	d.ids["job of Meera Deshpande"] = d.desk.reached()
}

// picksTheBest sends the first of the ranking, who is the only one who may go, as all areas are apart.
func (d *dayStory) picksTheBest(of string) {
	w := d.desk
	w.open(d.a.URL + "/office/jobs/" + d.ids["job of "+of] + "/candidates?day=" + string(d.on))
	w.until("document.querySelector('[name=pick][value=best]')")
	if who := is[string](w, "document.querySelector('[name=pick][value=best]').innerText"); !strings.Contains(who, errandOf(of).technician) {
		d.t.Errorf("the ranking would send %q to %s, and only %s can go", who, of, errandOf(of).technician)
	}
	w.click("[name=pick][value=best]")
	w.at("/office/jobs/" + d.ids["job of "+of])
	w.see("Scheduled")
	d.planned(of)
}

// planned says that a visit stands, and what it is called.
func (d *dayStory) planned(of string) {
	d.t.Helper()
	d.ids["visit of "+of] = d.hand.find(d.t, "/office/jobs/"+d.ids["job of "+of], `/office/visits/([a-z0-9]{15})`)
	d.log.tell(dayEvent{what: visitPlanned, of: of, on: d.on})
}

// plansTheDay lets the engine propose a plan for what waits, applies it whole, and tells the technicians from the board.
func (d *dayStory) plansTheDay(of ...string) {
	w := d.desk
	w.open(d.a.URL + "/office/proposals?day=" + string(d.on))
	w.enter("form[method=post][action^='/office/proposals']", map[string]string{"day": string(d.on)})
	w.at("/office/proposals/")
	w.see("Nothing has been changed yet")
	for _, name := range of {
		w.see(name)
	}
	w.click("button[name=which][value=all]")
	w.until("!document.querySelector('button[name=which]') && document.readyState === 'complete'")
	for _, name := range of {
		d.planned(name)
	}
	w.open(d.a.URL + "/office/board?view=list&day=" + string(d.on))
	for _, name := range of {
		w.until("document.querySelector('[data-tick=\"" + d.ids["visit of "+name] + "\"]')")
		is[bool](w, "(document.querySelector('[data-tick=\""+d.ids["visit of "+name]+"\"]').click(), true)")
	}
	w.fill("what", "tell")
	is[bool](w, "(document.querySelector('#bulk .primary').click(), true)")
	w.until("document.querySelector('.outcomes[data-done=\"" + itoa(len(of)) + "\"][data-failed=\"0\"]')")
}

// sends plans visits as the ranking's form and the form by hand send them; told says whether the technician learns of it.
func (d *dayStory) sends(of string, told bool) {
	page := "/office/jobs/" + d.ids["job of "+of]
	form := url.Values{"pick": {"best"}, "day": {string(d.on)}}
	if told {
		form.Set("tell", "1")
	}
	d.enters(d.t, page+"/visits", form)
	d.planned(of)
}

// choosesHimself plans a visit by hand for a reason.
func (d *dayStory) choosesHimself(of, reason string) {
	start := clock.Now()
	if d.on != clock.DateOf(start) {
		start = d.on.At(10 * 60)
	}
	d.enters(d.t, "/office/jobs/"+d.ids["job of "+of]+"/visits", url.Values{
		"technician": {d.ids[errandOf(of).technician]}, "start": {clock.Local(start.Add(time.Minute))}, "minutes": {"45"}, "tell": {"1"}, "reason": {reason},
	})
	d.planned(of)
}

// rowOf is a customer's row of the board as a list.
func rowOf(of string) string {
	return "[...document.querySelectorAll('#board-list tr[id^=row-]')].find((r) => r.innerText.includes(" + quoted(of) + "))?.innerText"
}

// opens begins a technician's day on his phone: he signs in, agrees to be seen, and starts.
func (w *window) starts(base string, p worker) {
	w.t.Helper()
	w.signIn(base, p.mobile, ownerPassword)
	w.at("/t/today")
	w.until("window.outbox && document.querySelector('form[data-item=consent]')")
	w.tap("form[data-item=consent] [value=yes]")
	w.until("document.getElementById('today').dataset.consent === 'yes'")
	w.tap("form[data-item='day.start'] button")
	w.until("document.getElementById('today').dataset.day === 'open'")
	w.until("outbox.count().then((n) => !n.waiting)")
}

func workerOf(name string) worker {
	return dayWorkers[slices.IndexFunc(dayWorkers, func(p worker) bool { return p.name == name })]
}
