package office

import (
	"net/http"

	"doorstep/app/kernel/act"
	"doorstep/app/sync"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// conflictsView is what phones sent that could not be done; refused is the form that came back, by its place.
type conflictsView struct {
	all     []sync.Conflict
	refused map[string]*ui.Form
	lang    string
}

func (v conflictsView) form(at string) *ui.Form {
	if f := v.refused[at]; f != nil {
		return f
	}
	return ui.NewForm(v.lang)
}

// conflictAt names a conflict on its page, after its first item.
func conflictAt(c sync.Conflict) string { return c.Items[0].ID }

func (o *office) listConflicts(req *web.Request) error {
	return o.conflictsWith(req, http.StatusOK, nil)
}

func (o *office) conflictsWith(req *web.Request, status int, refused map[string]*ui.Form) error {
	v := conflictsView{refused: refused, lang: req.Lang()}
	var err error
	if v.all, err = o.app.Sync.Conflicts(req.Ctx()); err != nil {
		return err
	}
	return req.PageIn(status, layout.Shell{Title: "Conflicts", Nav: "conflicts", Styles: []string{"field.css"}}, conflictsBody(v))
}

// conflictsPart is the list, which follows what phones send.
func (o *office) conflictsPart(req *web.Request) error {
	all, err := o.app.Sync.Conflicts(req.Ctx())
	if err != nil {
		return err
	}
	return req.Fragment(conflictList(conflictsView{all: all, lang: act.From(req.Ctx()).Lang}))
}

// acceptConflict takes the technician's word.
func (o *office) acceptConflict(req *web.Request) error {
	f := req.Form()
	return o.settled(req, f.Get("place"), f, "His word is taken.", o.app.Sync.Accept(req.Ctx(), req.ID(), f.Get("reason")))
}

// keepOurs leaves things as the office has them.
func (o *office) keepOurs(req *web.Request) error {
	f := req.Form()
	return o.settled(req, f.Get("place"), f, "Ours is kept. What he sent stays in the list of his visit.", o.app.Sync.SetAside(req.Ctx(), f.All("item"), f.Get("reason")))
}

func (o *office) settled(req *web.Request, at string, f *ui.Form, said string, err error) error {
	switch {
	case err == nil:
		return req.Go("/office/conflicts", said)
	case !web.Refill(err):
		return err
	}
	f.Fail(err)
	return o.conflictsWith(req, web.StatusOf(err), map[string]*ui.Form{at: f})
}
