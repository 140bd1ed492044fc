package office

import (
	"net/http"

	"doorstep/app/catalog"
	"doorstep/views/ui"
	"doorstep/views/web"
)

func (o *office) listManuals(req *web.Request) error {
	f := ui.NewForm(req.Lang()).Set("brand", req.Query("brand")).Set("model", req.Query("model"))
	return o.manualsWith(req, http.StatusOK, f)
}

func (o *office) manualsWith(req *web.Request, status int, f *ui.Form) error {
	all, err := o.app.Catalog.AllManuals(req.Ctx())
	if err != nil {
		return err
	}
	return req.PageStatus(status, "Manuals", "manuals", manualsPage(f, all, catalog.ManageManuals.Allows(req.By.Role)))
}

// addManual keeps a PDF for the machines of a brand and model.
func (o *office) addManual(req *web.Request) error {
	f := req.Form()
	in := catalog.NewManual{Brand: f.Get("brand"), Model: f.Get("model"), Title: f.Get("title")}
	body, name, err := upload(req.Request, "file")
	if err == nil {
		in.File, in.FileName = body, name
		_, err = o.app.Catalog.AddManual(req.Ctx(), in)
	}
	if web.Refill(err) {
		f.Fail(err)
		return o.manualsWith(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/manuals", "The manual is kept. Phones fetch it with the visits of the day.")
}

// removeManual takes one away.
func (o *office) removeManual(req *web.Request) error {
	if err := o.app.Catalog.RemoveManual(req.Ctx(), req.ID()); err != nil {
		return err
	}
	return req.Go("/office/manuals", "The manual is removed.")
}

// manualFile shows the PDF.
func (o *office) manualFile(req *web.Request) error {
	return req.File(o.app.Catalog.ManualFile)
}

// forModel says for which machines of its brand a manual is.
func forModel(m catalog.Manual) string {
	if m.Model == "" {
		return "All models"
	}
	return m.Model
}
