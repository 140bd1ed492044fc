package office

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/settings"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// settingsView is the company with what else the first page of settings sums up.
type settingsView struct {
	company  settings.Company
	holidays []settings.Holiday // from today on
	levels   []settings.SLAPolicy
}

func (o *office) settingsPage(req *web.Request) error {
	var v settingsView
	var err error
	if v.company, err = o.app.Settings.Company(req.Ctx()); err != nil {
		return err
	}
	if v.levels, err = o.app.Settings.SLAs(req.Ctx()); err != nil {
		return err
	}
	all, err := o.app.Settings.Holidays(req.Ctx())
	if err != nil {
		return err
	}
	for _, h := range all {
		if h.Date >= clock.Today() {
			v.holidays = append(v.holidays, h)
		}
	}
	return req.Page("Settings", "settings", settingsPage(v))
}

// settingsForm is one form of the settings: how it is filled from the company, and how it is drawn.
type settingsForm struct {
	title   string
	values  func(lang string, c settings.Company) *ui.Form
	draw    func(f *ui.Form, c settings.Company, late []difference) templ.Component
	scripts []string
	styles  []string
}

// show answers with the form as the company stands.
func (s settingsForm) show(o *office, req *web.Request) error {
	c, err := o.app.Settings.Company(req.Ctx())
	if err != nil {
		return err
	}
	return s.page(req, http.StatusOK, s.draw(s.values(req.Lang(), c), c, nil))
}

func (s settingsForm) page(req *web.Request, status int, body templ.Component) error {
	return req.PageIn(status, layout.Shell{Title: s.title, Nav: "settings", Scripts: s.scripts, Styles: s.styles}, body)
}

// answer leads on after a verb, or gives the form back with what is wrong and what was typed.
func (s settingsForm) answer(o *office, req *web.Request, f *ui.Form, err error) error {
	if !web.Refill(err) {
		if err != nil {
			return err
		}
		return req.Go("/office/settings", s.title+" saved.")
	}
	f.Fail(err)
	c, again := o.app.Settings.Company(req.Ctx())
	if again != nil {
		return again
	}
	stored := s.values(req.Lang(), c)
	f.Labels = stored.Labels
	late := differences(err, f, without(stored, "was_pin", "was_lat", "was_lng"))
	c.Rev = heldRev(err, f, c.Rev)
	return s.page(req, web.StatusOf(err), s.draw(f, c, late))
}

var companyForm = settingsForm{
	title: "Company", values: companyValues, draw: companyPage,
	scripts: []string{"leaflet.js", "map.js"}, styles: []string{"map.css"},
}

func companyValues(lang string, c settings.Company) *ui.Form {
	f := ui.NewForm(lang).Set("name", c.Name).Set("legal_name", c.LegalName).Set("phone", c.Phone).Set("email", c.Email).
		Set("gst_mode", string(c.GSTMode)).Set("gstin", c.GSTIN).Set("address", c.Address).Set("pin", c.Pin).Set("was_pin", c.Pin)
	if !c.At.Zero() {
		f.Set("lat", degrees(c.At.Lat)).Set("lng", degrees(c.At.Lng)).Set("was_lat", degrees(c.At.Lat)).Set("was_lng", degrees(c.At.Lng))
	}
	f.Labels["gst_mode"], f.Labels["gstin"], f.Labels["pin"], f.Labels["lat"] = "GST", "GSTIN", "PIN code", "Position"
	f.Labels["email"], f.Labels["lng"] = "E-mail", "Longitude"
	return f
}

func (o *office) editCompany(req *web.Request) error { return companyForm.show(o, req) }

func (o *office) updateCompany(req *web.Request) error {
	f := req.Form()
	in := settings.CompanyInput{
		Rev: f.Int("rev"), Name: f.Get("name"), LegalName: f.Get("legal_name"), Phone: f.Get("phone"), Email: f.Get("email"),
		GSTMode: f.Get("gst_mode"), GSTIN: f.Get("gstin"), Address: f.Get("address"), Pin: f.Get("pin"), Confirmed: f.Bool("confirm"),
	}
	if in.GSTMode == string(settings.Unregistered) {
		in.GSTIN = ""
	}
	in.Lat, in.Lng = pinnedAt(f)
	_, err := o.app.Settings.UpdateCompany(req.Ctx(), in)
	return companyForm.answer(o, req, f, err)
}

