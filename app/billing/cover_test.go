package billing_test

import (
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/settings"
	"doorstep/app/txn"
)

// under puts Meera's machine under a contract with these rules only; change may alter the contract first.
func (d *desk) under(change func(*contracts.ContractInput), rules ...map[string]any) contracts.Contract {
	d.t.Helper()
	c := apptest.Contract(d.t, d.App, change)
	all, err := d.Contracts.Covers(d.owner, c.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, v := range all {
		r, err := txn.Find(d.Core, "covers", v.ID)
		if err == nil {
			err = txn.Delete(d.owner, d.Core, r)
		}
		if err != nil {
			d.t.Fatal(err)
		}
	}
	for n, rule := range rules {
		values := map[string]any{"contract": c.ID, "position": n + 1, "applies": contracts.AnyJob, "priority": 1}
		for k, v := range rule {
			values[k] = v
		}
		d.add("covers", values)
	}
	return c
}

func rule(kind contracts.CoverKind, name string, more ...any) map[string]any {
	m := map[string]any{"kind": string(kind), "name": name}
	for n := 0; n < len(more); n += 2 {
		m[more[n].(string)] = more[n+1]
	}
	return m
}

// least sets the minimum visit charge.
func (d *desk) least(rupees string) {
	d.t.Helper()
	c := must[settings.Company](d.t)(d.Settings.Company(d.owner))
	must[settings.Company](d.t)(d.Settings.UpdateInvoicing(d.owner, settings.InvoicingInput{
		Rev: c.Rev, Prefix: "FSA", MinVisit: rupees, VisitItem: d.item("AC-VISIT").ID,
	}))
}

// sell puts an item on the price list.
func (d *desk) sell(kind, code, uom, price string) string {
	d.t.Helper()
	hsn := map[string]string{"service": "998715", "part": "8532"}[kind]
	return must[catalog.Item](d.t)(d.Catalog.CreateItem(d.owner, catalog.ItemInput{
		Kind: kind, Code: code, Name: code, HSN: hsn, UOM: uom, Active: true, From: "2025-09-22", Price: price, GST: "18",
	})).ID
}

// spend enters so much of an item.
func (d *desk) spend(visit, code, qty string) {
	d.t.Helper()
	if _, err := d.Jobs.UseItem(d.phone, jobs.Use{Visit: visit, Key: visit[:8] + code, Item: d.item(code).ID, Qty: qty}); err != nil {
		d.t.Fatal(err)
	}
}

// used is how much of the contract's rule of the name is used.
func (d *desk) used(contract, name string) int64 {
	d.t.Helper()
	for _, c := range must[[]contracts.Cover](d.t)(d.Contracts.Covers(d.owner, contract)) {
		if c.Name == name {
			return c.Used
		}
	}
	d.t.Fatalf("no rule %s", name)
	return 0
}

// documents is how many papers the job has.
func (d *desk) documents(job string) int {
	d.t.Helper()
	return len(must[[]billing.Invoice](d.t)(d.Billing.OfJob(d.owner, job)))
}

func TestCover_bearsAJobWhollyAndKeepsWhatItUsed(t *testing.T) {
	d := open(t)
	c := d.under(nil, rule(contracts.CoverLabour, "Labour"), rule(contracts.CoverParts, "Parts", "most", 5000))
	j, v := d.sent(nil)
	d.use(v.ID, "AC-VISIT", "CAP-35")
	due := must[billing.Due](t)(d.Billing.Preview(d.phone, j.ID))
	if due.Total != 0 || len(due.Lines) != 2 || due.Lines[0].Why != "cover:"+c.No+" · Labour" || due.Lines[1].Why != "cover:"+c.No+" · Parts · 1 of 5" {
		t.Errorf("before it is done: %+v", due)
	}
	if d.used(c.ID, "Parts") != 0 {
		t.Error("looking used it up")
	}
	d.finish(v.ID)
	if j = d.job(j.ID); j.Contract != c.ID || j.Billing != billing.BillingCovered || d.documents(j.ID) != 0 {
		t.Errorf("billing %s, contract %q, %d documents", j.Billing, j.Contract, d.documents(j.ID))
	}
	if d.used(c.ID, "Labour") != 1 || d.used(c.ID, "Parts") != 1000 {
		t.Errorf("used %d jobs of labour, %d of parts", d.used(c.ID, "Labour"), d.used(c.ID, "Parts"))
	}
	must[billing.Invoice](t)(d.Billing.DraftFor(d.owner, j.ID))
	if d.used(c.ID, "Labour") != 1 || d.used(c.ID, "Parts") != 1000 {
		t.Error("the same again used more")
	}
}

func TestCover_splitsALineOfWhichOnlyAPartIsLeft(t *testing.T) {
	d := open(t)
	c := d.under(nil, rule(contracts.CoverLabour, "Labour"), rule(contracts.CoverItems, "gas charge", "items", []string{d.sell("part", "GAS", "KGS", "1000")}, "most", 1000))
	j, v := d.sent(nil)
	d.spend(v.ID, "GAS", "2.5")
	d.finish(v.ID)
	i := d.draft(j.ID)
	if len(i.Lines) != 2 || i.Lines[0].QtyMilli != 1000 || i.Lines[0].Cover != billing.CoverAMC || i.Lines[0].Why != "cover:"+c.No+" · gas charge · 1 of 1" || i.Lines[0].Total != 0 {
		t.Fatalf("%+v", i.Lines)
	}
	if l := i.Lines[1]; l.QtyMilli != 1500 || l.Cover != "" || l.Taxable != 1500_00 || l.Why != billing.WhyStandard || l.Detail != "not covered: gas charge used 1 of 1" || l.JobLine != i.Lines[0].JobLine {
		t.Errorf("%+v", l)
	}
	if i.Taxable != 1500_00 || len(i.Missing) != 0 {
		t.Errorf("%d, lacks %v", i.Taxable, i.Missing)
	}
	d.use(v.ID, "CAP-35") // entered late
	again := d.draft(j.ID)
	if len(again.Lines) != 3 || again.Lines[0].ID != i.Lines[0].ID || again.Lines[1].ID != i.Lines[1].ID || d.used(c.ID, "gas charge") != 1000 {
		t.Errorf("%+v", again.Lines)
	}
	out := must[billing.Invoice](t)(d.Billing.Issue(d.accountant, again.ID, again.Rev))
	if out.Taxable != 1880_00 || d.job(j.ID).Billing != billing.BillingInvoiced {
		t.Errorf("%+v", out)
	}
	must[billing.Invoice](t)(d.Billing.CreditNote(d.accountant, billing.NewNote{Against: out.ID, Rev: d.doc(out.ID).Rev, Reason: "Wrong customer"}))
	back := must[billing.Due](t)(d.Billing.Preview(d.owner, j.ID))
	if back.Taxable != 1880_00 || len(back.Lines) != 3 {
		t.Errorf("what was credited is due again: %+v", back)
	}
}

func TestCover_givesFourVisitsAndChargesTheFifth(t *testing.T) {
	d := open(t)
	d.least("600")
	c := d.under(func(in *contracts.ContractInput) { in.Type = string(contracts.NonComprehensive) }, rule(contracts.CoverVisits, "Free visits", "most", 4))
	for n := range 5 {
		j := d.completed(nil)
		if n < 4 {
			if j.Billing != billing.BillingCovered || d.documents(j.ID) != 0 {
				t.Fatalf("visit %d: billing %s, %d documents", n+1, j.Billing, d.documents(j.ID))
			}
			continue
		}
		i := d.draft(j.ID)
		if len(i.Lines) != 1 || i.Lines[0].Why != billing.WhyMinimum || i.Taxable != 600_00 || i.Lines[0].Detail != "not covered: Free visits used 4 of 4" {
			t.Errorf("the fifth: %+v", i.Lines)
		}
	}
	if d.used(c.ID, "Free visits") != 4 {
		t.Errorf("used %d", d.used(c.ID, "Free visits"))
	}
}

func TestCover_chargesTheLeastOfAVisitWhereOnlyPartsAreBorne(t *testing.T) {
	d := open(t)
	d.least("600")
	d.under(nil, rule(contracts.CoverParts, "Parts"))
	i := d.draft(d.completed(nil, "AC-VISIT", "CAP-35").ID)
	if len(i.Lines) != 3 || i.Lines[1].Cover != billing.CoverAMC || i.Lines[2].Why != billing.WhyMinimum || i.Taxable != 600_00 {
		t.Errorf("%+v", i.Lines)
	}
}

func TestCover_bearsTheFirstHourOfLabour(t *testing.T) {
	d := open(t)
	d.sell("service", "LABOUR", "HRS", "800")
	d.under(nil, rule(contracts.CoverFirstHour, "First hour", "minutes", 60))
	j, v := d.sent(nil)
	d.spend(v.ID, "LABOUR", "1.5")
	d.finish(v.ID)
	i := d.draft(j.ID)
	if len(i.Lines) != 2 || i.Lines[0].QtyMilli != 1000 || i.Lines[0].Cover != billing.CoverAMC || i.Lines[1].QtyMilli != 500 || i.Taxable != 400_00 {
		t.Errorf("%+v", i.Lines)
	}
}

func TestCover_bearsGasOnce(t *testing.T) {
	d := open(t)
	gas := d.sell("part", "GAS", "KGS", "1000")
	c := d.under(nil, rule(contracts.CoverLabour, "Labour"), rule(contracts.CoverItems, "gas charge", "items", []string{gas}, "most", 1000))
	first := d.completed(nil, "GAS")
	second := d.draft(d.completed(nil, "GAS").ID)
	if first.Billing != billing.BillingCovered || len(second.Lines) != 1 || second.Lines[0].Cover != "" || second.Lines[0].Detail != "not covered: gas charge used 1 of 1" {
		t.Errorf("billing %s, then %+v", first.Billing, second.Lines)
	}
	if d.used(c.ID, "gas charge") != 1000 || d.used(c.ID, "Labour") != 2 {
		t.Errorf("used %d of gas, %d of labour", d.used(c.ID, "gas charge"), d.used(c.ID, "Labour"))
	}
}

func TestCover_ofAWarrantyMarksItsLinesSo(t *testing.T) {
	d := open(t)
	c := d.under(func(in *contracts.ContractInput) {
		in.Type, in.Cycle, in.Value = string(contracts.Warranty), string(contracts.NoBills), "0"
	}, rule(contracts.CoverParts, "Parts"))
	i := d.draft(d.completed(nil, "AC-VISIT", "CAP-35").ID)
	if i.Lines[0].Cover != "" || i.Lines[1].Cover != billing.CoverWarranty || i.Lines[1].Why != "cover:"+c.No+" · Parts" || i.Taxable != 450_00 {
		t.Errorf("%+v", i.Lines)
	}
}

func TestCover_chargesAtTheContractsPriceListUnlessAPriceWasAgreed(t *testing.T) {
	d := open(t)
	own := d.add("price_lists", map[string]any{"name": "Corporates", "discount_bps": 1000, "active": true})
	d.change("customers", d.customer(), map[string]any{"price_list": own})
	list := d.add("price_lists", map[string]any{"name": "AMC prices", "active": true})
	d.add("price_list_items", map[string]any{"list": list, "item": d.item("AC-VISIT").ID, "price_paise": 300_00})
	d.under(func(in *contracts.ContractInput) { in.PriceList = list }, rule(contracts.CoverItems, "Nothing much", "items", []string{d.sell("part", "FUSE", "NOS", "20")}))
	j, v := d.sent(nil)
	d.use(v.ID, "AC-VISIT", "CAP-35", "FUSE")
	d.finish(v.ID)
	i := d.draft(j.ID)
	if i.Lines[0].Why != "list:AMC prices" || i.Lines[0].Rate != 300_00 || i.Lines[1].Why != "list_bps:Corporates" || i.Lines[2].Cover != billing.CoverAMC {
		t.Errorf("%+v", i.Lines)
	}
	d.change("price_lists", list, map[string]any{"active": false})
	if i := must[billing.Invoice](t)(d.Billing.DraftFor(d.owner, j.ID)); i.Lines[0].Why != "list_bps:Corporates" {
		t.Errorf("of a list that is no longer used: %+v", i.Lines[0])
	}
	d.change("price_lists", list, map[string]any{"active": true})

	agreed, v := d.sent(nil)
	e := must[billing.Estimate](t)(d.Billing.AddEstimate(d.dispatcher, billing.NewEstimate{
		Job: agreed.ID, Title: "Service", Lines: []billing.LineInput{{Item: d.item("AC-VISIT").ID, Rate: "275"}},
	}))
	if typed := must[billing.Estimate](t)(d.Billing.PriceEstimate(d.dispatcher, billing.NewEstimate{
		Job: agreed.ID, Title: "Service", Lines: []billing.LineInput{{Item: d.item("AC-VISIT").ID}},
	})); typed.Lines[0].Rate != 300_00 {
		t.Errorf("an estimate of the job asks for %d", typed.Lines[0].Rate)
	}
	must[billing.Estimate](t)(d.Billing.SendEstimate(d.dispatcher, e.ID, 0))
	must[billing.Estimate](t)(d.Billing.ApproveEstimate(byLink(), billing.Decision{ID: e.ID, How: billing.ByLink}))
	d.use(v.ID, "AC-VISIT")
	d.finish(v.ID)
	if i := d.draft(agreed.ID); i.Lines[0].Why != billing.WhyEstimate || i.Lines[0].Rate != 275_00 {
		t.Errorf("%+v", i.Lines)
	}
}

func TestCover_ofMachinesSitesAndDaysOnly(t *testing.T) {
	d := open(t)
	c := d.under(nil, rule(contracts.CoverLabour, "Labour"), rule(contracts.CoverParts, "Parts"))
	j, v := d.sent(nil)
	d.use(v.ID, "AC-VISIT")
	total := func() string {
		due := must[billing.Due](t)(d.Billing.Preview(d.phone, j.ID))
		return due.Lines[0].Cover + "|" + due.Lines[0].Detail
	}
	if total() != "amc|" {
		t.Errorf("under it: %s", total())
	}
	var machine string
	if err := d.Core.DB().NewQuery("SELECT id FROM contract_assets").Row(&machine); err != nil {
		t.Fatal(err)
	}
	d.change("contract_assets", machine, map[string]any{"to": "2026-11-15"})
	if total() != "|not covered: no machine of this job is under "+c.No {
		t.Errorf("a machine that left: %s", total())
	}
	d.change("contract_assets", machine, map[string]any{"to": ""})
	d.change("jobs", j.ID, map[string]any{"assets": []string{}})
	if total() != "amc|" {
		t.Errorf("no machine named, one of the site is under it: %s", total())
	}
	d.change("contracts", c.ID, map[string]any{"state": "suspended", "suspended_on": "2026-11-16"})
	if total() != "|not covered: "+c.No+" is not in force on the day of this job" {
		t.Errorf("suspended: %s", total())
	}
	d.change("contracts", c.ID, map[string]any{"state": "expired", "suspended_on": ""})
	if total() != "amc|" {
		t.Errorf("expired since: %s", total())
	}
	d.change("jobs", j.ID, map[string]any{"payment": "chargeable"})
	if total() != "|" {
		t.Errorf("marked chargeable: %s", total())
	}
	d.finish(v.ID)
	if d.documents(j.ID) != 1 || d.used(c.ID, "Labour") != 0 {
		t.Errorf("%d documents, used %d", d.documents(j.ID), d.used(c.ID, "Labour"))
	}
}
