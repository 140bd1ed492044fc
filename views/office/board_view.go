package office

import (
	"net/url"
	"slices"
	"strconv"

	"doorstep/app/dispatch"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// boardView is what of the board the reader looks at: a day, a face, and whom. Every address of the board carries it.
type boardView struct {
	dispatch.View
	day   clock.Date
	board string // the saved board it comes from; empty for none
	set   bool   // it says itself what it shows; otherwise the saved board does
	all   bool   // everybody was asked for, whatever board is one's own first
	saved []dispatch.SavedBoard
}

// boardView reads the view from the address: what it says itself, otherwise the saved board it names, otherwise one's first.
func (o *office) boardView(req *web.Request) (boardView, error) {
	f := ui.ReadForm(req.Lang(), req.Request.URL.Query())
	v := boardView{board: f.Get("board"), set: f.Bool("set"), all: f.Get("board") == "all"}
	var err error
	if v.day, err = clock.ParseDate(f.Get("day")); err != nil {
		v.day = clock.Today()
	}
	if v.saved, err = o.app.Dispatch.Boards(req.Ctx()); err != nil {
		return v, err
	}
	at := slices.IndexFunc(v.saved, func(b dispatch.SavedBoard) bool {
		return b.ID == v.board || v.board == "" && !v.set && b.First
	})
	if v.board = ""; at >= 0 {
		v.board, v.View = v.saved[at].ID, v.saved[at].View
	}
	if v.set {
		slot, _ := strconv.Atoi(f.Get("slot"))
		v.View = dispatch.View{
			Technicians: f.All("technician"), Areas: f.All("area"), Skills: f.All("skill"), HideOff: f.Bool("hide_off"), Slot: slot, Sort: f.Get("sort"),
		}
	}
	if face := f.Get("view"); face != "" {
		v.Face = face
	}
	v.View = v.View.Clean()
	if v.Face == "" {
		v.Face = "day"
	}
	if v.Slot == 0 {
		v.Slot = 30
	}
	return v, nil
}

// values are the view as an address carries it.
func (v boardView) values() url.Values {
	q := url.Values{"day": {string(v.day)}, "view": {v.Face}}
	switch {
	case v.board != "":
		q.Set("board", v.board)
	case v.all:
		q.Set("board", "all")
	}
	if !v.set {
		return q
	}
	q.Set("set", "1")
	add := func(name string, all ...string) {
		if len(all) > 0 && all[0] != "" {
			q[name] = all
		}
	}
	add("technician", v.Technicians...)
	add("area", v.Areas...)
	add("skill", v.Skills...)
	if v.HideOff {
		q.Set("hide_off", "1")
	}
	q.Set("slot", strconv.Itoa(v.Slot))
	add("sort", v.Sort)
	return q
}

func (v boardView) path(under string) string {
	return "/office/board" + under + "?" + v.values().Encode()
}

func (v boardView) link() string { return v.path("") }

func (v boardView) on(day clock.Date) boardView {
	v.day = day
	return v
}

func (v boardView) in(face string) boardView {
	v.Face = face
	return v
}

// open is the view of a saved board on the same day; no id shows everybody.
func (v boardView) open(board string) boardView {
	v.board, v.set, v.all, v.Face = board, false, board == "", ""
	return v
}

// step is how many days the arrows lead on.
func (v boardView) step() int {
	if v.Face == "week" {
		return 7
	}
	return 1
}

// monday is the first day of the week that is shown.
func (v boardView) monday() clock.Date {
	return v.day.AddDays(-(int(v.day.Weekday()) + 6) % 7)
}

// narrowed reports whether somebody may be left out.
func (v boardView) narrowed() bool {
	return len(v.Technicians)+len(v.Areas)+len(v.Skills) > 0 || v.HideOff
}

// tabs lead to everybody and to each saved board.
func (v boardView) tabs() []ui.Tab {
	tabs := []ui.Tab{{Label: "Everybody", Href: v.open("").in(v.Face).link(), Count: -1, Current: v.board == "" && !v.narrowed()}}
	for _, b := range v.saved {
		tabs = append(tabs, ui.Tab{Label: b.Name, Href: v.open(b.ID).bare(), Count: -1, Current: v.board == b.ID})
	}
	if v.board == "" && v.narrowed() {
		tabs = append(tabs, ui.Tab{Label: "Narrowed", Href: v.link(), Count: -1, Current: true})
	}
	return tabs
}

// bare is the address without a face: a saved board says its own.
func (v boardView) bare() string {
	q := v.values()
	q.Del("view")
	return "/office/board?" + q.Encode()
}

// viewChoices are what a view can be narrowed by.
type viewChoices struct {
	technicians []people.Technician
	areas       []people.Area
	skills      []people.Skill
}

func (o *office) viewChoices(req *web.Request) (viewChoices, error) {
	var c viewChoices
	var err error
	if c.technicians, err = o.technicians(req); err != nil {
		return c, err
	}
	if c.areas, err = o.app.People.Areas(req.Ctx()); err != nil {
		return c, err
	}
	c.skills, err = o.app.People.Skills(req.Ctx())
	return c, err
}

// has reports whether an id is among those chosen.
func has(chosen []string, id string) bool { return slices.Contains(chosen, id) }
