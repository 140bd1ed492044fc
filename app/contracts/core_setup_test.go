package contracts_test

import (
	"context"
	"testing"

	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// office is an appliance with the people who have to do with contracts, and more machines and sites of the template's customer.
type office struct {
	*app.App
	t                                    testing.TB
	owner, dispatcher, accountant, phone context.Context
	jobs.Booking
	second, shop, there string // another machine at home, another site, the machine there
}

func openOffice(t testing.TB) *office {
	t.Helper()
	a := apptest.NewApp(t)
	o := &office{
		App: a, t: t, owner: apptest.As(t, a, act.Owner), dispatcher: apptest.As(t, a, act.Dispatcher),
		accountant: apptest.As(t, a, act.Accountant), phone: apptest.As(t, a, act.Technician), Booking: apptest.Booking(t, a),
	}
	o.second = o.machine(o.Site, "VT-1002")
	s, err := a.Customers.CreateSite(o.owner, customers.SiteInput{Customer: o.Customer, Label: "Shop", Address: "3 Paud Road", Pin: "411038"})
	o.ok(err)
	o.shop = s.ID
	o.there = o.machine(s.ID, "VT-1003")
	return o
}

func (o *office) machine(site, serial string) string {
	o.t.Helper()
	a, err := o.Customers.CreateAsset(o.owner, customers.AssetInput{Site: site, Kind: "Split AC", Brand: "Voltas", Model: "185V", Serial: serial})
	o.ok(err)
	return a.ID
}

func (o *office) ok(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// read is the contract as it stands.
func (o *office) read(id string) contracts.Contract {
	o.t.Helper()
	c, err := o.Contracts.Contract(o.owner, id)
	o.ok(err)
	return c
}

// refused holds err to be the fault, beside the field if it has one.
func (o *office) refused(what string, err error, code, field string) {
	o.t.Helper()
	for _, f := range fault.All(err) {
		if f.Code == code && f.Field == field {
			return
		}
	}
	o.t.Errorf("%s: got %v, want %s beside %q", what, err, code, field)
}

// verbs are the verbs of the audit log that touched contracts.
func (o *office) verbs() map[string]bool {
	o.t.Helper()
	var all []string
	o.ok(o.Core.DB().NewQuery("SELECT DISTINCT verb FROM audit_log WHERE verb LIKE {:like}").Bind(dbx.Params{"like": "contracts.%"}).Column(&all))
	out := map[string]bool{}
	for _, v := range all {
		out[v] = true
	}
	return out
}
