package demo_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/demo"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// none are queries that find what must not be.
var none = map[string]string{
	"a balance that its settlements do not make": `SELECT COUNT(*) FROM invoices i WHERE i.state = 'issued' AND i.kind IN ('invoice', 'debit_note') AND
		i.balance_paise != i.total_paise - (SELECT COALESCE(SUM(s.paise), 0) FROM settlements s WHERE s.invoice = i.id)`,
	"settled that its settlements do not make": `SELECT COUNT(*) FROM invoices i WHERE i.kind = 'invoice' AND i.settled_paise !=
		(SELECT COALESCE(SUM(s.paise), 0) FROM settlements s WHERE s.invoice = i.id)`,
	"a document whose lines and round-off do not make its total": `SELECT COUNT(*) FROM invoices i WHERE i.kind = 'invoice' AND i.total_paise - i.round_paise !=
		(SELECT COALESCE(SUM(l.total_paise), 0) FROM invoice_lines l WHERE l.invoice = i.id)`,
	"a balance below nothing":                  `SELECT COUNT(*) FROM invoices WHERE balance_paise < 0`,
	"a payment that settles more than it is":   `SELECT COUNT(*) FROM payments WHERE applied_paise > paise OR applied_paise < 0`,
	"applied that its allocations do not make": `SELECT COUNT(*) FROM payments p WHERE p.applied_paise != (SELECT COALESCE(SUM(a.paise), 0) FROM allocations a WHERE a.payment = p.id)`,
	"money claimed only that settles":          `SELECT COUNT(*) FROM payments WHERE state = 'claimed' AND applied_paise != 0`,
	"a gap in the numbers of invoices":         `SELECT COUNT(*) FROM (SELECT series, fy, COUNT(*) n, MAX(seq) m FROM invoices WHERE state = 'issued' GROUP BY 1, 2) WHERE n != m`,
	"a gap in the numbers of receipts":         `SELECT COUNT(*) FROM (SELECT series, fy, COUNT(*) n, MAX(seq) m FROM payments GROUP BY 1, 2) WHERE n != m`,
	"numbers out of the order of dates":        `SELECT COUNT(*) FROM invoices a JOIN invoices b ON b.series = a.series AND b.fy = a.fy AND b.seq = a.seq + 1 WHERE b.date < a.date OR b.issued_at < a.issued_at`,
	"less cash than nothing in a hand":         `SELECT COUNT(*) FROM (SELECT technician FROM cash_moves GROUP BY technician HAVING SUM(paise) < 0)`,
	"cash that waits and is in no hand":        `SELECT COUNT(*) FROM payments p WHERE p.mode = 'cash' AND p.state = 'claimed' AND p.handover != ''`,
	"a job invoiced without an invoice":        `SELECT COUNT(*) FROM jobs j WHERE j.billing = 'invoiced' AND NOT EXISTS (SELECT 1 FROM invoice_jobs x JOIN invoices i ON i.id = x.invoice WHERE x.job = j.id AND i.state = 'issued')`,
	"a completed job nobody billed":            `SELECT COUNT(*) FROM jobs j WHERE j.status IN ('completed', 'closed') AND j.billing = 'none'`,
	"a visit done without saying who pays":     `SELECT COUNT(*) FROM jobs j WHERE j.billing != 'none' AND j.status IN ('completed', 'closed') AND NOT EXISTS (SELECT 1 FROM visits v WHERE v.job = j.id AND v.pays != '')`,
	"money of the future":                      `SELECT COUNT(*) FROM payments WHERE at_server > strftime('%Y-%m-%d %H:%M:%fZ', {:now}) OR verified_at > strftime('%Y-%m-%d %H:%M:%fZ', {:now})`,
	"a bank line of no payment":                `SELECT COUNT(*) FROM bank_lines b WHERE b.state = 'matched' AND b.payment != '' AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.id = b.payment AND p.bank_line = b.id AND p.paise = b.credit_paise)`,
	"an import that counts other lines":        `SELECT COUNT(*) FROM bank_imports m WHERE m.lines != (SELECT COUNT(*) FROM bank_lines b WHERE b.import = m.id)`,
	"a counter that is not the last":           `SELECT COUNT(*) FROM (SELECT series, substr(fy, 3) fy, MAX(seq) m FROM invoices WHERE seq > 0 GROUP BY 1, 2) s LEFT JOIN counters c ON c.name = 'invoice:' || s.series || ':' || s.fy WHERE c.last IS NOT s.m`,
}

