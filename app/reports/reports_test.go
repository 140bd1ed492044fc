package reports_test

import (
	"context"
	"errors"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/demo"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
	"doorstep/app/reports"
)

var owner = act.In(context.Background(), act.By{Name: "Vandana Kulkarni", Role: act.Owner, Source: act.Desk})

func company(t testing.TB, size demo.Size) *app.App {
	t.Helper()
	a := apptest.Empty(t)
	if _, err := demo.Build(a, size); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(clock.Freeze(apptest.Now))
	return a
}

// read goes through all pages of the rows behind a figure, forth, and holds the way back against it.
func read(t *testing.T, a *app.App, q reports.Query) (reports.Sum, reports.Sum) {
	t.Helper()
	var rows reports.Sum
	var said reports.Sum
	seen := map[string]bool{}
	for first := true; ; first = false {
		b, err := a.Reports.Rows(owner, q, apptest.Now)
		if err != nil {
			t.Fatalf("%s %v: %v", q.Measure, q.By, err)
		}
		if said = b.Sum; !first && b.Page.Prev == "" {
			t.Errorf("%s %v: no way back", q.Measure, q.By)
		}
		for _, r := range b.Page.Rows {
			if seen[r.Key] {
				t.Errorf("%s %v: row %s comes twice", q.Measure, q.By, r.Key)
			}
			seen[r.Key] = true
			rows.N++
			rows.Paise += r.Paise
		}
		if b.Page.Next == "" {
			return said, rows
		}
		if q.At, err = page.Parse(b.Page.Next); err != nil {
			t.Fatal(err)
		}
	}
}

// adds holds a figure against its rows.
func adds(t *testing.T, a *app.App, figure reports.Sum, q reports.Query) {
	t.Helper()
	said, rows := read(t, a, q)
	if said != figure || rows != figure {
		t.Errorf("%s %v rest %v: the figure says %+v, above the rows stands %+v, they come to %+v", q.Measure, q.By, q.Rest, figure, said, rows)
	}
}

func TestFigures_everyNumberOfTheOwnersScreenIsTheSumOfItsRows(t *testing.T) {
	a := company(t, demo.Size{Jobs: 700, Invoices: 1500})
	f, err := a.Reports.Owner(owner, apptest.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{reports.Pending, reports.Overdue, reports.Claimed, reports.CashInHand, reports.NotInvoiced, reports.JobsToday} {
		figure := map[string]reports.Sum{
			reports.Pending: f.Pending, reports.Overdue: f.Overdue, reports.Claimed: f.Claimed, reports.CashInHand: f.CashTotal, reports.NotInvoiced: f.NotInvoiced,
			reports.JobsToday: f.Jobs,
		}[name]
		if figure.N == 0 {
			t.Errorf("%s is empty, which shows nothing", name)
		}
		adds(t, a, figure, reports.Query{Measure: name})
	}
	groups := func(name, by string, all []reports.Group, whole reports.Sum) {
		var sum reports.Sum
		for _, g := range all {
			adds(t, a, g.Sum, reports.Query{Measure: name, By: map[string]string{by: g.Key}})
			sum.N, sum.Paise = sum.N+g.N, sum.Paise+g.Paise
		}
		if sum != whole {
			t.Errorf("%s by %s comes to %+v of %+v", name, by, sum, whole)
		}
	}
	groups(reports.Pending, reports.ByBucket, f.Aged, f.Pending)
	groups(reports.Pending, reports.ByTechnician, f.Technicians, f.Pending)
	groups(reports.Pending, reports.ByArea, f.Areas, f.Pending)
	groups(reports.CashInHand, reports.ByTechnician, f.Cash, f.CashTotal)
	groups(reports.NotInvoiced, reports.ByBucket, f.NotInvoicedAged, f.NotInvoiced)
	groups(reports.JobsToday, reports.ByState, f.JobStates, f.Jobs)
	for _, c := range f.Customers {
		adds(t, a, c.Sum, reports.Query{Measure: reports.Pending, By: map[string]string{reports.ByCustomer: c.Key}})
	}
	adds(t, a, f.Others.Sum, reports.Query{Measure: reports.Pending, Rest: true})
	adds(t, a, f.Red, reports.Query{Measure: reports.Claimed, By: map[string]string{reports.ByRed: "red"}})
	for state, modes := range map[string][]reports.Group{"verified": f.Verified, "claimed": f.Unverified} {
		for _, g := range modes {
			adds(t, a, g.Sum, reports.Query{Measure: reports.Collected, By: map[string]string{reports.ByState: state, reports.ByMode: g.Key}})
		}
	}
}

func TestLeakage_everyNumberIsTheSumOfItsRows(t *testing.T) {
	a := company(t, demo.Size{Jobs: 700, Invoices: 1200})
	span := reports.Weeks(8, apptest.Now)
	p, err := a.Reports.Leakage(owner, span.From, span.To, apptest.Now)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Weeks) != 8 || p.Weeks[7] != "2026-11-16" {
		t.Errorf("weeks %v", p.Weeks)
	}
	for i, l := range p.Leaks {
		if l.N == 0 && l.Measure != reports.LeakProof {
			t.Errorf("%s is empty, which shows nothing", l.Measure)
		}
		q := reports.Query{Measure: l.Measure, Span: span}
		adds(t, a, l.Sum, q)
		for by, all := range map[string][]reports.Group{reports.ByTechnician: l.Technicians, reports.ByWeek: l.Weeks} {
			var sum reports.Sum
			for _, g := range all {
				q.By = map[string]string{by: g.Key}
				adds(t, a, g.Sum, q)
				sum.N, sum.Paise = sum.N+g.N, sum.Paise+g.Paise
			}
			if sum != l.Sum {
				t.Errorf("%s by %s comes to %+v of %+v", l.Measure, by, sum, l.Sum)
			}
		}
		var shares money.Paise
		for _, s := range p.Technicians {
			shares += s.Of[i].Paise
		}
		if shares != l.Paise {
			t.Errorf("%s: technicians share %s of %s", l.Measure, shares, l.Paise)
		}
	}
}

