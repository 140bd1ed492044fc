package office

import (
	"net/http"
	"slices"

	"doorstep/app/dispatch"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// proposalList is what waits for a yes and what was decided for a day, with the form that asks for another plan.
type proposalList struct {
	f     *ui.Form
	day   clock.Date
	rows  []dispatch.ProposalHead // those that wait first
	crew  []people.Technician
	may   bool
	tried *dispatch.Proposal // what planning came to when it found nothing to gain
}

func (o *office) proposals(req *web.Request) error {
	return o.showProposals(req, http.StatusOK, ui.NewForm(req.Lang()), nil)
}

// proposalRows is the list again after a change.
func (o *office) proposalRows(req *web.Request) error {
	l, err := o.proposalList(req, ui.NewForm(req.Lang()))
	if err != nil {
		return err
	}
	return req.Fragment(proposalTable(l))
}

func (o *office) showProposals(req *web.Request, status int, f *ui.Form, tried *dispatch.Proposal) error {
	l, err := o.proposalList(req, f)
	if err != nil {
		return err
	}
	l.tried = tried
	if !f.Has("day") && !f.Failed() {
		f.Set("day", max(l.day, clock.Today()))
	}
	if l.crew, err = o.technicians(req); err != nil {
		return err
	}
	return req.PageIn(status, layout.Shell{Title: "Proposals", Nav: "proposals", Styles: []string{"proposal.css"}}, proposalsPage(l))
}

func (o *office) proposalList(req *web.Request, f *ui.Form) (proposalList, error) {
	l := proposalList{f: f, day: dayOf(req), may: dispatch.Assigning.Allows(req.By.Role)}
	f.Labels = map[string]string{"day": "Day", "technicians": "Technicians"}
	var err error
	l.rows, err = o.app.Dispatch.ProposalHeads(req.Ctx(), l.day)
	return l, err
}

// planDay asks for a plan of a day, of all technicians or of those ticked.
func (o *office) planDay(req *web.Request) error {
	f := req.Form()
	day := f.Date("day")
	var check fault.Check
	check.Add(f.Err())
	check.Need(day != "" || f.Err() != nil, "day")
	err := check.Err()
	var p dispatch.Proposal
	if err == nil {
		p, err = o.app.Dispatch.ProposeDay(req.Ctx(), day, f.All("technicians"), 0)
	}
	if web.Refill(err) {
		f.Fail(err)
		var tried *dispatch.Proposal
		if p.ID == "" && p.Day != "" {
			tried = &p
		}
		return o.showProposals(req, web.StatusOf(err), f, tried)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/proposals/"+p.ID, "")
}

// on is the address of the list of another day.
func (l proposalList) on(day clock.Date) string {
	return "/office/proposals?" + query("day", string(day))
}

// waiting are the rows that can still be applied, decided the others.
func (l proposalList) waiting() []dispatch.ProposalHead { return l.rows[:l.split()] }

func (l proposalList) decided() []dispatch.ProposalHead { return l.rows[l.split():] }

func (l proposalList) split() int {
	if i := slices.IndexFunc(l.rows, func(h dispatch.ProposalHead) bool { return !h.Waits() }); i >= 0 {
		return i
	}
	return len(l.rows)
}

func (l proposalList) src() string { return "/office/proposals/rows?" + query("day", string(l.day)) }

// crewOptions offers everybody; nobody ticked is everybody.
func (l proposalList) crewOptions() []ui.Option {
	options := make([]ui.Option, len(l.crew))
	for i, t := range l.crew {
		options[i] = ui.Option{Value: t.ID, Label: t.Name}
	}
	return options
}
