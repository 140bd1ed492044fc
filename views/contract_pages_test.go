package views_test

import (
	"net/http"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/money"
)

func TestContract_isDraftedPutInForceChangedSuspendedAndClosedOnItsPages(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Owner)
	b := apptest.Booking(t, a)
	second, err := a.Customers.CreateAsset(ctx, customers.AssetInput{Site: b.Site, Kind: "Split AC", Brand: "Daikin", Model: "FTKM50", Serial: "DK-2"})
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, a)
	asha := s.at(t, "Asha Kulkarni")

	fresh := asha.get("/office/contracts/new?asset=" + b.Assets[0]).want(http.StatusOK)
	form := but(fresh.filled("/office/contracts"), "value", "12000", "cycle", "quarterly", "item", "AC-VISIT · AC visit charge", "type", "comprehensive")
	asha.post("/office/contracts", but(form, "value", "abc")).want(http.StatusUnprocessableEntity).says("Write the amount in rupees")
	at := asha.post("/office/contracts", form).want(http.StatusSeeOther).Header.Get("Location")
	one := func() contracts.Contract {
		t.Helper()
		c, err := a.Contracts.Contract(ctx, at[strings.LastIndex(at, "/")+1:])
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	asha.post(at+"/activation", asha.get(at).want(http.StatusOK).filled(at+"/activation")).want(http.StatusSeeOther)
	asha.get("/office/contracts").want(http.StatusOK).says(one().No)

	rule := but(asha.get(at).want(http.StatusOK).filled(at+"/covers"), "name", "Four free visits", "kind", "visits", "most", "4", "applies", "any")
	asha.post(at+"/covers", but(rule, "item_0", "NONE")).want(http.StatusUnprocessableEntity)
	asha.post(at+"/covers", rule).want(http.StatusSeeOther)
	asha.get(at).want(http.StatusOK).says("4 of 4 jobs left")

	add := but(asha.get(at).want(http.StatusOK).filled(at+"/machines"), "asset", second.ID, "share", "3650")
	asha.post(at+"/machines", add).want(http.StatusSeeOther)
	if c := one(); len(c.Assets) != 2 || c.Value != 1565000 {
		t.Errorf("%d machines, worth %s", len(c.Assets), c.Value)
	}
	off := but(asha.get(at).want(http.StatusOK).filled(at+"/machines/"+second.ID+"/removal"), "reason", "")
	asha.post(at+"/machines/"+second.ID+"/removal", off).want(http.StatusUnprocessableEntity)
	asha.post(at+"/machines/"+second.ID+"/removal", but(off, "reason", "sold")).want(http.StatusSeeOther)
	if c := one(); c.Value != money.Paise(1200000) {
		t.Errorf("worth %s", c.Value)
	}

	asha.post(at+"/suspension", but(asha.get(at).filled(at+"/suspension"), "reason", "not paid")).want(http.StatusSeeOther)
	asha.get(at).want(http.StatusOK).says("not paid")
	asha.post(at+"/resumption", asha.get(at).filled(at+"/resumption")).want(http.StatusSeeOther)

	bills, err := a.Contracts.Bills(ctx, one().ID)
	if err != nil || len(bills) == 0 {
		t.Fatalf("%d bills, %v", len(bills), err)
	}
	bill := at + "/bills/" + bills[len(bills)-1].ID
	asha.post(bill+"/omission", but(asha.get(at).filled(bill+"/omission"), "reason", "a gift")).want(http.StatusSeeOther)
	asha.post(bill+"/reopening", asha.get(at).filled(bill+"/reopening")).want(http.StatusSeeOther)

	edit := but(asha.get(at+"/edit").want(http.StatusOK).filled(at), "note", "Ask for Meera", "rev", "1")
	late := asha.post(at, edit).want(http.StatusConflict).says("Saved by somebody else")
	asha.post(at, late.filled(at)).want(http.StatusSeeOther)
	if c := one(); c.Note != "Ask for Meera" || c.State != contracts.Active {
		t.Errorf("note %q, %s", c.Note, c.State)
	}
	asha.post(at+"/closing", but(asha.get(at).filled(at+"/closing"), "reason", "moved away")).want(http.StatusSeeOther)
	asha.get(at + "/edit").want(http.StatusSeeOther)
	if anil := s.at(t, "Anil Shah").get(at).want(http.StatusOK); anil.posts(at + "/closing") {
		t.Error("the accountant is offered what he may not do")
	}
}
