package tech

import "github.com/a-h/templ"

// verdict is one answer to a check that passes, fails or does not apply.
type verdict struct{ result, icon, tone string }

var outcomes = []verdict{{"pass", "check", "good"}, {"fail", "x", "bad"}, {"na", "", ""}}

// form are the attributes of a check's form. It stays as filled in; script marks it kept while its item waits.
func (c check) form(visit string) templ.Attributes {
	a := item("visit.check", visit, "data-check", c.ID, "data-asset", c.asset.ID)
	a["data-stay"] = true
	if c.Kind != "tick" {
		a["data-gives"] = "check:" + c.ID
	}
	a["class"] = "check"
	if c.given.ID != "" {
		a["class"] = "check kept"
	}
	return a
}

// slotWord is the part of a slot by which it has words: a check's photos are other ones.
func slotWord(slot string) string {
	switch slot {
	case "before", "after":
		return slot
	}
	return "other"
}

// dash stands where nothing is known.
func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
