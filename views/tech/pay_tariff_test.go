package tech

import (
	"reflect"
	"testing"

	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/money"
)

func TestTariff_asksNothingForWhatTheContractBears(t *testing.T) {
	capacitor, gas := catalog.Item{ID: "cap", Kind: catalog.KindPart, Price: 380_00, GSTBps: 1800}, catalog.Item{ID: "gas", Kind: catalog.KindPart, Price: 1000_00, GSTBps: 1800}
	under := tariff{
		taxed: true, charged: true, free: func(_, item, _ string) bool { return item == "cap" }, due: map[string]int64{"l1": 500},
		agreed: map[string]bool{}, counted: map[string]bool{},
	}
	if a := under.of(capacitor); a["data-worth"] != "0" || a["data-agreed"] != true {
		t.Errorf("borne: %v", a)
	}
	if a := under.of(gas); a["data-worth"] != "118000" || a["data-agreed"] != false {
		t.Errorf("charged: %v", a)
	}
	used := jobs.Line{ID: "l1", Item: "gas", Kind: catalog.KindPart, Rate: 1000_00, GSTBps: 1800, QtyMilli: 2000}
	if a := under.less(used); a["data-worth"] != "-59000" {
		t.Errorf("half a unit of two is charged, taken back it is %v", a)
	}
	used.ID = "l2"
	if a := under.less(used); a["data-worth"] != "0" {
		t.Errorf("wholly borne, taken back it is %v", a)
	}
	if a := under.unit(jobs.Line{Item: "cap", Kind: catalog.KindPart, Rate: 380_00}); a["data-worth"] != "0" {
		t.Errorf("an expected part: %v", a)
	}
	without := tariff{taxed: true, charged: true, agreed: map[string]bool{}, counted: map[string]bool{}}
	if a := without.less(used); a["data-worth"] != "-236000" {
		t.Errorf("without contract: %v", a)
	}
}

func TestTariff_asksWhatThisCustomerPays(t *testing.T) {
	his := tariff{
		taxed: true, charged: true, agreed: map[string]bool{}, counted: map[string]bool{}, quoted: map[string]money.Paise{"gas": 900_00},
		price: func(_ string, standard money.Paise) money.Paise { return standard * 9 / 10 },
	}
	if a := his.of(catalog.Item{ID: "cap", Kind: catalog.KindPart, Price: 400_00, GSTBps: 1800}); a["data-worth"] != "42480" {
		t.Errorf("by his price list: %v", a)
	}
	if a := his.unit(jobs.Line{Item: "gas", Kind: catalog.KindPart, Rate: 900_00, GSTBps: 1800}); a["data-worth"] != "106200" {
		t.Errorf("as he approved it: %v", a)
	}
}

func TestAsked_putsTheTwoPartsOfALineTogether(t *testing.T) {
	got := asked([]billing.Line{
		{JobLine: "a", Item: "gas", Kind: "part", UOM: "KGS", QtyMilli: 1000, Cover: "amc"},
		{JobLine: "a", Item: "gas", Kind: "part", UOM: "KGS", QtyMilli: 500},
		{JobLine: "b", Item: "visit", Kind: "service", QtyMilli: 1000},
		{Item: "min", Kind: "charge", QtyMilli: 1000},
	})
	want := []contracts.LineAsk{{Item: "gas", Kind: "part", UOM: "KGS", QtyMilli: 1500}, {Item: "visit", Kind: "service", QtyMilli: 1000}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}
