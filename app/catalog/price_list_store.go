package catalog

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

func (l PriceList) write(r *core.Record) {
	r.Set("name", l.Name)
	r.Set("discount_bps", l.DiscountBps)
	r.Set("active", l.Active)
}

// priceListRecord is the list with the id, a new record for none.
func priceListRecord(tx core.App, id string) (*core.Record, error) {
	if id == "" {
		return txn.New(tx, "price_lists")
	}
	return txn.Find(tx, "price_lists", id)
}

// priceLists are all lists by name, or the one with the id.
func priceLists(ctx context.Context, app core.App, id string) ([]PriceList, error) {
	var rows []struct {
		ID        string `db:"id"`
		Name      string `db:"name"`
		Rev       int    `db:"rev"`
		Bps       int    `db:"discount_bps"`
		Active    bool   `db:"active"`
		Items     int    `db:"items"`
		Customers int    `db:"customers"`
	}
	err := app.ConcurrentDB().NewQuery(`SELECT l.id, l.name, l.rev, l.discount_bps, l.active,
		(SELECT COUNT(*) FROM price_list_items i WHERE i.list = l.id) AS items,
		(SELECT COUNT(*) FROM customers c WHERE c.price_list = l.id AND c.merged_into = '') AS customers
		FROM price_lists l WHERE {:id} IN ('', l.id) ORDER BY l.name COLLATE NOCASE, l.id`).
		Bind(dbx.Params{"id": id}).WithContext(ctx).All(&rows)
	out := make([]PriceList, len(rows))
	for i, r := range rows {
		out[i] = PriceList{ID: r.ID, Name: r.Name, Rev: r.Rev, DiscountBps: r.Bps, Active: r.Active, Items: r.Items, Customers: r.Customers}
	}
	return out, err
}

func ownPrices(ctx context.Context, app core.App, list string, items []string) (map[string]money.Paise, error) {
	ids, err := json.Marshal(items)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Item  string `db:"item"`
		Price int64  `db:"price_paise"`
	}
	err = app.ConcurrentDB().NewQuery(`SELECT p.item, p.price_paise FROM price_list_items p JOIN price_lists l ON l.id = p.list AND l.active
		WHERE p.list = {:list} AND p.item IN (SELECT value FROM json_each({:items}))`).
		Bind(dbx.Params{"list": list, "items": string(ids)}).WithContext(ctx).All(&rows)
	out := make(map[string]money.Paise, len(rows))
	for _, r := range rows {
		out[r.Item] = money.Paise(r.Price)
	}
	return out, err
}

func priced(ctx context.Context, app core.App, list string, on clock.Date) ([]OwnPrice, error) {
	var rows []struct {
		itemRow
		Own int64 `db:"own_paise"`
	}
	sql := strings.Replace(selectItems, "SELECT ", "SELECT p.price_paise AS own_paise, ", 1)
	err := app.ConcurrentDB().NewQuery(sql + "JOIN price_list_items p ON p.item = i.id WHERE p.list = {:list} ORDER BY i.name COLLATE NOCASE, i.id").
		Bind(dbx.Params{"list": list, "on": string(on)}).WithContext(ctx).All(&rows)
	out := make([]OwnPrice, len(rows))
	for i, r := range rows {
		out[i] = OwnPrice{Item: r.item(), Price: money.Paise(r.Own)}
	}
	return out, err
}

// ownPriceRecord is the item's price on the list; nil if it has none.
func ownPriceRecord(tx core.App, list, item string) (*core.Record, error) {
	rows, err := tx.FindAllRecords("price_list_items", dbx.HashExp{"list": list, "item": item})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

func saveOwnPrice(ctx context.Context, tx core.App, list, item string, price money.Paise) error {
	r, err := ownPriceRecord(tx, list, item)
	if err == nil && r == nil {
		r, err = txn.New(tx, "price_list_items")
	}
	if err != nil {
		return err
	}
	r.Set("list", list)
	r.Set("item", item)
	r.Set("price_paise", int64(price))
	return txn.Save(ctx, tx, r, 0)
}

// ItemsByCode are the items that have one of the codes, by code in capitals, with the rates in force on the day.
func (s *Service) ItemsByCode(ctx context.Context, codes []string, on clock.Date) (map[string]Item, error) {
	list, err := json.Marshal(codes)
	if err != nil {
		return nil, err
	}
	rows, err := readItems(ctx, s.app, selectItems+"WHERE i.code COLLATE NOCASE IN (SELECT value FROM json_each({:codes}))",
		dbx.Params{"on": string(on), "codes": string(list)})
	out := make(map[string]Item, len(rows))
	for _, i := range rows {
		out[strings.ToUpper(i.Code)] = i
	}
	return out, err
}
