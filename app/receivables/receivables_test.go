package receivables_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
	"doorstep/app/receivables"
	"doorstep/app/txn"
)

var today = clock.DateOf(apptest.Now)

// put stores a record as it is: the state that other slices leave behind.
func put(t testing.TB, a *app.App, collection string, values map[string]any) *core.Record {
	t.Helper()
	r, err := txn.New(a.Core, collection)
	if err != nil {
		t.Fatal(err)
	}
	for field, v := range values {
		r.Set(field, v)
	}
	if err := txn.Save(apptest.As(t, a, act.Owner), a.Core, r, 0); err != nil {
		t.Fatal(err)
	}
	return r
}

// issued stores an issued document with what is left of it.
func issued(t testing.TB, a *app.App, no string, more map[string]any) *core.Record {
	t.Helper()
	values := map[string]any{
		"kind": "invoice", "state": "issued", "no": no, "fy": "26-27", "date": string(today), "due": string(today),
		"customer": apptest.Booking(t, a).Customer,
	}
	for field, v := range more {
		values[field] = v
	}
	return put(t, a, "invoices", values)
}

func TestBucketOf_cutsWhereTheBucketsSay(t *testing.T) {
	for over, want := range map[int]int{
		-30: receivables.NotDue, -1: receivables.NotDue, 0: receivables.UpTo7, 7: receivables.UpTo7, 8: receivables.UpTo15, 15: receivables.UpTo15,
		16: receivables.UpTo30, 30: receivables.UpTo30, 31: receivables.UpTo60, 60: receivables.UpTo60, 61: receivables.Over60, 900: receivables.Over60,
	} {
		if got := receivables.BucketOf(today.AddDays(-over), today); got != want {
			t.Errorf("%d days over: bucket %d, want %d", over, got, want)
		}
	}
}

func TestAgeing_putsEveryBalanceIntoOneBucketAndItsRowsAddUp(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Accountant)
	ravi := apptest.Technician(t, a, "Ravi Pawar")
	var want receivables.Amounts
	for i, over := range []int{-5, 0, 7, 8, 15, 16, 30, 31, 60, 61, 400} {
		balance := money.Paise(1000 << i)
		more := map[string]any{"due": string(today.AddDays(-over)), "total_paise": int64(balance) + 5, "balance_paise": int64(balance)}
		if i%2 == 0 {
			more["technician"] = ravi
		}
		issued(t, a, fmt.Sprintf("A%d", i), more)
		want[receivables.BucketOf(today.AddDays(-over), today)] += balance
	}
	issued(t, a, "PAID", map[string]any{"total_paise": 7, "settled_paise": 7})
	issued(t, a, "NODUE", map[string]any{"due": "", "date": string(today.AddDays(-20)), "balance_paise": 3})
	want[receivables.UpTo30] += 3
	for _, by := range receivables.Sides {
		table, err := a.Receivables.Ageing(ctx, by)
		if err != nil {
			t.Fatal(err)
		}
		var sum receivables.Amounts
		for _, r := range table.Rows {
			for b, p := range r.Amounts {
				sum[b] += p
				found, n, paise, err := a.Receivables.Owed(ctx, receivables.OwedFilter{By: by, Of: r.ID, Bucket: b})
				var rows money.Paise
				for _, o := range found.Rows {
					rows += o.Balance
					if receivables.BucketOf(o.Due, today) != b {
						t.Errorf("by %s: %s due %s stands in bucket %d", by, o.No, o.Due, b)
					}
				}
				if err != nil || paise != p || rows != p || n != len(found.Rows) {
					t.Errorf("by %s of %q, bucket %d: cell %d, sum %d, rows %d, %v", by, r.Name, b, p, paise, rows, err)
				}
			}
		}
		if sum != want || table.Sum.Amounts != want || table.Sum.Invoices != 12 {
			t.Errorf("by %s: %v of %d, want %v", by, table.Sum.Amounts, table.Sum.Invoices, want)
		}
	}
	table, _ := a.Receivables.Ageing(ctx, receivables.ByTechnician)
	if len(table.Rows) != 2 || table.Rows[0].Name != "Ravi Pawar" || table.Rows[1].Name != "" {
		t.Errorf("by technician: %+v", table.Rows)
	}
}

