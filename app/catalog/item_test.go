package catalog_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
)

var gas = catalog.ItemInput{
	Kind: catalog.KindPart, Code: "gas-r32", Name: "R32 gas", HSN: "3827", UOM: "kgs", Floor: "900", Cost: "700.50", Active: true,
	From: "2025-04-01", Price: "1,200", GST: "18",
}

func freeze(t *testing.T) {
	t.Cleanup(clock.Freeze(time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)))
}

func TestItem_hasTheRateInForceOnTheDay(t *testing.T) {
	freeze(t)
	s, _, ctx := setUp(t)
	item, err := s.CreateItem(ctx, gas)
	must(t, err)
	if item.Code != "GAS-R32" || item.UOM != "KGS" || item.Price != 1200*money.Rupee || item.GSTBps != 1800 || item.Floor != 900*money.Rupee || item.Cost != 70050 {
		t.Errorf("got %+v", item)
	}
	for _, r := range []catalog.RateInput{
		{Item: item.ID, From: "22/11/2026", Price: "1300", GST: "28"},
		{Item: item.ID, From: "2027-04-01", Price: "1400.50", GST: "5%"},
	} {
		_, err := s.SetRate(ctx, r)
		must(t, err)
	}
	for _, c := range []struct {
		on    clock.Date
		from  clock.Date
		price money.Paise
		gst   int
	}{
		{"2025-03-31", "", 0, 0},
		{"2025-04-01", "2025-04-01", 120000, 1800},
		{"2026-11-21", "2025-04-01", 120000, 1800},
		{"2026-11-22", "2026-11-22", 130000, 2800},
		{"2027-03-31", "2026-11-22", 130000, 2800},
		{"2030-01-01", "2027-04-01", 140050, 500},
	} {
		one, err := s.Item(ctx, item.ID, c.on)
		must(t, err)
		if one.RateFrom != c.from || one.Price != c.price || one.GSTBps != c.gst {
			t.Errorf("%s: got %+v", c.on, one)
		}
		many, err := s.Items(ctx, c.on, catalog.ItemFilter{}, page.Cursor{})
		if err != nil || len(many.Rows) != 1 || many.Rows[0] != one {
			t.Errorf("%s: the list says %+v, %v", c.on, many.Rows, err)
		}
		byID, err := s.ItemsByID(ctx, []string{item.ID, "none"}, c.on)
		if err != nil || len(byID) != 1 || byID[item.ID] != one {
			t.Errorf("%s: by id %+v, %v", c.on, byID, err)
		}
	}
	history, err := s.Rates(ctx, item.ID)
	if err != nil || len(history) != 3 || history[0].From != "2027-04-01" {
		t.Errorf("history %+v, %v", history, err)
	}
}

