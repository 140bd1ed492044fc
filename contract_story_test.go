package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// enter fills the fields of a form by their names, a choice by its value or by the words that it shows, sends it, and waits for the
// page that answers.
func (w *window) enter(form string, fields map[string]string) {
	w.t.Helper()
	w.until("document.querySelector(" + quoted(form) + ")")
	values, _ := json.Marshal(fields)
	is[bool](w, `((form, fields) => {
		for (const [name, value] of Object.entries(fields || {})) {
			const all = [...form.querySelectorAll('[name="' + name + '"]')];
			if (!all.length) throw new Error('no field ' + name);
			if (all[0].type === 'radio' || all[0].type === 'checkbox') {
				const one = all.find((f) => f.value === value) || all.find((f) => f.closest('label').innerText.includes(value));
				if (!one) throw new Error('no choice ' + value + ' of ' + name);
				one.checked = true;
			} else if (all[0].tagName === 'SELECT') {
				all[0].value = [...all[0].options].find((o) => o.value === value || o.text.includes(value)).value;
			} else {
				all[0].value = value;
			}
			all[0].dispatchEvent(new Event('change', {bubbles: true}));
		}
		window.before = true;
		form.requestSubmit();
		return true;
	})(document.querySelector(`+quoted(form)+`), `+string(values)+`)`)
	w.until("!window.before && document.readyState === 'complete'")
}

func quoted(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}

// ended enters for the office that a visit was made, step by step, with what was used.
func (w *window) ended(base, visit string, used ...string) {
	w.t.Helper()
	page := "/office/visits/" + visit
	for _, step := range []string{"accepted", "travelling", "arrived", "working"} {
		w.open(base + page)
		w.enter("form[action='"+page+"/progress']", map[string]string{"to": step})
	}
	for _, item := range used {
		w.open(base + page)
		w.enter("form[action='"+page+"/lines']", map[string]string{"item": item})
	}
	w.open(base + page)
	w.enter("form[action='"+page+"/payment']", map[string]string{"pays": "amc"})
	w.open(base + page)
	w.enter("form[action='"+page+"/progress']", map[string]string{"to": "done"})
	w.until("!document.querySelector(\"form[action='" + page + "/progress']\")")
}