func TestOwed_pagesWithoutLosingOrRepeating(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Owner)
	const n = 120
	for i := range n {
		issued(t, a, fmt.Sprintf("P%d", i), map[string]any{"due": string(today.AddDays(-i % 7)), "balance_paise": 100})
	}
	seen := map[string]bool{}
	f := receivables.OwedFilter{By: receivables.ByCustomer, All: true, Bucket: -1}
	for pages := 0; pages < 10; pages++ {
		found, total, sum, err := a.Receivables.Owed(ctx, f)
		if err != nil || total != n || sum != n*100 {
			t.Fatalf("%d of %d, %v", total, sum, err)
		}
		for _, o := range found.Rows {
			if seen[o.ID] {
				t.Fatalf("%s stands twice", o.No)
			}
			seen[o.ID] = true
		}
		if found.Next == "" {
			break
		}
		if f.At, err = page.Parse(found.Next); err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) != n {
		t.Errorf("%d invoices on all pages, want %d", len(seen), n)
	}
}

func TestStatementOf_opensWithWhatWasBeforeAndCountsOnlyMoneyThatCame(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Accountant)
	customer := apptest.Booking(t, a).Customer
	issued(t, a, "OLD", map[string]any{"date": "2026-09-01", "total_paise": 10000})
	put(t, a, "payments", map[string]any{"kind": "receipt", "mode": "upi", "state": "verified", "key": "payment-1", "paise": 4000, "date": "2026-09-30", "customer": customer, "rrn": "626712345678"})
	inv := issued(t, a, "NEW", map[string]any{"date": "2026-10-05", "total_paise": 50000})
	issued(t, a, "CN", map[string]any{"kind": "credit_note", "date": "2026-10-06", "total_paise": 5000, "against": inv.Id})
	put(t, a, "payments", map[string]any{"kind": "receipt", "mode": "cash", "state": "claimed", "key": "payment-2", "paise": 777, "date": "2026-10-07", "customer": customer})
	put(t, a, "payments", map[string]any{"kind": "receipt", "mode": "cheque", "state": "reversed", "key": "payment-3", "paise": 20000, "date": "2026-10-08", "customer": customer, "reason": "no funds"})
	put(t, a, "payments", map[string]any{"kind": "refund", "mode": "bank", "state": "verified", "key": "payment-4", "paise": 1000, "date": "2026-10-09", "customer": customer})
	tds := put(t, a, "settlements", map[string]any{"invoice": inv.Id, "kind": "tds", "paise": 900, "at": apptest.Now})
	put(t, a, "settlements", map[string]any{"invoice": inv.Id, "kind": "reversal", "paise": -900, "at": apptest.Now, "reverses": tds.Id})
	put(t, a, "settlements", map[string]any{"invoice": inv.Id, "kind": "payment", "paise": 300, "at": apptest.Now}) // the payment itself counts
	put(t, a, "settlements", map[string]any{"invoice": inv.Id, "kind": "write_off", "paise": 60, "at": apptest.Now})
	issued(t, a, "NEXT", map[string]any{"date": "2026-12-01", "total_paise": 99999})
	put(t, a, "invoices", map[string]any{"kind": "invoice", "state": "draft", "customer": customer, "date": "2026-10-10", "total_paise": 88888})

	st, err := a.Receivables.StatementOf(ctx, customer, "2026-10-01", "2026-11-30")
	if err != nil {
		t.Fatal(err)
	}
	if st.Opening != 6000 || st.Closing != 6000+50000-5000+1000-60 {
		t.Errorf("opens with %d, closes with %d", st.Opening, st.Closing)
	}
	if st.Opening+st.Debits-st.Credits != st.Closing || st.Entries[len(st.Entries)-1].Balance != st.Closing {
		t.Errorf("it does not add up: %+v", st)
	}
	var got []string
	for _, e := range st.Entries {
		got = append(got, e.Kind)
	}
	if want := "invoice credit_note payment refund tds write_off undone"; strings.ReplaceAll(strings.Join(got, " "), " bounce", "") != want || strings.Count(strings.Join(got, " "), "bounce") != 1 {
		t.Errorf("entries %v, want %s and a bounce", got, want)
	}
	pdf, err := a.Receivables.StatementPDF(ctx, st)
	if err != nil || !strings.HasPrefix(string(pdf), "%PDF-") {
		t.Errorf("no PDF: %v", err)
	}
}

