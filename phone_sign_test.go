package main

import (
	"testing"

	"doorstep/app"
)

// stroke draws a line across the signature from its left to its right, as a finger does.
const stroke = `(async () => {
	const canvas = document.querySelector('[data-signature]'), box = canvas.getBoundingClientRect();
	const at = (type, x) => canvas.dispatchEvent(new PointerEvent(type, {clientX: box.left + box.width * x, clientY: box.top + box.height / 2,
		pointerId: 1, isPrimary: true, pressure: .5, button: 0, buttons: 1, bubbles: true, cancelable: true}));
	at('pointerdown', .05);
	for (let x = .1; x < .95; x += .05) { at('pointermove', x); await new Promise((yes) => setTimeout(yes, 25)); }
	at('pointerup', .95);
	const line = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height), dark = [];
	for (let i = 0; i < line.data.length; i += 4) if (line.data[i] < 100) dark.push((i / 4) % canvas.width / canvas.width);
	return dark.length ? Math.max(...dark) - Math.min(...dark) : 0;
})()`

func TestPhone_theCustomerSignsWhereHisFingerIs(t *testing.T) {
	t.Parallel()
	var visit string
	a := furnished(t, func(a *app.App) {
		thorough(t, "Meera")(a)
		visit = visitFor(t, a, "Meera")
	})
	w, _ := phone(t, t.TempDir())
	w.begins(a.URL, "Ravi Pawar")
	w.open(a.URL + "/t/visits/" + visit)
	w.until("window.outbox && document.getElementById('visit').dataset.now")
	for _, s := range []string{"accepted", "travelling", "arrived"} {
		w.stepTo(s)
	}
	w.open(a.URL + "/t/visits/" + visit + "/finish")
	w.until("window.phone && document.getElementById('visit').dataset.now === 'arrived'")
	is[bool](w, "(document.getElementById('sign').open = true)")
	w.until("window.SignaturePad && document.querySelector('[data-signature]').width === 600")
	is[bool](w, "(document.querySelector('#sign form').requestSubmit(), true)")
	w.do(chromedpFocus("#sign-name"))
	is[bool](w, "(document.getElementById('sign-name').select(), true)")
	w.keys("Meera Deshpande")
	is[bool](w, "(document.querySelector('#sign form').requestSubmit(), true)")
	w.see("The customer has not signed yet.")
	if across := is[float64](w, stroke); across < .8 {
		t.Errorf("a stroke over nine tenths of the field covers %.2f of it", across)
	}
	is[bool](w, "(document.querySelector('#sign form').requestSubmit(), true)")
	w.until("outbox.items().then((all) => all.some((i) => i.kind === 'visit.sign_off'))")
	w.delivers(a.URL)
	w.open(a.URL + "/t/outbox")
	w.until("document.querySelectorAll('[data-items] .badge.bad').length === 0")
	a.kill()
	inside(t, a.Dir, func(a *app.App) {
		var how string
		if err := a.Core.DB().NewQuery("SELECT how || ' by ' || name FROM signoffs WHERE signature != ''").Row(&how); err != nil || how != "signature by Meera Deshpande" {
			t.Errorf("the office has %q, %v", how, err)
		}
	})
}
