package office

import (
	"strconv"
	"strings"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
)

// workVerbs says what was done, after the name of who did it.
var workVerbs = map[string]string{
	"jobs.book":   "booked the job",
	"jobs.edit":   "changed the job",
	"jobs.cancel": "cancelled the job",
	"jobs.hold":   "put the clock on hold",
	"jobs.resume": "let the clock run on",

	"visits.assign":      "assigned a technician",
	"visits.assign_best": "assigned the best technician",
	"visits.move":        "moved the visit",
	"visits.dispatch":    "told the technician",
	"visits.accept":      "accepted the visit",
	"visits.reject":      "rejected the visit",
	"visits.cancel":      "cancelled the visit",

	"visits.travel":          "set out for the visit",
	"visits.arrive":          "arrived for the visit",
	"visits.work":            "began the work",
	"visits.pause":           "paused the work",
	"visits.complete":        "completed the visit",
	"visits.partial":         "left the visit partly done",
	"visits.cannot_complete": "could not do the visit",
	"visits.put_off":         "put the visit off",
	"visits.correct_times":   "corrected when the visit was",
	"checkins.review":        "reviewed a check-in",

	"notes.add": "wrote a note",

	"visits.announce":    "took a photo or voice note",
	"visits.store":       "sent a photo or voice note",
	"visits.check":       "answered a check",
	"visits.use":         "entered what was used",
	"visits.drop":        "took back what was used",
	"visits.spend":       "claimed an expense",
	"visits.swap_serial": "changed a serial number",
	"visits.sign_off":    "took the customer’s word",
	"visits.code":        "made the customer’s code",
	"visits.pays":        "chose how the customer pays",
	"visits.follow_up":   "asked for a follow-up job",
	"expenses.approve":   "approved an expense",
	"expenses.reject":    "rejected an expense",

	"customers.create":            "entered the customer",
	"customers.update":            "changed the customer",
	"customers.merge":             "merged two customers",
	"customers.create_site":       "added a site",
	"customers.update_site":       "changed a site",
	"customers.create_asset":      "added a machine",
	"customers.update_asset":      "changed a machine",
	"customers.move_asset":        "moved a machine",
	"customers.swap_serial":       "changed a machine’s serial number",
	"customers.set_preference":    "set a technician preference",
	"customers.remove_preference": "removed a technician preference",

	"catalog.create_item":     "added an item to the price list",
	"catalog.update_item":     "changed an item of the price list",
	"catalog.set_rate":        "set a price",
	"catalog.create_job_type": "added a job type",
	"catalog.update_job_type": "changed a job type",
	"catalog.add_manual":      "added a manual",
	"catalog.remove_manual":   "removed a manual",

	"people.set_up":            "set the company up",
	"people.sign_in":           "signed in",
	"people.sign_out":          "signed out",
	"people.lock":              "locked the sign-in after too many wrong passwords",
	"people.revoke_session":    "signed a device out",
	"people.change_password":   "changed the password",
	"people.reset_password":    "set a new password",
	"people.set_lang":          "changed the language",
	"people.create_user":       "added a person",
	"people.update_user":       "changed a person",
	"people.activate":          "let a person sign in again",
	"people.deactivate":        "took a person out of work",
	"people.update_technician": "changed a technician",
	"people.start_day":         "started the day",
	"people.end_day":           "ended the day",
	"people.consent":           "said whether positions may be taken",
	"people.add_leave":         "entered leave",
	"people.remove_leave":      "removed leave",
	"people.create_area":       "added an area",
	"people.update_area":       "changed an area",
	"people.delete_area":       "deleted an area",
	"people.create_skill":      "added a skill",
	"people.update_skill":      "changed a skill",
	"people.create_shift":      "added a shift",
	"people.update_shift":      "changed a shift",

	"sync.receive":   "sent this from a phone",
	"sync.device":    "began to use a phone",
	"sync.accept":    "took over what a phone sent",
	"sync.set_aside": "set aside what a phone sent",
	"sync.release":   "let a phone be signed out with unsent work",

	"notify.subscribe":   "switched messages on for a phone",
	"notify.unsubscribe": "switched messages off for a phone",

	"settings.company":        "changed the company",
	"settings.console":        "switched the console",
	"settings.copies":         "changed the copies of the data",
	"settings.dispatch":       "changed how work is assigned",
	"settings.holiday_add":    "added a holiday",
	"settings.holiday_remove": "removed a holiday",
	"settings.hours":          "changed the working hours",
	"settings.invoicing":      "changed invoicing",
	"settings.map":            "changed the map",
	"settings.proxy":          "changed the trusted proxy header",
	"settings.sla":            "changed the service levels",
}

