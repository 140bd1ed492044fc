package notify_test

import (
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/notify"
)

func visitPlanned(t *testing.T, a *app.App) notify.CustomerNote {
	t.Helper()
	return notify.CustomerNote{
		Customer: apptest.Booking(t, a).Customer, Kind: "visit_planned", Key: "visit_planned:date1", To: "+919822012345", Lang: "hi",
		Text: "AMC की विज़िट तय है", Job: "job1", Contract: "contract1",
	}
}

func tellCustomer(t *testing.T, a *app.App, note notify.CustomerNote) {
	t.Helper()
	if err := a.Notify.TellCustomer(act.As("test"), note); err != nil {
		t.Fatal(err)
	}
}

func TestTellCustomer_writesOneMessageForEachOccasion(t *testing.T) {
	a, _ := bench(t)
	note := visitPlanned(t, a)
	tellCustomer(t, a, note)
	again := note
	again.Text = "other words"
	tellCustomer(t, a, again)
	all := rows(t, a, "messages")
	if len(all) != 1 {
		t.Fatalf("%d messages", len(all))
	}
	for field, want := range map[string]string{
		"channel": "customer", "state": notify.Waiting, "customer": note.Customer, "kind": note.Kind, "key": note.Key, "to": note.To,
		"lang": "hi", "text": note.Text, "job": "job1", "contract": "contract1", "user": "",
	} {
		if got := all[0].GetString(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	note.Key = "visit_planned:date2"
	tellCustomer(t, a, note)
	note.Key, note.To = "visit_planned:date3", ""
	tellCustomer(t, a, note)
	if n := len(rows(t, a, "messages")); n != 2 {
		t.Errorf("%d messages of two occasions with a number", n)
	}
}

func TestTellCustomer_isNeitherSentNorForgottenByThePushWorker(t *testing.T) {
	a, s := bench(t)
	tellCustomer(t, a, visitPlanned(t, a))
	subscribe(t, a, "Ravi Pawar", s.URL+"/p")
	tell(t, a, "Ravi Pawar")
	send(t, a, 1)
	defer clock.Freeze(time.Now().AddDate(0, 2, 0))()
	send(t, a, 0)
	if err := a.Notify.Forget(act.As("test"), 30); err != nil {
		t.Fatal(err)
	}
	all := rows(t, a, "messages")
	if len(all) != 1 || all[0].GetString("channel") != "customer" || all[0].GetString("state") != notify.Waiting || all[0].GetInt("tries") != 0 {
		t.Fatalf("%d messages are left", len(all))
	}
	all[0].Set("state", notify.Sent)
	if err := a.Core.Save(all[0]); err != nil {
		t.Fatal(err)
	}
	defer clock.Freeze(time.Now().AddDate(1, 0, 0))()
	if err := a.Notify.Forget(act.As("test"), 30); err != nil {
		t.Fatal(err)
	}
	if n := len(rows(t, a, "messages")); n != 1 {
		t.Error("what the customer was told is forgotten: he could be told again")
	}
}

func TestRehome_bringsTheCustomersMessagesAlong(t *testing.T) {
	a, _ := bench(t)
	note := visitPlanned(t, a)
	tellCustomer(t, a, note)
	owner := apptest.As(t, a, act.Owner)
	keep, err := a.Customers.Create(owner, customers.CustomerInput{Name: "Nitin Apte", Phones: []customers.PhoneInput{{Number: "98220 54321"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Notify.Rehome(owner, a.Core, keep.ID, note.Customer); err != nil {
		t.Fatal(err)
	}
	if got := rows(t, a, "messages")[0].GetString("customer"); got != keep.ID {
		t.Errorf("it belongs to %q", got)
	}
}
