package office

import (
	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// itemForm is the form of an item. ID is empty for a new one, which takes its first price along.
type itemForm struct {
	*ui.Form
	ID, Name, Kind string
	Rev            int
	Changed        []difference
}

func (f itemForm) title() string {
	if f.ID == "" {
		return "New item"
	}
	return "Change " + f.Name
}

func (f itemForm) action() string {
	if f.ID == "" {
		return "/office/items"
	}
	return "/office/items/" + f.ID
}

func itemInput(f *ui.Form) catalog.ItemInput {
	return catalog.ItemInput{
		Rev: f.Int("rev"), Kind: f.Get("kind"), Code: f.Get("code"), Name: f.Get("name"), HSN: f.Get("hsn"), UOM: f.Get("uom"),
		Floor: f.Get("floor"), Cost: f.Get("cost"), Active: f.Bool("active"), From: f.Get("from"), Price: f.Get("price"), GST: f.Get("gst"),
	}
}

func fillItem(f *ui.Form, i catalog.Item) *ui.Form {
	f.Set("code", i.Code).Set("name", i.Name).Set("hsn", i.HSN).Set("uom", i.UOM).Set("active", i.Active).Set("floor", "").Set("cost", "")
	if i.Floor > 0 {
		f.Set("floor", i.Floor)
	}
	if i.Cost > 0 {
		f.Set("cost", i.Cost)
	}
	return itemLabels(f)
}

func itemLabels(f *ui.Form) *ui.Form {
	f.Labels["hsn"], f.Labels["uom"], f.Labels["floor"] = "HSN or SAC", "Unit", "Lowest price"
	f.Labels["cost"] = "Cost (before tax)"
	f.Labels["gst"], f.Labels["active"], f.Labels["from"] = "GST", "Sold", "From"
	return f
}

func (o *office) newItem(req *web.Request) error {
	f := itemLabels(ui.NewForm(req.Lang()))
	f.Set("kind", catalog.KindPart).Set("uom", "NOS").Set("active", true).Set("gst", "18").Set("from", clock.Today())
	if req.Query("kind") == catalog.KindService {
		f.Set("kind", catalog.KindService)
	}
	return req.Page("New item", "items", itemEdit(itemForm{Form: f}))
}

func (o *office) createItem(req *web.Request) error {
	f := itemLabels(req.Form())
	item, err := o.app.Catalog.CreateItem(req.Ctx(), itemInput(f))
	if err == nil {
		return req.Go("/office/items/"+item.ID, "Item saved.")
	}
	if !web.Refill(err) {
		return err
	}
	f.Fail(err)
	return req.PageStatus(web.StatusOf(err), "New item", "items", itemEdit(itemForm{Form: f}))
}

func (o *office) editItem(req *web.Request) error {
	i, err := o.app.Catalog.Item(req.Ctx(), req.ID(), clock.Today())
	if err != nil {
		return err
	}
	form := itemForm{Form: fillItem(ui.NewForm(req.Lang()), i), ID: i.ID, Name: i.Name, Kind: i.Kind, Rev: i.Rev}
	return req.Page(form.title(), "items", itemEdit(form))
}

func (o *office) changeItem(req *web.Request) error {
	f := itemLabels(req.Form())
	_, err := o.app.Catalog.UpdateItem(req.Ctx(), req.ID(), itemInput(f))
	if err == nil {
		return req.Go("/office/items/"+req.ID(), "Item saved.")
	}
	if !web.Refill(err) {
		return err
	}
	i, loadErr := o.app.Catalog.Item(req.Ctx(), req.ID(), clock.Today())
	if loadErr != nil {
		return loadErr
	}
	form := itemForm{Form: f, ID: i.ID, Name: i.Name, Kind: i.Kind, Rev: heldRev(err, f, i.Rev)}
	form.Changed = differences(err, f, fillItem(ui.NewForm(req.Lang()), i))
	f.Fail(err)
	return req.PageStatus(web.StatusOf(err), form.title(), "items", itemEdit(form))
}
