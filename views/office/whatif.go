package office

import (
	"net/http"

	"doorstep/app/dispatch"
	"doorstep/views/layout"
	"doorstep/views/web"
)

// tryMost is the longest that a plan is searched for while somebody waits for the page, in seconds.
const tryMost = 30

// whatIf tries a plan of a day and stores nothing. Without a day in the address it only asks.
func (o *office) whatIf(req *web.Request) error {
	f := req.Form()
	f.Labels = map[string]string{"day": "Day", "seconds": "Search for", "technicians": "Technicians"}
	v := proposalView{f: f}
	status := http.StatusOK
	if day := f.Date("day"); f.Err() != nil {
		f.Fail(f.Err())
		status = http.StatusUnprocessableEntity
	} else if day != "" {
		p, err := o.app.Dispatch.Simulate(req.Ctx(), day, f.All("technicians"), min(f.Int("seconds"), tryMost))
		if web.Refill(err) {
			f.Fail(err)
			status = web.StatusOf(err)
		} else if err != nil {
			return err
		} else {
			cards, err := o.app.Jobs.Day(req.Ctx(), day)
			if err != nil {
				return err
			}
			v = newProposalView(p, f, cards, false)
		}
	}
	crew, err := o.technicians(req)
	if err != nil {
		return err
	}
	options := proposalList{crew: crew}.crewOptions()
	return req.PageIn(status, layout.Shell{Title: "What if", Nav: "proposals", Styles: []string{"proposal.css"}}, whatIfPage(v, options, dispatch.Assigning.Allows(req.By.Role)))
}
