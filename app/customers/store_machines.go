package customers

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/kernel/phone"
)

// machineRow is a machine of the list as it is stored.
type machineRow struct {
	ID           string         `db:"id"`
	Rev          int            `db:"rev"`
	Customer     string         `db:"customer"`
	Site         string         `db:"site"`
	Parent       string         `db:"parent"`
	Kind         string         `db:"kind"`
	Brand        string         `db:"brand"`
	Model        string         `db:"model"`
	Serial       string         `db:"serial"`
	Installed    string         `db:"installed_on"`
	Warranty     string         `db:"warranty_end"`
	Location     string         `db:"location"`
	Notes        string         `db:"notes"`
	Status       string         `db:"status"`
	Created      types.DateTime `db:"created"`
	CustomerName string         `db:"customer_name"`
	SiteName     string         `db:"site_name"`
}

func (r machineRow) value() MachineRow {
	return MachineRow{
		Asset: Asset{
			ID: r.ID, Rev: r.Rev, Customer: r.Customer, Site: r.Site, Parent: r.Parent, Kind: r.Kind, Brand: r.Brand, Model: r.Model,
			Serial: r.Serial, InstalledOn: clock.Date(r.Installed), WarrantyEnd: clock.Date(r.Warranty), Location: r.Location,
			Notes: r.Notes, Status: r.Status,
		},
		CustomerName: r.CustomerName, SiteName: r.SiteName,
	}
}

// machines reads at most limit machines from the cursor on. The page is cut from the index of assets before anything is joined.
func machines(ctx context.Context, app core.App, q query, at page.Cursor, limit int) ([]machineRow, error) {
	rows := []machineRow{}
	q, err := weigh(ctx, app, q)
	if err != nil {
		return nil, err
	}
	where, params := q.match(machinesInIndex, machinesInText, func(p dbx.Params) string { return machinesByPhone("number", q.number, p) })
	order := "DESC"
	if !at.Zero() {
		compare := "<"
		if at.Back {
			compare, order = ">", "ASC"
		}
		where += " AND (a.created, a.id) " + compare + " ({:key}, {:id})"
		params["key"], params["id"] = at.Key, at.ID
	}
	params["limit"] = limit
	sorted := " ORDER BY a.created " + order + ", a.id " + order
	err = app.ConcurrentDB().NewQuery(`WITH a AS (SELECT id, rev, customer, site, parent, kind, brand, model, serial, installed_on, warranty_end,
			location, notes, status, created FROM assets a WHERE TRUE` + where + sorted + ` LIMIT {:limit})
		SELECT a.*, c.name AS customer_name, CASE s.label WHEN '' THEN s.address ELSE s.label END AS site_name
		FROM a JOIN customers c ON c.id = a.customer JOIN sites s ON s.id = a.site` + sorted).
		Bind(params).WithContext(ctx).All(&rows)
	return rows, err
}

// machinesInIndex are the machines that a rare word finds, by themselves, their site or their customer.
func machinesInIndex(name, word string, params dbx.Params) string {
	params[name] = quoted(word)
	match := " MATCH {:" + name + "}"
	found := `a.rowid IN (SELECT rowid FROM assets_fts WHERE assets_fts` + match + `
		UNION SELECT a2.rowid FROM sites_fts f JOIN sites s2 ON s2.rowid = f.rowid JOIN assets a2 ON a2.site = s2.id WHERE sites_fts` + match + `
		UNION SELECT a2.rowid FROM customers_fts f JOIN customers c2 ON c2.rowid = f.rowid JOIN assets a2 ON a2.customer = c2.id
			WHERE customers_fts` + match + ")"
	return orByPhone(found, name, word, params)
}

// machinesInText looks for a common word in the text of a machine, its site and its customer.
func machinesInText(name, word string, params dbx.Params) string {
	params[name] = word
	has := func(columns string) string { return "INSTR(LOWER(" + columns + "), LOWER({:" + name + "})) > 0" }
	found := has(machineText) + `
		OR EXISTS (SELECT 1 FROM sites WHERE id = a.site AND ` + has(siteText) + `)
		OR EXISTS (SELECT 1 FROM customers WHERE id = a.customer AND ` + has(customerText) + ")"
	return orByPhone(found, name, word, params)
}

func orByPhone(found, name, word string, params dbx.Params) string {
	if phone.Digits(word) == word && len(word) >= leastDigits {
		found += " OR " + machinesByPhone(name+"d", word, params)
	}
	return "(" + found + ")"
}

// machinesByPhone are the machines of customers with a number that ends in the digits or begins with them.
func machinesByPhone(name, digits string, params dbx.Params) string {
	return "a.customer IN (" + inPhones(name, digits, params) + ")"
}
