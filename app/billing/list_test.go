package billing_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"doorstep/app/billing"
	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
)

func (d *desk) listed(f billing.Filter) []billing.Invoice {
	d.t.Helper()
	return must[page.Of[billing.Invoice]](d.t)(d.Billing.Invoices(d.owner, f, pageStart)).Rows
}

func TestInvoices_areFilteredAndFound(t *testing.T) {
	d := open(t)
	first, second := d.issued("100"), d.issued("200")
	draft := d.standalone("300")
	note := must[billing.Invoice](t)(d.Billing.CreditNote(d.accountant, billing.NewNote{Against: first.ID, Reason: "x"}))
	for name, c := range map[string]struct {
		f    billing.Filter
		want []string
	}{
		"issued ones":         {billing.Filter{Kind: billing.KindInvoice}, []string{first.ID, second.ID}},
		"everything issued":   {billing.Filter{}, []string{first.ID, second.ID, note.ID}},
		"drafts":              {billing.Filter{State: billing.Draft}, []string{draft.ID}},
		"open ones":           {billing.Filter{Open: true}, []string{second.ID}},
		"settled ones":        {billing.Filter{Settled: true}, []string{first.ID}},
		"overdue today":       {billing.Filter{Overdue: true}, nil},
		"by its number":       {billing.Filter{Query: "27/00002"}, []string{second.ID}},
		"by all of it":        {billing.Filter{Query: " " + strings.ToLower(second.No) + " "}, []string{second.ID}},
		"by its series":       {billing.Filter{Query: strings.TrimRight(second.No, "0123456789"), Kind: billing.KindInvoice}, []string{first.ID, second.ID}},
		"by running digits":   {billing.Filter{Query: "2"}, []string{second.ID}},
		"with their noughts":  {billing.Filter{Query: "00002"}, []string{second.ID}},
		"series and digits":   {billing.Filter{Query: strings.SplitN(second.No, "/", 2)[0] + " 2"}, []string{second.ID}},
		"of another year":     {billing.Filter{Query: "26/00002"}, nil},
		"digits without end":  {billing.Filter{Query: "99999999999999999999999"}, nil},
		"no syntax":           {billing.Filter{Query: `name:" OR * 5 {:no} '`}, nil},
		"by two words":        {billing.Filter{Query: "desh MEERA", Kind: billing.KindCreditNote}, []string{note.ID}},
		"not by a word's end": {billing.Filter{Query: "eera"}, nil},
		"by the customer":     {billing.Filter{Query: "meera", Kind: billing.KindCreditNote}, []string{note.ID}},
		"a sign is no joker":  {billing.Filter{Query: "%"}, nil},
		"of another customer": {billing.Filter{Customer: "nobody"}, nil},
		"of days before":      {billing.Filter{To: "2026-11-15"}, nil},
		"from today on":       {billing.Filter{From: "2026-11-16", Kind: billing.KindCreditNote}, []string{note.ID}},
	} {
		got := d.listed(c.f)
		ids := map[string]bool{}
		for _, i := range got {
			ids[i.ID] = true
		}
		for _, id := range c.want {
			if !ids[id] {
				t.Errorf("%s: %s is not there", name, id)
			}
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %d documents, want %d", name, len(got), len(c.want))
		}
	}
	defer clock.Freeze(clock.Date("2026-11-17").Start())()
	if got := d.listed(billing.Filter{Overdue: true}); len(got) != 1 || !got[0].Overdue(clock.Today()) || got[0].CustomerName != "Meera Deshpande" {
		t.Errorf("a day later: %+v", got)
	}
}

func TestInvoices_pagesNeitherRepeatNorHide(t *testing.T) {
	d := open(t)
	stock(t, d, 120)
	if n := len(d.walked(billing.Filter{})); n != 120 {
		t.Errorf("%d of 120", n)
	}
}

// Few finds are read and sorted, many are met on the way through the list: both have to find the same, in the same order.
func TestInvoices_manyFindsArePagedAsFewAre(t *testing.T) {
	d := open(t)
	stock(t, d, 2100)
	for query, want := range map[string]int{
		"OLD/25-26": 2100, "old/25-26/0": 2100, "OLD/2": 2100, "customer": 2100, "OLD/25-26/00001": 11, "customer a": 0, "2099": 1,
	} {
		seen := d.walked(billing.Filter{Query: query, Kind: billing.KindInvoice})
		if query == "customer a" {
			for _, i := range seen {
				if !strings.HasPrefix(i.CustomerName, "Customer A") {
					t.Errorf("%s: %s", query, i.CustomerName)
				}
			}
			want = len(seen)
		}
		if len(seen) != want || want == 0 {
			t.Errorf("%s: %d documents, want %d", query, len(seen), want)
		}
	}
}

