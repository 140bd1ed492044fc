package views_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/payments"
)

const hdfc = "Date,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance\n" +
	"13/11/26,UPI-MEERA DESHPANDE-MEERA@EXAMPLEBANK-UTIB0000001-631791234567-AC,0000631791234567,13/11/26,,531.00,1531.00\n" +
	"14/11/26,NEFT CR-ICIC0000001-MEERA DESHPANDE-FIXWELL-ICICN12026111412345678,ICICN12026111412345678,14/11/26,,700.00,2231.00\n"

// account is a bank account made by the pages.
func (d desk) account(name string) string {
	d.t.Helper()
	d.post("/office/bank/accounts", fill("name", name, "bank", "HDFC")).want(http.StatusSeeOther)
	all, err := d.app.Payments.Accounts(apptest.As(d.t, d.app, act.Owner))
	if err != nil || len(all) != 1 {
		d.t.Fatalf("%v, %v", all, err)
	}
	return all[0].ID
}

// statement uploads a file.
func (d desk) statement(name, body string, form url.Values) screen {
	d.t.Helper()
	kind, raw := upload(d.t, name, []byte(body), but(form, "_key", rand.Text()))
	return d.do(http.MethodPost, "/office/bank/import", kind, raw)
}

func TestBank_aStatementVerifiesAClaimAndTheRestIsMatchedByHand(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Anil Shah")
	customer, _, _ := d.meera(t)
	money := apptest.As(t, s.app, act.Accountant)
	claim := func(c payments.Claim) payments.Payment {
		t.Helper()
		c.Customer = customer
		p, err := s.app.Payments.Record(money, c)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	upi := claim(payments.Claim{Mode: payments.UPI, Amount: 53100, RRN: "631791234567", Date: "2026-11-13"})
	neft := claim(payments.Claim{Mode: payments.Transfer, Amount: 70000, Ref: "N1", Date: "2026-11-14"})
	d.get("/office/bank").want(http.StatusOK).says("No statement was brought in yet")
	account := d.account("Current")
	in := d.statement("november.csv", hdfc, fill("account", account)).want(http.StatusSeeOther)
	d.get(in.Header.Get("Location")).want(http.StatusOK).says("november.csv").says("matched by themselves")
	if p, _ := s.app.Payments.Payment(money, upi.ID); p.State != payments.Verified {
		t.Errorf("%+v", p)
	}
	page := d.get("/office/bank").want(http.StatusOK).says("NEFT CR").says("Meera Deshpande").says("14 Nov 2026")
	form := page.filled("/office/bank/matches")
	d.post("/office/bank/matches", but(form, "line", "", "payment", neft.ID)).want(http.StatusUnprocessableEntity)
	lines, err := s.app.Payments.Lines(money, payments.LineFilter{})
	if err != nil || len(lines.Rows) != 1 {
		t.Fatalf("%+v, %v", lines, err)
	}
	d.get("/office/bank/lines/" + lines.Rows[0].ID).want(http.StatusOK).says("same amount").says("the name")
	d.post("/office/bank/matches", but(form, "line", lines.Rows[0].ID, "payment", neft.ID)).want(http.StatusSeeOther)
	d.post("/office/bank/matches", fill("line", lines.Rows[0].ID, "payment", neft.ID)).want(http.StatusConflict).says("dealt with this line")
	d.get("/office/bank?state=matched").want(http.StatusOK).says("by hand").says(neft.No)
	again := d.statement("november.csv", hdfc, fill("account", account)).want(http.StatusSeeOther)
	if to := again.Header.Get("Location"); to != "/office/bank" {
		t.Errorf("the same file leads to %s", to)
	}
}

func TestBank_anUnknownFileIsHeldWhileItsColumnsAreChosen(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Anil Shah")
	account := d.account("Rural")
	page := d.statement("r.csv", "Day;What;In or out\n13/11/2026;CHQ 000123;1,500.00\n", fill("account", account)).
		want(http.StatusUnprocessableEntity).says("columns are not known").says("CHQ 000123").says("In or out")
	form := page.filled("/office/bank/import")
	if form.Get("held") == "" || form.Get("account") != account {
		t.Fatalf("%v", form)
	}
	// A person who forgets a column keeps the others and the file.
	page = d.post("/office/bank/import", but(form, "date", "Day", "narration", "What")).want(http.StatusUnprocessableEntity)
	form = page.filled("/office/bank/import")
	if form.Get("date") != "Day" || form.Get("held") == "" {
		t.Errorf("%v", form)
	}
	d.post("/office/bank/import", but(form, "amount", "In or out")).want(http.StatusSeeOther)
	d.statement("r2.csv", "Day;What;In or out\n14/11/2026;CHQ 000124;1,600.00\n", fill("account", account)).want(http.StatusSeeOther)
}

func TestBank_aLineIsRecordedForACustomerAndTakenApart(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Anil Shah")
	customer, _, _ := d.meera(t)
	d.statement("n.csv", hdfc, fill("account", d.account("Current"))).want(http.StatusSeeOther)
	lines, err := s.app.Payments.Lines(apptest.As(t, s.app, act.Owner), payments.LineFilter{Text: "700"})
	if err != nil || len(lines.Rows) != 1 {
		t.Fatalf("%+v, %v", lines, err)
	}
	at := "/office/bank/lines/" + lines.Rows[0].ID
	d.get(at + "?q=Meera").want(http.StatusOK).says("Meera Deshpande")
	form := d.get(at + "?customer=" + customer).want(http.StatusOK).filled(at + "/payment")
	d.post(at+"/payment", but(form, "held", "abc", "note", "By phone")).want(http.StatusUnprocessableEntity).keeps(fill("note", "By phone", "held", "abc"))
	d.post(at+"/payment", form).want(http.StatusSeeOther)
	d.get(at).want(http.StatusOK).says("by hand").says("Meera Deshpande")
	d.post(at+"/separation", fill("reason", "")).want(http.StatusUnprocessableEntity)
	d.post(at+"/separation", fill("reason", "Another Meera")).want(http.StatusSeeOther)
	d.post(at+"/dismissal", fill("reason", "Interest")).want(http.StatusSeeOther)
	d.get("/office/bank?state=ignored").want(http.StatusOK).says("Interest")
	d.post(at+"/restoration", fill()).want(http.StatusSeeOther)
}

func TestGateway_secretsAreOnNoPageAndAWebhookIsCheckedBeforeItIsRead(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	owner, stranger := s.at(t, "Asha Kulkarni"), s.at(t, "")
	const secret, hook = "sample_key_secret_4711", "whsec_4711_sample"
	body := `{"entity":"event","event":"payment.captured","payload":{"payment":{"entity":{"id":"pay_1","amount":50000,"currency":"INR","status":"captured","notes":[]}}}}`
	tell := func(signature string) int {
		return stranger.do(http.MethodPost, "/gateway/razorpay", "application/json", []byte(body),
			"X-Razorpay-Signature", signature, "X-Razorpay-Event-Id", "evt_1").Status
	}
	if got := tell("00"); got != http.StatusNotFound {
		t.Errorf("without a gateway: %d", got)
	}
	page := owner.post("/office/settings/gateway", fill("key_id", "my key", "secret", secret, "hook", hook)).want(http.StatusUnprocessableEntity).says("rzp_live_")
	pages := page.Body
	owner.post("/office/settings/gateway", fill("key_id", "rzp_test_SampleKey0001", "secret", secret, "hook", hook, "active", "1")).want(http.StatusSeeOther)
	mac := hmac.New(sha256.New, []byte(hook))
	mac.Write([]byte(body))
	signature := hex.EncodeToString(mac.Sum(nil))
	for signed, want := range map[string]int{"": 401, "zz": 401, strings.Repeat("0", 64): 401, signature: 200} {
		if got := tell(signed); got != want {
			t.Errorf("signature %q: %d, want %d", signed, got, want)
		}
	}
	if got := tell(signature); got != http.StatusOK {
		t.Errorf("told twice: %d", got)
	}
	if got := stranger.do(http.MethodPost, "/gateway/razorpay", "application/json", []byte(strings.Repeat("x", 300<<10))).Status; got != http.StatusRequestEntityTooLarge {
		t.Errorf("300 kB: %d", got)
	}
	waiting, err := s.app.Payments.GatewayEvents(apptest.As(t, s.app, act.Owner), payments.EventUnmatched, "")
	if err != nil || len(waiting.Rows) != 1 {
		t.Fatalf("%+v, %v", waiting, err)
	}
	at := "/office/gateway/events/" + waiting.Rows[0].ID
	for _, path := range []string{"/office/settings/gateway", "/office/gateway", at, "/office/audit", "/office/gateway?state=all"} {
		pages += owner.get(path).want(http.StatusOK).Body
	}
	if strings.Contains(pages, secret) || strings.Contains(pages, hook) {
		t.Error("a secret stands on a page")
	}
	customer, _, _ := owner.meera(t)
	form := owner.get(at + "?customer=" + customer).want(http.StatusOK).filled(at + "/payment")
	owner.post(at+"/payment", form).want(http.StatusSeeOther)
	owner.get("/office/gateway?state=done").want(http.StatusOK).says("pay_1")
	s.at(t, "Deepa Joshi").get("/office/gateway").want(http.StatusOK)
	s.at(t, "Deepa Joshi").get("/office/settings/gateway").want(http.StatusForbidden)
}

func TestGateway_aRequestIsNotMadeWhileItIsSwitchedOff(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Anil Shah")
	at := d.issued("AC visit")
	id := at[strings.LastIndex(at, "/")+1:]
	page := d.get("/office/gateway/requests/new?invoice=" + id).want(http.StatusOK).says("Payment link")
	form := page.filled("/office/gateway/requests")
	d.post("/office/gateway/requests", but(form, "kind", "qr")).want(http.StatusConflict).says("switched off").keeps(fill("kind", "qr", "amount", form.Get("amount")))
}
