package office

import (
	"context"
	"slices"

	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// coverAt is under which contract a job could be done: those in force for the site and the machines that are ticked.
type coverAt struct {
	Form *ui.Form
	Held []contracts.Contract
}

// coverOf finds the contracts and ticks the first, unless the form says otherwise.
func (o *office) coverOf(ctx context.Context, f *ui.Form, site string) (coverAt, error) {
	c := coverAt{Form: f}
	if site == "" || f.Get("customer") == "" {
		return c, nil
	}
	var err error
	c.Held, err = o.app.Contracts.Find(ctx, f.Get("customer"), site, f.All("assets"), clock.Today())
	chosen := f.Get("contract")
	held := slices.ContainsFunc(c.Held, func(h contracts.Contract) bool { return h.ID == chosen })
	if len(c.Held) > 0 && !held && chosen != jobs.NoContract {
		f.Set("contract", c.Held[0].ID)
	}
	return c, err
}

// chosenCover answers with the contracts that hold for the machines that were ticked.
func (o *office) chosenCover(req *web.Request) error {
	f := req.Form()
	if s, err := o.app.Customers.SiteByID(req.Ctx(), f.Get("site")); err == nil {
		f.Set("customer", s.Customer)
	}
	c, err := o.coverOf(req.Ctx(), f, f.Get("site"))
	if err != nil {
		return err
	}
	return req.Fragment(coverPart(c))
}

func (c coverAt) options() []ui.Option {
	var all []ui.Option
	for _, h := range c.Held {
		all = append(all, ui.Option{Value: h.ID, Label: h.No, Hint: contractTypeNames[h.Type] + ", until " + h.Ends.Short()})
	}
	return append(all, ui.Option{Value: jobs.NoContract, Label: "No contract", Hint: "Paid as said below"})
}
