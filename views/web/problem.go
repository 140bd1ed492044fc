package web

import (
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
)

// problem is what a reader is told of a failure.
type problem struct {
	Kind           fault.Kind
	Disk           bool // the disk took nothing; there is no cause to look for
	Title          string
	Texts          []string // what happened; at least one
	Next           string   // what to do now
	Links          []link
	Reference      string // stands in the log too
	ReferenceLabel string
	SignIn         string // where to sign in beside this page
	SignInLabel    string
}

type link struct{ Label, Href string }

// kinds names the title and the advice of each kind of failure: "problem.<name>" and "problem.<name>_next".
var kinds = map[fault.Kind]string{
	fault.Internal:  "internal",
	fault.Invalid:   "invalid",
	fault.Confirm:   "invalid",
	fault.NotFound:  "not_found",
	fault.Forbidden: "forbidden",
	fault.Unsigned:  "unsigned",
	fault.Conflict:  "conflict",
	fault.Stale:     "stale",
	fault.TooMany:   "too_many",
	fault.TooLarge:  "too_large",
}

// describe fills p with words in the reader's language.
func (req *Request) describe(p *problem, err error) {
	lang, name := req.Lang(), kinds[p.Kind]
	if p.Disk {
		name = "disk"
	}
	p.Title = word(lang, name)
	p.Next = word(lang, name+"_next")
	p.ReferenceLabel = word(lang, "reference")
	p.SignInLabel = word(lang, "sign_in")
	for _, e := range fault.All(err) {
		if e.Kind == p.Kind { // a page tells the reason that decides; warnings beside it do not matter any more
			p.Texts = append(p.Texts, i18n.Message(lang, e))
		}
	}
	if back, ok := req.referer(); ok && back != req.Request.URL.RequestURI() {
		p.Links = append(p.Links, link{word(lang, "back"), back})
	}
	p.Links = append(p.Links, req.home())
}

// home is where the reader starts the day.
func (req *Request) home() link {
	switch {
	case req.By.User == "":
		return link{word(req.Lang(), "sign_in"), "/login"}
	case req.By.Role == act.Technician:
		return link{word(req.Lang(), "home"), "/t/today"}
	}
	return link{word(req.Lang(), "home"), "/office/today"}
}

func linkKind(i int) string {
	if i == 0 {
		return "primary"
	}
	return ""
}

// word is a text of this package in the language.
func word(lang, name string) string { return i18n.T(lang, "problem."+name) }
