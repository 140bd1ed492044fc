package office

import (
	"net/http"

	"doorstep/app/audit"
	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// priceListView is all that the page of a price list shows.
type priceListView struct {
	List    catalog.PriceList
	Own     []catalog.OwnPrice
	Items   []catalog.Item // to choose from
	History []audit.Entry
	Form    *ui.Form
	Price   *ui.Form
	Rev     int
	Changed []difference
}

func fillPriceList(f *ui.Form, l catalog.PriceList) *ui.Form {
	f.Set("name", l.Name).Set("active", l.Active).Set("discount", "")
	if l.DiscountBps > 0 {
		f.Set("discount", catalog.GSTText(l.DiscountBps))
	}
	f.Labels["active"] = "In use"
	return f
}

func (o *office) showPriceList(req *web.Request) error {
	return o.priceListPage(req, http.StatusOK, func(*priceListView) {})
}

func (o *office) priceListPage(req *web.Request, status int, put func(*priceListView)) error {
	ctx := req.Ctx()
	l, err := o.app.Catalog.PriceList(ctx, req.ID())
	if err != nil {
		return err
	}
	v := priceListView{List: l, Rev: l.Rev, Form: fillPriceList(ui.NewForm(req.Lang()), l), Price: ui.NewForm(req.Lang())}
	if v.Own, err = o.app.Catalog.OwnPrices(ctx, l.ID); err != nil {
		return err
	}
	found, err := o.app.Catalog.Items(ctx, clock.Today(), catalog.ItemFilter{ActiveOnly: true}, page.Cursor{})
	if err != nil {
		return err
	}
	v.Items = found.Rows
	if v.History, err = o.app.Audit.History(ctx, l.ID, historyShown); err != nil {
		return err
	}
	put(&v)
	return req.PageStatus(status, l.Name, "price-lists", priceListPage(v))
}

func (o *office) changePriceList(req *web.Request) error {
	f := req.Form()
	in := catalog.PriceListInput{ID: req.ID(), Rev: f.Int("rev"), Name: f.Get("name"), Discount: f.Get("discount"), Active: f.Bool("active")}
	l, err := o.app.Catalog.SavePriceList(req.Ctx(), in)
	if err == nil {
		return req.Go("/office/price-lists/"+l.ID, "Price list saved.")
	}
	if !web.Refill(err) {
		return err
	}
	return o.priceListPage(req, web.StatusOf(err), func(v *priceListView) {
		v.Rev, v.Changed = heldRev(err, f, v.List.Rev), differences(err, f, v.Form)
		f.Labels["active"] = "In use"
		f.Fail(err)
		v.Form = f
	})
}

// setOwnPrice gives an item a price of its own; the item is named by its code, as the field offers it.
func (o *office) setOwnPrice(req *web.Request) error {
	f := req.Form()
	item, err := "", error(nil)
	if code := codeOf(f.Get("item")); code != "" {
		found, findErr := o.app.Catalog.ItemsByCode(req.Ctx(), []string{code}, clock.Today())
		if findErr != nil {
			return findErr
		}
		if len(found) == 0 {
			err = fault.Field("item", "item_code")
		}
		for _, i := range found {
			item = i.ID
		}
	}
	if err == nil {
		err = o.app.Catalog.SetOwnPrice(req.Ctx(), req.ID(), item, f.Get("price"))
	}
	if err == nil {
		return req.Go("/office/price-lists/"+req.ID()+"#prices", "Price saved.")
	}
	if !web.Refill(err) {
		return err
	}
	return o.priceListPage(req, web.StatusOf(err), func(v *priceListView) {
		f.Fail(err)
		v.Price = f
	})
}

func (o *office) dropOwnPrice(req *web.Request) error {
	if err := o.app.Catalog.DropOwnPrice(req.Ctx(), req.ID(), req.Path("item")); err != nil {
		return err
	}
	return req.Go("/office/price-lists/"+req.ID()+"#prices", "The item has no price of its own any more.")
}
