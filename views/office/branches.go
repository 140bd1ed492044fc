package office

import (
	"net/http"

	"doorstep/app/settings"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// branchForm is the form of a branch. ID is empty for a new one.
type branchForm struct {
	*ui.Form
	ID, Name string
	Rev      int
	Changed  []difference
}

func (f branchForm) title() string {
	if f.ID == "" {
		return "New branch"
	}
	return "Change " + f.Name
}

func (f branchForm) action() string {
	if f.ID == "" {
		return "/office/branches"
	}
	return "/office/branches/" + f.ID
}

func branchInput(f *ui.Form, id string) settings.BranchInput {
	return settings.BranchInput{
		ID: id, Rev: f.Int("rev"), Name: f.Get("name"), Prefix: f.Get("prefix"), GSTIN: f.Get("gstin"), Address: f.Get("address"),
		Pin: f.Get("pin"), Phone: f.Get("phone"), Active: f.Bool("active"), Confirmed: f.Bool("confirm"),
	}
}

func fillBranch(f *ui.Form, b settings.Branch) *ui.Form {
	f.Set("name", b.Name).Set("prefix", b.Prefix).Set("gstin", b.GSTIN).Set("address", b.Address).Set("pin", b.Pin).Set("phone", b.Phone).
		Set("active", b.Active)
	return branchLabels(f)
}

func branchLabels(f *ui.Form) *ui.Form {
	f.Labels["gstin"], f.Labels["pin"], f.Labels["prefix"], f.Labels["active"] = "GSTIN", "PIN code", "Series", "In use"
	return f
}

func (o *office) listBranches(req *web.Request) error {
	all, err := o.app.Settings.Branches(req.Ctx())
	if err != nil {
		return err
	}
	c, err := o.app.Settings.Company(req.Ctx())
	if err != nil {
		return err
	}
	return req.Page("Branches", "settings", branchList(all, c))
}

func (o *office) newBranch(req *web.Request) error {
	f := branchForm{Form: branchLabels(ui.NewForm(req.Lang()).Set("active", true))}
	return req.Page(f.title(), "settings", branchEdit(f))
}

func (o *office) createBranch(req *web.Request) error {
	f := branchLabels(req.Form())
	_, err := o.app.Settings.SaveBranch(req.Ctx(), branchInput(f, ""))
	if err == nil {
		return req.Go("/office/branches", "Branch saved.")
	}
	if !web.Refill(err) {
		return err
	}
	f.Fail(err)
	return req.PageStatus(web.StatusOf(err), "New branch", "settings", branchEdit(branchForm{Form: f}))
}

func (o *office) editBranch(req *web.Request) error {
	b, err := o.app.Settings.Branch(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	f := branchForm{Form: fillBranch(ui.NewForm(req.Lang()), b), ID: b.ID, Name: b.Name, Rev: b.Rev}
	return req.PageStatus(http.StatusOK, f.title(), "settings", branchEdit(f))
}

func (o *office) changeBranch(req *web.Request) error {
	f := branchLabels(req.Form())
	_, err := o.app.Settings.SaveBranch(req.Ctx(), branchInput(f, req.ID()))
	if err == nil {
		return req.Go("/office/branches", "Branch saved.")
	}
	if !web.Refill(err) {
		return err
	}
	b, loadErr := o.app.Settings.Branch(req.Ctx(), req.ID())
	if loadErr != nil {
		return loadErr
	}
	form := branchForm{Form: f, ID: b.ID, Name: b.Name, Rev: heldRev(err, f, b.Rev)}
	form.Changed = differences(err, f, fillBranch(ui.NewForm(req.Lang()), b))
	f.Fail(err)
	return req.PageStatus(web.StatusOf(err), form.title(), "settings", branchEdit(form))
}
