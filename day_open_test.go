package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

var inAddress = regexp.MustCompile(`[a-z0-9]{15}`)

// enters posts a form as the owner, as the pages do, and returns where it leads.
func (d *dayStory) enters(t testing.TB, path string, form url.Values) string {
	t.Helper()
	form.Set("_key", fmt.Sprintf("the-day-%d", d.keys.Add(1)))
	resp, err := d.hand.post(path, form)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusSeeOther {
		body, _ := io.ReadAll(resp.Body)
		t.Fatalf("%s with %v answered %s\n%s", path, form, resp.Status, body)
	}
	return resp.Header.Get("Location")
}

// made posts a form and returns the id of what came of it.
func (d *dayStory) made(t testing.TB, path string, form url.Values) string {
	t.Helper()
	ids := inAddress.FindAllString(d.enters(t, path, form), -1)
	if len(ids) == 0 {
		t.Fatalf("%s does not say what came of it", path)
	}
	return ids[len(ids)-1]
}

// named is the id of what stands on a page under its name.
func (d *dayStory) named(t testing.TB, page, name string) string {
	t.Helper()
	return d.hand.find(t, page, page+`/([a-z0-9]{15})"[^>]*>\s*`+regexp.QuoteMeta(name))
}

// reached is the id in the window's address.
func (w *window) reached() string {
	w.t.Helper()
	return inAddress.FindString(is[string](w, "location.pathname"))
}

// opensTheShop is the set-up page, filled in as the owner does, with a shop that never sleeps: the day is as long at any hour.
func (d *dayStory) opensTheShop() {
	w := d.owner
	w.open(d.a.URL)
	w.at("/setup")
	w.keys(strings.ToLower(d.a.Code), kb.Enter)
	w.see("About five minutes")
	for name, value := range map[string]string{
		"name": "Fixwell Services", "gstin": "27AAPFU0939F1ZV", "address": "12 Karve Road", "pin": "411004", "upi": "fixwell.pune@examplebank",
		"owner_name": "Asha Kulkarni", "owner_mobile": ownerMobile, "password": ownerPassword, "password2": ownerPassword,
		"sun": "00:00-24:00", "mon": "00:00-24:00", "tue": "00:00-24:00", "wed": "00:00-24:00", "thu": "00:00-24:00", "fri": "00:00-24:00", "sat": "00:00-24:00",
	} {
		w.fill(name, value)
	}
	is[bool](w, "(document.querySelector('[name=holidays]').value = '', true)")
	w.click("[name=trades][value=ac]")
	w.click("[name=trades][value=ro]")
	w.click("form [type=submit].primary")
	w.at("/office/today")
	w.see("Fixwell Services is set up")
	d.hand = visit(d.t, d.a.URL)
	d.hand.signIn(d.t, ownerMobile, ownerPassword)
}

// hasPrices enters the price list: the first item in the window, the others as forms; and what a visit comes to at least.
func (d *dayStory) hasPrices() {
	w := d.owner
	for i, g := range wares {
		fields := map[string]string{
			"kind": g.kind, "code": g.code, "name": g.name, "hsn": g.hsn, "uom": g.uom, "price": plain(g.price), "gst": fmt.Sprint(g.gst / 100),
			"from": "2025-09-22",
		}
		if i == 0 {
			w.open(d.a.URL + "/office/items/new")
			w.enter("form[action='/office/items']", fields)
			d.ids[g.code] = w.reached()
			continue
		}
		form := url.Values{"active": {"1"}}
		for name, value := range fields {
			form.Set(name, value)
		}
		d.ids[g.code] = d.made(d.t, "/office/items", form)
	}
	w.open(d.a.URL + "/office/settings/invoicing")
	w.enter("form[action='/office/settings/invoicing']", map[string]string{"min_visit": plain(leastOfVisit), "visit_item": d.ids["VISIT"]})
}

