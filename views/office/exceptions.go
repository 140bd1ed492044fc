package office

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/i18n"
	"doorstep/app/kernel/phone"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// inboxView is what wants a person now, all of it or one kind.
type inboxView struct {
	All     []dispatch.Exception
	Kind    dispatch.Kind // empty: every kind
	Company string
	Call    string // the company's number as it is shown; empty where there is none
	Lang    string
}

// exceptions is the list of what wants a person now, what costs most first.
func (o *office) exceptions(req *web.Request) error {
	v, err := o.inbox(req)
	if err != nil {
		return err
	}
	return req.PageIn(200, layout.Shell{
		Title: "Exceptions", Nav: "exceptions", Scripts: []string{"exceptions.js"}, Styles: []string{"watch.css"},
	}, inboxBody(v))
}

// exceptionRows is the part that follows changes.
func (o *office) exceptionRows(req *web.Request) error {
	v, err := o.inbox(req)
	if err != nil {
		return err
	}
	return req.Fragment(inboxRows(v))
}

func (o *office) inbox(req *web.Request) (inboxView, error) {
	v := inboxView{Lang: req.Lang()}
	for _, c := range dispatch.Costs {
		if string(c.Kind) == req.Query("kind") {
			v.Kind = c.Kind
		}
	}
	c, err := o.app.Settings.Company(req.Ctx())
	if err != nil {
		return v, err
	}
	v.Company, v.Call = c.Name, phone.Format(c.Phone)
	v.All, err = o.app.Dispatch.Exceptions(req.Ctx())
	return v, err
}

// rows are the exceptions of the chosen kind.
func (v inboxView) rows() []dispatch.Exception {
	var some []dispatch.Exception
	for _, e := range v.All {
		if v.Kind == "" || e.Has(v.Kind) {
			some = append(some, e)
		}
	}
	return some
}

// tabs are the kinds that there are, and the chosen one.
func (v inboxView) tabs() []ui.Tab {
	tabs := []ui.Tab{{Label: "All", Href: "/office/exceptions", Count: len(v.All), Current: v.Kind == ""}}
	for _, c := range dispatch.Costs {
		n := 0
		for _, e := range v.All {
			if e.Has(c.Kind) {
				n++
			}
		}
		if n > 0 || c.Kind == v.Kind {
			tabs = append(tabs, ui.Tab{Label: c.Label, Href: v.href("", c.Kind), Count: n, Current: c.Kind == v.Kind})
		}
	}
	return tabs
}

func (v inboxView) href(part string, k dispatch.Kind) string {
	if k == "" {
		return "/office/exceptions" + part
	}
	return "/office/exceptions" + part + "?kind=" + string(k)
}

// kindLabel is what a kind of exception is called.
func kindLabel(k dispatch.Kind) string {
	for _, c := range dispatch.Costs {
		if c.Kind == k {
			return c.Label
		}
	}
	return string(k)
}

func kindTone(k dispatch.Kind) string {
	switch k {
	case dispatch.FoundSLA, dispatch.FoundLate, dispatch.FoundAbsent, dispatch.FoundUnserved:
		return "bad"
	case dispatch.FoundNoCheckIn, dispatch.FoundWish:
		return "info"
	}
	return "warn"
}

// nextStep is one thing to do about an exception: a link, or a form that is sent.
type nextStep struct {
	Label, Icon, Href string
	Post              string            // address of a form
	Fields            map[string]string // of that form
	Out               bool              // opens elsewhere
	First             bool
}

// inboxTitle is where an exception leads, and what it is called.
func inboxTitle(e dispatch.Exception) (label, href string) {
	switch {
	case e.Job == "" && e.Day == clock.Today():
		return e.Name, "/office/board"
	case e.Job == "":
		return e.Name, "/office/board?day=" + string(e.Day)
	}
	return e.No + " " + e.Customer, "/office/jobs/" + e.Job
}

