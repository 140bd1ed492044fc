package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/upi"
)

const paidBy = "632612345678"

// collects does the visit on the phone: a part is fitted, the customer pays all of it by UPI. It returns what he paid.
func (w *window) collects(base, visit, item string) money.Paise {
	w.t.Helper()
	lat, lng := place(w.t)
	w.stands(base, lat, lng, 12)
	w.begins(base, "Ravi Pawar")
	w.open(base + "/t/visits/" + visit)
	w.until("window.outbox && document.getElementById('visit').dataset.now")
	for _, s := range []string{"accepted", "travelling", "arrived"} {
		w.stepTo(s)
	}
	w.primary()
	w.at("/t/visits/" + visit + "/work")
	w.until("window.phone && document.getElementById('use-item')")
	is[bool](w, "(document.getElementById('parts').open = true)")
	w.types("#use-item", item)
	w.types("#use-qty", "2")
	is[bool](w, "(document.getElementById('use-item').form.requestSubmit(), true)")
	w.until("outbox.items().then((all) => all.some((i) => i.kind === 'visit.use'))")
	w.delivers(base)
	due := amountDue(w, base, visit)
	w.tap("#upi > summary")
	w.until("document.querySelector('#qr[open] canvas')?.dataset.link")
	w.tap("[data-paid]")
	w.types("#upi-rrn", paidBy)
	is[bool](w, "(document.querySelector('#upi form').requestSubmit(), true)")
	w.until("document.getElementById('receipt').open && document.getElementById('due-left').textContent === '₹0'")
	w.tap("#receipt [data-close]")
	w.proves(base, visit)
	w.stepTo("done")
	w.delivers(base)
	return due
}