// walked is everything that the filter finds, page by page to the end and back again.
func (d *desk) walked(f billing.Filter) []billing.Invoice {
	d.t.Helper()
	var all, back []billing.Invoice
	p := must[page.Of[billing.Invoice]](d.t)(d.Billing.Invoices(d.owner, f, pageStart))
	for all = p.Rows; p.Next != ""; all = append(all, p.Rows...) {
		p = must[page.Of[billing.Invoice]](d.t)(d.Billing.Invoices(d.owner, f, must[page.Cursor](d.t)(page.Parse(p.Next))))
	}
	for back = p.Rows; p.Prev != ""; back = append(slices.Clone(p.Rows), back...) {
		p = must[page.Of[billing.Invoice]](d.t)(d.Billing.Invoices(d.owner, f, must[page.Cursor](d.t)(page.Parse(p.Prev))))
	}
	for n, i := range all {
		if n > 0 && (i.Date > all[n-1].Date || i.Date == all[n-1].Date && i.ID >= all[n-1].ID) {
			d.t.Fatalf("%s comes after %s", i.No, all[n-1].No)
		}
		if len(back) != len(all) || back[n].ID != i.ID {
			d.t.Fatalf("%d documents on the way back, %d there", len(back), len(all))
		}
	}
	return all
}

func TestDocuments_followWhenTwoCustomersBecomeOne(t *testing.T) {
	d := open(t)
	i, draft := d.issued("100"), d.standalone("200")
	keep := must[customers.Customer](t)(d.Customers.Create(d.owner, customers.CustomerInput{Name: "Meera D", Phones: []customers.PhoneInput{{Number: "98220 54321"}}, Pin: "411038", Address: "7 Mayur Colony"}))
	drop := must[customers.Customer](t)(d.Customers.Get(d.owner, i.Customer))
	must[customers.Customer](t)(d.Customers.Merge(d.owner, customers.MergeInput{Keep: keep.ID, KeepRev: keep.Rev, Drop: drop.ID, DropRev: drop.Rev, Confirm: true}))
	if got := d.doc(i.ID); got.Customer != keep.ID || got.No != i.No || d.doc(draft.ID).Customer != keep.ID {
		t.Errorf("%+v", got)
	}
}

// stock puts issued invoices into the database at once, past the verbs: n of them over a year, a tenth still owed, forty to a customer.
func stock(t testing.TB, d *desk, n int) {
	t.Helper()
	for _, sql := range []string{
		`INSERT INTO customers (id, name, kind, rev, created, updated) WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d / 40)
			SELECT printf('c%%014d', i), 'Customer ' || char(65 + i %% 26, 65 + i / 26 %% 26, 65 + i / 676), 'person', 1,
			'2025-04-01 00:00:00.000Z', '2025-04-01 00:00:00.000Z' FROM n`,
		`INSERT INTO invoices (id, kind, state, no, series, fy, seq, date, due, customer, jobs, missing,
			accepted, gst_mode, place, taxable_paise, total_paise, balance_paise, settled_paise, rev, issued_at, created, updated)
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			SELECT printf('b%%014d', i), 'invoice', 'issued', printf('OLD/25-26/%%06d', i), 'OLD', '2025-26', i, date('2025-04-01', '+' || (i %% 365) || ' days'),
			date('2025-04-01', '+' || (i %% 365) || ' days'), printf('c%%014d', i / 40), '[]', '[]', '[]', 'regular', '27', 100000, 118000,
			CASE i %% 10 WHEN 0 THEN 118000 ELSE 0 END, CASE i %% 10 WHEN 0 THEN 0 ELSE 118000 END, 1,
			'2025-04-01 00:00:00.000Z', '2025-04-01 00:00:00.000Z', '2025-04-01 00:00:00.000Z' FROM n`,
	} {
		if _, err := d.Core.NonconcurrentDB().NewQuery(fmt.Sprintf(sql, n)).Execute(); err != nil {
			t.Fatal(err)
		}
	}
}
