package contracts_test

import (
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/kernel/page"
)

func TestEdit_changesADraftInEverythingButItsCustomer(t *testing.T) {
	o := openOffice(t)
	c := apptest.DraftContract(t, o.App, nil)
	in := apptest.ContractInput(t, o.App)
	in.Type, in.Value, in.Starts, in.Ends, in.Cycle, in.Timing = string(contracts.Labour), "6000", "2026-12-01", "2027-11-30", "monthly", "after"
	in.Sites, in.Assets, in.Terms = []string{o.Site, o.shop}, []contracts.AssetLine{{Asset: o.second}, {Asset: o.there}}, "Twice a year"
	c, err := o.Contracts.Edit(o.dispatcher, c.ID, c.Rev, in)
	o.ok(err)
	if c.Type != contracts.Labour || c.Value != 600_000 || c.Starts != "2026-12-01" || c.Timing != contracts.After || len(c.Sites) != 2 || c.Terms != "Twice a year" {
		t.Errorf("now it is %+v", c)
	}
	if len(c.Assets) != 2 || c.Assets[0].Asset != o.second || c.Assets[0].Share != 300_000 || c.Assets[0].From != "2026-12-01" {
		t.Errorf("its machines are %+v", c.Assets)
	}
	covers, err := o.Contracts.Covers(o.owner, c.ID)
	if err != nil || len(covers) != 1 {
		t.Errorf("it still covers %+v (%v)", covers, err)
	}
	_, err = o.Contracts.Edit(o.dispatcher, c.ID, c.Rev-1, in)
	o.refused("what somebody changed first", err, "stale", "")
	in.Customer = "another"
	_, err = o.Contracts.Edit(o.dispatcher, c.ID, c.Rev, in)
	o.refused("another customer", err, "contract_fixed", "customer")
}

func TestEdit_keepsCoverThatSomebodyChangedWhenTheTypeChanges(t *testing.T) {
	o := openOffice(t)
	c := apptest.DraftContract(t, o.App, nil)
	_, err := o.Contracts.SaveCover(o.owner, contracts.CoverInput{Contract: c.ID, Rev: c.Rev, Name: "Four visits", Kind: "visits", Most: "4"})
	o.ok(err)
	in := apptest.ContractInput(t, o.App)
	in.Type = string(contracts.Labour)
	_, err = o.Contracts.Edit(o.owner, c.ID, 0, in)
	o.ok(err)
	covers, err := o.Contracts.Covers(o.owner, c.ID)
	if err != nil || len(covers) != 3 {
		t.Errorf("it covers %+v (%v)", covers, err)
	}
}

func TestEdit_changesLittleOfAContractInForce(t *testing.T) {
	o := openOffice(t)
	c := apptest.Contract(t, o.App, func(in *contracts.ContractInput) { in.Cycle, in.AheadDays = "monthly", "7" })
	c, err := o.Contracts.Edit(o.owner, c.ID, c.Rev, contracts.ContractInput{
		Note: "Call first", Terms: "New", RespondHours: "4", ResolveHours: "8", RoundClock: true, AheadDays: "10",
	})
	o.ok(err)
	if c.Note != "Call first" || c.RespondMin != 240 || !c.RoundClock || c.Value != 1_200_000 || len(c.Assets) != 1 || c.State != contracts.Active {
		t.Errorf("now it is %+v", c)
	}
	bills, err := o.Contracts.Bills(o.owner, c.ID)
	o.ok(err)
	if bills[0].DraftOn != "2026-11-16" || bills[2].DraftOn != bills[2].DueOn.AddDays(-10) {
		t.Errorf("bills are drafted on %s and %s", bills[0].DraftOn, bills[2].DraftOn)
	}
	same := apptest.ContractInput(t, o.App)
	same.Assets, same.Cycle, same.AheadDays = nil, "monthly", "10"
	if _, err := o.Contracts.Edit(o.owner, c.ID, 0, same); err != nil {
		t.Errorf("with all as it is: %v", err)
	}
	for field, change := range map[string]func(*contracts.ContractInput){
		"sites": func(in *contracts.ContractInput) { in.Sites = []string{o.shop} }, "value": func(in *contracts.ContractInput) { in.Value = "12001" },
		"type": func(in *contracts.ContractInput) { in.Type = "labour" }, "starts": func(in *contracts.ContractInput) { in.Starts = "2026-11-15" },
		"ends":   func(in *contracts.ContractInput) { in.Ends = "2027-11-16" },
		"cycle":  func(in *contracts.ContractInput) { in.Cycle = "quarterly" },
		"timing": func(in *contracts.ContractInput) { in.Timing = "after" },
		"assets": func(in *contracts.ContractInput) { in.Assets = []contracts.AssetLine{{Asset: o.second}} },
	} {
		var in contracts.ContractInput
		change(&in)
		_, err := o.Contracts.Edit(o.owner, c.ID, 0, in)
		o.refused(field, err, "contract_fixed", field)
	}
	_, err = o.Contracts.Edit(o.owner, c.ID, 0, contracts.ContractInput{PriceList: "nothing"})
	o.refused("price list", err, "not_found", "price_list")
}

