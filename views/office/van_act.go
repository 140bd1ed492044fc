package office

import (
	"context"

	"doorstep/app/stock"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// vanRows are how many rows a form of moves has; loadRows how many are read of a loading suggestion.
const (
	vanRows  = 4
	loadRows = 60
)

// handed reads the rows of a form. A part is typed by its code, or named by its id where a list suggests it.
func (o *office) handed(req *web.Request, f *ui.Form) (stock.Handed, error) {
	in := stock.Handed{Technician: req.ID(), Reason: f.Get("reason")}
	for i := range loadRows {
		row := stock.Row{Item: f.Get(rowField("part", i)), Qty: f.Get(rowField("qty", i))}
		if typed := f.Get(rowField("item", i)); typed != "" {
			id, err := o.itemByCode(req.Ctx(), itemCode(typed))
			if err != nil {
				return in, err
			}
			row.Item = id
		} else if row.Qty == "" || row.Qty == "0" {
			row = stock.Row{} // a suggestion that somebody struck out
		}
		in.Rows = append(in.Rows, row)
	}
	return in, nil
}

// loadVan gives parts to the technician: by hand on his page, or as suggested on the page of all vans.
func (o *office) loadVan(req *web.Request) error {
	if req.Form().Get("from") == "list" {
		return o.moveParts(req, "loads", o.app.Stock.Load, "/office/vans?day="+req.Form().Get("day"), "Loaded.")
	}
	return o.moveParts(req, "loads", o.app.Stock.Load, "", "Loaded.")
}

func (o *office) returnFromVan(req *web.Request) error {
	return o.moveParts(req, "returns", o.app.Stock.Return, "", "Taken back.")
}

// moveParts does what a form of rows asks for and goes on; list is the page to go back to, empty for that of the van.
func (o *office) moveParts(req *web.Request, form string, do func(context.Context, stock.Handed) error, list, said string) error {
	f := req.Form()
	in, err := o.handed(req, f)
	if err != nil {
		return err
	}
	err = do(req.Ctx(), in)
	switch {
	case web.Refill(err) && list != "":
		f.Fail(err)
		return o.vansWith(req, web.StatusOf(err), map[string]*ui.Form{req.ID(): f})
	case web.Refill(err):
		return o.vanRefused(req, form, f, err)
	case err != nil:
		return err
	case list != "":
		return req.Go(list, said)
	}
	return req.Go("/office/vans/"+req.ID(), said)
}

func (o *office) countVan(req *web.Request) error {
	f := req.Form()
	item, err := o.itemByCode(req.Ctx(), itemCode(f.Get("item")))
	if err != nil {
		return err
	}
	err = o.app.Stock.Count(req.Ctx(), req.ID(), stock.Row{Item: item, Qty: f.Get("qty")}, f.Get("reason"))
	if web.Refill(err) {
		return o.vanRefused(req, "counts", f, err)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/vans/"+req.ID(), "Counted.")
}

func (o *office) reverseMove(req *web.Request) error {
	f := req.Form()
	err := o.app.Stock.Reverse(req.Ctx(), req.Path("move"), f.Get("reason"))
	if web.Refill(err) {
		return o.vanRefused(req, req.Path("move"), f, err)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/vans/"+req.ID(), "Taken back.")
}

func (o *office) vanRefused(req *web.Request, form string, f *ui.Form, err error) error {
	f.Fail(err)
	return o.vanWith(req, web.StatusOf(err), map[string]*ui.Form{form: f})
}
