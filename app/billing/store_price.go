package billing

import (
	"context"
	"encoding/json"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/money"
)

// termsOf are what the customer pays other than standard prices.
func termsOf(ctx context.Context, app core.App, customer string) (terms, error) {
	var rows []struct {
		Own     int    `db:"own"`
		List    string `db:"list"`
		Name    string `db:"name"`
		ListBps int    `db:"list_bps"`
	}
	err := app.ConcurrentDB().NewQuery(`SELECT c.discount_bps AS own, COALESCE(l.id, '') AS list, COALESCE(l.name, '') AS name,
		COALESCE(l.discount_bps, 0) AS list_bps FROM customers c LEFT JOIN price_lists l ON l.id = c.price_list AND l.active
		WHERE c.id = {:customer}`).Bind(dbx.Params{"customer": customer}).WithContext(ctx).All(&rows)
	if err != nil || len(rows) == 0 {
		return terms{}, err
	}
	t := terms{CustomerBps: rows[0].Own}
	if rows[0].List == "" {
		return t, nil
	}
	l := priceList{Name: rows[0].Name, Bps: rows[0].ListBps}
	l.Prices, err = pricesOf(ctx, app, rows[0].List)
	t.Lists = []priceList{l}
	return t, err
}

// under is the terms with a price list of a contract that decides before all others, if it is active.
func (t terms) under(ctx context.Context, app core.App, list string) (terms, error) {
	if list == "" {
		return t, nil
	}
	var rows []struct {
		Name string `db:"name"`
		Bps  int    `db:"discount_bps"`
	}
	err := app.ConcurrentDB().NewQuery("SELECT name, discount_bps FROM price_lists WHERE id = {:list} AND active").
		Bind(dbx.Params{"list": list}).WithContext(ctx).All(&rows)
	if err != nil || len(rows) == 0 {
		return t, err
	}
	l := priceList{Name: rows[0].Name, Bps: rows[0].Bps}
	l.Prices, err = pricesOf(ctx, app, list)
	t.Lists = append([]priceList{l}, t.Lists...)
	return t, err
}

func pricesOf(ctx context.Context, app core.App, list string) (map[string]money.Paise, error) {
	var prices []struct {
		Item  string `db:"item"`
		Price int64  `db:"price_paise"`
	}
	err := app.ConcurrentDB().NewQuery("SELECT item, price_paise FROM price_list_items WHERE list = {:list}").
		Bind(dbx.Params{"list": list}).WithContext(ctx).All(&prices)
	out := make(map[string]money.Paise, len(prices))
	for _, p := range prices {
		out[p.Item] = money.Paise(p.Price)
	}
	return out, err
}

// billedLines are the lines of the jobs that stand on issued invoices and were not credited again. Of a line that was covered in
// part, the part that was charged decides: the other is never credited.
func billedLines(ctx context.Context, app core.App, jobs []string) (map[string]bool, error) {
	var ids []string
	err := app.ConcurrentDB().NewQuery(`SELECT l.job_line FROM json_each({:jobs}) j JOIN invoice_lines l ON l.job = j.value
		JOIN invoices i ON i.id = l.invoice WHERE l.job != '' AND l.job_line != '' AND i.state = 'issued' GROUP BY l.job_line
		HAVING SUM(CASE i.kind WHEN 'invoice' THEN l.qty_milli WHEN 'credit_note' THEN -l.qty_milli ELSE 0 END * (l.cover = '')) > 0
		OR SUM(i.kind = 'invoice' AND l.cover = '') = 0`).
		Bind(dbx.Params{"jobs": array(jobs)}).WithContext(ctx).Column(&ids)
	billed := make(map[string]bool, len(ids))
	for _, id := range ids {
		billed[id] = true
	}
	return billed, err
}

// of are the invoices of a job, oldest first: drafts or issued ones.
func of(ctx context.Context, app core.App, job string, state State) ([]string, error) {
	var ids []string
	err := app.ConcurrentDB().NewQuery(`SELECT i.id FROM invoice_jobs j JOIN invoices i ON i.id = j.invoice
		WHERE j.job = {:job} AND i.state = {:state} AND i.kind = 'invoice' ORDER BY i.created, i.id`).
		Bind(dbx.Params{"job": job, "state": string(state)}).WithContext(ctx).Column(&ids)
	return ids, err
}

// approvedLimit is up to where the customer approved estimates of the job, one without a limit up to its total; 0 where he set none.
func approvedLimit(ctx context.Context, app core.App, job string) (money.Paise, error) {
	var n int64
	err := app.ConcurrentDB().NewQuery("SELECT CASE WHEN MAX(limit_paise) > 0 THEN SUM(CASE WHEN limit_paise > 0 THEN limit_paise ELSE total_paise END) ELSE 0 END FROM estimates WHERE job = {:job} AND state = 'approved'").
		Bind(dbx.Params{"job": job}).WithContext(ctx).Row(&n)
	return money.Paise(n), err
}

func array(ids []string) string {
	b, _ := json.Marshal(filled(ids)) // texts always marshal
	return string(b)
}
