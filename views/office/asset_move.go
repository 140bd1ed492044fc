package office

import (
	"doorstep/app/customers"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// machineMove is the form that takes a machine to another site. To is the customer whose sites are offered.
type machineMove struct {
	*ui.Form
	Machine customers.Asset
	To      customers.Customer
	Sites   []customers.Site // without the one where it stands
	Query   string
	Hits    []customers.Hit
}

// showMachineMove offers the sites of the machine's customer, or of another who was looked for.
func (o *office) showMachineMove(req *web.Request) error {
	a, err := o.app.Customers.AssetByID(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	to := req.Query("customer")
	if to == "" {
		to = a.Customer
	}
	v := machineMove{Form: ui.NewForm(req.Lang()), Machine: a, Query: req.Query("q")}
	if v.Hits, err = o.app.Customers.Search(req.Ctx(), v.Query, mergeHits); err != nil {
		return err
	}
	return o.machineMovePage(req, v, to, nil)
}

func (o *office) moveMachine(req *web.Request) error {
	f := req.Form()
	if f.Get("site") == "" {
		return o.machineMoveAgain(req, f, fault.Field("site", "required"))
	}
	in := customers.MoveInput{Asset: req.ID(), Site: f.Get("site"), Rev: f.Int("rev"), Reason: f.Get("reason")}
	_, err := o.app.Customers.MoveAsset(req.Ctx(), in)
	if err == nil {
		return req.Go("/office/machines/"+in.Asset, "Machine moved.")
	}
	if !web.Refill(err) {
		return err
	}
	return o.machineMoveAgain(req, f, err)
}

func (o *office) machineMoveAgain(req *web.Request, f *ui.Form, err error) error {
	a, loadErr := o.app.Customers.AssetByID(req.Ctx(), req.ID())
	if loadErr != nil {
		return loadErr
	}
	a.Rev = heldRev(err, f, a.Rev)
	to := f.Get("customer")
	if to == "" {
		to = a.Customer
	}
	return o.machineMovePage(req, machineMove{Form: f, Machine: a}, to, err)
}

// machineMovePage answers with the form, and with what is wrong if err is not nil.
func (o *office) machineMovePage(req *web.Request, v machineMove, to string, err error) error {
	v.Fail(err)
	var loadErr error
	if v.To, loadErr = o.app.Customers.Get(req.Ctx(), to); loadErr != nil {
		return loadErr
	}
	sites, loadErr := o.app.Customers.Sites(req.Ctx(), to)
	if loadErr != nil {
		return loadErr
	}
	for _, s := range sites {
		if s.ID != v.Machine.Site {
			v.Sites = append(v.Sites, s)
		}
	}
	return req.PageStatus(web.StatusOf(err), "Move machine", "machines", machineMovePage(v))
}
