package catalog

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
	"doorstep/app/txn"
)

func (i Item) write(r *core.Record) {
	r.Set("kind", i.Kind)
	r.Set("code", i.Code)
	r.Set("name", i.Name)
	r.Set("hsn", i.HSN)
	r.Set("uom", i.UOM)
	r.Set("floor_paise", int64(i.Floor))
	r.Set("cost_paise", int64(i.Cost))
	r.Set("active", i.Active)
}

func newItem(tx core.App) (*core.Record, error)             { return txn.New(tx, "items") }
func findItem(tx core.App, id string) (*core.Record, error) { return txn.Find(tx, "items", id) }

// rateRecord is the item's rate that begins on the day, a new record if there is none.
func rateRecord(tx core.App, item string, from clock.Date) (*core.Record, error) {
	rows, err := tx.FindRecordsByFilter("item_rates", "item = {:item} && from = {:from}", "", 1, 0,
		dbx.Params{"item": item, "from": string(from)})
	if err != nil {
		return nil, err
	}
	if len(rows) > 0 {
		return rows[0], nil
	}
	return txn.New(tx, "item_rates")
}

func (t Rate) write(r *core.Record) {
	r.Set("item", t.Item)
	r.Set("from", string(t.From))
	r.Set("price_paise", int64(t.Price))
	r.Set("gst_bps", t.GSTBps)
}

type itemRow struct {
	ID     string `db:"id"`
	Rev    int    `db:"rev"`
	Kind   string `db:"kind"`
	Code   string `db:"code"`
	Name   string `db:"name"`
	HSN    string `db:"hsn"`
	UOM    string `db:"uom"`
	Floor  int64  `db:"floor_paise"`
	Cost   int64  `db:"cost_paise"`
	Active bool   `db:"active"`
	From   string `db:"rate_from"`
	Price  int64  `db:"price_paise"`
	GST    int    `db:"gst_bps"`
}

func (r itemRow) item() Item {
	return Item{
		ID: r.ID, Rev: r.Rev, Kind: r.Kind, Code: r.Code, Name: r.Name, HSN: r.HSN, UOM: r.UOM, Floor: money.Paise(r.Floor),
		Cost: money.Paise(r.Cost), Active: r.Active, RateFrom: clock.Date(r.From), Price: money.Paise(r.Price), GSTBps: r.GST,
	}
}

// selectItems reads items i with the rate r in force on {:on}.
const selectItems = "SELECT i.id, i.rev, i.kind, i.code, i.name, i.hsn, i.uom, i.floor_paise, i.cost_paise, i.active, " +
	"COALESCE(r.`from`, '') AS rate_from, COALESCE(r.price_paise, 0) AS price_paise, COALESCE(r.gst_bps, 0) AS gst_bps " +
	"FROM items i LEFT JOIN item_rates r ON r.item = i.id AND r.`from` = " +
	"(SELECT MAX(`from`) FROM item_rates WHERE item = i.id AND `from` <= {:on}) "

func items(ctx context.Context, app core.App, on clock.Date, f ItemFilter, at page.Cursor, limit int) ([]Item, error) {
	params := dbx.Params{"on": string(on), "limit": limit}
	where := "WHERE 1 = 1"
	if f.Kind != "" {
		where += " AND i.kind = {:kind}"
		params["kind"] = f.Kind
	}
	if f.ActiveOnly {
		where += " AND i.active = TRUE"
	}
	for n, word := range strings.Fields(f.Query) {
		if n == mostWords {
			break
		}
		name := "w" + strconv.Itoa(n)
		where += " AND INSTR(LOWER(i.code || ' ' || i.name || ' ' || i.hsn), LOWER({:" + name + "})) > 0"
		params[name] = word
	}
	order := "ASC"
	if !at.Zero() {
		compare := ">"
		if at.Back {
			compare, order = "<", "DESC"
		}
		// Written out: SQLite does not seek in the index for a row value with a collation.
		where += " AND i.name COLLATE NOCASE " + compare + "= {:key} AND (i.name COLLATE NOCASE " + compare + " {:key} OR i.id " + compare + " {:id})"
		params["key"], params["id"] = at.Key, at.ID
	}
	return readItems(ctx, app, selectItems+where+" ORDER BY i.name COLLATE NOCASE "+order+", i.id "+order+" LIMIT {:limit}", params)
}

const mostWords = 6

func itemsByID(ctx context.Context, app core.App, ids []string, on clock.Date) ([]Item, error) {
	params := dbx.Params{"on": string(on)}
	names := make([]string, len(ids))
	for n, id := range ids {
		name := "i" + strconv.Itoa(n)
		names[n] = "{:" + name + "}"
		params[name] = id
	}
	return readItems(ctx, app, selectItems+"WHERE i.id IN ("+strings.Join(names, ", ")+")", params)
}

