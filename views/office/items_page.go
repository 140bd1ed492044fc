package office

import (
	"doorstep/app/audit"
	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// itemView is all that an item's page shows.
type itemView struct {
	Item    catalog.Item
	Rates   []catalog.Rate // newest first
	History []audit.Entry
	Form    *ui.Form
}

// when says where a rate stands on the day: "future", "current" or "past".
func (v itemView) when(r catalog.Rate, day clock.Date) string {
	switch {
	case r.From > day:
		return "future"
	case r.From == v.Item.RateFrom:
		return "current"
	}
	return "past"
}

func (o *office) showItem(req *web.Request) error {
	v, err := o.itemViewOf(req)
	if err != nil {
		return err
	}
	v.Form = itemLabels(ui.NewForm(req.Lang()))
	v.Form.Set("from", clock.Today()).Set("gst", catalog.GSTText(v.Item.GSTBps))
	if v.Item.RateFrom == "" {
		v.Form.Set("gst", "18")
	}
	return req.Page(v.Item.Name, "items", itemPage(v))
}

func (o *office) itemViewOf(req *web.Request) (itemView, error) {
	var v itemView
	var err error
	if v.Item, err = o.app.Catalog.Item(req.Ctx(), req.ID(), clock.Today()); err != nil {
		return v, err
	}
	if v.Rates, err = o.app.Catalog.Rates(req.Ctx(), v.Item.ID); err != nil {
		return v, err
	}
	v.History, err = o.app.Audit.History(req.Ctx(), v.Item.ID, historyShown)
	return v, err
}

// addItemRate gives the item a new price from a day on.
func (o *office) addItemRate(req *web.Request) error {
	f := itemLabels(req.Form())
	in := catalog.RateInput{Item: req.ID(), From: f.Get("from"), Price: f.Get("price"), GST: f.Get("gst")}
	_, err := o.app.Catalog.SetRate(req.Ctx(), in)
	if err == nil {
		return req.Go("/office/items/"+req.ID()+"#rates", "Price saved.")
	}
	if !web.Refill(err) {
		return err
	}
	v, loadErr := o.itemViewOf(req)
	if loadErr != nil {
		return loadErr
	}
	f.Fail(err)
	v.Form = f
	return req.PageStatus(web.StatusOf(err), v.Item.Name, "items", itemPage(v))
}
