package main

import (
	"strings"
	"testing"
)

// moneyPages are the pages of the office and the owner that are about money, as officePages are.
var moneyPages = []struct{ name, path, link string }{
	{"owner", "/owner", ""},
	{"leakage", "/owner/leakage", ""},
	{"owner-pending", "/owner/rows/pending", ""},
	{"review", "/office/review", ""},
	{"invoices", "/office/invoices", ""},
	{"invoices-open", "/office/invoices?show=open", ""},
	{"invoice", "/office/invoices/*", "/office/invoices?show=open"},
	{"invoice-draft", "/office/invoices/*", "/office/review /office/invoices"},
	{"invoice-new", "/office/invoices/new?customer=*", "/office/customers"},
	{"credit-note", "/office/invoices/*/credit-note", "/office/invoices?show=open"},
	{"debit-note", "/office/invoices/*/debit-note", "/office/invoices?show=open"},
	{"tds", "/office/invoices/*/tds", "/office/invoices?show=open"},
	{"write-off", "/office/invoices/*/write-off", "/office/invoices?show=open"},
	{"invoice-dispute", "/office/invoices/*/disputes/new", "/office/invoices?show=open"},
	{"payments", "/office/payments", ""},
	{"payments-all", "/office/payments?view=all", ""},
	{"payment", "/office/payments/*", "/office/payments?view=all"},
	{"payment-new", "/office/payments/new?customer=*", "/office/customers"},
	{"cash", "/office/cash", ""},
	{"cash-hand", "/office/cash/hands/*", "/office/cash /office/cash/hands"},
	{"bank", "/office/bank", ""},
	{"bank-matched", "/office/bank?state=matched", ""},
	{"bank-accounts", "/office/bank/accounts", ""},
	{"bank-import", "/office/bank/import", ""},
	{"bank-line", "/office/bank/lines/*", "/office/bank /office/bank/lines"},
	{"gateway", "/office/gateway", ""},
	{"settings-gateway", "/office/settings/gateway", ""},
	{"receivables", "/office/receivables", ""},
	{"receivables-technician", "/office/receivables?by=technician", ""},
	{"owed", "/office/receivables/invoices", ""},
	{"disputes", "/office/disputes", ""},
	{"statement", "/office/customers/*/statement", "/office/customers"},
	{"customer-links", "/office/customers/*/links", "/office/customers"},
	{"estimates", "/office/estimates", ""},
	{"estimate", "/office/estimates/*", "/office/estimates"},
	{"estimate-new", "/office/estimates/new?customer=*", "/office/customers"},
	{"price-lists", "/office/price-lists", ""},
	{"price-list", "/office/price-lists/*", "/office/price-lists"},
	{"branches", "/office/branches", ""},
	{"branch-new", "/office/branches/new", ""},
}

// booksPages opens each page about money of the demo company, and those of a customer's link, and calls do on it.
func booksPages(t *testing.T, do func(w *window, name string)) {
	w := browser(t)
	a := start(t, t.TempDir()+"/data", "demo", "--jobs", "300")
	portalPages(w, a, w.tours(a, moneyPages, do), do)
}

func TestPages_axeFindsNothingSeriousOnThePagesAboutMoney(t *testing.T) {
	t.Parallel()
	checked := 0
	booksPages(t, func(w *window, name string) {
		t.Helper()
		axe(w, name)
		checked++
	})
	t.Logf("%d pages checked in %d looks each", checked, len(looks))
}

// portalPages opens each page of a customer who owes something, by his own link, in both languages.
func portalPages(w *window, a *appliance, v *visitor, do func(w *window, name string)) {
	w.t.Helper()
	w.open(a.URL + addressOf(w.t, v, "/office/customers/*/links", addressOf(w.t, v, "/office/invoices/*", "/office/invoices?show=open /office/invoices")+" /office/customers"))
	w.tap("form[action$='/links'] button[type=submit]")
	w.until("document.body.innerHTML.match(/\\/c\\/[\\w-]+\\.[\\w-]+/)")
	link := is[string](w, "document.body.innerHTML.match(/\\/c\\/[\\w-]+\\.[\\w-]+/)[0]")
	for _, lang := range []string{"en", "hi"} {
		w.open(a.URL + link + "?lang=" + lang)
		do(w, "portal-"+lang)
		for _, kind := range []string{"invoices", "jobs", "estimates"} {
			path := is[string](w, "document.querySelector('a[href^=\""+link+"/"+kind+"/\"]')?.getAttribute('href') || ''")
			if path == "" || strings.HasSuffix(path, ".pdf") {
				continue
			}
			w.open(a.URL + path)
			do(w, "portal-"+lang+"-"+kind)
			w.open(a.URL + link)
		}
	}
	w.open(a.URL + "/c/nonsense.nonsense")
	do(w, "portal-gone")
}
