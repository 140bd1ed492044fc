package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/kernel/clock"
	phones "doorstep/app/kernel/phone"
)

// copied inserts rows of the table like the row o, once for each row of the query from; a column of set is what is said there.
func copied(t testing.TB, a *app.App, table, o, from string, set map[string]string, p dbx.Params) {
	t.Helper()
	var columns []string
	if err := a.Core.DB().NewQuery("SELECT name FROM pragma_table_info('" + table + "')").Column(&columns); err != nil {
		t.Fatal(err)
	}
	values := make([]string, len(columns))
	for i, c := range columns {
		if values[i] = "o.`" + c + "`"; set[c] != "" {
			values[i] = set[c]
		}
	}
	query := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999), o AS (SELECT * FROM %s WHERE %s LIMIT 1) INSERT INTO %s (`%s`) SELECT %s FROM o, %s",
		table, o, table, strings.Join(columns, "`, `"), strings.Join(values, ", "), from)
	if _, err := a.Core.NonconcurrentDB().NewQuery(query).Bind(p).Execute(); err != nil {
		t.Fatal(err)
	}
}

// engage brings the company's technicians to n, with the skills and areas of those who are there.
func engage(t testing.TB, a *app.App, n int) {
	t.Helper()
	var have int
	if err := a.Core.DB().NewQuery("SELECT COUNT(*) FROM technicians WHERE active").Row(&have); err != nil {
		t.Fatal(err)
	}
	const missing = "n JOIN (SELECT skills, areas, row_number() OVER (ORDER BY id) - 1 AS k FROM technicians WHERE active) w ON w.k = n.i % {:have} WHERE n.i >= {:have} AND n.i < {:n}"
	p := dbx.Params{"have": have, "n": n}
	copied(t, a, "users", "id = (SELECT user FROM technicians WHERE active ORDER BY id LIMIT 1)", missing, map[string]string{
		"id": "printf('user%011d', n.i)", "name": "printf('Technician %02d', n.i)", "mobile": "printf('+9190000%05d', n.i)", "email": "''",
		"tokenKey": "printf('token-of-technician-%05d-and-longer', n.i)",
	}, p)
	copied(t, a, "technicians", "id = (SELECT id FROM technicians WHERE active ORDER BY id LIMIT 1)", missing, map[string]string{
		"id": "printf('tech%011d', n.i)", "user": "printf('user%011d', n.i)", "home_lat": "o.home_lat + n.i / 900.0",
		"skills": "w.skills", "areas": "w.areas",
	}, p)
}

// visitsOn gives the technicians of the places from to to, in the order of their ids, so many visits on the day, each of a job of its own.
func visitsOn(t testing.TB, a *app.App, day clock.Date, from, to, each int) {
	t.Helper()
	copied(t, a, "visits", "helpers IN ('', '[]')", `(SELECT id, row_number() OVER (ORDER BY id) - 1 AS k FROM technicians WHERE active) w,
			(SELECT i FROM n WHERE i < {:each}) h, (SELECT id, row_number() OVER (ORDER BY id) - 1 AS k FROM jobs LIMIT 1000) j
		WHERE w.k >= {:from} AND w.k < {:to} AND j.k = w.k * {:each} + h.i`, map[string]string{
		"id": "printf('crowd%02d%03d%05d', {:each}, w.k, h.i)", "job": "j.id", "technician": "w.id", "status": "'dispatched'", "lock": "''",
		"start": "strftime('%Y-%m-%d %H:%M:00.000Z', {:nine}, '+' || (h.i * 50) || ' minutes')", "actual_start": "''", "actual_end": "''",
		"end": "strftime('%Y-%m-%d %H:%M:00.000Z', {:nine}, '+' || (h.i * 50 + 40) || ' minutes')",
	}, dbx.Params{"each": each, "from": from, "to": to, "nine": day.At(9 * 60).UTC().Format("2006-01-02 15:04:05")})
	var n int
	if err := a.Core.DB().NewQuery("SELECT COUNT(*) FROM visits WHERE id LIKE 'crowd%'").Row(&n); err != nil || n < (to-from)*each {
		t.Fatalf("%d visits, %v", n, err)
	}
}

// crowd brings the customers to 50,000 and more, each with a phone and a site.
func crowd(t testing.TB, a *app.App) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	first := []string{"Asha", "Ravi", "Sunita", "Imran", "Meera", "Joseph", "Lakshmi", "Gurpreet"}
	last := []string{"Kulkarni", "Shah", "Patil", "Khan", "Iyer", "Fernandes", "Singh", "Deshpande"}
	err := a.Core.RunInTransaction(func(tx core.App) error {
		for i := range 50_000 {
			id, digits := fmt.Sprintf("crowd%010d", i), fmt.Sprintf("98%08d", r.IntN(1e8))
			for table, p := range map[string]dbx.Params{
				"customers": {"id": id, "name": first[r.IntN(8)] + " " + last[r.IntN(8)], "kind": "person"},
				"phones":    {"id": id, "customer": id, "e164": "+91" + digits, "digits": digits, "reversed": phones.Reverse(digits)},
				"sites":     {"id": id, "customer": id, "address": fmt.Sprintf("%d Paud Road", i), "pin": "411038", "district": "Pune"},
			} {
				if _, err := tx.DB().Insert(table, p).Execute(); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
