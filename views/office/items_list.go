package office

import (
	"context"
	"net/url"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/views/web"
)

// itemFilter is how the price list is narrowed.
type itemFilter struct {
	Query, Kind string
	All         bool // those that are no longer sold too
}

func (f itemFilter) values() url.Values {
	v := url.Values{"q": {f.Query}, "kind": {f.Kind}}
	if f.All {
		v.Set("all", "1")
	}
	return v
}

// listItems is the price list with today's prices.
func (o *office) listItems(req *web.Request) error {
	at, err := page.Parse(req.Query("at"))
	if err != nil {
		return err
	}
	f := itemFilter{Query: req.Query("q"), Kind: req.Query("kind"), All: req.Query("all") == "1"}
	found, err := o.app.Catalog.Items(req.Ctx(), clock.Today(),
		catalog.ItemFilter{Query: f.Query, Kind: f.Kind, ActiveOnly: !f.All}, at)
	if err != nil {
		return err
	}
	return req.Page("Price list", "items", itemList(f, found))
}

// maySell reports whether the reader may enter and price items of the kind: services take a right of their own.
func maySell(ctx context.Context, kind string) bool {
	return holds(ctx, catalog.EditPrices) && (kind != catalog.KindService || holds(ctx, catalog.EditServices))
}
