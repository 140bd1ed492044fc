// Package layout is the shell around every page: head of the document, navigation, header, footer.
//
// Owns: Office (desk), Tech (phone of the technician), Plain (set-up, sign-in, refusals), the wordmark.
// Does not own: which items the navigation has (the caller fills them), what stands on a page.
package layout

import (
	"strings"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/i18n"
)

// Shell is what a page tells its shell.
type Shell struct {
	Title   string // of the document; the h1 is the page's own
	Nav     string // Key of the current NavItem
	Lang    string // "en" or "hi"
	Company string
	By      act.By
	At      time.Time // when the page was asked for
	Flash   string    // success, said once
	Path    string
	Items   []NavItem
	Scripts []string // more scripts, by their names in static
	Styles  []string // more style sheets, by their names in static
	Public  bool     // nobody is signed in: no menu of the person, no stream
	Wide    bool     // the page takes the whole width
	Lean    bool     // of a technician's page: it has no fields, so it goes without their style
}

// NavItem is one link of the navigation.
type NavItem struct {
	Label, Href, Key, Icon string
	Group                  string         // heading above it, "" = none
	Hot                    string         // keys that lead to it: "n", "g j"
	Count                  int            // shown if above zero
	May                    act.Permission // who sees it; zero = everybody
}

// group is a run of items under one heading.
type group struct {
	name  string
	items []NavItem
}

// visible are the items the role may see.
func (s Shell) visible() []NavItem {
	var items []NavItem
	for _, i := range s.Items {
		if i.May.Name == "" || i.May.Allows(s.By.Role) {
			items = append(items, i)
		}
	}
	return items
}

func (s Shell) groups() []group {
	var all []group
	for _, i := range s.visible() {
		if n := len(all); n == 0 || all[n-1].name != i.Group {
			all = append(all, group{name: i.Group})
		}
		all[len(all)-1].items = append(all[len(all)-1].items, i)
	}
	return all
}

// fielded is the shell with the style of fields, for pages of a phone that have some.
func (s Shell) fielded() Shell {
	if !s.Lean {
		s.Styles = append([]string{"form.css"}, s.Styles...)
	}
	return s
}

func (s Shell) lang() string {
	if s.Lang == "" {
		return "en"
	}
	return s.Lang
}

func (s Shell) title() string {
	if s.Title == "" {
		return "Doorstep"
	}
	return s.Title + " · Doorstep"
}

func (s Shell) t(key string) string { return i18n.T(s.lang(), key) }

// initials are the first letters of the first and last name.
func initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "?"
	}
	first := []rune(words[0])[:1]
	if len(words) == 1 {
		return strings.ToUpper(string(first))
	}
	return strings.ToUpper(string(first) + string([]rune(words[len(words)-1])[:1]))
}

// hotkeys is the sheet that "?" opens: the items that have keys, and the rest of the keyboard.
func (s Shell) hotkeys() []NavItem {
	keys := []NavItem{{Label: "Search", Hot: "/"}}
	for _, i := range s.visible() {
		if i.Hot != "" {
			keys = append(keys, i)
		}
	}
	return append(keys, NavItem{Label: "Close, or leave a field", Hot: "Esc"}, NavItem{Label: "This sheet", Hot: "?"})
}

// htmxConfig: an answer of 5xx never lands in a page, no style sheet is made by script, a dead line is noticed in 20 s.
const htmxConfig = `{"noSwap":[204,304,"5xx"],"includeIndicatorCSS":false,"defaultTimeout":20000}`
