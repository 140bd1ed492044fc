package receivables

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
)

// columns are the fields of an invoice by side, and how the side is called. The index invoices_open holds them all.
var columns = map[By]struct{ field, name, join string }{
	ByCustomer:   {"customer", "c.name", "LEFT JOIN customers c ON c.id = g.id"},
	ByTechnician: {"technician", "u.name", "LEFT JOIN technicians w ON w.id = g.id LEFT JOIN users u ON u.id = w.user"},
	ByArea:       {"area", "a.name", "LEFT JOIN areas a ON a.id = g.id"},
	ByBranch:     {"branch", "b.name", "LEFT JOIN branches b ON b.id = g.id"},
}

// dueDay is the day from which an invoice counts as due.
const dueDay = "CASE WHEN i.due = '' THEN i.date ELSE i.due END"

type ageCell struct {
	ID   string      `db:"id"`
	Name string      `db:"name"`
	N    int         `db:"n"`
	B0   money.Paise `db:"b0"`
	B1   money.Paise `db:"b1"`
	B2   money.Paise `db:"b2"`
	B3   money.Paise `db:"b3"`
	B4   money.Paise `db:"b4"`
	B5   money.Paise `db:"b5"`
}

// ageRows are the sums by side, read from the index of open invoices alone: a range of its due days for each bucket, and one for
// what has no due day.
func ageRows(ctx context.Context, app core.App, by By, today clock.Date) ([]AgeRow, error) {
	side := columns[by]
	params := dbx.Params{}
	var parts, sums []string
	for b := range Buckets {
		from, to := span(b, today)
		if to == "" {
			to = "9999"
		}
		params[fmt.Sprintf("from%d", b)], params[fmt.Sprintf("to%d", b)] = max(from, "0"), to
		for _, where := range []string{"due >= {:from%d} AND due <= {:to%d}", "due = '' AND date >= {:from%d} AND date <= {:to%d}"} {
			parts = append(parts, fmt.Sprintf("SELECT %s AS id, %d AS bucket, COUNT(*) AS n, SUM(balance_paise) AS paise FROM invoices INDEXED BY invoices_open"+
				" WHERE balance_paise > 0 AND "+where+" GROUP BY 1", side.field, b, b, b))
		}
		sums = append(sums, fmt.Sprintf("SUM(CASE p.bucket WHEN %d THEN p.paise ELSE 0 END) AS b%d", b, b))
	}
	var cells []ageCell
	err := app.ConcurrentDB().NewQuery("SELECT g.*, COALESCE(" + side.name + ", '') AS name FROM (SELECT p.id, SUM(p.n) AS n, " + strings.Join(sums, ", ") +
		" FROM (" + strings.Join(parts, " UNION ALL ") + ") p GROUP BY p.id) g " + side.join).Bind(params).WithContext(ctx).All(&cells)
	rows := make([]AgeRow, len(cells))
	for i, c := range cells {
		rows[i] = AgeRow{ID: c.ID, Name: c.Name, Invoices: c.N, Amounts: Amounts{c.B0, c.B1, c.B2, c.B3, c.B4, c.B5}}
	}
	return rows, err
}

type owedRow struct {
	ID           string      `db:"id"`
	No           string      `db:"no"`
	Kind         string      `db:"kind"`
	Date         clock.Date  `db:"date"`
	Due          clock.Date  `db:"due_day"`
	Customer     string      `db:"customer"`
	CustomerName string      `db:"customer_name"`
	Technician   string      `db:"technician_name"`
	Total        money.Paise `db:"total_paise"`
	Balance      money.Paise `db:"balance_paise"`
	Disputed     bool        `db:"disputed"`
}

// owed is a page of open invoices in the order of their due days, and the number and sum of all that the filter finds.
func owed(ctx context.Context, app core.App, f OwedFilter, today clock.Date) (page.Of[Owed], int, money.Paise, error) {
	where, params := f.where(today)
	var sum struct {
		N     int         `db:"n"`
		Paise money.Paise `db:"paise"`
	}
	err := app.ConcurrentDB().NewQuery("SELECT COUNT(*) AS n, COALESCE(SUM(i.balance_paise), 0) AS paise FROM invoices i INDEXED BY invoices_open WHERE " + where).
		Bind(params).WithContext(ctx).One(&sum)
	if err != nil {
		return page.Of[Owed]{}, 0, 0, err
	}
	order, compare := "ASC", ">"
	if f.At.Back {
		order, compare = "DESC", "<"
	}
	if !f.At.Zero() {
		where += " AND (" + dueDay + ", i.id) " + compare + " ({:at_key}, {:at_id})"
		params["at_key"], params["at_id"] = f.At.Key, f.At.ID
	}
	params["limit"] = owedPage + 1
	var rows []owedRow
	err = app.ConcurrentDB().NewQuery("SELECT i.id, i.no, i.kind, i.date, " + dueDay + ` AS due_day, i.customer, c.name AS customer_name,
		COALESCE(u.name, '') AS technician_name, i.total_paise, i.balance_paise,
		EXISTS (SELECT 1 FROM disputes d WHERE d.invoice = i.id AND d.state = 'open') AS disputed
		FROM invoices i JOIN customers c ON c.id = i.customer LEFT JOIN technicians w ON w.id = i.technician LEFT JOIN users u ON u.id = w.user
		WHERE ` + where + " ORDER BY due_day " + order + ", i.id " + order + " LIMIT {:limit}").Bind(params).WithContext(ctx).All(&rows)
	if err != nil {
		return page.Of[Owed]{}, 0, 0, err
	}
	list := make([]Owed, len(rows))
	for i, r := range rows {
		list[i] = Owed{
			ID: r.ID, No: r.No, Kind: r.Kind, Date: r.Date, Due: r.Due, Customer: r.Customer, CustomerName: r.CustomerName, Technician: r.Technician,
			Total: r.Total, Balance: r.Balance, Days: int(today.Start().Sub(r.Due.Start()).Hours() / 24), Disputed: r.Disputed,
		}
	}
	return page.Cut(list, owedPage, f.At, func(o Owed) (string, string) { return string(o.Due), o.ID }), sum.N, sum.Paise, nil
}

func (f OwedFilter) where(today clock.Date) (string, dbx.Params) {
	where, params := "i.balance_paise > 0", dbx.Params{}
	if !f.All {
		where += " AND i." + columns[f.By].field + " = {:of}"
		params["of"] = f.Of
	}
	if f.Bucket < 0 {
		return where, params
	}
	from, to := span(f.Bucket, today)
	if from != "" {
		where += " AND " + dueDay + " >= {:from}"
		params["from"] = from
	}
	if to != "" {
		where += " AND " + dueDay + " <= {:to}"
		params["to"] = to
	}
	return where, params
}