func TestSaveCover_readsTheRuleAndKeepsWhatWasUsed(t *testing.T) {
	o := openOffice(t)
	c := apptest.Contract(t, o.App, nil)
	part := apptest.Item(t, o.App, "CAP-35")
	for _, x := range []struct {
		field, code string
		in          contracts.CoverInput
	}{
		{"name", "required", contracts.CoverInput{Kind: "parts"}},
		{"kind", "required", contracts.CoverInput{Name: "x"}},
		{"kind", "invalid", contracts.CoverInput{Name: "x", Kind: "luck"}},
		{"items", "required", contracts.CoverInput{Name: "x", Kind: "items"}},
		{"items", "not_found", contracts.CoverInput{Name: "x", Kind: "items", Items: []string{"nothing"}}},
		{"assets", "asset_site", contracts.CoverInput{Name: "x", Kind: "parts", Assets: []string{o.second}}},
		{"types", "not_found", contracts.CoverInput{Name: "x", Kind: "labour", Types: []string{"nothing"}}},
		{"applies", "invalid", contracts.CoverInput{Name: "x", Kind: "labour", Applies: "never"}},
		{"most", "required", contracts.CoverInput{Name: "x", Kind: "visits"}},
		{"most", "number_range", contracts.CoverInput{Name: "x", Kind: "visits", Most: "0"}},
		{"most", "qty_form", contracts.CoverInput{Name: "x", Kind: "parts", Most: "two"}},
		{"minutes", "number_range", contracts.CoverInput{Name: "x", Kind: "first_hour", Minutes: "481"}},
		{"priority", "number_range", contracts.CoverInput{Name: "x", Kind: "parts", Priority: "10"}},
	} {
		x.in.Contract = c.ID
		_, err := o.Contracts.SaveCover(o.owner, x.in)
		o.refused(x.field, err, x.code, x.field)
	}
	v, err := o.Contracts.SaveCover(o.dispatcher, contracts.CoverInput{
		Contract: c.ID, Rev: c.Rev, Name: " Gas,  once ", Kind: "items", Items: []string{part}, Most: "1.5", Priority: "1", Applies: "unplanned",
		Assets: o.Assets, Types: []string{o.Type},
	})
	o.ok(err)
	if v.Name != "Gas, once" || v.Most != 1500 || v.MostText() != "1.5" || v.Position != 3 || v.Priority != 1 || v.Applies != contracts.Unplanned {
		t.Errorf("stored %+v", v)
	}
	_, err = o.Contracts.SaveCover(o.dispatcher, contracts.CoverInput{Contract: c.ID, Rev: c.Rev, Name: "x", Kind: "parts"})
	o.refused("what somebody changed first", err, "stale", "")
	j := apptest.Job(t, o.App, nil)
	o.ok(o.Contracts.Use(o.owner, j, []contracts.Use{{Cover: v.ID, Job: j.ID, QtyMilli: 1000}}))
	covers, err := o.Contracts.Covers(o.accountant, c.ID)
	o.ok(err)
	if covers[2].Used != 1000 || covers[2].Left() != 500 {
		t.Errorf("of it %d is used", covers[2].Used)
	}
	less := contracts.CoverInput{ID: v.ID, Contract: c.ID, Name: "Gas", Kind: "items", Items: []string{part}, Most: "0.5"}
	_, err = o.Contracts.SaveCover(o.owner, less)
	o.refused("less than was used", err, "cover_most_used", "most")
	less.Most = "1"
	_, err = o.Contracts.SaveCover(o.owner, less)
	o.ok(err)
	less.Kind = "parts"
	_, err = o.Contracts.SaveCover(o.owner, less)
	o.refused("another kind", err, "cover_used", "")
	o.refused("removing it", o.Contracts.RemoveCover(o.owner, c.ID, 0, v.ID), "cover_used", "")
	o.ok(o.Contracts.RemoveCover(o.owner, c.ID, 0, covers[0].ID))
	covers, err = o.Contracts.Covers(o.owner, c.ID)
	if err != nil || len(covers) != 2 {
		t.Errorf("left are %+v (%v)", covers, err)
	}
	other := apptest.Contract(t, o.App, nil)
	o.refused("a rule of another contract", o.Contracts.RemoveCover(o.owner, other.ID, 0, v.ID), "not_found", "")
	if seen := o.verbs(); !seen["contracts.save_cover"] || !seen["contracts.remove_cover"] {
		t.Errorf("the audit log knows %v", seen)
	}
}

