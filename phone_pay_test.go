package main

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/upi"
)

// code reads the QR code that the page shows, by a library that did not draw it, and the link that the page says it holds.
func (w *window) code() (read, said string) {
	w.t.Helper()
	w.until("document.querySelector('#qr[open] canvas')?.dataset.link")
	data := strings.TrimPrefix(is[string](w, "document.querySelector('#qr canvas').toDataURL('image/png')"), "data:image/png;base64,")
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		w.t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		w.t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		w.t.Fatal(err)
	}
	// The picture is the code itself and no photo of it: looking for it at an angle finds angles that are not there.
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil {
		w.t.Fatal(err)
	}
	return result.GetText(), is[string](w, "document.querySelector('#qr canvas').dataset.link")
}

// types puts text into a field as script sees a person type it.
func (w *window) types(css, text string) {
	w.t.Helper()
	w.until("document.querySelector('" + css + "')")
	is[bool](w, "((f) => { f.value = '"+text+"'; f.dispatchEvent(new Event('input', {bubbles: true})); return true; })(document.querySelector('"+css+"'))")
}

// asked is a link that the phone drew, held to what it must be.
func asked(t testing.TB, a *app.App, read, said string, amount money.Paise) upi.Pay {
	t.Helper()
	if read != said {
		t.Fatalf("the code holds %q, the page means %q", read, said)
	}
	got, err := upi.ParseLink(read)
	if err != nil {
		t.Fatalf("%q: %v", read, err)
	}
	company, err := a.Settings.Company(apptest.As(t, a, act.Owner))
	if err != nil {
		t.Fatal(err)
	}
	want, err := upi.Link(upi.Pay{VPA: company.UPI, Name: company.Name, Ref: got.Ref, Note: got.Note, Amount: amount})
	if err != nil || read != want {
		t.Errorf("the code holds\n%s\nwant\n%s (%v)", read, want, err)
	}
	if !regexp.MustCompile(`^[A-Z0-9]{10,35}$`).MatchString(got.Ref) {
		t.Errorf("the reference is %q", got.Ref)
	}
	return got
}

func TestPhone_aCustomerPaysByUPIWithoutANetworkAndTheOfficeHasTheClaim(t *testing.T) {
	t.Parallel()
	var visit, item string
	a := furnished(t, func(a *app.App) {
		thorough(t, "Payer")(a)
		visit = visitFor(t, a, "Payer")
		r, err := a.Core.FindFirstRecordByData("items", "code", "CAP-35")
		if err != nil {
			t.Fatal(err)
		}
		item = r.Id
	})
	line := lay(t, a)
	w, _ := phone(t, t.TempDir())
	lat, lng := place(t)
	w.stands(line.URL, lat, lng, 12)
	w.begins(line.URL, "Ravi Pawar")
	w.warmed(1)

	line.cut()
	w.online(false)
	w.open(line.URL + "/t/visits/" + visit)
	w.until("window.outbox && document.getElementById('visit').dataset.now")
	for _, s := range []string{"accepted", "travelling", "arrived"} {
		w.stepTo(s)
	}
	w.primary()
	w.at("/t/visits/" + visit + "/work")
	w.until("window.phone && document.getElementById('use-item')")
	is[bool](w, "(document.getElementById('parts').open = true)")
	before := amountDue(w, line.URL, visit)
	w.open(line.URL + "/t/visits/" + visit + "/work")
	w.until("window.phone && document.getElementById('use-item')")
	w.types("#use-item", item)
	w.until("!document.querySelector('[data-unagreed]').hidden")
	unit := money.Paise(is[int64](w, "+document.querySelector('#use-item option:checked').dataset.worth"))
	w.types("#use-qty", "2")
	is[bool](w, "(document.getElementById('use-item').form.requestSubmit(), true)")
	w.until("outbox.items().then((all) => all.some((i) => i.kind === 'visit.use' && i.worth > 0))")
	due := amountDue(w, line.URL, visit)
	if sum := before + 2*unit; unit == 0 || due < sum-50 || due > sum+50 {
		t.Fatalf("two of %s on top of %s come to %s", unit.Rupees(), before.Rupees(), due.Rupees())
	}

	const unseen = "document.getElementById('qr').getClientRects().length === 0"
	w.until(unseen)
	w.tap("#upi > summary")
	read, said := w.code()
	office := func(do func(a *app.App)) { a.kill(); inside(t, a.Dir, do) }
	first := read
	w.types("#qr-amount", "100")
	w.until("document.querySelector('#qr canvas').dataset.link.includes('am=100.00&')")
	part, partSaid := w.code()
	if strings.Contains(first, part[strings.Index(part, "tr="):][:20]) {
		t.Error("two attempts carry one reference")
	}
	w.tap("[data-paid]")
	w.until(unseen)
	w.types("#upi-rrn", "6326 1234 567")
	is[bool](w, "(document.querySelector('#upi form').requestSubmit(), true)")
	w.until("!document.getElementById('upi-rrn').validity.valid && document.getElementById('upi-rrn').value === '63261234567'")
	w.types("#upi-rrn", "632612345678")
	is[bool](w, "(document.querySelector('#upi form').requestSubmit(), true)")
	w.until("document.getElementById('receipt').open")
	w.see("632612345678")
	w.see("₹100")
	w.tap("#receipt [data-close]")
	w.until("document.getElementById('due-left').textContent.replace(/[^0-9.]/g, '') * 100 === " + itoa(int(due-10_000)))
	is[bool](w, "(document.getElementById('cash').open = true)")
	w.tap("#cash button[type=submit]")
	w.until("document.getElementById('receipt').open && document.getElementById('due-left').textContent === '₹0'")
	w.tap("#receipt [data-close]")

	w.proves(line.URL, visit)
	w.stepTo("done")
	line.mend()
	w.online(true)
	w.delivers(line.URL)
	office(func(a *app.App) {
		asked(t, a, read, said, due)
		link := asked(t, a, part, partSaid, 10_000)
		claimed(t, a, visit, link.Ref, due)
	})
}

