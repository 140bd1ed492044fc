package catalog

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/txn"
)

func readManual(r *core.Record) Manual {
	return Manual{
		ID: r.Id, Brand: r.GetString("brand"), Model: r.GetString("model"), Title: r.GetString("title"), Size: r.GetInt("size"),
		ByName: r.GetString("by_name"), Added: txn.At(r, "created"),
	}
}

// manuals are those for machines of the brand and model; of every brand if none is named, of every model if none is.
func manuals(ctx context.Context, app core.App, brand, model string) ([]Manual, error) {
	var rows []struct {
		ID     string         `db:"id"`
		Brand  string         `db:"brand"`
		Model  string         `db:"model"`
		Title  string         `db:"title"`
		Size   int            `db:"size"`
		ByName string         `db:"by_name"`
		Added  types.DateTime `db:"created"`
	}
	where, order := "", "brand COLLATE NOCASE, model COLLATE NOCASE, title COLLATE NOCASE, id"
	if brand != "" {
		where = " WHERE brand = {:brand} COLLATE NOCASE AND ({:model} = '' OR model = '' OR model = {:model} COLLATE NOCASE)"
		order = "model = '', model COLLATE NOCASE, title COLLATE NOCASE, id"
	}
	err := app.ConcurrentDB().NewQuery("SELECT id, brand, model, title, size, by_name, created FROM manuals" + where + " ORDER BY " + order).
		Bind(dbx.Params{"brand": brand, "model": model}).WithContext(ctx).All(&rows)
	all := make([]Manual, len(rows))
	for i, r := range rows {
		all[i] = Manual{ID: r.ID, Brand: r.Brand, Model: r.Model, Title: r.Title, Size: r.Size, ByName: r.ByName, Added: r.Added.Time()}
	}
	return all, err
}
