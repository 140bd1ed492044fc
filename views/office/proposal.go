package office

import (
	"net/http"
	"strconv"

	"doorstep/app/dispatch"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// proposal shows one proposal: what it gains, what it moves, what it leaves.
func (o *office) proposal(req *web.Request) error {
	return o.showProposal(req, http.StatusOK, ui.NewForm(req.Lang()))
}

func (o *office) showProposal(req *web.Request, status int, f *ui.Form) error {
	v, err := o.proposalOf(req, f)
	if err != nil {
		return err
	}
	return req.PageIn(status, layout.Shell{Title: v.Title, Nav: "proposals", Styles: []string{"proposal.css"}}, proposalBody(v))
}

// proposalPart is the proposal again after a change: somebody decided, or the day overtook it.
func (o *office) proposalPart(req *web.Request) error {
	v, err := o.proposalOf(req, ui.NewForm(req.Lang()))
	if err != nil {
		return err
	}
	return req.Fragment(proposalBody(v))
}

func (o *office) proposalOf(req *web.Request, f *ui.Form) (proposalView, error) {
	p, err := o.app.Dispatch.Proposal(req.Ctx(), req.ID())
	if err != nil {
		return proposalView{}, err
	}
	f.Labels = map[string]string{"moves": "Moves", "reason": "Reason"}
	cards, err := o.lineCards(req.Ctx(), p)
	return newProposalView(p, f, cards, dispatch.Assigning.Allows(req.By.Role)), err
}

// applyProposal applies all of a proposal, or the moves that are ticked.
func (o *office) applyProposal(req *web.Request) error {
	f := req.Form()
	var keys []string
	if f.Get("which") != "all" {
		keys = append([]string{}, f.All("move")...)
	}
	p, err := o.app.Dispatch.ApplyProposal(req.Ctx(), req.ID(), f.Int("rev"), keys)
	if web.Refill(err) {
		return o.refuseProposal(req, f, err)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/proposals/"+p.ID, appliedWords(p))
}

// discardProposal says no to a proposal.
func (o *office) discardProposal(req *web.Request) error {
	f := req.Form()
	p, err := o.app.Dispatch.DiscardProposal(req.Ctx(), req.ID(), f.Int("rev"), f.Get("reason"))
	if web.Refill(err) {
		return o.refuseProposal(req, f, err)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/proposals?"+query("day", string(p.Day)), "Discarded. Nothing was changed.")
}

// refuseProposal shows the page as it now is with what was ticked and why it could not be.
func (o *office) refuseProposal(req *web.Request, f *ui.Form, err error) error {
	f.Fail(err)
	if stale(err) {
		f.Values.Del("rev") // the page shows what stands now; sent again, it is decided on that
	}
	return o.showProposal(req, web.StatusOf(err), f)
}

func appliedWords(p dispatch.Proposal) string {
	applied, refused := 0, 0
	for _, m := range p.Moves {
		switch m.State {
		case "applied":
			applied++
		case "refused":
			refused++
		}
	}
	if applied == 0 {
		return "Nothing could be applied; see why below."
	}
	if refused == 0 {
		return "Applied " + countMoves(applied) + "."
	}
	return "Applied " + countMoves(applied) + "; " + strconv.Itoa(refused) + " could not be, see why below."
}