func TestStatementOf_refusesDaysThatSayNothing(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Accountant)
	customer := apptest.Booking(t, a).Customer
	for _, c := range []struct{ from, to, code string }{
		{"", "2026-11-01", "required"}, {"2026-11-01", "", "required"}, {"2026-11-02", "2026-11-01", "dates_backwards"}, {"2001-01-01", "2026-11-01", "dates_far"},
	} {
		_, err := a.Receivables.StatementOf(ctx, customer, clock.Date(c.from), clock.Date(c.to))
		if fault.All(err)[0].Code != c.code {
			t.Errorf("%s to %s: %v, want %s", c.from, c.to, err, c.code)
		}
	}
	if _, err := a.Receivables.StatementOf(apptest.As(t, a, act.Storekeeper), customer, today, today); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the storekeeper: %v", err)
	}
}

// byLink is a context in which the customer acts by his link.
func byLink(name string) context.Context {
	return act.In(context.Background(), act.By{Name: name, Source: act.Link, Lang: "en"})
}

func TestRaise_takesACustomersWordOfHisOwnThingsOnly(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	other, err := a.Customers.Create(apptest.As(t, a, act.Owner), customers.CustomerInput{Name: "Vikram Rao", Phones: []customers.PhoneInput{{Number: "9822055555"}}})
	if err != nil {
		t.Fatal(err)
	}
	ctx := byLink("Meera Deshpande")
	d, err := a.Receivables.Raise(ctx, receivables.NewDispute{Customer: j.Customer, Job: j.ID, Kind: receivables.Complaint, Text: " Water leaks again "})
	if err != nil || d.Source != "link" || d.Text != "Water leaks again" || d.State != receivables.Open {
		t.Fatalf("%+v, %v", d, err)
	}
	notes, err := a.Jobs.Remarks(ctx, j.ID, "")
	if err != nil || len(notes) != 1 || notes[0].Text != "Complaint: Water leaks again" || notes[0].ByName != "Meera Deshpande" {
		t.Errorf("the job's timeline: %+v, %v", notes, err)
	}
	visits, err := a.Jobs.Visits(ctx, j.ID)
	if err != nil || len(visits) != 0 {
		t.Errorf("a complaint booked %v", visits)
	}
	for name, in := range map[string]receivables.NewDispute{
		"another customer's job": {Customer: other.ID, Job: j.ID, Kind: receivables.Complaint, Text: "x"},
		"no such job":            {Customer: j.Customer, Job: "aaaaaaaaaaaaaaa", Kind: receivables.Complaint, Text: "x"},
		"nothing":                {Customer: j.Customer, Kind: receivables.Complaint, Text: "x"},
	} {
		if _, err := a.Receivables.Raise(ctx, in); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := a.Receivables.Raise(ctx, receivables.NewDispute{Customer: j.Customer, Job: j.ID, Kind: "praise", Text: "  "}); len(fault.All(err)) != 2 {
		t.Errorf("a wrong kind and no text: %v", err)
	}
	for range 9 {
		if _, err := a.Receivables.Raise(ctx, receivables.NewDispute{Customer: j.Customer, Job: j.ID, Kind: receivables.Complaint, Text: "again"}); err != nil {
			t.Fatal(err)
		}
	}
	_, err = a.Receivables.Raise(ctx, receivables.NewDispute{Customer: j.Customer, Job: j.ID, Kind: receivables.Complaint, Text: "again"})
	if !errors.Is(err, fault.New(fault.Conflict, "disputes_many")) {
		t.Errorf("the eleventh open one: %v", err)
	}
}

func TestResolve_endsADisputeOnce(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	ctx := apptest.As(t, a, act.Accountant)
	d, err := a.Receivables.Raise(ctx, receivables.NewDispute{Customer: j.Customer, Job: j.ID, Kind: receivables.Complaint, Text: "Late"})
	if err != nil || d.Source != "desk" {
		t.Fatalf("%+v, %v", d, err)
	}
	owner := act.From(apptest.As(t, a, act.Owner)).User
	if d, err = a.Receivables.Assign(ctx, d.ID, d.Rev, owner); err != nil || d.Owner != owner {
		t.Fatalf("%+v, %v", d, err)
	}
	if _, err := a.Receivables.Resolve(ctx, d.ID, 1, "Called"); fault.KindOf(err) != fault.Stale {
		t.Errorf("with the revision of before: %v", err)
	}
	if _, err := a.Receivables.Resolve(ctx, d.ID, 2, " "); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without an outcome: %v", err)
	}
	if _, err := a.Receivables.Resolve(ctx, d.ID, 2, "Called and settled"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Receivables.Resolve(ctx, d.ID, 3, "Again"); !errors.Is(err, fault.New(fault.Conflict, "dispute_over")) {
		t.Errorf("a second time: %v", err)
	}
	got, err := a.Receivables.Dispute(ctx, d.ID)
	if err != nil || got.Outcome != "Called and settled" || got.ResolvedName != "Anil Shah" || got.OwnerName != "Asha Kulkarni" {
		t.Errorf("%+v, %v", got, err)
	}
	for _, role := range []act.Role{act.Storekeeper, act.Technician} {
		if _, err := a.Receivables.Disputes(apptest.As(t, a, role), receivables.DisputeFilter{}); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s sees disputes: %v", role, err)
		}
	}
	if _, err := a.Receivables.Disputes(byLink("x"), receivables.DisputeFilter{}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a link sees everybody's disputes: %v", err)
	}
}