// pending is the first figure of the owner's screen, in paise: what is invoiced and not settled.
func (w *window) pending(base string) money.Paise {
	w.t.Helper()
	w.open(base + "/owner")
	p, err := money.Parse(is[string](w, "document.querySelector('.tile[href*=\"/pending\"] b').textContent.replace('₹', '')"))
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// statement writes what a bank's site gives for the payment, as HDFC does.
func statement(t testing.TB, amount money.Paise) string {
	t.Helper()
	day := time.Now().In(time.FixedZone("IST", 19800)).Format("02/01/06")
	path := filepath.Join(t.TempDir(), "october.csv")
	body := "Date,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance\n" +
		fmt.Sprintf("%s,UPI-PAYER-PAYER@EXAMPLEBANK-UTIB0000001-%s-AC,0000%s,%s,,%s,106219.00\n", day, paidBy, paidBy, day, amount.Plain()) +
		fmt.Sprintf("%s,UPI-SOMEBODY-ELSE@EXAMPLEBANK-UTIB0000001-632699999999-AC,0000632699999999,%s,,51.00,106270.00\n", day, day)
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestStory_aClaimAtTheDoorIsVerifiedByTheBanksStatementAndPendingFallsByExactlyThat(t *testing.T) {
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
	w, _ := phone(t, t.TempDir())
	paid := w.collects(a.URL, visit, item)

	w = browser(t)
	w.signIn(a.URL, apptest.Mobiles["Anil Shah"], apptest.Password)
	before := w.pending(a.URL)
	w.see("claimed, not verified")
	w.open(a.URL + "/office/review")
	w.see("Payer")
	w.click("form#review [type=submit]")
	w.see("/26-27/00001")
	if owed := w.pending(a.URL); owed != before+paid {
		t.Fatalf("pending rose from %s to %s by an invoice of %s: a claim settles nothing", before, owed, paid)
	}

	w.open(a.URL + "/office/bank/accounts")
	w.fill("name", "HDFC current")
	w.click("form[action='/office/bank/accounts'] [type=submit]")
	w.see("HDFC current")
	w.open(a.URL + "/office/bank/import")
	is[bool](w, "((s) => { s.selectedIndex = s.options.length - 1; return true; })(document.querySelector('[name=account]'))")
	w.do(chromedp.SetUploadFiles(chromedp.CSS("[name=file]"), []string{statement(t, paid)}))
	w.click("form[action='/office/bank/import'] .btn.primary")
	w.at("/office/bank/imports/")
	if after := w.pending(a.URL); after != before {
		t.Errorf("pending is %s after the bank showed %s, want %s", after, paid, before)
	}
	w.open(a.URL + "/office/payments?view=all")
	w.see(paidBy)
	a.kill()
	inside(t, a.Dir, func(a *app.App) {
		var how, paidState string
		if err := a.Core.DB().NewQuery("SELECT p.verified_how, j.paid FROM payments p JOIN jobs j ON j.id = p.job WHERE p.rrn = '"+paidBy+"' AND p.state = 'verified'").Row(&how, &paidState); err != nil || how != "statement" || paidState != "verified" {
			t.Errorf("verified by %q, the job is %q, %v", how, paidState, err)
		}
	})
}

func TestStory_anInvoiceFromTheCustomersPageMakesNoVisitAndACreditNoteTakesItBack(t *testing.T) {
	t.Parallel()
	a := furnished(t, func(*app.App) {})
	w := browser(t)
	w.signIn(a.URL, apptest.Mobiles["Anil Shah"], apptest.Password)
	w.open(a.URL + "/office/customers")
	w.click("main table a")
	w.until("document.querySelector('a[href*=\"/office/invoices/new\"]')")
	w.click("a[href*='/office/invoices/new']")
	w.until("document.querySelector('#picks [name=add]')")
	w.click("#picks [name=add]")
	w.until("document.querySelector('[formaction$=\"/issue\"]')")
	w.click("[formaction$='/issue']")
	w.see("to pay")
	page := is[string](w, "location.pathname")

	text, link := printed(t, w, a.URL+page+"/pdf")
	for _, want := range []string{"TAX INVOICE", "ORIGINAL FOR RECIPIENT", "/26-27/00001", "Meera Deshpande", "Place of supply", "27 Maharashtra", "CGST", "SGST", "HSN/SAC", "Rupees"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper does not say %q:\n%s", want, text)
		}
	}
	if pay, err := upi.ParseLink(link); err != nil || pay.Amount <= 0 || pay.Ref == "" {
		t.Errorf("the code holds %q: %+v, %v", link, pay, err)
	}

	w.open(a.URL + page + "/credit-note")
	w.until("document.querySelector('form[action$=\"/credit-note\"]')")
	is[bool](w, "(document.querySelectorAll('form[action$=\"/credit-note\"] [name^=qty]').forEach((f) => { f.value = f.max || f.value || '1'; }), true)")
	w.fill("reason", "Charged twice")
	w.click("form[action$='/credit-note'] .btn.primary")
	w.see("Credit note FSA")
	a.kill()
	inside(t, a.Dir, func(a *app.App) {
		var visits, jobs, notes, balance int
		if err := a.Core.DB().NewQuery("SELECT (SELECT COUNT(*) FROM visits), (SELECT COUNT(*) FROM jobs), (SELECT COUNT(*) FROM invoices WHERE kind = 'credit_note' AND state = 'issued'), (SELECT SUM(balance_paise) FROM invoices WHERE kind = 'invoice')").
			Row(&visits, &jobs, &notes, &balance); err != nil || visits != 0 || jobs != 0 || notes != 1 || balance != 0 {
			t.Errorf("%d visits, %d jobs, %d credit notes, balance %d, %v", visits, jobs, notes, balance, err)
		}
	})
	if out, err := verify(t, a.Dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// printed fetches a PDF in the window's session and returns its words and what the QR code on its first page holds.
func printed(t testing.TB, w *window, url string) (text, link string) {
	t.Helper()
	data := is[string](w, "fetch("+strconv.Quote(url)+").then((a) => a.arrayBuffer()).then((b) => Array.from(new Uint8Array(b), (c) => String.fromCharCode(c)).join('')).then(btoa)")
	return readPDF(t, data)
}

// readPDF reads a PDF with other people's tools: its words, and the code on its first page.
func readPDF(t testing.TB, coded string) (text, link string) {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(coded)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tool := range []string{"pdftotext", "pdftoppm"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatal(tool + " is not installed")
			}
			t.Skip(tool + " is not installed")
		}
	}
	words, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	picture, err := exec.Command("pdftoppm", "-r", "200", "-png", "-f", "1", "-l", "1", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	found, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatalf("no code is found on the paper: %v", err)
	}
	return string(words), found.GetText()
}
