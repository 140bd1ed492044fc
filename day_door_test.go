package main

import (
	"strings"
	"testing"
	"time"

	"doorstep/app/kernel/upi"
)

// arrives brings a visit from its acceptance to the beginning of the work, one large button at a time.
func (w *window) arrives(base, visit string) {
	w.t.Helper()
	w.open(base + "/t/visits/" + visit)
	w.until("window.outbox && document.getElementById('visit')?.dataset.now")
	for _, s := range []string{"accepted", "travelling", "arrived"} {
		w.stepTo(s)
	}
	w.primary()
	w.works(visit)
}

func (w *window) works(visit string) {
	w.t.Helper()
	w.at("/t/visits/" + visit + "/work")
	w.until("window.phone && document.getElementById('use-item') && document.getElementById('visit')?.dataset.now === 'working'")
}

// sent is how many things of a kind the phone has kept, sent or not.
func sent(kind string) string {
	return "outbox.items().then((all) => all.filter((i) => i.kind === '" + kind + "').length)"
}

// fits enters on the work page what was used: thousandths of a ware.
func (d *dayStory) fits(w *window, of, code string, thousandths int64) {
	w.t.Helper()
	had := is[int](w, sent("visit.use"))
	is[bool](w, "(document.getElementById('parts').open = true)")
	w.types("#use-item", d.ids[code])
	w.types("#use-qty", strings.TrimRight(strings.TrimRight(thousands(thousandths), "0"), "."))
	is[bool](w, "(document.getElementById('use-item').form.requestSubmit(), true)")
	w.until(sent("visit.use") + ".then((n) => n === " + itoa(had+1) + ")")
	d.log.tell(dayEvent{what: wareUsed, of: of, ware: code, thousandths: thousandths})
}

// shows gives the photos before and after, and ticks the check.
func (w *window) shows(seed int) {
	w.t.Helper()
	for i, slot := range []string{"before", "after"} {
		w.takes("[data-photo][data-slot="+slot+"][data-origin=camera]", photograph(w.t, seed+i))
		w.until("document.querySelector('[data-thumbs=" + slot + "] img')")
	}
	is[bool](w, "(document.querySelectorAll('details').forEach((d) => d.open = true), true)")
	w.tap("form[data-check] .toggle")
	w.until("document.querySelector('form[data-check] .toggle[aria-pressed=true]')")
}

// finishes opens the page on which a visit ends.
func (w *window) finishes(base, visit string) {
	w.t.Helper()
	w.open(base + "/t/visits/" + visit + "/finish")
	w.until("window.phone && document.getElementById('visit')?.dataset.now === 'working'")
}

// signs lets the customer sign with his finger.
func (w *window) signs(name string) {
	w.t.Helper()
	had := is[int](w, sent("visit.sign_off"))
	is[bool](w, "(document.getElementById('sign').open = true)")
	w.until("window.SignaturePad && document.querySelector('[data-signature]').width === 600")
	w.types("#sign-name", name)
	if across := is[float64](w, stroke); across < .5 {
		w.t.Errorf("the signature covers %.2f of its field", across)
	}
	is[bool](w, "(document.querySelector('#sign form').requestSubmit(), true)")
	w.until(sent("visit.sign_off") + ".then((n) => n > " + itoa(had) + ")")
}

// says gives the four digits that the customer had from the office.
func (w *window) says(code string) {
	w.t.Helper()
	is[bool](w, "(document.getElementById('code').open = true)")
	w.types("#code-digits", code)
	is[bool](w, "(document.querySelector('#code form').requestSubmit(), true)")
	w.until(sent("visit.sign_off") + ".then((n) => n > 0)")
}

// owes opens the page on which is paid and holds what it asks for against what was told of the day.
func (d *dayStory) owes(w *window, base, of string) int64 {
	w.t.Helper()
	due := d.log.due(of)
	if shown := int64(amountDue(w, base, d.ids["visit of "+of])); shown != due {
		w.t.Errorf("%s is asked for %s at the door, and owes %s", of, plain(shown), plain(due))
	}
	// A page that was asked for before the appliance had answered counts nothing twice.
	is[bool](w, "(document.body.dataset.rendered = '', document.getElementById('due-left').textContent = '', document.dispatchEvent(new Event('outbox:changed')), true)")
	w.until("document.getElementById('due-left').textContent")
	if again := is[string](w, "document.getElementById('due-left').textContent"); paiseOf(again) != due {
		w.t.Errorf("%s is asked for %s where the page is older than its answer, and owes %s", of, again, plain(due))
	}
	return due
}

