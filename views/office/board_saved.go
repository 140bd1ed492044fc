package office

import (
	"encoding/json"
	"slices"

	"doorstep/app/dispatch"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// savedBoards lists the boards that the reader may open; his own can be renamed, shared and deleted.
func (o *office) savedBoards(req *web.Request) error {
	return o.showSavedBoards(req, 200, ui.NewForm(req.Lang()), "")
}

// showSavedBoards renders the list with what was typed for one of them.
func (o *office) showSavedBoards(req *web.Request, status int, f *ui.Form, id string) error {
	all, err := o.app.Dispatch.Boards(req.Ctx())
	if err != nil {
		return err
	}
	mine := slices.IndexFunc(all, func(b dispatch.SavedBoard) bool { return !b.Mine(req.Ctx()) })
	if mine < 0 {
		mine = len(all)
	}
	return req.PageStatus(status, "Saved boards", "board", savedBoardsPage(savedList{all[:mine], all[mine:], f, id}))
}

type savedList struct {
	mine, shared []dispatch.SavedBoard
	f            *ui.Form
	id           string // to which the form belongs
}

// form is what stands in the fields of a board: what was typed for it, otherwise what it is.
func (l savedList) form(b dispatch.SavedBoard) *ui.Form {
	if l.id == b.ID {
		return l.f
	}
	return ui.NewForm("en").Set("name", b.Name).Set("everyone", b.Everyone).Set("first", b.First)
}

// saveBoard keeps the view that the board shows under a name.
func (o *office) saveBoard(req *web.Request) error {
	f := req.Form()
	in := dispatch.SavedBoard{Name: f.Get("name"), Everyone: f.Bool("everyone"), First: f.Bool("first")}
	if err := json.Unmarshal([]byte(f.Get("shown")), &in.View); err != nil {
		return fault.New(fault.Invalid, "bad_request").Wrap(err)
	}
	if id := f.Get("board"); id != "" {
		if at, err := o.ownBoard(req, id); err == nil {
			in.ID, in.Rev = at.ID, at.Rev
		}
	}
	saved, err := o.app.Dispatch.SaveBoard(req.Ctx(), in)
	if web.Refill(err) {
		f.Fail(err)
		return o.showSavedBoards(req, web.StatusOf(err), f, "")
	}
	if err != nil {
		return err
	}
	return req.Go("/office/board?"+query("board", saved.ID, "day", f.Get("day")), "Saved as "+saved.Name+".")
}

func (o *office) ownBoard(req *web.Request, id string) (dispatch.SavedBoard, error) {
	all, err := o.app.Dispatch.Boards(req.Ctx())
	if err != nil {
		return dispatch.SavedBoard{}, err
	}
	for _, b := range all {
		if b.ID == id && b.Mine(req.Ctx()) {
			return b, nil
		}
	}
	return dispatch.SavedBoard{}, fault.New(fault.NotFound, "not_found")
}

// changeBoard renames a board, shares it or shows it first.
func (o *office) changeBoard(req *web.Request) error {
	f := req.Form()
	b, err := o.ownBoard(req, req.ID())
	if err != nil {
		return err
	}
	b.Rev, b.Name, b.Everyone, b.First = f.Int("rev"), f.Get("name"), f.Bool("everyone"), f.Bool("first")
	if _, err = o.app.Dispatch.SaveBoard(req.Ctx(), b); web.Refill(err) {
		f.Fail(err)
		return o.showSavedBoards(req, web.StatusOf(err), f, b.ID)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/board/saved", "Saved.")
}

// removeBoard deletes a board.
func (o *office) removeBoard(req *web.Request) error {
	if err := o.app.Dispatch.RemoveBoard(req.Ctx(), req.ID()); err != nil {
		return err
	}
	return req.Go("/office/board/saved", "Deleted.")
}

// shown is the view as the form that keeps it sends it.
func (v boardView) shown() string {
	b, _ := json.Marshal(v.View) // strings and numbers always marshal
	return string(b)
}
