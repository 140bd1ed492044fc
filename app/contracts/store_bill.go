package contracts

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/recur"
	"doorstep/app/txn"
)

func readBill(r *core.Record) Bill {
	return Bill{
		ID: r.Id, Contract: r.GetString("contract"), Rev: r.GetInt("rev"), Key: r.GetString("key"), DueOn: day(r, "due_on"),
		DraftOn: day(r, "draft_on"), From: day(r, "from"), To: day(r, "to"), Amount: paise(r, "paise"), State: BillState(r.GetString("state")),
		PlanDate: r.GetString("plan_date"), Text: r.GetString("text"), Invoice: r.GetString("invoice"), Reason: r.GetString("reason"),
	}
}

func (b Bill) write(r *core.Record) {
	r.Load(map[string]any{
		"contract": b.Contract, "key": b.Key, "due_on": string(b.DueOn), "draft_on": string(b.DraftOn), "from": string(b.From),
		"to": string(b.To), "paise": int64(b.Amount), "state": string(b.State), "plan_date": b.PlanDate, "text": b.Text,
		"invoice": b.Invoice, "reason": b.Reason,
	})
}

// findBill is a bill with its record. NotFound.
func findBill(app core.App, id string) (*core.Record, Bill, error) {
	r, err := txn.Find(app, "contract_bills", id)
	if err != nil {
		return nil, Bill{}, err
	}
	return r, readBill(r), nil
}

func addBill(ctx context.Context, tx core.App, b Bill) error {
	_, err := create(ctx, tx, "contract_bills", b.write)
	return err
}

func saveBill(ctx context.Context, tx core.App, r *core.Record, b Bill, rev int) (Bill, error) {
	b.write(r)
	if err := txn.Save(ctx, tx, r, rev); err != nil {
		return Bill{}, err
	}
	return readBill(r), nil
}

// billRecords are the contract's bills by day.
func billRecords(ctx context.Context, app core.App, contract string) ([]*core.Record, error) {
	return recordsOf(ctx, app, "contract_bills", contract, "due_on", "from", "rowid")
}

// billOfInvoice is the bill that became the invoice with its record; nil where it is none's.
func billOfInvoice(ctx context.Context, app core.App, invoice string) (*core.Record, Bill, error) {
	var rows []*core.Record
	err := app.RecordQuery("contract_bills").WithContext(ctx).AndWhere(dbx.NewExp("invoice != ''")).
		AndWhere(dbx.HashExp{"invoice": invoice, "state": string(BillDrafted)}).Limit(1).All(&rows)
	if err != nil || len(rows) == 0 {
		return nil, Bill{}, err
	}
	return rows[0], readBill(rows[0]), nil
}

// invoiced fills in the numbers and states of the bills' invoices.
func invoiced(ctx context.Context, app core.App, contract string, bills []Bill) error {
	var rows []struct {
		ID    string `db:"id"`
		No    string `db:"no"`
		State string `db:"state"`
	}
	err := app.ConcurrentDB().NewQuery(`SELECT i.id, i.no, i.state FROM contract_bills b JOIN invoices i ON i.id = b.invoice
		WHERE b.contract = {:contract} AND b.invoice != ''`).Bind(dbx.Params{"contract": contract}).WithContext(ctx).All(&rows)
	for _, row := range rows {
		for i := range bills {
			if bills[i].Invoice == row.ID {
				bills[i].InvoiceNo, bills[i].InvoiceState = row.No, row.State
			}
		}
	}
	return err
}

// dueBills are the ids of the bills that are to be drafted by the day, of contracts that are not suspended, the oldest first.
func dueBills(ctx context.Context, app core.App, on clock.Date) ([]string, error) {
	var ids []string
	err := app.ConcurrentDB().NewQuery(`SELECT b.id FROM contract_bills b CROSS JOIN contracts c ON c.id = b.contract
		WHERE b.state = 'open' AND b.draft_on <= {:on} AND c.state NOT IN ('draft', 'suspended') ORDER BY b.draft_on, b.id`).
		Bind(dbx.Params{"on": string(on)}).WithContext(ctx).Column(&ids)
	return ids, err
}

