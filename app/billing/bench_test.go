package billing_test

import (
	"testing"
	"time"

	"doorstep/app/billing"
	"doorstep/app/kernel/page"
	"doorstep/app/txn"
)

// BenchmarkIssue is one invoice of two lines with its job, number, snapshot, jobs and audit events, in a transaction that is on
// disk; draw is its PDF, stored right after.
func BenchmarkIssue(b *testing.B) {
	d := open(b)
	must[billing.Invoice](b)(d.Billing.Issue(d.accountant, d.standalone("1").ID, 0)) // fonts are read once
	var draw time.Duration
	for b.Loop() {
		b.StopTimer()
		i := d.standalone("1000")
		b.StartTimer()
		out := must[billing.Invoice](b)(d.Billing.Issue(d.accountant, i.ID, i.Rev))
		b.StopTimer()
		began := time.Now()
		if _, err := d.Billing.Draw(d.accountant, out.ID, false, ""); err != nil {
			b.Fatal(err)
		}
		draw += time.Since(began)
		b.StartTimer()
	}
	b.ReportMetric(float64(draw.Microseconds())/float64(b.N)/1000, "draw-ms/op")
}

func BenchmarkInvoiceList(b *testing.B) {
	d := open(b)
	stock(b, d, 100_000)
	if err := txn.Optimize(b.Context(), d.Core); err != nil {
		b.Fatal(err)
	}
	deep := page.Cursor{Key: "2025-08-01", ID: "b00000000000000"}
	for _, c := range []struct {
		name string
		f    billing.Filter
		at   page.Cursor
	}{
		{"first", billing.Filter{}, pageStart},
		{"deep", billing.Filter{Kind: billing.KindInvoice}, deep},
		{"open", billing.Filter{Open: true}, pageStart},
		{"overdue", billing.Filter{Overdue: true}, pageStart},
		{"number", billing.Filter{Query: "26/054321"}, pageStart},
		{"digits", billing.Filter{Query: "54321"}, pageStart},
		{"year", billing.Filter{Query: "OLD/25-26"}, pageStart},
		{"customer", billing.Filter{Query: "customer abc"}, pageStart},
		{"everybody", billing.Filter{Query: "customer"}, pageStart},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if p, err := d.Billing.Invoices(d.owner, c.f, c.at); err != nil || len(p.Rows) == 0 {
					b.Fatal(len(p.Rows), err)
				}
			}
		})
	}
	b.Run("queue", func(b *testing.B) {
		for b.Loop() {
			if _, err := d.Billing.Queue(d.owner, pageStart); err != nil {
				b.Fatal(err)
			}
		}
	})
}
