package tech

import (
	"slices"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// brief is all that a technician must know before he rings the bell.
type brief struct {
	jobs.Card
	f        *ui.Form
	job      jobs.Job
	machines []customers.Asset
	last     []jobs.Card
}

// reasons for a rejection that need no typing; their words are "tech.reject_…".
var reasons = []string{"busy", "far", "skill", "parts", "unwell"}

func (p *phone) visit(req *web.Request) error {
	return p.showVisit(req, 200, ui.NewForm(req.Lang()))
}

// showVisit renders the visit as it now stands with what stands in the form.
func (p *phone) showVisit(req *web.Request, status int, f *ui.Form) error {
	b, err := p.brief(req, f)
	if err != nil {
		return err
	}
	return req.TechStatus(status, b.Name, "today", visitPage(b))
}

func (p *phone) brief(req *web.Request, f *ui.Form) (brief, error) {
	b := brief{f: f}
	var err error
	if b.Card, err = p.app.Jobs.Card(req.Ctx(), req.ID()); err != nil {
		return b, err
	}
	if b.job, err = p.app.Jobs.Get(req.Ctx(), b.Card.Job); err != nil {
		return b, err
	}
	if b.last, err = p.app.Jobs.LastAt(req.Ctx(), b.Site, 4); err != nil {
		return b, err
	}
	b.last = slices.DeleteFunc(b.last, func(c jobs.Card) bool { return c.ID == b.ID })
	b.last = b.last[:min(len(b.last), 3)]
	machines, err := p.app.Customers.AssetsAt(req.Ctx(), b.Site)
	for _, m := range machines {
		if slices.Contains(b.job.Assets, m.ID) {
			b.machines = append(b.machines, m)
		}
	}
	return b, err
}

func (p *phone) accept(req *web.Request) error {
	f := req.Form()
	_, err := p.app.Jobs.Answer(req.Ctx(), jobs.Response{Visit: req.ID(), Rev: f.Int("rev"), Accept: true})
	if web.Refill(err) {
		return p.refused(req, f, err)
	}
	if err != nil {
		return err
	}
	return req.Go("/t/visits/"+req.ID(), i18n.T(req.Lang(), "tech.accepted"))
}

func (p *phone) reject(req *web.Request) error {
	f := req.Form()
	_, err := p.app.Jobs.Answer(req.Ctx(), jobs.Response{Visit: req.ID(), Rev: f.Int("rev"), Reason: reasonOf(f)})
	if web.Refill(err) {
		return p.refused(req, f, err)
	}
	if err != nil {
		return err
	}
	return req.Go("/t/today", i18n.T(req.Lang(), "tech.rejected"))
}

// refused shows the visit again with what is wrong; the words typed stay.
func (p *phone) refused(req *web.Request, f *ui.Form, err error) error {
	f.Labels["reason"] = i18n.T(f.Lang, "tech.reject_reason")
	if f.Has("to") {
		f.Labels["reason"] = i18n.T(f.Lang, "tech.what_is_missing")
	}
	f.Fail(err)
	if fault.KindOf(err) != fault.Invalid {
		f.Key = ui.NewForm(f.Lang).Key // the visit has moved on: what is sent next is another answer
	}
	return p.showVisit(req, web.StatusOf(err), f)
}

// reasonOf is the chosen reason in English, which the office reads, and what was typed besides.
func reasonOf(f *ui.Form) string {
	chosen, typed := f.Get("why"), f.Get("reason")
	if !slices.Contains(reasons, chosen) {
		return typed
	}
	said := i18n.T(i18n.English, "tech.reject_"+chosen)
	if typed == "" {
		return said
	}
	return said + ": " + typed
}