// unbilledVisits is how many visits the contract's plans still bring that have no bill: of plans anchored to the terms the dates there
// are, of others what is left of what their rules come to over the term. A date that became no job before its plan ended does not count.
func unbilledVisits(ctx context.Context, app core.App, c Contract) (int, error) {
	var n int
	err := app.ConcurrentDB().NewQuery(`SELECT COUNT(*) FROM plan_dates d JOIN visit_plans p ON p.id = d.plan
		WHERE d.contract = {:contract} AND (d.state != 'cancelled' OR d.job != '') AND (p.anchor = 'terms' OR p.ended = TRUE)
		AND NOT EXISTS (SELECT 1 FROM contract_bills b WHERE b.contract = d.contract AND b.plan_date = d.id)`).
		Bind(dbx.Params{"contract": c.ID}).WithContext(ctx).Row(&n)
	if err != nil {
		return 0, err
	}
	var rules []struct {
		Rule   string     `db:"rule"`
		First  clock.Date `db:"first"`
		Billed int        `db:"billed"`
	}
	err = app.ConcurrentDB().NewQuery(`SELECT p.rule, p.first, (SELECT COUNT(*) FROM contract_bills b JOIN plan_dates d ON d.id = b.plan_date
		WHERE b.contract = p.contract AND d.plan = p.id) AS billed
		FROM visit_plans p WHERE p.contract = {:contract} AND p.anchor = 'last_visit' AND p.ended = FALSE`).
		Bind(dbx.Params{"contract": c.ID}).WithContext(ctx).All(&rules)
	for _, row := range rules {
		var rule recur.Rule
		var all []clock.Date
		bad := json.Unmarshal([]byte(row.Rule), &rule)
		if bad == nil {
			all, bad = rule.Days(row.First, c.Ends)
		}
		n, err = n+max(0, len(all)-row.Billed), errors.Join(err, bad)
	}
	return n, err
}

// issuedFor is what an issued invoice of the contract comes to before tax, its notes counted in, with the period of its bill.
type issuedFor struct {
	Paise money.Paise `db:"paise"`
	From  clock.Date  `db:"from"`
	To    clock.Date  `db:"to"`
}

// issuedBills are the contract's issued invoices as they stood at the end of the day.
func issuedBills(ctx context.Context, app core.App, contract string, on clock.Date) ([]issuedFor, error) {
	var rows []issuedFor
	err := app.ConcurrentDB().NewQuery("SELECT COALESCE(b.`from`, '') AS `from`, COALESCE(b.`to`, '') AS `to`, i.taxable_paise + COALESCE((" + `
		SELECT SUM(CASE n.kind WHEN 'credit_note' THEN -n.taxable_paise WHEN 'debit_note' THEN n.taxable_paise ELSE 0 END) FROM invoices n
		WHERE n.against = i.id AND n.against != '' AND n.state = 'issued' AND n.date <= {:on}), 0) AS paise
		FROM invoices i LEFT JOIN contract_bills b ON b.invoice = i.id AND b.invoice != '' AND b.state = 'drafted'
		WHERE i.contract = {:contract} AND i.contract != '' AND i.kind = 'invoice' AND i.state = 'issued' AND i.date <= {:on}`).
		Bind(dbx.Params{"contract": contract, "on": string(on)}).WithContext(ctx).All(&rows)
	return rows, err
}

// lastPaper is the newest invoice or draft that a bill of the contract became: its id and its number, which a draft has not.
func lastPaper(ctx context.Context, app core.App, contract string) (id, no string, err error) {
	var rows []struct {
		ID string `db:"id"`
		No string `db:"no"`
	}
	err = app.ConcurrentDB().NewQuery(`SELECT i.id, i.no FROM contract_bills b JOIN invoices i ON i.id = b.invoice
		WHERE b.contract = {:contract} AND b.state = 'drafted' ORDER BY b.due_on DESC, b.rowid DESC LIMIT 1`).
		Bind(dbx.Params{"contract": contract}).WithContext(ctx).All(&rows)
	if err != nil || len(rows) == 0 {
		return "", "", err
	}
	return rows[0].ID, rows[0].No, nil
}
