package office

import (
	"doorstep/app/customers"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/phone"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// siteForm is the form of a site with its small map. ID is empty for a new one.
type siteForm struct {
	*ui.Form
	ID       string
	Rev      int
	Customer customers.Customer
	Changed  []difference
	Tiles    tiles
}

// tiles is where the pictures of a map come from; empty for a map without.
type tiles struct{ URL, Credit string }

func (f siteForm) title() string {
	if f.ID == "" {
		return "New site"
	}
	return "Change site"
}

func (f siteForm) action() string {
	if f.ID == "" {
		return "/office/customers/" + f.Customer.ID + "/sites"
	}
	return "/office/sites/" + f.ID
}

// at is where the map begins: the site's own point, or that of its PIN code. Empty if neither is known.
func (f siteForm) at() (lat, lng string) {
	if f.Get("lat") != "" && f.Get("lng") != "" {
		return f.Get("lat"), f.Get("lng")
	}
	if p := placeOf(f.Lang, f.Get("pin")); p.Pin.Located {
		return degrees(p.Pin.Point.Lat), degrees(p.Pin.Point.Lng)
	}
	return "", ""
}

func siteInput(f *ui.Form) customers.SiteInput {
	return customers.SiteInput{
		Rev: f.Int("rev"), Label: f.Get("label"), Address: f.Get("address"), Unit: f.Get("unit"), Landmark: f.Get("landmark"),
		Pin: f.Get("pin"), Lat: f.Get("lat"), Lng: f.Get("lng"), Fence: f.Get("fence_m"), Access: f.Get("access"),
		ContactName: f.Get("contact_name"), ContactPhone: f.Get("contact_phone"), Confirm: f.Bool("confirm"),
	}
}

func fillSite(f *ui.Form, s customers.Site) *ui.Form {
	f.Set("label", s.Label).Set("address", s.Address).Set("unit", s.Unit).Set("landmark", s.Landmark).Set("pin", s.Pin).
		Set("fence_m", s.FenceM).Set("access", s.Access).Set("contact_name", s.ContactName).Set("contact_phone", phone.Format(s.ContactPhone))
	if s.Located() {
		f.Set("lat", degrees(s.At.Lat)).Set("lng", degrees(s.At.Lng))
	}
	return siteLabels(f)
}

func siteLabels(f *ui.Form) *ui.Form {
	f.Labels["pin"], f.Labels["fence_m"], f.Labels["lat"], f.Labels["lng"] = "PIN code", "Fence", "Latitude", "Longitude"
	f.Labels["access"], f.Labels["unit"] = "Access notes", "Flat or floor"
	return f
}

// newSite shows an empty form; the first site is likely where the customer lives.
func (o *office) newSite(req *web.Request) error {
	c, err := o.app.Customers.Get(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	sites, err := o.app.Customers.Sites(req.Ctx(), c.ID)
	if err != nil {
		return err
	}
	f := siteLabels(ui.NewForm(req.Lang()))
	if len(sites) == 0 {
		f.Set("address", c.Address).Set("pin", c.Pin)
	}
	return o.siteEditPage(req, siteForm{Form: f, Customer: c}, nil)
}

func (o *office) createSite(req *web.Request) error {
	f := siteLabels(req.Form())
	in := siteInput(f)
	in.Customer = req.ID()
	site, err := o.app.Customers.CreateSite(req.Ctx(), in)
	if err == nil {
		return req.Go("/office/customers/"+site.Customer+"#site-"+site.ID, "Site saved.")
	}
	if !web.Refill(err) {
		return err
	}
	c, loadErr := o.app.Customers.Get(req.Ctx(), req.ID())
	if loadErr != nil {
		return loadErr
	}
	return o.siteEditPage(req, siteForm{Form: f, Customer: c}, err)
}

func (o *office) editSite(req *web.Request) error {
	form, err := o.siteFormOf(req, ui.NewForm(req.Lang()), nil)
	if err != nil {
		return err
	}
	return o.siteEditPage(req, form, nil)
}

func (o *office) changeSite(req *web.Request) error {
	f := siteLabels(req.Form())
	site, err := o.app.Customers.UpdateSite(req.Ctx(), req.ID(), siteInput(f))
	if err == nil {
		return req.Go("/office/customers/"+site.Customer+"#site-"+site.ID, "Site saved.")
	}
	if !web.Refill(err) {
		return err
	}
	form, loadErr := o.siteFormOf(req, f, err)
	if loadErr != nil {
		return loadErr
	}
	return o.siteEditPage(req, form, err)
}

// siteFormOf is the form of the site of the path: filled from what is stored or, after err, with what was typed into f.
func (o *office) siteFormOf(req *web.Request, f *ui.Form, err error) (siteForm, error) {
	site, loadErr := o.app.Customers.SiteByID(req.Ctx(), req.ID())
	if loadErr != nil {
		return siteForm{}, loadErr
	}
	c, loadErr := o.app.Customers.Get(req.Ctx(), site.Customer)
	form := siteForm{Form: f, ID: site.ID, Rev: site.Rev, Customer: c}
	stored := fillSite(ui.NewForm(req.Lang()), site)
	if err == nil {
		form.Form = stored
		return form, loadErr
	}
	form.Changed, form.Rev = differences(err, f, stored), heldRev(err, f, site.Rev)
	return form, loadErr
}

// siteEditPage answers with the form, and with what is wrong if err is not nil.
func (o *office) siteEditPage(req *web.Request, form siteForm, err error) error {
	form.Fail(err)
	company, loadErr := o.app.Settings.Company(req.Ctx())
	if loadErr != nil && fault.KindOf(loadErr) != fault.NotFound {
		return loadErr
	}
	form.Tiles = tiles{company.TileURL, company.TileCredit}
	if form.ID == "" && !form.Has("fence_m") && company.Policies.FenceM > 0 {
		form.Set("fence_m", company.Policies.FenceM)
	}
	shell := layout.Shell{
		Title: form.title(), Nav: "customers", Styles: []string{"map.css"}, Scripts: []string{"leaflet.js", "map.js", "site.js"},
	}
	return req.PageIn(web.StatusOf(err), shell, siteEdit(form))
}