// entityNames is what a person calls one record of a collection.
var entityNames = map[string]string{
	"jobs": "job", "visits": "visit", "job_lines": "expected line", "notes": "note", "customers": "customer", "phones": "phone number",
	"sites": "site", "assets": "machine", "preferences": "technician preference", "items": "price list item", "item_rates": "price",
	"job_types": "job type", "users": "person", "technicians": "technician", "skills": "skill", "areas": "area", "shifts": "shift",
	"leaves": "leave", "sessions": "sign-in", "company": "company", "holidays": "holiday", "sla_policies": "service level",
	"pushes": "phone with messages", "messages": "message", "platform": "platform settings", "captures": "photo or voice note", "answers": "answer to a check",
	"attendance": "attendance", "consents": "consent to positions", "checkins": "check-in", "swaps": "serial swap", "signoffs": "sign-off", "expenses": "expense", "inbox": "item of a phone", "devices": "phone", "manuals": "manual",
	"invoices": "invoice or note", "invoice_lines": "invoice line", "settlements": "settlement", "estimates": "estimate", "payments": "payment",
	"allocations": "allocation", "handovers": "cash hand-over", "deposits": "bank deposit", "cash_moves": "move of cash", "branches": "branch",
	"price_lists": "customer’s price list", "price_list_items": "customer’s price", "bank_accounts": "bank account", "bank_imports": "bank statement",
	"bank_lines": "line of a bank statement", "gateways": "payment gateway", "gateway_requests": "request to the gateway", "gateway_events": "message of the gateway",
	"links": "customer’s link", "disputes": "dispute or complaint",
	"contracts": "contract", "contract_assets": "machine of a contract", "covers": "rule of cover", "cover_uses": "use of a contract", "visit_plans": "visit plan",
	"plan_dates": "planned visit", "contract_bills": "bill of a contract", "contract_imports": "file of contracts",
}

// bareVerbs are the ways in which a record is touched without a verb of a slice: in the console.
var bareVerbs = map[string]string{"create": "added", "update": "changed", "delete": "removed"}

// verbWords is an act of the audit log as a person would say it after a name: "booked the job". Of a verb that only an older
// log knows it says that something changed.
func verbWords(verb, entity string) string {
	if s := verbNames[verb]; s != "" {
		return s
	}
	how := bareVerbs[verb]
	if how == "" {
		how = "changed"
	}
	thing := entityWords(entity)
	return how + " " + article(thing) + thing
}

func entityWords(entity string) string {
	if s := entityNames[entity]; s != "" {
		return s
	}
	return strings.ReplaceAll(strings.TrimSuffix(entity, "s"), "_", " ")
}

func article(noun string) string {
	if strings.ContainsAny(noun[:min(1, len(noun))], "aeiou") {
		return "an "
	}
	return "a "
}

// fieldNames names columns whose own name would not do.
var fieldNames = map[string]string{
	"no": "number", "type": "job type", "assets": "machines", "promised_from": "promised from", "promised_to": "promised until",
	"duration_min": "minutes of work", "sla_from": "clock started", "respond_by": "answer by", "arrive_by": "arrive by",
	"resolve_by": "finish by", "due_at": "due", "responded_at": "answered", "arrived_at": "arrived", "completed_at": "completed",
	"closed_at": "ended", "booked_by": "booked by", "travel_min": "minutes of travel", "chosen": "chosen by",
	"override_reason": "reason for the exception", "overrides": "rules set aside", "actual_start": "began", "actual_end": "ended",
	"rate_paise": "rate", "price_paise": "price", "floor_paise": "lowest price", "cost_paise": "cost an hour",
	"credit_limit_paise": "credit limit", "gst_bps": "GST rate", "qty_milli": "quantity", "gstin": "GSTIN", "pin": "PIN code",
	"state_code": "State", "upi": "UPI ID", "e164": "number", "uom": "unit", "hsn": "HSN or SAC", "dnc": "do not contact",
	"fence_m": "fence in metres", "pos_source": "position from", "kind": "kind", "by_name": "by", "week": "hours", "lat": "latitude",
	"lng": "longitude", "external_id": "key in the old ledger", "merged_into": "merged into", "access": "access notes",
	"waiting": "waiting for", "paid": "payment received", "payment": "expected payment", "lock": "fixed", "amc": "AMC",
	"corrected_reason": "reason of the corrected times", "corrected_by": "times corrected by", "corrected_at": "times corrected",
	"distance_by": "distance worked out by", "distance_m": "distance in metres", "radius_m": "fence in metres",
	"start_at": "started", "start_device": "started by the phone’s clock", "start_place": "started at", "start_distance_m": "metres from there at the start",
	"start_lat": "latitude at the start", "start_lng": "longitude at the start", "start_accuracy_m": "accuracy in metres at the start",
	"end_at": "ended", "end_device": "ended by the phone’s clock", "end_place": "ended at", "end_distance_m": "metres from there at the end",
	"end_lat": "latitude at the end", "end_lng": "longitude at the end", "end_accuracy_m": "accuracy in metres at the end",
	"verdict_note": "note of the review", "verdict_by": "reviewed by", "verdict_at": "reviewed at", "wish": "wished for",
	"before_milli": "reading before", "milli": "reading", "code_tries": "wrong codes", "dhash": "likeness print", "sha256": "fingerprint",
	"at_device": "done at", "at_server": "received at", "accuracy_m": "accuracy in metres", "bill": "photo of the bill", "paise": "amount",
	"old_serial": "old serial number", "new_serial": "new serial number", "mime": "kind of file",
}