// BenchmarkAgeing sums up 100,000 invoices, of which a fifth is open: a company whose customers pay late.
func BenchmarkAgeing(b *testing.B) {
	a := apptest.NewApp(b)
	customer := apptest.Booking(b, a).Customer
	rnd := rand.New(rand.NewPCG(4, 120))
	err := a.Core.RunInTransaction(func(tx core.App) error {
		for i := range 100_000 {
			_, err := tx.DB().NewQuery(`INSERT INTO invoices (id, kind, state, no, fy, date, due, customer, technician, area, branch, balance_paise, total_paise, jobs, missing, created, updated)
				VALUES ({:id}, 'invoice', 'issued', {:no}, '26-27', {:day}, {:day}, {:c}, {:t}, '', '', {:b}, 100, '[]', '[]', '', '')`).Bind(dbx.Params{
				"b":  map[bool]int{true: 100}[i%5 == 0],
				"id": fmt.Sprintf("bench%010d", i), "no": fmt.Sprint(i), "day": today.AddDays(-rnd.IntN(120) + 20), "c": fmt.Sprintf("%s%d", customer[:8], rnd.IntN(5000)),
				"t": fmt.Sprint("t", rnd.IntN(200)),
			}).Execute()
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx := apptest.As(b, a, act.Owner)
	for _, by := range receivables.Sides {
		b.Run(string(by), func(b *testing.B) {
			for b.Loop() {
				if t, err := a.Receivables.Ageing(ctx, by); err != nil || t.Sum.Invoices != 20_000 {
					b.Fatal(t.Sum, err)
				}
			}
		})
	}
}
