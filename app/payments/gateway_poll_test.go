package payments_test

import (
	"net/http"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/payments"
)

func TestPoll_findsWhatNoWebhookTold(t *testing.T) {
	v, named := loadSamples(t)
	b, f := gated(t)
	doc := b.owes()
	a := b.ask(payments.AskQR, doc.ID)
	poll := func() {
		t.Helper()
		if err := b.Payments.Poll(act.As("poll")); err != nil {
			t.Fatal(err)
		}
	}
	poll()
	f.paid = string(v.Poll)
	n := len(f.calls)
	poll() // too soon after the first
	if len(f.calls) != n {
		t.Error("asked twice within the minute")
	}
	defer clock.Freeze(apptest.Now.Add(time.Minute))()
	poll()
	if err := b.hears(named["duplicate_delivery"]); err != nil { // the webhook comes late after all
		t.Fatal(err)
	}
	if n, doc := b.count("payments"), b.doc(doc.ID); n != 1 || doc.Balance != 0 {
		t.Errorf("%d payments, %s owed", n, doc.Balance)
	}
	if a, _ = b.Payments.AskByID(b.desk, a.ID); a.State != payments.AskPaid {
		t.Errorf("the request is %s", a.State)
	}
}

func TestPoll_booksWhatALinkBroughtAndClosesWhatRanOut(t *testing.T) {
	b, f := gated(t)
	doc := b.owes()
	link, qr := b.ask(payments.AskLink, doc.ID), b.ask(payments.AskQR, doc.ID)
	f.link = `{"id":"plink_SamplePl00001","status":"paid","currency":"INR","amount":621900,"amount_paid":621900,"short_url":"https://rzp.io/i/SAMPLE2","notes":[],` +
		`"payments":[{"payment_id":"pay_L1","status":"captured","method":"card","amount":621900,"created_at":1794805000}]}`
	defer clock.Freeze(apptest.Now.Add(3 * time.Hour))()
	if err := b.Payments.Poll(act.As("poll")); err != nil {
		t.Fatal(err)
	}
	link, _ = b.Payments.AskByID(b.desk, link.ID)
	qr, _ = b.Payments.AskByID(b.desk, qr.ID)
	if link.State != payments.AskPaid || qr.State != payments.AskClosed || b.doc(doc.ID).Balance != 0 {
		t.Errorf("link %s, code %s, %s owed", link.State, qr.State, b.doc(doc.ID).Balance)
	}
}

func TestPoll_restsAfterTheGatewayFailed(t *testing.T) {
	b, f := gated(t)
	b.ask(payments.AskQR, b.owes().ID)
	for _, status := range []int{http.StatusTooManyRequests, http.StatusBadGateway, http.StatusUnauthorized} {
		f.status = status
		now := clock.Now()
		if err := b.Payments.Poll(act.As("poll")); err != nil {
			t.Fatalf("%d: %v", status, err)
		}
		n := len(f.calls)
		thaw := clock.Freeze(now.Add(2 * time.Minute))
		if err := b.Payments.Poll(act.As("poll")); err != nil || len(f.calls) != n {
			t.Errorf("%d: asked again after two minutes, %v", status, err)
		}
		thaw()
		clock.Freeze(now.Add(6 * time.Minute))
	}
	g, err := b.Payments.GatewayInfo(b.desk)
	if err != nil || g.Error != "gateway_keys" {
		t.Errorf("%+v, %v", g, err)
	}
	f.status = 0
	if err := b.Payments.Poll(act.As("poll")); err != nil {
		t.Fatal(err)
	}
	if g, _ = b.Payments.GatewayInfo(b.desk); g.Error != "" {
		t.Errorf("the error stays: %s", g.Error)
	}
}