// steps are what can be done about an exception, the most likely first.
func (v inboxView) steps(ctx context.Context, e dispatch.Exception) []nextStep {
	next := v.href("", v.Kind)
	var all []nextStep
	may := holds(ctx, dispatch.Assigning)
	switch {
	case e.Has(dispatch.FoundAbsent):
		if may {
			all = append(all, nextStep{Label: "Plan the day anew", Icon: "bolt", Post: "/office/proposals", Fields: map[string]string{"day": string(e.Day)}})
		}
		all = append(all, nextStep{Label: "Open the board", Icon: "calendar", Href: "/office/board?day=" + string(e.Day)})
	case e.Visit == "" && e.Job != "":
		all = append(all, nextStep{Label: "Find a technician", Icon: "bolt", Href: "/office/jobs/" + e.Job + "/candidates?" + query("day", string(e.Day), "next", next)})
	case e.Visit != "" && e.Status.Waiting() && may:
		move := nextStep{Label: "Move it", Icon: "arrow", Href: "/office/visits/" + e.Visit + "/move?" + query("next", next)}
		rank := nextStep{Label: "Who else could go", Icon: "users", Href: "/office/jobs/" + e.Job + "/candidates?" + query("visit", e.Visit, "next", next)}
		if e.Has(dispatch.FoundParts) || e.Has(dispatch.FoundOverlap) {
			move, rank = rank, move
		}
		all = append(all, move, rank)
		if e.Status == jobs.Planned && !e.Has(dispatch.FoundWish) {
			all = append(all, nextStep{Label: "Tell " + e.Name, Icon: "phone", Post: "/office/visits/" + e.Visit + "/dispatch", Fields: map[string]string{"rev": strconv.Itoa(e.VisitRev), "next": next}})
		}
	case e.Has(dispatch.FoundNoCheckIn):
		all = append(all, nextStep{Label: "Look at the check-in", Icon: "map-pin", Href: "/office/visits/" + e.Visit})
	}
	all = append(all, v.calls(e)...)
	if len(all) > 0 {
		all[0].First = true
	}
	return all
}

// calls reach the technician and the customer. Where the technician is the matter he comes first.
func (v inboxView) calls(e dispatch.Exception) []nextStep {
	var all []nextStep
	if e.Mobile != "" {
		all = append(all, nextStep{Label: "Call " + e.Name, Icon: "phone", Href: "tel:" + e.Mobile})
	}
	if e.Phone == "" {
		return all
	}
	all = append(all, nextStep{Label: "Call the customer", Icon: "phone", Href: "tel:" + e.Phone})
	if text := v.sorry(e); text != "" {
		all = append(all, nextStep{Label: "WhatsApp the customer", Icon: "external", Out: true, Href: waLink(e.Phone, text)})
	}
	return all
}

// sorry is what a customer who waits is told, in his language; nothing where nobody keeps him waiting.
func (v inboxView) sorry(e dispatch.Exception) string {
	switch {
	case e.Has(dispatch.FoundLate), e.Has(dispatch.FoundNotStarted), e.Has(dispatch.FoundSLA), e.Has(dispatch.FoundUnserved):
	default:
		return ""
	}
	call := ""
	if v.Call != "" {
		call = " " + i18n.T(e.Lang, "message.delayed_call", "phone", v.Call)
	}
	return i18n.T(e.Lang, "message.delayed", "company", v.Company, "no", e.No, "call", call)
}

// waLink opens WhatsApp for the number, with a text if there is one.
func waLink(number, text string) string {
	link := "https://wa.me/" + strings.TrimPrefix(number, "+")
	if text != "" {
		link += "?text=" + url.QueryEscape(text)
	}
	return link
}

func outward(s nextStep) templ.Attributes {
	if s.Out {
		return templ.Attributes{"target": "_blank", "rel": "noopener noreferrer"}
	}
	return nil
}

// inboxAbout is what stands under the title of an exception.
func inboxAbout(e dispatch.Exception) string {
	if e.Job == "" {
		return ""
	}
	when := ""
	if e.Visit != "" {
		when = e.Name + ", " + clock.Stamp(e.Start) + "–" + clock.HM(e.End)
	} else if !e.Start.IsZero() {
		when = "promised " + windowWords(e.Start, e.End)
	}
	return strings.Join(filled(e.Type, when, strings.Join(filled(e.Place, e.Pin), ", ")), " · ")
}

func stepKind(s nextStep) string {
	if s.First {
		return "primary"
	}
	return ""
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// inboxID is the id of a row on the page.
func inboxID(e dispatch.Exception) string { return "x-" + strings.ReplaceAll(e.Key, ":", "-") }
