package jobs_test

import (
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

func TestUseItem_takesThePriceOfTheDayAndItsKeyOnce(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, desk := apptest.AsTechnician(t, a, "Ravi Pawar"), apptest.As(t, a, act.Dispatcher)
	_, v := asking(t, a, catalog.Asks{}, checks)
	item := itemID(t, a, "CAP-35")
	if _, err := a.Catalog.SetRate(apptest.As(t, a, act.Owner), catalog.RateInput{Item: item, From: "2026-11-16", Price: "400", GST: "18"}); err != nil {
		t.Fatal(err)
	}
	yesterday := jobs.Mark{At: apptest.Now.AddDate(0, 0, -1)}
	in := jobs.Use{Visit: v.ID, Key: "line-00001", Item: item, Qty: "1.5", Serial: " c-12 ", Mark: yesterday}
	got := must[jobs.Line](t)(a.Jobs.UseItem(ravi, in))
	if got.Rate != 380*money.Rupee || got.GSTBps != 1800 || got.QtyMilli != 1500 || got.Serial != "C-12" || got.State != "used" || got.Visit != v.ID || got.ByName != "Ravi Pawar" {
		t.Errorf("used %+v", got)
	}
	in.Qty = "2"
	if again := must[jobs.Line](t)(a.Jobs.UseItem(ravi, in)); again.ID != got.ID || again.QtyMilli != 2000 || again.Rate != got.Rate {
		t.Errorf("changed to %+v", again)
	}
	if now := must[jobs.Line](t)(a.Jobs.UseItem(desk, jobs.Use{Visit: v.ID, Item: item, Qty: "1"})); now.Rate != 400*money.Rupee || len(now.Key) < 8 {
		t.Errorf("by the office %+v", now)
	}
	for name, c := range map[string]struct {
		change func(*jobs.Use)
		want   string
	}{
		"another item under the key": {func(u *jobs.Use) { u.Item = itemID(t, a, "AC-VISIT") }, "key_reused"},
		"no item":                    {func(u *jobs.Use) { u.Key, u.Item = "line-00002", "nosuchitem00001" }, "not_found [item]"},
		"before it had a price":      {func(u *jobs.Use) { u.Key, u.Mark.At = "line-00002", apptest.Now.AddDate(-3, 0, 0) }, "item_unpriced [item]"},
		"nothing":                    {func(u *jobs.Use) { u.Qty = "0" }, "qty_bad [qty]"},
		"too much":                   {func(u *jobs.Use) { u.Qty = "10000.001" }, "qty_bad [qty]"},
	} {
		u := in
		c.change(&u)
		if _, err := a.Jobs.UseItem(ravi, u); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	refuses(t, a.Jobs.DropLine(apptest.AsTechnician(t, a, "Sunil More"), v.ID, in.Key), fault.NotFound, "not_found")
	if err := a.Jobs.DropLine(ravi, v.ID, in.Key); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{in.Key, "", "nosuch-key"} {
		refuses(t, a.Jobs.DropLine(ravi, v.ID, key), fault.NotFound, "not_found")
	}
	if p := must[jobs.Proof](t)(a.Jobs.Proof(ravi, v.ID)); len(p.Used) != 1 {
		t.Errorf("left are %+v", p.Used)
	}
}

func FuzzUseItem_quantity(f *testing.F) {
	for _, s := range []string{"1", "0.001", "10000", "1.", ".5", "-1", "1e9", "९", "00001", "99999.999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		milli, err := jobs.UsedQty(typed)
		if err != nil {
			return
		}
		if milli <= 0 || milli > 10_000_000 {
			t.Errorf("%q is %d", typed, milli)
		}
		if again, err := jobs.UsedQty(catalog.QtyText(milli)); err != nil || again != milli {
			t.Errorf("%q reads as %d, printed as %s it reads as %d, %v", typed, milli, catalog.QtyText(milli), again, err)
		}
	})
}

func FuzzCheck_number(f *testing.F) {
	for _, s := range []string{"1", "-0.001", "999999999.999", "--1", "1.", "-", "0", "-0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		milli, ok := jobs.ParseMilli(typed)
		if !ok {
			return
		}
		if again, ok := jobs.ParseMilli(jobs.MilliText(milli)); !ok || again != milli {
			t.Errorf("%q reads as %d, printed as %s it reads as %d", typed, milli, jobs.MilliText(milli), again)
		}
	})
}

