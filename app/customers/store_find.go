package customers

import (
	"context"
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
	"doorstep/app/kernel/phone"
)

// Hit is a customer found. Phone is the number that matched, or else the first; Address and District are of the first site.
type Hit struct {
	ID       string `db:"id"`
	Name     string `db:"name"`
	Phone    string `db:"phone"`
	Sites    int    `db:"sites"`
	Address  string `db:"address"`
	District string `db:"district"`
}

// Row is a line of the list of customers.
type Row struct {
	ID       string `db:"id"`
	Name     string `db:"name"`
	Kind     string `db:"kind"`
	GSTIN    string `db:"gstin"`
	Phone    string `db:"phone"`
	Address  string `db:"address"`
	District string `db:"district"`
	Sites    int    `db:"sites"`
	Assets   int    `db:"assets"`
}

const (
	firstPhone = `COALESCE((SELECT e164 FROM phones WHERE customer = c.id ORDER BY position, created, id LIMIT 1), '')`
	siteCount  = `(SELECT COUNT(*) FROM sites WHERE customer = c.id)`
	assetCount = `(SELECT COUNT(*) FROM assets WHERE customer = c.id)`
	firstSite  = `LEFT JOIN sites s ON s.id = (SELECT id FROM sites WHERE customer = c.id ORDER BY created, rowid LIMIT 1)`
	address    = `COALESCE(s.address, c.address) AS address, COALESCE(s.district, c.district) AS district`
)

// byPhone finds customers with a number that ends in the digits or begins with them. Each half reads at most limit entries of
// its index, so a series that thousands share costs what a rare number does.
func byPhone(ctx context.Context, app core.App, digits string, limit int) ([]Hit, error) {
	back := phone.Reverse(digits)
	rows := []Hit{}
	err := app.ConcurrentDB().NewQuery(`
		WITH ends AS (SELECT customer, e164 FROM phones WHERE reversed >= {:back} AND reversed < {:backEnd} ORDER BY reversed LIMIT {:limit}),
		begins AS (SELECT customer, e164 FROM phones WHERE digits >= {:front} AND digits < {:frontEnd} ORDER BY digits LIMIT {:limit}),
		found AS (SELECT customer, MIN(e164) AS e164, MIN(n) AS n FROM
			(SELECT customer, e164, 0 AS n FROM ends UNION ALL SELECT customer, e164, 1 FROM begins) GROUP BY customer)
		SELECT c.id, c.name, f.e164 AS phone, ` + siteCount + ` AS sites, ` + address + `
		FROM found f JOIN customers c ON c.id = f.customer ` + firstSite + `
		WHERE c.merged_into = '' ORDER BY f.n, c.name COLLATE NOCASE, c.id LIMIT {:limit}`).
		Bind(dbx.Params{
			"back": back, "backEnd": back + ":", "front": digits, "frontEnd": digits + ":", "limit": limit,
		}).WithContext(ctx).All(&rows)
	return rows, err
}

// matching reads the customers that q finds, by name.
func matching(ctx context.Context, app core.App, q query, limit int) ([]Hit, error) {
	rows := []Hit{}
	q, err := weigh(ctx, app, q)
	if err != nil {
		return nil, err
	}
	where, params := q.where()
	params["limit"] = limit
	err = app.ConcurrentDB().NewQuery(`SELECT c.id, c.name, ` + firstPhone + ` AS phone, ` + siteCount + ` AS sites, ` + address + `
		FROM customers c ` + firstSite + ` WHERE c.merged_into = ''` + where + `
		ORDER BY c.name COLLATE NOCASE, c.id LIMIT {:limit}`).Bind(params).WithContext(ctx).All(&rows)
	return rows, err
}

func list(ctx context.Context, app core.App, q query, at page.Cursor, limit int) ([]Row, error) {
	rows := []Row{}
	q, err := weigh(ctx, app, q)
	if err != nil {
		return nil, err
	}
	where, params := q.where()
	order := "ASC"
	if !at.Zero() {
		compare := ">"
		if at.Back {
			compare, order = "<", "DESC"
		}
		// Written out: SQLite does not seek in the index for a row value with a collation.
		where += " AND c.name COLLATE NOCASE " + compare + "= {:key} AND (c.name COLLATE NOCASE " + compare + " {:key} OR c.id " + compare + " {:id})"
		params["key"], params["id"] = at.Key, at.ID
	}
	params["limit"] = limit
	// The page is cut before anything is counted or joined.
	err = app.ConcurrentDB().NewQuery(`WITH c AS (SELECT id, name, kind, gstin, address, district FROM customers c
			WHERE c.merged_into = ''` + where + ` ORDER BY c.name COLLATE NOCASE ` + order + `, c.id ` + order + ` LIMIT {:limit})
		SELECT c.id, c.name, c.kind, c.gstin, ` + firstPhone + ` AS phone, ` + siteCount + ` AS sites, ` + assetCount + ` AS assets, ` + address + `
		FROM c ` + firstSite + ` ORDER BY c.name COLLATE NOCASE ` + order + `, c.id ` + order).
		Bind(params).WithContext(ctx).All(&rows)
	return rows, err
}