// invoicing is the form of invoices and payment with the services as which the least of a visit may be charged.
func (o *office) invoicing(req *web.Request) (settingsForm, error) {
	services, err := o.services(req.Ctx())
	draw := func(f *ui.Form, c settings.Company, late []difference) templ.Component {
		return invoicingPage(f, c, late, services)
	}
	return settingsForm{title: "Invoices and payment", values: invoicingValues, draw: draw}, err
}

// services are all services of the price list that are sold.
func (o *office) services(ctx context.Context) ([]ui.Option, error) {
	out := []ui.Option{{Label: "None"}}
	var at page.Cursor
	for {
		found, err := o.app.Catalog.Items(ctx, clock.Today(), catalog.ItemFilter{Kind: catalog.KindService, ActiveOnly: true}, at)
		if err != nil {
			return nil, err
		}
		for _, i := range found.Rows {
			out = append(out, ui.Option{Value: i.ID, Label: i.Name})
		}
		if found.Next == "" {
			return out, nil
		}
		if at, err = page.Parse(found.Next); err != nil {
			return nil, err
		}
	}
}

func invoicingValues(lang string, c settings.Company) *ui.Form {
	f := ui.NewForm(lang).Set("invoice_prefix", c.InvoicePrefix).Set("upi", c.UPI).Set("bank_name", c.BankName).
		Set("bank_account", c.BankAccount).Set("bank_ifsc", c.BankIFSC).Set("terms", c.Terms).Set("signatory", c.Signatory).
		Set("visit_item", c.VisitItem).Set("thermal", c.Thermal)
	if c.MinVisit > 0 {
		f.Set("min_visit", c.MinVisit)
	}
	f.Labels["invoice_prefix"], f.Labels["upi"], f.Labels["bank_ifsc"] = "Invoice series", "UPI ID", "IFSC"
	f.Labels["min_visit"], f.Labels["visit_item"], f.Labels["thermal"] = "Minimum visit charge", "Item of the charge", "Paper"
	return f
}

func (o *office) editInvoicing(req *web.Request) error {
	form, err := o.invoicing(req)
	if err != nil {
		return err
	}
	return form.show(o, req)
}

func (o *office) updateInvoicing(req *web.Request) error {
	f := req.Form()
	form, err := o.invoicing(req)
	if err != nil {
		return err
	}
	_, err = o.app.Settings.UpdateInvoicing(req.Ctx(), settings.InvoicingInput{
		Rev: f.Int("rev"), Prefix: f.Get("invoice_prefix"), UPI: f.Get("upi"), BankName: f.Get("bank_name"),
		BankAccount: f.Get("bank_account"), BankIFSC: f.Get("bank_ifsc"), Terms: f.Get("terms"), Signatory: f.Get("signatory"),
		MinVisit: f.Get("min_visit"), VisitItem: f.Get("visit_item"), Thermal: f.Bool("thermal"),
	})
	return form.answer(o, req, f, err)
}

// seriesExample answers with how the next series would be written, while its prefix is typed.
func (o *office) seriesExample(req *web.Request) error {
	return req.Fragment(seriesInfo(req.Query("invoice_prefix")))
}

var mapForm = settingsForm{title: "Map", values: mapValues, draw: mapPage}

func mapValues(lang string, c settings.Company) *ui.Form {
	f := ui.NewForm(lang).Set("tile_url", c.TileURL).Set("tile_credit", c.TileCredit)
	f.Labels["tile_url"], f.Labels["tile_credit"] = "Address of the pictures", "Credit"
	return f
}

func (o *office) editMap(req *web.Request) error { return mapForm.show(o, req) }

func (o *office) updateMap(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Settings.UpdateMap(req.Ctx(), settings.MapInput{Rev: f.Int("rev"), TileURL: f.Get("tile_url"), TileCredit: f.Get("tile_credit")})
	return mapForm.answer(o, req, f, err)
}

var consoleForm = settingsForm{title: "Console", values: func(lang string, _ settings.Company) *ui.Form { return ui.NewForm(lang) }, draw: consolePage}

func (o *office) editConsole(req *web.Request) error { return consoleForm.show(o, req) }

func (o *office) openConsole(req *web.Request) error {
	f := req.Form()
	err := o.app.People.OpenConsole(req.Ctx(), f.Get("email"), f.Values.Get("password"))
	return consoleForm.answer(o, req, f, err)
}

func (o *office) closeConsole(req *web.Request) error {
	_, err := o.app.Settings.SetConsole(req.Ctx(), false)
	return consoleForm.answer(o, req, req.Form(), err)
}
