package office

import (
	"net/http"
	"os"
	"strconv"
	"time"

	"doorstep/app/backup"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/reach"
	"doorstep/app/settings"
	"doorstep/views/ui"
	"doorstep/views/web"
)

const copiesPath = "/office/copies"

// copiesView is what is kept; refused says why something asked for was not done.
type copiesView struct {
	plan    settings.Copies
	all     []backup.Copy
	refused string
}

// old reports whether copies are wanted each night and the newest is older than two days.
func (v copiesView) old() bool {
	return v.plan.Keep > 0 && len(v.all) > 0 && clock.Now().Sub(v.all[0].Made) > 48*time.Hour
}

func (o *office) copiesPage(req *web.Request) error { return o.copiesWith(req, nil) }

func (o *office) copiesWith(req *web.Request, refusal error) error {
	c, err := o.app.Settings.Company(req.Ctx())
	if err != nil {
		return err
	}
	v := copiesView{plan: c.Copies}
	if v.all, err = o.app.Backup.Copies(req.Ctx()); err != nil {
		return err
	}
	if refusal != nil {
		v.refused = i18n.Message(req.Lang(), fault.All(refusal)[0])
	}
	return req.PageStatus(web.StatusOf(refusal), "Copies of the data", "settings", copiesBody(v))
}

// copied leads back to the list, or says there why not.
func (o *office) copied(req *web.Request, done string, err error) error {
	if web.Refill(err) {
		return o.copiesWith(req, err)
	}
	if err != nil {
		return err
	}
	return req.Go(copiesPath, done)
}

func (o *office) makeCopy(req *web.Request) error {
	name, err := o.app.Backup.Make(req.Ctx())
	return o.copied(req, name+" made.", err)
}

func (o *office) tryCopy(req *web.Request) error {
	label, err := o.app.Backup.Try(req.Ctx(), req.Path("name"))
	return o.copied(req, "The copy is good: "+sealWords(label), err)
}

// takeCopy answers with the copy itself, however large.
func (o *office) takeCopy(req *web.Request) error {
	path, clean, err := o.app.Backup.Take(req.Ctx(), req.Path("name"))
	if err != nil {
		return err
	}
	defer clean()
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h := req.Response.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="`+req.Path("name")+`"`)
	h.Set("Cache-Control", "no-store")
	http.ServeContent(req.Response, req.Request, "", time.Time{}, f)
	return nil
}

// sealWords says how far the books of a copy go, and the seal that can be compared with one on paper.
func sealWords(l backup.Label) string {
	seal := l.Last
	if len(seal) > 12 {
		seal = seal[:12]
	}
	return strconv.FormatInt(l.Events, 10) + " changes until " + clock.Stamp(l.Made) + ", seal " + seal + "."
}

func nightsWords(c settings.Copies) string {
	switch {
	case c.Keep == 0:
		return "none"
	case c.Keep == 1:
		return "the newest stays"
	}
	return "the newest " + strconv.Itoa(c.Keep) + " stay"
}

var copiesForm = settingsForm{title: "Copies", values: copiesValues, draw: copiesFields}

func copiesValues(lang string, c settings.Company) *ui.Form {
	f := ui.NewForm(lang).Set("keep", c.Copies.Keep).Set("folder", c.Copies.Folder)
	f.Labels["keep"], f.Labels["folder"] = "Copies of nights that stay", "Also into this folder"
	return f
}

func (o *office) editCopies(req *web.Request) error { return copiesForm.show(o, req) }

func (o *office) updateCopies(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Backup.Change(req.Ctx(), settings.CopiesInput{Rev: f.Int("rev"), Keep: f.Get("keep"), Folder: f.Get("folder")})
	return copiesForm.answer(o, req, f, err)
}

// weightWords is the size of a copy.
func weightWords(bytes int64) string { return reach.Size(bytes) }
