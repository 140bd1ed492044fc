package office

import (
	"net/url"
	"strings"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// move is the form that moves a planned visit. late says that somebody moved it while the form was open.
type move struct {
	f           *ui.Form
	card        jobs.Card
	technicians []people.Technician
	mates       []dispatch.Mate
	next        string
	part, late  bool
}

// rev is the revision of the visit that is moved. A refused form keeps the one it came with.
func (m move) rev() int {
	if m.f.Has("rev") {
		return m.f.Int("rev")
	}
	return m.card.Rev
}

func (o *office) moveForm(req *web.Request) error {
	return o.showMove(req, 200, req.Form(), false)
}

// showMove renders the visit as it now stands; an empty form is filled with it.
func (o *office) showMove(req *web.Request, status int, f *ui.Form, late bool) error {
	card, err := o.app.Jobs.Card(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	m := move{f: f, card: card, next: req.NextPath("/office/board?day=" + string(clock.DateOf(card.Start.Time()))), part: req.IsHX(), late: late}
	if m.technicians, err = o.technicians(req); err != nil {
		return err
	}
	f.Labels = assignLabels
	if !f.Has("start") && !f.Failed() {
		if !f.Has("technician") { // otherwise somebody came with another in mind
			f.Set("technician", card.Technician)
		}
		f.Set("start", card.Start.Time()).Set("lock", card.Lock).Set("tell", card.Status != jobs.Planned).
			Set("minutes", int(card.End.Time().Sub(card.Start.Time()).Minutes())).Set("helpers", []string(card.Helpers))
	}
	if m.mates, err = o.mates(req, f, card.Job, card.ID); err != nil {
		return err
	}
	if m.part {
		return req.FragmentStatus(status, movePart(m))
	}
	return req.PageStatus(status, "Move "+card.No, "board", movePage(m))
}

// moveVisit moves a planned visit to another hour or technician.
func (o *office) moveVisit(req *web.Request) error {
	f := req.Form()
	take(f)
	in := choice(f)
	in.Visit = req.ID()
	v, err := o.app.Jobs.Visit(req.Ctx(), in.Visit)
	if err != nil {
		return err
	}
	in.Job = v.Job
	if err = f.Err(); err == nil {
		v, err = o.app.Dispatch.Assign(req.Ctx(), in)
	}
	if web.Refill(err) {
		f.Fail(err)
		if stale(err) {
			f.Values.Del("rev") // the page shows what stands now; sent again, it replaces that
		}
		return o.showMove(req, web.StatusOf(err), f, stale(err))
	}
	if err != nil {
		return err
	}
	return req.Go(req.NextPath("/office/jobs/"+v.Job), planWords(v))
}

var lockOptions = ui.Options("", "Nothing", "time", "The hour", "technician", "The technician", "both", "Both")

// query joins pairs of name and value that are not empty as they stand in an address.
func query(pairs ...string) string {
	var parts []string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			parts = append(parts, pairs[i]+"="+url.QueryEscape(pairs[i+1]))
		}
	}
	return strings.Join(parts, "&")
}
