package notify_test

import (
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/notify"
)

func TestDrafts_waitUntilSomebodySendsOrDiscardsThem(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, customer := apptest.As(t, a, act.Dispatcher), apptest.Booking(t, a).Customer
	for _, key := range []string{"one", "two"} {
		if err := a.Notify.TellCustomer(ctx, notify.CustomerNote{Customer: customer, Kind: "visit_moved", Key: key, To: "+919822012345", Lang: "en", Text: "About " + key}); err != nil {
			t.Fatal(err)
		}
	}
	all, n, err := a.Notify.Drafts(ctx)
	if err != nil || n != 2 || len(all) != 2 || all[0].Name != "Meera Deshpande" || all[0].To != "+919822012345" {
		t.Fatalf("%d drafts, %+v, %v", n, all, err)
	}
	if err := a.Notify.MarkSent(ctx, all[0].ID, all[0].Rev); err != nil {
		t.Fatal(err)
	}
	if err := a.Notify.Discard(ctx, all[1].ID, all[1].Rev); err != nil {
		t.Fatal(err)
	}
	if _, n, err := a.Notify.Drafts(ctx); err != nil || n != 0 {
		t.Errorf("%d still wait, %v", n, err)
	}
	var verbs []string
	if err := a.Core.DB().NewQuery("SELECT verb FROM audit_log WHERE verb LIKE 'messages.%' ORDER BY seq").Column(&verbs); err != nil || len(verbs) != 2 || verbs[0] != "messages.send" || verbs[1] != "messages.discard" {
		t.Errorf("the log has %v, %v", verbs, err)
	}
	if err := a.Notify.Discard(ctx, all[0].ID, 0); fault.KindOf(err) != fault.Conflict {
		t.Errorf("one that was sent can be discarded: %v", err)
	}
	if err := a.Notify.MarkSent(apptest.As(t, a, act.Accountant), all[0].ID, 0); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an accountant may send: %v", err)
	}
	if err := a.Notify.TellCustomer(ctx, notify.CustomerNote{Customer: customer, Kind: "visit_moved", Key: "two", To: "+919822012345", Lang: "en", Text: "Again"}); err != nil {
		t.Fatal(err)
	}
	if _, n, _ := a.Notify.Drafts(ctx); n != 0 {
		t.Error("an occasion that was discarded is told again")
	}
}
