package office

import (
	"strconv"

	"doorstep/app/contracts"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// contractRefused shows the contract's page again with what was typed at the place and what is wrong with it; other errors pass.
func (o *office) contractRefused(req *web.Request, place string, f *ui.Form, err error) error {
	if !web.Refill(err) {
		return err
	}
	if fault.KindOf(err) == fault.Stale {
		delete(f.Values, "rev") // the page around the form shows what is stored now
	}
	labelContractAct(f)
	f.Fail(err)
	return o.contractPage(req, web.StatusOf(err), map[string]*ui.Form{place: f})
}

func labelContractAct(f *ui.Form) {
	for name, label := range map[string]string{
		"asset": "Machine", "from": "From", "share": "Share", "on": "No longer from", "reason": "Reason", "missed": "Missed visits", "name": "Name",
		"kind": "Covers", "items": "Items", "assets": "Machines", "types": "Job types", "applies": "For", "most": "How often", "minutes": "Minutes",
		"priority": "Order",
	} {
		f.Labels[name] = label
	}
}

// activateContract puts a draft in force.
func (o *office) activateContract(req *web.Request) error {
	f := req.Form()
	c, err := o.app.Contracts.Activate(req.Ctx(), req.ID(), f.Int("rev"), f.Bool("confirm"))
	if err != nil {
		return o.contractRefused(req, "activation", f, err)
	}
	return req.Go("/office/contracts/"+c.ID, c.No+" is in force: its visits are planned, its bills scheduled.")
}

func (o *office) suspendContract(req *web.Request) error {
	f := req.Form()
	c, err := o.app.Contracts.Suspend(req.Ctx(), req.ID(), f.Int("rev"), f.Get("reason"))
	if err != nil {
		return o.contractRefused(req, "suspension", f, err)
	}
	return req.Go("/office/contracts/"+c.ID, c.No+" is suspended: it makes no visits and no bills.")
}

// resumeContract puts a suspended contract in force again; what becomes of visits that went by is asked, not guessed.
func (o *office) resumeContract(req *web.Request) error {
	f := req.Form()
	c, err := o.app.Contracts.Resume(req.Ctx(), req.ID(), f.Int("rev"), f.Get("missed"))
	if err != nil {
		return o.contractRefused(req, "resumption", f, err)
	}
	return req.Go("/office/contracts/"+c.ID, c.No+" is in force again.")
}

func (o *office) closeContract(req *web.Request) error {
	f := req.Form()
	c, err := o.app.Contracts.Close(req.Ctx(), req.ID(), f.Int("rev"), f.Get("reason"))
	if err != nil {
		return o.contractRefused(req, "closing", f, err)
	}
	return req.Go("/office/contracts/"+c.ID, c.No+" is closed.")
}

// addContractMachine brings a machine under the contract and says what that changes.
func (o *office) addContractMachine(req *web.Request) error {
	f := req.Form()
	had, err := o.app.Contracts.Contract(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	c, err := o.app.Contracts.AddMachine(req.Ctx(), contracts.MachineInput{
		Contract: had.ID, Rev: f.Int("rev"), Asset: f.Get("asset"), From: f.Get("from"), Share: f.Get("share"), Insist: f.Bool("confirm"),
	})
	if err != nil {
		return o.contractRefused(req, "machine", f, err)
	}
	return req.Go("/office/contracts/"+c.ID+"#machines", "The machine is under the contract. "+valueChange(had.Value, c.Value))
}

func (o *office) removeContractMachine(req *web.Request) error {
	f := req.Form()
	had, err := o.app.Contracts.Contract(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	c, err := o.app.Contracts.RemoveMachine(req.Ctx(), had.ID, f.Int("rev"), req.Path("asset"), f.Get("on"), f.Get("reason"))
	if err != nil {
		return o.contractRefused(req, "machine-"+req.Path("asset"), f, err)
	}
	return req.Go("/office/contracts/"+c.ID+"#machines", "The machine is taken off. "+valueChange(had.Value, c.Value))
}

// valueChange says what a machine that came or went did to the value.
func valueChange(had, has money.Paise) string {
	switch {
	case has > had:
		return "The value rises by " + (has - had).Rupees() + " to " + has.Rupees() + "; the bills follow."
	case has < had:
		return "The value falls by " + (had - has).Rupees() + " to " + has.Rupees() + "; the bills follow."
	}
	return "The value stays " + has.Rupees() + "."
}

// coverItems is how many fields for items a rule of cover shows beyond those that it has.
const coverItems = 3

// saveCover adds a rule of cover, or changes one.
func (o *office) saveCover(req *web.Request) error {
	f := req.Form()
	in := contracts.CoverInput{
		ID: req.Path("cover"), Contract: req.ID(), Rev: f.Int("rev"), Name: f.Get("name"), Kind: f.Get("kind"), Assets: f.All("assets"),
		Types: f.All("types"), Applies: f.Get("applies"), Most: f.Get("most"), Minutes: f.Get("minutes"), Excluded: f.Bool("excluded"),
		Priority: f.Get("priority"),
	}
	var check fault.Check
	for n := 0; f.Values.Has(itemField(n)); n++ {
		item, err := o.itemNamed(req.Ctx(), f.Get(itemField(n)), itemField(n))
		check.Add(err)
		if item != "" {
			in.Items = append(in.Items, item)
		}
	}
	err := check.Err()
	if err == nil {
		_, err = o.app.Contracts.SaveCover(req.Ctx(), in)
	}
	if err != nil {
		return o.contractRefused(req, "cover", f, err)
	}
	return req.Go("/office/contracts/"+req.ID()+"#cover", "Saved.")
}

func itemField(n int) string { return "item_" + strconv.Itoa(n) }

func (o *office) removeCover(req *web.Request) error {
	f := req.Form()
	if err := o.app.Contracts.RemoveCover(req.Ctx(), req.ID(), f.Int("rev"), req.Path("cover")); err != nil {
		return o.contractRefused(req, "covers", f, err)
	}
	return req.Go("/office/contracts/"+req.ID()+"#cover", "Removed.")
}

// skipBill leaves a bill out, or says that a credit was given.
func (o *office) skipBill(req *web.Request) error {
	f := req.Form()
	if _, err := o.app.Contracts.SkipBill(req.Ctx(), req.Path("bill"), f.Int("rev"), f.Get("reason")); err != nil {
		return o.contractRefused(req, "bill-"+req.Path("bill"), f, err)
	}
	return req.Go("/office/contracts/"+req.ID()+"#bills", "The bill is left out.")
}

// reopenBill lets a bill that was left out, or whose draft was thrown away, be drafted again.
func (o *office) reopenBill(req *web.Request) error {
	f := req.Form()
	if _, err := o.app.Contracts.ReopenBill(req.Ctx(), req.Path("bill"), f.Int("rev")); err != nil {
		return o.contractRefused(req, "bill-"+req.Path("bill"), f, err)
	}
	return req.Go("/office/contracts/"+req.ID()+"#bills", "The bill is open again; it is drafted when its day comes, or with the next run.")
}