func TestContracts_areListedByTheirEndPageByPage(t *testing.T) {
	o := openOffice(t)
	first := apptest.Contract(t, o.App, func(in *contracts.ContractInput) { in.Ends = "2027-01-31" })
	for range 51 {
		apptest.DraftContract(t, o.App, nil)
	}
	all, err := o.Contracts.Contracts(o.accountant, contracts.Filter{}, page.Cursor{})
	o.ok(err)
	if len(all.Rows) != 50 || all.Next == "" || all.Prev != "" {
		t.Fatalf("the first page has %d rows, next %q", len(all.Rows), all.Next)
	}
	if r := all.Rows[0]; r.ID != first.ID || r.Machines != 1 || r.Open != 1_200_000 || r.CustomerName != "Meera Deshpande" || r.State != contracts.Active {
		t.Errorf("the first row is %+v", r)
	}
	at, err := page.Parse(all.Next)
	o.ok(err)
	rest, err := o.Contracts.Contracts(o.accountant, contracts.Filter{}, at)
	o.ok(err)
	if len(rest.Rows) != 2 || rest.Next != "" {
		t.Fatalf("the second page has %d rows", len(rest.Rows))
	}
	at, err = page.Parse(rest.Prev)
	o.ok(err)
	back, err := o.Contracts.Contracts(o.accountant, contracts.Filter{}, at)
	o.ok(err)
	if len(back.Rows) != 50 || back.Rows[0].ID != first.ID || back.Prev != "" {
		t.Errorf("back are %d rows", len(back.Rows))
	}
	for f, want := range map[contracts.Filter]int{
		{State: contracts.Active}: 1, {Type: contracts.Labour}: 0, {EndsBy: "2027-01-31"}: 1, {EndsBy: "2027-01-30"}: 0,
		{Query: "meera"}: 50, {Query: "nobody"}: 0, {Query: "fsaa/26-27/00001"}: 1, {Customer: o.Customer, State: contracts.Active}: 1,
	} {
		got, err := o.Contracts.Contracts(o.owner, f, page.Cursor{})
		if err != nil || len(got.Rows) != want {
			t.Errorf("%+v finds %d (%v), want %d", f, len(got.Rows), err, want)
		}
	}
}

func TestOfAsset_findsWhatNamesItAndWhatIsForItsSite(t *testing.T) {
	o := openOffice(t)
	named := apptest.Contract(t, o.App, nil)
	site := apptest.Contract(t, o.App, func(in *contracts.ContractInput) { in.Assets, in.Ends = nil, "2027-12-31" })
	apptest.Contract(t, o.App, func(in *contracts.ContractInput) { in.Assets[0].Asset = o.second })
	got, err := o.Contracts.OfAsset(o.accountant, o.Assets[0])
	if err != nil || len(got) != 2 || got[0].ID != site.ID || got[1].ID != named.ID {
		t.Errorf("found %+v (%v)", got, err)
	}
	all, err := o.Contracts.OfCustomer(o.accountant, o.Customer)
	if err != nil || len(all) != 3 || len(all[2].Assets) != 1 {
		t.Errorf("his are %+v (%v)", all, err)
	}
}
