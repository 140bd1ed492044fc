package office

import (
	"context"

	"doorstep/app/customers"
	"doorstep/views/web"
)

// hitsShown is how many customers the finder offers.
const hitsShown = 8

// lookUp answers with the customers whose number has the digits, or whose names have the words, typed so far.
func (o *office) lookUp(req *web.Request) error {
	typed := req.Query("q")
	hits, err := o.found(req.Ctx(), typed)
	if err != nil {
		return err
	}
	return req.Fragment(hitList(typed, hits))
}

func (o *office) found(ctx context.Context, typed string) ([]customers.Hit, error) {
	if readsAsPhone(typed) {
		return o.app.Customers.Lookup(ctx, typed, hitsShown)
	}
	if len([]rune(typed)) < 2 {
		return nil, nil
	}
	return o.app.Customers.Search(ctx, typed, hitsShown)
}

// chosenCustomer answers with the panel of one customer.
func (o *office) chosenCustomer(req *web.Request) error {
	f := req.Form()
	f.Set("customer", req.ID())
	who, err := o.callerOf(req.Ctx(), f)
	if err != nil {
		return err
	}
	return req.Fragment(whoPart(who))
}

// unknownCaller answers with the fields of a new customer, the typed number or name filled in.
func (o *office) unknownCaller(req *web.Request) error {
	f := req.Form()
	f.Set("new", "1")
	if typed := f.Get("phone"); !readsAsPhone(typed) {
		f.Set("customer_name", typed)
	}
	who, err := o.callerOf(req.Ctx(), f)
	if err != nil {
		return err
	}
	return req.Fragment(whoPart(who))
}

// chosenSite answers with the machines and last visits of one site; with none for a site about to be entered.
func (o *office) chosenSite(req *web.Request) error {
	f := req.Form()
	if f.Get("site") == newSite {
		return req.Fragment(siteAtPart(siteAt{Form: f, Cover: coverAt{Form: f}}))
	}
	s, err := o.app.Customers.SiteByID(req.Ctx(), f.Get("site"))
	if err != nil {
		return err
	}
	f.Set("customer", s.Customer)
	machines, err := o.app.Customers.AssetsAt(req.Ctx(), s.ID)
	if err != nil {
		return err
	}
	at, err := o.siteAtOf(req.Ctx(), f, customers.Full{Sites: []customers.Site{s}, Assets: machines})
	if err != nil {
		return err
	}
	return req.Fragment(siteAtPart(at))
}

// chosenKind answers with what a job type fills in.
func (o *office) chosenKind(req *web.Request) error {
	f := req.Form()
	for _, name := range []string{"priority", "payment", "duration_min"} {
		f.Values.Del(name) // another type, other values
	}
	k, err := o.kindOf(req.Ctx(), f)
	if err != nil {
		return err
	}
	return req.Fragment(kindPart(k))
}

// promisedTimes answers with the priorities and what each would promise for the payment.
func (o *office) promisedTimes(req *web.Request) error {
	l, err := o.levelsOf(req.Ctx(), req.Form())
	if err != nil {
		return err
	}
	return req.Fragment(levelsPart(l))
}

// intakePin answers with where the PIN code of a new site lies.
func (o *office) intakePin(req *web.Request) error {
	return req.Fragment(pinInfo(placeOf(req.Lang(), req.Query("site_pin"))))
}