func readItems(ctx context.Context, app core.App, sql string, params dbx.Params) ([]Item, error) {
	var rows []itemRow
	err := app.ConcurrentDB().NewQuery(sql).Bind(params).WithContext(ctx).All(&rows)
	out := make([]Item, len(rows))
	for i, r := range rows {
		out[i] = r.item()
	}
	return out, err
}

func rates(ctx context.Context, app core.App, item string) ([]Rate, error) {
	var rows []struct {
		ID    string `db:"id"`
		From  string `db:"from"`
		Price int64  `db:"price_paise"`
		GST   int    `db:"gst_bps"`
	}
	err := app.ConcurrentDB().NewQuery("SELECT id, `from`, price_paise, gst_bps FROM item_rates WHERE item = {:item} ORDER BY `from` DESC").
		Bind(dbx.Params{"item": item}).WithContext(ctx).All(&rows)
	out := make([]Rate, len(rows))
	for i, r := range rows {
		out[i] = Rate{ID: r.ID, Item: item, From: clock.Date(r.From), Price: money.Paise(r.Price), GSTBps: r.GST}
	}
	return out, err
}

// cheapest is the lowest price of the item in force on the day or later; found is false if it has no rate.
func cheapest(ctx context.Context, tx core.App, item string, on clock.Date) (price money.Paise, found bool, err error) {
	var low sql.NullInt64
	err = tx.ConcurrentDB().NewQuery("SELECT MIN(price_paise) FROM item_rates WHERE item = {:item} AND `from` >= COALESCE(" +
		"(SELECT MAX(`from`) FROM item_rates WHERE item = {:item} AND `from` <= {:on}), '')").
		Bind(dbx.Params{"item": item, "on": string(on)}).WithContext(ctx).Row(&low)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return money.Paise(low.Int64), low.Valid, err
}

func (t JobType) write(r *core.Record) {
	r.Set("code", t.Code)
	r.Set("name", t.Name)
	r.Set("trade", t.Trade)
	r.Set("duration_min", t.DurationMin)
	r.Set("crew", t.Crew)
	r.Set("parts_first", t.PartsFirst)
	r.Set("priority", t.Priority)
	r.Set("payment", t.Payment)
	r.Set("skills", t.Skills)
	r.Set("checklist", t.Checklist)
	r.Set("proof", t.Asks)
	r.Set("parts", t.Parts)
	r.Set("issues", strings.Join(t.Issues, "\n"))
	r.Set("active", t.Active)
	r.Set("position", t.Position)
}

func readJobType(r *core.Record) (JobType, error) {
	t := JobType{
		ID: r.Id, Rev: r.GetInt("rev"), Code: r.GetString("code"), Name: r.GetString("name"), Trade: r.GetString("trade"),
		DurationMin: r.GetInt("duration_min"), Crew: max(r.GetInt("crew"), 1), PartsFirst: r.GetBool("parts_first"),
		Priority: r.GetInt("priority"), Payment: r.GetString("payment"),
		Active: r.GetBool("active"), Position: r.GetInt("position"),
	}
	if issues := r.GetString("issues"); issues != "" {
		t.Issues = strings.Split(issues, "\n")
	}
	err := errors.Join(
		readAsks(r, &t.Asks),
		r.UnmarshalJSONField("skills", &t.Skills),
		r.UnmarshalJSONField("checklist", &t.Checklist),
		r.UnmarshalJSONField("parts", &t.Parts),
	)
	return t, err
}

// readAsks leaves asks empty where the type is older than they are.
func readAsks(r *core.Record, asks *Asks) error {
	if raw := r.GetString("proof"); raw == "" || raw == "null" {
		return nil
	}
	return r.UnmarshalJSONField("proof", asks)
}

func newJobType(tx core.App) (*core.Record, error) { return txn.New(tx, "job_types") }

func findJobType(app core.App, id string) (*core.Record, error) {
	return txn.Find(app, "job_types", id)
}

func jobTypes(app core.App, activeOnly bool) ([]JobType, error) {
	filter := ""
	if activeOnly {
		filter = "active = true"
	}
	rows, err := app.FindRecordsByFilter("job_types", filter, "position,name,id", 0, 0)
	if err != nil {
		return nil, err
	}
	out := make([]JobType, len(rows))
	for i, r := range rows {
		if out[i], err = readJobType(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// checkReferences wants every skill and every part of the type to exist: skill_unknown [skills], item_unknown [parts].
func checkReferences(tx core.App, t JobType) error {
	var check fault.Check
	for _, n := range t.Skills {
		if _, err := txn.Find(tx, "skills", n.Skill); err != nil {
			check.Add(fault.Field("skills", "skill_unknown").Wrap(err))
		}
	}
	for _, p := range t.Parts {
		if _, err := txn.Find(tx, "items", p.Item); err != nil {
			check.Add(fault.Field("parts", "item_unknown").Wrap(err))
		}
	}
	return check.Err()
}
