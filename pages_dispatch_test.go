package main

import "testing"

// planningPages are the pages about planning, beside the board.
var planningPages = []struct{ name, path, link string }{
	{"board-week", "/office/board?view=week&day={workday}", ""},
	{"map", "/office/map?day={workday}", ""},
	{"proposals", "/office/proposals", ""},
	{"whatif", "/office/whatif?day={workday}", ""},
	{"exceptions", "/office/exceptions", ""},
	{"capacity", "/office/capacity", ""},
	{"messages", "/office/messages", ""},
	{"vans", "/office/vans", ""},
	{"van", "/office/vans/*", "/office/vans"},
	{"replay", "/office/replay", ""},
	{"settings-planning", "/office/settings/planning", ""},
	{"settings-travel", "/office/settings/travel", ""},
}

// planPages opens each page about planning of a demo company of its own, and a proposal for its day.
func planPages(t *testing.T, do func(w *window, name string)) {
	w := browser(t)
	a := start(t, t.TempDir()+"/data", "demo", "--jobs", "300")
	w.tours(a, planningPages, do)
	w.open(a.URL + "/office/proposals")
	w.enter("form[method=post][action^='/office/proposals']", map[string]string{"day": string(boardDay())})
	w.at("/office/proposals/")
	do(w, "proposal")
}

func TestPages_axeFindsNothingSeriousOnThePagesAboutPlanning(t *testing.T) {
	t.Parallel()
	planPages(t, func(w *window, name string) {
		t.Helper()
		axe(w, name)
	})
}
