package customers_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
)

func serials(rows []customers.MachineRow) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Serial
	}
	return out
}

func TestMachines_areFoundByKindMakerSiteCustomerAndNumber(t *testing.T) {
	s, _, ctx := setUp(t)
	asha, ravi := add(t, s, ctx, "Asha Kulkarni", "98220 12345"), add(t, s, ctx, "Ravi Shah", "98220 99999")
	flat, shop := addSite(t, s, ctx, asha.ID, "12 Paud Road"), addSite(t, s, ctx, ravi.ID, "7 MG Road")
	addAsset(t, s, ctx, customers.AssetInput{Site: flat.ID, Kind: "Split AC", Brand: "Voltas", Serial: "VX-900/12", Location: "bedroom", WarrantyEnd: "2027-01-31"})
	addAsset(t, s, ctx, customers.AssetInput{Site: flat.ID, Kind: "Water purifier", Brand: "Kent", Serial: "K1"})
	addAsset(t, s, ctx, customers.AssetInput{Site: shop.ID, Kind: "Split AC", Brand: "Daikin", Serial: "D1"})
	for text, want := range map[string][]string{
		"":            {"D1", "K1", "VX-900/12"},
		"Split AC":    {"D1", "VX-900/12"},
		"spl volt":    {"VX-900/12"},
		"vx-900":      {"VX-900/12"},
		"paud":        {"K1", "VX-900/12"},
		"split paud":  {"VX-900/12"},
		"ravi":        {"D1"},
		"kulk puri":   {"K1"},
		"98220 12345": {"K1", "VX-900/12"},
		"split 99999": {"D1"},
		"purifier mg": {},
		"***":         {},
	} {
		found, err := s.Machines(ctx, customers.ListInput{Query: text})
		got := serials(found.Rows)
		slices.Sort(got) // entered within one millisecond, perhaps
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q finds %v (%v), want %v", text, got, err, want)
		}
	}
	found, err := s.Machines(ctx, customers.ListInput{Query: "volt"})
	must(t, err)
	one := found.Rows[0]
	whole, err := s.AssetByID(ctx, one.ID)
	if err != nil || one.Asset != whole || one.CustomerName != "Asha Kulkarni" || one.SiteName != "12 Paud Road" || !one.InWarranty("2027-01-31") {
		t.Errorf("got %+v, want %+v with its customer and site; %v", one, whole, err)
	}
}

// A word that many machines have is looked for in their text, and must find what the index would.
func TestMachines_areFoundByWordsThatManyHave(t *testing.T) {
	s, app, ctx := setUp(t)
	asha := add(t, s, ctx, "Asha Kulkarni", "98220 12345")
	site := addSite(t, s, ctx, asha.ID, "12 Paud Road")
	for i := range 1100 {
		kind := []string{"Split AC", "Window AC"}[i%2]
		_, err := app.DB().Insert("assets", dbx.Params{"id": fmt.Sprintf("a%014d", i), "customer": asha.ID, "site": site.ID, "kind": kind}).Execute()
		must(t, err)
	}
	for text, want := range map[string]int{"ac": 50, "ac paud": 50, "ac kulkarni": 50, "ac 12345": 50, "ac kent": 0} {
		found, err := s.Machines(ctx, customers.ListInput{Query: text})
		if err != nil || len(found.Rows) != want || (found.Next != "") != (want > 0) {
			t.Errorf("%q finds %d and further ones %q, want %d; %v", text, len(found.Rows), found.Next, want, err)
		}
	}
}

func TestMachines_arePagedNewestFirstBothWays(t *testing.T) {
	s, _, ctx := setUp(t)
	site := addSite(t, s, ctx, add(t, s, ctx, "Asha").ID, "12 Paud Road")
	now := time.Date(2026, 11, 16, 4, 30, 0, 0, time.UTC)
	for i := range 120 {
		thaw := clock.Freeze(now.Add(time.Duration(i/3) * time.Minute)) // three at a time
		addAsset(t, s, ctx, customers.AssetInput{Site: site.ID, Kind: "RO", Serial: fmt.Sprintf("S%03d", i)})
		thaw()
	}
	var seen []string
	var pages []page.Of[customers.MachineRow]
	at := page.Cursor{}
	for {
		p, err := s.Machines(ctx, customers.ListInput{Query: "ro", Cursor: at})
		must(t, err)
		pages = append(pages, p)
		seen = append(seen, serials(p.Rows)...)
		if p.Next == "" {
			break
		}
		at, err = page.Parse(p.Next)
		must(t, err)
	}
	if len(pages) != 3 || len(seen) != 120 || len(slices.Compact(slices.Sorted(slices.Values(seen)))) != 120 {
		t.Fatalf("%d pages of %d machines", len(pages), len(seen))
	}
	back, err := page.Parse(pages[2].Prev)
	must(t, err)
	p, err := s.Machines(ctx, customers.ListInput{Query: "ro", Cursor: back})
	if err != nil || !slices.Equal(p.Rows, pages[1].Rows) {
		t.Errorf("back from the third page is not the second: %v", err)
	}
}