// hires takes on the office and five technicians, each with his area, his skills and his home: the first of everything in the
// window.
func (d *dayStory) hires() {
	w := d.owner
	for name, pins := range dayAreas {
		if name != "West" {
			d.enters(d.t, "/office/areas", url.Values{"name": {name}, "pins": {pins}})
			d.ids[name] = d.named(d.t, "/office/areas", name)
		}
	}
	w.open(d.a.URL + "/office/areas/new")
	w.enter("form[action='/office/areas']", map[string]string{"name": "West", "pins": dayAreas["West"]})
	d.ids["West"] = d.named(d.t, "/office/areas", "West")
	ac, ro := d.named(d.t, "/office/skills", "AC and refrigeration"), d.named(d.t, "/office/skills", "RO and water purifiers")
	d.ids["ac"], d.ids["ro"], d.ids["shift"] = ac, ro, d.named(d.t, "/office/shifts", "Day shift")
	for i, p := range dayWorkers {
		home := map[string]string{"pin": p.home, "shift": d.ids["shift"], "areas": d.ids[p.area], "skill_" + ac: p.ac, "skill_" + ro: p.ro}
		if i == 0 {
			w.open(d.a.URL + "/office/staff/new")
			w.enter("form[action='/office/staff']", map[string]string{"name": p.name, "mobile": p.mobile, "role": "technician", "lang": p.lang, "password": ownerPassword})
			d.ids[p.name] = w.reached()
			w.enter("form[action='/office/technicians/"+d.ids[p.name]+"']", home)
			continue
		}
		d.ids[p.name] = d.made(d.t, "/office/staff", url.Values{"name": {p.name}, "mobile": {p.mobile}, "role": {"technician"}, "lang": {p.lang}, "password": {ownerPassword}})
		form := url.Values{"rev": {"1"}}
		for name, value := range home {
			form.Set(name, value)
		}
		d.enters(d.t, "/office/technicians/"+d.ids[p.name], form)
	}
	for role, p := range map[string]worker{"dispatcher": {name: "Deepa Joshi", mobile: deskMobile}, "accountant": {name: "Anil Shah", mobile: tillMobile}} {
		d.enters(d.t, "/office/staff", url.Values{"name": {p.name}, "mobile": {p.mobile}, "role": {role}, "lang": {"en"}, "password": {ownerPassword}})
	}
}

// knowsItsWork enters three job types. Repairs ask for photos, a check and the customer's word.
func (d *dayStory) knowsItsWork() {
	w := d.owner
	w.open(d.a.URL + "/office/job-types/new")
	w.enter("form[action='/office/job-types']", map[string]string{
		"code": "AC-REP", "name": "AC repair", "trade": "AC", "duration_min": "60", "priority": "2", "payment": "chargeable", "position": "1",
		"proof_before": "1", "proof_after": "1", "proof_sign_off": "1", "skill_" + d.ids["ac"]: "2",
		"check_0_text": "Cooling checked", "check_0_kind": "tick", "check_0_required": "1",
	})
	for code, needs := range map[string]string{"AC-SVC": "ac", "RO-SVC": "ro"} {
		d.enters(d.t, "/office/job-types", url.Values{
			"code": {code}, "name": {map[string]string{"AC-SVC": "AC service", "RO-SVC": "Purifier service"}[code]}, "trade": {strings.ToUpper(needs)},
			"duration_min": {"45"}, "priority": {"3"}, "payment": {"chargeable"}, "active": {"1"}, "position": {"2"}, "skill_" + d.ids[needs]: {"2"},
		})
	}
	for code, name := range map[string]string{"AC-REP": "AC repair", "AC-SVC": "AC service", "RO-SVC": "Purifier service"} {
		d.ids["type "+code] = d.named(d.t, "/office/job-types", name)
	}
}

// knowsCustomers enters those whom the company knew before: one in the window with his price list and his site, the others as forms.
func (d *dayStory) knowsCustomers() {
	w := d.owner
	w.open(d.a.URL + "/office/price-lists")
	w.enter("form[action='/office/price-lists']", map[string]string{"name": "Corporate", "discount": "10"})
	for _, p := range dayPayers {
		if p.caller {
			continue
		}
		if p.off > 0 {
			w.open(d.a.URL + "/office/customers/new")
			w.enter("form[action='/office/customers']", map[string]string{
				"name": p.name, "kind": "business", "gstin": p.gstin, "phone_0": p.mobile, "address": p.address, "pin": p.pin, "credit_days": fmt.Sprint(p.credit),
				"price_list": "Corporate",
			})
			d.ids[p.name] = w.reached()
			w.open(d.a.URL + "/office/customers/" + d.ids[p.name] + "/sites/new")
			w.enter("form[action$='/sites']", map[string]string{"label": "Office", "address": p.address, "pin": p.pin})
			d.ids["site of "+p.name] = d.hand.find(d.t, "/office/customers/"+d.ids[p.name], `/office/sites/([a-z0-9]{15})`)
			continue
		}
		kind := "person"
		if p.gstin != "" {
			kind = "business"
		}
		d.ids[p.name] = d.made(d.t, "/office/customers", url.Values{
			"name": {p.name}, "kind": {kind}, "gstin": {p.gstin}, "phone_0": {p.mobile}, "address": {p.address}, "pin": {p.pin}, "lang": {"en"},
			"credit_days": {fmt.Sprint(p.credit)},
		})
		d.ids["site of "+p.name] = d.made(d.t, "/office/customers/"+d.ids[p.name]+"/sites", url.Values{"address": {p.address}, "pin": {p.pin}})
	}
}

// plain is an amount as people type it.
func plain(paise int64) string { return fmt.Sprintf("%d.%02d", paise/100, paise%100) }
