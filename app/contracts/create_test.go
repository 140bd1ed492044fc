package contracts_test

import (
	"context"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

func TestCreate_draftsWithNumberSharesAndTheCoverOfItsType(t *testing.T) {
	o := openOffice(t)
	for n, kind := range contracts.Types {
		c := apptest.DraftContract(t, o.App, func(in *contracts.ContractInput) {
			in.Type, in.Value, in.RespondHours, in.ResolveHours = string(kind), "1,000", "0.5", "24"
			in.Assets = []contracts.AssetLine{{Asset: in.Assets[0].Asset}, {Asset: o.second}}
			in.Assets = append(in.Assets, contracts.AssetLine{Asset: o.there})
			in.Sites = append(in.Sites, o.shop)
		})
		if want := []string{"FSAA/26-27/00001", "FSAA/26-27/00002", "FSAA/26-27/00003", "FSAA/26-27/00004"}[n]; c.No != want || c.State != contracts.Draft {
			t.Errorf("%s is %s %s, want the draft %s", kind, c.State, c.No, want)
		}
		if c.Assets[0].Share != 33334 || c.Assets[1].Share != 33333 || c.Assets[2].Share != 33333 || c.Assets[0].From != c.Starts {
			t.Errorf("shares %+v", c.Assets)
		}
		if c.RespondMin != 30 || c.ResolveMin != 1440 || c.CustomerName != "Meera Deshpande" {
			t.Errorf("read back %+v", c)
		}
		covers, err := o.Contracts.Covers(o.accountant, c.ID)
		o.ok(err)
		parts := len(covers) == 2 && covers[1].Kind == contracts.CoverParts
		if covers[0].Kind != contracts.CoverLabour || parts != (kind == contracts.Comprehensive || kind == contracts.Warranty) {
			t.Errorf("%s covers %+v", kind, covers)
		}
	}
}

func TestCreate_putsWhatIsWrongBesideItsField(t *testing.T) {
	o := openOffice(t)
	stranger, err := o.Customers.Create(o.owner, customers.CustomerInput{Name: "Nitin Apte", Phones: []customers.PhoneInput{{Number: "98220 54321"}}})
	o.ok(err)
	theirs, err := o.Customers.CreateSite(o.owner, customers.SiteInput{Customer: stranger.ID, Address: "1 Law College Road", Pin: "411004"})
	o.ok(err)
	foreign := o.machine(theirs.ID, "VT-9")
	old := o.machine(o.Site, "VT-8")
	_, err = o.Customers.UpdateAsset(o.owner, old, customers.AssetInput{Kind: "Split AC", Brand: "Voltas", Serial: "VT-8", Status: customers.Retired})
	o.ok(err)
	type in = contracts.ContractInput
	for _, c := range []struct {
		field, code string
		change      func(*in)
	}{
		{"customer", "required", func(i *in) { i.Customer = "" }},
		{"customer", "not_found", func(i *in) { i.Customer = "nobody" }},
		{"sites", "required", func(i *in) { i.Sites = nil }},
		{"sites", "site_elsewhere", func(i *in) { i.Sites = append(i.Sites, theirs.ID) }},
		{"assets_0_asset", "asset_site", func(i *in) { i.Assets[0].Asset = o.there }},
		{"assets_0_asset", "asset_elsewhere", func(i *in) { i.Assets[0].Asset = foreign }},
		{"assets_0_asset", "asset_retired", func(i *in) { i.Assets[0].Asset = old }},
		{"assets_0_asset", "not_found", func(i *in) { i.Assets[0].Asset = "nothing" }},
		{"assets_1_asset", "asset_twice", func(i *in) { i.Assets = append(i.Assets, i.Assets[0]) }},
		{"assets_1_asset", "required", func(i *in) { i.Assets = append(i.Assets, contracts.AssetLine{}) }},
		{"assets_0_share", "money_bad", func(i *in) { i.Assets[0].Share = "much" }},
		{"assets", "shares_sum", func(i *in) { i.Assets[0].Share = "11999.99" }},
		{"assets", "shares_sum", func(i *in) { i.Assets = []contracts.AssetLine{{Asset: o.Assets[0], Share: "12001"}, {Asset: o.second}} }},
		{"type", "required", func(i *in) { i.Type = "" }},
		{"type", "invalid", func(i *in) { i.Type = "gold" }},
		{"starts", "required", func(i *in) { i.Starts = "" }},
		{"starts", "date_bad", func(i *in) { i.Starts = "31/02/2026" }},
		{"ends", "ends_before", func(i *in) { i.Ends = "2026-11-15" }},
		{"ends", "term_long", func(i *in) { i.Ends = "2031-11-16" }},
		{"value", "money_bad", func(i *in) { i.Value = "12000.001" }},
		{"value", "required", func(i *in) { i.Value = "0" }},
		{"value", "amount_large", func(i *in) { i.Value = "99999999999999" }},
		{"cycle", "invalid", func(i *in) { i.Cycle = "weekly" }},
		{"timing", "invalid", func(i *in) { i.Timing = "whenever" }},
		{"ahead_days", "number_range", func(i *in) { i.AheadDays = "91" }},
		{"item", "required", func(i *in) { i.Item = "" }},
		{"item", "not_found", func(i *in) { i.Item = "nothing" }},
		{"item", "item_kind", func(i *in) { i.Item = apptest.Item(t, o.App, "CAP-35") }},
		{"price_list", "not_found", func(i *in) { i.PriceList = "nothing" }},
		{"branch", "not_found", func(i *in) { i.Branch = "nothing" }},
		{"respond_hours", "contract_hours", func(i *in) { i.RespondHours = "soon" }},
		{"resolve_hours", "contract_hours", func(i *in) { i.ResolveHours = "721" }},
		{"resolve_hours", "resolve_before", func(i *in) { i.RespondHours, i.ResolveHours = "4", "2" }},
		{"note", "too_long", func(i *in) { i.Note = string(make([]byte, 1001)) + "." }},
	} {
		input := apptest.ContractInput(t, o.App)
		c.change(&input)
		_, err := o.Contracts.Create(o.owner, input)
		o.refused(c.field, err, c.code, c.field)
	}
	if _, err := o.Contracts.Create(o.owner, apptest.ContractInput(t, o.App)); err != nil {
		t.Errorf("what they were all made from: %v", err)
	}
}

func TestCreate_takesATermOfFiveYearsAndLeavesTheRestToAnEmptyShare(t *testing.T) {
	o := openOffice(t)
	c := apptest.DraftContract(t, o.App, func(in *contracts.ContractInput) {
		in.Ends, in.Value = "2031-11-15", "10000.01"
		in.Assets = []contracts.AssetLine{{Asset: o.Assets[0], Share: "4000"}, {Asset: o.second}}
	})
	if c.Assets[1].Share != money.Paise(600001) {
		t.Errorf("the rest is %s", c.Assets[1].Share)
	}
}

func TestContracts_areForThoseWhoMaySeeAndWriteThem(t *testing.T) {
	o := openOffice(t)
	c := apptest.Contract(t, o.App, nil)
	draft := apptest.DraftContract(t, o.App, nil)
	in := apptest.ContractInput(t, o.App)
	for who, as := range map[string]struct {
		ctx                context.Context
		see, write, decide bool
	}{
		"owner": {o.owner, true, true, true}, "dispatcher": {o.dispatcher, true, true, false},
		"accountant": {o.accountant, true, false, false}, "technician": {o.phone, false, false, false},
	} {
		may := func(what string, want bool, err error) {
			t.Helper()
			if got := err == nil || fault.KindOf(err) != fault.Forbidden; got != want {
				t.Errorf("%s may %s: %v (%v)", who, what, got, err)
			}
		}
		_, err := o.Contracts.Contract(as.ctx, c.ID)
		may("read", as.see, err)
		_, err = o.Contracts.OfCustomer(as.ctx, c.Customer)
		may("list a customer's", as.see, err)
		_, err = o.Contracts.Covers(as.ctx, c.ID)
		may("read cover", as.see, err)
		_, err = o.Contracts.Find(as.ctx, c.Customer, o.Site, nil, c.Starts)
		may("find", as.see, err)
		_, err = o.Contracts.Create(as.ctx, in)
		may("draft", as.write, err)
		_, err = o.Contracts.Edit(as.ctx, draft.ID, -1, in)
		may("edit", as.write, err)
		_, err = o.Contracts.SaveCover(as.ctx, contracts.CoverInput{Contract: draft.ID})
		may("change cover", as.write, err)
		_, err = o.Contracts.AddMachine(as.ctx, contracts.MachineInput{Contract: draft.ID})
		may("add machines", as.write, err)
		_, err = o.Contracts.Activate(as.ctx, "nothing", 0, false)
		may("activate", as.decide, err)
		_, err = o.Contracts.Close(as.ctx, "nothing", 0, "over")
		may("close", as.decide, err)
		_, err = o.Contracts.ExpireDue(as.ctx)
		may("let expire", as.decide, err)
	}
}

func TestRehome_bringsTheContractsOfACustomerWhoIsMerged(t *testing.T) {
	o := openOffice(t)
	c := apptest.Contract(t, o.App, nil)
	keep, err := o.Customers.Create(o.owner, customers.CustomerInput{Name: "Meera D", Phones: []customers.PhoneInput{{Number: "98220 54321"}}})
	o.ok(err)
	_, err = o.Customers.Merge(o.owner, customers.MergeInput{Keep: keep.ID, Drop: c.Customer, Confirm: true})
	o.ok(err)
	if got := o.read(c.ID); got.Customer != keep.ID || got.CustomerName != keep.Name {
		t.Errorf("it belongs to %s", got.CustomerName)
	}
	held, err := o.Contracts.Find(o.owner, keep.ID, o.Site, o.Assets, c.Starts)
	if err != nil || len(held) != 1 {
		t.Errorf("found %v (%v)", held, err)
	}
	j := apptest.Job(t, o.App, func(in *jobs.Booking) { in.Customer = keep.ID })
	if j.Contract != c.ID {
		t.Error("a job for the kept customer is not under it")
	}
}
