package contracts

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
	"doorstep/app/kernel/search"
)

// listed reads up to a row more than a page. The page is cut from contracts alone; only its rows are joined and counted.
func listed(ctx context.Context, app core.App, f Filter, at page.Cursor) ([]Row, error) {
	where, params := f.where()
	order := "ASC"
	if !at.Zero() {
		compare := ">"
		if at.Back {
			compare, order = "<", "DESC"
		}
		where = append(where, "(ends, id) "+compare+" ({:key}, {:id})")
		params["key"], params["id"] = at.Key, at.ID
	}
	params["limit"], params["today"] = pageSize+1, string(clock.Today())
	var found []struct {
		ID       string      `db:"id"`
		Name     string      `db:"customer_name"`
		Machines int         `db:"machines"`
		Next     clock.Date  `db:"next"`
		Open     money.Paise `db:"open"`
	}
	sorted := "ends " + order + ", id " + order
	err := app.ConcurrentDB().NewQuery(`WITH p AS (SELECT id, customer, ends FROM contracts WHERE ` + strings.Join(where, " AND ") +
		` ORDER BY ` + sorted + ` LIMIT {:limit})
		SELECT p.id, p.ends, COALESCE(c.name, '') AS customer_name,
		(SELECT COUNT(*) FROM contract_assets a WHERE a.contract = p.id AND a."from" <= MAX({:today}, a."from") AND (a."to" = '' OR a."to" >= {:today})) AS machines,
		COALESCE((SELECT MIN(d.planned_on) FROM plan_dates d WHERE d.contract = p.id AND d.state IN ('pending', 'generated') AND d.done_on = ''
			AND d.planned_on >= {:today}), '') AS next,
		COALESCE((SELECT SUM(b.paise) FROM contract_bills b WHERE b.contract = p.id AND b.state = 'open'), 0) AS open
		FROM p LEFT JOIN customers c ON c.id = p.customer ORDER BY p.ends ` + order + `, p.id ` + order).
		Bind(params).WithContext(ctx).All(&found)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(found))
	for i, r := range found {
		ids[i] = r.ID
	}
	records, err := app.FindRecordsByIds("contracts", ids)
	if err != nil {
		return nil, err
	}
	byID := map[string]Contract{}
	for _, r := range records {
		byID[r.Id] = readContract(r)
	}
	rows := make([]Row, len(found))
	for i, r := range found {
		rows[i] = Row{Contract: byID[r.ID], Machines: r.Machines, Next: r.Next, Open: r.Open}
		rows[i].CustomerName = r.Name
	}
	return rows, nil
}

func (f Filter) where() ([]string, dbx.Params) {
	where, params := []string{"1 = 1"}, dbx.Params{}
	equal := func(column, value string) {
		if value != "" {
			where = append(where, column+" = {:"+column+"}")
			params[column] = value
		}
	}
	equal("state", string(f.State))
	equal("type", string(f.Type))
	equal("customer", f.Customer)
	if f.EndsBy != "" {
		where = append(where, "ends <= {:by}")
		params["by"] = string(f.EndsBy)
	}
	if match := search.Match(f.Query); match != "" {
		no := gst.CleanNumber(f.Query)
		where = append(where, `(no COLLATE NOCASE >= {:no} AND no COLLATE NOCASE < {:no_end} OR customer IN (SELECT id FROM customers WHERE rowid IN
			(SELECT rowid FROM customers_fts WHERE customers_fts MATCH {:match})))`)
		params["no"], params["no_end"], params["match"] = no, search.After(no), match
	}
	return where, params
}
