package views_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
	"doorstep/app/dispatch"
	"doorstep/app/kernel/act"
)

// proposed books two jobs, presses for a plan of the day and returns the address of the proposal.
func (d desk) proposed() string {
	d.t.Helper()
	apptest.Job(d.t, d.app, nil)
	apptest.Job(d.t, d.app, nil)
	return d.pressed()
}

func (d desk) pressed() string {
	d.t.Helper()
	to := d.post("/office/proposals", fill("day", "2026-11-16")).want(http.StatusSeeOther).Header.Get("Location")
	if !strings.HasPrefix(to, "/office/proposals/") {
		d.t.Fatalf("planning a day leads to %s", to)
	}
	return to
}

// keys are the moves that the page offers, and whether each is ticked.
func (p screen) keys() (all []string, ticked int) {
	for _, n := range p.all(func(n *html.Node) bool { return attr(n, "name") == "move" && attr(n, "type") == "checkbox" }) {
		all = append(all, attr(n, "value"))
		if has(n, "checked") {
			ticked++
		}
	}
	return all, ticked
}

func (s *site) visits(t *testing.T) int {
	t.Helper()
	all, err := s.app.Jobs.Day(apptest.As(t, s.app, act.Dispatcher), "2026-11-16")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func TestProposal_changesNothingUntilAllOfItIsApplied(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	path := d.proposed()
	page := d.get(path).want(http.StatusOK).says("Nothing has been changed yet").says("With this plan").says("Ravi Pawar").says("How travel was reckoned")
	if all, ticked := page.keys(); len(all) != 2 || ticked != 2 {
		t.Fatalf("%d of %d moves are ticked", ticked, len(all))
	}
	if n := s.visits(t); n != 0 {
		t.Fatalf("proposing planned %d visits", n)
	}
	d.get("/office/proposals").want(http.StatusOK).says("Waits for a yes")
	form := page.filled(path + "/application")
	d.post(path+"/application", but(form, "which", "all")).want(http.StatusSeeOther)
	if n := s.visits(t); n != 2 {
		t.Errorf("applied, %d visits stand on the day", n)
	}
	after := d.get(path).want(http.StatusOK).says("Applied").says("by Deepa Joshi")
	if all, _ := after.keys(); len(all) > 0 || after.posts(path+"/application") {
		t.Error("what was applied can be applied again")
	}
	d.post(path+"/application", but(form, "which", "all", "_key", "another-key-of-the-same")).want(http.StatusConflict).says("decided already")
	d.get("/office/proposals?day=2026-11-16").says("Decided for 16 Nov")
}

func TestProposal_appliesOnlyWhatIsTicked(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Asha Kulkarni")
	path := d.proposed()
	page := d.get(path)
	all, _ := page.keys()
	form := page.filled(path + "/application")
	d.post(path+"/application", but(form, "which", "chosen", "move", "")).want(http.StatusUnprocessableEntity).says("Moves")
	d.post(path+"/application", but(form, "which", "chosen", "move", "forged000000000")).want(http.StatusUnprocessableEntity)
	d.post(path+"/application", but(form, "which", "chosen", "move", all[0])).want(http.StatusSeeOther)
	if n := s.visits(t); n != 1 {
		t.Errorf("one move was ticked, %d visits stand on the day", n)
	}
	d.get(path).says("Partly applied")
}

func TestProposal_saysWhyAMoveIsRefused(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	path := d.proposed()
	page := d.get(path)
	all, _ := page.keys()
	p, err := s.app.Dispatch.Proposal(apptest.As(t, s.app, act.Dispatcher), strings.TrimPrefix(path, "/office/proposals/"))
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for i = range p.Moves {
		if p.Moves[i].Key == all[0] {
			break
		}
	}
	if _, err := s.app.Dispatch.AssignBest(apptest.As(t, s.app, act.Owner), p.Moves[i].Job, 0, "", false); err != nil {
		t.Fatal(err)
	}
	d.post(path+"/application", but(page.filled(path+"/application"), "which", "all")).want(http.StatusSeeOther)
	d.get(path).want(http.StatusOK).says("Partly applied").says("Not applied")
}

func TestProposal_discardedKeepsItsReason(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	path := d.proposed()
	form := d.get(path).filled(path + "/discard")
	late := d.post(path+"/discard", but(form, "reason", "Ravi <b>leaves</b> early", "rev", "99")).want(http.StatusConflict)
	if got := late.typed("reason"); len(got) != 1 || got[0] != "Ravi <b>leaves</b> early" {
		t.Errorf("sent too late, what was typed is lost: %v", got)
	}
	d.post(path+"/discard", but(form, "reason", "Ravi <b>leaves</b> early")).want(http.StatusSeeOther)
	d.get(path).want(http.StatusOK).says("Discarded").says("Ravi <b>leaves</b> early").harmless(path)
	if n := s.visits(t); n != 0 {
		t.Errorf("discarding planned %d visits", n)
	}
	d.get("/office/proposals/none00000000000").want(http.StatusNotFound)
}

func TestProposals_aPlanThatGainsNothingSaysSo_andStoresNothing(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	d.post("/office/proposals", fill("day", "2026-11-16")).want(http.StatusConflict).says("as good as any that was found")
	d.post("/office/proposals", fill("day", "2026-11-15")).want(http.StatusUnprocessableEntity).says("This day is over")
	d.post("/office/proposals", fill("day", "someday")).want(http.StatusUnprocessableEntity)
	d.post("/office/proposals", fill("day", "")).want(http.StatusUnprocessableEntity)
	if heads, err := s.app.Dispatch.ProposalHeads(apptest.As(t, s.app, act.Dispatcher), "2026-11-16"); err != nil || len(heads) != 0 {
		t.Errorf("%d proposals were stored (%v)", len(heads), err)
	}
}

func TestWhatIf_showsAPlanAndStoresNothing(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	apptest.Job(t, s.app, nil)
	d.get("/office/whatif").want(http.StatusOK).says("stores nothing")
	page := d.get("/office/whatif?day=2026-11-16").want(http.StatusOK).says("Ravi Pawar").says("With this plan")
	if all, _ := page.keys(); len(all) > 0 {
		t.Error("what is only tried can be ticked")
	}
	d.get("/office/whatif?day=2026-11-15").want(http.StatusUnprocessableEntity).says("This day is over")
	d.get("/office/whatif?day=x").want(http.StatusUnprocessableEntity)
	heads, err := s.app.Dispatch.ProposalHeads(apptest.As(t, s.app, act.Dispatcher), "2026-11-16")
	if err != nil || len(heads) != 0 || s.visits(t) != 0 {
		t.Errorf("trying stored %d proposals and %d visits (%v)", len(heads), s.visits(t), err)
	}
}

func TestProposalHeads_showWhatWaitsBeforeWhatWasDecided(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	first := d.proposed()
	d.post(first+"/discard", d.get(first).filled(first+"/discard")).want(http.StatusSeeOther)
	second := d.pressed()
	heads, err := s.app.Dispatch.ProposalHeads(apptest.As(t, s.app, act.Dispatcher), "2026-11-16")
	if err != nil || len(heads) != 2 || "/office/proposals/"+heads[0].ID != second || heads[0].State != dispatch.Open || heads[0].Moves != 2 || heads[1].State != dispatch.Discarded {
		t.Fatalf("%+v (%v)", heads, err)
	}
	if heads, err = s.app.Dispatch.ProposalHeads(apptest.As(t, s.app, act.Dispatcher), "2026-11-17"); err != nil || len(heads) != 1 {
		t.Errorf("on the next day's list stand %+v (%v), want only what still waits", heads, err)
	}
}