func TestSpend_claimsOnceAndIsDecidedOnce(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, books := apptest.AsTechnician(t, a, "Ravi Pawar"), apptest.As(t, a, act.Accountant)
	_, v := asking(t, a, catalog.Asks{}, checks)
	bill := stored(t, a, v.ID, "bill-00001", "bill", photo(t, 1, 80))
	in := jobs.Spent{Visit: v.ID, Key: "spend-0001", Kind: "purchase", Amount: "₹ 1,250.50", Note: "Gas", Bill: bill.Key}
	e := must[jobs.Expense](t)(a.Jobs.Spend(ravi, in))
	if again := must[jobs.Expense](t)(a.Jobs.Spend(ravi, in)); again != e || e.Amount != 125050 || e.State != jobs.Claimed {
		t.Errorf("claimed %+v, again %+v", e, again)
	}
	for name, c := range map[string]struct {
		change func(*jobs.Spent)
		want   string
	}{
		"another sum under the key": {func(s *jobs.Spent) { s.Amount = "5" }, "key_reused"},
		"no kind":                   {func(s *jobs.Spent) { s.Kind = "" }, "required [kind]"},
		"no amount":                 {func(s *jobs.Spent) { s.Amount = " " }, "required [amount]"},
		"nothing":                   {func(s *jobs.Spent) { s.Amount = "0" }, "money_bad [amount]"},
		"words":                     {func(s *jobs.Spent) { s.Amount = "fifty" }, "money_bad [amount]"},
		"too much":                  {func(s *jobs.Spent) { s.Amount = "50000.01" }, "expense_large [amount]"},
		"a bill with a path":        {func(s *jobs.Spent) { s.Bill = "../x" }, "invalid [bill]"},
		"a long note":               {func(s *jobs.Spent) { s.Key, s.Note = "spend-0002", strings.Repeat("x", 201) }, "too_long [note]"},
	} {
		s := in
		c.change(&s)
		if _, err := a.Jobs.Spend(ravi, s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := a.Jobs.Expenses(ravi, "")
	refuses(t, err, fault.Forbidden, "not_allowed")
	list := must[[]jobs.Expense](t)(a.Jobs.Expenses(books, jobs.Claimed))
	if len(list) != 1 || list[0].BillID != bill.ID || list[0].TechName != "Ravi Pawar" || list[0].No == "" {
		t.Errorf("the list is %+v", list)
	}
	_, err = a.Jobs.Decide(apptest.As(t, a, act.Dispatcher), e.ID, true, "")
	refuses(t, err, fault.Forbidden, "not_allowed")
	_, err = a.Jobs.Decide(books, e.ID, false, " ")
	refuses(t, err, fault.Invalid, "required [reason]")
	if got := must[jobs.Expense](t)(a.Jobs.Decide(books, e.ID, false, "No bill to read")); got.State != jobs.Rejected || got.DecidedBy != "Anil Shah" {
		t.Errorf("decided %+v", got)
	}
	_, err = a.Jobs.Decide(apptest.As(t, a, act.Owner), e.ID, true, "")
	refuses(t, err, fault.Conflict, "expense_decided")
	if list := must[[]jobs.Expense](t)(a.Jobs.Expenses(books, "")); len(list) != 1 || list[0].Reason != "No bill to read" {
		t.Errorf("all are %+v", list)
	}
}

func TestSwapSerial_keepsTheOldNumberBesideTheNew(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	j, v := asking(t, a, catalog.Asks{}, checks)
	in := jobs.NewSerial{Visit: v.ID, Serial: " vt-2002 ", Reason: "Board replaced"}
	first := must[jobs.Swap](t)(a.Jobs.SwapSerial(ravi, in))
	if first.OldSerial != "VT-1001" || first.NewSerial != "VT-2002" || first.Asset != j.Assets[0] || first.ByName != "Ravi Pawar" {
		t.Errorf("swapped %+v", first)
	}
	if again := must[jobs.Swap](t)(a.Jobs.SwapSerial(ravi, in)); again != first {
		t.Errorf("again it is %+v", again)
	}
	if m, err := a.Customers.AssetByID(t.Context(), j.Assets[0]); err != nil || m.Serial != "VT-2002" || m.Model != "185V" {
		t.Errorf("the machine is %+v, %v", m, err)
	}
	_, err := a.Jobs.SwapSerial(ravi, jobs.NewSerial{Visit: v.ID, Serial: " "})
	refuses(t, err, fault.Invalid, "required [serial]")
	_, err = a.Jobs.SwapSerial(ravi, jobs.NewSerial{Visit: v.ID, Asset: "nosuchasset0001", Serial: "X"})
	refuses(t, err, fault.NotFound, "not_found")
	drive(t, a, v.ID, jobs.Partial)
	again := atWork(t, a, j.ID)
	_, err = a.Jobs.SwapSerial(ravi, jobs.NewSerial{Visit: again.ID, Serial: "VT-2002"})
	refuses(t, err, fault.Invalid, "serial_same")
	r, err := a.Core.FindRecordById("swaps", first.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("old_serial", "X")
	if a.Core.Save(r) == nil || a.Core.Delete(r) == nil {
		t.Error("a swap can be changed or removed")
	}
}
