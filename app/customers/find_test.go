package customers_test

import (
	"fmt"
	"slices"
	"testing"

	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/page"
)

func TestLookup_findsByTheLastOrFirstDigitsWhateverStandsBetween(t *testing.T) {
	s, _, ctx := setUp(t)
	asha := add(t, s, ctx, "Asha Kulkarni", "98220 12345", "020-2553 1234")
	add(t, s, ctx, "Ravi Shah", "+91 98220 99999")
	addSite(t, s, ctx, asha.ID, "12 Paud Road")
	addSite(t, s, ctx, asha.ID, "4 MG Road")
	for _, c := range []struct {
		typed string
		want  []string
	}{
		{"2345", []string{"Asha Kulkarni"}},
		{"20 12-345", []string{"Asha Kulkarni"}},
		{"12345", []string{"Asha Kulkarni"}},
		{"9822", []string{"Asha Kulkarni", "Ravi Shah"}},
		{"98220 1", []string{"Asha Kulkarni"}},
		{"+91 98220 9", []string{"Ravi Shah"}},
		{"0091 98220 99999", []string{"Ravi Shah"}},
		{"919822099999", []string{"Ravi Shah"}},
		{"098220 99999", []string{"Ravi Shah"}},
		{"९९९९९", []string{"Ravi Shah"}},
		{"020 2553", []string{"Asha Kulkarni"}},
		{"1234", []string{"Asha Kulkarni"}},
		{"345", nil},
		{"2012", nil}, // in the middle
		{"", nil},
	} {
		hits, err := s.Lookup(ctx, c.typed, 10)
		if err != nil || !slices.Equal(names(hits), c.want) {
			t.Errorf("%q finds %v (%v), want %v", c.typed, names(hits), err, c.want)
		}
	}
	hits, err := s.Lookup(ctx, "31234", 10)
	must(t, err)
	want := customers.Hit{ID: asha.ID, Name: "Asha Kulkarni", Phone: "+912025531234", Sites: 2, Address: "12 Paud Road", District: "Pune"}
	if len(hits) != 1 || hits[0] != want {
		t.Errorf("got %+v, want %+v", hits, want)
	}
}

func TestLookup_showsNobodyWhoWasMerged(t *testing.T) {
	s, _, ctx := setUp(t)
	keep, drop := add(t, s, ctx, "Asha", "9822012345"), add(t, s, ctx, "Asha K", "9822054321")
	_, err := s.Merge(ctx, customers.MergeInput{Keep: keep.ID, Drop: drop.ID, Confirm: true})
	must(t, err)
	hits, err := s.Lookup(ctx, "54321", 10)
	if err != nil || len(hits) != 1 || hits[0].ID != keep.ID {
		t.Errorf("got %+v, %v; want the one who stayed", hits, err)
	}
	found, err := s.Search(ctx, "Asha", 10)
	if err != nil || len(found) != 1 {
		t.Errorf("search shows %+v, %v", found, err)
	}
	all, err := s.List(ctx, customers.ListInput{})
	if err != nil || len(all.Rows) != 1 {
		t.Errorf("the list shows %+v, %v", all.Rows, err)
	}
}

func TestSearch_wantsEveryWordSomewhere(t *testing.T) {
	s, _, ctx := setUp(t)
	asha := add(t, s, ctx, "Asha Kulkarni", "9822012345")
	ravi := add(t, s, ctx, "रवि शर्मा", "9822099999")
	site := addSite(t, s, ctx, asha.ID, "12 Paud Road, near Vanaz")
	addSite(t, s, ctx, ravi.ID, "7 Paud Road")
	addAsset(t, s, ctx, customers.AssetInput{Site: site.ID, Kind: "Split AC", Brand: "Voltas", Serial: "VX-900/12"})
	for text, want := range map[string][]string{
		"kulk":           {"Asha Kulkarni"},
		"paud":           {"Asha Kulkarni", "रवि शर्मा"},
		"asha paud":      {"Asha Kulkarni"},
		"paud volt":      {"Asha Kulkarni"},
		"शर्मा":          {"रवि शर्मा"},
		"vx-900":         {"Asha Kulkarni"},
		"VX-900/12":      {"Asha Kulkarni"},
		"paud 99999":     {"रवि शर्मा"},
		"98220 12345":    {"Asha Kulkarni"},
		"411038":         {"Asha Kulkarni", "रवि शर्मा"},
		"asha ravi":      {},
		`" OR name:a* "`: {},
		"--":             {},
		"":               {},
	} {
		hits, err := s.Search(ctx, text, 10)
		if err != nil || !slices.Equal(names(hits), want) {
			t.Errorf("%q finds %v (%v), want %v", text, names(hits), err, want)
		}
	}
}