func TestRows_narrowedTwiceStillAddUp(t *testing.T) {
	a := company(t, demo.Size{Jobs: 300})
	f, err := a.Reports.Owner(owner, apptest.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, technician := range f.Technicians {
		var sum reports.Sum
		for _, bucket := range reports.DueBuckets {
			said, rows := read(t, a, reports.Query{Measure: reports.Pending, By: map[string]string{reports.ByTechnician: technician.Key, reports.ByBucket: bucket.Key}})
			if said != rows {
				t.Errorf("%+v over %+v", said, rows)
			}
			sum.N, sum.Paise = sum.N+rows.N, sum.Paise+rows.Paise
		}
		if sum != technician.Sum {
			t.Errorf("the ages of %s come to %+v of %+v", technician.Name, sum, technician.Sum)
		}
	}
}

func TestReports_areForTheOwnerAndTheAccountant(t *testing.T) {
	a := company(t, demo.Size{Jobs: 7})
	for _, role := range act.Roles {
		ctx := act.In(context.Background(), act.By{Role: role})
		_, one := a.Reports.Owner(ctx, apptest.Now)
		_, two := a.Reports.Leakage(ctx, "2026-11-01", "2026-11-16", apptest.Now)
		_, three := a.Reports.Rows(ctx, reports.Query{Measure: reports.Pending}, apptest.Now)
		may := role == act.Owner || role == act.Accountant
		for _, err := range []error{one, two, three} {
			if may != (err == nil) || err != nil && fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s: %v", role, err)
			}
		}
	}
}

func TestRows_ofWhatDoesNotExistAreNotFound(t *testing.T) {
	a := company(t, demo.Size{Jobs: 7})
	for _, q := range []reports.Query{
		{Measure: "salaries"},
		{Measure: reports.Pending, By: map[string]string{"mood": "x"}},
		{Measure: reports.Pending, By: map[string]string{"late": "late"}},
		{Measure: reports.CashInHand, By: map[string]string{reports.ByArea: "x"}},
		{Measure: reports.Claimed, Rest: true},
	} {
		var f *fault.Error
		if _, err := a.Reports.Rows(owner, q, apptest.Now); !errors.As(err, &f) || f.Kind != fault.NotFound {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

func TestOwner_anEmptyCompanyHasNothing(t *testing.T) {
	a := apptest.NewApp(t)
	f, err := a.Reports.Owner(apptest.As(t, a, act.Owner), apptest.Now)
	if err != nil || f.Pending.N+f.Claimed.N+f.NotInvoiced.N+f.Jobs.N != 0 || len(f.Cash) != 0 || len(f.Aged) != 6 {
		t.Errorf("%+v: %v", f, err)
	}
	if _, err := a.Reports.Leakage(apptest.As(t, a, act.Owner), "2026-10-01", "2026-11-16", apptest.Now); err != nil {
		t.Error(err)
	}
}

// The budget of the owner's screen over 100,000 invoices is 50 ms, that of the leakage page 200 ms.
func BenchmarkOwner(b *testing.B) {
	a := company(b, demo.Size{Jobs: 10_000, Invoices: 100_000})
	span := reports.Weeks(8, apptest.Now)
	b.Run("screen", func(b *testing.B) {
		for b.Loop() {
			if _, err := a.Reports.Owner(owner, apptest.Now); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("leakage", func(b *testing.B) {
		for b.Loop() {
			if _, err := a.Reports.Leakage(owner, span.From, span.To, apptest.Now); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("rows", func(b *testing.B) {
		for b.Loop() {
			if _, err := a.Reports.Rows(owner, reports.Query{Measure: reports.Pending}, apptest.Now); err != nil {
				b.Fatal(err)
			}
		}
	})
}