// twins are unmerged customers other than except who have one of the numbers or the GSTIN.
func twins(ctx context.Context, app core.App, numbers []string, gstin, except string) ([]Duplicate, error) {
	found := []Duplicate{}
	in := make([]any, len(numbers))
	for i, n := range numbers {
		in[i] = n
	}
	err := app.ConcurrentDB().Select("c.id", "c.name", "p.e164 AS phone").From("phones p").
		InnerJoin("customers c", dbx.NewExp("c.id = p.customer")).
		Where(dbx.And(dbx.In("p.e164", in...), dbx.HashExp{"c.merged_into": ""}, dbx.Not(dbx.HashExp{"c.id": except}))).
		OrderBy("p.position", "c.name", "c.id").Limit(twinsShown).WithContext(ctx).All(&found)
	for i := range found {
		found[i].Why = SamePhone
	}
	if err != nil || gstin == "" {
		return found, err
	}
	same := []Duplicate{}
	err = app.ConcurrentDB().Select("c.id", "c.name").From("customers c").
		Where(dbx.And(dbx.HashExp{"c.gstin": gstin, "c.merged_into": ""}, dbx.Not(dbx.HashExp{"c.id": except}))).
		OrderBy("c.name", "c.id").Limit(twinsShown).WithContext(ctx).All(&same)
	for i := range same {
		same[i].Why = SameGSTIN
	}
	return append(found, same...), err
}

const twinsShown = 10

// serialHolder is the asset other than except with the brand and serial; the zero Asset if there is none.
func serialHolder(ctx context.Context, tx core.App, brand, serial, except string) (id, where string, err error) {
	var row struct {
		ID    string `db:"id"`
		Where string `db:"place"`
	}
	err = tx.ConcurrentDB().NewQuery(`SELECT a.id, c.name || ', ' || CASE s.label WHEN '' THEN s.address ELSE s.label END AS place
		FROM assets a JOIN sites s ON s.id = a.site JOIN customers c ON c.id = a.customer
		WHERE a.serial != '' AND a.brand = {:brand} COLLATE NOCASE AND a.serial = {:serial} COLLATE NOCASE AND a.id != {:except} LIMIT 1`).
		Bind(dbx.Params{"brand": brand, "serial": serial, "except": except}).WithContext(ctx).One(&row)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return row.ID, row.Where, err
}

func preferences(ctx context.Context, app core.App, customer string) ([]Preference, error) {
	rows := []struct {
		ID         string `db:"id"`
		Rev        int    `db:"rev"`
		Technician string `db:"technician"`
		Name       string `db:"name"`
		Strength   string `db:"strength"`
		Reason     string `db:"reason"`
	}{}
	err := app.ConcurrentDB().NewQuery(`SELECT p.id, p.rev, p.technician, COALESCE(u.name, '') AS name, p.strength, p.reason
		FROM preferences p LEFT JOIN technicians t ON t.id = p.technician LEFT JOIN users u ON u.id = t.user
		WHERE p.customer = {:c} ORDER BY u.name COLLATE NOCASE, p.id`).
		Bind(dbx.Params{"c": customer}).WithContext(ctx).All(&rows)
	out := make([]Preference, len(rows))
	for i, r := range rows {
		out[i] = Preference{
			ID: r.ID, Customer: customer, Rev: r.Rev, Technician: r.Technician,
			TechnicianName: r.Name, Strength: r.Strength, Reason: r.Reason,
		}
	}
	return out, err
}

// Contact is how a customer is told something: his language, his first number in E.164, empty for none, and whether he asked not to be.
type Contact struct {
	Lang  string `db:"lang"`
	Phone string `db:"phone"`
	DNC   bool   `db:"dnc"`
}

// Contact reads no more of the customer than that. NotFound.
func (s *Service) Contact(ctx context.Context, customer string) (Contact, error) {
	var rows []Contact
	err := s.app.DB().NewQuery(`SELECT c.lang, c.dnc, COALESCE((SELECT e164 FROM phones WHERE customer = c.id ORDER BY position, rowid LIMIT 1), '') AS phone
		FROM customers c WHERE c.id = {:id}`).Bind(dbx.Params{"id": customer}).WithContext(ctx).All(&rows)
	if err == nil && len(rows) == 0 {
		err = fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return Contact{}, err
	}
	return rows[0], nil
}