func TestList_pagesByNameBothWays(t *testing.T) {
	s, _, ctx := setUp(t)
	for i := range 120 {
		c := add(t, s, ctx, fmt.Sprintf("customer %03d", i%60), fmt.Sprintf("98%08d", i)) // every name twice
		if i == 0 {
			site := addSite(t, s, ctx, c.ID, "1 First Street")
			addAsset(t, s, ctx, customers.AssetInput{Site: site.ID, Kind: "RO"})
		}
	}
	var seen []string
	var pages []page.Of[customers.Row]
	at := page.Cursor{}
	for {
		p, err := s.List(ctx, customers.ListInput{Cursor: at})
		must(t, err)
		pages = append(pages, p)
		for _, r := range p.Rows {
			seen = append(seen, r.Name+r.ID)
		}
		if p.Next == "" {
			break
		}
		at, err = page.Parse(p.Next)
		must(t, err)
	}
	if len(pages) != 3 || len(seen) != 120 || !slices.IsSorted(seen) {
		t.Fatalf("%d pages of %d rows, sorted %v", len(pages), len(seen), slices.IsSorted(seen))
	}
	back, err := page.Parse(pages[2].Prev)
	must(t, err)
	p, err := s.List(ctx, customers.ListInput{Cursor: back})
	if err != nil || !slices.Equal(p.Rows, pages[1].Rows) {
		t.Errorf("back from the third page is not the second: %v", err)
	}
	first := pages[0].Rows[0]
	if first.ID > pages[0].Rows[1].ID {
		t.Errorf("rows of one name are not ordered by id")
	}
	found, err := s.List(ctx, customers.ListInput{Query: "9800000000"})
	if err != nil || len(found.Rows) != 1 || found.Rows[0].Sites != 1 || found.Rows[0].Assets != 1 || found.Rows[0].Address != "1 First Street" {
		t.Errorf("got %+v, %v", found.Rows, err)
	}
	none, err := s.List(ctx, customers.ListInput{Query: "***"})
	if err != nil || len(none.Rows) != 0 {
		t.Errorf("a query of signs lists %d rows, %v", len(none.Rows), err)
	}
}

func FuzzSearch_neverFails(f *testing.F) {
	s, _, ctx := setUp(f)
	c := add(f, s, ctx, "Asha Kulkarni", "9822012345")
	addSite(f, s, ctx, c.ID, "12 Paud Road")
	for _, seed := range []string{
		"asha", `"`, `""`, `a"b`, "AND OR NOT", "NEAR(a b)", "name:asha", "a*", "^a", "-a", "(((", "{a b}:c", "a+b", "\x00", "a\x00b",
		"\xff\xfe", "़", "𝒳", "98220", "+91", "1 2 3 4 5 6 7 8", "'; DROP TABLE customers", "{:w0}", "[[x]]", "{{x}}", "ß", "٣٣٣٣",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := s.Search(ctx, text, 5); err != nil {
			t.Errorf("search %q: %v", text, err)
		}
		if _, err := s.List(ctx, customers.ListInput{Query: text}); err != nil {
			t.Errorf("list %q: %v", text, err)
		}
		if _, err := s.Machines(ctx, customers.ListInput{Query: text}); err != nil {
			t.Errorf("machines %q: %v", text, err)
		}
		if _, err := s.Lookup(ctx, text, 5); err != nil {
			t.Errorf("lookup %q: %v", text, err)
		}
	})
}

func TestWriting_asksForTheRight(t *testing.T) {
	s, _, _ := setUp(t)
	for _, role := range []act.Role{act.Storekeeper, act.Technician, ""} {
		if _, err := s.Create(as(role), customers.CustomerInput{Name: "X"}); err == nil {
			t.Errorf("%q may create", role)
		}
	}
	if _, err := s.Merge(as(act.Accountant), customers.MergeInput{Keep: "a", Drop: "b"}); err == nil {
		t.Error("the accountant may merge")
	} else {
		wantFault(t, err, "", "not_allowed")
	}
}