func TestStory_aContractBringsItsVisitBearsItAndIsBilledOnce(t *testing.T) {
	t.Parallel()
	var machine string
	a := furnished(t, func(a *app.App) {
		owner := apptest.As(t, a, act.Owner)
		if _, err := a.Catalog.CreateItem(owner, catalog.ItemInput{
			Kind: "part", Code: "GAS-R32", Name: "Gas R32", HSN: "2903", UOM: "NOS", Active: true, From: "2025-09-22", Price: "1500", GST: "18",
		}); err != nil {
			t.Fatal(err)
		}
		machine = apptest.Booking(t, a).Assets[0]
	})
	w := browser(t)
	w.signIn(a.URL, apptest.Mobiles["Asha Kulkarni"], apptest.Password)

	// The contract, with four visits and without gas.
	w.open(a.URL + "/office/machines/" + machine)
	w.click("a[href*='/office/contracts/new']")
	today := clock.Today()
	w.enter("form[action='/office/contracts']", map[string]string{
		"type": "comprehensive", "starts": string(today), "ends": string(today.AddDays(364)), "value": "12000", "item": "AC-VISIT",
		"cycle": "monthly", "timing": "before", "assets": machine,
	})
	w.see("Draft")
	contract := is[string](w, "location.pathname")
	w.enter("form[action='"+contract+"/covers']", map[string]string{"name": "Four visits", "kind": "visits", "most": "4", "priority": "1"})
	w.see("4 of 4 jobs left")
	w.enter("form[action='"+contract+"/covers']", map[string]string{"name": "Gas is charged", "kind": "items", "excluded": "1", "priority": "1", "item_0": "GAS-R32"})
	w.see("Gas is charged")

	// Its visits: the dates are seen before they are saved.
	w.open(a.URL + contract + "/plans/new")
	w.until("document.querySelector('form#plan')")
	first := today.AddDays(2)
	is[bool](w, "((f) => { f.name.value = 'Monthly service'; f.rule_every.value = '1'; f.first.value = '"+string(first)+"'; f.first.dispatchEvent(new Event('change', {bubbles: true})); return true; })(document.getElementById('plan').elements)")
	w.until("document.querySelectorAll('#preview li, #preview tr').length >= 12")
	w.enter("form#plan", map[string]string{
		"type": "RO service", "rule_unit": "months", "horizon_days": "10", "assign_days": "10", "assign": "1", "tell": "1",
	})
	w.at("/office/plans/")
	w.open(a.URL + contract)
	w.see("every month on the")
	w.enter("form[action='"+contract+"/activation']", nil)
	w.see("In force")

	// The clock makes the job, gives it a technician and drafts the first bill.
	w.within(30*time.Second, "fetch('"+contract+"').then((a) => a.text()).then((t) => /J-00001/.test(t) && /Draft ready|Drafted|Draft/.test(t) && t.includes('/office/invoices/'))")
	w.open(a.URL + contract)
	bill := is[string](w, "document.querySelector('#bills a[href^=\"/office/invoices/\"]').getAttribute('href')")
	job := is[string](w, "document.querySelector('#visits a[href^=\"/office/jobs/\"]').getAttribute('href')")
	w.within(30*time.Second, "fetch('"+job+"').then((a) => a.text()).then((t) => /\\/office\\/visits\\/\\w+/.test(t))")
	w.open(a.URL + job)
	w.see("Four visits")
	w.see("4 of 4 left")
	visit := is[string](w, "document.querySelector('a[href^=\"/office/visits/\"]').getAttribute('href').split('/').pop()")

	// The technician sees before the work what the customer is entitled to.
	tech := browser(t)
	tech.signIn(a.URL, apptest.Mobiles[technicianOf(w)], apptest.Password)
	tech.open(a.URL + "/t/visits/" + visit)
	tech.see("4 of 4 left")
	tech.see("Gas is charged")

	// A covered visit: the capacitor is borne, the gas is charged, and the draft says why.
	w.ended(a.URL, visit, "CAP-35", "GAS-R32")
	w.open(a.URL + "/office/review")
	draft := is[string](w, "[...document.querySelectorAll('a[href^=\"/office/invoices/\"]')].map((l) => l.getAttribute('href').split('?')[0]).find((h) => h !== '"+bill+"' && !h.endsWith('/new'))")
	w.open(a.URL + draft)
	for _, item := range []string{"Capacitor 35 µF", "Gas R32"} {
		w.until("[...document.querySelectorAll('input')].some((f) => f.value === " + quoted(item) + ")")
	}
	text := is[string](w, "document.body.innerText")
	for _, want := range []string{"₹1,770", "Covered by FSAA/", "not covered: Gas is charged"} { // ₹1,500 of gas with its tax, and nothing else
		if !strings.Contains(text, want) {
			t.Errorf("the draft of the visit does not say %q:\n%s", want, text)
		}
	}

	// The contract's own invoice: one month of it, once.
	w.open(a.URL + bill)
	w.see("₹1,180")
	w.click("[formaction$='/issue']")
	w.see("/26-27/00001")
	w.open(a.URL + contract)
	w.see("3 of 4 jobs left")
	w.until("document.body.innerText.match(/Billed\\s*₹1,000/)")

	// Run again, nothing is doubled.
	w.open(a.URL + "/office/schedules")
	for _, name := range []string{"make visits of plans", "draft contracts' invoices"} {
		w.enter("form[action='/office/schedules/"+strings.ReplaceAll(strings.ReplaceAll(name, " ", "%20"), "'", "%27")+"/runs']", nil)
		w.see("othing")
		w.open(a.URL + "/office/schedules")
	}
	a.kill()
	inside(t, a.Dir, func(a *app.App) {
		var jobs, drafts, issued, told, uses int
		if err := a.Core.DB().NewQuery(`SELECT (SELECT COUNT(*) FROM jobs), (SELECT COUNT(*) FROM invoices WHERE state = 'draft'), (SELECT COUNT(*) FROM invoices WHERE state = 'issued' AND contract != ''),
			(SELECT COUNT(*) FROM messages WHERE channel = 'customer' AND text LIKE '%J-00001%'), (SELECT COALESCE(SUM(u.qty_milli), 0) FROM cover_uses u JOIN covers c ON c.id = u.cover WHERE c.name = 'Four visits')`).
			Row(&jobs, &drafts, &issued, &told, &uses); err != nil || jobs != 1 || drafts != 1 || issued != 1 || told != 1 || uses != 1 {
			t.Errorf("%d jobs, %d drafts, %d bills issued, %d messages, %d visits used, %v", jobs, drafts, issued, told, uses, err)
		}
	})
	if out, err := verify(t, a.Dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// technicianOf is who was sent, by the page of the job.
func technicianOf(w *window) string {
	w.t.Helper()
	shown := is[string](w, "document.getElementById('job-side').innerText")
	for _, name := range []string{"Ravi Pawar", "Sunil More"} {
		if strings.Contains(shown, name) {
			return name
		}
	}
	w.t.Fatalf("nobody was sent: %s", shown)
	return ""
}