// paysByUPI shows the code, which holds the amount to the paisa, and types the reference of what the customer sent.
func (d *dayStory) paysByUPI(w *window, of, ref string, paise int64) {
	w.t.Helper()
	w.tap("#upi > summary")
	read, said := w.code()
	if pay, err := upi.ParseLink(read); err != nil || read != said || int64(pay.Amount) != paise {
		w.t.Errorf("the code holds %s, want %s: %v", read, plain(paise), err)
	}
	w.tap("[data-paid]")
	w.types("#upi-rrn", ref)
	is[bool](w, "(document.querySelector('#upi form').requestSubmit(), true)")
	w.given()
	d.log.tell(dayEvent{what: moneyGiven, of: of, mode: "UPI", by: errandOf(of).technician, ref: ref, paise: paise})
}

func (d *dayStory) paysCash(w *window, of string, paise int64) {
	w.t.Helper()
	is[bool](w, "(document.getElementById('cash').open = true)")
	w.types("#cash-amount", plain(paise))
	w.tap("#cash button[type=submit]")
	w.given()
	d.log.tell(dayEvent{what: moneyGiven, of: of, mode: "Cash", by: errandOf(of).technician, ref: "cash of " + of, paise: paise})
}

// given waits for the receipt and puts it away.
func (w *window) given() {
	w.t.Helper()
	w.until("document.getElementById('receipt').open")
	w.tap("#receipt [data-close]")
	w.until("!document.getElementById('receipt').open")
}

// ends brings the visit to its end.
func (d *dayStory) ends(w *window, base, of string) {
	w.t.Helper()
	w.open(base + "/t/visits/" + d.ids["visit of "+of] + "/finish")
	w.until("document.getElementById('visit')?.dataset.now && !document.querySelector('[data-ready]').hidden")
	w.stepTo("done")
	d.log.tell(dayEvent{what: visitDone, of: of})
}

// inTheBasement is Ravi's first visit: the network is gone from the door on, and everything is kept on the phone.
func (d *dayStory) inTheBasement(t testing.TB) {
	const of, ref = "Meera Deshpande", "632611110001"
	line := lay(t, d.a)
	w, _ := phone(t, t.TempDir())
	at, _ := pinOf(payerOf(of).pin)
	w.stands(line.URL, at.Lat, at.Lng, 12)
	w.starts(line.URL, workerOf("Ravi Pawar"))
	w.warmed(2)

	line.cut()
	w.online(false)
	w.arrives(line.URL, d.ids["visit of "+of])
	d.fits(w, of, "AC-REP", 1000)
	d.fits(w, of, "CAP35", 2000)
	w.shows(1)
	w.finishes(line.URL, d.ids["visit of "+of])
	w.signs(of)
	d.paysByUPI(w, of, ref, d.owes(w, line.URL, of))
	d.ends(w, line.URL, of)
	if waits := is[int](w, "outbox.count().then((n) => n.waiting)"); waits < 10 {
		t.Errorf("%d things wait on the phone in the basement", waits)
	}
	line.mend()
	w.online(true)
	w.sends()

	const next, lost = "Arun Joshi", "632611110002"
	w.arrives(line.URL, d.ids["visit of "+next])
	d.fits(w, next, "AC-SVC", 1000)
	w.sends()
	d.paysByUPI(w, next, lost, d.owes(w, line.URL, next))
	d.ends(w, line.URL, next)
	w.sends()
}

// sends waits until nothing waits on the phone, and nothing was refused.
func (w *window) sends() {
	w.t.Helper()
	w.within(time.Minute, "(outbox.send(), outbox.count().then((n) => !n.waiting && !n.problem))")
	if bad := is[string](w, "outbox.items().then((all) => JSON.stringify(all.filter((i) => i.state === 'conflict' || i.refused)))"); bad != "[]" {
		w.t.Fatalf("the appliance did not take %s", bad)
	}
}