// fieldWords is the name of a changed field as a person would say it.
func fieldWords(entity, field string) string {
	switch {
	case entity == "users" && field == "lang", entity == "customers" && field == "lang":
		return "language"
	case entity == "visits" && field == "score":
		return "score of the choice"
	case entity == "contracts" && field == "type":
		return "type"
	case entity == "items" && field == "cost_paise":
		return "cost of one"
	case fieldNames[field] != "":
		return fieldNames[field]
	}
	return strings.ReplaceAll(strings.TrimSuffix(field, "_paise"), "_", " ")
}

// opaque fields hold documents that say nothing in one line; their changes show elsewhere on the page.
var opaque = map[string]bool{
	"breaks": true, "signals": true, "skills": true, "checklist": true, "proof": true, "pauses": true, "overrides": true, "parts": true, "template": true, "rule": true, "sla_terms": true, "plan_date": true, "due_at": true, "digits": true, "reversed": true,
	"by": true, "actor": true, "position": true,
}

// valueWords is a stored value of the field as a person would read it.
func valueWords(entity, field, value string) string {
	switch field {
	case "status", "payment", "waiting", "billing", "paid", "from", "to", "state":
		return statusWords(value)
	case "priority":
		if len(value) == 1 {
			return "P" + value
		}
	case "gst_bps":
		return percent(value)
	case "qty_milli":
		return milli(value)
	case "chosen":
		return map[string]string{"person": "a person", "best": "the ranking"}[value]
	}
	return value
}

// statusNames are the states whose stored name is not what people say.
var statusNames = map[string]string{
	"unscheduled": "Unscheduled", "scheduled": "Scheduled", "in_progress": "In progress", "completed": "Completed", "closed": "Closed",
	"cancelled": "Cancelled", "planned": "Planned", "dispatched": "Told", "accepted": "Accepted", "travelling": "Travelling",
	"arrived": "Arrived", "working": "Working", "paused": "Paused", "done": "Done", "partial": "Partly done",
	"cannot_complete": "Could not be done", "chargeable": "Chargeable", "amc": "AMC", "warranty": "Warranty",
	"customer": "the customer", "parts": "parts", "none": "none", "covered": "covered", "to_invoice": "to invoice",
	"invoiced": "invoiced", "written_off": "written off", "pending": "pending", "part": "part", "claimed": "claimed", "verified": "verified",
}

// statusWords is a status of a job, visit, bill or payment in words; what it does not know comes back as it is.
func statusWords(s string) string {
	if w := statusNames[s]; w != "" {
		return w
	}
	return s
}

func percent(bps string) string { return decimals(bps, 2) + "%" }

func milli(n string) string { return decimals(n, 3) }

// decimals puts a point before the last n digits and drops the noughts behind it.
func decimals(digits string, n int) string {
	if len(digits) <= n {
		digits = strings.Repeat("0", n+1-len(digits)) + digits
	}
	whole, rest := digits[:len(digits)-n], strings.TrimRight(digits[len(digits)-n:], "0")
	if rest == "" {
		return whole
	}
	return whole + "." + rest
}

// lengthWords is a stretch of minutes: "45 min", "2 h", "1 h 20 min", "2 days 3 h".
func lengthWords(minutes int) string {
	d, h, m := minutes/1440, minutes/60%24, minutes%60
	var parts []string
	switch {
	case d == 1:
		parts = append(parts, "1 day")
	case d > 1:
		parts = append(parts, strconv.Itoa(d)+" days")
	}
	if h > 0 {
		parts = append(parts, strconv.Itoa(h)+" h")
	}
	if m > 0 && d == 0 || len(parts) == 0 {
		parts = append(parts, strconv.Itoa(m)+" min")
	}
	return strings.Join(parts, " ")
}

// windowWords is a promised window: "22 Nov, 09:00–11:00", or both days where it spans more than one. Empty for none.
func windowWords(from, to time.Time) string {
	switch {
	case from.IsZero():
		return ""
	case clock.DateOf(from) == clock.DateOf(to):
		return clock.Stamp(from) + "–" + clock.HM(to)
	}
	return clock.Stamp(from) + " – " + clock.Stamp(to)
}

// dueWords is a due time as briefly as it can be: the hour today, else the day and hour.
func dueWords(t time.Time) string {
	if t.IsZero() || clock.DateOf(t) != clock.Today() {
		return clock.Stamp(t)
	}
	return clock.HM(t)
}

// paymentWords is who pays, in words.
func paymentWords(p jobs.Payment) string { return statusWords(string(p)) }

func prio(n int) string {
	if n < 1 {
		return ""
	}
	return "P" + strconv.Itoa(n)
}
