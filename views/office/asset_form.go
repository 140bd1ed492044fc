package office

import (
	"doorstep/app/customers"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// machineKinds are offered while the kind is typed; any other may be written.
var machineKinds = []string{
	"Split AC", "Window AC", "Cassette AC", "Refrigerator", "Deep freezer", "Water purifier", "Water softener", "Washing machine",
	"Dishwasher", "Microwave oven", "Geyser", "Chimney", "CCTV camera", "DVR", "Lift", "Inverter", "UPS", "Generator", "Pump",
}

// machineForm is the form of a machine. ID is empty for a new one. Others are the machines it may be a part of.
type machineForm struct {
	*ui.Form
	ID      string
	Rev     int
	Site    customers.Site
	Others  []customers.Asset
	Changed []difference
	Holder  string // id of the machine that has the same serial number
}

func (f machineForm) title() string {
	if f.ID == "" {
		return "New machine"
	}
	return "Change machine"
}

func (f machineForm) action() string {
	if f.ID == "" {
		return "/office/sites/" + f.Site.ID + "/machines"
	}
	return "/office/machines/" + f.ID
}

func (f machineForm) back() string {
	if f.ID == "" {
		return "/office/customers/" + f.Site.Customer
	}
	return f.action()
}

func machineInput(f *ui.Form) customers.AssetInput {
	return customers.AssetInput{
		Rev: f.Int("rev"), Kind: f.Get("kind"), Brand: f.Get("brand"), Model: f.Get("model"), Serial: f.Get("serial"),
		InstalledOn: f.Get("installed_on"), WarrantyEnd: f.Get("warranty_end"), Location: f.Get("location"), Notes: f.Get("notes"),
		Status: f.Get("status"), Parent: f.Get("parent"),
	}
}

func fillMachine(f *ui.Form, a customers.Asset) *ui.Form {
	return f.Set("kind", a.Kind).Set("brand", a.Brand).Set("model", a.Model).Set("serial", a.Serial).
		Set("installed_on", a.InstalledOn).Set("warranty_end", a.WarrantyEnd).Set("location", a.Location).Set("notes", a.Notes).
		Set("status", a.Status).Set("parent", a.Parent)
}

func (o *office) newMachine(req *web.Request) error {
	site, err := o.app.Customers.SiteByID(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	return o.machineEditPage(req, machineForm{Form: ui.NewForm(req.Lang()), Site: site}, nil)
}

func (o *office) createMachine(req *web.Request) error {
	f := req.Form()
	in := machineInput(f)
	in.Site = req.ID()
	a, err := o.app.Customers.CreateAsset(req.Ctx(), in)
	if err == nil {
		return req.Go("/office/machines/"+a.ID, "Machine saved.")
	}
	if !web.Refill(err) {
		return err
	}
	site, loadErr := o.app.Customers.SiteByID(req.Ctx(), req.ID())
	if loadErr != nil {
		return loadErr
	}
	return o.machineEditPage(req, machineForm{Form: f, Site: site}, err)
}

func (o *office) editMachine(req *web.Request) error {
	form, stored, err := o.machineFormOf(req)
	if err != nil {
		return err
	}
	form.Form = stored
	return o.machineEditPage(req, form, nil)
}

func (o *office) changeMachine(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Customers.UpdateAsset(req.Ctx(), req.ID(), machineInput(f))
	if err == nil {
		return req.Go("/office/machines/"+req.ID(), "Machine saved.")
	}
	if !web.Refill(err) {
		return err
	}
	form, stored, loadErr := o.machineFormOf(req)
	if loadErr != nil {
		return loadErr
	}
	form.Form, form.Changed, form.Rev = f, differences(err, f, stored), heldRev(err, f, form.Rev)
	return o.machineEditPage(req, form, err)
}

// machineFormOf is the form of the machine of the path, and what is stored of it.
func (o *office) machineFormOf(req *web.Request) (machineForm, *ui.Form, error) {
	a, err := o.app.Customers.AssetByID(req.Ctx(), req.ID())
	if err != nil {
		return machineForm{}, nil, err
	}
	site, err := o.app.Customers.SiteByID(req.Ctx(), a.Site)
	return machineForm{ID: a.ID, Rev: a.Rev, Site: site}, fillMachine(ui.NewForm(req.Lang()), a), err
}

// machineEditPage answers with the form, and with what is wrong if err is not nil.
func (o *office) machineEditPage(req *web.Request, form machineForm, err error) error {
	form.Fail(err)
	for _, e := range fault.All(err) {
		if id, ok := e.Params["id"].(string); ok && e.Code == "serial_taken" {
			form.Holder = id
		}
	}
	all, loadErr := o.app.Customers.AssetsAt(req.Ctx(), form.Site.ID)
	if loadErr != nil {
		return loadErr
	}
	for _, a := range all {
		if a.ID != form.ID && (a.Status != customers.Retired || a.ID == form.Get("parent")) {
			form.Others = append(form.Others, a)
		}
	}
	return req.PageStatus(web.StatusOf(err), form.title(), "machines", machineEdit(form))
}
