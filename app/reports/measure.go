package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
)

// What a figure can be split by.
const (
	ByBucket     = "bucket"
	ByTechnician = "technician"
	ByArea       = "area"
	ByCustomer   = "customer"
	ByMode       = "mode"
	ByState      = "state"
	ByRed        = "red"
	ByWeek       = "week" // the Monday on which it begins
)

// measure is a figure: from and where are its rows, paise what a row comes to. Sums and rows are both read through them, so that
// they cannot differ. Predicates use the parameters of Span.params.
type measure struct {
	from, where, paise string
	hours              string            // what is averaged, if anything is
	dims               map[string]string // an expression for each thing by which it can be split
	row                row
	spanned            bool // where asks for the span
	oldest             bool // rows begin with the oldest
}

// row is what of a measure's rows is shown: expressions over from and joins. key is unique among them; id and opens say what the
// link leads to; sql NULL and ” are one.
type row struct {
	joins, key, opens, id, no, day, customer, technician, job, detail string
}

// cell is the sum of the rows that have the same keys.
type cell struct {
	keys  []string
	sum   Sum
	hours int
}

// choice narrows a measure: by one of its dimensions to one key, or to what the ten largest of them leave over.
type choice struct {
	by   map[string]string
	rest string // dimension of which the largest are left out
}

func (m measure) narrowed(c choice, params dbx.Params) string {
	where := m.where
	for _, dim := range sortedKeys(c.by) {
		where += " AND COALESCE(" + m.dims[dim] + ", '') = {:by_" + dim + "}"
		params["by_"+dim] = c.by[dim]
	}
	if c.rest != "" {
		where += " AND " + m.dims[c.rest] + " NOT IN (" + m.largest(c.rest, "g") + ")"
	}
	return where
}

// Largest is how many groups are named where there are many; the others are summed up.
const Largest = 10

// largest is a query for the keys of the dimension's largest groups.
func (m measure) largest(dim, columns string) string {
	if columns == "g" {
		columns = m.dims[dim] + " AS g"
	}
	return fmt.Sprintf("SELECT %s FROM %s WHERE %s GROUP BY %s ORDER BY SUM(%s) DESC, %s LIMIT %d", columns, m.from, m.where, m.dims[dim], m.paise, m.dims[dim], Largest)
}

// cells sums the measure up by the dimensions.
func (m measure) cells(ctx context.Context, app core.App, params dbx.Params, c choice, dims ...string) ([]cell, error) {
	hours := "0"
	if m.hours != "" {
		hours = "COALESCE(SUM(" + m.hours + "), 0)"
	}
	columns, groups := "", make([]string, len(dims))
	for i, d := range dims {
		columns += "CAST(COALESCE(" + m.dims[d] + ", '') AS TEXT), "
		groups[i] = fmt.Sprint(i + 1)
	}
	query := "SELECT " + columns + "COUNT(*), COALESCE(SUM(" + m.paise + "), 0), " + hours + " FROM " + m.from + " WHERE " + m.narrowed(c, params)
	if len(dims) > 0 {
		query += " GROUP BY " + strings.Join(groups, ", ")
	}
	rows, err := app.ConcurrentDB().NewQuery(query).Bind(params).WithContext(ctx).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // what was read is whole or rows.Err says why not
	var all []cell
	for rows.Next() {
		c := cell{keys: make([]string, len(dims))}
		into := make([]any, 0, len(dims)+3)
		for i := range c.keys {
			into = append(into, &c.keys[i])
		}
		if err := rows.Scan(append(into, &c.sum.N, &c.sum.Paise, &c.hours)...); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// Row is one row behind a figure. Opens says what ID is: invoices, jobs, payments, visits, cash or bank; Day is the day that its
// age is counted from.
type Row struct {
	Key          string      `db:"key"`
	Opens        string      `db:"opens"`
	ID           string      `db:"id"`
	No           string      `db:"no"`
	Day          clock.Date  `db:"day"`
	Customer     string      `db:"customer"`
	CustomerName string      `db:"customer_name"`
	Technician   string      `db:"technician"` // name
	Job          string      `db:"job"`
	JobNo        string      `db:"job_no"`
	Detail       string      `db:"detail"`
	Paise        money.Paise `db:"paise"`
}

// perPage is how many rows stand on one page.
const perPage = 200

// rows is a page of the measure's rows.
func (m measure) rows(ctx context.Context, app core.App, params dbx.Params, c choice, at page.Cursor) (page.Of[Row], error) {
	r := m.row
	where := m.narrowed(c, params)
	order, compare := "DESC", "<"
	if m.oldest != at.Back {
		order, compare = "ASC", ">"
	}
	if !at.Zero() {
		where += fmt.Sprintf(" AND (%s, %s) %s ({:at_key}, {:at_id})", r.day, r.key, compare)
		params["at_key"], params["at_id"] = at.Key, at.ID
	}
	or := func(expression string) string {
		if expression == "" {
			return "''"
		}
		return "COALESCE(" + expression + ", '')"
	}
	query := "SELECT " + r.key + " AS key, " + or(r.opens) + " AS opens, " + or(r.id) + " AS id, " + or(r.no) + " AS no, " + or(r.day) + " AS day, " +
		or(r.customer) + " AS customer, COALESCE(rc.name, '') AS customer_name, COALESCE(ru.name, '') AS technician, " + or(r.job) + " AS job, " +
		"COALESCE(rj.no, '') AS job_no, " + or(r.detail) + " AS detail, " + m.paise + " AS paise FROM " + m.from + " " + r.joins +
		" LEFT JOIN customers rc ON rc.id = " + or(r.customer) + " LEFT JOIN technicians rw ON rw.id = " + or(r.technician) +
		" LEFT JOIN users ru ON ru.id = rw.user LEFT JOIN jobs rj ON rj.id = " + or(r.job) +
		" WHERE " + where + fmt.Sprintf(" ORDER BY %s %s, %s %s LIMIT %d", r.day, order, r.key, order, perPage+1)
	var all []Row
	err := app.ConcurrentDB().NewQuery(query).Bind(params).WithContext(ctx).All(&all)
	return page.Cut(all, perPage, at, func(r Row) (string, string) { return string(r.Day), r.Key }), err
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