// amountDue is what the pay page says is still to be given.
func amountDue(w *window, base, visit string) money.Paise {
	w.t.Helper()
	w.open(base + "/t/visits/" + visit + "/pay")
	w.until("window.phone && document.getElementById('visit').dataset.now === 'working' && !document.querySelector('.modes').hidden")
	w.until("document.getElementById('upi-amount').value !== '' || document.getElementById('due-left').textContent === '₹0'")
	p, err := money.Parse(strings.TrimPrefix(is[string](w, "document.getElementById('due-left').textContent"), "₹"))
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// claimed asserts that the office has what was given, as claims, and the visit as done.
func claimed(t testing.TB, a *app.App, visit, tr string, sum money.Paise) {
	t.Helper()
	var rows []struct {
		Mode  string      `db:"mode"`
		State string      `db:"state"`
		Paise money.Paise `db:"paise"`
		RRN   string      `db:"rrn"`
		TR    string      `db:"tr"`
		No    string      `db:"no"`
	}
	if err := a.Core.DB().NewQuery("SELECT mode, state, paise, rrn, tr, no FROM payments WHERE visit = {:visit} ORDER BY rowid").
		Bind(dbx.Params{"visit": visit}).All(&rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[0].Mode != "upi" || rows[0].Paise != 10_000 || rows[0].RRN != "632612345678" || rows[0].TR != tr || rows[0].No == "" ||
		rows[1].Mode != "cash" || rows[1].Paise != sum-10_000 || rows[0].State != "claimed" || rows[1].State != "claimed" {
		t.Errorf("the office has %+v", rows)
	}
	var status, pays string
	if err := a.Core.DB().NewQuery("SELECT status, pays FROM visits WHERE id = {:visit}").Bind(dbx.Params{"visit": visit}).Row(&status, &pays); err != nil || status != "done" || pays != "cash" {
		t.Errorf("the visit is %s, pays %q, %v", status, pays, err)
	}
	var bad int
	if err := a.Core.DB().NewQuery("SELECT COUNT(*) FROM inbox WHERE visit = {:visit} AND state != 'done'").Bind(dbx.Params{"visit": visit}).Row(&bad); err != nil || bad != 0 {
		t.Errorf("%d items were refused, %v", bad, err)
	}
}