func TestSetRate_leavesThePastAloneAndReplacesWhatIsToCome(t *testing.T) {
	freeze(t)
	s, _, ctx := setUp(t)
	item, err := s.CreateItem(ctx, gas)
	must(t, err)
	_, err = s.SetRate(ctx, catalog.RateInput{Item: item.ID, From: "2026-11-21", Price: "1", GST: "18"})
	wantFault(t, err, "from", "rate_past")
	_, err = s.SetRate(ctx, catalog.RateInput{Item: item.ID, From: "2026-12-01", Price: "899", GST: "18"})
	wantFault(t, err, "price", "floor_under")
	for _, price := range []string{"1500", "1600"} {
		_, err = s.SetRate(ctx, catalog.RateInput{Item: item.ID, From: "2026-12-01", Price: price, GST: "18"})
		must(t, err)
	}
	history, err := s.Rates(ctx, item.ID)
	if err != nil || len(history) != 2 || history[0].Price != 1600*money.Rupee {
		t.Errorf("history %+v, %v", history, err)
	}
	_, err = s.SetRate(ctx, catalog.RateInput{Item: item.ID, From: "soon", Price: "", GST: "12"})
	wantFault(t, err, "from", "date_bad")
	wantFault(t, err, "price", "required")
	wantFault(t, err, "gst", "gst_rate")
	if _, err = s.SetRate(ctx, catalog.RateInput{Item: "none", From: "2026-12-01", Price: "1", GST: "18"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v, want not found", err)
	}
}

func TestItem_saysWhatIsWrongBesideItsField(t *testing.T) {
	freeze(t)
	s, _, ctx := setUp(t)
	for _, c := range []struct {
		field, code string
		spoil       func(*catalog.ItemInput)
	}{
		{"kind", "invalid", func(in *catalog.ItemInput) { in.Kind = "thing" }},
		{"code", "required", func(in *catalog.ItemInput) { in.Code = "" }},
		{"name", "required", func(in *catalog.ItemInput) { in.Name = " " }},
		{"hsn", "hsn_form", func(in *catalog.ItemInput) { in.HSN = "38271" }},
		{"hsn", "hsn_part", func(in *catalog.ItemInput) { in.HSN = "998715" }},
		{"hsn", "hsn_service", func(in *catalog.ItemInput) { in.Kind = catalog.KindService }},
		{"uom", "invalid", func(in *catalog.ItemInput) { in.UOM = "bucket" }},
		{"floor", "money_bad", func(in *catalog.ItemInput) { in.Floor = "low" }},
		{"cost", "money_bad", func(in *catalog.ItemInput) { in.Cost = "-5" }},
		{"floor", "floor_over_price", func(in *catalog.ItemInput) { in.Floor = "1200.01" }},
		{"gst", "gst_rate", func(in *catalog.ItemInput) { in.GST = "12" }},
	} {
		in := gas
		c.spoil(&in)
		_, err := s.CreateItem(ctx, in)
		wantFault(t, err, c.field, c.code)
	}
	_, err := s.CreateItem(ctx, gas)
	must(t, err)
	again := gas
	again.Code = "Gas-R32"
	_, err = s.CreateItem(ctx, again)
	wantFault(t, err, "code", "taken")
}

func TestUpdateItem_keepsKindAndRateAndRefusesAStalePage(t *testing.T) {
	freeze(t)
	s, _, ctx := setUp(t)
	item, err := s.CreateItem(ctx, gas)
	must(t, err)
	in := gas
	in.Rev, in.Name, in.Kind, in.Price, in.Active = item.Rev, "R32 refrigerant", catalog.KindService, "1", false
	changed, err := s.UpdateItem(ctx, item.ID, in)
	if err != nil || changed.Name != "R32 refrigerant" || changed.Kind != catalog.KindPart || changed.Price != item.Price || changed.Active {
		t.Errorf("got %+v, %v", changed, err)
	}
	if _, err = s.UpdateItem(ctx, item.ID, in); fault.KindOf(err) != fault.Stale {
		t.Errorf("got %v, want stale", err)
	}
	in.Rev, in.Floor = changed.Rev, "1201"
	_, err = s.UpdateItem(ctx, item.ID, in)
	wantFault(t, err, "floor", "floor_over_price")
}

func TestPrices_ofServicesAreNotTheStorekeepers(t *testing.T) {
	freeze(t)
	s, _, ctx := setUp(t)
	visit := catalog.ItemInput{Kind: catalog.KindService, Code: "VISIT", Name: "Visit", HSN: "998715", From: "2025-04-01", Price: "300", GST: "18"}
	keeper := as(act.Storekeeper)
	_, err := s.CreateItem(keeper, visit)
	wantFault(t, err, "", "not_allowed")
	item, err := s.CreateItem(ctx, visit)
	must(t, err)
	_, err = s.UpdateItem(keeper, item.ID, visit)
	wantFault(t, err, "", "not_allowed")
	_, err = s.SetRate(keeper, catalog.RateInput{Item: item.ID, From: "2026-12-01", Price: "1", GST: "18"})
	wantFault(t, err, "", "not_allowed")
	if _, err = s.CreateItem(keeper, gas); err != nil {
		t.Errorf("a part: %v", err)
	}
	_, err = s.CreateItem(as(act.Dispatcher), gas)
	wantFault(t, err, "", "not_allowed")
}

func TestItems_filterAndPageByName(t *testing.T) {
	freeze(t)
	s, _, ctx := setUp(t)
	for i := range 60 {
		in := gas
		in.Code, in.Name = fmt.Sprintf("P%02d", i), fmt.Sprintf("part %02d", 59-i)
		in.Active = i%2 == 0
		_, err := s.CreateItem(ctx, in)
		must(t, err)
	}
	first, err := s.Items(ctx, clock.Today(), catalog.ItemFilter{}, page.Cursor{})
	must(t, err)
	at, err := page.Parse(first.Next)
	must(t, err)
	second, err := s.Items(ctx, clock.Today(), catalog.ItemFilter{}, at)
	if err != nil || len(first.Rows) != 50 || len(second.Rows) != 10 || second.Rows[9].Name != "part 59" || second.Next != "" {
		t.Errorf("%d and %d rows, %v", len(first.Rows), len(second.Rows), err)
	}
	for filter, want := range map[catalog.ItemFilter]int{
		{Query: "PART p07"}:           1,
		{Query: "PART 07"}:            2,
		{Query: "p07"}:                1,
		{Query: "3827", Kind: "part"}: 50,
		{Kind: "service"}:             0,
		{ActiveOnly: true}:            30,
		{Query: "%"}:                  0,
		{Query: "a b c d e f g h i"}:  0,
	} {
		got, err := s.Items(ctx, clock.Today(), filter, page.Cursor{})
		if err != nil || len(got.Rows) != want {
			t.Errorf("%+v: %d rows, %v, want %d", filter, len(got.Rows), err, want)
		}
	}
	names := make([]string, len(first.Rows))
	for i, r := range first.Rows {
		names[i] = r.Name
	}
	if !slices.IsSorted(names) {
		t.Error("not by name")
	}
}

func TestAmounts_areReadAndPrintedWithoutFloats(t *testing.T) {
	for text, want := range map[string]int{"18": 1800, " 18 % ": 1800, "0.25": 25, "1.5": 150, "1.50": 150, "0": 0, "40": 4000} {
		got, err := catalog.ParseGST(text)
		if err != nil || got != want {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "%", "12", "18.001", "-5", "5.", ".5", "1e1", "999999999999"} {
		if got, err := catalog.ParseGST(text); err == nil {
			t.Errorf("%q was read as %d", text, got)
		}
	}
	for bps, want := range map[int]string{0: "0", 25: "0.25", 150: "1.5", 1800: "18"} {
		if got := catalog.GSTText(bps); got != want {
			t.Errorf("%d: %s", bps, got)
		}
	}
	for text, want := range map[string]int{"1": 1000, "1.5": 1500, "0.125": 125} {
		got, err := catalog.ParseQty(text)
		if err != nil || got != want || catalog.QtyText(got) != text {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0", "0.0001", "-1", "many"} {
		if got, err := catalog.ParseQty(text); err == nil {
			t.Errorf("%q was read as %d", text, got)
		}
	}
}

func FuzzParseQty_printsWhatItRead(f *testing.F) {
	for _, s := range []string{"1", "1.5", "0.001", "99999.999", "x", "1.", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := catalog.ParseQty(s)
		if err != nil {
			return
		}
		if again, err := catalog.ParseQty(catalog.QtyText(n)); err != nil || again != n || n <= 0 {
			t.Errorf("%q: %d prints %q", s, n, catalog.QtyText(n))
		}
	})
}
