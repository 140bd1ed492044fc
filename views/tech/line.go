package tech

import (
	"strconv"

	"github.com/a-h/templ"
)

// line is one field to fill in. Its id is its own, for a page has many forms with fields of the same name.
type line struct {
	id, name, label, hint string
	value                 string
	kind                  string // input type; default text
	keys                  string // inputmode: decimal, numeric
	max                   int
	must, rows            bool
	say                   bool // the list of what waits shows it
	more                  templ.Attributes
}

func (l line) attrs() templ.Attributes {
	a := templ.Attributes{"id": l.id, "autocomplete": "off"}
	if l.name != "" {
		a["name"] = l.name
	}
	if l.keys != "" {
		a["inputmode"] = l.keys
	}
	if l.max > 0 {
		a["maxlength"] = strconv.Itoa(l.max)
	}
	if l.must {
		a["required"] = true
	}
	if l.say {
		a["data-say"] = true
	}
	if l.hint != "" {
		a["aria-describedby"] = l.id + "-hint"
	}
	for name, value := range l.more {
		a[name] = value
	}
	return a
}

func (l line) input() string {
	if l.kind == "" {
		return "text"
	}
	return l.kind
}
