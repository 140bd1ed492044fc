package tech

import (
	"github.com/a-h/templ"

	"doorstep/app/jobs"
	"doorstep/app/kernel/i18n"
)

// excuse is a way in which a visit does not come to its end as planned, with the reasons that need no typing. The reasons' words
// are its name and theirs: "tech.reject_far". The office reads them in English.
type excuse struct {
	name, icon string
	kind       string // of the item
	fields     []string
	states     []jobs.VisitStatus
	reasons    []string
	wish       bool // the customer may say when he would like it
	where      bool
	then       string
}

var (
	rejects = excuse{
		name: "reject", icon: "x", kind: "visit.answer", fields: []string{"accept", "no"}, states: fresh,
		reasons: []string{"busy", "far", "skill", "parts", "unwell"}, then: "/t/today",
	}
	putsOff = excuse{
		name: "put_off", icon: "calendar", kind: "visit.put_off", states: unmet,
		reasons: []string{"asked", "away", "no_answer", "late", "parts"}, wish: true, then: "/t/today",
	}
	partly = excuse{
		name: "partial", icon: "history", kind: "visit.step", fields: []string{"to", string(jobs.Partial)}, states: atWork,
		reasons: []string{"part", "time", "workshop", "customer"}, where: true,
	}
	failed = excuse{
		name: "cannot", icon: "warning", kind: "visit.step", fields: []string{"to", string(jobs.CannotComplete)}, states: begun,
		reasons: []string{"away", "refused", "supply", "unsafe", "beyond_repair"}, where: true,
	}
)

// form are the attributes of an excuse's form.
func (e excuse) form(lang, visit string) templ.Attributes {
	a := item(e.kind, visit, "data-then", e.then)
	if e.where {
		a["data-fix"] = true
	}
	return a
}

// ask is what the second tap on a reason confirms.
func (e excuse) ask(lang string) string { return i18n.T(lang, "tech.tap_again") }

func (e excuse) title(lang string) string { return i18n.T(lang, "tech.excuse_"+e.name) }

// reason is what the technician reads on the button; in English, what the office does.
func (e excuse) reason(lang, r string) string { return i18n.T(lang, "tech."+e.name+"_"+r) }