// some are queries that find what a living company has.
var some = map[string]string{
	"an overdue invoice":               `SELECT COUNT(*) FROM invoices WHERE balance_paise > 0 AND due < {:today}`,
	"a part paid invoice":              `SELECT COUNT(*) FROM invoices WHERE balance_paise > 0 AND settled_paise > 0`,
	"a claim gone red":                 `SELECT COUNT(*) FROM payments WHERE state = 'claimed' AND mode = 'upi' AND at_server < {:red}`,
	"a verified claim":                 `SELECT COUNT(*) FROM payments WHERE state = 'verified' AND verified_how = 'statement'`,
	"cash in a hand":                   `SELECT COUNT(*) FROM (SELECT technician FROM cash_moves WHERE technician != '' GROUP BY technician HAVING SUM(paise) > 0)`,
	"a shortfall with its reason":      `SELECT COUNT(*) FROM handovers WHERE short_paise > 0 AND reason != ''`,
	"a deposit":                        `SELECT COUNT(*) FROM deposits`,
	"a bank line of nothing":           `SELECT COUNT(*) FROM bank_lines WHERE state = 'unmatched' AND credit_paise > 0`,
	"a draft":                          `SELECT COUNT(*) FROM invoices WHERE state = 'draft'`,
	"a line at a customer's own price": `SELECT COUNT(*) FROM invoice_lines WHERE why LIKE 'list:%'`,
	"tax held back":                    `SELECT COUNT(*) FROM settlements WHERE kind = 'tds'`,
	"a disputed invoice":               `SELECT COUNT(*) FROM disputes WHERE state = 'open' AND invoice != ''`,
	"a credit note":                    `SELECT COUNT(*) FROM invoices WHERE kind = 'credit_note' AND state = 'issued'`,
	"a receipt voucher":                `SELECT COUNT(*) FROM invoices WHERE kind = 'receipt_voucher' AND state = 'issued'`,
	"an approved estimate":             `SELECT COUNT(*) FROM estimates WHERE state = 'approved'`,
	"a sent estimate":                  `SELECT COUNT(*) FROM estimates WHERE state = 'sent'`,
	"work that nobody invoices":        `SELECT COUNT(*) FROM jobs WHERE billing = 'to_invoice'`,
}

func TestBuild_itsMoneyHoldsTogether(t *testing.T) {
	a, _ := build(t, demo.Size{Jobs: 900, Invoices: 900}, apptest.Now)
	params := dbx.Params{
		"now": apptest.Now.UTC().Format("2006-01-02 15:04:05.000"), "today": string(clock.Today()),
		"red": apptest.Now.Add(-48 * time.Hour).UTC().Format("2006-01-02 15:04:05.000Z"),
	}
	for what, query := range none {
		if n := ask(t, a, query, params); n != 0 {
			t.Errorf("%d times %s", n, what)
		}
	}
	for what, query := range some {
		if n := ask(t, a, query, params); n == 0 {
			t.Errorf("there is not %s", what)
		}
	}
	if n := ask(t, a, "SELECT COUNT(*) FROM invoices WHERE kind = 'invoice'", nil); n < 900 {
		t.Errorf("%d invoices", n)
	}
	held(t, a, 900, apptest.Now)
}

func TestBuild_jobsKnowHowTheirMoneyStands(t *testing.T) {
	a, _ := build(t, demo.Size{Jobs: 200}, apptest.Now)
	var jobs []string
	if err := a.Core.DB().NewQuery("SELECT id FROM jobs WHERE billing != 'none'").Column(&jobs); err != nil {
		t.Fatal(err)
	}
	ctx := act.As("test")
	for _, id := range jobs {
		var was, is string
		query := fmt.Sprintf("SELECT paid FROM jobs WHERE id = '%s'", id)
		if err := a.Core.DB().NewQuery(query).Row(&was); err != nil {
			t.Fatal(err)
		}
		if err := a.Payments.Refresh(ctx, id); err != nil {
			t.Fatal(err)
		}
		if err := a.Core.DB().NewQuery(query).Row(&is); err != nil || was != is {
			t.Errorf("job %s was %s and is %s: %v", id, was, is, err)
		}
	}
}

func TestBuild_anInvoiceIsDrawnWhenAskedFor(t *testing.T) {
	a, _ := build(t, demo.Size{Jobs: 60}, apptest.Now)
	var id string
	if err := a.Core.DB().NewQuery("SELECT id FROM invoices WHERE state = 'issued' AND job != '' LIMIT 1").Row(&id); err != nil {
		t.Fatal(err)
	}
	fsys, path, name, err := a.Billing.PDF(act.As("test"), id)
	if err != nil {
		t.Fatal(err)
	}
	defer fsys.Close()
	if there, err := fsys.Exists(path); !there || err != nil || name == "" {
		t.Errorf("%s is not there: %v", path, err)
	}
}

func ask(t *testing.T, a *app.App, query string, params dbx.Params) int {
	t.Helper()
	var n int
	if err := a.Core.DB().NewQuery(query).Bind(params).WithContext(context.Background()).Row(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// The budget is a minute of the clock on two cores.
func BenchmarkBuild_aHundredThousandInvoices(b *testing.B) {
	for b.Loop() {
		a := apptest.Empty(b)
		began, before := time.Now(), worked()
		c, err := demo.Build(a, demo.Size{Jobs: 10_000, Invoices: 100_000})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(worked()-before)/1e9, "cpu-s")
		b.Logf("%d jobs in %v", c.Jobs, time.Since(began))
	}
}
